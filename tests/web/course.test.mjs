// The example course: a real MkDocs site with the Material theme and instant navigation, with the lab in a note.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { serve } from '../../web/serve.mjs';
import { DIST, NARROW, ROOT, idle, lab_ready, node_named, nodes, open_tab, pause } from './lab_page.mjs';

let folder, server, home;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attention-lab-course-'));
  execFileSync('mkdocs', ['build', '--quiet', '--strict', '-f', join(ROOT, 'web/example-course/mkdocs.yml'), '-d', folder]);
  cpSync(DIST, join(folder, 'lab'), { recursive: true });
  server = await serve(folder, 0, '');  // Material has inline scripts: a site of this kind has no strict policy
  home = `http://localhost:${server.port}`;
});
after(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open_note(t, options = {}) {
  const { page, problems } = await open_tab(t, { may_fail: true, ...options });
  await page.goto(`${home}/attention-cues/`);
  t.after(() => assert.deepEqual(problems.filter((problem) => !problem.startsWith(`request to ${home}/`)), []));
  return page;
}

async function lab_in(page, scene) {
  await page.locator(`attention-lab[scene=${scene}]`).scrollIntoViewIfNeeded();
  const handle = await page.waitForFunction((id) => document.querySelector(`attention-lab[scene=${id}]`)?.shadowRoot.querySelector('iframe'), scene);
  const frame = await handle.asElement().contentFrame();
  await lab_ready(frame);
  return frame;
}

const is_search_open = (page) => page.evaluate(() => document.querySelector('[data-md-toggle=search]').checked);

test('every_scene_of_the_note_is_there', async (t) => {
  const page = await open_note(t);
  for (const scene of ['cues', 'query_key_value', 'heatmaps']) {
    const lab = await lab_in(page, scene);
    assert.match(await lab.evaluate(() => attentionLab.getState()), new RegExp(`^scene=${scene}\\b`));
    assert.ok((await nodes(lab)).length > 5);
  }
});

test('away_and_back_ten_times_by_instant_navigation_leaves_no_context_behind', async (t) => {
  const page = await open_note(t);
  await lab_in(page, 'cues');
  await page.evaluate(() => { window.is_same_page = true; });
  const sidebar = page.locator('.md-nav--primary');
  for (let i = 0; i < 10; i += 1) {
    await sidebar.getByRole('link', { name: '小结' }).click();
    await page.getByRole('heading', { name: '小结', level: 1 }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll('attention-lab').length === 0);
    for (let k = 0; k < 100 && page.frames().length > 1; k += 1) await pause(20);
    assert.equal(page.frames().length, 1, 'no frame, and so no context, is left');
    await sidebar.getByRole('link', { name: '注意力提示' }).click();
    await page.getByRole('heading', { name: '注意力提示', level: 1 }).waitFor();
    await lab_in(page, 'cues');
  }
  assert.ok(await page.evaluate(() => window.is_same_page), 'the navigation was an instant one');
  const live = await page.evaluate(() => [...document.querySelectorAll('attention-lab')].filter((lab) => lab.isLive).length);
  assert.equal(page.frames().length - 1, live, 'one frame for each lab that runs');
  assert.ok(live <= 3);
});

test('the_courses_search_box_keeps_its_keys', async (t) => {
  const page = await open_note(t);
  const lab = await lab_in(page, 'cues');
  await lab.locator('#mirror button').first().focus();
  await page.evaluate(() => scrollTo(0, 0));
  await page.locator('input.md-search__input').click();
  await page.keyboard.type('abc');
  await page.keyboard.press('Backspace');
  assert.equal(await page.locator('input.md-search__input').inputValue(), 'ab');
});

test('keys_typed_in_the_lab_are_no_shortcuts_of_the_course', async (t) => {
  const page = await open_note(t);
  await page.locator('h1').click();
  await page.keyboard.press('f');
  await page.waitForFunction(() => document.querySelector('[data-md-toggle=search]').checked);  // else this test proves nothing
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !document.querySelector('[data-md-toggle=search]').checked);

  const lab = await lab_in(page, 'heatmaps');
  const field = await node_named(lab, 'textField', '横轴标签');
  for (const target of [lab.getByRole('radio').first(), lab.locator(`[data-id="${field.id}"]`)]) {
    await target.focus();
    for (const key of ['f', 's', '/', 'p', 'n', ',', '.']) await page.keyboard.press(key);
    await pause(100);
    assert.equal(await is_search_open(page), false);
    assert.match(page.url(), /attention-cues/);
    assert.equal(await page.evaluate(() => document.activeElement.localName), 'attention-lab');
  }
  await idle(lab);
  assert.equal((await node_named(lab, 'textField', '横轴标签')).value, 'fs/pn,.');
});

test('the_courses_palette_is_followed', async (t) => {
  const page = await open_note(t);
  const lab = await lab_in(page, 'cues');
  const theme = () => lab.evaluate(() => document.documentElement.dataset.theme);
  assert.equal(await theme(), 'light');
  await page.evaluate(() => scrollTo(0, 0));
  await page.locator('label[for="__palette_2"]:visible').click();
  await lab.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
  await page.locator('label[for="__palette_1"]:visible').click();
  await lab.waitForFunction(() => document.documentElement.dataset.theme === 'light');
});

test('a_plain_iframe_of_the_same_site_follows_the_palette_too', async (t) => {
  const page = await open_note(t);
  await page.evaluate(() => {
    const frame = document.createElement('iframe');
    Object.assign(frame, { id: 'plain', src: '../lab/#scene=heatmaps', width: '600', height: '400' });
    document.querySelector('h1').after(frame);
  });
  const lab = await (await page.locator('#plain').elementHandle()).contentFrame();
  await lab_ready(lab);
  await page.evaluate(() => document.body.setAttribute('data-md-color-scheme', 'slate'));
  await lab.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
});

test('the_note_fits_a_phone', async (t) => {
  const page = await open_note(t, { viewport: NARROW });
  await lab_in(page, 'cues');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= NARROW.width);
});
