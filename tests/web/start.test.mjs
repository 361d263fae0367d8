// Every scene opens with a complete parallel document. How the page starts, and what it says when it cannot: every_engine/.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawCalls, idle, nodes, openLab } from './lab_page.mjs';

test('every scene opens with named controls and without a complaint', async (t) => {
  const { page } = await openLab(t, { address: '' });
  const scenes = (await nodes(page)).find((node) => node.role === 'tabs').options;
  for (const scene of scenes) {
    await page.getByRole('tab', { name: scene }).press('Enter');
    await idle(page);
    assert.equal(await page.getByRole('tab', { name: scene }).getAttribute('aria-selected'), 'true');
    await checkMirror(page);
  }
  assert.ok(await drawCalls(page) > 0, 'something is drawn');
});

async function checkMirror(page) {
  const all = await nodes(page);
  assert.ok(all.length > 3, `the mirror has ${all.length} nodes`);
  for (const node of all) {
    assert.ok(await page.locator(`[data-id="${node.id}"]`).count() === 1, `${node.id} is in the document once`);
    if (!['text', 'status', 'group'].includes(node.role)) assert.ok(node.name, `${node.id} has a name`);
  }
  assert.equal(new Set(all.map((node) => node.id)).size, all.length, 'ids are unique');
}
