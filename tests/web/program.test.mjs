// The program in parts (web/program.mjs): what a scene needs for its first picture comes first, the rest behind it,
// and what does not come is said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idle, labReady, openTab, origin, pause } from './lab_page.mjs';
import { SCENES } from './scenes.mjs';

const PARTS = '**/attention-lab.*.wasm';
const partOf = (request) => /attention-lab\.(\w+)\.wasm$/.exec(new URL(request.url()).pathname)[1];

/** Opens a scene; `answer(part, route, isWaited)` is asked for each part but the scene's own: the page may be waiting for it. */
async function openHeld(t, scene, answer, options = {}) {
  const asked = [];
  const { page, problems } = await openTab(t, { ...options, routes: { [PARTS]: (route, request) => {
    const part = partOf(request), isWaited = request.resourceType() === 'xhr';
    asked.push(`${part}${isWaited ? ', waited for' : ''}`);
    return part === scene ? route.continue() : answer(part, route, isWaited);
  } } });
  await page.goto(`${await origin()}/#scene=${scene}&lang=en`);
  return { page, asked, problems };
}
const notice = (page) => page.evaluate(() => {
  const shown = document.getElementById('notice');
  return shown.hidden ? '' : shown.dataset.reason;
});
const noticed = (page, reason) => page.waitForFunction((wanted) => {
  const shown = document.getElementById('notice');
  return (shown.hidden ? '' : shown.dataset.reason) === wanted;
}, reason, { polling: 30 });
const shown = async (page) => /^scene=(\w+)/.exec(await page.evaluate(() => attentionLab.getState()))[1];
const openScene = async (page, scene) => {
  await page.evaluate((id) => attentionLab.setState(`scene=${id}&lang=en`), scene);
};

for (const scene of SCENES) {
  test(`the first picture of ${scene} waits for no other part and lacks nothing`, async (t) => {
    let release;
    const released = new Promise((done) => { release = done; });
    const { page, asked } = await openHeld(t, scene, async (part, route, isWaited) => {
      if (!isWaited) await released;
      await route.continue();
    });
    await labReady(page);
    const nodes = () => page.evaluate((id) => attentionLab.nodes().filter((node) => node.id.startsWith(`${id}/`)), scene);
    const alone = await nodes();
    assert.ok(alone.length > 5);
    assert.deepEqual(asked.filter((each) => each.includes('waited')), []);
    const all = SCENES.length + 1;  // and what comes later
    while (asked.length < all) await pause(20);
    release();
    await page.waitForFunction((count) => performance.getEntriesByType('resource').filter(({ name }) => /attention-lab\.\w+\.wasm/.test(name)).length === count, all, { polling: 30 });
    for (const other of SCENES) {
      await openScene(page, other);
      await idle(page);
      assert.equal(await shown(page), other);
    }
    assert.equal(asked.filter((each) => !each.includes('waited')).length, all, 'each is fetched once');
    await openScene(page, scene);
    await idle(page);
    assert.deepEqual(await nodes(), alone, 'with its own part alone it says all that it says with the others');
  });
}

test('a part that is needed before it is there is waited for', async (t) => {
  const [first, second] = SCENES;
  let release;
  const released = new Promise((done) => { release = done; });
  t.after(() => release());
  const { page, asked } = await openHeld(t, first, async (part, route, isWaited) => {
    if (!isWaited) await released;
    await route.continue().catch(() => {});
  }, { mayFail: true });
  await labReady(page);
  await openScene(page, second);
  await idle(page);
  assert.equal(await shown(page), second);
  assert.ok((await page.evaluate(() => attentionLab.nodes())).some(({ id }) => id.startsWith(`${second}/`)));
  assert.ok(asked.includes(`${second}, waited for`), asked.join());
  assert.equal(await notice(page), '');
});

test('without a network the first scene goes on and a sentence says what is missing', async (t) => {
  const [first, second] = SCENES;
  let isThere = false;
  const { page } = await openHeld(t, first, (part, route) => (isThere ? route.continue() : route.abort()), { mayFail: true });
  await labReady(page);
  await noticed(page, 'part_not_loaded');
  assert.match(await page.locator('#notice').innerText(), /A part of Attention Lab could not be downloaded/);
  const before = await page.evaluate(() => attentionLab.framesDrawn);
  await page.mouse.move(400, 400);
  await idle(page);
  assert.ok(await page.evaluate(() => attentionLab.framesDrawn) > before, 'it still draws');
  isThere = true;
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await noticed(page, '');
  await openScene(page, second);
  await idle(page);
  assert.equal(await shown(page), second);
});

test('a part that is needed and cannot be had stops the lab with a sentence', async (t) => {
  const { page } = await openHeld(t, SCENES[0], (part, route) => route.abort(), { mayFail: true });
  await labReady(page);
  await noticed(page, 'part_not_loaded');
  await page.locator('#notice button').click();
  assert.equal(await notice(page), '');
  await page.getByRole('tab').nth(1).focus();
  await page.keyboard.press('Enter');
  await noticed(page, 'part_not_loaded');
  assert.equal(await page.locator('#notice button').count(), 0, 'it does not go on');
});
