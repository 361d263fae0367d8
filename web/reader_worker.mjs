// A worker that reads one file and hands over what it found, then is ended (read_in_worker.mjs).
//   from the page: {module, name, blob}, then 'next' for every piece it can take
//   to the page:   {lock} once; {progress} 0…1, {package, total} once, {numbers} until `total` bytes have come;
//                  or {error: {name, message, isFile}}, and nothing more
import { readFile } from './read_file.mjs';

const PIECE = 4 * 2 ** 20;  // bytes

let pieces;

onmessage = async ({ data }) => {
  try {
    if (data === 'next') sendNumbers();
    else await read(data);
  } catch (error) {
    // Only the browser's own part, which gives the bytes, throws a DOMException.
    postMessage({ error: { name: error.name, message: error.message, isFile: error instanceof DOMException } });
  }
};

async function read({ module, name, blob }) {
  await holdLock();
  const reader = new FileReaderSync();
  let position = 0, said = 0;
  const found = await readFile(module, name, blob.size, () => {
    const bytes = new Uint8Array(reader.readAsArrayBuffer(blob.slice(position, position + PIECE)));
    position += bytes.length;
    if (performance.now() - said > 50) {
      said = performance.now();
      postMessage({ progress: position / blob.size });
    }
    return bytes;
  });
  pieces = found.pieces();
  postMessage({ package: found.package, total: found.total });
}

/** A lock that is free again when this worker has ended, however it has: so the page knows (not on plain http). */
async function holdLock() {
  if (!navigator.locks) return;
  const lock = `attention-lab-reading-${performance.timeOrigin}-${Math.random()}`;
  await new Promise((held, refused) => {
    navigator.locks.request(lock, () => {
      held();
      return new Promise(() => {});
    }).catch(refused);
  }).then(() => postMessage({ lock }), () => {});  // in a sandbox there are none
}

function sendNumbers() {
  const { value: numbers } = pieces.next();
  if (numbers) postMessage({ numbers }, [numbers.buffer]);  // nothing more where it was asked for ahead
}
