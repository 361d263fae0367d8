// How long a frame takes while something is dragged: in Chromium, with a real pointer, drawn in software. After
// `bash web/serve.sh --build-only`:
//
//   node tests/bench/drag.mjs [PART OF A NAME]…
//
// Prints a table of milliseconds, the best of three rounds (other programs of the machine spoil some): "compute" is what
// the page does in a frame, until all is handed to WebGL; "with drawing" waits until WebGL has drawn it.
import { cpus, loadavg } from 'node:os';
import { serve } from '../../web/serve.mjs';
import { runIn } from '../web/engines/driver.mjs';
import { labIn } from '../web/engines/lab.mjs';
import { startChromium } from '../web/engines/programs.mjs';
import { DIST } from '../web/place.mjs';

const ROUNDS = 3, MOVES = 200;

const middleOf = ({ rect: [x, y, width, height] }) => [x + width / 2, y + height / 2];
/** Round and round, where `step` counts the moves. */
const aroundFrom = ([x, y], radius) => (step) => [x + radius * Math.sin(step / 9), y + radius * (1 - Math.cos(step / 9))];
/** To and fro along a line. */
const alongFrom = ([x, y], width) => (step) => [x + width * Math.sin(step / 40), y];
const manyPoints = Array.from({ length: 10_000 }, (_, i) => `${(i * 7919 % 10_000) / 2000},${Math.sin(i / 7).toFixed(4)}`).join('\n');

/** `id`: what is taken; `path`: from its middle on; `file`: what is opened first. */
const DRAGS = [
  { name: 'kernel_regression: a point of 50', state: 'scene=kernel_regression&card=0', press: 'point/next', id: 'point/0', path: (at) => aroundFrom(at, 60) },
  { name: 'kernel_regression: a point of 50 while w is learnt', state: 'scene=kernel_regression&card=0&learn=1', press: 'point/next', id: 'point/0', path: (at) => aroundFrom(at, 60) },
  { name: 'kernel_regression: the query', state: 'scene=kernel_regression&card=0', id: 'query', path: (at) => alongFrom(at, 150) },
  { name: 'kernel_regression: the width', state: 'scene=kernel_regression&card=0', id: 'width', path: (at) => alongFrom(at, 100) },
  { name: 'kernel_regression: a point of 200', state: 'scene=kernel_regression&card=0&data=generated&count=200', press: 'point/next', id: 'point/0', path: (at) => aroundFrom(at, 60) },
  { name: 'kernel_regression: the query, 10,000 points', state: 'scene=kernel_regression&card=0', file: manyPoints, id: 'query', path: (at) => alongFrom(at, 150) },
  { name: 'kernel_regression: the width, 10,000 points', state: 'scene=kernel_regression&card=0', file: manyPoints, id: 'width', path: (at) => alongFrom(at, 100) },
];

/** Runs in the page before its own scripts: measures every frame from now on. */
function measureFrames() {
  const real = window.requestAnimationFrame.bind(window), pixel = new Uint8Array(4);
  window.frameTimes = [];
  window.requestAnimationFrame = (callback) => real((time) => {
    const start = performance.now();
    callback(time);
    const computed = performance.now();
    const gl = document.getElementById('canvas')?.getContext('webgl2');
    gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    window.frameTimes.push([computed - start, performance.now() - start]);
  });
}

async function measure(browser, origin, drag) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const lab = labIn((work, ...values) => runIn((source) => page.evaluate(source), work, values));
  const node = async (id) => (await lab.nodes()).find((each) => each.id === `${drag.state.match(/scene=(\w+)/)[1]}/${id}`);
  await page.addInitScript(measureFrames);
  await page.goto(`${origin}/#${drag.state}`);
  await lab.ready();
  if (drag.file) await lab.run((text) => window.attentionLab.load({ name: 'points.csv', bytes: new TextEncoder().encode(text) }), drag.file);
  await lab.idle();
  if (drag.press) await page.mouse.click(...middleOf(await node(drag.press)));
  await lab.idle();
  const at = middleOf(await node(drag.id)), path = drag.path(at);
  const before = await lab.state();
  await page.mouse.move(...at);
  await page.mouse.down();
  await page.mouse.move(...path(1));
  await page.evaluate(() => { window.frameTimes.length = 0; });
  for (let step = 2; step < MOVES; step += 1) await page.mouse.move(...path(step));
  const times = await page.evaluate(() => window.frameTimes.slice());
  await page.mouse.up();
  await lab.idle();
  if (await lab.state() === before) throw new Error(`nothing was dragged: ${drag.name}`);
  await page.close();
  return times;
}

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const numbers = (times) => [0, 1].flatMap((kind) => {
  const sorted = times.map((each) => each[kind]).sort((a, b) => a - b);
  return [quantile(sorted, 0.5), quantile(sorted, 0.99)];
});

const server = await serve(DIST, 0), browser = await startChromium();
const wanted = process.argv.slice(2);
const line = (name, cells) => console.log([name.padEnd(52), ...cells.map((cell) => cell.padStart(16))].join(''));
line('dragged', ['frames', 'compute p50', 'p99', 'with drawing p50', 'p99']);
for (const drag of DRAGS) {
  if (wanted.length && !wanted.some((part) => drag.name.includes(part))) continue;
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure(browser, `http://localhost:${server.port}`, drag));
  const best = rounds.map(numbers).reduce((least, each) => each.map((number, i) => Math.min(number, least[i])));
  line(drag.name, [rounds.map((times) => times.length).join('+'), ...best.map((number) => number.toFixed(1))]);
}
console.log(`Chromium ${browser.version()}, SwiftShader, 1280 × 900; ${cpus().length} × ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}`);
await browser.close();
await server.close();
