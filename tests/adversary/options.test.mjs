// The desktop program's command line, written by nobody in particular: every line ends well, with a sentence and exit
// status 2, or, as there is no screen here, with the sentence that there is none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../desktop/program.mjs';
import { SCENES } from '../web/scenes.mjs';
import { seeded } from './mutated_files.mjs';

const SEED = Number(process.env.LAB_SEED ?? 12), LINES = 250;
const random = seeded(SEED);
const any = (list) => list[Math.floor(random() * list.length)];

const NUMBERS = ['1280', '800', '100', '99', '8192', '8193', '0', '-1', '1e3', '', 'x', '99999999999999999999', '12.5', '+200', ' 300', '0x40', '٣٠٠'];
const SCALES = ['1', '2', '4', '0.25', '0.0001', '0', '-1', '4.01', 'nan', 'inf', '1e9', '', '2x', '1.5'];
const WORDS = ['zh', 'en', 'pseudo', 'fr', 'dark', 'light', 'cues', 'heatmaps', 'nowhere', '', ' ', '--', '--lang', '\u001b[31m', '😀', 'a'.repeat(5000), '%', '%zz', 'a=b&c', '/dev/null'];
const OPTIONS = ['--scene', '--state', '--lang', '--theme', '--size', '--screenshot', '--help', '--list-scenes', '--no-such', '-h', '-', '--', '--size=3x3', '--Lang'];

const size = () => `${any(NUMBERS)}${any(['x', 'x', 'x', '×', 'X', '*', ''])}${any(NUMBERS)}${random() < 0.6 ? `@${any(SCALES)}` : ''}`;

/** What --size may be, said once more and in another way. */
function isSize(text) {
  const [, width, height, scale = '1'] = /^(\d+)x(\d+)(?:@([\d.]+))?$/.exec(text) ?? [];
  const sides = [width, height].map(Number), ratio = Number(scale);
  return sides.every((side) => side >= 100 && side <= 8192) && ratio >= 0.25 && ratio <= 4 && sides.every((side) => Math.round(side * ratio) <= 8192);
}

/** One that is surely fine or surely wrong, and which. */
function option() {
  const value = random() < 0.5 ? any(WORDS) : size();
  const hasValue = value !== '' && !value.startsWith('--');
  switch (any(['--size', '--size', '--lang', '--theme', '--scene', '--state', 'unknown'])) {
    case '--size': { const text = size(); return [['--size', text], isSize(text)]; }
    case '--lang': return [['--lang', value], ['zh', 'en', 'pseudo'].includes(value)];
    case '--theme': return [['--theme', value], ['dark', 'light'].includes(value)];
    case '--scene': return [['--scene', value], SCENES.includes(value)];
    case '--state': return [['--state', value], hasValue];
    default: return [[any(['--no-such', '-h', '--Lang', '--size=300x300', '-'.repeat(300), '--\u001b[2J'])], false];
  }
}

async function endsWell(args) {
  const { status, signal, stdout, stderr } = await run(args, { seconds: 20 });
  const what = `${JSON.stringify(args).slice(0, 300)}: status ${status}, ${signal}, ${JSON.stringify(stderr.slice(0, 300))}`;
  assert.equal(signal, null, what);
  assert.match(stderr + stdout, /^[^\u0000-\u0009\u000b-\u001f\u007f]*$/, what);  // no escape sequences from the line
  if (status === 0) assert.ok(stdout.length > 0 && stderr === '', what);
  else assert.match(stderr, /^attention-lab: .+[.?]\n$/, what);
  return [status, what];
}

test(`a line of options that are fine or wrong is told which, seed ${SEED}`, async () => {
  for (let i = 0; i < LINES; ++i) {
    const options = Array.from({ length: 1 + Math.floor(random() * 3) }, option);
    const [status, what] = await endsWell(options.flatMap(([words]) => words));
    assert.equal(status, options.every(([, isFine]) => isFine) ? 1 : 2, what);
  }
});

test('a line of anything ends well', async () => {
  for (let i = 0; i < LINES; ++i) {
    const [status, what] = await endsWell(Array.from({ length: Math.floor(random() * 7) }, () => any([any(OPTIONS), any(WORDS), size()])));
    assert.ok([0, 1, 2].includes(status), what);
  }
});
