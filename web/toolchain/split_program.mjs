// Cuts the linked program into the part that every first picture needs and parts that come when they are needed, and
// says how large each room of the house is in it.
//
//   attention-lab.wasm            what every first picture needs; it imports placeholders for what lies in the parts
//   attention-lab.<scene>.wasm    a scene: whatever names its namespace, and the constants that nothing else refers to
//   attention-lab.later.wasm      what no first picture needs (LATER)
//   attention-lab.whole.wasm      all of it as one, for the page in one file
//   sizes.txt                     the table
//
// Where a function lies changes nothing in what it does: one that is called before its part has come makes the page
// fetch it at once (web/program.mjs). So the lists below are about time and size only. Where a constant lies follows from
// them, and is checked in what comes out (wasm_data.mjs).
// usage: node split_program.mjs BINARYEN PROGRAM.wasm SCENES.json FOLDER
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWasm, renamed, stripped } from './wasm.mjs';
import { memoryOf, numbersIn, partWith, partsOfData, programWithout, strangerIn } from './wasm_data.mjs';

const [binaryen, program, scenesFile, folder] = process.argv.slice(2);
const scenes = Object.keys(JSON.parse(readFileSync(scenesFile)));

// What the program is made with: no more, or the parts would be in a dialect that browsers do not know yet.
const FEATURES = ['simd', 'bulk-memory', 'sign-ext', 'mutable-globals', 'nontrapping-float-to-int'].map((name) => `--enable-${name}`);
// What the app asks also of a scene that is not shown …
const ALWAYS = [/SceneOf<.*>::(SceneOf|id|title|panels|controls|opens_files|control_of|file_name)\(/];
// … and what makes it, wherever the linker has put that, with all that this calls; what it calls by a pointer is named.
const MAKING = [/\bmake_\w+\(|^lab_start$/, /::\w*State::\w*State\(\)|::\w*Result::\w*Result\(\)/, /filler\(/];
const TINY = 24;  // bytes: another place for such a function would be longer. (And equal ones are one, under one of their names.)
const LATER = [
  // Files, but for what is said of matrices that the scenes make themselves.
  /^(?!.*(character_length|MatrixSummary)).*\bformats::/, /fast_float/,
  // Taking away.
  /\bSvgRecorder::|\bview::(png_|adopt_text)/, /^stbi?w|^crc32/, /draw_figure|FigureWish|render_picture/,
  // Typing, undo, goals, ImGui's own tables and settings.
  /edit_text_in_place|InputText|ImStb::/, /ImGui::EndTable|SettingsHandler_(Read|Write)|CreateNewWindowSettings|ImGui::(Selectable|Scrollbar|MenuItem)/,
  /adopt_goal|deque<app::History::Step/,
  // The core, where there is more than one head or window, or a scoring that no first picture has.
  /^(?!.*\bEigen::.*\bfloat\b).*Eigen::|\bcore::.*(multi_head|AttentionWindow|normalised_rows|project\(|concatenated\(|\bmasked_softmax\(|cap_scores\()/,
  /\bview::.*Pyramid/,
];

// What a scene draws only of a reader's file or once it learns, and the programs that it gives away.
const LATER_OF_SCENES = [
  /\bheatmaps::(\(anonymous namespace\)::)?(attend|overview)_in_steps\b/, /\bheatmaps::(heatmap_sources|mask_strides|laid_out|mask_uses|labels_of|unused_parts|first_source|memory_of|show_arrays|possible_scorings)\(/,
  /\bheatmaps::\(anonymous namespace\)::(show_file|attended|adopt_axes|adopt_layout|draw_overview|draw_layers|draw_readings|look_at|written|encoded|loaded|limits|draw_export_recipes|put_mask|attention_options|matrix_at|can_attend|source_description|source_name|draw_bar|draw_heads)\(/,
  /\bcore::(leave_one_out|train_kernel_regression|train_further)\(/, /\bkernel_regression::(\(anonymous namespace\)::)?(take_points|draw_loss_plot|draw_over_steps)\(/,
  /\bheatmaps::TableReadings::/, /\bscenes::PythonProgram::|\bscenes::(\w+::)*program\(|\bSceneOf<.*>::(program|open|forget_file)\(/,
  // The second part of the training: what its first part, as every opened scene, comes with is not to grow by it.
  /\bmodels::.*([Tt]ranslator|[Dd]ate|[Gg]ru|[Aa]dditive)|\bmodels::(source|target|written)_\w+\(/, /^(?!.*\bDates(Input|Result)::).*\btraining::.*([Dd]ate|looks_at|written_roles|source_roles)/,
];

// What only one scene uses of the other rooms.
const ALONE = new Map([
  ['kernel_regression', /\bcore::.*(kernel_regression|KernelRegression)\b/],
  ['cues', /\bcore::.*\b(by_question|by_weights|check_column)\(|\bPainter::glow\(/],
  ['multi_head', /\bcore::(split|merge)_heads\(/],
  ['query_key_value', /\bview::Labels::|\bstd::.*sort.*\bpair<double, int>/],
  ['training', /\bmodels::/],
  ['self_attention', /\bscenes::(split|listed|joined)_tokens\(|\bscenes::\(anonymous namespace\)::(add_words|split_list|trimmed|is_inside_word|is_punctuation|is_symbol)\(|\bview::(\(anonymous namespace\)::)?token_row\(|\bcore::positional_encoding\(/],
]);

/** What names a scene's namespace, or its struct: query_key_value, QueryKeyValue. */
const ofScene = (id) => new RegExp(`\\bscenes::${id}::|\\bscenes::[^,<>]*\\b${id.replace(/(^|_)(\w)/g, (_, space, letter) => letter.toUpperCase())}\\b`);

/** The part in which a function lies; '' is the program that is always fetched. */
function partOf({ name, size, hasVectors }, isMaking) {
  // (A placeholder is JavaScript.)
  if (size <= TINY || hasVectors || isMaking || ALWAYS.some((pattern) => pattern.test(name))) return '';
  if (LATER_OF_SCENES.some((pattern) => pattern.test(name))) return 'later';
  const scene = scenes.find((id) => ofScene(id).test(name) || ALONE.get(id)?.test(name));
  if (scene) return scene;
  return LATER.some((pattern) => pattern.test(name)) ? 'later' : '';
}

/** Which functions each one calls, by their numbers. */
function callsIn(file) {
  const graph = execFileSync(join(binaryen, 'wasm-opt'), [...FEATURES, '--print-call-graph', file, '-o', join(folder, 'graph.wasm')], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  rmSync(join(folder, 'graph.wasm'));
  const calls = new Map();
  for (const [, from, to] of graph.matchAll(/"f(\d+)" -> "f(\d+)"; \/\/ call/g)) calls.set(Number(from), [...calls.get(Number(from)) ?? [], Number(to)]);
  return calls;
}

/** These functions, by their numbers, and all that they call, and those call. */
function callees(calls, functions) {
  const reached = new Set(functions);
  for (const each of reached) for (const called of calls.get(each) ?? []) reached.add(called);
  return reached;
}

/**
 * What is called from one part only lies there, too. `mayMove(i)`: function i is of a kind that is not called by a pointer,
 * and need not come with every first picture.
 */
function moveToCallers(calls, parts, mayMove) {
  const callers = new Map();
  for (const [from, all] of calls) for (const to of all) if (to !== from) callers.set(to, [...callers.get(to) ?? [], from]);
  for (let hasMoved = true; hasMoved;) {
    hasMoved = false;
    for (const [called, from] of callers) {
      const all = new Set(from.map((each) => parts[each]));
      if (all.has('training') && all.size === 2) all.delete('later');  // what of it comes later is called from there alone
      const [part, ...others] = all;
      if (parts[called] || !part || others.length > 0 || !mayMove(called)) continue;
      parts[called] = part;
      hasMoved = true;
    }
  }
}

const ROOMS = [
  ...scenes.map((scene) => [`scenes/${scene}`, new RegExp(`${ofScene(scene).source}|\\bmake_${scene}\\(`)]),
  ['scenes', /\bscenes::/], ['app', /\bapp::/], ['platform', /\bplatform::|^lab_|\bWebLab\b/], ['view', /\bview::/], ['formats', /\bformats::/],
  ['core', /\bcore::|\battention_lab::|\bEigen::/], ['text', /\btext::/], ['imgui, stb', /\bIm[A-Z]|\bstb|\bSt[bt]/],
  ['numbers in text', /fast_float|fmt_fp|printf|^str(tod|tox)|scan/], ['C++ library', /\bstd::|^operator |__cxa|__cxx/],
];
const roomOf = (name) => ROOMS.find(([, pattern]) => pattern.test(name))?.[0] ?? 'C library and the rest';

function table({ sections, functions }) {
  const sizes = new Map();
  const add = (room, size) => sizes.set(room, (sizes.get(room) ?? 0) + size);
  for (const { name, size } of functions) add(roomOf(name), size);
  for (const { id, start, end } of sections) if (id === 11) add('data: texts, tables, shaders', end - start);
  const rows = [...sizes].sort(([, a], [, b]) => b - a);
  return ['What the program consists of (KiB, not compressed)', ...rows.map(([room, size]) => `${room.padEnd(30)} ${(size / 1024).toFixed(1).padStart(7)}`)].join('\n');
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const whole = readFileSync(program), found = readWasm(whole);
const lists = new Map([...scenes, 'later'].map((part) => [part, []]));
const named = join(folder, 'named.wasm'), manifest = join(folder, 'parts.txt');
writeFileSync(named, renamed(whole, (name, i) => `f${i}`));  // as wasm-split's list can hold them
const calls = callsIn(named);
const making = callees(calls, found.functions.flatMap(({ name }, i) => (MAKING.some((pattern) => pattern.test(name)) ? [i] : [])));
const partOfFunction = found.functions.map((each, i) => partOf(each, making.has(i)));
moveToCallers(calls, partOfFunction, (i) => /\bEigen::/.test(found.functions[i].name) && found.functions[i].size > TINY && !found.functions[i].hasVectors && !making.has(i));
partOfFunction.forEach((part, i) => lists.get(part)?.push(`f${i}`));
writeFileSync(manifest, [...lists].filter(([, list]) => list.length > 0).map(([part, list]) => `${part}\n${list.join('\n')}\n`).join('\n'));
execFileSync(join(binaryen, 'wasm-split'), ['--multi-split', ...FEATURES, named, '--manifest', manifest, '--out-prefix', `${folder}/attention-lab.`, '-o', join(folder, 'attention-lab.wasm')], { stdio: 'inherit' });
moveData(named);
writeFileSync(join(folder, 'attention-lab.whole.wasm'), stripped(whole));
writeFileSync(join(folder, 'sizes.txt'), `${table(found)}\n`);
rmSync(named);
rmSync(manifest);

/** The program, or a part, as text. */
function asText(file) { return execFileSync(join(binaryen, 'wasm-dis'), [...FEATURES, file, '-o', '-'], { encoding: 'utf8', maxBuffer: 2 ** 30 }); }

/** Moves constants to the parts that alone refer to them, and makes sure that nobody else does. */
function moveData(file) {
  const names = [...lists.keys()], memory = memoryOf(whole);
  const parts = partsOfData(whole, memory, numbersIn(asText(file)), (i) => names.indexOf(partOfFunction[i]));
  for (const name of ['', ...names]) {
    const place = join(folder, `attention-lab.${name}${name && '.'}wasm`), part = names.indexOf(name);
    if (!existsSync(place)) continue;
    const stranger = strangerIn(numbersIn(asText(place)), memory, parts, part);
    if (stranger !== undefined) throw new Error(`${place} refers to the constant at ${stranger}, which comes with another part`);
    const module = readFileSync(place);
    writeFileSync(place, part < 0 ? programWithout(module, memory, parts) : partWith(module, memory, parts, part));
  }
}
