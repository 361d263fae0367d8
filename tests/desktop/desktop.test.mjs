// The desktop program, in a real window on a virtual screen with software OpenGL.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { compareWithGolden, readPng } from '../web/pictures.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = process.env.LAB_PROGRAM ?? join(ROOT, 'build/native/src/platform/attention-lab');
const folder = mkdtempSync(join(tmpdir(), 'attention-lab-'));
after(() => rmSync(folder, { recursive: true }));

const run = (...args) => spawnSync(PROGRAM, args, { encoding: 'utf8' });

/** Starts a program on a virtual screen. */
const onScreen = (args, options = {}) => spawnSync('xvfb-run', ['-a', '-s', '-screen 0 2600x1800x24', ...args],
  { encoding: 'utf8', env: { ...process.env, LIBGL_ALWAYS_SOFTWARE: '1' }, ...options });

/** Starts the lab there and returns the picture it writes. */
function screenshot(name, ...args) {
  const path = join(folder, `${name}.png`);
  const { status, stderr } = onScreen([PROGRAM, ...args, '--screenshot', path]);
  assert.equal(status, 0, stderr);
  return path;
}

test('--help and --list-scenes need no screen', () => {
  assert.match(run('--help').stdout, /--screenshot OUT\.png/);
  const { status, stdout } = run('--list-scenes');
  assert.equal(status, 0);
  assert.match(stdout, /heatmaps\s+热力图 · Heatmaps/);
});

test('a wrong option gets a sentence and exit status 2', () => {
  for (const args of [['--no-such'], ['-h'], ['--size', 'big'], ['--size', '1280x800junk'], ['--size', '1280x800@'], ['--size', '1280x800@2x'], ['--size'],
    ['--size', '99x300'], ['--size', '8193x300'], ['--size', '1280x800@nan'], ['--scene'], ['--scene', ''], ['--scene', 'nowhere'], ['--lang', 'fr'], ['--lang', ''],
    ['--theme', 'blue'], ['--screenshot', '--theme', 'dark'], ['--state']]) {
    const { status, stderr } = run(...args);
    assert.equal(status, 2, args.join(' '));
    assert.match(stderr, /^attention-lab: .+\.\n$/);
  }
  assert.match(run('--size', '8192x8192@4').stderr, /means 32768 x 32768 device pixels; at most 8192 x 8192 are drawn\. Choose a smaller size or scale\.\n$/);
  assert.match(run('--size', '1280x800@0.0001').stderr, /has a scale that is not between 0\.25 and 4 device pixels per CSS pixel\.\n$/);
  assert.match(run('--lang', '\u001b[31mred').stderr, /^attention-lab: --lang "␛\[31mred" is no language/);  // and does not colour the terminal
});

test('without a screen the program says so', () => {
  const { status, stderr } = spawnSync(PROGRAM, ['--screenshot', join(folder, 'x.png')], { encoding: 'utf8', env: { PATH: process.env.PATH } });
  assert.equal(status, 1);
  assert.match(stderr, /No window can be opened here/);
});

test('the window has the size and the scale that were asked for', () => {
  const picture = readPng(screenshot('scaled', '--size', '400x300@2'));
  assert.deepEqual([picture.width, picture.height], [800, 600]);
});

for (const [name, ...args] of [
  ['cues-zh-light', '--lang', 'zh', '--theme', 'light', '--size', '1280x800', '--scene', 'cues'],
  ['query-key-value-en-dark', '--lang', 'en', '--theme', 'dark', '--size', '1280x800', '--scene', 'query_key_value'],
  ['heads-zh-light', '--lang', 'zh', '--theme', 'light', '--size', '1280x800', '--state', 'preset=heads', '--scene', 'heatmaps'],
  ['eye-en-dark-phone', '--lang', 'en', '--theme', 'dark', '--size', '390x844@2', '--scene', 'heatmaps'],
  ['torch-file', '--lang', 'zh', '--size', '1000x700', '--state', 'scene=heatmaps&panel=2&query=3&key=4', join(ROOT, 'tests/golden/multihead_attention.npy')],
]) {
  test(`the picture ${name} is as it was approved`, () => compareWithGolden(screenshot(name, ...args), `desktop-${name}`));
}

