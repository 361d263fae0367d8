// Prints what Lighthouse says of the page that is built, on a desktop and on a phone: scores of 100, and its timings.
// usage: node tests/bench/lighthouse.mjs
import { serve } from '../../web/serve.mjs';
import { FORMS, look } from '../web/engines/lighthouse.mjs';
import { DIST } from '../web/place.mjs';

// Lighthouse's own networks, a cable for a desktop and a slow phone's, really applied: its simulation counts everything
// that this fast server has sent before the first paint as needed for it. The processor is this one: the software
// renderer does a graphics card's work on it already.
const THROTTLING = {
  desktop: { requestLatencyMs: 40 * 3.75, downloadThroughputKbps: 10_240 * 0.9, uploadThroughputKbps: 10_240 * 0.9, cpuSlowdownMultiplier: 1 },
  mobile: { requestLatencyMs: 150 * 3.75, downloadThroughputKbps: 1638.4 * 0.9, uploadThroughputKbps: 675, cpuSlowdownMultiplier: 1 },
};
const TIMINGS = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift', 'speed-index'];

const server = await serve(DIST);
const rows = {};
for (const form of FORMS) {
  const { scores, audits } = await look(`http://localhost:${server.port}/`, form,
    { onlyCategories: ['performance', 'accessibility', 'best-practices'], throttlingMethod: 'devtools', throttling: THROTTLING[form] });
  rows[form] = { ...scores, ...Object.fromEntries(TIMINGS.map((id) => [id, audits[id].displayValue])) };
}
console.table(rows);
await server.close();
