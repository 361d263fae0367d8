// Pictures of the page against kept ones (tests/golden/pictures), in one engine: Chromium with SwiftShader.
// To accept a new look: LAB_ACCEPT_PICTURES=1 node --test tests/web/pictures.test.mjs, and look at every changed file.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { NARROW, ROOT, golden, openLab } from './lab_page.mjs';
import { MORE_TOLERANCE } from './pictures.mjs';

// A pixel differs if its colour does by more than 10 % (pixelmatch, YIQ; antialiasing counts as a difference), and at
// most 0.05 % of them may: rounding of blended edges, not a moved or missing line of text.
const THRESHOLD = 0.1;
const SHARE = 0.0005 * MORE_TOLERANCE;

const PICTURES = {
  'web-heatmaps-eye-zh-light': { address: '#scene=heatmaps' },
  'web-heatmaps-heads-en-dark': { address: '#scene=heatmaps&preset=heads&lang=en', scheme: 'dark' },
  'web-heatmaps-heads-zh-light-phone': { address: '#scene=heatmaps&preset=heads', viewport: NARROW, ratio: 2 },
};

for (const [name, options] of Object.entries(PICTURES)) {
  test(`the_picture_${name}_is_as_kept`, async (t) => {
    const { page } = await openLab(t, options);
    const taken = await page.screenshot({ scale: 'device' });
    const kept = golden(`pictures/${name}.png`);
    if (process.env.LAB_ACCEPT_PICTURES) {
      mkdirSync(golden('pictures'), { recursive: true });
      writeFileSync(kept, taken);
      return;
    }
    assert.ok(existsSync(kept), `${kept} is kept`);
    const [now, before] = [PNG.sync.read(taken), PNG.sync.read(readFileSync(kept))];
    assert.deepEqual([now.width, now.height], [before.width, before.height]);
    const difference = new PNG({ width: now.width, height: now.height });
    const count = pixelmatch(before.data, now.data, difference.data, now.width, now.height, { threshold: THRESHOLD, includeAA: true });
    const share = count / (now.width * now.height);
    if (share > SHARE) {
      const folder = join(ROOT, 'build/web/pictures');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${name}.png`), taken);
      writeFileSync(join(folder, `${name}-difference.png`), PNG.sync.write(difference));
    }
    assert.ok(share <= SHARE, `${count} pixels (${(100 * share).toFixed(3)} %) differ: see build/web/pictures`);
  });
}
