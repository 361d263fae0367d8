// How long a frame takes while something is dragged: in Chromium, with a real pointer, drawn in software. After
// `bash web/serve.sh --build-only`:
//
//   node tests/bench/drag.mjs [PART OF A NAME]…
//
// Prints a table of milliseconds of processor time, so that what else the machine does counts little: "page" is what the
// page does in a frame (compute, lay out, hand over to WebGL), as Chromium traces it; "drawing" is what Chromium's
// graphics process then spends on it, the mean over the frames, in as many threads as it has.
import { cpus, loadavg } from 'node:os';
import { serve } from '../../web/serve.mjs';
import { runIn } from '../web/engines/driver.mjs';
import { labIn, pause } from '../web/engines/lab.mjs';
import { SWIFTSHADER, startChromium } from '../web/engines/programs.mjs';
import { DIST } from '../web/place.mjs';

const FRAMES = 200, LONGEST = 60_000;  // of each drag: frames, or milliseconds

const middleOf = ({ rect: [x, y, width, height] }) => [x + width / 2, y + height / 2];
/** Round and round, where `step` counts the moves. */
const aroundFrom = ([x, y], radius) => (step) => [x + radius * Math.sin(step / 9), y + radius * (1 - Math.cos(step / 9))];
/** To and fro along a line. */
const alongFrom = ([x, y], width) => (step) => [x + width * Math.sin(step / 40), y];
const manyPoints = Array.from({ length: 10_000 }, (_, i) => `${(i * 7919 % 10_000) / 2000},${Math.sin(i / 7).toFixed(4)}`).join('\n');

const training = { state: 'scene=training&rate=0.0002&steps=60&shown=60', id: 'attention', path: (at) => aroundFrom(at, 40), onlyPoints: true };

/**
 * `id`: what is taken; `path`: from its middle on; `file`: what is opened first; `press`: what is clicked before;
 * `plays`: it goes on by itself then; `onlyPoints`: what is dragged changes nothing that a link has.
 */
const DRAGS = [
  { name: 'kernel_regression: a point of 50', state: 'scene=kernel_regression&card=0', press: 'point/next', id: 'point/0', path: (at) => aroundFrom(at, 60) },
  { name: 'kernel_regression: a point of 50 while w is learnt', state: 'scene=kernel_regression&card=0&learn=1', press: 'point/next', id: 'point/0', path: (at) => aroundFrom(at, 60) },
  { name: 'kernel_regression: the query', state: 'scene=kernel_regression&card=0', id: 'query', path: (at) => alongFrom(at, 150) },
  { name: 'kernel_regression: the width', state: 'scene=kernel_regression&card=0', id: 'width', path: (at) => alongFrom(at, 100) },
  { name: 'kernel_regression: a point of 200', state: 'scene=kernel_regression&card=0&data=generated&count=200', press: 'point/next', id: 'point/0', path: (at) => aroundFrom(at, 60) },
  { name: 'kernel_regression: the query, 10,000 points', state: 'scene=kernel_regression&card=0', file: manyPoints, id: 'query', path: (at) => alongFrom(at, 150) },
  { name: 'kernel_regression: the width, 10,000 points', state: 'scene=kernel_regression&card=0', file: manyPoints, id: 'width', path: (at) => alongFrom(at, 100) },
  { name: 'kernel_regression: the width, boxcar, 10,000 points', state: 'scene=kernel_regression&card=0&kernel=boxcar', file: manyPoints, id: 'width', path: (at) => alongFrom(at, 100) },
  { name: 'kernel_regression: a point of 10,000', state: 'scene=kernel_regression&card=0', file: manyPoints, press: 'point/next', id: 'point/0', path: (at) => aroundFrom(at, 60) },
  { name: 'training: over the attention', ...training },
  { name: 'training: over the attention while it trains', ...training, press: 'playback/play', plays: true },
];

/** The processor seconds that the graphics process has taken so far. */
async function drawingSeconds(session) {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.find(({ type }) => type === 'GPU').cpuTime;
}

/** {page: milliseconds of every frame, drawing: of a frame, in the mean} */
async function measure(browser, origin, drag) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const lab = labIn((work, ...values) => runIn((source) => page.evaluate(source), work, values));
  const node = async (id) => (await lab.nodes()).find((each) => each.id === `${drag.state.match(/scene=(\w+)/)[1]}/${id}`);
  const pointer = await page.context().newCDPSession(page), processes = await browser.newBrowserCDPSession();
  await page.goto(`${origin}/#${drag.state}`);
  await lab.ready();
  if (drag.file) await lab.run((text) => window.attentionLab.load({ name: 'points.csv', bytes: new TextEncoder().encode(text) }), drag.file);
  await lab.idle();
  if (drag.press) await page.mouse.click(...middleOf(await node(drag.press)));
  const rest = () => (drag.plays ? pause(500) : lab.idle());
  await rest();
  const at = middleOf(await node(drag.id)), path = drag.path(at);
  const shown = async () => `${await lab.state()} ${(await node(drag.id)).value}`, before = await shown();  // of many points the link says nothing
  await page.mouse.move(...at);
  await page.mouse.down();
  await page.mouse.move(...path(1));
  const drawn = () => lab.run(() => window.attentionLab.framesDrawn);
  const start = await drawn(), secondsBefore = await drawingSeconds(processes), end = Date.now() + LONGEST;
  await browser.startTracing(page, { categories: ['devtools.timeline'] });
  let step = 1;
  do {
    for (let i = 0; i < 10; i += 1) {  // as a hand does it, which waits for no frame
      const [x, y] = path(step += 1);
      pointer.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y, button: 'left', buttons: 1 });
      await pause(16);
    }
  } while (await drawn() - start < FRAMES && Date.now() < end);
  const trace = JSON.parse(await browser.stopTracing());
  const frames = await drawn() - start, seconds = await drawingSeconds(processes) - secondsBefore;
  await page.mouse.up();
  await rest();
  if (!drag.onlyPoints && await shown() === before) throw new Error(`nothing was dragged: ${drag.name}`);
  await page.close();
  const times = trace.traceEvents.filter(({ name, tdur }) => name === 'FireAnimationFrame' && tdur !== undefined).map(({ tdur }) => tdur / 1000);
  return { page: times.sort((a, b) => a - b), drawing: (seconds * 1000) / frames };
}

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

const server = await serve(DIST, 0), browser = await startChromium(SWIFTSHADER);
const wanted = process.argv.slice(2);
const line = (name, cells) => console.log([name.padEnd(52), ...cells.map((cell) => cell.padStart(10))].join(''));
line('dragged', ['frames', 'page p50', 'p95', 'p99', 'drawing']);
for (const drag of DRAGS) {
  if (wanted.length && !wanted.some((part) => drag.name.includes(part))) continue;
  const { page, drawing } = await measure(browser, `http://localhost:${server.port}`, drag);
  line(drag.name, [String(page.length), ...[0.5, 0.95, 0.99].map((share) => quantile(page, share).toFixed(1)), drawing.toFixed(1)]);
}
console.log(`Chromium ${browser.version()}, SwiftShader, 1280 × 900; ${cpus().length} × ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}`);
await browser.close();
await server.close();
