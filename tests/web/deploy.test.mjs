// The folder to deploy: from any sub-path, cached for ever where names allow it, offline, and as one file from a disk.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { serve } from '../../web/serve.mjs';
import { DIST, LOADED, goldenBytes, idle, labReady, letNoPageReadItsCanvases, nodes, openLab, openTab, origin, pause } from './lab_page.mjs';

function temporaryFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), 'attention-lab-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
const lasting = (list) => list.filter((node) => !node.id.startsWith('app/'));

test('what the page loads is named after its content and kept for ever', async (t) => {
  const asked = new Map();
  const { page } = await openTab(t);
  page.on('response', (response) => asked.set(new URL(response.url()).pathname, response.headers()['cache-control']));
  await page.goto(`${await origin()}/`);
  await labReady(page);
  assert.ok(asked.size > 10, `${asked.size} files`);
  for (const [path, kept] of asked) {
    if (['/', '/icon.svg', '/service-worker.js'].includes(path)) assert.equal(kept, 'no-cache', path);
    else {
      assert.match(path, /^\/lab-[0-9a-f]{10}\/[\w.-]+$/);
      assert.match(kept, /immutable/, path);
    }
  }
});

test('the folder works from a sub path', async (t) => {
  const folder = temporaryFolder(t);
  cpSync(DIST, join(folder, 'kurs 1/lab'), { recursive: true });
  const server = await serve(folder);
  t.after(() => server.close());
  const home = `http://localhost:${server.port}/kurs%201/lab/`;
  const { page, problems } = await openTab(t, { mayFail: true });
  await page.goto(`${home}#scene=heatmaps`);
  await labReady(page);
  assert.match(await page.evaluate(() => attentionLab.getState()), /^scene=heatmaps/);
  assert.deepEqual(problems.filter((problem) => !problem.startsWith(`request to ${home}`)), []);
});

test('one file opens from a disk without any request', async (t) => {
  const folder = temporaryFolder(t);
  cpSync(join(DIST, 'attention-lab.html'), join(folder, '注意力 实验室.html'));
  const address = pathToFileURL(join(folder, '注意力 实验室.html')).href;
  const { page, problems } = await openTab(t, { mayFail: true });
  await page.goto(`${address}#scene=heatmaps&map=magma`);
  await labReady(page);
  assert.equal(await page.evaluate(() => attentionLab.getState()), 'scene=heatmaps&map=magma');
  await page.getByRole('radio', { name: 'viridis' }).focus();
  await page.keyboard.press('Space');
  await idle(page);
  assert.match(decodeURIComponent(page.url()), /map=viridis/, 'the address works from a disk, too');
  assert.deepEqual(problems.filter((problem) => problem !== `request to ${address}#scene=heatmaps&map=magma` && problem !== `request to ${address}`), []);
});

test('the page that is opened from a disk points to the one file', async (t) => {
  const { page } = await openTab(t, { mayFail: true });
  await page.goto(`${pathToFileURL(join(DIST, 'index.html')).href}#scene=heatmaps&map=magma`);
  await page.locator('#notice').waitFor({ state: 'visible' });
  assert.equal(await page.locator('#notice').getAttribute('data-reason'), 'disk');
  await page.getByRole('link', { name: 'attention-lab.html' }).first().click();
  await labReady(page);
  assert.equal(await page.evaluate(() => attentionLab.getState()), 'scene=heatmaps&map=magma');
});

