// A worker that reads one file and hands over what it found, then is ended.
//   from the page: {module, name, blob}, then 'next' for every piece it can take
//   to the page:   {progress} 0…1, {package, total} once, {numbers} until `total` bytes have come
import { read_file } from './read_file.mjs';

const PIECE = 4 * 2 ** 20;  // bytes

let pieces;

onmessage = async ({ data }) => {
  if (data === 'next') return send_numbers();
  const { module, name, blob } = data;
  const reader = new FileReaderSync();
  let position = 0, said = 0;
  const found = await read_file(module, name, blob.size, () => {
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
};

function send_numbers() {
  const { value: numbers } = pieces.next();
  if (numbers) postMessage({ numbers }, [numbers.buffer]);  // nothing more where it was asked for ahead
}
