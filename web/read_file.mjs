// Reads a file with the program made for it (src/platform/web_reader_main.cpp): in a worker (reader_worker.mjs), or in
// the page where there can be none (reader.mjs).
import factory from './attention-lab-reader.mjs';

const PIECE = 4 * 2 ** 20;  // bytes; the page copies one in a few milliseconds

/**
 * `module` is the compiled program; `nextBytes()` gives the file's next bytes, of any number, and none at its end.
 * @returns {package, total, pieces}: what the lab expects first (web_reader.cpp), how many bytes of numbers follow, and
 * an iterator over them, each piece a copy
 */
export async function readFile(module, name, size, nextBytes) {
  const handed = [];  // [place, size] of the package and of every tensor's numbers
  let piece = new Uint8Array(), taken = 0;  // the program asks for little at a time, a disk gives much as quickly
  let refuse;  // the program itself is not told why it cannot start
  const refused = new Promise((_, reject) => { refuse = reject; });
  const started = factory({
    instantiateWasm(imports, done) {
      WebAssembly.instantiate(module, imports).then(done, refuse);
      return {};
    },
    readBytes(place, count) {
      let have = 0;
      while (have < count) {
        if (taken === piece.length) {
          piece = nextBytes();
          taken = 0;
          if (piece.length === 0) break;
        }
        const part = piece.subarray(taken, taken + count - have);
        program.HEAPU8.set(part, place + have);
        taken += part.length;
        have += part.length;
      }
      return have;
    },
    handOver: (place, bytes) => handed.push([place, bytes]),
  });
  const program = await Promise.race([started, refused]);
  const text = new TextEncoder().encode(`${name}\0`), textAt = program._malloc(text.length);
  program.HEAPU8.set(text, textAt);
  program._lab_read(textAt, size);

  const [place, length] = handed.shift();
  return {
    package: program.HEAPU8.slice(place, place + length),
    total: handed.reduce((sum, [, bytes]) => sum + bytes, 0),
    * pieces() {
      for (const [start, bytes] of handed) {
        for (let at = 0; at < bytes; at += PIECE) yield program.HEAPU8.slice(start + at, start + Math.min(bytes, at + PIECE));
      }
    },
  };
}