test('after the first visit the lab opens without a network', async (t) => {
  const { page } = await openLab(t, { address: '#scene=heatmaps&map=magma', mayFail: true });
  const before = await nodes(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(async () => (await caches.keys()).length === 1 && (await (await caches.open((await caches.keys())[0])).keys()).length > 10);
  await page.context().setOffline(true);
  await page.goto('about:blank');
  await page.goto(`${await origin()}/?theme=light#scene=heatmaps&map=magma`);
  await labReady(page);
  assert.deepEqual(lasting(await nodes(page)), lasting(before));
});

/**
 * A host that sends `kept` as the cache-control of every file, as GitHub Pages and others do, and its two versions of the
 * lab: the one of this build, and after `update()` one with another name for all that is loaded.
 */
async function updatedHost(t, kept) {
  const folder = temporaryFolder(t), [first, second, site] = ['first', 'second', 'site'].map((name) => join(folder, name));
  const oldName = LOADED(), newName = 'lab-0123456789';
  for (const version of [site, second]) cpSync(DIST, version, { recursive: true });
  renameSync(join(second, oldName), join(second, newName));
  for (const name of readdirSync(second).filter((entry) => /\.(br|gz)$/.test(entry))) rmSync(join(second, name));
  for (const name of ['index.html', 'service-worker.js']) {
    const text = readFileSync(join(second, name), 'utf8').replaceAll(oldName, newName).replace(/VERSION = "\w+"/, 'VERSION = "0123456789"');
    writeFileSync(join(second, name), text);
  }
  const server = await serve(site, 0, undefined, kept);
  t.after(() => server.close());
  return { home: `http://localhost:${server.port}/`, oldName, newName, close: () => server.close(), update() {
    renameSync(site, first);
    renameSync(second, site);
  } };
}

/** The lab of this host in a tab; resolves when it is kept for offline. */
async function openAndKeep(page, home) {
  await page.goto(`${home}#scene=heatmaps`);
  await labReady(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}
/** The browser looks for another worker now, not when it has time; resolves when that one has kept its version. */
async function updateWorker(page) {
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
  for (let tries = 0; ; tries += 1) {
    assert.ok(tries < 600, 'the new version is kept');
    const { kept, isInstalling } = await page.evaluate(async () => ({ kept: await caches.keys(),
      isInstalling: (await navigator.serviceWorker.getRegistration()).installing !== null }));
    if (!isInstalling && kept.some((name) => name.endsWith('0123456789'))) return;
    await pause(100);
  }
}
const loadedFrom = (page) => page.evaluate(() => /lab-\w{10}/.exec(document.querySelector('script[type=module]').src)[0]);

test('after an update the offline copy is the new one where the host lets the old page be kept', async (t) => {
  const host = await updatedHost(t, 'max-age=600');
  const { page } = await openTab(t, { mayFail: true });
  await openAndKeep(page, host.home);
  assert.equal(await loadedFrom(page), host.oldName);
  host.update();
  await page.goto('about:blank');
  await openAndKeep(page, host.home);
  assert.equal(await loadedFrom(page), host.newName, 'with a network, the page is the newest');
  // It is kept, and takes over when no page of the lab is open any more.
  await updateWorker(page);
  for (let tries = 0, cachesLeft = 2; cachesLeft > 1; tries += 1) {
    assert.ok(tries < 200, 'the version before is given up');
    await page.goto('about:blank');
    await pause(200);
    await page.goto(`${host.home}LICENSES.txt`);
    cachesLeft = await page.evaluate(async () => (await caches.keys()).length);
  }
  await host.close();
  await page.goto(`${host.home}?theme=dark#scene=heatmaps`);
  await labReady(page);
  assert.equal(await loadedFrom(page), host.newName, 'and so is the one that is kept');
});

test('a page left open over an update finds what it asks for later', async (t) => {
  const host = await updatedHost(t, 'max-age=0, must-revalidate');
  const { page, problems } = await openTab(t, { mayFail: true });
  await openAndKeep(page, host.home);
  host.update();
  const newer = await page.context().newPage();
  await openAndKeep(newer, host.home);
  assert.equal(await loadedFrom(newer), host.newName);
  await updateWorker(newer);
  problems.length = 0;
  // The larger font, whatever fonts the system has, and the program that reads files in its worker.
  await letNoPageReadItsCanvases(page);
  await page.evaluate(() => attentionLab.setState('scene=heatmaps&x=魑魅魍魉'));
  await idle(page);
  await page.waitForFunction(() => document.fonts.size > 1);
  const bytes = [...goldenBytes('formats_npy/f4_little_c.npy')];
  await page.evaluate(async (file) => attentionLab.load({ name: 'later.npy', bytes: Uint8Array.from(file).buffer }), bytes);
  await page.evaluate(() => attentionLab.load({ data: new Float32Array(2 ** 20), shape: [1024, 1024] }));
  await idle(page);
  const later = await page.evaluate(async (folder) => Promise.all(['print.mjs', 'keep.mjs', 'read_file.mjs', 'reader_worker.mjs', 'attention-lab-reader.mjs',
    'attention-lab-reader.wasm', 'lab-font-larger.otf'].map(async (name) => `${name} ${(await fetch(`${folder}/${name}`)).status}`)), host.oldName);
  assert.deepEqual(later.filter((line) => !line.endsWith(' 200')), []);
  assert.deepEqual(problems.filter((problem) => !problem.startsWith(`request to ${host.home}`)), []);
  assert.ok(await page.evaluate(() => attentionLab.getState().includes('file=')), 'the file is shown');
});

test('inside another page nothing is kept for offline', async (t) => {
  const home = await origin();
  const { page } = await openTab(t, { routes: {
    [`${home}/host.html`]: (route) => route.fulfill({ contentType: 'text/html', body: `<!doctype html><iframe id="lab" src="${home}/" style="width:800px;height:500px"></iframe>` }),
    '**/favicon.ico': (route) => route.fulfill({ status: 204 }),
  } });
  await page.goto(`${home}/host.html`);
  const lab = await (await page.locator('#lab').elementHandle()).contentFrame();
  await labReady(lab);
  assert.equal(await lab.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length + (await caches.keys()).length), 0);
});

test('without webgl a still picture of the scene stands under the sentence', async (t) => {
  const { page } = await openTab(t, { mayFail: true, init: () => { HTMLCanvasElement.prototype.getContext = () => null; } });
  await page.goto(`${await origin()}/#scene=heatmaps`);
  await page.locator('#notice').waitFor({ state: 'visible' });
  await page.waitForFunction(() => document.getElementById('still')?.naturalWidth > 100);
  assert.match(await page.locator('#still').getAttribute('src'), /posters\/heatmaps-zh-light\.svg$/);
});

test('every scene has its posters and the element knows their titles', async (t) => {
  const { page } = await openLab(t, { mayFail: true });
  const tabs = (await nodes(page)).find((node) => node.id === 'app/scenes').options;
  await page.goto('about:blank');  // where no policy minds the pictures' style attributes
  const source = readFileSync(join(DIST, 'attention-lab-element.js'), 'utf8');
  const scenes = JSON.parse(/const SCENES = (\{.*?\});/.exec(source)[1]);
  assert.deepEqual(Object.values(scenes).map((scene) => scene.zh), tabs);
  for (const id of Object.keys(scenes)) {
    for (const language of ['zh', 'en']) {
      for (const theme of ['light', 'dark']) {
        const svg = readFileSync(join(DIST, `posters/${id}-${language}-${theme}.svg`), 'utf8');
        assert.match(svg, /<text /);
        assert.equal(await page.evaluate((text) => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror'), svg), null);
      }
    }
  }
});

test('cmake installs the folder to deploy', (t) => {
  const folder = temporaryFolder(t);
  execFileSync('cmake', ['--install', join(DIST, '..'), '--prefix', folder], { stdio: 'pipe' });
  const list = (root) => readdirSync(root, { recursive: true }).filter((name) => statSync(join(root, name)).isFile()).sort();
  assert.deepEqual(list(join(folder, 'dist')), list(DIST));
});
