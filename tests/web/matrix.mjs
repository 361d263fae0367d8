// Prints which check has passed in which engine, and why one could not run there. Fails if a check has failed, or if one
// has neither run nor a reason not to.
// usage: node matrix.mjs FOLDER    with ENGINE.tap, the reports of the runs, in it; engines without a report are not shown
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ENGINES = ['chromium', 'firefox', 'webkit'];
const DRIVER_ONLY = 'only Playwright reaches it; the code is the same';
const NATIVE = 'engine-independent C++, proven natively';
// What the lab promises a page around it, the names of the tests that prove it, and where they cannot.
const CHECKS = [
  ["the host's search box: abc, Backspace → ab", /the hosts search box keeps its keys|the courses search box/],
  ['keys the lab does not use are left alone', /keys typed in the lone page/],
  ['Tab in, through every control, and out, both ways', /tab walks in through every control/],
  ['the wheel scrolls the host; inside once active; Esc gives it back', /the wheel scrolls the host/],
  ['instant navigation away and back 5×: no context left', /away and back five times/],
  ['f s / . typed in the lab open no search of the host', /keys typed in the lab are no shortcuts/],
  ['0 draw calls in 5 s when idle', /an idle lab draws nothing/],
  ['0 draw calls in 5 s off-screen', /scrolled away draws nothing/],
  ['0 draw calls in a hidden tab', /a hidden tab draws nothing/],
  ['a lost context comes back 20×, pixel-identical, no GL error', /a lost context is restored twenty/],
  ['WebGL off → a sentence and a still picture', /without webgl 2/],
  ['no or broken program, 404 → a sentence', /without webassembly|a missing |a broken program/],
  ['wrong MIME type → works, fetched once', /a wrong mime type/],
  ['strict policy → 0 violations, no other origin asked', /no policy is violated|under a strict policy/],
  ['sandboxed frame without an origin', /sandboxed frame/],
  ['crisp at 1, 1.5, 2, 3 device pixels', /device pixels per css pixel/],
  ['every width from 320 to 1920', /every width from 320/],
  ['roles and Chinese names as the engine computes them', /is found by its role and its chinese name/],
  ['approved accessibility trees, Chinese and English', /the approved tree/, { firefox: 'ariaSnapshot is Playwright\'s', webkit: 'ariaSnapshot is Playwright\'s' }],
  ['a slider changes the live status to the core\'s number', /moving a slider by keys/],
  ['the four guided steps by roles and names alone', /four guided steps are walked/],
  ['axe-core: 0 violations', /axe finds no violation|has no violation/],
  ['1,000 seeded events: no error, at rest afterwards', /a thousand seeded events/],
  ['10,000 seeded events: heap plateau (tests/run.sh storm)', /ten thousand seeded events/, { chromium: 'a part of its own: storm', firefox: 'no heap measure without CDP', webkit: 'no heap measure without CDP' }],
  ['palette and language followed within a frame', /palette and language are followed|palette toggle is followed/],
  ['language and system theme at the start', / speaks | system at /],
  ['text contrast ≥ 4.5', /contrast/, { chromium: NATIVE, firefox: NATIVE, webkit: NATIVE }],
  ['address round trip; reload brings it back', /stands in the address|round trips|adopted without reloading/],
  ['1,000 mutated fragments', /a thousand mutated fragments/],
  ['interface characters are in the font', /font subset/, { chromium: 'the build fails otherwise', firefox: 'the build fails otherwise', webkit: 'the build fails otherwise' }],
  ['pseudo-long strings do not clip', /pseudo/, { chromium: NATIVE, firefox: NATIVE, webkit: NATIVE }],
  ['pictures as approved', /the picture .* is as approved/, { firefox: 'pixel goldens in one engine', webkit: 'pixel goldens in one engine' }],
  ['Chinese text typed, selected, copied, pasted', /chinese text is typed/],
  ['an input method keeps its Enter', /input methods enter/],
  ['touch: tap, pan, pinch, two fingers, long press', /^(by touch|on a phone)/],
  ['reduced motion', /with reduced motion/],
  ['forced colours', /forced colours/],
  ['the element: state, numbers, tensor; at most four labs', /the element answers|ten labs on a page/],
  ['nothing of a reader\'s file reaches another origin', /another origin learns nothing/],
  ['?file= opens files of this site only, and says why not', /gets a sentence about the address|an address that is |the server sends/],
  ['whatever goes wrong in a frame is said, and the next one runs', /goes wrong in a frame|every number can be pressed/],
  ['a canvas larger than there can be shows all of the picture', /larger than there can be/],
  ['offline after the first visit, one file from a disk', /without a network|one file opens/, { firefox: DRIVER_ONLY, webkit: DRIVER_ONLY }],
  ['a reader\'s own file by dialog, drop and paste', /opened by dialog|dropped on the page|numbers pasted/, { firefox: DRIVER_ONLY, webkit: DRIVER_ONLY }],
];

/** [{name, isOk, reason}] of a TAP report; `reason` if it was skipped. */
const resultsOf = (tap) => [...tap.matchAll(/^\s*(not ok|ok) \d+ - (.*?)(?: # SKIP ?(.*))?$/gm)]
  .map(([, state, name, reason]) => ({ name: name.replaceAll('\\#', '#'), isOk: state === 'ok', reason }));

const [, , folder] = process.argv;
const engines = ENGINES.filter((engine) => existsSync(join(folder, `${engine}.tap`)));
const results = Object.fromEntries(engines.map((engine) => [engine, resultsOf(readFileSync(join(folder, `${engine}.tap`), 'utf8'))]));
const notes = [];
let isComplete = engines.length > 0;

function cell(engine, pattern, elsewhere = {}) {
  const met = results[engine].filter(({ name }) => pattern.test(name));
  const ran = met.filter(({ reason }) => reason === undefined);
  const reasons = new Set(met.map(({ reason }) => reason).filter((reason) => reason !== undefined));
  if (ran.length === 0 && elsewhere[engine]) reasons.add(elsewhere[engine]);
  const marks = [...reasons].map((reason) => {
    if (!notes.includes(reason)) notes.push(reason);
    return `(${notes.indexOf(reason) + 1})`;
  }).join('');
  if (ran.some(({ isOk }) => !isOk)) return `✗ ${ran.filter(({ isOk }) => !isOk).length}${marks}`;
  if (ran.length > 0) return `✓ ${ran.length}${marks}`;
  if (marks === '') {
    isComplete = false;
    return '? no test';
  }
  return `– ${marks}`;
}

const WIDTH = 68;
console.log(`${'check'.padEnd(WIDTH)}${engines.map((engine) => engine.padEnd(12)).join('')}`);
for (const [name, pattern, elsewhere] of CHECKS) {
  const cells = engines.map((engine) => cell(engine, pattern, elsewhere));
  if (cells.some((text) => text.startsWith('✗'))) isComplete = false;
  console.log(`${name.padEnd(WIDTH)}${cells.map((text) => text.padEnd(12)).join('')}`);
}
notes.forEach((note, i) => console.log(`(${i + 1}) ${note}`));
if (!isComplete) process.exitCode = 1;
