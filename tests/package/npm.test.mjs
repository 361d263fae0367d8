// The JavaScript core as an npm package: packed, installed without a network, run by Node, in a page and in a Worker,
// checked by TypeScript, and bundled by esbuild, Rollup, Vite and webpack. LAB_DIST: the folder of attention-core/.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { brotliCompressSync } from 'node:zlib';
import { openChromium, serve } from '../bench/browser.mjs';

const SOURCE = join(resolve(process.env.LAB_DIST), 'attention-core');
const HERE = new URL('npm/', import.meta.url).pathname;
const MODULES = new URL('../web/node_modules/', import.meta.url).pathname;
const project = mkdtempSync(join(tmpdir(), 'attention-core-'));  // somebody's
const packed = join(project, 'packed'), installed = join(project, 'node_modules/attention-lab-core');
const NO_VITE = process.versions.node < '20' && 'Vite 8 needs Node 20';
const required = createRequire(join(MODULES, 'index.js'));
const imported = async (name) => {
  const { exports, main } = JSON.parse(readFileSync(join(MODULES, name, 'package.json')));
  const entry = exports?.['.'] ?? exports ?? main;
  return import(join(MODULES, name, entry.import?.default ?? entry.import ?? entry.default ?? entry));
};
const run = (command, ...words) =>
  execFileSync(command, words, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Dot products 1 and 0, the third key masked: e ÷ (e + 1), 1 ÷ (e + 1), 0. */
function check({ version, weights, output, away, warnings, error }, has_worker = true) {
  assert.equal(error, undefined);
  const first = Math.E / (Math.E + 1);
  [first, 1 - first, 0].forEach((weight, key) => {
    assert.ok(Math.abs(weights[key] - weight) < 1e-6, `weight ${key}: ${weights[key]}`);
  });
  assert.equal(weights[2], 0);
  assert.ok(Math.abs(output[0] - (10 * first + 20 * (1 - first))) < 1e-5, `output: ${output[0]}`);
  assert.deepEqual(away, output);
  if (has_worker) assert.deepEqual(warnings, []);
  else assert.match(warnings.join(), /^attendAsync: no worker could be started \(it could not be loaded\), so it computes on this thread/);
  assert.equal(version, JSON.parse(readFileSync(join(installed, 'package.json'))).version);
}

let browser, server;
before(async () => {
  cpSync(HERE, project, { recursive: true });
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true }));
  mkdirSync(packed);
  run('npm', 'pack', SOURCE, '--pack-destination', packed);
  const [archive] = readdirSync(packed);
  run('npm', 'install', '--offline', '--no-audit', '--no-fund', `./packed/${archive}`);
  server = await serve({ '/': project });
  browser = await openChromium(MODULES);
});
after(async () => {
  await browser?.close();
  server?.close();
  rmSync(project, { recursive: true });
});

/** Opens a page that runs the module `script`, checks its answer and that one .wasm file was fetched; returns both. */
async function check_page(folder, script, { map = '', origin = server.url, has_worker = true } = {}) {
  mkdirSync(join(project, folder), { recursive: true });
  writeFileSync(join(project, folder, 'index.html'),
    `<!doctype html><meta charset="utf-8">${map}<script type="module" src="${script}"></script>`);
  const page = await browser.newPage();
  const requests = [], failures = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('response', (response) => {
    const url = response.url();
    const is_missing_worker = !has_worker && url.endsWith('attention-core.mjs');
    if (!response.ok() && !url.endsWith('favicon.ico') && !is_missing_worker) failures.push(`${response.status()} ${url}`);
  });
  page.on('pageerror', (error) => failures.push(String(error)));
  await page.goto(`${origin}/${folder}/index.html`);
  await page.waitForFunction(() => document.body.textContent.startsWith('{'));
  const answer = JSON.parse(await page.evaluate(() => document.body.textContent));
  await page.close();
  assert.deepEqual(failures, []);
  check(answer, has_worker);
  const wasm = requests.filter((url) => url.includes('.wasm'));
  assert.equal(wasm.length, 1, `one of the two builds is fetched: ${wasm}`);
  assert.match(wasm[0], answer.build === 'simd' ? /attention-core\.simd/ : /relaxed-simd/);
  return answer;
}

/** What esbuild and Rollup leave to whoever deploys. */
const copy_files = (folder) => {
  for (const file of ['attention-core.simd.wasm', 'attention-core.relaxed-simd.wasm', 'attention-core.mjs']) {
    cpSync(join(installed, file), join(project, folder, file));
  }
};

