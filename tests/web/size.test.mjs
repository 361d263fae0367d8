// What a reader has to download before the lab can be used.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { DIST, ROOT } from './lab_page.mjs';

test('everything_up_to_the_first_interaction_keeps_the_budget', () => {
  const run = spawnSync(process.execPath, [join(ROOT, 'web/pack.mjs'), '--sizes', DIST], { encoding: 'utf8' });
  const [, total, budget] = /to first interaction\s+([\d.]+)\s+of (\d+)/.exec(run.stdout);
  assert.ok(Number(total) <= Number(budget), `${total} KiB of ${budget}:\n${run.stdout}`);
});
