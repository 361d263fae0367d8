// Lighthouse on the page of its own, as the build serves it: accessibility of at least 95. Its performance is a timing,
// which a busy machine makes worse: it is printed, not asserted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import lighthouse from 'lighthouse';
import { serve } from '../../web/serve.mjs';
import { startChromium } from './engines/programs.mjs';
import { DIST } from './place.mjs';

const LEAST = 95;  // of 100

for (const form of ['desktop', 'mobile']) {
  test(`lighthouse gives the page at least ${LEAST} for accessibility on a ${form}`, async (t) => {
    const server = await serve(DIST);
    t.after(() => server.close());
    const port = 20_000 + (process.pid % 10_000) + (form === 'mobile' ? 1 : 0);
    const browser = await startChromium([`--remote-debugging-port=${port}`]);
    t.after(() => browser.close());
    const screen = form === 'desktop' ? { mobile: false, width: 1350, height: 940, deviceScaleFactor: 1, disabled: false }
      : { mobile: true, width: 412, height: 823, deviceScaleFactor: 1.75, disabled: false };
    const { lhr } = await lighthouse(`http://localhost:${server.port}/`, { port, output: 'json', logLevel: 'error' }, {
      extends: 'lighthouse:default',
      settings: {
        onlyCategories: ['performance', 'accessibility', 'best-practices'], formFactor: form, screenEmulation: screen,
        // Lighthouse's own profiles, a cable for a desktop and a slow phone network for a phone, really applied: its
        // simulation counts everything that this fast server has sent before the first paint as needed for it. The
        // processor is this one: the software renderer does a graphics card's work on it already.
        throttlingMethod: 'devtools',
        throttling: form === 'desktop' ? { requestLatencyMs: 40 * 3.75, downloadThroughputKbps: 10_240 * 0.9, uploadThroughputKbps: 10_240 * 0.9, cpuSlowdownMultiplier: 1 }
          : { requestLatencyMs: 150 * 3.75, downloadThroughputKbps: 1638.4 * 0.9, uploadThroughputKbps: 675, cpuSlowdownMultiplier: 1 },
      },
    });
    const scores = Object.fromEntries(Object.values(lhr.categories).map(({ id, score }) => [id, Math.round(score * 100)]));
    const metrics = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift', 'speed-index'].map((id) => `${id} ${lhr.audits[id].displayValue}`);
    t.diagnostic(`${form}: ${JSON.stringify(scores)} ${metrics.join(', ')}`);
    const low = Object.values(lhr.audits).filter(({ score }) => score !== null && score < 0.9).map(({ id, score, displayValue }) => `${id} ${score} ${displayValue ?? ''}`);
    assert.ok(scores.accessibility >= LEAST, `accessibility ${scores.accessibility}:\n${low.join('\n')}`);
  });
}
