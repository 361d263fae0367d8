// Fills the folder that any static host can serve, from any sub-path: precompresses, prints the sizes.
//   index.html, attention-lab-element.js, service-worker.js …   small files under the names that other pages link to
//   LICENSES.txt    the notices of all that it is built of
//   lab-<hash>/     everything that index.html loads; the hash is of its content, so it may be cached for ever
//   posters/        the scenes' pictures, and scenes.json: their ids and titles, in their order
//   VERSION         of the lab
//   attention-lab.html   the whole lab in one file, for opening from a disk
//   attention-lab-element/   an npm package: what is in the folder PACKAGE, and in lab/ all of the above but the last
// Beside every file lies what it is compressed, as .br and .gz, where that is smaller. Neither is in the npm packages.
// usage: node pack.mjs FOLDER POSTERS PACKAGE PROGRAM FILE…
//        node pack.mjs --sizes FOLDER [PROGRAM]     only prints them
// PROGRAM is the folder of the program in parts: see toolchain/split_program.mjs
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { partsOf, withoutImports } from './join_modules.mjs';
import { ALWAYS_PACKED, compress, filesIn, isForm, sizeOf } from './compress.mjs';
import { singleFile } from './single_file.mjs';

// Everything that is fetched before the first picture, with the largest scene, brotli-compressed.
// Bytes. With another compiler or library than src/versions.txt has locked, a tenth more: it says nothing about our code.
const BUDGET = 464 * 1024 * (process.env.LAB_VERSIONS_DIFFER ? 1.1 : 1);
// The program's parts: a scene each, the one that is opened with the program, and what comes after the first picture.
const PART = /(?:^|\/)attention-lab\.(\w+)\.wasm$/;
// Fetched after the start.
const isLater = (name) =>
  /(^|\/)(lab-font-larger\.otf|attention-lab-reader\.\w+|(print|keep|licences|named_file|read_in_worker|read_file|reader_worker)\.mjs|why_no_start\.js)$/.test(name);
const isFirst = (name) => (/^lab-\w+\//.test(name) && !PART.test(name) && !isLater(name)) || name === 'index.html';
// Other pages link to these, so their names stay.
const ENTRIES = ['index.html', 'attention-lab-element.js', 'attention-lab-element.d.ts', 'attention-lab-element.react.d.ts',
  'attention-lab-element.vue.d.ts', 'service-worker.js', 'icon.svg', 'LICENSES.txt'];

const SINGLE = 'attention-lab.html', WHOLE = 'attention-lab.whole.wasm';

const ELEMENT_PACKAGE = 'attention-lab-element';
const CORE = /^attention-core(\.|\/)/;  // the core's API and its npm package are put here by their own target

/** Writes one file, unless the folder has it. */
function write(folder, name, content) {
  const place = join(folder, name);
  if (existsSync(place) && readFileSync(place).equals(content)) return;
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, content);
}

/** One of our modules without the comments on lines of their own: they are for whoever reads the source. */
const withoutComments = (source) => source.replace(/^[ \t]*(\/\/.*|\/\*((?!\*\/)[^])*\*\/)[ \t]*\n/gm, '');
const isOurs = (name) => (name.endsWith('.mjs') && !/^attention-lab/.test(name)) || name.endsWith('no_start.js');

/** Removes what an earlier build put here and this one does not have; the core and its API have their own targets. */
function dropLeftovers(folder, names) {
  const isOthers = (name) => CORE.test(name) || /^api[/\\]/.test(name);
  const isThere = (name) => (isOthers(name) ? existsSync(join(folder, name)) : names.has(name));
  for (const name of filesIn(folder)) {
    const neighbour = isForm(name) ? name.replace(/\.\w+$/, '') : name;
    if (!isThere(neighbour) || (isForm(name) && ALWAYS_PACKED.test(name))) rmSync(join(folder, name));
  }
  dropEmptyFolders(folder);
}

