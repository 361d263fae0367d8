// The lab in a note of a course; keys, palette and instant navigation: every_engine/course.test.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labIn, openNote } from './course_site.mjs';
import { PHONE, labReady, nodes } from './lab_page.mjs';

test('every scene of the note is there', async (t) => {
  const page = await openNote(t);
  for (const scene of ['cues', 'query_key_value', 'heatmaps']) {
    const lab = await labIn(page, scene);
    assert.match(await lab.evaluate(() => attentionLab.getState()), new RegExp(`^scene=${scene}\\b`));
    assert.ok((await nodes(lab)).length > 5);
  }
});

test('a plain iframe of the same site follows the palette too', async (t) => {
  const page = await openNote(t);
  await page.evaluate(() => {
    const frame = document.createElement('iframe');
    Object.assign(frame, { id: 'plain', src: '../lab/#scene=heatmaps', width: '600', height: '400' });
    document.querySelector('h1').after(frame);
  });
  const lab = await (await page.locator('#plain').elementHandle()).contentFrame();
  await labReady(lab);
  await page.evaluate(() => document.body.setAttribute('data-md-color-scheme', 'slate'));
  await lab.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
});

test('the note fits a phone', async (t) => {
  const page = await openNote(t, { ...PHONE });
  await labIn(page, 'cues');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= PHONE.width);
});
