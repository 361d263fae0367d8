// The types that lie beside the element's script, as TypeScript reads them in other people's programs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DIST, ROOT } from './place.mjs';

const MODULES = join(ROOT, 'tests/web/node_modules');

/** What the compiler says of a program beside the types; "" if it is content, also with every line that must be refused. */
function compile(t, name, source, options = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'attention-lab-types-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const framework = /react|vue/.exec(name)?.[0];
  for (const file of readdirSync(DIST).filter((entry) => /^attention-lab-element\.(\w+\.)?d\.ts$/.test(entry))) {
    if (!/(react|vue)/.test(file) || file.includes(framework)) cpSync(join(DIST, file), join(folder, file));
  }
  symlinkSync(MODULES, join(folder, 'node_modules'));
  writeFileSync(join(folder, name), source);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { strict: true, noEmit: true, target: 'es2022',
    skipDefaultLibCheck: true,  // TypeScript's own libraries are not ours to check, and are half of the work
    module: 'nodenext', lib: ['es2022', 'dom'], types: [], ...options }, include: ['*.d.ts', name] }));
  return spawnSync(process.execPath, [join(MODULES, 'typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' }).stdout;
}

test('the elements methods and events have types without any framework', (t) => {
  assert.equal(compile(t, 'plain.ts', `
    const lab = document.createElement('attention-lab');
    export const state: Promise<string> = lab.getState(), picture: Promise<string> = lab.picture();
    lab.addEventListener('attention-lab-error', ({ detail: { reason, message } }) => console.log(reason.length + message.length));
    lab.addEventListener('attention-lab-statechange', ({ detail }) => console.log(detail.state));
    // @ts-expect-error there are no tensors of words
    void lab.load({ data: ['a'], shape: [1] });
  `), '');
});

test('the tag has types in react', (t) => {
  assert.equal(compile(t, 'react.tsx', `
    import { createRef } from 'react';
    import type { AttentionLabElement } from './attention-lab-element.js';
    const ref = createRef<AttentionLabElement>();
    export const lab = <attention-lab ref={ref} scene="cues" state="seed=3" theme="dark" height="auto" controls="wish" className="wide"><a href="#">x</a></attention-lab>;
    // @ts-expect-error no such theme
    export const pink = <attention-lab theme="pink" />;
  `, { jsx: 'react-jsx' }), '');
});

test('the tag has types in vue', (t) => {
  assert.equal(compile(t, 'vue.ts', `
    import type { GlobalComponents } from 'vue';
    type Props = InstanceType<GlobalComponents['attention-lab']>['$props'];
    export const lab: Props = { scene: 'cues', height: 480, class: 'wide', onAttentionLabError: ({ detail }) => console.log(detail.reason) };
    // @ts-expect-error no such theme
    export const pink: Props = { theme: 'pink' };
  `), '');
});
