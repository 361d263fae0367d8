// What the lab tells of its numbers, and what it is told, to the letter.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLab } from './lab_page.mjs';

test('names of rows and columns come as many as there are even if the first are empty', async (t) => {
  const { page } = await openLab(t);
  const names = await page.evaluate(async () => {
    const text = JSON.stringify({ weights: [[0.5, 0.5, 0], [0, 0.25, 0.75]], queryTokens: ['', 'b'], keyTokens: ['', '', 'c'] });
    await attentionLab.load({ name: 'names.json', bytes: new TextEncoder().encode(text) });
    const [{ rowNames, columnNames }] = attentionLab.result().matrices;
    return { rowNames, columnNames };
  });
  assert.deepEqual(names, { rowNames: ['', 'b'], columnNames: ['', '', 'c'] });
  const other = await page.evaluate(async () => {
    const load = (keyTokens) => attentionLab.load({ name: 'n.json', bytes: new TextEncoder().encode(JSON.stringify({ weights: [[1, 0]], keyTokens })) });
    const told = [];
    for (const tokens of [['', ''], ['a', 'b,c'], ['a,b', 'c']]) {
      await load(tokens);
      told.push(attentionLab.result().matrices[0].columnNames);
    }
    return told;
  });
  assert.deepEqual(other, [['', ''], ['a', 'b,c'], ['a,b', 'c']]);
});

test('an array with holes is refused at once however long it is', async (t) => {
  const { page } = await openLab(t, { address: '#scene=heatmaps&lang=en' });
  const refused = (tensor) => page.evaluate(`(async () => attentionLab.load(${tensor}))().then(() => 'loaded', (error) => error.message)`);
  assert.match(await refused('{ data: new Array(1e8), shape: [10000, 10000] }'), /data has no element 0: fill the array, with null/);
  assert.match(await refused('{ data: Object.assign(new Array(1e8), [1, 2]), shape: [10000, 10000] }'), /data has no element 2/);
  assert.match(await refused('{ data: [1, , 3], shape: [1, 3] }'), /data has no element 1/);
  assert.match(await refused('{ data: [1, 2, 3], shape: [, 3] }'), /shape must be 1 to 5 whole numbers above 0/);
  assert.match(await refused('{ data: [1, 2, 3], shape: new Array(1e8) }'), /shape must be/);
  assert.equal(await refused('{ data: [1, null, undefined], shape: [1, 3] }'), 'loaded');
});
