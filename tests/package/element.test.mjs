// The element as an npm package: packed, installed without a network, its lab copied into a site, and the script taken
// from a page, an import map, a server, TypeScript, esbuild, Rollup, Vite and webpack; the lab starts in each.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { serve } from '../../web/serve.mjs';
import { DIST, LOADED, openTab } from '../web/lab_page.mjs';
import { MODULES, NO_VITE, bundle, compile, makeProject, viteDevelopment } from './project.mjs';

const { project, run, remove } = makeProject(new URL('element/', import.meta.url).pathname,
  join(resolve(DIST), 'attention-lab-element'));
const installed = join(project, 'node_modules/attention-lab-element'), lab = join(installed, 'lab');
const manifest = JSON.parse(readFileSync(join(installed, 'package.json')));
const filesIn = (folder) => readdirSync(folder, { recursive: true })
  .filter((name) => statSync(join(folder, name)).isFile()).sort();
/** The package's own command. */
const copy = (...words) => spawnSync(join(project, 'node_modules/.bin/attention-lab-element'), words,
  { cwd: project, encoding: 'utf8' });

let server;
before(async () => {
  server = await serve(project, 0, '');
  assert.equal(copy('public/lab').status, 0);
});
after(async () => {
  await server?.close();
  remove();
});

// Its development server has been told to open no socket, and its script in the page complains.
const IS_OF_VITE = /^console: (WebSocket connection|\[vite\] failed to connect)/;

/** Opens a page of the project with this in it, and waits until its lab is there; nothing is asked for elsewhere. */
async function checkPage(t, folder, body, origin = `http://localhost:${server.port}`) {
  mkdirSync(join(project, folder), { recursive: true });
  writeFileSync(join(project, folder, 'index.html'),
    `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">${body}`);
  const { page, problems } = await openTab(t, { mayFail: true });
  await page.goto(`${origin}/${folder}/index.html`);
  await page.waitForFunction(() => customElements.get('attention-lab'));
  const state = await page.evaluate(() => document.querySelector('attention-lab').getState());
  assert.match(state, /^scene=heatmaps/);
  const isFine = (problem) => problem.startsWith(`request to ${origin}/`) || IS_OF_VITE.test(problem);
  assert.deepEqual(problems.filter((problem) => !isFine(problem)), []);
  return page;
}
const element = (attributes) => `<attention-lab scene="heatmaps" ${attributes}></attention-lab>`;
const bundled = (attributes) => `<script type="module" src="page.js"></script>${element(attributes)}`;

test('the package holds the lab its types and the notices and depends on nothing', () => {
  assert.deepEqual(readdirSync(installed).sort(), ['LICENSE', 'README.md', 'copy.mjs', 'lab', 'package.json']);
  const { dependencies, peerDependencies, scripts, exports, license, version } = manifest;
  assert.deepEqual([dependencies, peerDependencies, scripts], [undefined, undefined, undefined]);
  assert.equal(readFileSync(join(lab, 'VERSION'), 'utf8'), `${version}\n`);
  const deployed = filesIn(DIST).filter((name) =>
    !/\.(br|gz)$|^attention-(core|lab-element[\\/])|^attention-lab\.html$|^api[\\/]/.test(name));
  assert.deepEqual(filesIn(lab), deployed, "the folder to deploy, without the single file, the other package and the core's API");
  for (const name of deployed) assert.ok(readFileSync(join(lab, name)).equals(readFileSync(join(DIST, name))), name);
  const places = Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? entry : Object.values(entry)));
  for (const place of places) assert.ok(place.includes('*') || existsSync(join(installed, place)), place);
  const modules = readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'));
  assert.deepEqual(modules, ['attention-lab-element']);

  // The table at the head of the notices names the licences of all parts.
  const names = { MIT: 'MIT', 'Mozilla Public License 2.0': 'MPL-2.0', zlib: 'Zlib', 'MIT or public domain': 'MIT',
    'Apache 2.0 with LLVM exceptions': '(Apache-2.0 WITH LLVM-exception)', 'Apache 2.0': 'Apache-2.0',
    'SIL Open Font License 1.1': 'OFL-1.1', 'CC0 1.0': 'CC0-1.0', 'MIT, Apache 2.0 or Boost': 'MIT' };
  const table = readFileSync(join(lab, 'LICENSES.txt'), 'utf8').split('\n\n')[1].split('\n');
  const used = table.map((line) => line.trim().split(/ {2,}/)[1]);
  assert.deepEqual(license.split(' AND ').sort(), [...new Set(used.map((name) => names[name] ?? name))].sort());
});

