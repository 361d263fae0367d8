// The canvas: as many real pixels as it covers, and a context that comes back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NARROW, idle, open_lab } from './lab_page.mjs';

for (const ratio of [1, 1.5, 2, 3]) {
  test(`at_${ratio}_device_pixels_per_css_pixel_the_picture_is_crisp`, async (t) => {
    const { page } = await open_lab(t, { ratio, viewport: { width: 701, height: 503 } });
    const size = () => page.evaluate(() => {
      const canvas = document.getElementById('canvas');
      return { real: [canvas.width, canvas.height], css: [canvas.clientWidth, canvas.clientHeight], window: innerHeight };
    });
    const first = await size();
    assert.equal(first.css[1], first.window, 'the canvas covers the viewport');
    first.css.forEach((css, i) => assert.ok(Math.abs(first.real[i] - css * ratio) <= 1, `${first.real} real for ${first.css} at ${ratio}`));
    await page.setViewportSize(NARROW);
    await page.waitForFunction((width) => document.getElementById('canvas').clientWidth <= width, NARROW.width);
    await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
    await idle(page);
    const second = await size();
    second.css.forEach((css, i) => assert.ok(Math.abs(second.real[i] - css * ratio) <= 1, `${second.real} real for ${second.css} at ${ratio}`));
  });
}

test('a_lost_context_is_restored_twenty_times_with_an_identical_picture_and_no_gl_error', async (t) => {
  const { page } = await open_lab(t, { viewport: { width: 800, height: 600 } });
  const before = await page.screenshot();
  for (let i = 0; i < 20; i += 1) {
    await page.evaluate(async () => {
      const canvas = document.getElementById('canvas');
      const extension = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
      const told = (name) => new Promise((done, fail) => {
        canvas.addEventListener(name, done, { once: true });
        setTimeout(() => fail(new Error(`no ${name}`)), 10_000);
      });
      const lost = told('webglcontextlost');
      extension.loseContext();
      await lost;
      await new Promise((done) => { setTimeout(done); });
      const restored = told('webglcontextrestored');
      extension.restoreContext();
      await restored;
    });
    await idle(page);
  }
  const error = await page.evaluate(() => document.getElementById('canvas').getContext('webgl2').getError());
  assert.equal(error, 0, 'no GL error');
  assert.ok((await page.screenshot()).equals(before), 'the picture is the same, byte for byte');
});

test('input_while_the_context_is_lost_is_not_forgotten', async (t) => {
  const { page } = await open_lab(t);
  await page.evaluate(async () => {
    const canvas = document.getElementById('canvas');
    window.extension = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
    const lost = new Promise((done) => { canvas.addEventListener('webglcontextlost', done, { once: true }); });
    window.extension.loseContext();
    await lost;
    attentionLab.setState('lang=en');
  });
  await page.evaluate(() => window.extension.restoreContext());
  await page.waitForFunction(() => document.documentElement.lang === 'en');
});
