// The JavaScript core as an npm package: packed, installed without a network, run by Node, in a page and in a Worker,
// checked by TypeScript, and bundled by esbuild, Rollup, Vite and webpack. LAB_DIST: the folder of attention-core/.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { brotliCompressSync } from 'node:zlib';
import { serveFolders } from '../bench/folders.mjs';
import { startChromium } from '../web/engines/programs.mjs';
import { NO_VITE, bundle, compile, makeProject, viteDevelopment } from './project.mjs';

const SOURCE = join(resolve(process.env.LAB_DIST), 'attention-core');
const { project, run, remove } = makeProject(new URL('npm/', import.meta.url).pathname, SOURCE);
const installed = join(project, 'node_modules/attention-lab-core');

/** Dot products 1 and 0, the third key masked: e ÷ (e + 1), 1 ÷ (e + 1), 0. */
function check({ version, weights, output, away, warnings, error }, hasWorker = true) {
  assert.equal(error, undefined);
  const first = Math.E / (Math.E + 1);
  [first, 1 - first, 0].forEach((weight, key) => {
    assert.ok(Math.abs(weights[key] - weight) < 1e-6, `weight ${key}: ${weights[key]}`);
  });
  assert.equal(weights[2], 0);
  assert.ok(Math.abs(output[0] - (10 * first + 20 * (1 - first))) < 1e-5, `output: ${output[0]}`);
  assert.deepEqual(away, output);
  if (hasWorker) assert.deepEqual(warnings, []);
  else assert.match(warnings.join(), /^attendAsync: no worker could be started \(it could not be loaded\), so it computes on this thread/);
  assert.equal(version, JSON.parse(readFileSync(join(installed, 'package.json'))).version);
}

let browser, server;
before(async () => {
  server = await serveFolders({ '/': project });
  browser = await startChromium();
});
after(async () => {
  await browser?.close();
  server?.close();
  remove();
});

/** Opens a page that runs the module `script`, checks its answer and that one .wasm file was fetched; returns both. */
async function checkPage(folder, script, { map = '', origin = server.url, hasWorker = true } = {}) {
  mkdirSync(join(project, folder), { recursive: true });
  writeFileSync(join(project, folder, 'index.html'),
    `<!doctype html><meta charset="utf-8">${map}<script type="module" src="${script}"></script>`);
  const page = await browser.newPage();
  const requests = [], failures = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('response', (response) => {
    const url = response.url();
    const isMissingWorker = !hasWorker && url.endsWith('attention-core.mjs');
    if (!response.ok() && !url.endsWith('favicon.ico') && !isMissingWorker) failures.push(`${response.status()} ${url}`);
  });
  page.on('pageerror', (error) => failures.push(String(error)));
  await page.goto(`${origin}/${folder}/index.html`);
  await page.waitForFunction(() => document.body.textContent.startsWith('{'));
  const answer = JSON.parse(await page.evaluate(() => document.body.textContent));
  await page.close();
  assert.deepEqual(failures, []);
  check(answer, hasWorker);
  const wasm = requests.filter((url) => url.includes('.wasm'));
  assert.equal(wasm.length, 1, `one of the two builds is fetched: ${wasm}`);
  assert.match(wasm[0], answer.build === 'simd' ? /attention-core\.simd/ : /relaxed-simd/);
  return answer;
}

/** What esbuild and Rollup leave to whoever deploys. */
const copyFiles = (folder) => {
  for (const file of ['attention-core.simd.wasm', 'attention-core.relaxed-simd.wasm', 'attention-core.mjs']) {
    cpSync(join(installed, file), join(project, folder, file));
  }
};

