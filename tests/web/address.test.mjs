// The system's theme while the page is open, which only Chromium's driver can change. Address, language, theme: every_engine/.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idle, openLab } from './lab_page.mjs';

/** The colour of a pixel of the page's background, as drawn in the canvas. */
async function pageColour(page) {
  return page.evaluate(() => new Promise((done) => {
    const image = new Image();
    image.onload = () => {
      const copy = new OffscreenCanvas(1, 1).getContext('2d');
      copy.drawImage(image, 2, image.height - 2, 1, 1, 0, 0, 1, 1);
      done([...copy.getImageData(0, 0, 1, 1).data].slice(0, 3));
    };
    // The drawing buffer is only readable in the task that drew it.
    attentionLab.setState(attentionLab.getState());
    requestAnimationFrame(() => { image.src = document.getElementById('canvas').toDataURL(); });
  }));
}
const DARK = [30, 33, 41];  // the page token of src/view/theme

test('the systems theme is followed while the page is open', async (t) => {
  const { page } = await openLab(t);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
  await idle(page);
  assert.deepEqual(await pageColour(page), DARK);
});
