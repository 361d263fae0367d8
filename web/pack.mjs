// Fills the folder that any static host can serve: copies, precompresses, prints the sizes.
// usage: node pack.mjs FOLDER FILE…
//        node pack.mjs --sizes FOLDER     only prints them
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

// Everything that is fetched before the reader can do something, brotli-compressed. The core's JavaScript API
// (attention-core.*) and the element for other pages are not: the page does not load them.
const BUDGET = 500 * 1024;  // bytes
const is_first = (name) => !/^attention-(core|lab-element)/.test(name) && name !== 'icon.svg' && name !== 'lab-font-larger.otf';

/** Copies one file and its two compressed forms, unless the folder has them. */
function pack(folder, file) {
  const name = basename(file);
  const content = readFileSync(file);
  const place = join(folder, name);
  const is_same = existsSync(place) && existsSync(`${place}.br`) && existsSync(`${place}.gz`) && readFileSync(place).equals(content);
  if (!is_same) {
    writeFileSync(place, content);
    const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 } };
    writeFileSync(`${place}.br`, brotliCompressSync(content, options));
    writeFileSync(`${place}.gz`, gzipSync(content, { level: 9 }));
  }
}

/** Removes what an earlier build put here and this one does not have; the core's API is put here by its own target. */
function drop_leftovers(folder, names) {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith('attention-core') && !names.has(name.replace(/\.(br|gz)$/, ''))) rmSync(join(folder, name));
  }
}

const is_listing = process.argv[2] === '--sizes';
const [folder, ...files] = process.argv.slice(is_listing ? 3 : 2);
mkdirSync(folder, { recursive: true });
for (const file of files) pack(folder, file);
if (!is_listing) drop_leftovers(folder, new Set(files.map((file) => basename(file))));

const size = (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
const rows = readdirSync(folder).filter((name) => size(`${name}.br`) > 0)
  .map((name) => ({ name, raw: size(name), brotli: size(`${name}.br`) }))
  .sort((a, b) => b.brotli - a.brotli);
const kilobytes = (bytes) => (bytes / 1024).toFixed(1).padStart(9);
const ours = rows.filter((row) => /\.(mjs|html|css|svg)$/.test(row.name) && !row.name.startsWith('attention-'));
const sum = (list, key) => list.reduce((total, row) => total + row[key], 0);
const total = sum(rows.filter((row) => is_first(row.name)), 'brotli');

console.log(`${'file'.padEnd(24)}   raw KiB  brotli KiB`);
for (const row of rows.filter((r) => !ours.includes(r))) {
  console.log(`${row.name.padEnd(24)} ${kilobytes(row.raw)}   ${kilobytes(row.brotli)}`);
}
console.log(`${`page (${ours.length} files)`.padEnd(24)} ${kilobytes(sum(ours, 'raw'))}   ${kilobytes(sum(ours, 'brotli'))}`);
console.log(`${'to first interaction'.padEnd(24)} ${''.padStart(9)}   ${kilobytes(total)}   of ${BUDGET / 1024}`);
if (total > BUDGET) console.error('The page has become too large (tests/web/size.test.mjs).');
