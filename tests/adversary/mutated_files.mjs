// Files that nobody made on purpose: every file that the tests keep, and seeded mutations of them; and files that
// somebody made to do harm. The same seed gives the same files.
// usage: node tests/adversary/mutated_files.mjs FOLDER SEED COUNT     writes so many mutations beside the originals
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TESTS = fileURLToPath(new URL('..', import.meta.url));
const LARGEST = 1 << 18;  // bytes of a file that is mutated

/** A generator of numbers 0 ≤ x < 1 (mulberry32). */
export function seeded(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Every file that the tests read, as [name, bytes]; without pictures. */
export function keptFiles() {
  const files = [];
  for (const folder of ['golden', 'fuzz/corpus', 'fuzz/crashes']) {
    for (const entry of readdirSync(join(TESTS, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      if (!entry.isFile() || path.includes('pictures') || path.includes('accessibility')) continue;
      const [reader] = path.slice(join(TESTS, folder).length + 1).split('/');
      const ending = extname(entry.name) || `.${{ printout: 'txt', file: 'bin' }[reader] ?? reader}`;  // of the corpus
      files.push([`${basename(entry.name, ending)}${ending}`, readFileSync(path)]);
    }
  }
  return files;
}

const WORDS = ['NaN', '-', '[', '{', ')', ',', '\n', '"', '1e999', '\u0000', '99999999999999999999', '(2147483647, 2147483647)', '../', '=1+1', '\ud83d\ude00'];

/** A copy with a few bytes changed, cut, doubled or replaced by something that hurts. */
export function mutated(bytes, random) {
  const at = (length) => Math.floor(random() * (length + 1));
  let result = Buffer.from(bytes);
  for (let i = 1 + Math.floor(random() * 4); i > 0; --i) {
    const start = at(Math.min(result.length, random() < 0.7 ? 256 : result.length)), end = Math.min(result.length, start + at(16));
    switch (Math.floor(random() * 6)) {
      case 0: result = result.subarray(0, start); break;
      case 1: result = Buffer.concat([result.subarray(0, start), result.subarray(end)]); break;
      case 2: result = Buffer.concat([result.subarray(0, end), result.subarray(start)]); break;
      case 3: result = Buffer.concat([result.subarray(0, start), Buffer.from(WORDS[at(WORDS.length - 1)]), result.subarray(start)]); break;
      case 4: if (start < result.length) result[start] ^= 1 << Math.floor(random() * 8); break;
      default: if (start < result.length) result[start] = [0, 255, 127, 128][Math.floor(random() * 4)];
    }
  }
  return result;
}

/** `count` mutations of the files that are kept, as [name, bytes]. */
export function mutations(seed, count) {
  const random = seeded(seed), files = keptFiles().filter(([, bytes]) => bytes.length <= LARGEST);
  return Array.from({ length: count }, (_, i) => {
    const [name, bytes] = files[Math.floor(random() * files.length)];
    return [`m${i}-${name}`, mutated(bytes, random)];
  });
}

const npy = (fields, data = Buffer.alloc(0), version = 1) => {
  const text = Buffer.from(`${fields}\n`, 'latin1'), length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(text.length); else length.writeUInt32LE(text.length);
  return Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.from([version, 0]), length, text, data]);
};
const header = (descr, shape, order = 'False') => `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
const safetensors = (json, data = Buffer.alloc(0)) => {
  const text = Buffer.from(json), length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
};

/** Files that were made to do harm, as [name, bytes]. */
export function harmfulFiles() {
  const deep = 100_000;
  return [
    ['empty.npy', Buffer.alloc(0)],
    ['magic.npy', Buffer.from('\x93NUMPY', 'latin1')],
    ['endless.npy', npy(header('<f4', '(2147483647, 2147483647, 2147483647)'))],
    ['negative.npy', npy(header('<f4', '(-1, 4)'), Buffer.alloc(16))],
    ['empty-axes.npy', npy(header('<f4', '(2147483647, 2147483647, 0)'))],
    ['many.npy', npy(header('|u1', '(10000000, 2, 2)'), Buffer.alloc(40_000_000))],
    ['object.npy', npy(header('|O', '(2, 2)'), Buffer.from('cos\nsystem\n(S"true"\ntR.'))],
    ['record.npy', npy(`{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }`, Buffer.alloc(8))],
    ['long-header.npy', npy(header('<f4', `(${'1, '.repeat(30_000)})`), Buffer.alloc(4), 2)],
    ['deep-header.npy', npy('('.repeat(60_000), Buffer.alloc(0))],
    ['fortran.npy', npy(header('<f8', '(3, 2, 2)', 'True'), Buffer.alloc(96, 0x7f))],
    ['deep.json', Buffer.from('['.repeat(deep))],
    ['deep-objects.json', Buffer.from('{"a":'.repeat(deep))],
    ['uneven.json', Buffer.from('[[1,2],[3]]')],
    ['surrogates.json', Buffer.from('{"weights": [[1]], "tokens": ["\\ud800"]}')],
    ['names.json', Buffer.from(JSON.stringify({ weights: [[0.5, 0.5]], keyTokens: ['=cmd|x', '../../x'] }))],
    ['nul.csv', Buffer.from('a\u0000,b\n1,2\n')],
    ['open-quote.csv', Buffer.from(`"${'x,'.repeat(50_000)}`)],
    ['wide.csv', Buffer.from(`${'0.5,'.repeat(60_000)}1\n`)],
    ['long-name.csv', Buffer.from(`${'n'.repeat(200_000)},b\n1,2\n`)],
    ['many-names.csv', Buffer.from(`${Array.from({ length: 60_000 }, (_, i) => `w${i}`).join()}\n${'1,'.repeat(59_999)}1\n`)],
    ['formula.csv', Buffer.from('"=HYPERLINK(""x"")",b\n1,2\n')],
    ['length.safetensors', Buffer.concat([Buffer.alloc(8, 0xff), Buffer.from('{}')])],
    ['overlap.safetensors', safetensors('{"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"F32","shape":[2,2],"data_offsets":[8,24]}}', Buffer.alloc(24))],
    ['offsets.safetensors', safetensors('{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}')],
    ['paths.safetensors', safetensors('{"/x/h0":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"/x/h1":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]}}', Buffer.alloc(16))],
    ['zip.npz', Buffer.from('PK\x05\x06' + '\xff'.repeat(18), 'latin1')],
    ['page.npy', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['pickle.pt', Buffer.from('\x80\x02}q\x00.', 'latin1')],
    ['binary.bin', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 37) & 255))],
    ['printed.txt', Buffer.from(`[[${'1. '.repeat(1000)}...`)],
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, seed, count] = process.argv.slice(2);
  mkdirSync(folder, { recursive: true });
  const kept = keptFiles().map(([name, bytes], i) => [`k${i}-${name}`, bytes]);
  for (const [name, bytes] of [...kept, ...harmfulFiles(), ...mutations(Number(seed), Number(count))]) writeFileSync(join(folder, name), bytes);
}
