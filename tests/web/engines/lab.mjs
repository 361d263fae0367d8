// The lab in whichever engine the tests run in: served with our own answers where a test wants them, opened, awaited.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { test } from 'node:test';
import { PNG } from 'pngjs';
import { serve } from '../../../web/serve.mjs';
import { DIST, PATIENCE } from '../place.mjs';
import { ENGINE, openBrowser } from './driver.mjs';

export { ENGINE };
export const PHONE = { width: 390, height: 844 };
export const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

/** The pixels of a screenshot, to be compared: its file also says when it was taken. */
export const pixels = (png) => createHash('sha256').update(PNG.sync.read(png).data).digest('hex');

const PROBE = readFileSync(new URL('probe.js', import.meta.url));

/**
 * Serves what is built on a port, and so an origin, of its own. Every page gets the probe. `answers`: path → what is
 * answered instead: {status, headers, body}, or a function of the built file's answer that gives one, or a promise of it.
 * `spoil`: a script that runs before the page's own. `asked` gathers the paths in the order in which they were asked for.
 */
async function serveWith({ answers, spoil, folder, policy }) {
  const built = await serve(folder, 0, policy);
  const asked = [];
  const get = (path) => new Promise((done, fail) => {
    httpRequest({ host: '127.0.0.1', port: built.port, path }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => done({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
    }).on('error', fail).end();
  });
  const respond = async (request, response) => {
    const path = request.url.split('?')[0];
    asked.push(path);
    let answer;
    if (path === '/probe.js') answer = { headers: { 'content-type': 'text/javascript' }, body: `${PROBE}\n${spoil}` };
    else {
      const own = Object.entries(answers).find(([ending]) => path.endsWith(ending))?.[1];
      answer = typeof own === 'object' ? own : await get(path);
      if (typeof own === 'function') answer = await own(answer);
    }
    const { status = 200, headers = {}, body = '' } = answer;
    const isPage = /^text\/html/.test(headers['content-type'] ?? '');
    const content = isPage ? String(body).replace(/(<!doctype html>(?:\s*<html[^>]*>)?(?:\s*<head>)?)/i, '$1<script src="/probe.js"></script>') : body;
    const { 'content-length': _, ...kept } = headers;
    response.writeHead(status, kept).end(content);
  };
  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());  // a service worker asks to the last moment
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  const { port } = server.address();
  return {
    origin: `http://localhost:${port}`, elsewhere: `http://127.0.0.1:${port}`,  // the same pages, but another site
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => { server.close(done); });
      await built.close();
    },
  };
}

/** A page in HTML, for `answers`. */
export const pageOf = (body, { lang = 'zh', headers = {} } = {}) => ({
  headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
  body: `<!doctype html><html lang="${lang}"><head><title>课程笔记</title></head><body style="margin:0">${body}</body></html>`,
});

/**
 * A browser at `address` ("/#scene=cues"; "elsewhere/note.html": from the other site), closed when the test ends, which
 * then also fails if the pages had anything to complain about, unless `mayComplain`. `mayRemark`: what the lab says of a
 * link that it does not wholly understand is no complaint.
 */
export async function open(t, { address = '/#scene=heatmaps', answers = {}, spoil = '', folder = DIST, policy, mayComplain = false, mayRemark = false, frames = [], ...wishes } = {}) {
  const server = await serveWith({ answers, spoil, folder, policy });
  const browser = await openBrowser(wishes).catch(async (error) => {
    await server.close();
    throw error;
  });
  /** The document of a frame ('' = the page itself). */
  const inFrame = (frame = '') => labIn((work, ...values) => browser.evaluate(frame, work, ...values));
  const tab = {
    ...browser, server,
    /** A real click in the middle of the first visible element of the page that the selector names. */
    async clickOn(selector) {
      await inFrame().until((wanted) => {
        const element = [...document.querySelectorAll(wanted)].find((each) => each.checkVisibility() && each.getBoundingClientRect().width > 0);
        if (!element) return false;
        const box = element.getBoundingClientRect();
        window.probe.place = [box.x + box.width / 2, box.y + box.height / 2];
        return box.y >= 0 && box.bottom <= innerHeight;
      }, selector);
      await browser.click(...await browser.evaluate('', () => window.probe.place));
    },
    inFrame,
  };
  t.after(async () => {
    const problems = [];
    if (!mayComplain) {
      for (const frame of ['', ...frames]) problems.push(...await browser.evaluate(frame, () => window.probe.problems).catch(() => []));
    }
    await browser.close(t.error === null);
    await server.close();
    assert.deepEqual(problems.filter((problem) => !(mayRemark && problem.startsWith('console: Attention Lab: “'))), []);
  });
  await browser.goto(address.startsWith('elsewhere') ? server.elsewhere + address.slice(9) : server.origin + address);
  return tab;
}

