// The page in Chromium, for tests of what only its driver can reach (files, downloads, emulated media, touch); what
// every engine can do is tested in every_engine/. Serves build/web/dist, opens Chromium, finds controls by role and name.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { serve } from '../../web/serve.mjs';
import { FLAGS, chromiumPath } from './engines/chromium.mjs';
import { DIST, PATIENCE } from './place.mjs';

export { DIST, LOADED, ROOT, golden, goldenBytes } from './place.mjs';
const PROBE = fileURLToPath(new URL('engines/probe.js', import.meta.url));  // counts draw calls in every frame of the page
export const WIDE = { width: 1200, height: 800 };
export const NARROW = { width: 390, height: 844 };

let browser, server;
after(async () => {
  await browser?.close();
  await server?.close();
});

async function sharedBrowser() {
  browser ??= chromium.launch({ executablePath: chromiumPath(), args: FLAGS }).then((opened) => (browser = opened));
  return browser;
}

/** Where the page is served, without the final slash. */
export async function origin() {
  server ??= serve(DIST).then((started) => (server = started));
  return `http://localhost:${(await server).port}`;
}

/**
 * A tab of its own, in a context of its own. `problems` gathers page errors, console errors, refused requests and
 * requests to another origin; it is checked when the test ends unless `mayFail`. What the lab says of a link that it does
 * not wholly understand belongs to them, unless `mayRemark`.
 * `routes` answers addresses with something else: {glob: handler}.
 */
export async function openTab(t, { viewport = WIDE, ratio = 1, locale = 'zh-CN', scheme = 'light', init, routes = {},
  touch = false, mayFail = false, mayRemark = false } = {}) {
  const context = await (await sharedBrowser()).newContext({
    viewport, deviceScaleFactor: ratio, locale, colorScheme: scheme, hasTouch: touch, acceptDownloads: true });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
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

/** Waits for the start, the font and the last frame. `frame` may be an iframe. */
export async function labReady(frame) {
  // Not polled by animation frames: there are none in a frame that is scrolled away.
  await frame.waitForFunction(() => window.attentionLab !== undefined, undefined, { polling: 30 });
  await frame.waitForFunction(() => document.fonts.size > 0, undefined, { polling: 30 });
  await idle(frame);
}

/** Waits until nothing more is to be drawn; a lab that draws for ever fails the test instead of hanging it. */
export const idle = (frame) => frame.evaluate((patience) => Promise.race([
  window.attentionLab.whenIdle(),
  new Promise((_, fail) => { setTimeout(() => fail(new Error('the lab does not come to rest')), patience); }),
]), PATIENCE);
export const nodes = (frame) => frame.evaluate(() => window.attentionLab.nodes());
export const drawCalls = (frame) => frame.evaluate(() => window.probe.drawCalls);
export const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

/** The middle of what is drawn for a node, in the viewport, to be clicked with a real pointer. */
export async function middleOf(page, node) {
  const [x, y, width, height] = node.rect;
  return { x: x + width / 2, y: y + height / 2 - await page.evaluate(() => scrollY) };
}

export async function nodeNamed(frame, role, name) {
  const found = (await nodes(frame)).find((node) => node.role === role && (name instanceof RegExp ? name.test(node.name) : node.name === name));
  assert.ok(found, `there is a ${role} named ${name}`);
  return found;
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
