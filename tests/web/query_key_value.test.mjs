// The scene 查询、键和值, used as a reader would: by role and name, with the keyboard, the mouse and a finger.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idle, middleOf, nodeNamed, PHONE, nodes, openLab } from './lab_page.mjs';

const TALL = { width: 1200, height: 1300 };  // the tables in view

/** Weights of one query by the formula, in double precision: softmax(q · k ÷ √d ÷ temperature). */
function weights(query, keys, temperature = 1) {
  const scores = keys.map((key) => key.reduce((sum, k, i) => sum + k * query[i], 0) / Math.sqrt(query.length) / temperature);
  const exponentials = scores.map((score) => Math.exp(score - Math.max(...scores)));
  const sum = exponentials.reduce((a, b) => a + b);
  return exponentials.map((e) => e / sum);
}

/** A table's numbers, from what a screen reader gets: "0.73", or "0.4 (was 0.73)" after an edit. */
async function table(page, name) {
  const rows = page.getByRole('grid', { name }).getByRole('row');
  const read = await rows.evaluateAll((all) => all.map((row) => [...row.querySelectorAll('[role=gridcell]')].map((cell) => cell.textContent)));
  return read.filter((cells) => cells.length > 0).map((cells) => cells.map((text) => Number(text.split(' (')[0].replace('−', '-'))));
}

async function weightsAreThoseOfTheFormula(page, temperature = 1) {
  const [queries, keys, shown] = [await table(page, /^Q /), await table(page, /^K /), await table(page, /^A /)];
  assert.equal(shown.length, queries.length);
  queries.forEach((query, i) => weights(query, keys, temperature).forEach((weight, j) => {
    assert.ok(Math.abs(weight - shown[i][j]) < 1e-5, `query ${i}, key ${j}: ${shown[i][j]}, by the formula ${weight}`);
  }));
  return shown;
}

const says = (page) => page.getByRole('status').filter({ hasText: /^(Query|查询)/ }).first().textContent();
const explained = (page) => page.getByRole('group', { name: 'Where this number comes from' }).getByRole('heading').textContent();

test('a cell is edited with the keyboard alone and the weights follow', async (t) => {
  const { page } = await openLab(t, { address: '#scene=query_key_value&lang=en', ...TALL });
  await weightsAreThoseOfTheFormula(page);
  const keys = page.getByRole('grid', { name: /^K keys/ });
  await keys.focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown']) await keys.press(key);  // the first puts the cursor down
  await keys.press('Enter');
  await idle(page);
  const field = page.getByRole('spinbutton', { name: 'K keys (5 × 2), coffee · readable' });
  assert.equal(await field.evaluate((element) => element === document.activeElement), true);
  await page.keyboard.type('3.25');
  await page.keyboard.press('Enter');
  await idle(page);
  assert.equal((await table(page, /^K /))[2][0], 3.25);
  assert.ok((await weightsAreThoseOfTheFormula(page))[0][2] > 0.7);
  assert.match(await says(page), /turned from key "book" to key "coffee"/);
  assert.equal(await keys.evaluate((element) => element === document.activeElement), true, 'the table has the focus again');
  assert.equal(await field.count(), 0);
  // Esc leaves the number as it was; what is no number is refused.
  for (const [typed, leave] of [['7', 'Escape'], ['much', 'Enter']]) {
    await page.keyboard.press('Enter');
    await idle(page);
    await page.keyboard.type(typed);
    await page.keyboard.press(leave);
    await idle(page);
    assert.equal((await table(page, /^K /))[2][0], 3.25, typed);
  }
  assert.equal(await field.inputValue(), 'much', 'what was refused can be mended');
  await page.keyboard.press('Escape');
  await idle(page);
  assert.equal(await field.count(), 0);
  await page.keyboard.press('Control+z');
  await idle(page);
  assert.equal((await table(page, /^K /))[2][0], -0.5);
  await page.keyboard.press('Control+Shift+z');
  await idle(page);
  assert.equal((await table(page, /^K /))[2][0], 3.25);
});

test('a cell is edited with the mouse and the next press takes it over', async (t) => {
  const { page } = await openLab(t, { address: '#scene=query_key_value&lang=en', ...TALL });
  const grid = await nodeNamed(page, 'grid', /^Q queries/);
  const [x, y, width, height] = grid.rect;
  await page.mouse.click(x + width / 4, y + height / 4);
  await idle(page);
  await page.keyboard.type('-2');
  await page.mouse.click(x + width / 4, y + 3 * height / 4);  // another cell
  await idle(page);
  assert.equal((await table(page, /^Q /))[0][0], -2);
  await page.keyboard.type('1e1');
  await page.keyboard.press('Tab');
  await idle(page);
  assert.equal((await table(page, /^Q /))[1][0], 10);
  await weightsAreThoseOfTheFormula(page);
});

