// The desktop program, in a real window on a virtual screen with software OpenGL.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { virtualScreen } from '../web/engines/programs.mjs';
import { compareWithGolden, pixelsOf } from '../web/pictures.mjs';
import { ROOT } from '../web/place.mjs';
import { PROGRAM, run } from './program.mjs';

const folder = mkdtempSync(join(tmpdir(), 'attention-lab-'));
let screen;
before(async () => { screen = await virtualScreen(); });
after(() => {
  screen?.close();
  rmSync(folder, { recursive: true });
});

/** Starts the lab on the screen. @returns the picture it writes, as PNG */
async function screenshot(...args) {
  const path = join(folder, 'picture.png');
  const { status, stderr } = await run([...args, '--screenshot', path], { screen });
  assert.equal(status, 0, stderr);
  const picture = readFileSync(path);
  rmSync(path);
  return picture;
}

test('--help and --list-scenes need no screen', async () => {
  assert.match((await run(['--help'])).stdout, /--screenshot OUT\.png/);
  const { status, stdout } = await run(['--list-scenes']);
  assert.equal(status, 0);
  assert.match(stdout, /heatmaps\s+热力图 · Heatmaps/);
});

test('a wrong option gets a sentence and exit status 2', async () => {
  for (const args of [['--no-such'], ['-h'], ['--size', 'big'], ['--size', '1280x800junk'], ['--size', '1280x800@'], ['--size', '1280x800@2x'], ['--size'],
    ['--size', '99x300'], ['--size', '8193x300'], ['--size', '1280x800@nan'], ['--scene'], ['--scene', ''], ['--scene', 'nowhere'], ['--lang', 'fr'], ['--lang', ''],
    ['--theme', 'blue'], ['--screenshot', '--theme', 'dark'], ['--state']]) {
    const { status, stderr } = await run(args);
    assert.equal(status, 2, args.join(' '));
    assert.match(stderr, /^attention-lab: .+\.\n$/);
  }
  assert.match((await run(['--size', '8192x8192@4'])).stderr, /means 32768 x 32768 device pixels; at most 8192 x 8192 are drawn\. Choose a smaller size or scale\.\n$/);
  assert.match((await run(['--size', '1280x800@0.0001'])).stderr, /has a scale that is not between 0\.25 and 4 device pixels per CSS pixel\.\n$/);
  assert.match((await run(['--lang', '\u001b[31mred'])).stderr, /^attention-lab: --lang "␛\[31mred" is no language/);  // and does not colour the terminal
});

test('without a screen the program says so', async () => {
  const { status, stderr } = await run(['--screenshot', join(folder, 'x.png')]);
  assert.equal(status, 1);
  assert.match(stderr, /No window can be opened here/);
});

test('the window has the size and the scale that were asked for', async () => {
  const picture = pixelsOf(await screenshot('--size', '400x300@2'));
  assert.deepEqual([picture.width, picture.height], [800, 600]);
});

// Without the header, so that another tab in it changes none of them.
for (const [name, ...args] of [
  ['cues-zh-light', '--lang', 'zh', '--theme', 'light', '--size', '1280x800', '--scene', 'cues', '--state', 'chrome=none'],
  ['query-key-value-en-dark', '--lang', 'en', '--theme', 'dark', '--size', '1280x800', '--scene', 'query_key_value', '--state', 'chrome=none'],
  ['heads-zh-light', '--lang', 'zh', '--theme', 'light', '--size', '1280x800', '--state', 'preset=heads&chrome=none', '--scene', 'heatmaps'],
  ['eye-en-dark-phone', '--lang', 'en', '--theme', 'dark', '--size', '390x844@2', '--scene', 'heatmaps', '--state', 'chrome=none'],
  ['torch-file', '--lang', 'zh', '--size', '1000x700', '--state', 'scene=heatmaps&panel=2&query=3&key=4&chrome=none', join(ROOT, 'tests/golden/multihead_attention.npy')],
]) {
  test(`the picture ${name} is as it was approved`, async () => compareWithGolden(await screenshot(...args), `desktop-${name}`));
}

test('a file that is none leaves the picture, adds the reason, and is an error of the program', async () => {
  const bad = join(folder, 'bad.npy'), path = join(folder, 'after.png');
  writeFileSync(bad, 'no numbers here');
  const before = pixelsOf(await screenshot('--size', '600x500'));
  for (const [file, says] of [[bad, /“bad\.npy”/], [join(folder, 'none.npy'), /There is no “none\.npy”/], [folder, /is a folder/]]) {
    const { status, stderr } = await run(['--size', '600x500', '--screenshot', path, file], { screen });
    assert.equal(status, 1, stderr);
    assert.match(stderr, /^attention-lab: .+\.\n$/);
    assert.match(stderr, says);
    assert.notDeepEqual(before.data, pixelsOf(readFileSync(path)).data);
    rmSync(path);
  }
  const good = join(ROOT, 'tests/golden/multihead_attention.npy');
  assert.equal((await run(['--screenshot', path, good, bad], { screen })).status, 1);
  assert.equal((await run(['--screenshot', path, '--', good], { screen })).status, 0);
});

test('a picture that cannot be written is said to be so, and what was there stays', async () => {
  const { status, stderr } = await run(['--size', '300x300', '--screenshot', join(folder, 'no folder', 'x.png')], { screen });
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

test('a picture waits for the last of its files', async () => {
  const torch = join(ROOT, 'tests/golden/multihead_attention.npy'), args = ['--lang', 'zh', '--size', '1000x1400'];
  const first = pixelsOf(await screenshot(...args, torch)), both = pixelsOf(await screenshot(...args, zeros(6000), torch));
  assert.notDeepEqual(both.data, first.data);  // both are listed
  assert.notDeepEqual(both.data, pixelsOf(await screenshot(...args, zeros(6000))).data);
});

test('a window that is closed while files are being read ends at once and well', async () => {
  const files = Array(60).fill(zeros(16000));  // minutes, if all of them were read
  const script = `"$@" & program=$!; python3 '${join(ROOT, 'tests/desktop/close_window.py')}' 0.5 || kill $program; wait $program`;
  const { status, stderr } = await run(['-c', script, 'bash', PROGRAM, ...files], { screen, program: 'bash', seconds: 20 });
  assert.equal(status, 0, stderr);
});

test('a program that is told to end does so at once, as a signal ends it, and leaves nothing', async () => {
  const here = mkdtempSync(join(folder, 'here-'));
  const script = '"$@" & program=$!; sleep 2; kill -TERM $program; wait $program; echo "status $?"';
  const { stdout } = await run(['-c', script, 'bash', PROGRAM, zeros(6000)], { screen, program: 'bash', cwd: here, seconds: 20 });
  assert.match(stdout, /status 143/);
  assert.deepEqual(readdirSync(here), []);
});
