// Pictures of scenes as approved, in one engine: Chromium with its own renderer. Without the header, so that another tab in
// it changes none of them.
import { test } from 'node:test';
import { SWIFTSHADER } from './engines/programs.mjs';
import { PHONE, openLab } from './lab_page.mjs';
import { compareWithGolden } from './pictures.mjs';

for (const [name, options] of Object.entries({
  'heatmaps-eye-zh-light': { address: '#scene=heatmaps&chrome=none' },
  'heatmaps-heads-en-dark': { address: '#scene=heatmaps&preset=heads&lang=en&chrome=none', scheme: 'dark' },
  'heatmaps-heads-zh-light-phone': { address: '#scene=heatmaps&preset=heads&chrome=none', ...PHONE, ratio: 2 },
})) {
  test(`the picture ${name} is as approved`, async (t) => {
    const { page } = await openLab(t, { ratio: 1, flags: SWIFTSHADER, ...options });
    compareWithGolden(await page.screenshot({ scale: 'device' }), `web-${name}`);
  });
}