function dropEmptyFolders(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).filter((found) => found.isDirectory())) {
    const place = join(folder, entry.name);
    dropEmptyFolders(place);
    if (readdirSync(place).length === 0) rmdirSync(place);
  }
}

/** Replaces the one place in `source` that the build fills in. */
function fill(source, place, value) {
  if (source.split(place).length !== 2) throw new Error(`pack.mjs: "${place}" should stand in the source once`);
  return source.replace(place, () => value);
}

const isPartOfElement = (name) => /^element_\w+\.mjs$/.test(name);

/** The element as the one classic script that it is for other pages: its parts, and the scenes' titles, stand in it. */
function filledElement(sources, scenes) {
  const source = sources.get('attention-lab-element.js').toString();
  const parts = partsOf(source, (name) => sources.get(name).toString()).replace(/^(?=.)/gm, '  ');
  const whole = fill(withoutImports(source), '  const VERSION', `${parts}\n  const VERSION`);
  return fill(whole, 'SCENES = {}', `SCENES = ${scenes}`);
}

/** The service worker, told what to keep; its version is that of all of it, the page and its icon included. */
function filledWorker(entries, assets, version) {
  const folder = `lab-${version}/`, isLate = (name) => name === 'lab-font-larger.otf';
  const hash = createHash('sha256').update(version).update(entries.get('index.html')).update(entries.get('icon.svg'));
  const files = ['./', 'icon.svg', ...[...assets.keys()].filter((name) => !isLate(name)).map((name) => folder + name)];
  const values = { 'FILES = []': files, 'LATER = []': [...assets.keys()].filter(isLate).map((name) => folder + name),
    "VERSION = ''": hash.digest('hex').slice(0, 10), "FOLDER = ''": folder };
  return Object.entries(values).reduce((source, [place, value]) => fill(source, place, `${place.split(' ')[0]} = ${JSON.stringify(value)}`),
    entries.get('service-worker.js'));
}

/** @returns {Map<string, Buffer>} everything to deploy, and the package of the element, by their names there */
function everything(posters, ownPackage, program, files) {
  const content = (file) => (isOurs(basename(file)) ? Buffer.from(withoutComments(readFileSync(file, 'utf8'))) : readFileSync(file));
  const scenes = JSON.stringify(JSON.parse(readFileSync(join(posters, 'scenes.json'))));
  const sources = new Map(files.map((file) => [basename(file), content(file)]));
  const parts = filesIn(program).filter((name) => name.endsWith('.wasm') && name !== WHOLE);
  for (const name of parts) sources.set(name, readFileSync(join(program, name)));
  const places = Object.keys(JSON.parse(scenes)), loader = sources.get('program.mjs');
  const named = parts.map((name) => PART.exec(name)?.[1]).filter(Boolean);
  const inOrder = [...places, ...named.filter((part) => !places.includes(part))].filter((part) => named.includes(part));
  sources.set('program.mjs', Buffer.from(fill(loader.toString(), 'PARTS = []', `PARTS = ${JSON.stringify(inOrder)}`)));
  const entries = new Map(ENTRIES.map((name) => [name, sources.get(name).toString()]));
  const assets = new Map([...sources].filter(([name]) => !entries.has(name) && !isPartOfElement(name)).sort(([a], [b]) => (a < b ? -1 : 1)));
  const hash = createHash('sha256');
  for (const [name, content] of assets) hash.update(`${name}\0${content.length}\0`).update(content);
  const version = hash.digest('hex').slice(0, 10);

  const all = new Map([...assets].map(([name, content]) => [`lab-${version}/${name}`, content]));
  for (const name of readdirSync(posters).filter((file) => file.endsWith('.svg'))) all.set(`posters/${name}`, readFileSync(join(posters, name)));
  all.set('posters/scenes.json', Buffer.from(`${scenes}\n`));
  const inOne = new Map([...assets].filter(([name]) => !PART.test(name)));
  inOne.set('program.mjs', loader).set('attention-lab.wasm', readFileSync(join(program, WHOLE)));
  all.set(SINGLE, Buffer.from(singleFile(entries.get('index.html'), inOne, entries.get('LICENSES.txt'))));

  entries.set('index.html', entries.get('index.html').replace(/(href|src)="([^"]+)"/g,
    (whole, attribute, name) => (assets.has(name) ? `${attribute}="lab-${version}/${name}"` : whole)));
  entries.set('attention-lab-element.js', filledElement(sources, scenes));
  entries.set('service-worker.js', filledWorker(entries, assets, version));
  for (const [name, text] of entries) all.set(name, Buffer.from(text));
  const { version: number } = JSON.parse(readFileSync(join(ownPackage, 'package.json')));
  all.set('VERSION', Buffer.from(`${number}\n`));

  const lab = [...all].filter(([name]) => name !== SINGLE);
  for (const name of filesIn(ownPackage)) {
    all.set(`${ELEMENT_PACKAGE}/${name}`, readFileSync(join(ownPackage, name)));
  }
  for (const [name, content] of lab) all.set(`${ELEMENT_PACKAGE}/lab/${name}`, content);
  return all;
}

