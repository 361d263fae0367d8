// The desktop program with 200 files that nobody would save on purpose: each ends with a picture, or with a picture, a
// sentence and exit status 1; none with a signal, in silence, or never.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run } from '../desktop/program.mjs';
import { virtualScreen } from '../web/engines/programs.mjs';
import { harmfulFiles, mutations } from './mutated_files.mjs';

const SEED = Number(process.env.LAB_SEED ?? 12);
const folder = mkdtempSync(join(tmpdir(), 'attention-lab-files-')), here = join(folder, 'here');
let screen;
before(async () => {
  mkdirSync(here);
  screen = await virtualScreen();
});
after(() => {
  screen?.close();
  rmSync(folder, { recursive: true });
});

/** Things in a folder that are no files to be read. */
function oddPaths() {
  const made = ['a folder.npy', 'pipe.npy', 'loop.npy', 'dangling.npy'].map((name) => join(folder, name));
  mkdirSync(made[0]);
  execFileSync('mkfifo', [made[1]]);
  symlinkSync(made[2], made[2]);
  symlinkSync('/nowhere/at/all', made[3]);
  return [...made, '/dev/zero', '/dev/null', '/proc/self/mem', '/nowhere.npy', '', '.', `${'x'.repeat(5000)}.npy`];
}

async function opensOrSaysWhy(path, picture) {
  const { status, signal, stdout, stderr } = await run(['--lang', 'en', '--size', '500x400', '--screenshot', picture, '--', path], { screen, cwd: here });
  const what = `${JSON.stringify(path.slice(-60))}: status ${status}, ${signal}, ${stderr.slice(0, 300)}`;
  assert.equal(signal, null, what);
  assert.ok(status === 0 || status === 1, what);
  assert.equal(stdout, '', what);
  assert.match(stderr, status === 0 ? /^$/ : /^(attention-lab: .+\n)+$/, what);
  assert.ok(existsSync(picture), what);
  rmSync(picture);
  return status;
}

/** Two at a time: the machine waits for the screen anyway. */
async function all(paths) {
  const waiting = paths.entries(), statuses = [];
  const work = async (name) => {
    for (const [, path] of waiting) statuses.push(await opensOrSaysWhy(path, join(folder, `${name}.png`)));
  };
  await Promise.all([work('one'), work('two')]);
  assert.deepEqual(readdirSync(here), []);  // nothing was left where the program ran
  return statuses;
}

const write = ([name, bytes]) => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

test('what was made to do harm is refused with a sentence or shown', async () => {
  const statuses = await all(harmfulFiles().map(write));
  assert.ok(statuses.includes(0) && statuses.includes(1), statuses.join());
});

test('what is no file is refused with a sentence', async () => {
  const statuses = await all(oddPaths());
  assert.ok(statuses.every((status) => status === 1), statuses.join());
});

test(`mutations of good files are refused with a sentence or shown, seed ${SEED}`, async () => {
  const files = mutations(SEED, 160);
  assert.ok(files.length + harmfulFiles().length + 11 >= 200);
  const statuses = await all(files.map(write));
  assert.ok(statuses.includes(0) && statuses.includes(1), statuses.join());
});
