// One way to drive the page in every engine. LAB_ENGINE names it: chromium (default), firefox or webkit; each has a file
// here whose launch() opens a browser and gives the few things that only it can do. Everything else is in this file.
import { after } from 'node:test';

export const ENGINE = process.env.LAB_ENGINE ?? 'chromium';

const started = new Map();
after(() => Promise.all([...started.values()].map(async (thing) => (await thing).close())));

/** What `start(wishes)` gives, once for equal wishes; closed when the test file ends. Starting takes Firefox four seconds. */
export function shared(wishes, start) {
  const key = JSON.stringify(wishes);
  if (!started.has(key)) started.set(key, start(wishes));
  return started.get(key);
}

/**
 * Half a device pixel per CSS pixel, as where a page is shown at 50 %: without a graphics card drawing is most of a test's
 * work, and few look at pixels. Those that do wish for more; WebKit's windows have at least one.
 */
export const WISHES = { width: 1200, height: 800, ratio: 0.5, language: 'zh-CN', scheme: 'light',
  reducesMotion: false, forcesColours: false, hasWebgl: true, hasTouch: false };

/** What `work(...values)` gives, run in a document by evaluate(source); it may be async; values and answer are JSON. */
export async function runIn(evaluate, work, values) {
  const answer = await evaluate(`(async () => JSON.stringify(await (${work})(...${JSON.stringify(values)})) ?? null)()`);
  return answer === null ? undefined : JSON.parse(answer);
}

/**
 * A browser with one tab. `wishes`: see WISHES; sizes in CSS pixels. `close(isGood)`: an engine that starts slowly may let
 * the next test have it, with nothing left of this one, if all has gone well.
 * `evaluate(frame, work, ...values)` runs `work` in the document (frame '') or in the iframe that the selector names
 * ("attention-lab >> iframe" looks into an element's shadow tree), as runIn() does.
 * What an engine cannot do, it does not have: `touch` and `hide` may be undefined.
 * `find(role, name, id)` asks the engine, not the page, which nodes of the lab have this role and exactly this name: their
 * ids. With `id` it need only look at the node that is so called.
 */
export async function openBrowser(wishes = {}) {
  const { launch } = await import(`./${ENGINE}.mjs`);
  const engine = await launch({ ...WISHES, ...wishes });
  const evaluate = (frame, work, ...values) => runIn((source) => engine.evaluate(frame, source), work, values);
  return {
    ...engine, evaluate,
    press: (key, ...modifiers) => engine.press(key, modifiers),
    async click(x, y) {
      await engine.move(x, y);
      await engine.pressButton();
      await engine.releaseButton();
    },
    async drag(...points) {
      await engine.move(...points[0]);
      await engine.pressButton();
      for (const point of points.slice(1)) await engine.move(...point);
      await engine.releaseButton();
    },
    touch: engine.touch && ((steps, stepMs = 16) => engine.touch(steps, stepMs)),
  };
}
