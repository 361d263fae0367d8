// The page in Chromium, for tests of what only its driver can reach (files, downloads, emulated media, touch); what
// every engine can do is tested in every_engine/. Serves build/web/dist, opens Chromium, finds controls by role and name.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serve } from '../../web/serve.mjs';
import { openTab as openChromium } from './engines/chromium.mjs';
import { runIn } from './engines/driver.mjs';
import { labIn } from './engines/lab.mjs';
import { DIST, PATIENCE } from './place.mjs';

export { PHONE, pause } from './engines/lab.mjs';
export { DIST, LOADED, ROOT, golden, goldenBytes } from './place.mjs';
const PROBE = fileURLToPath(new URL('engines/probe.js', import.meta.url));  // counts draw calls in every frame of the page

let server;
after(() => server?.close());

/** Where the page is served, without the final slash. */
export async function origin() {
  server ??= serve(DIST).then((started) => (server = started));
  return `http://localhost:${(await server).port}`;
}

/**
 * A tab of its own, in a context of its own. `problems` gathers page errors, console errors, refused requests and
 * requests to another origin; it is checked when the test ends unless `mayFail`. What the lab says of a link that it does
 * not wholly understand belongs to them, unless `mayRemark`.
 * `routes` answers addresses with something else: {glob: handler}; `wishes`: see WISHES in driver.mjs.
 */
export async function openTab(t, { init, routes = {}, mayFail = false, mayRemark = false, ...wishes } = {}) {
  const { context, page } = await openChromium(wishes);
  context.setDefaultTimeout(PATIENCE);
  const home = await origin();
  const problems = [];
  page.on('pageerror', (error) => problems.push(`page error: ${error.stack}`));
  page.on('console', (message) => {
    if (mayRemark && message.text().startsWith('Attention Lab: “')) return;
    if (message.type() === 'error' || message.type() === 'warning') problems.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${home}/`) && !url.startsWith('blob:') && !url.startsWith('data:')) problems.push(`request to ${url}`);
  });
  page.on('requestfailed', (request) => problems.push(`failed request: ${request.url()}`));
  await page.addInitScript({ path: PROBE });
  if (init) await page.addInitScript(init);
  for (const [glob, handler] of Object.entries(routes)) await page.route(glob, handler);
  t.after(async () => {
    await context.close();
    if (!mayFail) assert.deepEqual(problems, []);
  });
  return { page, problems };
}

/** The lab, started and idle, in the heatmaps scene. `address` is what follows the origin: "#lang=en", "?theme=dark". */
export async function openLab(t, { address = '#scene=heatmaps', ...options } = {}) {
  const { page, problems } = await openTab(t, options);
  await page.goto(`${await origin()}/${address}`);
  await labReady(page);
  return { page, problems };
}

/** A page or a frame, with what can be asked of a lab in it. */
const lab = (frame) => labIn((work, ...values) => runIn((source) => frame.evaluate(source), work, values));

/** Waits for the start, the font and the last frame. `frame` may be an iframe. */
export const labReady = (frame) => lab(frame).ready();
/** Waits until nothing more is to be drawn. */
export const idle = (frame) => lab(frame).idle();
export const nodes = (frame) => lab(frame).nodes();
export const nodeNamed = (frame, role, name) => lab(frame).node(role, name);
export const drawCalls = (frame) => lab(frame).drawCalls();

/** The middle of what is drawn for a node, in the viewport, to be clicked with a real pointer. */
export async function middleOf(page, node) {
  const [x, y] = await lab(page).middle(node);
  return { x, y };
}

/** As some browsers do for privacy: white or noise instead of what was drawn. The system's fonts are of no use to the lab then. */
export const letNoPageReadItsCanvases = (page) => page.evaluate(() => {
  const real = CanvasRenderingContext2D.prototype.getImageData;
  CanvasRenderingContext2D.prototype.getImageData = function (...area) {
    const image = real.apply(this, area);
    image.data.fill(255);
    return image;
  };
});