test('points move with the arrow keys with the mouse and with a finger', async (t) => {
  const { page } = await openLab(t, { address: '#scene=query_key_value&lang=en', ...TALL, hasTouch: true });
  const book = page.getByRole('application', { name: /^Key book/ });
  const before = (await table(page, /^K /))[4];
  await book.focus();
  await book.press('ArrowLeft');
  await book.press('ArrowUp');
  await idle(page);
  const stepped = (await table(page, /^K /))[4];
  assert.ok(stepped[0] < before[0] && stepped[1] > before[1], `${before} → ${stepped}`);
  await weightsAreThoseOfTheFormula(page);

  const drag = async (name, by, put) => {
    const { x, y } = await middleOf(page, await nodeNamed(page, 'point', name));
    await put(x, y, by);
    await idle(page);
    return weightsAreThoseOfTheFormula(page);
  };
  const withMouse = async (x, y, by) => {
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + by / 2, y, { steps: 4 });
    await page.mouse.move(x + by, y, { steps: 4 });
    await page.mouse.up();
  };
  const client = await page.context().newCDPSession(page);
  const withFinger = async (x, y, by) => {
    const touch = (type, ...points) => client.send('Input.dispatchTouchEvent', { type, touchPoints: points });
    // All at once: a busy machine, waited for in between, would make a finger of it that stays where it is.
    await Promise.all([touch('touchStart', { x, y }), ...Array.from({ length: 8 }, (_, i) => touch('touchMove', { x: x + (by * (i + 1)) / 8, y })), touch('touchEnd')]);
  };
  await drag('Key book', -60, withMouse);
  const dragged = (await table(page, /^K /))[4];
  assert.ok(dragged[0] < stepped[0] - 0.5, `${dragged}`);
  assert.equal(dragged[1], stepped[1]);
  const wish = (await table(page, /^Q /))[0];
  await drag('Query want to read', -80, withFinger);
  const moved = (await table(page, /^Q /))[0];
  assert.ok(moved[0] < wish[0] - 0.5, `${wish} → ${moved}`);
  // The finger, the mouse, the keys: one step if they came within half a second, which a busy machine may not manage.
  const now = async () => JSON.stringify([(await table(page, /^Q /))[0], (await table(page, /^K /))[4]]);
  let steps = 0;
  for (; steps < 4 && await now() !== JSON.stringify([wish, before]); ++steps) {
    await page.keyboard.press('Control+z');
    await idle(page);
  }
  assert.deepEqual(await now(), JSON.stringify([wish, before]));
  assert.ok(steps >= 3, `${steps} steps`);
});

test('a mask is painted with a finger and with the keyboard', async (t) => {
  const { page } = await openLab(t, { address: '#scene=query_key_value&lang=en&mask=painted', ...PHONE, hasTouch: true });
  const client = await page.context().newCDPSession(page);
  const mask = page.getByRole('grid', { name: /^Mask/ });
  await mask.focus();
  await idle(page);
  const { rect: [x, y, width, height] } = await nodeNamed(page, 'grid', /^Mask/);
  const scrolled = await page.evaluate(() => scrollY);
  const cell = (column) => ({ x: x + (width * (column + 0.5)) / 5, y: y - scrolled + height / 4 });
  const touch = (type, ...points) => client.send('Input.dispatchTouchEvent', { type, touchPoints: points });
  await touch('touchStart', cell(1));
  await touch('touchMove', cell(1.6));
  await touch('touchMove', cell(2));
  await touch('touchMove', cell(3));
  await touch('touchEnd');
  await idle(page);
  assert.deepEqual(await table(page, /^Mask/), [[1, 0, 0, 0, 1], [1, 1, 1, 1, 1]]);
  const shown = (await table(page, /^A /))[0];
  assert.deepEqual(shown.slice(1, 4), [0, 0, 0]);
  assert.ok(Math.abs(shown[0] + shown[4] - 1) < 1e-5);
  assert.equal(await page.evaluate(() => scrollY), scrolled, 'painting does not scroll the page');
  await mask.press('Home');
  await mask.press('Space');
  await idle(page);
  assert.deepEqual((await table(page, /^Mask/))[0], [0, 0, 0, 0, 1]);
  assert.match(await says(page), /sees only key "book"/);
  await mask.press('End');
  await mask.press('Space');
  await idle(page);
  assert.match(await says(page), /sees no key: all its weights are 0/);
});

