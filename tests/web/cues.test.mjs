// The scene 注意力提示, walked through by role and name as a reader would.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idle, middleOf, nodeNamed, PHONE, openLab } from './lab_page.mjs';

const THINGS = ['newspaper', 'paper', 'coffee', 'notebook', 'book'];

/** The weights by the model's formula, in double precision: softmax(q · k ÷ 0.25). */
function weights(query, drinkable) {
  const keys = [[0.1, 0, 0.3, 1, 0], [0.1, 0, 0.5, 0.2, 0.1], [0.9, drinkable, 0, 0, 0], [0.1, 0, 0.2, 0, 1], [0.1, 0, 1, 0, 0]];
  const exponentials = keys.map((key) => Math.exp(key.reduce((sum, k, i) => sum + k * query[i], 0) / 0.25));
  const sum = exponentials.reduce((a, b) => a + b);
  return exponentials.map((e) => (e / sum).toFixed(2));
}

const shownWeights = (page) => page.evaluate((things) => things.map((thing) =>
  attentionLab.nodes().find((node) => node.id === `cues/thing/${thing}`).name.match(/0\.\d\d|1\.00/)[0]), THINGS);
const says = (page) => page.getByRole('status').filter({ hasText: /目光|gaze|权重|weight/ }).first();

for (const [size, name] of [[{}, 'wide'], [PHONE, 'narrow']]) {
  test(`the four steps of the story have the weights of the formula ${name}`, async (t) => {
    const { page } = await openLab(t, { address: '#scene=cues&lang=zh', ...size });
    for (const [step, query, drinkable, sentence] of [
      ['1 红杯子', [1, 0, 0, 0, 0], 1, /红色的咖啡.*不由自主/],
      ['2 喝完咖啡', [1, 0, 0, 0, 0], 0, /咖啡喝完了.*红杯子/],
      ['3 想读书', [0.55, 0, 0.45, 0, 0], 0, /想读书.*难分高下/],
      ['4 书', [0.1, 0, 0.9, 0, 0], 0, /意志把目光从喝空了的红杯子移到书/]]) {
      await page.getByRole('button', { name: step, exact: true }).press('Enter');
      await idle(page);
      assert.deepEqual(await shownWeights(page), weights(query, drinkable), step);
      assert.match(await says(page).textContent(), sentence);
      assert.equal(await page.getByRole('button', { name: step, exact: true }).getAttribute('aria-current'), 'step');
    }
  });
}

test('every control is found by role and name and does what it says', async (t) => {
  const { page } = await openLab(t, { address: '#scene=cues&lang=en' });
  const weight = async (thing) => Number((await shownWeights(page))[THINGS.indexOf(thing)]);
  const choose = async (name, group) => {
    await page.getByRole('radiogroup', { name: group }).getByRole('radio', { name, exact: true }).focus();
    await page.keyboard.press('Space');
    await idle(page);
  };
  const set = async (name, value) => {
    await page.getByRole('slider', { name, exact: true }).fill(String(value));
    await idle(page);
  };
  await choose('Read', 'Wish');
  assert.ok(await weight('book') > 0.5);
  assert.match(await says(page).textContent(), /moves only attention pooling, of all five/);
  await set('How strong is the will?', 0);
  assert.ok(await weight('coffee') > 0.8);
  await set('Temperature', 2);
  assert.ok(await weight('coffee') < 0.3);
  await page.getByRole('button', { name: '1 Red cup' }).press('Enter');
  await choose('Book', 'What is red?');
  assert.ok(await weight('book') > 0.8);
  await set('Newspaper', 1);
  assert.ok(await weight('newspaper') > weights([1, 0, 0, 0, 0], 1)[0]);
  await page.getByRole('switch', { name: 'The coffee is drunk' }).press('Space');
  await idle(page);
  await page.getByRole('button', { name: 'Mix several wishes' }).press('Enter');
  await idle(page);
  await set('To take notes', 0.5);
  assert.match(await says(page).textContent(), /You want to take notes/);
  await page.getByRole('button', { name: 'Got it' }).press('Enter');
  await idle(page);
  assert.equal(await page.getByRole('button', { name: 'Got it' }).count(), 0);
  await page.getByRole('button', { name: /^Book: weight/ }).press('Enter');
  await idle(page);
  assert.ok(await page.getByText(/Book: where does the weight .* come from\?/).count() > 0);
  await page.getByRole('button', { name: 'Show the numbers' }).press('Enter');
  await idle(page);
  assert.ok(await nodeNamed(page, 'grid', 'Keys k, editable'));
});

test('a thing is tapped on the desk', async (t) => {
  const { page } = await openLab(t, { address: '#scene=cues&lang=en&step=4', ...PHONE, hasTouch: true });
  const { x, y } = await middleOf(page, await nodeNamed(page, 'button', /^Book: weight/));
  await page.touchscreen.tap(x, y);
  await idle(page);
  assert.ok(await nodeNamed(page, 'heading', /where does the weight/));
  assert.ok(await nodeNamed(page, 'text', /Salience 0\.10 times 0\.10 plus Read 0\.90 times 1\.00 equals 0\.910/));
});

test('the question mark lists the keys and takes the list away again', async (t) => {
  const { page } = await openLab(t, { address: '#scene=cues&lang=en' });
  const list = page.getByRole('group', { name: 'Keys and gestures' });
  await page.getByRole('slider', { name: 'Temperature' }).focus();
  assert.equal(await list.count(), 0);
  await page.keyboard.press('?');
  await idle(page);
  assert.match(await list.textContent(), /Ctrl\+Z · Ctrl\+Shift\+Z: undo, redo/);
  await list.getByRole('button', { name: 'Close' }).press('Enter');
  await idle(page);
  assert.equal(await list.count(), 0);
  assert.equal(await page.getByRole('button', { name: 'Keys and gestures' }).evaluate((element) => element === document.activeElement), true);
});
