// The lab in a note of a course; keys, palette and instant navigation: every_engine/course.test.mjs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildCourse, labIn, openNote } from './course_site.mjs';
import { PHONE, ROOT, labReady, nodes } from './lab_page.mjs';

const NOTE = readFileSync(join(ROOT, 'web/example-course/docs/attention-cues.md'), 'utf8');
const SCENES = [...NOTE.matchAll(/<attention-lab scene="(\w+)"/g)].map(([, scene]) => scene);

buildCourse();

test('every scene of the note is there', async (t) => {
  const page = await openNote(t);
  assert.ok(SCENES.length > 1);
  for (const scene of SCENES) {
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