const isListing = process.argv[2] === '--sizes';
const [folder, posters, ownPackage, program, ...files] = process.argv.slice(isListing ? 3 : 2);
mkdirSync(folder, { recursive: true });
if (!isListing) {
  const all = everything(posters, ownPackage, program, files);
  for (const [name, content] of all) write(folder, name, content);
  dropLeftovers(folder, new Set(all.keys()));
  await compress(folder);
}

const size = (name) => sizeOf(join(folder, name));
const rows = filesIn(folder).filter((name) => !isForm(name))
  .map((name) => ({ name, raw: size(name), brotli: size(`${name}.br`) }));
const kilobytes = (bytes) => (bytes / 1024).toFixed(1).padStart(9);
const sum = (list, key) => list.reduce((total, row) => total + row[key], 0);
const scenes = Object.keys(JSON.parse(readFileSync(join(folder, 'posters/scenes.json'))));
const isScene = (name) => /^lab-/.test(name) && scenes.includes(PART.exec(name)?.[1]);
const largestScene = Math.max(0, ...rows.filter((row) => isScene(row.name)).map((row) => row.brotli));
const total = sum(rows.filter((row) => isFirst(row.name)), 'brotli') + largestScene;
const groups = [
  ['element as a package', /^attention-lab-element\//],
  ['program', /^lab-\w+\/attention-lab\.wasm$/], ...scenes.map((scene) => [`… ${scene}`, new RegExp(`^lab-\\w+/attention-lab\\.${scene}\\.wasm$`)]),
  ['… what comes later', PART], ['… its JavaScript', /^lab-\w+\/attention-lab\.mjs$/], ['font', /^lab-\w+\/lab-font\.otf$/],
  ['larger font', /lab-font-larger\.otf$/], ['reader of files', /attention-lab-reader\.\w+$/],
  ['page', /^(lab-\w+\/.*|index\.html)$/], ['element for other pages', /^attention-lab-element\.js$/], ['posters', /^posters\//],
  ['licences', /LICENSES\.txt$/], ['all in one file', /^attention-lab\.html$/], ['core as a module', /^attention-core\./], ['… as a package', /^attention-core\//],
  ['… its API on two pages', /^api\//],
];
console.log(`${''.padEnd(24)}   raw KiB  brotli KiB`);
let left = rows;
for (const [name, pattern] of groups) {
  const group = left.filter((row) => pattern.test(row.name));
  left = left.filter((row) => !group.includes(row));
  if (group.length > 0) console.log(`${`${name}${group.length > 1 ? ` (${group.length} files)` : ''}`.padEnd(24)} ${kilobytes(sum(group, 'raw'))}   ${kilobytes(sum(group, 'brotli'))}`);
}
console.log(`${'to the first picture'.padEnd(24)} ${''.padStart(9)}   ${kilobytes(total)}   of ${BUDGET / 1024}`);
if (total > BUDGET) {
  console.error('✗ What a reader downloads before the first picture has become too large.');
  process.exitCode = 1;
}
