// A worker with the lab's own program and no window: reads one file and hands over what it found, then ends.
//   from the page: {module, name, blob}, then 'next' for every piece it can take
//   to the page:   {progress} 0…1, {package, total} once, {numbers} until `total` bytes have come
import factory from './attention-lab.mjs';

const PIECE = 4 * 2 ** 20;  // bytes; the page copies one in a few milliseconds

const handed = [];  // [place, size] of the package and of every tensor's numbers
let lab, at = 0, tensor = 1;

onmessage = async ({ data }) => {
  if (data === 'next') return send_numbers();
  const { module, name, blob } = data;
  const reader = new FileReaderSync();
  let position = 0, said = 0;
  let piece = new Uint8Array(), taken = 0;  // the program asks for little at a time, a disk gives much as quickly
  lab = await factory({
    instantiateWasm(imports, done) {
      WebAssembly.instantiate(module, imports).then(done);
      return {};
    },
    readBytes(place, count) {
      let have = 0;
      while (have < count) {
        if (taken === piece.length) {
          piece = new Uint8Array(reader.readAsArrayBuffer(blob.slice(position, position + PIECE)));
          taken = 0;
          position += piece.length;
          if (piece.length === 0) break;
        }
        const part = piece.subarray(taken, taken + count - have);
        lab.HEAPU8.set(part, place + have);
        taken += part.length;
        have += part.length;
      }
      if (performance.now() - said > 50) {
        said = performance.now();
        postMessage({ progress: position / blob.size });
      }
      return have;
    },
    handOver: (place, size) => handed.push([place, size]),
  });
  const text = new TextEncoder().encode(`${name}\0`), text_at = lab._malloc(text.length);
  lab.HEAPU8.set(text, text_at);
  lab._lab_read(text_at, blob.size);
  const [place, size] = handed[0];
  postMessage({ package: lab.HEAPU8.slice(place, place + size), total: handed.slice(1).reduce((sum, [, bytes]) => sum + bytes, 0) });
};

function send_numbers() {
  if (tensor === handed.length) return;  // asked for ahead
  const [place, size] = handed[tensor];
  const numbers = lab.HEAPU8.slice(place + at, place + Math.min(size, at + PIECE));
  at += numbers.length;
  if (at === size) [tensor, at] = [tensor + 1, 0];
  postMessage({ numbers }, [numbers.buffer]);
}