test('a file that is none leaves the picture, adds the reason, and is an error of the program', () => {
  const bad = join(folder, 'bad.npy'), path = join(folder, 'after.png');
  writeFileSync(bad, 'no numbers here');
  const before = readPng(screenshot('before', '--size', '600x500'));
  for (const [file, says] of [[bad, /“bad\.npy”/], [join(folder, 'none.npy'), /There is no “none\.npy”/], [folder, /is a folder/]]) {
    const { status, stderr } = onScreen([PROGRAM, '--size', '600x500', '--screenshot', path, file]);
    assert.equal(status, 1, stderr);
    assert.match(stderr, /^attention-lab: .+\.\n$/);
    assert.match(stderr, says);
    assert.notDeepEqual(before.data, readPng(path).data);
    rmSync(path);
  }
  const good = join(ROOT, 'tests/golden/multihead_attention.npy');
  assert.equal(onScreen([PROGRAM, '--screenshot', path, good, bad]).status, 1);
  assert.equal(onScreen([PROGRAM, '--screenshot', path, '--', good]).status, 0);
});

test('a picture that cannot be written is said to be so, and what was there stays', () => {
  const { status, stderr } = onScreen([PROGRAM, '--size', '300x300', '--screenshot', join(folder, 'no folder', 'x.png')]);
  assert.equal(status, 1);
  assert.match(stderr, /^attention-lab: .+x\.png cannot be written: No such file or directory\.\n$/);
});

/** A .npy file of `rows` × `rows` zeros, as long on disk as its header. */
function zeros(rows) {
  const path = join(folder, `zeros-${rows}.npy`);
  const fields = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${rows}), }`.padEnd(117) + '\n';
  writeFileSync(path, Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), Buffer.from([118, 0]), Buffer.from(fields, 'latin1')]));
  truncateSync(path, 128 + rows * rows * 4);
  return path;
}

test('a picture waits for the last of its files', () => {
  const torch = join(ROOT, 'tests/golden/multihead_attention.npy'), args = ['--lang', 'zh', '--size', '600x500'];
  const first = readPng(screenshot('one', ...args, torch)), both = readPng(screenshot('several', ...args, zeros(6000), torch));
  assert.notDeepEqual(both.data, first.data);  // both are listed
  assert.notDeepEqual(both.data, readPng(screenshot('other', ...args, zeros(6000))).data);
});

test('a window that is closed while files are being read ends at once and well', () => {
  const files = Array(60).fill(zeros(16000));  // minutes, if all of them were read
  const script = `"$@" & program=$!; python3 '${join(ROOT, 'tests/desktop/close_window.py')}' 0.5 || kill $program; wait $program`;
  const { status, stderr } = spawnSync('xvfb-run', ['-a', '-s', '-screen 0 1600x1000x24', 'bash', '-c', script, 'bash', PROGRAM, ...files],
    { encoding: 'utf8', timeout: 20_000, env: { ...process.env, LIBGL_ALWAYS_SOFTWARE: '1' } });
  assert.equal(status, 0, stderr);
});

test('a program that is told to end does so at once, as a signal ends it, and leaves nothing', () => {
  const here = mkdtempSync(join(folder, 'here-'));
  const script = '"$@" & program=$!; sleep 2; kill -TERM $program; wait $program; echo "status $?"';
  const { stdout } = onScreen(['bash', '-c', script, 'bash', PROGRAM, zeros(6000)], { cwd: here, timeout: 20_000 });
  assert.match(stdout, /status 143/);
  assert.deepEqual(readdirSync(here), []);
});
