// The scene 评分函数, used whole by role and name: masked softmax with its traps, two scorings, why ÷ √d, three masks.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, openLab, PHONE, SAME_EVERYWHERE } from '../engines/lab.mjs';
import { ROOT } from '../place.mjs';

const GOLDEN = JSON.parse(readFileSync(join(ROOT, 'tests/golden/scoring_torch.json')));
const SEED_1 = JSON.parse(readFileSync(join(ROOT, 'tests/golden/scoring_seed_1.json')));

const opened = async (t, link = '', options = {}) => {
  const lab = await openLab(t, { address: `/?lang=en#scene=scoring_functions${link}`, height: 1000, ...options });
  const named = async (id) => {
    const found = (await lab.nodes()).find((node) => node.id === `scoring_functions/${id}`);
    assert.ok(found, `there is ${id}`);
    return found;
  };
  const says = async () => (await named('says')).name;
  const press = async (node, key, option) => {
    await lab.focus(node, option);
    await lab.press(key);
    await lab.idle();
  };
  /** Its numbers; NaN as null, as in the golden file. */
  const matrix = (name) => lab.run((wanted) => {
    const { data } = window.attentionLab.result().matrices.find((each) => each.name === wanted);
    return [...data].map((number) => (Number.isNaN(number) ? null : number));
  }, name);
  const go = async (part) => press(await lab.node('tabs', 'Parts of this page'), 'Enter', part);
  return { ...lab, named, says, press, matrix, go };
};

const agree = (ours, theirs, tolerance) => theirs.forEach((expected, i) => {
  if (expected === null) assert.equal(ours[i], null, `${i} is NaN`);
  else assert.ok(ours[i] !== null && Math.abs(ours[i] - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${i}: ${ours[i]} ${expected}`);
});

check('masked softmax gives the numbers of PyTorch and of the book with every trap of the golden file', SAME_EVERYWHERE, async (t) => {
  const lab = await opened(t);
  for (const each of GOLDEN.softmax) {
    const isPerQuery = Array.isArray(each.valid_lens[0]);
    const lengths = each.valid_lens.flat().join();
    await lab.run((state) => window.attentionLab.setState(state), `scene=scoring_functions&scores=${each.scores.join()}&per-query=${isPerQuery ? 1 : 0}&${isPerQuery ? 'query' : 'sample'}-lengths=${lengths}`);
    await lab.idle();
    agree(await lab.matrix('as_in_book'), each.as_in_book, 2e-6);
    agree(await lab.matrix('as_in_pytorch'), each.as_in_pytorch, 2e-6);
    agree(await lab.matrix('masked_too_late'), each.masked_too_late, 2e-6);
  }
});

check('the traps are chosen by keys, and a weight explains itself in the way of its table', SAME_EVERYWHERE, async (t) => {
  const lab = await opened(t);
  const examples = await lab.node('choice', 'Example');
  await lab.press(examples, 'ArrowRight', 'Book: [2, 3]');
  assert.match(await lab.state(), /query-lengths|per-query=1/);
  await lab.press(await lab.node('choice', 'Example'), 'ArrowRight', 'Book: [[1, 3], [2, 4]]');
  assert.match(await lab.says(), /b1 q1 sees no key/);
  await lab.press(await lab.node('grid', 'As in PyTorch (−∞)'), 'ArrowRight');
  assert.match((await lab.named('explanation/title')).name, /As in PyTorch.* = NaN$/);
  await lab.press(await lab.node('grid', "As in the book's code (−1e6)"), 'ArrowRight');
  assert.match((await lab.named('explanation/title')).name, / = 0\.25$/);
});

check('the parts are reached by their index and have links, and the same seed has the same numbers as natively', SAME_EVERYWHERE, async (t) => {
  const lab = await opened(t);
  await lab.press(await lab.node('tabs', 'Parts of this page'), 'ArrowRight', 'Two scorings');
  assert.match(await lab.state(), /part=scale/);
  await lab.idle();
  const curves = await lab.matrix('curves');
  assert.equal(curves.length, SEED_1.curves.length);
  agree(curves, SEED_1.curves, SEED_1.tolerance);
  assert.match(await lab.says(), /d = 64: unscaled scores have variance/);
  await lab.press(await lab.node('slider', 'Width d'), 'Home');
  assert.match(await lab.state(), /d=1/);
  assert.match(await lab.says(), /changes nothing/);
});

check("additive and scaled dot product scores are PyTorch's, their operations counted, and the time is measured on demand", async (t) => {
  const [, each] = GOLDEN.scores;
  const lab = await opened(t, `&part=scores&q=${each.queries.join()}&k=${each.keys.join()}&wq=${each.w_q.join()}&wk=${each.w_k.join()}&wv=${each.w_v.join()}&n=8&m=8`);
  for (const name of ['additive', 'dot_product']) {
    agree(await lab.matrix(`${name}_scores`), each[name].scores, 1e-5);
    agree(await lab.matrix(`${name}_weights`), each[name].weights, 2e-6);
    agree(await lab.matrix(`${name}_output`), each[name].output, 5e-5);
  }
  const products = await lab.run(() => document.querySelector('[data-id="scoring_functions/operations"] [role=gridcell]').textContent);
  assert.equal(products, `${(8 + 8) * 32 * 32 + 8 * 8 * 32}`);
  await lab.press(await lab.node('button', 'Measure here'), 'Enter');
  assert.match((await lab.named('measure/says')).name, /^n = 8, m = 8, d = 32, h = 32: additive attention took .* times as long/);
});

check('masks are compared, and a question about them is judged by what is computed, on a phone, too', SAME_EVERYWHERE, async (t) => {
  const lab = await opened(t, '&question=true-means', { ...PHONE, isTouch: true });
  assert.match(await lab.state(), /part=masks/);
  await lab.press(await lab.named('question/prediction'), 'ArrowRight', (await lab.named('question/prediction')).options[0]);
  await lab.press(await lab.named('question/check'), 'Enter');
  assert.match((await lab.named('question/answer')).name, /^Right: Just the padding/);
  await lab.press(await lab.node('slider', 'Valid length'), 'Home');
  assert.match(await lab.says(), /sees 8 keys instead of 0 \(NaN\)/);
  assert.match((await lab.named('empty')).name, /PyTorch 2\.5/);
});
