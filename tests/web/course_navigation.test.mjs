// Instant navigation replaces the note and never runs a page's scripts again: the element has to come and go by itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lab_in, open_note } from './course_site.mjs';
import { pause } from './lab_page.mjs';

test('away_and_back_ten_times_by_instant_navigation_leaves_no_context_behind', async (t) => {
  const page = await open_note(t, { viewport: { width: 1400, height: 900 } });  // wide enough for the sidebar
  await lab_in(page, 'cues');
  await page.evaluate(() => { window.is_same_page = true; });
  const sidebar = page.locator('.md-nav--primary');
  for (let i = 0; i < 10; i += 1) {
    await page.evaluate(() => scrollTo(0, 0));
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
