// A picture is asked for in the very moment in which the graphics context is lost: it is made when there is one again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PNG } from 'pngjs';
import { idle, openLab } from './lab_page.mjs';

/** Presses PNG under circumstances that `lose` brings about in the page, which has the extension as `window.context`. */
async function pictureOf(t, lose) {
  const { page } = await openLab(t, { address: '#scene=heatmaps&lang=en', mayFail: true });
  await page.getByRole('button', { name: 'Take it away' }).press('Enter');
  await idle(page);
  const download = page.waitForEvent('download');
  await page.evaluate((source) => {
    const canvas = document.getElementById('canvas'), gl = canvas.getContext('webgl2');
    window.context = { extension: gl.getExtension('WEBGL_lose_context'), gl, canvas };
    canvas.addEventListener('webglcontextlost', () => setTimeout(() => window.context.extension.restoreContext(), 200));
    (0, eval)(source)(window.context, () => document.querySelector('[data-id="app/take/png"]').click());
  }, `(${lose})`);
  const chunks = [];
  for await (const chunk of await (await download).createReadStream()) chunks.push(chunk);
  const picture = PNG.sync.read(Buffer.concat(chunks));
  assert.ok(picture.width > 300 && picture.height > 300, `${picture.width} × ${picture.height}`);
  let light = 0;
  for (let i = 0; i < picture.data.length; i += 4) if (picture.data[i] > 200) light += 1;
  assert.ok(light > picture.data.length / 4 / 4, `${light} light pixels: a black picture is none`);
  await idle(page);
  assert.equal(await page.locator('[data-id="app/problem"]').count(), 0);
}

test('a picture asked for when the context is lost but nobody has said so is made afterwards', (t) =>
  pictureOf(t, ({ extension }, press) => {
    requestAnimationFrame(() => extension.loseContext());  // before the lab's own frame, and before the event
    press();
  }));

test('a picture during which the context is lost is made afterwards', (t) =>
  pictureOf(t, ({ extension, gl }, press) => {
    gl.readPixels = (...values) => {
      delete gl.readPixels;
      extension.loseContext();
      gl.readPixels(...values);
    };
    press();
  }));

test('a picture that there is no room for is said not to be made', async (t) => {
  const { page } = await openLab(t, { address: '#scene=heatmaps&lang=en' });
  await page.getByRole('button', { name: 'Take it away' }).press('Enter');
  await idle(page);
  await page.evaluate(() => {
    const gl = document.getElementById('canvas').getContext('webgl2');
    gl.checkFramebufferStatus = () => gl.FRAMEBUFFER_UNSUPPORTED;  // as when the graphics card's memory is full
    document.querySelector('[data-id="app/take/png"]').click();
  });
  await page.getByText('"attention-heatmaps.png" was not made').first().waitFor({ state: 'attached' });
  await idle(page);
  assert.equal(await page.getByText('Saved attention-heatmaps.png').count(), 0);
});
