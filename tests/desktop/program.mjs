// The desktop program, run on a virtual screen (virtualScreen() in web/engines/programs.mjs) or without one.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../web/place.mjs';

export const PROGRAM = process.env.LAB_PROGRAM ?? join(ROOT, 'build/native/src/platform/attention-lab');

/**
 * Runs the program, or another one; a run that takes longer than `seconds` is killed. `screen`: a virtualScreen().
 * @returns {Promise<{status, signal, stdout, stderr}>}
 */
export function run(args, { screen, cwd, seconds = 60, program = PROGRAM } = {}) {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, LIBGL_ALWAYS_SOFTWARE: '1', ASAN_OPTIONS: 'detect_leaks=0' /* the driver's */, ...(screen ? { DISPLAY: screen.name } : {}) };
  const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
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
