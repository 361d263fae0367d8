// Fills the folder that any static host can serve: copies, precompresses, prints the sizes, keeps the budget.
// usage: node pack.mjs FOLDER FILE…
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

// Everything that is fetched before the reader can do something, brotli-compressed. The core's JavaScript API
// (attention-core.*) is not: the page does not load it.
const BUDGET = 500 * 1024;  // bytes
const is_first = (name) => !name.startsWith('attention-core') && name !== 'icon.svg';

const [folder, ...files] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

function pack(file) {
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
  return { name, raw: content.length, brotli: readFileSync(`${place}.br`).length };
}

const rows = files.map(pack).sort((a, b) => b.brotli - a.brotli);
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
if (total > BUDGET) {
  console.error('The page has become too large: see the table above, and BUDGET in web/pack.mjs.');
  process.exit(1);
}
