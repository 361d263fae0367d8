// What Node 20 cannot run, in Chromium: the core's tests with relaxed SIMD, and the JavaScript module in a page and in
// a Worker. Usage: node chromium.mjs BUILD wasm|module
import { join } from 'node:path';
import { serveFolders } from '../bench/folders.mjs';
import { startChromium } from '../web/engines/programs.mjs';

const [build, what] = process.argv.slice(2);
const server = await serveFolders({ '/dist/': join(build, 'dist'), '/tests/': join(build, 'tests'), '/page.html': new URL('page.html', import.meta.url).pathname,
  '/without_workers.html': new URL('without_workers.html', import.meta.url).pathname });
const browser = await startChromium();
const page = await browser.newPage();
page.setDefaultTimeout(0);
await page.goto(`${server.url}/page.html`);

async function runTests() {
  const { default: create } = await import('/tests/test_core_relaxed.mjs');
  const lines = [];
  await create({ arguments: ['--no-colors'], print: (line) => lines.push(line), printErr: (line) => lines.push(line) });
  return lines;
}

async function checkModule() {
  const { loadAttentionCore } = await import('/dist/attention-core.mjs');
  const passed = [], failed = [];
  const check = (name, isTrue) => (isTrue ? passed : failed).push(name);
  const randoms = (...shape) => ({ data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => Math.random() * 2 - 1), shape });
  const fast = await loadAttentionCore(), plain = await loadAttentionCore({ build: 'simd' });
  check('the fastest build is picked', fast.build === 'relaxed-simd' && plain.build === 'simd');
  const difference = (a, b) => a.data.reduce((largest, number, i) => Math.max(largest, Math.abs(number - b.data[i])), 0);
  const options = { queries: randoms(2, 3, 70, 33), keys: randoms(2, 1, 150, 33), values: randoms(2, 1, 150, 20), mask: { window: 100 }, want: ['output', 'weights', 'logSumExp'] };
  const a = fast.attend(options), b = plain.attend(options);
  check('both builds agree within a millionth', difference(a.output, b.output) < 1e-6 && difference(a.weights, b.weights) < 1e-6 && difference(a.logSumExp, b.logSumExp) < 2e-6);
  const code = `import { loadAttentionCore } from '${location.origin}/dist/attention-core.mjs';
    onmessage = async ({ data }) => { const core = await loadAttentionCore(); postMessage([core.build, core.attend(data)]); };`;
  const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), { type: 'module' });
  const [build, answer] = await new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data); worker.postMessage(options); });
  check('a worker gets the same', build === 'relaxed-simd' && difference(answer.output, a.output) === 0);
  const loaded = performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.endsWith('relaxed-simd.wasm') || name.endsWith('simd.wasm'));
  check('one load fetches one build', new Set(loaded).size === 2);  // one for each of the two loads above
  let frames = 0, data;
  const count = () => { ++frames; requestAnimationFrame(count); };
  requestAnimationFrame(count);
  for (let i = 0; frames === 0 && i < 20; ++i) {  // one may be over before the next frame is due
    const window = fast.attentionWindow({ queries: randoms(3000, 16), keys: randoms(3000, 16) });
    ({ data } = await window.view({ queries: [0, 3000], keys: [0, 3000], rows: 30, columns: 30, milliseconds: 4 }));
  }
  check('a window lets the page draw', frames > 0 && Math.abs(data.reduce((sum, mean) => sum + mean, 0) / 900 * 3000 - 1) < 1e-4);
  const far = { queries: randoms(4, 2000, 64), keys: randoms(4, 2000, 64), values: randoms(4, 2000, 64) }, shares = [];
  frames = 0;
  const away = await fast.attendAsync(far, { onProgress: (share) => shares.push(share) });
  check('attendAsync answers what attend does while the page draws', frames > 2 && difference(away.output, fast.attend(far).output) === 0);
  check('attendAsync says how far it is', shares.length > 3 && shares.at(-1) === 1 && shares.every((share, i) => share > (shares[i - 1] ?? 0)));
  const controller = new AbortController();
  const error = await fast.attendAsync(far, { signal: controller.signal, onProgress: () => controller.abort() }).catch((reason) => reason);
  check('attendAsync is given up', error instanceof DOMException && error.name === 'AbortError');
  check('attendAsync goes on with another worker', difference((await fast.attendAsync(options)).output, a.output) === 0);
  return [...failed.map((name) => `not ok ${name}`), ...passed.map((name) => `ok ${name}`), `${passed.length} passed, ${failed.length} failed`];
}

/** In a page whose policy forbids workers. */
async function checkPolicy() {
  const { loadAttentionCore } = await import('/dist/attention-core.mjs');
  const core = await loadAttentionCore(), said = [];
  console.warn = (...words) => said.push(words.join(' '));
  const options = { queries: [[1, 0]], keys: [[1, 0], [0, 1]], values: [[1], [2]] };
  const away = await core.attendAsync(options), isSame = away.output.data[0] === core.attend(options).output.data[0];
  return isSame && said.length === 1 && said[0].startsWith('attendAsync: no worker could be started (');
}

const lines = await page.evaluate(what === 'wasm' ? runTests : checkModule);
if (what === 'module') {
  const strict = await browser.newPage();
  await strict.goto(`${server.url}/without_workers.html`);
  const [passed, failed] = lines.pop().match(/\d+/g).map(Number), isGood = await strict.evaluate(checkPolicy);
  lines.push(`${isGood ? 'ok' : 'not ok'} without workers attendAsync computes in the page and says so`,
    `${passed + isGood} passed, ${failed + !isGood} failed`);
}
console.log(lines.join('\n'));
await browser.close();
server.close();
process.exit(lines.some((line) => /^not ok|Status: FAILURE/.test(line)) ? 1 : 0);
