// Lighthouse, in a Chromium of its own.
import lighthouse from 'lighthouse';
import { startChromium } from './programs.mjs';

const SCREENS = {
  desktop: { mobile: false, width: 1350, height: 940, deviceScaleFactor: 1, disabled: false },
  mobile: { mobile: true, width: 412, height: 823, deviceScaleFactor: 1.75, disabled: false },
};
export const FORMS = Object.keys(SCREENS);

/**
 * What it finds in the page at `address` as shown on such a device (one of FORMS); `settings`: Lighthouse's.
 * @returns {Promise<{scores: Record<string, number>, low: string[], audits}>} scores of 100; what has less than 90, in words
 */
export async function look(address, form, settings) {
  const port = 20_000 + (process.pid % 10_000) + FORMS.indexOf(form);
  const browser = await startChromium([`--remote-debugging-port=${port}`]);
  try {
    const { lhr: { categories, audits } } = await lighthouse(address, { port, output: 'json', logLevel: 'error' },
      { extends: 'lighthouse:default', settings: { formFactor: form, screenEmulation: SCREENS[form], ...settings } });
    return {
      scores: Object.fromEntries(Object.values(categories).map(({ id, score }) => [id, Math.round(score * 100)])),
      low: Object.values(audits).filter(({ score }) => score !== null && score < 0.9).map(({ id, score, displayValue }) => `${id} ${score} ${displayValue ?? ''}`),
      audits,
    };
  } finally {
    await browser.close();
  }
}
