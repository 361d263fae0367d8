// A virtual screen, and the desktop program on it.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const PROGRAM = process.env.LAB_PROGRAM ?? join(ROOT, 'build/native/src/platform/attention-lab');

/**
 * Starts Xvfb on a free display; without -noreset it turns away who comes just as the last one leaves.
 * @returns {Promise<{display: string, close: () => void}>}
 */
export function openScreen() {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-noreset'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
    server.stdio[3].once('data', (number) => resolve({ display: `:${String(number).trim()}`, close: () => server.kill() }));
  });
}

/** Runs the program; a run that takes longer than `seconds` is killed. @returns its status, signal and what it wrote */
export function run(args, { display, cwd, seconds = 60 } = {}) {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, LIBGL_ALWAYS_SOFTWARE: '1', ...(display ? { DISPLAY: display } : {}) };
  const child = spawn(PROGRAM, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const killer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
  let stdout = '', stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => { stdout += text; });
  child.stderr.setEncoding('utf8').on('data', (text) => { stderr += text; });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => {
      clearTimeout(killer);
      resolve({ status, signal, stdout, stderr });
    });
  });
}
