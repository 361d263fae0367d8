// Prints the benchmark tables. Usage: node run.mjs DIST PEERS NODE_MODULES [length…]
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChromium } from '../web/engines/programs.mjs';
import { serveFolders } from './folders.mjs';

const [dist, peers, modules, ...chosen] = process.argv.slice(2);
const lengths = chosen.length ? chosen.map(Number) : [64, 128, 512, 1024, 2048];
const server = await serveFolders({ '/dist/': dist, '/peers/': peers, '/modules/': modules, '/bench/': dirname(fileURLToPath(import.meta.url)) });
const browser = await startChromium();
const page = await browser.newPage();
page.on('pageerror', (error) => console.error(String(error)));
page.on('console', (message) => message.type() === 'error' && console.error(message.text()));
page.setDefaultTimeout(0);
await page.goto(`${server.url}/bench/bench.html`);
await page.waitForFunction(() => globalThis.bench, null, { timeout: 60000 });

const table = (title, rows) => {
  console.log(`\n${title}`);
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  for (const row of rows) console.log(row.map((cell, column) => String(cell).padStart(widths[column])).join('  '));
};
const build = await page.evaluate(() => bench.build);
const peak = await page.evaluate(() => bench.peak());
console.log(`${await browser.version()}, core build ${build}, 1 thread, 8 heads, width 64, float32`);
console.log(`Largest difference of our output from onnxruntime-web's: ${(await page.evaluate(() => bench.agreement())).toExponential(1)}`);
console.log(`SIMD peak: ${Object.entries(peak).map(([name, gflops]) => `${name} ${gflops.toFixed(1)} GFLOP/s`).join(', ')}`);
const relaxedPeak = Object.values(peak).at(-1);

for (const what of ['output', 'weights', 'causal']) {
  let names;
  const times = [], speed = [];
  for (const length of lengths) {
    const seconds = await page.evaluate(([n, kind]) => bench.attention(n, kind), [length, what]);
    names ??= Object.keys(seconds);
    const flops = 4 * 8 * length * length * 64;
    times.push([length, ...names.map((name) => (seconds[name] * 1000).toFixed(3))]);
    speed.push([length, (flops / seconds.core / 1e9).toFixed(1), `${((100 * flops) / seconds.core / 1e9 / relaxedPeak).toFixed(0)} %`,
      ...names.slice(1).map((name) => (seconds[name] / seconds.core).toFixed(2))]);
  }
  const title = { output: 'Output only', weights: 'Output and weights', causal: 'Causal, output only' }[what];
  table(`${title}: milliseconds`, [['length', ...names], ...times]);
  table(`${title}: the core's GFLOP/s${what === 'causal' ? ' (counting masked work)' : ''}, share of the peak, and how many times faster it is than`,
    [['length', 'GFLOP/s', 'of peak', ...names.slice(1)], ...speed]);
}
const small = await page.evaluate(() => bench.small());
console.log(`\nLength 16, width 16, output and weights, one call: ${Object.entries(small).map(([name, s]) => `${name} ${(s * 1e6).toFixed(1)} µs`).join(', ')}`);
await browser.close();
server.close();