test('the package holds the module its types both builds and the notices and depends on nothing', () => {
  assert.deepEqual(readdirSync(installed).sort(), ['README.md', 'attention-core.LICENSES.txt', 'attention-core.d.mts',
    'attention-core.mjs', 'attention-core.relaxed-simd.wasm', 'attention-core.simd.wasm', 'package.json']);
  const { dependencies, scripts, license } = JSON.parse(readFileSync(join(installed, 'package.json')));
  assert.deepEqual([dependencies, scripts], [undefined, undefined]);
  const notices = readFileSync(join(installed, 'attention-core.LICENSES.txt'), 'utf8');
  const names = [['MIT', 'MIT'], ['MPL-2.0', 'Mozilla Public License 2.0'], ['Apache-2.0', 'Apache 2.0']];
  for (const [name, notice] of names) {
    assert.ok(license.includes(name) && notices.includes(notice), name);
  }
  const modules = readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'));
  assert.deepEqual(modules, ['attention-lab-core']);
});

test('what a reader downloads keeps its budget and is what the readme says', () => {
  const size = (file) => brotliCompressSync(readFileSync(join(installed, file))).length / 1024;
  const total = size('attention-core.mjs') + Math.max(size('attention-core.simd.wasm'), size('attention-core.relaxed-simd.wasm'));
  assert.ok(total < 130, `${total.toFixed(1)} KB of 130`);
  const [, said] = /without dependencies \((\d+) KB brotli in all/.exec(readFileSync(new URL('../../README.md', import.meta.url), 'utf8'));
  assert.ok(Math.abs(total - said) < 3 + (process.env.LAB_VERSIONS_DIFFER ? 12 : 0), `${total.toFixed(1)} KB instead of ${said}`);
});

test('node runs it as a module from common js and in a worker', async () => {
  check(JSON.parse(run('node', 'esm.mjs')));
  check(JSON.parse(run('node', 'common.cjs')));
  const worker = new Worker(join(project, 'node_worker.mjs'));
  check(await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject)));
  await worker.terminate();
});

test('a page runs it without a bundler', async () => {
  const imports = { 'attention-lab-core': '/node_modules/attention-lab-core/attention-core.mjs' };
  const map = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
  assert.equal((await checkPage('plain', '/page.mjs', { map })).build, 'relaxed-simd');
});

test('the types hold under strict with bundler and nodenext', () => {
  for (const resolution of ['bundler', 'nodenext']) assert.equal(compile(run, ['types.mts'], resolution), '', resolution);
});

test('esbuild bundles it for the browser', async () => {
  assert.deepEqual(await bundle.esbuild(project, 'page.mjs', 'esbuild'), []);
  copyFiles('esbuild');
  await checkPage('esbuild', 'page.js');
  rmSync(join(project, 'esbuild/attention-core.mjs'));
  await checkPage('esbuild', 'page.js', { hasWorker: false });
});

test('rollup bundles it', async () => {
  assert.deepEqual(await bundle.rollup(project, 'page.mjs', 'rollup'), []);
  copyFiles('rollup');
  await checkPage('rollup', 'page.js');
});

test('vite bundles it and finds both builds in a page and in a worker', { skip: NO_VITE }, async () => {
  for (const [entry, format] of [['page', 'es'], ['page', 'iife'], ['worker_page', 'es']]) {
    const folder = `vite_${entry}_${format}`;
    assert.deepEqual(await bundle.vite(project, `${entry}.mjs`, folder, format), []);
    await checkPage(folder, 'page.js');
  }
});

test('vites development server serves it too', { skip: NO_VITE }, async () => {
  const development = await viteDevelopment(project);
  try {
    await checkPage('vite_development', '/page.mjs', { origin: development.url });
  } finally {
    await development.close();
  }
});

test('webpack bundles it and finds both builds', async () => {
  assert.deepEqual(await bundle.webpack(project, 'page.mjs', 'webpack'), []);
  await checkPage('webpack', 'page.js');
  const bundled = readFileSync(join(project, 'webpack/page.js'), 'utf8');
  assert.ok(!bundled.includes(project), 'no path of the machine that bundled it');
});
