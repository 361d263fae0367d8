// One way to drive the page in every engine. LAB_ENGINE names it: chromium (default), firefox or webkit; each has a file
// here whose launch() opens a browser and gives the few things that only it can do. Everything else is in this file.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { after } from 'node:test';

export const ENGINE = process.env.LAB_ENGINE ?? 'chromium';

export function findProgram(...names) {
  for (const folder of process.env.PATH.split(delimiter)) {
    for (const name of names) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch { /* not here */ }
    }
  }
  throw new Error(`None of ${names.join(', ')} is on PATH: tests/run.sh installs it.`);
}

/** A process that keeps no test file waiting and does not outlive it, whatever fails after it has been started. */
export function companion(program, ...rest) {
  const startedProcess = spawn(findProgram(program), ...rest);
  startedProcess.unref();
  for (const pipe of startedProcess.stdio) pipe?.unref();
  process.once('exit', () => startedProcess.kill());
  return startedProcess;
}

/** A screen of its own for each browser: on a shared one they would take the keyboard from each other. */
export async function virtualScreen() {
  const processOfIt = companion('Xvfb', ['-displayfd', '3', '-screen', '0', '3200x2400x24', '-nolisten', 'tcp', '-noreset'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  processOfIt.stdio[3].ref();  // until it has told its number
  const number = await new Promise((done, fail) => {
    processOfIt.stdio[3].once('data', (data) => done(String(data).trim()));
    processOfIt.once('exit', () => fail(new Error('Xvfb has not started')));
  });
  processOfIt.stdio[3].unref();
  return { name: `:${number}`, close: () => processOfIt.kill() };
}

const started = new Map();
after(() => Promise.all([...started.values()].map(async (thing) => (await thing).close())));

/** What `start(wishes)` gives, once for equal wishes; closed when the test file ends. Starting takes Firefox four seconds. */
export function shared(wishes, start) {
  const key = JSON.stringify(wishes);
  if (!started.has(key)) started.set(key, start(wishes));
  return started.get(key);
}

const WISHES = { width: 1200, height: 800, ratio: 1, language: 'zh-CN', scheme: 'light',
  reducesMotion: false, forcesColours: false, hasWebgl: true, hasTouch: false };

/**
 * A browser with one tab. `wishes`: see WISHES; sizes in CSS pixels.
 * `evaluate(frame, work, ...values)` runs `work` in the document (frame '') or in the iframe that the selector names
 * ("attention-lab >> iframe" looks into an element's shadow tree); it may be async; values and answer are JSON.
 * What an engine cannot do, it does not have: `touch` and `hide` may be undefined.
 * `find(role, name)` asks the engine, not the page, which nodes of the lab have this role and exactly this name: their ids.
 */
export async function openBrowser(wishes = {}) {
  const { launch } = await import(`./${ENGINE}.mjs`);
  const engine = await launch({ ...WISHES, ...wishes });
  const evaluate = async (frame, work, ...values) => {
    const answer = await engine.evaluate(frame, `(async () => JSON.stringify(await (${work})(...${JSON.stringify(values)})) ?? null)()`);
    return answer === null ? undefined : JSON.parse(answer);
  };
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
