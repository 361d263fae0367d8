// What a reader has to download before the lab shows something.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DIST, LOADED, ROOT } from './place.mjs';

const sizesOf = (folder) => spawnSync(process.execPath, [join(ROOT, 'web/pack.mjs'), '--sizes', folder], { encoding: 'utf8' });

test('everything up to the first picture keeps the budget', () => {
  const run = sizesOf(DIST);
  const [, total, budget] = /to the first picture\s+([\d.]+)\s+of (\d+)/.exec(run.stdout);
  assert.ok(Number(total) <= Number(budget), `${total} KiB of ${budget}:\n${run.stdout}`);
});

test('a page over the budget fails the build', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'attention-lab-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(DIST, folder, { recursive: true });
  assert.equal(sizesOf(folder).status, 0);
  for (const ending of ['', '.br']) writeFileSync(join(folder, LOADED(), `heavy.mjs${ending}`), Buffer.alloc(200 * 1024));
  const run = sizesOf(folder);
  assert.equal(run.status, 1);
  assert.match(run.stderr, /too large/);
});
