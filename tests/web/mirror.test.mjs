// The parallel document: every control by role and name, reached by keyboard, by real pointer and by finger.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOADED, PHONE, idle, middleOf, nodeNamed, nodes, openLab, pause } from './lab_page.mjs';

const ARIA = { button: 'button', toggle: 'switch', slider: 'slider', number: 'spinbutton', textField: 'textbox', choice: 'radiogroup',
  list: 'combobox', tabs: 'tablist', grid: 'grid', link: 'link', heading: 'heading', image: 'img' };

test('every node is found by its role and name and lies over its drawing', async (t) => {
  const { page } = await openLab(t, { address: '#scene=heatmaps&preset=heads' });
  for (const node of await nodes(page)) {
    if (!ARIA[node.role]) continue;
    const found = page.getByRole(ARIA[node.role], { name: node.name, exact: false }).and(page.locator(`[data-id="${node.id}"]`));
    assert.equal(await found.count(), 1, `${node.role} "${node.name}"`);
    const box = await found.boundingBox();
    [box.x, box.y, box.width, box.height].forEach((value, i) =>
      assert.ok(Math.abs(value - node.rect[i]) < 0.6, `${node.id} lies at ${JSON.stringify(box)}, drawn at ${node.rect}`));
    if (node.help) {
      const described = await found.evaluate((element) => document.getElementById(element.getAttribute('aria-describedby')).textContent);
      assert.equal(described, node.help);
    }
    for (const [i, rect] of (node.optionRects ?? []).entries()) {
      if (node.role === 'list') continue;  // the browser's own drop-down
      const option = await found.locator('> *').nth(i).boundingBox();
      assert.ok(Math.abs(option.x - rect[0]) < 0.6 && Math.abs(option.width - rect[2]) < 0.6, `${node.options[i]} lies over its drawing`);
    }
  }
});

const fieldValue = (page, id) => page.evaluate((wanted) => attentionLab.nodes().find((node) => node.id === wanted).value ?? '', id);

test('an input methods enter belongs to the input method', async (t) => {
  const { page } = await openLab(t);
  const node = await nodeNamed(page, 'textField', '横轴标签');
  await page.getByRole('textbox', { name: '横轴标签' }).focus();
  const session = await page.context().newCDPSession(page);
  await session.send('Input.imeSetComposition', { text: '注意', selectionStart: 2, selectionEnd: 2 });
  await page.evaluate(() => document.activeElement.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true })));
  await idle(page);
  assert.equal(await fieldValue(page, node.id), '', 'nothing is taken over while composing');
  await session.send('Input.insertText', { text: '注意力' });
  await page.keyboard.press('Enter');
  await idle(page);
  assert.equal(await fieldValue(page, node.id), '注意力');
});

test('what is announced twice is said twice, and what is no longer true is taken back', async (t) => {
  const { page } = await openLab(t);
  const said = await page.evaluate(async (folder) => {
    const { announce, withdraw } = await import(`./${folder}/outgoing.mjs`);
    const region = document.getElementById('announcement');
    announce('同一句');
    const first = region.textContent;
    announce('同一句');
    const second = region.textContent;
    withdraw('另一句');
    const other = region.textContent;
    withdraw('同一句');
    return [first, second, region.getAttribute('aria-live'), other, region.textContent];
  }, LOADED());
  assert.notEqual(said[0], said[1]);
  assert.equal(said[1].trim(), '同一句');
  assert.equal(said[2], 'polite');
  assert.equal(said[3], said[1], 'something else has been said since');
  assert.equal(said[4], '');
});

test('the wheel with ctrl zooms a heatmap once it is active', async (t) => {
  const { page } = await openLab(t);
  const grid = await nodeNamed(page, 'grid', /./);
  const at = await middleOf(page, grid);
  const shown = () => page.screenshot({ clip: { x: grid.rect[0], y: grid.rect[1], width: grid.rect[2], height: grid.rect[3] } });
  await page.mouse.click(at.x, at.y);
  await page.mouse.move(1, 1);
  await idle(page);
  const all = await shown();
  await page.mouse.move(at.x, at.y);
  await page.keyboard.down('Control');
  for (let i = 0; i < 3; i += 1) await page.mouse.wheel(0, -120);
  await page.keyboard.up('Control');
  await pause(100);
  await page.mouse.move(1, 1);
  await idle(page);
  assert.ok(!(await shown()).equals(all), 'zoomed in');
  assert.equal(await page.evaluate(() => scrollY), 0);
});

/** One finger or two, as the browser gets them from a touch screen. */
async function fingers(page, ...steps) {
  const session = await page.context().newCDPSession(page);
  for (const [type, ...points] of steps) {
    await session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
    await pause(16);
  }
  await pause(100);
  await idle(page);
}

test('on a phone a tap presses and leaves no hover behind', async (t) => {
  const { page } = await openLab(t, { ...PHONE, hasTouch: true });
  const map = await nodeNamed(page, 'choice', '颜色映射');
  await page.evaluate((y) => scrollTo(0, y - 600), map.rect[1]);  // below the pinned picture
  await idle(page);
  const scroll = await page.evaluate(() => scrollY);
  const [x, y, width, height] = map.optionRects[2];
  await page.touchscreen.tap(x + width / 2, y + height / 2 - scroll);
  await pause(100);
  await idle(page);
  assert.equal((await nodeNamed(page, 'choice', '颜色映射')).selected, 2);
});

test('on a phone a vertical pan over the picture scrolls the page', async (t) => {
  const { page } = await openLab(t, { width: 390, height: 500, hasTouch: true });
  assert.ok(await page.evaluate(() => document.documentElement.scrollHeight > innerHeight + 100), 'the content is taller than the screen');
  const moves = Array.from({ length: 12 }, (_, i) => ['touchMove', [200, 400 - 20 * (i + 1)]]);
  await fingers(page, ['touchStart', [200, 400]], ...moves, ['touchEnd']);
  assert.ok(await page.evaluate(() => scrollY) > 50);
});

test('on a phone two fingers zoom the picture once the lab is active', async (t) => {
  const { page } = await openLab(t, { ...PHONE, hasTouch: true });
  const { rect } = await nodeNamed(page, 'grid', /./);
  const [x, y] = [rect[0] + rect[2] / 2, rect[1] + rect[3] / 2];
  const shown = () => page.screenshot({ clip: { x: rect[0], y: rect[1], width: rect[2], height: rect[3] } });
  await fingers(page, ['touchStart', [x, y]], ['touchEnd']);
  const before = await shown();
  const spread = Array.from({ length: 10 }, (_, i) => ['touchMove', [x - 20 - 8 * i, y], [x + 20 + 8 * i, y]]);
  await fingers(page, ['touchStart', [x - 20, y]], ['touchStart', [x - 20, y], [x + 20, y]], ...spread, ['touchEnd']);
  assert.ok(!(await shown()).equals(before), 'zoomed in');
  assert.equal(await page.evaluate(() => visualViewport.scale), 1, 'the picture, not the page');
});
