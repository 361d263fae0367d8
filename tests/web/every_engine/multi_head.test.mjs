// The scene 多头注意力, used whole by role and name: the numbers of PyTorch, one number followed by keys and by the
// pointer, both wrong readings, heads switched off, the average, the questions.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, openLab, PHONE, SAME_EVERYWHERE } from '../engines/lab.mjs';
import { ROOT } from '../place.mjs';

const GOLDEN = JSON.parse(readFileSync(join(ROOT, 'tests/golden/multi_head_torch.json')));

const opened = async (t, link = '', options = {}) => {
  const lab = await openLab(t, { address: `/?lang=en#scene=multi_head${link}`, height: 1000, ...options });
  const named = async (id) => {
    const found = (await lab.nodes()).find((node) => node.id === `multi_head/${id}`);
    assert.ok(found, `there is ${id}`);
    return found;
  };
  const says = async (id = 'says') => (await named(id)).name;
  const press = async (node, key, option) => {
    await lab.focus(node, option);
    await lab.press(key);
    await lab.idle();
  };
  const matrix = (name) => lab.run((wanted) => [...window.attentionLab.result().matrices.find((each) => each.name === wanted).data], name);
  return { ...lab, named, says, press, matrix };
};

const agree = (ours, theirs, tolerance) => {
  assert.equal(ours.length, theirs.length);
  theirs.forEach((expected, i) => assert.ok(Math.abs(ours[i] - expected) <= tolerance, `${i}: ${ours[i]} ${expected}`));
};

const stateOf = (each) => `scene=multi_head&example=${each.example ?? 'random'}&seed=${each.seed}&n=${each.length}&d=${each.width}&h=${each.heads}`
  + `${each.lengths ? `&lengths=${each.lengths.join()}` : ''}${each.off?.length ? `&off=${each.off.join()}` : ''}`;

check('every example gives the numbers of nn.MultiheadAttention and of the book, heads off included', SAME_EVERYWHERE, async (t) => {
  const lab = await opened(t);
  const show = async (state) => {
    await lab.run((wanted) => window.attentionLab.setState(wanted), state);
    await lab.idle();
  };
  for (const each of GOLDEN.cases) {
    await show(stateOf(each));
    agree(await lab.matrix('weights'), each.weights, 2e-5);
    agree(await lab.matrix('mean_weights'), each.mean, 2e-5);
    agree(await lab.matrix('output'), each.left, 2e-4);
  }
  for (const [all, how] of [[GOLDEN.view_alone, 'view-alone'], [GOLDEN.length_first, 'mixed']]) {
    for (const each of all) {
      await show(`${stateOf(each)}&${how}=1`);
      agree(await lab.matrix('weights'), each.weights, 1e-5);
      agree(await lab.matrix('output'), each.output, 5e-5);
    }
  }
});

check('one number is followed by keys, its path is told, and view alone leads it elsewhere', SAME_EVERYWHERE, async (t) => {
  const lab = await opened(t);
  const grid = await lab.named('flow/split-q');
  assert.equal(grid.role, 'grid');
  for (const key of ['ArrowDown', 'ArrowDown', 'End']) await lab.press(await lab.named('flow/split-q'), key);
  await lab.idle();
  assert.match(await lab.says('path/number'), /\[0, 1, 1, 3\] = /);
  assert.match(await lab.says('path/indices'), /Q\[0, 1, 7\] → reshape \[0, 1, 1, 3\] → permute \[0, 1, 1, 3\] → merged with the batch \[1, 1, 3\]/);
  assert.match(await lab.says('path/from'), /X\[0, 1, 0:8\]/);
  await lab.press(await lab.named('view-alone'), ' ');
  await lab.idle();
  assert.match(await lab.says('path/from'), /X\[0, 2, 0:8\]/);
  await lab.press(await lab.named('path/close'), 'Enter');
  assert.match(await lab.says('path'), /choose any number/);
});

check('any stage answers the pointer, and a head that is off no longer reaches the output', async (t) => {
  const lab = await opened(t);
  await lab.click(...await lab.middle(await lab.named('flow/heads-out')));
  await lab.idle();
  assert.match(await lab.state(), /follow=heads-out/);
  const head = Number(/\[0, (\d)/.exec(await lab.says('path/number'))[1]);
  assert.match(await lab.says('path/to'), /concat.* → output\[0, \d, 0:8\]/);
  await lab.press(await lab.named(`on/${head}`), ' ');
  await lab.idle();
  assert.match(await lab.says('path/to'), /nowhere/);
  assert.match(await lab.says(), new RegExp(`Without head ${head} the output changes by up to`));
});

check("the book's heads are alike, h costs nothing, opposite heads average to grey, and d ÷ h must be whole", SAME_EVERYWHERE, async (t) => {
  const lab = await opened(t);
  await lab.press(await lab.named('example'), 'ArrowRight', 'Random');
  await lab.idle();
  assert.match(await lab.says(), /All 5 heads have the same weights\. Every key that is seen gets 0\.333\./);
  const products = await lab.run(() => [...document.querySelectorAll('[data-id="multi_head/costs"] [role=row]')].map((row) => row.querySelectorAll('[role=gridcell]')[1]?.textContent).filter(Boolean));
  assert.equal(new Set(products).size, 1);
  assert.equal(products.length, 5);
  await lab.press(await lab.named('example'), 'ArrowRight', "The book's");
  await lab.idle();
  assert.match(await lab.says(), /on average every key gets 0\.25, and no head can be told from that/);
  await lab.press(await lab.named('width'), 'ArrowRight');
  await lab.idle();
  await lab.run(() => window.attentionLab.setState('scene=multi_head&d=9&h=4'));
  await lab.idle();
  assert.match(await lab.says(), /4 heads cannot share 9 columns.*nearest, h = 3/);
});

check('the questions are judged by what is computed, on a phone, too', SAME_EVERYWHERE, async (t) => {
  for (const [question, answer] of [['slices', /^Right: All d columns/], ['averaged-heads', /Computed is: The same as no head's/], ['batch-first', /^Right: Words of the other sample/]]) {
    const lab = await opened(t, `&question=${question}`, { ...PHONE, isTouch: true });
    const prediction = await lab.named('question/prediction');
    await lab.press(prediction, 'ArrowRight', prediction.options[0]);
    await lab.press(await lab.named('question/check'), 'Enter');
    assert.match(await lab.says('question/answer'), answer);
  }
});
