// The scene 注意力汇聚, used as a reader would: by role and name, with the keyboard, a mouse and a finger.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { idle, nodeNamed, openLab, PHONE, ROOT } from './lab_page.mjs';

const BOOK = JSON.parse(readFileSync(join(ROOT, 'tests/golden/core_book_points.json')));

/** The prediction by the formula, in double precision. */
function predicted(x, width, { x_train: xs, y_train: ys } = BOOK) {
  const weights = xs.map((each) => Math.exp(-(((x - each) / width) ** 2) / 2));
  const sum = weights.reduce((a, b) => a + b);
  return weights.reduce((all, weight, i) => all + weight * ys[i], 0) / sum;
}

const says = (page) => page.getByRole('status').filter({ hasText: /prediction|预测|no key/ }).first().textContent();
const saysPrediction = async (page, x, width) => assert.ok((await says(page)).includes(`prediction ${predicted(x, width).toFixed(2)}`), `${x}, ${width}: ${await says(page)}`);

test('the query and the width are moved by keys and the prediction is that of the formula', async (t) => {
  const { page } = await openLab(t, { address: '#scene=kernel_regression&lang=en' });
  await saysPrediction(page, 2.5, 1);
  const query = page.getByRole('application', { name: /^Query x/ });
  await query.focus();
  await query.press('ArrowRight');
  await idle(page);
  await saysPrediction(page, 2.6, 1);
  await page.getByRole('slider', { name: /^Width/ }).fill('0.2');
  await idle(page);
  await saysPrediction(page, 2.6, 0.2);
  assert.match(await page.evaluate(() => attentionLab.getState()), /width=0\.2&query=2\.6/);
});

test('learning goes step by step to the numbers of the book', async (t) => {
  const { page } = await openLab(t, { address: '#scene=kernel_regression&lang=en' });
  await page.getByRole('switch', { name: /^Learn w/ }).press('Space');
  await idle(page);
  for (const w of ['2.61', '3.84', '4.46', '4.96', '5.38']) {
    await page.getByRole('button', { name: 'One step' }).press('Enter');
    await idle(page);
    assert.ok((await says(page)).includes(`w = ${w}`), `${w}: ${await says(page)}`);
  }
  await nodeNamed(page, 'text', /^✓ The book's five losses/);
});

test('two columns that are pasted are the points, and what is left out is said', async (t) => {
  const { page } = await openLab(t, { address: '#scene=kernel_regression&lang=en' });
  await page.evaluate(() => attentionLab.load({ name: 'points.csv', bytes: new TextEncoder().encode('0,1\n1,3\n2,nan\n') }));
  await idle(page);
  await nodeNamed(page, 'text', /of 2\..*1 row is not finite/);
});

test('on a phone a finger drags the query while the picture stays in view', async (t) => {
  const { page } = await openLab(t, { address: '#scene=kernel_regression&lang=en', ...PHONE, hasTouch: true });
  await page.evaluate(() => scrollTo(0, 300));
  await page.waitForFunction(() => {  // the frame after the scroll event
    const { rect } = attentionLab.nodes().find(({ id }) => id === 'kernel_regression/plane');
    return rect[1] >= scrollY && rect[1] < scrollY + 60;
  });
  const plane = await nodeNamed(page, 'grid', /^Training points/);
  const scroll = await page.evaluate(() => scrollY);
  await page.touchscreen.tap(plane.rect[0] + plane.rect[2] * 0.8, plane.rect[1] + 20 - scroll);
  await idle(page);
  assert.match(await says(page), /Query x = (3\.9|4\.0)/);
});
