// The notices of all that the lab is built of: in the versions that were used, wherever the lab goes.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DIST, ROOT, idle, openLab, openTab, origin } from './lab_page.mjs';

const BUILD = join(DIST, '..');
const TITLES = { eigen: 'Eigen', imgui: 'Dear ImGui', 'fast_float': 'fast_float', zlib: 'zlib', stb: 'stb_image_write', json: 'nlohmann', doctest: 'doctest',
  glfw: 'GLFW', 'noto_sans_cjk_sc': 'Noto Sans CJK SC, as a subset' };
const licences = () => readFileSync(join(DIST, 'LICENSES.txt'), 'utf8');
/** The lines of the table at its head, as [title with version, licence]. */
const table = (text) => text.split('\n\n')[1].split('\n').map((line) => line.trim().split(/ {2,}/));
const sources = readFileSync(join(ROOT, 'src/versions.txt'), 'utf8').split('\n').filter((line) => line.startsWith('source '))
  .map((line) => line.split(/ +/)).map(([, name, version]) => ({ name, version }));

test('the licences name every library that is compiled into the page and no other', { skip: !existsSync(join(BUILD, 'compile_commands.json')) && 'no build folder' }, () => {
  const commands = JSON.parse(readFileSync(join(BUILD, 'compile_commands.json'), 'utf8')).filter(({ file }) => ![ROOT, BUILD].some((folder) => file.startsWith(join(folder, 'tests/'))));
  assert.ok(commands.length > 50);
  const titles = table(licences()).map(([title]) => title);
  for (const { name } of sources) {
    const isCompiled = commands.some(({ command }) => new RegExp(`/${name}(-src)?(/|\\s)`).test(command)) || name.startsWith('noto');
    assert.equal(titles.some((title) => title.startsWith(TITLES[name] ?? name)), isCompiled, name);
  }
});

test('the licences have the versions that were built with', () => {
  const titles = table(licences()).map(([title]) => title);
  const expected = sources.map(({ name, version }) => ({ title: TITLES[name], version })).filter(({ title }) => titles.some((line) => line.startsWith(title)));
  assert.ok(expected.length >= 6);
  for (const { title, version } of expected) {
    const line = titles.find((entry) => entry.startsWith(title)), found = line.slice(title.length + 1);
    assert.match(found, /^v?\d+(\.\d+)+\w*$/, line);
    // stb has no versions but those of its files.
    if (!process.env.LAB_VERSIONS_DIFFER && title !== TITLES.stb) assert.equal(found, version, title);
  }
  assert.ok(titles.some((title) => /^Emscripten \d+\.\d+\.\d+$/.test(title)));
  assert.ok(titles.some((title) => /^musl \d+\.\d+\.\d+$/.test(title)));
  assert.ok(titles.some((title) => /libc\+\+.* \d+\.\d+\.\d+$/.test(title)));
});

test('the notices that are due are there', () => {
  const text = licences();
  for (const due of ['Copyright (c) 2026 The Attention Lab maintainers', 'Omar Cornut', 'Tristan Grimmer', 'Mozilla\nPublic License v. 2.0',
    'https://gitlab.com/libeigen/eigen/-/archive/', 'The fast_float authors', 'Jean-loup Gailly and Mark Adler', 'Sean Barrett', 'The Emscripten Authors',
    'Rich Felker', 'Apache License v2.0 with LLVM Exceptions', 'SIL OPEN FONT LICENSE Version 1.1', 'Adobe', 'Cynthia Brewer']) {
    assert.ok(text.toLowerCase().includes(due.toLowerCase()), due);
  }
  assert.ok(!/\/root\/|\/home\/|\/usr\//.test(text), 'no path of the machine that built it');
  const core = readFileSync(join(DIST, 'attention-core.LICENSES.txt'), 'utf8');
  assert.deepEqual(table(core).map(([title]) => title.replace(/ [\d.]+$/, '')), ['Attention Lab', 'Eigen', 'Emscripten', 'musl', "LLVM's libc++, libc++abi and compiler-rt"]);
  const single = readFileSync(join(DIST, 'attention-lab.html'), 'utf8');
  assert.ok(single.includes(text.replaceAll('</', '<\\/').trim()), 'the single file has them inside');
  assert.ok(!single.includes('href="LICENSES.txt"'));
});

test('the help opens the licences', async (t) => {
  const { page } = await openLab(t, { address: '?lang=en#scene=cues' });
  await page.getByRole('button', { name: 'Keys and gestures' }).click();
  await idle(page);
  const [opened] = await Promise.all([page.waitForEvent('popup'), page.getByRole('button', { name: 'Licences' }).click()]);
  await opened.waitForLoadState();
  assert.equal(opened.url(), `${await origin()}/LICENSES.txt`);
  assert.equal((await opened.locator('body').innerText()).trim(), licences().trim());
});

test('a frame that may open nothing says where the licences are', async (t) => {
  const home = await origin();
  const { page } = await openTab(t, { mayFail: true, routes: {
    [`${home}/host.html`]: (route) => route.fulfill({ contentType: 'text/html',
      body: `<!doctype html><iframe id="lab" sandbox="allow-scripts" src="${home}/?lang=en#scene=cues" style="width:1000px;height:700px"></iframe>` }) } });
  await page.goto(`${home}/host.html`);
  const lab = await (await page.locator('#lab').elementHandle()).contentFrame();
  await lab.waitForFunction(() => window.attentionLab !== undefined, undefined, { polling: 30 });
  await idle(lab);
  await lab.getByRole('button', { name: 'Keys and gestures' }).click();
  await idle(lab);
  await lab.getByRole('button', { name: 'Licences' }).click();
  await lab.locator('#notice').waitFor({ state: 'visible' });
  assert.ok((await lab.locator('#notice').innerText()).includes(`${home}/LICENSES.txt`));
});

test('without javascript there is a link to the licences', () => {
  const without = /<noscript>([\s\S]*)<\/noscript>/.exec(readFileSync(join(DIST, 'index.html'), 'utf8'))[1];
  assert.match(without, /<a href="LICENSES\.txt">许可 · Licences<\/a>/);
});
