// The scene 训练, used whole by role and name: played, paused, scrubbed, a head switched off, shared as a link;
// and its dates: typed, translated, another format, a row chosen.
import assert from 'node:assert/strict';
import { check, openLab, SAME_EVERYWHERE } from '../engines/lab.mjs';

const SMALL = { width: 360, height: 300 };  // where hundreds of frames are drawn, without a graphics card
const opened = async (t, link = '', size = { height: 1400 }) => {
  const lab = await openLab(t, { address: `/?lang=en#scene=training${link}`, ...size });
  const named = async (id) => (await lab.nodes()).find((node) => node.id === `training/${id}`);
  const text = async (id) => (await named(id)).name;
  const press = async (node, key = 'Enter') => {
    await lab.focus(node);
    await lab.press(key);
  };
  /** [the step that is shown, the steps that are trained] */
  const steps = async () => (await text('shown')).match(/step (\d+) .*?(?:the|last\);) (\d+)/).slice(1).map(Number);
  return { ...lab, named, text, press, steps };
};

check('it trains while it plays, not while it is paused, and any step can be looked at again', async (t) => {
  const lab = await opened(t);
  assert.match(await lab.text('says'), /^Nothing has been trained/);
  await lab.press(await lab.node('button', 'Play'));
  await lab.until(() => / of the (\d\d)/.test(attentionLab.nodes().find(({ id }) => id === 'training/shown').name));
  assert.doesNotMatch(await lab.run(() => location.hash), /steps=/, 'the link waits');
  assert.equal((await lab.nodes()).find(({ id }) => id === 'app/progress'), undefined);
  await lab.press(await lab.node('button', 'Pause'));
  await lab.idle();
  const [shown, trained] = await lab.steps();
  assert.equal(shown, trained);
  assert.match(await lab.state(), new RegExp(`steps=${trained}&shown=${trained}`));
  await lab.press(await lab.named('playback/position'), 'ArrowLeft');
  await lab.idle();
  assert.deepEqual(await lab.steps(), [trained - 1, trained]);
  await lab.press(await lab.node('button', 'One step'));
  await lab.press(await lab.node('button', 'One step'));
  await lab.idle();
  assert.deepEqual(await lab.steps(), [trained + 1, trained + 1], 'one more is trained');
});

check('a link trains to its step; a head is switched off; the link that is shared opens the same', SAME_EVERYWHERE, async (t) => {
  const lab = await opened(t, '&steps=40&shown=40&sequence=ABCABCAB');
  assert.deepEqual(await lab.steps(), [40, 40]);
  assert.match(await lab.text('continues/two'), /after C: [^,]+, (right|wrong); after A/);
  const before = await lab.text('continues/two');
  await lab.press(await lab.node('toggle', 'Switch layer 1 off'), ' ');
  await lab.idle();
  const [, sound, without] = (await lab.text('says')).match(/^With layer 1 off, accuracy goes from ([\d.]+)% to ([\d.]+)%/).map(Number);
  assert.ok(sound > 5 && sound < 60 && without < 60 && sound !== without, `${sound} ${without}`);
  assert.notEqual(await lab.text('continues/two'), before);
  const state = await lab.state();
  const other = await opened(t, state.slice(state.indexOf('&')));
  for (const id of ['says', 'shown', 'continues/two', 'continues/one']) assert.equal(await other.text(id), await lab.text(id));
});

check('dates: what is typed is translated and told, a link trains to its step, a chosen row says what it reads', SAME_EVERYWHERE, async (t) => {
  const lab = await opened(t, '&part=dates', SMALL);
  assert.match(await lab.text('says'), /^Nothing has been trained/);
  await lab.press(await lab.node('button', 'Train to the end'));
  await lab.idle();
  assert.match(await lab.text('end'), /^The run has ended itself/);
  assert.match(await lab.text('translation'), /^written 2026年11月22日星期日, right would be 2026年11月22日星期日: all right$/);
  assert.match(await lab.text('says'), /writing the year, it looks most at "2026".*writing the weekday, it looks most at "Sunday"/);
  const weights = async () => (await lab.text('reads')).match(/[\d.]+(?=;)/g).map(Number);
  const first = await weights();
  assert.ok(first[6] > 0.5, `the first digit of the year: ${first}`);
  await lab.press(await lab.named('alignment'), 'ArrowDown');
  await lab.press(await lab.named('alignment'), 'ArrowDown');
  await lab.idle();
  assert.notDeepEqual(await weights(), first);
  const state = await lab.state();
  const other = await opened(t, state.slice(state.indexOf('&')), SMALL);
  for (const id of ['says', 'shown', 'translation']) assert.equal(await other.text(id), await lab.text(id));
});

check('six runs of training keep no more than one of each part', SAME_EVERYWHERE, async (t) => {
  const lab = await opened(t, '', SMALL), memory = [];
  for (let run = 1; run <= 6; ++run) {
    await lab.run((hash) => { location.hash = hash; }, `lang=en&scene=training&${run % 2 ? `seed=${run}` : `part=dates&dates-seed=${run}`}`);
    await lab.until(() => !attentionLab.nodes().some(({ id }) => id === 'training/end'));
    await lab.idle();
    await lab.press(await lab.node('button', 'Train to the end'));
    await lab.idle();
    assert.ok(await lab.named('end'), 'it has ended');
    memory.push(await lab.run(() => attentionLab.memory));
  }
  const oneRun = 64 * 17_000 * 4;  // bytes of its snapshots
  assert.ok(memory.at(-1) - memory[1] < oneRun, memory.join(' '));
});
