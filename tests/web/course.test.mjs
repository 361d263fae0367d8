// The lab in a note of a course with instant navigation.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lab_in, open_note } from './course_site.mjs';
import { NARROW, idle, lab_ready, node_named, nodes, pause } from './lab_page.mjs';

const is_search_open = (page) => page.evaluate(() => document.querySelector('[data-md-toggle=search]').checked);

test('every_scene_of_the_note_is_there', async (t) => {
  const page = await open_note(t);
  for (const scene of ['cues', 'query_key_value', 'heatmaps']) {
    const lab = await lab_in(page, scene);
    assert.match(await lab.evaluate(() => attentionLab.getState()), new RegExp(`^scene=${scene}\\b`));
    assert.ok((await nodes(lab)).length > 5);
  }
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
  await page.keyboard.press('Enter');
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
