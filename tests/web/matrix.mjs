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
  ["the host's search box: abc, Backspace → ab", /the_hosts_search_box_keeps_its_keys|the_courses_search_box/],
  ['keys the lab does not use are left alone', /keys_typed_in_the_lone_page/],
  ['Tab in, through every control, and out, both ways', /tab_walks_in_through_every_control/],
  ['the wheel scrolls the host; inside once active; Esc gives it back', /the_wheel_scrolls_the_host/],
  ['instant navigation away and back 10×: no context left', /away_and_back_ten_times/],
  ['f s / . typed in the lab open no search of the host', /keys_typed_in_the_lab_are_no_shortcuts/],
  ['0 draw calls in 5 s when idle', /an_idle_lab_draws_nothing/],
  ['0 draw calls in 5 s off-screen', /scrolled_away_draws_nothing/],
  ['0 draw calls in a hidden tab', /a_hidden_tab_draws_nothing/],
  ['a lost context comes back 20×, pixel-identical, no GL error', /a_lost_context_is_restored_twenty/],
  ['WebGL off → a sentence and a still picture', /without_webgl_2/],
  ['no or broken program, 404 → a sentence', /without_webassembly|a_missing_|a_broken_program/],
  ['wrong MIME type → works, fetched once', /a_wrong_mime_type/],
  ['strict policy → 0 violations, no other origin asked', /no_policy_is_violated|under_a_strict_policy/],
  ['sandboxed frame without an origin', /sandboxed_frame/],
  ['crisp at 1, 1.5, 2, 3 device pixels', /device_pixels_per_css_pixel/],
  ['every width from 320 to 1920', /every_width_from_320/],
  ['roles and Chinese names as the engine computes them', /is_found_by_its_role_and_its_chinese_name/],
  ['approved accessibility trees, Chinese and English', /the_approved_tree/, { firefox: 'ariaSnapshot is Playwright\'s', webkit: 'ariaSnapshot is Playwright\'s' }],
  ['a slider changes the live status to the core\'s number', /moving_a_slider_by_keys/],
  ['the four guided steps by roles and names alone', /four_guided_steps_are_walked/],
  ['axe-core: 0 violations', /axe_finds_no_violation|has_no_violation/],
  ['1,000 seeded events: no error, at rest afterwards', /a_thousand_seeded_events/],
  ['10,000 seeded events: heap plateau (tests/run.sh storm)', /ten_thousand_seeded_events/, { chromium: 'a part of its own: storm', firefox: 'no heap measure without CDP', webkit: 'no heap measure without CDP' }],
  ['palette and language followed within a frame', /palette_and_language_are_followed|palette_toggle_is_followed/],
  ['language and system theme at the start', /_speaks_|_system_at_/],
  ['text contrast ≥ 4.5', /contrast/, { chromium: NATIVE, firefox: NATIVE, webkit: NATIVE }],
  ['address round trip; reload brings it back', /stands_in_the_address|round_trips|adopted_without_reloading/],
  ['1,000 mutated fragments', /a_thousand_mutated_fragments/],
  ['interface characters are in the font', /font_subset/, { chromium: 'the build fails otherwise', firefox: 'the build fails otherwise', webkit: 'the build fails otherwise' }],
  ['pseudo-long strings do not clip', /pseudo/, { chromium: NATIVE, firefox: NATIVE, webkit: NATIVE }],
  ['pictures as approved', /the_picture_.*_is_as_kept/, { firefox: 'pixel goldens in one engine', webkit: 'pixel goldens in one engine' }],
  ['Chinese text typed, selected, copied, pasted', /chinese_text_is_typed/],
  ['an input method keeps its Enter', /input_methods_enter/],
  ['touch: tap, pan, pinch, two fingers, long press', /^(by_touch|on_a_phone)/],
  ['reduced motion', /with_reduced_motion/],
  ['forced colours', /forced_colours/],
  ['the element: state, numbers, tensor; at most four labs', /the_element_answers|ten_labs_on_a_page/],
  ['nothing of a reader\'s file reaches another origin', /another_origin_learns_nothing/],
  ['?file= opens files of this site only, and says why not', /gets_a_sentence_about_the_address|an_address_that_is_|the_server_sends/],
  ['whatever goes wrong in a frame is said, and the next one runs', /goes_wrong_in_a_frame|every_number_can_be_pressed/],
  ['a canvas larger than there can be shows all of the picture', /larger_than_there_can_be/],
  ['offline after the first visit, one file from a disk', /without_a_network|one_file_opens/, { firefox: DRIVER_ONLY, webkit: DRIVER_ONLY }],
  ['a reader\'s own file by dialog, drop and paste', /opened_by_dialog|dropped_on_the_page|numbers_pasted/, { firefox: DRIVER_ONLY, webkit: DRIVER_ONLY }],
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