test('the_package_holds_the_module_its_types_both_builds_and_the_notices_and_depends_on_nothing', () => {
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

test('what_a_reader_downloads_keeps_its_budget_and_is_what_the_readme_says', () => {
  const size = (file) => brotliCompressSync(readFileSync(join(installed, file))).length / 1024;
  const total = size('attention-core.mjs') + Math.max(size('attention-core.simd.wasm'), size('attention-core.relaxed-simd.wasm'));
  assert.ok(total < 130, `${total.toFixed(1)} KB of 130`);
  const [, said] = /without dependencies \((\d+) KB brotli in all/.exec(readFileSync(new URL('../../README.md', import.meta.url), 'utf8'));
  assert.ok(Math.abs(total - said) < 3 + (process.env.LAB_VERSIONS_DIFFER ? 12 : 0), `${total.toFixed(1)} KB instead of ${said}`);
});

test('node_runs_it_as_a_module_from_common_js_and_in_a_worker', async () => {
  check(JSON.parse(run('node', 'esm.mjs')));
  check(JSON.parse(run('node', 'common.cjs')));
  const worker = new Worker(join(project, 'node_worker.mjs'));
  check(await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject)));
  await worker.terminate();
});

test('a_page_runs_it_without_a_bundler', async () => {
  const imports = { 'attention-lab-core': '/node_modules/attention-lab-core/attention-core.mjs' };
  const map = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
  assert.equal((await check_page('plain', '/page.mjs', { map })).build, 'relaxed-simd');
});

test('the_types_hold_under_strict_with_bundler_and_nodenext', () => {
  const compiler = required.resolve('typescript/package.json').replace('package.json', 'bin/tsc');
  for (const [module, resolution] of [['esnext', 'bundler'], ['nodenext', 'nodenext']]) {
    try {
      run('node', compiler, '--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022',
        '--lib', 'es2022,dom', '--module', module, '--moduleResolution', resolution, 'types.mts');
    } catch (error) {
      assert.fail(`${resolution}: ${error.stdout}`);
    }
  }
});

test('esbuild_bundles_it_for_the_browser', async () => {
  const { build } = required('esbuild');
  const { warnings } = await build({ absWorkingDir: project, entryPoints: ['page.mjs'], outfile: 'esbuild/page.js',
    bundle: true, minify: true, format: 'esm', platform: 'browser', logLevel: 'silent' });
  assert.deepEqual(warnings, []);
  copy_files('esbuild');
  await check_page('esbuild', 'page.js');
  rmSync(join(project, 'esbuild/attention-core.mjs'));
  await check_page('esbuild', 'page.js', { has_worker: false });
});

test('rollup_bundles_it', async () => {
  const { rollup } = await imported('rollup');
  const { default: resolver } = await imported('@rollup/plugin-node-resolve');
  const warnings = [];
  const bundle = await rollup({ input: join(project, 'page.mjs'), plugins: [resolver({ browser: true })],
    onwarn: (warning) => warnings.push(warning.message) });
  await bundle.write({ file: join(project, 'rollup/page.js'), format: 'es' });
  await bundle.close();
  assert.deepEqual(warnings, []);
  copy_files('rollup');
  await check_page('rollup', 'page.js');
});

test('vite_bundles_it_and_finds_both_builds_in_a_page_and_in_a_worker', { skip: NO_VITE }, async () => {
  const { build } = await imported('vite');
  for (const [entry, format] of [['page', 'es'], ['page', 'iife'], ['worker_page', 'es']]) {
    const rollupOptions = { input: join(project, `${entry}.mjs`), output: { entryFileNames: 'entry.js' } };
    const outDir = `vite_${entry}_${format}`;
    await build({ root: project, base: './', logLevel: 'warn', configFile: false, worker: { format },
      build: { outDir, assetsDir: '', target: 'esnext', modulePreload: false, rollupOptions } });
    await check_page(outDir, 'entry.js');
  }
});

test('vites_development_server_serves_it_too', { skip: NO_VITE }, async () => {
  const { createServer } = await imported('vite');
  const development = await createServer({ root: project, configFile: false, logLevel: 'silent',
    server: { port: 0, host: '127.0.0.1', hmr: false, ws: false } });
  await development.listen();
  try {
    const { port } = development.httpServer.address();
    await check_page('vite_development', '/page.mjs', { origin: `http://127.0.0.1:${port}` });
  } finally {
    await development.close();
  }
});

test('webpack_bundles_it_and_finds_both_builds', async () => {
  const webpack = required('webpack');
  const output = { path: join(project, 'webpack'), filename: 'page.js', publicPath: 'auto',
    assetModuleFilename: '[name].[hash:8][ext]' };
  const options = { context: project, mode: 'production', target: 'web', entry: './page.mjs', output,
    performance: false };
  const stats = await promisify(webpack)(options);
  const { errors, warnings } = stats.toJson({ errors: true, warnings: true });
  assert.deepEqual([...errors, ...warnings].map(({ message }) => message), []);
  await check_page('webpack', 'page.js');
  const bundle = readFileSync(join(project, 'webpack/page.js'), 'utf8');
  assert.ok(!bundle.includes(project), 'no path of the machine that bundled it');
});
