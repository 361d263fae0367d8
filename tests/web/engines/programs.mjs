// Programs that the tests start: browsers, what drives them, and the screens that they are shown on.
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

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

const companions = new Set();
process.once('exit', () => { for (const each of companions) each.kill(); });

/** A process that keeps no test file waiting and does not outlive it, whatever fails after it has been started. */
export function companion(program, ...rest) {
  const startedProcess = spawn(findProgram(program), ...rest);
  startedProcess.unref();
  for (const pipe of startedProcess.stdio) pipe?.unref();
  companions.add(startedProcess);
  startedProcess.once('exit', () => companions.delete(startedProcess));
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

/** Chromium's own renderer for machines without a graphics card. */
export const SWIFTSHADER = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

/** Mesa's, which the other engines and the desktop program draw with here: half the work, where it is installed. */
const MESA = ['--use-gl=angle', '--use-angle=gl-egl', '--ignore-gpu-blocklist'];
const hasMesa = () => readdirSync('/usr/lib').filter((name) => name.endsWith('-linux-gnu'))
  .some((name) => existsSync(`/usr/lib/${name}/libEGL_mesa.so.0`) && existsSync(`/usr/lib/${name}/dri/swrast_dri.so`));

const FLAGS = [...(existsSync('/usr/lib') && hasMesa() ? MESA : SWIFTSHADER), '--no-sandbox', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--no-first-run', '--font-render-hinting=none',
  '--disable-features=LocalNetworkAccessChecks'];  // a made-up host page may embed what this machine serves

/**
 * A Chromium of one's own, Playwright's, with these flags and variables of the environment besides ours; whoever starts
 * it closes it. The one that is built without a browser's window around the page is the same engine, and has that window
 * neither to draw with every frame nor to open with every page: without a graphics card a frame costs a fifth of the
 * work, and a page a quarter.
 */
export const startChromium = (flags = [], variables = {}) => chromium.launch({
  env: { ...process.env, LIBGL_ALWAYS_SOFTWARE: '1', ...variables },
  executablePath: findProgram('chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'), args: [...FLAGS, ...flags] });
