// The scene 自注意力和位置编码, used whole by role and name: a sentence of one's own, shuffled; positions; three layers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, openLab, PHONE, SAME_EVERYWHERE } from '../engines/lab.mjs';
import { ROOT } from '../place.mjs';

const { tolerance, states } = JSON.parse(readFileSync(join(ROOT, 'tests/golden/self_attention_states.json')));

const opened = async (t, link = '', options = {}) => {
  const lab = await openLab(t, { address: `/?lang=en#scene=self_attention${link}`, height: 1000, ...options });
  const named = async (id) => {
    const found = (await lab.nodes()).find((node) => node.id === `self_attention/${id}`);
    assert.ok(found, `there is ${id}`);
    return found;
  };
  const says = async () => (await named('says')).name;
  const turn = async (node, key, option) => {
    await lab.focus(node, option);
    await lab.press(key);
    await lab.idle();
  };
  /** Gives a text field this text, as a paste does, and takes it over. */
  const write = async (id, text) => {
    await lab.focus(await named(id));
    await lab.run((value) => {
      document.activeElement.value = value;
      document.activeElement.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }, text);
    await lab.press('Enter');
    await lab.idle();
  };
  const matrix = (name) => lab.run((wanted) => [...window.attentionLab.result().matrices.find((each) => each.name === wanted).data], name);
  return { ...lab, named, says, turn, write, matrix };
};

check('sentences, positions and layers have the numbers that they have natively', async (t) => {
  const lab = await opened(t);
  for (const { link, matrices } of states) {
    await lab.run((state) => window.attentionLab.setState(state), `scene=self_attention${link}`);
    await lab.idle();
    for (const [name, expected] of Object.entries(matrices)) {
      const ours = await lab.matrix(name);
      assert.equal(ours.length, expected.length, `${link} ${name}`);
      expected.forEach((number, i) => assert.ok(Math.abs(ours[i] - number) <= tolerance, `${link} ${name} ${i}: ${ours[i]} ${number}`));
    }
  }
});

check("a sentence of one's own is split, its tokens are edited, and it stands in the link", async (t) => {
  const lab = await opened(t);
  const field = await lab.node('textField', 'Sentence');
  assert.equal(field.value, 'I like tea, and you like tea too.');
  await lab.focus(field);
  await lab.press('a', 'Control');
  await lab.type('喝茶 too');
  await lab.press('Enter');
  await lab.idle();
  assert.deepEqual((await lab.named('token')).options, ['1 喝', '2 茶', '3 too']);
  await lab.write('sentence', '我爱 tea👩‍👩‍👧, שלום!');
  assert.deepEqual((await lab.named('token')).options, ['1 我', '2 爱', '3 tea', '4 👩‍👩‍👧', '5 ,', '6 שלום', '7 !']);
  await lab.turn(await lab.named('split'), 'ArrowRight', 'Words');
  assert.deepEqual((await lab.named('token')).options.slice(0, 2), ['1 我爱', '2 tea']);
  await lab.write('token-text', 'black tea');
  assert.match(decodeURIComponent(await lab.state()), /sentence=我爱\|black tea\|/);
  await lab.write('sentence', 'x'.repeat(10000));
  assert.ok((await lab.nodes()).some(({ name }) => /Too long: at most 512 bytes/.test(name)), 'what is too long is cut with a sentence');
});

check('the chosen token leads by keys, and a weight and an output are derived', SAME_EVERYWHERE, async (t) => {
  const lab = await opened(t);
  await lab.turn(await lab.named('token'), 'ArrowRight', '2 like');
  assert.match(await lab.says(), /^"tea" \(token 3\) asks who is like me/);
  await lab.turn(await lab.node('grid', 'Attention weights'), 'ArrowDown');
  assert.match((await lab.named('explanation/title')).name, /that "," \(token 4\) gives "like"/);
  await lab.turn(await lab.node('grid', 'Outputs'), 'ArrowRight');
  assert.match((await lab.named('explanation/title')).name, /^Output number 2 of ","/);
});

check('shuffled words are a bag, but for positions, and the question about it is judged by shuffling', SAME_EVERYWHERE, async (t) => {
  const lab = await opened(t, '&question=bag-of-words', { ...PHONE, isTouch: true });
  await lab.turn(await lab.node('button', 'Shuffle the words'), 'Enter');
  assert.match(await lab.says(), /a bag of words/);
  await lab.turn(await lab.node('toggle', 'Position encoding'), ' ');
  assert.match(await lab.says(), /the order means something/);
  const prediction = await lab.named('question/prediction');
  await lab.turn(prediction, 'ArrowRight', prediction.options[0]);
  await lab.turn(await lab.named('question/check'), 'Enter');
  assert.match((await lab.named('question/answer')).name, /^Right/);
  await lab.turn(await lab.node('button', 'In order again'), 'Enter');
  assert.doesNotMatch(await lab.state(), /shuffle=/);
});

check('positions and layers are reached by the index and turned by keys', SAME_EVERYWHERE, async (t) => {
  const lab = await opened(t);
  await lab.turn(await lab.node('tabs', 'Parts of this page'), 'ArrowRight', 'A sentence');
  assert.match(await lab.state(), /part=positions/);
  assert.match(await lab.says(), /P sub 1 has squared norm 16\.000/);
  await lab.turn(await lab.node('slider', 'Shift δ'), 'Home');
  assert.match((await lab.named('explanation/title')).name, /Position 1 → −58/);
  await lab.turn(await lab.node('grid', 'Position encoding P'), 'ArrowRight');
  assert.match((await lab.named('explanation/title')).name, /columns 6 and 7/);
  await lab.turn(await lab.node('tabs', 'Parts of this page'), 'ArrowRight', 'Positions');
  assert.match(await lab.says(), /convolution 7, recurrence 8/);
  await lab.turn(await lab.node('slider', 'Kernel k'), 'Home');
  assert.match(await lab.says(), /convolution never enough/);
});