test('its command copies the lab into a site and replaces an older one', () => {
  assert.deepEqual(filesIn(join(project, 'public/lab')), filesIn(lab));
  const site = join(project, 'updated/lab');
  mkdirSync(join(site, 'lab-0123456789'), { recursive: true });
  writeFileSync(join(site, 'lab-0123456789/lab.mjs'), 'older');
  writeFileSync(join(site, 'attention-lab-element.js'), 'older');
  writeFileSync(join(site, 'weights.npy'), 'the course\'s own');
  const runAgain = copy('updated/lab');
  assert.equal(runAgain.status, 0);
  assert.ok(runAgain.stdout.includes(`The lab is in ${site}`), runAgain.stdout);
  assert.deepEqual(filesIn(site), [...filesIn(lab), 'weights.npy'].sort());
  assert.notEqual(readFileSync(join(site, 'attention-lab-element.js'), 'utf8'), 'older');
});

test('its command refuses what is no place for the lab with a sentence', () => {
  mkdirSync(join(project, 'others'));
  writeFileSync(join(project, 'others/index.html'), 'of somebody else');
  writeFileSync(join(project, 'a_file'), '');
  for (const [words, chinese, english] of [[[], '用法', 'usage:'], [['a', 'b'], '用法', 'usage:'],
    [['--help'], '用法', 'usage:'], [['others'], '没有复制', 'nothing was copied'],
    [['a_file/lab'], '不能把实验室复制到', 'could not be copied'], [['a_file'], '不能把实验室复制到', 'could not be copied']]) {
    const { status, stderr } = copy(...words);
    assert.equal(status, 1, words.join(' '));
    for (const word of [chinese, english]) assert.ok(stderr.includes(word), `${words}: ${stderr}`);
    assert.ok(!stderr.includes('    at '), stderr);
  }
  assert.deepEqual(readdirSync(join(project, 'others')), ['index.html']);
});

test('on a server it does nothing', () => {
  for (const name of ['', '/react', '/vue']) {
    const said = run('node', '--input-type=module', '-e',
      `import 'attention-lab-element${name}'; console.log(typeof globalThis.customElements)`);
    assert.equal(said.trim(), 'undefined');
  }
  assert.equal(run('node', 'common.cjs').trim(), 'undefined');
});

test('the types hold under strict with bundler and nodenext', () => {
  for (const name of ['@types', 'vue', '@vue', 'csstype']) {
    symlinkSync(join(MODULES, name), join(project, 'node_modules', name));
  }
  const check = (resolution, ...files) => assert.equal(compile(run, files, resolution, '--types', 'react', '--jsx', 'react-jsx'), '', `${files}, ${resolution}`);
  const files = ['plain.mts', 'react.tsx', 'vue.mts'];
  for (const file of files) check('bundler', file);  // none may need what another declares, …
  check('nodenext', ...files);  // … which does not depend on where modules are looked for
});

test('without a bundler the lab is found beside the script', async (t) => {
  const address = '/node_modules/attention-lab-element/lab/attention-lab-element.js';
  await checkPage(t, 'classic', `<script src="${address}"></script>${element('')}`);
  const map = JSON.stringify({ imports: { 'attention-lab-element': address } });
  await checkPage(t, 'mapped', `<script type="importmap">${map}</script>
    <script type="module">import 'attention-lab-element';</script>${element('')}`);
  await checkPage(t, 'copied', `<script src="/public/lab/attention-lab-element.js"></script>${element('')}`);
});

for (const name of Object.keys(bundle)) {
  test(`${name} bundles it and src says where the lab is`, { skip: name === 'vite' && NO_VITE }, async (t) => {
    const folder = `bundled_by_${name}`;
    assert.deepEqual(await bundle[name](project, 'page.mjs', folder), []);
    const page = await checkPage(t, folder, bundled('src="/public/lab"'));
    assert.ok(await page.evaluate((loaded) => document.querySelector('attention-lab').shadowRoot.querySelector('iframe')
      .contentDocument.querySelector(`script[src^="${loaded}/"]`) !== null, LOADED()));
    const script = readFileSync(join(project, folder, 'page.js'), 'utf8');
    assert.ok(!script.includes(project), 'no path of the machine that bundled it');
  });
}

test('a bundle that is written into the copied folder finds the lab beside it', async (t) => {
  for (const name of ['esbuild', 'rollup']) {
    assert.equal(copy(`beside_${name}`).status, 0);
    assert.deepEqual(await bundle[name](project, 'page.mjs', `beside_${name}`), []);
    await checkPage(t, `page_of_${name}`,
      `<script type="module" src="/beside_${name}/page.js"></script>${element('')}`);
  }
});

test('vites development server serves script and lab', { skip: NO_VITE }, async (t) => {
  const development = await viteDevelopment(project);
  t.after(() => development.close());
  await checkPage(t, 'development', `<script type="module" src="/page.mjs"></script>${element('src="/lab/"')}`,
    development.url);
});
