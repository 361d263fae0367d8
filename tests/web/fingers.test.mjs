// What fingers do with the page in Chromium: they scroll it from anything, and take sliders and points.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROLE, STATES, atRest, stateOf, untried } from './controls.mjs';
import { PHONE, idle, nodes, openLab, pause } from './lab_page.mjs';

/** A finger at each of the places, one after the other, 16 ms apart; lifted at the end. */
async function finger(session, ...places) {
  for (const [i, [x, y]] of places.entries()) {
    await session.send('Input.dispatchTouchEvent', { type: i === 0 ? 'touchStart' : 'touchMove', touchPoints: [{ x, y, id: 0 }] });
    await pause(16);
  }
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}
const along = ([x, y], dx, dy, steps = 12) => Array.from({ length: steps + 1 }, (_, i) => [x + dx * i / steps, y + dy * i / steps]);

/** Scrolls so that the place of the content is in the screen's lower half, below a pinned picture. @returns where it is then */
async function inView(page, x, y) {
  await page.evaluate((top) => scrollTo(0, top), y - 600);
  await idle(page);
  return [x, y - await page.evaluate(() => scrollY)];
}
const isNewUnderFinger = untried();
for (const state of STATES) {
  test(`a vertical pan from anything in ${state} scrolls the page and changes nothing`, async (t) => {
    const { page } = await openLab(t, { address: `#${state}`, ...PHONE, hasTouch: true });
    const session = await page.context().newCDPSession(page);
    const before = await stateOf(page);
    const ofRole = {};  // of each kind the first and the last of the page: a finger takes its time
    for (const node of await nodes(page)) if (ROLE[node.role] && !node.isDisabled && isNewUnderFinger(node)) (ofRole[node.role] ??= []).push(node);
    const all = Object.values(ofRole).flatMap((list) => [...new Set([list[0], list.at(-1)])]);
    assert.ok(all.length > 0);
    for (const { id, rect: [left, top, width, height], role, name } of all) {
      // A quarter from the left: a slider that takes the press would jump.
      const [x, y] = await inView(page, Math.min(left + width / 4, 380), role === 'point' ? top + height / 2 : top + Math.min(height / 2, 60));
      const scrolled = await page.evaluate(() => [scrollY, document.documentElement.scrollHeight - innerHeight]);
      const direction = scrolled[0] > scrolled[1] / 2 ? 1 : -1;  // there is more of the page that way
      await finger(session, ...along([x, y], 4, 180 * direction, 4));  // a page is drawn at each
      await atRest(page);
      assert.equal(await stateOf(page), before, `${role} ${name} (${id}) stays`);
      const moved = (await page.evaluate(() => scrollY) - scrolled[0]) * -direction;
      assert.ok(moved > 40, `the page scrolls from ${role} ${name} (${id}): ${moved}`);
    }
    assert.deepEqual((await nodes(page)).filter((node) => node.role === 'number'), [], 'no field has opened');
  });
}

test('by touch a slider is taken by a horizontal drag or a tap on its track', async (t) => {
  const { page } = await openLab(t, { address: '#scene=heatmaps&preset=softmax', ...PHONE, hasTouch: true });
  const session = await page.context().newCDPSession(page);
  const seed = async () => (await nodes(page)).find((node) => node.id === 'heatmaps/seed');
  const { rect: [left, top, width, height] } = await seed();
  const [, y] = await inView(page, left, top + height / 2);
  await finger(session, [left + width / 2, y]);
  await atRest(page);
  assert.ok(Math.abs((await seed()).number - 5000) < 400, 'a tap');
  await finger(session, ...along([left + width / 2, y], width / 4, 3));
  await atRest(page);
  assert.ok(Math.abs((await seed()).number - 7500) < 400, 'a drag');
  assert.ok(await page.evaluate(() => Math.abs(scrollY)) >= 0);
});

test('by touch a point is taken sideways at once and in any direction after a tap', async (t) => {
  const { page } = await openLab(t, { address: '#scene=query_key_value', ...PHONE, hasTouch: true });
  const session = await page.context().newCDPSession(page);
  const point = async () => (await nodes(page)).find((node) => node.id === 'query_key_value/key/0');
  const middle = async () => {
    const { rect: [x, y, width, height] } = await point();
    return inView(page, x + width / 2, y + height / 2);
  };
  const first = (await point()).value;
  await finger(session, ...along(await middle(), -40, 10));  // to where no other point lies
  await atRest(page);
  const second = (await point()).value;
  assert.notEqual(second, first, 'sideways');
  await finger(session, await middle());
  await atRest(page);
  assert.equal((await point()).value, second, 'a tap moves nothing');
  const scrolled = await page.evaluate(() => scrollY);
  await finger(session, ...along(await middle(), 0, -40));
  await atRest(page);
  assert.notEqual((await point()).value, second, 'upwards, after the tap');
  assert.equal(await page.evaluate(() => scrollY), scrolled);
});
