// Lays beside every file of a folder what it is compressed, as .br and .gz, where that is smaller.
// usage: node compress.mjs FOLDER
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompressSync, constants, gunzipSync, gzip } from 'node:zlib';

// npm packs these under any ending, whatever package.json says, so they have no compressed forms.
export const ALWAYS_PACKED = /^attention-(core|lab-element)\/(README|LICENSE)/;

export const filesIn = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile()).map((entry) => join(entry.path, entry.name).slice(folder.length).replace(/^[/\\]/, ''));

const [brotliOf, gzipOf] = [brotliCompress, gzip].map(promisify);
const brotli = (content, quality) => brotliOf(content,
  { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_LGWIN]: 22 } });
const FORMS = [
  // The single file is large, and saved rather than browsed: the best would take it ten seconds for a twentieth less.
  { ending: '.br', pack: (content, name) => brotli(content, name === 'attention-lab.html' ? 9 : 11), unpack: brotliDecompressSync },
  { ending: '.gz', pack: (content) => gzipOf(content, { level: 9 }), unpack: gunzipSync },
];
export const isForm = (name) => FORMS.some(({ ending }) => name.endsWith(ending));

/** 0 if there is no such file. */
export const sizeOf = (place) => statSync(place, { throwIfNoEntry: false })?.size ?? 0;
const unpacked = (place, unpack) => {
  try {
    return unpack(readFileSync(place));
  } catch {
    return undefined;  // none, or one that a build which was broken off has left
  }
};

/** Puts its compressed forms beside every file of the folder, unless they are there; on all processors at once. */
export async function compress(folder) {
  const made = new Map();  // promises; the package has the same files once more
  const putForm = async (name, content, hash, { ending, pack, unpack }) => {
    const place = join(folder, name + ending);
    if (sizeOf(place) < content.length && unpacked(place, unpack)?.equals(content)) return;
    if (!made.has(hash + ending)) made.set(hash + ending, pack(content, name));
    const form = await made.get(hash + ending);
    if (form.length < content.length) writeFileSync(place, form);
    else rmSync(place, { force: true });
  };
  await Promise.all(filesIn(folder).filter((file) => !isForm(file) && !ALWAYS_PACKED.test(file)).flatMap((name) => {
    const content = readFileSync(join(folder, name)), hash = createHash('sha256').update(content).digest('hex');
    return FORMS.map((form) => putForm(name, content, hash, form));
  }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await compress(process.argv[2]);
