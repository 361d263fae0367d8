// One page of the JavaScript module's types: TypeDoc reads attention-core.d.mts and writes Markdown, markdown-it makes
// the page of it.
// usage: node javascript.mjs TYPES NODE_MODULES OUTPUT     OUTPUT: the .html
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [types, modules, output] = process.argv.slice(2).map((path) => resolve(path));
const required = createRequire(join(modules, 'index.js'));

/** TypeDoc's Markdown. The types are compiled in a folder of their own, so that nothing around them has a say. */
function markdownOf() {
  const folder = mkdtempSync(join(tmpdir(), 'attention-lab-api-'));
  try {
    cpSync(types, join(folder, 'attention-core.d.mts'));
    cpSync(new URL('typedoc.json', import.meta.url), join(folder, 'typedoc.json'));
    symlinkSync(modules, join(folder, 'node_modules'));
    const compilerOptions = { strict: true, target: 'es2022', lib: ['es2022', 'dom'], module: 'nodenext', types: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['attention-core.d.mts'] }));
    const run = spawnSync(
      process.execPath,
      [join(modules, 'typedoc/bin/typedoc'), '--out', 'out', 'attention-core.d.mts'],
      { cwd: folder, encoding: 'utf8' },
    );
    if (run.status !== 0) throw new Error(`TypeDoc refused the types:\n${run.stdout}${run.stderr}`);
    return readFileSync(join(folder, 'out/README.md'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every type and function, and the members of the core, as links to where they stand. */
function contentsOf(markdown) {
  const links = [];
  const heading = /<a id="([\w-]+)"><\/a>\n\n(#{3,5}) (.+)\n/g;
  let section = '';
  for (const [, id, level, title] of markdown.matchAll(heading)) {
    const name = title.replace(/\\/g, '').replace('?', '');
    if (level.length === 3) section = name;
    if (level.length === 3 || section === 'AttentionCore') links.push(`<a href="#${id}">${name}</a>`);
  }
  return links.join('\n');
}

const markdown = markdownOf().replace(/^# .*\n/, '');
const html = required('markdown-it')({ html: true }).render(markdown);
writeFileSync(
  output,
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>attention-lab-core · JavaScript</title>
<link rel="stylesheet" href="javascript.css">
</head>
<body>
<header><h1><span lang="zh-Hans">JavaScript 模块的接口</span> · The JavaScript module's API</h1>
<p><a href="cpp.html"><span lang="zh-Hans">C++ 库的接口</span> · The C++ library's API</a></p></header>
<nav>${contentsOf(markdown)}</nav>
<main>
${html}</main>
</body>
</html>
`,
);