/** A document, with what can be asked of a lab in it. run(work, ...values) runs in the document. */
export function labIn(run) {
  const lab = {
    run,
    nodes: () => run(() => window.attentionLab.nodes()),
    state: () => run(() => window.attentionLab.getState()),
    drawCalls: () => run(() => window.probe.drawCalls),
    /** Until nothing more is to be drawn; a lab that draws for ever fails the test instead of hanging it. */
    idle: () => run((patience) => Promise.race([window.attentionLab.whenIdle(),
      new Promise((_, fail) => { setTimeout(() => fail(new Error('the lab does not come to rest')), patience); })]), PATIENCE),
    /** Until `claim` holds in the document. */
    async until(claim, ...values) {
      for (const end = Date.now() + PATIENCE; ;) {
        const holds = await run(claim, ...values).catch((error) => error);
        if (holds === true) return;
        if (Date.now() > end) throw new Error(`this never came true: ${claim} (${holds})`);
        await pause(40);
      }
    },
    async ready() {
      await lab.until(() => window.attentionLab !== undefined && document.fonts.size > 0);
      await lab.idle();
      return lab;
    },
    /** The node of that role whose name is, or matches, `name`. */
    async node(role, name) {
      const all = await lab.nodes();
      const found = all.find((node) => node.role === role && (name instanceof RegExp ? name.test(node.name) : node.name === name));
      assert.ok(found, `there is a ${role} named ${name}: ${all.filter((node) => node.role === role).map((node) => node.name)}`);
      return found;
    },
    /** The middle of what is drawn for a node, in the frame's viewport, to be pressed with a real pointer. */
    async middle(node) {
      const [x, y, width, height] = node.rect;
      return [x + width / 2, y + height / 2 - await run(() => scrollY)];
    },
    /** Gives the keyboard to a node, or to its option that is so named. */
    focus: ({ id, options }, option) => run((wanted, index) => {
      const element = document.querySelector(`[data-id="${wanted}"]`);
      (index >= 0 ? element.children[index] : element).focus();
    }, id, option === undefined ? -1 : options.indexOf(option)),
    /** The id of the node that has the keyboard. */
    focused: () => run(() => document.activeElement?.closest('.node')?.dataset.id ?? null),
  };
  return lab;
}

/** The lab on its own, ready, as a tab that is also its page's document. */
export async function openLab(t, options = {}) {
  const tab = await open(t, options);
  const lab = await tab.inFrame('').ready();
  return { ...tab, ...lab };
}

/**
 * For what the program does alone, once it is open and keys and pointer reach it. That they do so is checked in every
 * engine, of every scene in its other checks; the rest is the same, and opening a page takes seconds of computing.
 */
export const SAME_EVERYWHERE = Object.fromEntries(['firefox', 'webkit'].map((engine) => [engine, 'the program is the same in every engine, and so is what it does here']));

/**
 * A test that runs in every engine but those in `cannot`: {engine: why}. The reason is part of the report and of the
 * table of checks and engines (matrix.mjs).
 */
export function check(name, cannot, body) {
  if (!body) return check(name, {}, cannot);
  return test(name, { skip: cannot[ENGINE] ?? false }, body);
}
