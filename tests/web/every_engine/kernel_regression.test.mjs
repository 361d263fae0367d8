// The scene 注意力汇聚, used whole by role and name: data, query, width, kernel, points, heatmap,
// derivations, learning, questions.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, openLab, PHONE, SAME_EVERYWHERE } from '../engines/lab.mjs';
import { ROOT } from '../place.mjs';

const { x_train: XS, y_train: YS } = JSON.parse(readFileSync(join(ROOT, 'tests/golden/core_book_points.json')));

/** Weights and prediction by the formula, in double precision. */
function attended(x, width) {
  const weights = XS.map((each) => Math.exp(-(((x - each) / width) ** 2) / 2));
  const sum = weights.reduce((a, b) => a + b);
  return { weights: weights.map((weight) => weight / sum), prediction: weights.reduce((all, weight, i) => all + weight * YS[i], 0) / sum };
}

const opened = async (t, link = '', options = {}) => {
  const lab = await openLab(t, { address: `/?lang=en#scene=kernel_regression${link}`, height: 1000, ...options });
  const named = async (id) => (await lab.nodes()).find((node) => node.id === `kernel_regression/${id}`);
  const says = async () => (await named('says')).name;
  const press = async (node, key, option) => {
    await lab.focus(node, option);
    await lab.press(key);
    await lab.idle();
  };
  return { ...lab, named, says, press };
};

check('query width and kernel are moved by keys and the prediction is that of the formula', async (t) => {
  const lab = await opened(t);
  assert.ok((await lab.says()).includes(`prediction ${attended(2.5, 1).prediction.toFixed(2)}`), await lab.says());
  await lab.press(await lab.named('query'), 'ArrowRight');
  assert.ok((await lab.says()).includes(`prediction ${attended(2.6, 1).prediction.toFixed(2)}`), await lab.says());
  await lab.press(await lab.node('slider', /^Width/), 'Home');
  assert.match(await lab.state(), /width=0\.05/);
  assert.ok((await lab.says()).includes(`prediction ${attended(2.6, 0.05).prediction.toFixed(2)}`), await lab.says());
  await lab.press(await lab.node('choice', 'Kernel'), 'ArrowRight', 'Gaussian');
  assert.match(await lab.state(), /kernel=boxcar/);
});

check('a point is chosen by keys, explains its weight, is moved and deleted, and undo brings it back', SAME_EVERYWHERE, async (t) => {
  const lab = await opened(t);
  await lab.press(await lab.node('button', 'Next'), 'Enter');
  const { weights } = attended(2.5, 1);
  const shown = Number((await lab.named('explanation/title')).name.match(/^The weight of point 1 = (.*)$/)[1]);
  assert.ok(Math.abs(shown / weights[0] - 1) < 1e-3, `${shown} ${weights[0]}`);
  const before = (await lab.named('point/0')).value;
  await lab.press(await lab.named('point/0'), 'ArrowUp');
  assert.notEqual((await lab.named('point/0')).value, before);
  await lab.press(await lab.node('button', 'Delete this point'), 'Enter');
  assert.match((await lab.named('numbers')).name, /of 49\./);
  await lab.press(await lab.node('button', /^Undo/), 'Enter');
  assert.match((await lab.named('numbers')).name, /of 50\./);
});

check('learning goes step by step to the numbers of the book, explains its gradient, and overshoots on demand', SAME_EVERYWHERE, async (t) => {
  const lab = await opened(t);
  await lab.press(await lab.node('toggle', /^Learn w/), ' ');
  for (const w of ['2.61', '3.84', '4.46', '4.96', '5.38']) {
    await lab.press(await lab.node('button', 'One step'), 'Enter');
    assert.ok((await lab.says()).includes(`w = ${w}`), `${w}: ${await lab.says()}`);
  }
  assert.ok(await lab.node('text', /^✓ The book's five losses/));
  for (const from of ['Prediction', 'Weight']) await lab.press(await lab.node('choice', 'How it is computed'), 'ArrowRight', from);
  assert.match((await lab.named('explanation/title')).name, /^The gradient dL\/dw at w = 5\.38.* = −0\.7135$/);
  await lab.press(await lab.node('button', 'See it overshoot'), 'Enter');
  assert.match((await lab.named('learning/overshot')).name, /from 0\.50 to 16\.92/);
  await lab.press(await lab.node('button', "The book's five steps"), 'Enter');
  assert.ok((await lab.says()).startsWith('After 5 steps: w = 5.38'), await lab.says());
});

check('points are generated, one is added at the query, the heatmap asks for its row, and the next w is foretold', async (t) => {
  const lab = await opened(t);
  for (const from of ["The book's", 'Noise-free']) await lab.press(await lab.node('choice', 'Data'), 'ArrowRight', from);
  await lab.press(await lab.node('slider', 'Points n'), 'End');
  assert.match((await lab.named('numbers')).name, /of 200\./);
  const [left, top, width] = (await lab.named('plane')).rect, place = [left + width * 0.3, top + 12 - await lab.run(() => scrollY)];
  await lab.click(...place);
  await lab.idle();
  await lab.press(await lab.node('button', 'Add a point'), 'Enter');
  assert.match((await lab.named('numbers')).name, /of 201\./);
  assert.match(await lab.says(), /Query x = 1\.5/);
  await lab.press(await lab.named('heat'), 'ArrowDown');
  assert.match(await lab.says(), /Query x = 1\.60/);
  await lab.run(() => { window.attentionLab.setState('scene=kernel_regression&lang=en&data=noise-free&question=overshoot'); });
  await lab.idle();
  await lab.press(await lab.named('question/prediction'), 'End');
  await lab.press(await lab.named('question/check'), 'Enter');
  assert.match((await lab.named('question/answer')).name, /16\.92/);
});

check('a real drag moves a point, a real click the query, and the heatmap follows', async (t) => {
  const lab = await opened(t);
  const plane = await lab.named('plane');
  const [, , width, height] = plane.rect, [left, top] = [plane.rect[0], plane.rect[1] - await lab.run(() => scrollY)];
  await lab.click(left + width * 0.61, top + height * 0.03);
  await lab.idle();
  assert.match(await lab.state(), /query=3\.0/);
  const [x, y] = [left + (XS[0] / 5) * width, top + ((5 - YS[0]) / 6) * height];
  await lab.drag([x, y], [x + 20, y - 20], [x + 40, y - 60]);
  await lab.idle();
  assert.match(await lab.state(), /[?&]x=/);
  assert.match((await lab.named('explanation/title')).name, /^The weight of point 1 /);
  const { cursorRow } = await lab.named('heat');
  assert.ok(Math.abs(cursorRow - 30) <= 1, `${cursorRow}`);
});

check('on a phone the question is answered with a finger and judged by what is computed', SAME_EVERYWHERE, async (t) => {
  const lab = await opened(t, '&question=bandwidth', { ...PHONE, isTouch: true });
  await lab.press(await lab.named('question/prediction'), 'ArrowRight', (await lab.named('question/prediction')).options[0]);
  await lab.press(await lab.named('question/check'), 'Enter');
  assert.match((await lab.named('question/answer')).name, /^Right: Nearest neighbour/);
});
