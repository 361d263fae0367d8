// Prints how long the page takes, from an empty cache, until its first frame and until it is at rest, in Chromium.
// usage: node tests/bench/first_frame.mjs [TIMES]     (10)
import { performance } from 'node:perf_hooks';
import { serve } from '../../web/serve.mjs';
import { SWIFTSHADER, startChromium } from '../web/engines/programs.mjs';
import { DIST } from '../web/place.mjs';

const times = Number(process.argv[2] ?? 10);
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const server = await serve(DIST);
const browser = await startChromium(SWIFTSHADER);
const rows = [];
for (let i = 0; i < times; i += 1) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });  // a cache of its own, empty
  const page = await context.newPage();
  await page.addInitScript(() => {
    const original = WebGL2RenderingContext.prototype.drawElements;
    WebGL2RenderingContext.prototype.drawElements = function (...values) {
      window.firstFrame ??= performance.now();
      return original.apply(this, values);
    };
    // Interactive: the frame is there, and the controls answer.
    const look = () => {
      if (window.attentionLab && document.querySelector('#mirror button')) window.interactive = performance.now();
      else setTimeout(look, 4);
    };
    look();
  });
  const begun = performance.now();
  await page.goto(`http://localhost:${server.port}/`);
  await page.waitForFunction(() => window.firstFrame && window.interactive && document.fonts.size > 0);
  await page.evaluate(() => window.attentionLab.whenIdle());
  const row = await page.evaluate(() => ({ firstFrame: window.firstFrame, interactive: window.interactive, withFont: performance.now() }));
  rows.push({ ...row, outside: performance.now() - begun });
  await context.close();
}
await browser.close();
await server.close();
const line = (name, key) => {
  const values = rows.map((row) => row[key]);
  console.log(`${name.padEnd(40)} ${median(values).toFixed(0).padStart(6)} ms   (${Math.min(...values).toFixed(0)} … ${Math.max(...values).toFixed(0)})`);
};
console.log(`median of ${times}, empty cache, local server, software renderer`);
line('first frame', 'firstFrame');
line('interactive', 'interactive');
line('at rest, with its font', 'withFont');
