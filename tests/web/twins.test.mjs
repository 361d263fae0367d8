// What JavaScript and the page say once more, after C++: compared with the original, in the sources and without a browser.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));  // nothing need be built
const source = (path) => readFileSync(join(ROOT, path), 'utf8');
const withoutComments = (text) => text.replace(/\/\/.*|\/\*[^]*?\*\//g, '');
const matches = (text, pattern) => [...text.matchAll(pattern)].map(([, found]) => found);
const unique = (list) => [...new Set(list)].sort();

/** The names of an enum in a header, without their k, and their values: [['mouse', 0], …]. */
function enumOf(path, name) {
  const [, body] = new RegExp(`enum (?:class )?${name} \\{([^}]*)\\}`).exec(withoutComments(source(path)));
  let next = 0;
  return body.split(',').map((entry) => entry.trim()).filter(Boolean).map((entry) => {
    const [, letter, rest, value] = /^k(\w)(\w*)(?: = (\d+))?$/.exec(entry);
    if (value) next = Number(value);
    return [letter.toLowerCase() + rest, next++];
  });
}

/** An object literal of numbers in a module: [['mouse', 0], …]. */
function numbersOf(path, name) {
  const [, body] = new RegExp(`const ${name} = \\{([^}]*)\\}`).exec(withoutComments(source(path)));
  return [...body.matchAll(/'?([\w.]+)'?: (\d+)/g)].map(([, key, number]) => [key, Number(number)]);
}

/** A list of strings in a module. */
const listOf = (path, name) => matches(new RegExp(`const ${name} = \\[([^\\]]*)\\]`).exec(source(path))[1], /'([^']*)'/g);

test('what a pointer does and what is done to a widget have the numbers of C++', () => {
  assert.deepEqual(numbersOf('web/bridge.mjs', 'PointerKind'), enumOf('src/app/app.h', 'PointerKind'));
  assert.deepEqual(numbersOf('web/bridge.mjs', 'PointerPhase'), enumOf('src/app/app.h', 'PointerPhase'));
  assert.deepEqual(numbersOf('web/bridge.mjs', 'ActionKind'), enumOf('src/view/action.h', 'ActionKind'));
  assert.deepEqual(numbersOf('web/bridge.mjs', 'Step'), enumOf('src/view/action.h', 'Step'));
});

