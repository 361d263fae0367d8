// Files opened one after the other for a whole day: memory ends where it was after the first few.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idle, openLab } from '../web/lab_page.mjs';

const OPENED = Number(process.env.LAB_OPENED ?? 60), SETTLED = 10, SIDE = 2288;  // numbers: 20 MB each

test('after many large files memory is where it was after the tenth', async (t) => {
  const { page } = await openLab(t, { width: 480, height: 360 });
  const memory = [];
  for (let i = 0; i < OPENED; i += 1) {
    memory.push(await page.evaluate(async ([side, seed]) => {
      const data = new Float32Array(side * side).fill(1 / side);
      data[0] = seed;  // another file each time
      await attentionLab.load({ data, shape: [side, side] });
      return attentionLab.memory;
    }, [SIDE, i]));
  }
  await idle(page);
  t.diagnostic(`MiB after each: ${memory.map((bytes) => Math.round(bytes / 2 ** 20)).join(' ')}`);
  // The heap's pieces do not always fit into one another's places: one file more is no leak.
  assert.ok(memory.at(-1) <= memory[SETTLED - 1] + 4 * SIDE * SIDE, `${memory[SETTLED - 1]} bytes after ${SETTLED}, ${memory.at(-1)} after ${OPENED}`);
  // What undo still has is there; it ends, and does not show something else instead.
  const undo = () => page.evaluate(() => attentionLab.nodes().find(({ id }) => id === 'app/undo').isDisabled ?? false);
  let undone = 0;
  for (; !await undo(); undone += 1) {
    await page.locator('[data-id="app/undo"]').evaluate((element) => element.click());
    await idle(page);
  }
  assert.ok(undone >= 4 && undone < OPENED, `${undone} steps taken back`);
});
