// The pages of the core's API: built, whole, and without a link that leads nowhere. LAB_DIST: the folder of
// attention-core.mjs.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'attention-api-'));
const source = (path) => readFileSync(join(ROOT, path), 'utf8');
const page = (name) => readFileSync(join(folder, name), 'utf8');
const textOf = (html) =>
  html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#160;', ' ')
    .replaceAll('&amp;', '&');

before(() => execFileSync('bash', ['web/api/build.sh', folder], { cwd: ROOT, stdio: 'pipe' }));
after(() => rmSync(folder, { recursive: true }));

test('every type and function of the javascript module has a heading on its page', async () => {
  const headings = [...page('javascript.html').matchAll(/<h[1-6]>(.*?)<\/h[1-6]>/g)].map(([, html]) => textOf(html));
  const exported = [
    ...source('web/attention-core/attention-core.d.mts').matchAll(/^export (interface|type|function) (\w+)/gm),
  ];
  assert.ok(exported.length > 25);
  for (const [, kind, name] of exported) assert.ok(headings.includes(kind === 'function' ? `${name}()` : name), name);
  const { loadAttentionCore } = await import(pathToFileURL(resolve(process.env.LAB_DIST, 'attention-core.mjs')).href);
  const functions = Object.entries(await loadAttentionCore()).filter(([, value]) => typeof value === 'function');
  assert.ok(functions.length > 20);
  for (const [name] of functions) assert.ok(headings.includes(`${name}()`), name);
  assert.ok(textOf(page('javascript.html')).includes('in a worker, while the page lives on'), 'what the comments say');
});

/** The names that a public header declares in the namespace: functions, structs, classes, enumerations and aliases. */
function declaredIn(header) {
  const lines = source(`src/core/${header}.h`)
    .split('\n')
    .filter((line) => /^[A-Za-z]/.test(line) && !/^(namespace|template|#)/.test(line));
  return lines.flatMap((line) => {
    const type = /^(?:enum class|struct|class(?: \[\[nodiscard\]\])?) (\w+)/.exec(line) ?? /^using (\w+) =/.exec(line);
    const call = /^[\w:<>*&, ]+? (\w+)\(/.exec(line);
    return type ? [type[1]] : call ? [`${call[1]}()`] : [];
  });
}

test('every type and function of the public headers is on the cpp page', () => {
  const [, list] = /^set\(headers alias ([^)]*)\)/m.exec(source('src/core/CMakeLists.txt'));
  const names = list.split(/\s+/).flatMap(declaredIn);
  for (const known of [
    'attend()',
    'attend_gradients()',
    'TensorView',
    'Scoring',
    'Result',
    'step()',
    'summarise_rows()',
  ])
    assert.ok(names.includes(known), known);
  assert.ok(names.length > 60, String(names.length));
  const html = page('cpp.html');
  const titles = [...html.matchAll(/<h2 class="memtitle">(.*?)<\/h2>/g)].map(([, title]) =>
    textOf(title)
      .replace(/^&#9670;&nbsp;/, '')
      .replace(/ ?\[\d+\/\d+\]$/, ''),
  );
  for (const name of names) {
    assert.ok(
      titles.some((title) => title === name || title.replace(/^attention_lab::core::/, '').replace(/<.*/, '') === name),
      name,
    );
  }
  const text = textOf(html);
  for (const said of [
    'q · k, scale 1/√d unless given',
    'Masked keys have weight exactly 0',
    '64 random bits',
    '#include <attention_lab/core/attention.h>',
  ]) {
    assert.ok(text.includes(said), said);
  }
});

test('no link of the pages leads nowhere or to another machine', () => {
  for (const name of ['javascript.html', 'cpp.html']) {
    const html = page(name),
      ids = new Set([...html.matchAll(/(?:id|name)="([^"]+)"/g)].map(([, id]) => id));
    const links = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, link]) => link);
    assert.ok(links.length > 50);
    for (const link of links) {
      if (link.startsWith('#')) assert.ok(ids.has(link.slice(1)), `${name}: ${link}`);
      else assert.ok(existsSync(join(folder, link)), `${name}: ${link}`);
    }
    assert.ok(!html.includes('<script'), name);
  }
});