test('the page calls every function that the program has for it and no other', () => {
  const has = matches(source('src/platform/web_main.cpp') + source('src/platform/web_reader.cpp'), /EMSCRIPTEN_KEEPALIVE [\w* ]+?\b(lab_\w+)\(/g);
  const calls = matches(source('web/bridge.mjs'), /\b_(lab_\w+)/g);
  assert.ok(has.length > 30);
  assert.deepEqual(unique(calls), unique(has));
});

test('the page understands every kind of message that the program sends and no other', () => {
  const sent = matches(source('src/platform/web_bridge.cpp'), /(?:send(?:_if_any)?|receive"\])\("(\w+)"/g)
    .concat(matches(source('src/platform/web_bridge.cpp'), /\? "(\w+)" : "\w+"/g), matches(source('src/platform/web_bridge.cpp'), /\? "\w+" : "(\w+)"/g));
  const understood = matches(source('web/lab.mjs'), /\bmessages\.(\w+) =/g).concat(matches(source('web/bridge.mjs'), /kind === '(\w+)'/g));
  assert.ok(sent.length > 10);
  assert.deepEqual(unique(understood), unique(sent));
});

test('every role of a widget becomes an element', () => {
  const [, body] = /export const ROLES = \{([^}]*)\}/.exec(source('web/roles.mjs'));
  assert.deepEqual(unique(matches(body, /(\w+)/g)), unique(enumOf('src/view/accessible.h', 'Role').map(([name]) => name)));
});

test('what the page reads of a node is what the program writes', () => {
  const written = matches(source('src/app/mirror.cpp'), /json\.(?:member|unusual|key)\("(\w+)"/g);
  const read = ['web/roles.mjs', 'web/mirror.mjs', 'web/paste.mjs'].flatMap((path) => matches(withoutComments(source(path)), /\b(?:node|before)\.(\w+)/g));
  assert.ok(read.length > 20);
  assert.deepEqual(unique(read).filter((name) => !written.includes(name)), []);
});

test('the colours of the page are the tokens of the theme', () => {
  const themes = Object.fromEntries([...source('src/view/theme.cpp').matchAll(/constexpr Theme k(Light|Dark)\{([^}]*)\}/g)]
    .map(([, name, body]) => [name.toLowerCase(), Object.fromEntries([...body.matchAll(/\.(\w+) = rgb\(0x([0-9a-f]{6})\)/g)].map(([, token, hex]) => [token, `#${hex}`]))]));
  assert.ok(Object.keys(themes.light).length > 12);
  const css = source('web/lab.css');
  const tokens = (selector) => {
    const [, body] = new RegExp(`^\\s*${selector} \\{([^}]*)\\}`, 'm').exec(css);
    return [...body.matchAll(/--(\w+): (#[0-9a-f]{6});/g)].map(([, token, hex]) => [token, hex]);
  };
  const expect = (theme, names) => names.map((name) => [name, themes[theme][name]]);
  const NAMES = ['page', 'surface', 'line', 'text', 'muted', 'accent', 'error'];
  assert.deepEqual(tokens(':root'), expect('light', NAMES));
  assert.deepEqual(tokens(':root\\[data-theme="dark"\\]'), expect('dark', NAMES));
  assert.deepEqual(tokens(':root:not\\(\\[data-theme\\]\\)'), expect('dark', NAMES));

  const sheet = source('web/element_sheet.mjs');  // the picture in place of a lab, in light and in dark
  const said = (pattern) => pattern.exec(sheet).slice(1);
  const { light, dark } = themes;
  assert.deepEqual(said(/\.poster \{[^}]*background: (#\w+); color: (#\w+);/), [light.page, light.text]);
  assert.deepEqual(said(/\.dark \{ background: (#\w+); color: (#\w+);/), [dark.page, dark.text]);
  assert.deepEqual(said(/\.poster a, \.poster ::slotted\(a\) \{ color: (#\w+);/), [light.accent]);
  assert.deepEqual(said(/\.dark a, \.dark ::slotted\(a\) \{ color: (#\w+);/), [dark.accent]);
  // No other colour stands in the page than tokens, and white and a printed table's lines on paper.
  const all = new Set([...Object.values(light), ...Object.values(dark), '#fff', '#c9ced4']);
  for (const path of ['web/lab.css', 'web/element_sheet.mjs', 'web/icon.svg']) {
    assert.deepEqual(matches(source(path), /(#[0-9a-f]{3}(?:[0-9a-f]{3})?)\b/g).filter((hex) => !all.has(hex)), [], path);
  }
});

test('the page asks at once for every module that its first one imports', () => {
  const imported = new Set();
  const follow = (name) => {
    for (const next of matches(withoutComments(source(`web/${name}`)), /^import [^;]*?from '\.\/([^']+)';/gm)) {
      if (imported.has(next)) continue;
      imported.add(next);
      follow(next);
    }
  };
  follow('lab.mjs');
  const preloaded = matches(source('web/index.html'), /<link rel="modulepreload" href="([^"]+)">/g);
  assert.deepEqual(unique(preloaded), unique([...imported, 'attention-lab.mjs']));
});

test("the core's slots and scorings have the numbers of C++", () => {
  const slots = enumOf('web/attention-core/bridge.h', 'TensorSlot').filter(([name]) => name !== 'tensorSlots');
  const lines = source('web/attention-core/core.mjs');
  const special = [...lines.matchAll(/'([\w.]+)': (3\d|4\d)\b/g)].map(([, name, number]) => [name, Number(number)]);
  const named = { additive: 'mask.additive', pastKeys: 'past.keys', pastValues: 'past.values', validLengths: 'mask.validLengths', allowed: 'mask.boolean', parameterList: 'parameter', gradientList: 'gradient' };
  const withoutRoom = (name) => name.replace(/^parameters\./, '');
  assert.deepEqual([...listOf('web/attention-core/core.mjs', 'TENSOR_SLOTS').map((name, i) => [withoutRoom(name), i]), ...special],
    slots.map(([name, number]) => [named[name] ?? name, number]));
  const numbers = enumOf('web/attention-core/bridge.h', 'NumberSlot').filter(([name]) => name !== 'numberSlots');
  const twins = numbersOf('web/attention-core/core.mjs', 'NUMBER').map(([name, number]) => [name.replace(/^(parameters|mask)\./, ''), number]);
  assert.deepEqual(unique(twins.map(String)), unique(numbers.map(String)));
  const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  assert.deepEqual(listOf('web/attention-core/core.mjs', 'SCORINGS'), enumOf('src/core/attention.h', 'Scoring').map(([name]) => snake(name)));
});