test('any number explains itself by keyboard and by mouse', async (t) => {
  const { page } = await openLab(t, { address: '#scene=query_key_value&lang=en', ...TALL });
  const scores = page.getByRole('grid', { name: /^S scores/ });
  await scores.focus();
  await scores.press('Home');
  await scores.press('ArrowRight');
  await idle(page);
  assert.equal(await explained(page), 'Score: query "want to read", key "paper" = 1.697');
  assert.match(await page.getByRole('group', { name: 'Where this number comes from' }).textContent(), /2 times 1\.2 plus 0 times \(−0\.4\).*2\.4 divided by the square root of 2 equals 1\.697/s);
  const { rect: [x, y, width, height] } = await nodeNamed(page, 'grid', /^O output/);
  await page.mouse.click(x + width * 0.75, y + height * 0.25 - await page.evaluate(() => scrollY));
  await idle(page);
  assert.match(await explained(page), /^Output: query "want to read", column "energy" = 1\.5/);
  // Live while a slider moves: the number, its derivation and the sentence are the core's.
  await page.getByRole('slider', { name: 'Temperature' }).fill('0.5');
  await idle(page);
  const shown = await weightsAreThoseOfTheFormula(page, 0.5);
  assert.match(await says(page), new RegExp(`weight went from 0\\.73 to ${shown[0][4].toFixed(2)}`));
});

test('every example scoring function and mask is chosen by name', async (t) => {
  const { page } = await openLab(t, { address: '#scene=query_key_value&lang=en', ...TALL });
  const choose = async (group, name) => {
    const radio = page.getByRole('radiogroup', { name: group, exact: true }).getByRole('radio', { name, exact: true });
    await radio.focus();
    await page.keyboard.press('Space');
    await idle(page);
    assert.equal(await radio.isChecked(), true, name);
    assert.ok((await says(page)).length > 10, `${name} is narrated`);
    for (const row of await table(page, /^A /)) {
      const sum = row.reduce((a, b) => a + b);
      assert.ok(Math.abs(sum - 1) < 1e-4 || sum === 0, `${name}: a row sums to ${sum}`);
    }
  };
  const names = async (group) => page.getByRole('radiogroup', { name: group, exact: true }).getByRole('radio')
    .evaluateAll((all) => all.map((radio) => radio.getAttribute('aria-label')));
  for (const group of ['Example', 'Scoring function', 'Mask']) {
    const all = await names(group);
    assert.equal(all.length, { Example: 7, 'Scoring function': 9, Mask: 4 }[group]);
    for (const name of all) await choose(group, name);
  }
  await choose('Example', 'A wish to read');
  await choose('Mask', 'None');
  await page.getByRole('button', { name: 'Add a key–value pair' }).press('Enter');
  await page.getByRole('button', { name: 'Remove the last query' }).press('Enter');
  await idle(page);
  assert.deepEqual([(await table(page, /^A /)).length, (await table(page, /^A /))[0].length], [1, 6]);
  await weightsAreThoseOfTheFormula(page);
  await page.getByRole('switch', { name: /^Self-attention/ }).press('Space');
  await idle(page);
  assert.equal((await table(page, /^X inputs/)).length, 6);
  assert.ok((await nodes(page)).every((node) => !/NaN|undefined/.test(`${node.name}${node.value ?? ''}`)));
});

test('on a phone a tapped number is worked out at the bottom and its steps are one tap away', async (t) => {
  const { page } = await openLab(t, { address: '#scene=query_key_value&lang=en', ...PHONE, hasTouch: true });
  const { rect: [x, y, width, height] } = await nodeNamed(page, 'grid', /^A weights/);
  await page.evaluate((top) => scrollTo(0, top - 600), y);
  await idle(page);
  const scrolled = await page.evaluate(() => scrollY);
  await page.touchscreen.tap(x + width * 0.5, y + height * 0.25 - scrolled);
  await idle(page);
  const strip = page.getByRole('button', { name: /^Weight: query "want to read", key "coffee" = 0\.01\d*, step by step$/ });
  const box = await strip.boundingBox();
  assert.ok(Math.abs(box.y + box.height - PHONE.height) < 1, 'it ends at the bottom of what is seen');
  await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
  await idle(page);
  assert.equal(await strip.count(), 0);
  const derivation = await page.getByRole('heading', { name: /^Weight: query/ }).boundingBox();
  assert.ok(derivation.y >= 0 && derivation.y < PHONE.height / 2, `its steps are in view: ${derivation.y}`);
});
