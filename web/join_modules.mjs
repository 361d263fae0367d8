// Several modules as one: what `source` imports from beside it is put before it, in the order in which modules would
// run, without the words import and export. Their names must differ, as they then stand in one scope.
// usage: node join_modules.mjs ENTRY OUTPUT
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const IMPORT = /^import [^;]*? from '\.\/([\w-]+\.mjs)';\n/gm;

export const withoutImports = (source) => source.replace(IMPORT, '');

/** The text of all modules that `source` imports, and of theirs; `read(name)` gives that of one. */
export function partsOf(source, read, met = new Set()) {
  return [...source.matchAll(IMPORT)].map(([, name]) => {
    if (met.has(name)) return '';
    met.add(name);
    const part = read(name);
    return partsOf(part, read, met) + withoutImports(part).replace(/^export /gm, '');
  }).join('');
}

/** Entry and parts: the entry's first comment stands first, and what it exports is exported. */
export function joined(source, read) {
  const [heading] = /^(\/\/.*\n)*/.exec(source);
  return `${heading}\n${partsOf(source, read)}\n${withoutImports(source.slice(heading.length))}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [entry, output] = process.argv.slice(2);
  const read = (name) => readFileSync(join(dirname(entry), name), 'utf8');
  writeFileSync(output, joined(read(basename(entry)), read));
}
