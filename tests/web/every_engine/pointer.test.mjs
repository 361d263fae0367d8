// A real mouse on the elements that lie over the canvas: each press acts once, on what is drawn there.
import assert from 'node:assert/strict';
import { check, openLab } from '../engines/lab.mjs';

const nodeOf = async (lab, id) => (await lab.nodes()).find((node) => node.id === id);
const middleOfOption = (node, index) => [node.optionRects[index][0] + node.optionRects[index][2] / 2, node.optionRects[index][1] + node.optionRects[index][3] / 2];

check('a real click acts once on buttons switches options tabs cells and fields', async (t) => {
  const lab = await openLab(t, { address: '/?lang=en#scene=heatmaps&preset=softmax', height: 1000 });
  const click = async (x, y) => {
    await lab.click(x, y);
    await lab.idle();
  };
  await click(...await lab.middle(await nodeOf(lab, 'app/theme')));
  assert.equal(await lab.run(() => document.documentElement.dataset.theme), 'dark');
  await click(...middleOfOption(await nodeOf(lab, 'heatmaps/map'), 2));
  assert.equal((await nodeOf(lab, 'heatmaps/map')).selected, 2);
  assert.equal(await lab.focused(), 'heatmaps/map');
  await click(...await lab.middle(await nodeOf(lab, 'heatmaps/picture')));
  assert.ok((await nodeOf(lab, 'heatmaps/picture')).cursorRow >= 0);
  await click(...await lab.middle(await nodeOf(lab, 'heatmaps/x')));
  await lab.type('keys');
  await lab.press('Enter');
  await lab.idle();
  assert.equal((await nodeOf(lab, 'heatmaps/x')).value, 'keys');
  await click(...middleOfOption(await nodeOf(lab, 'app/scenes'), 0));
  assert.match(await lab.state(), /scene=cues/);
  const { id, isChecked = false } = (await lab.nodes()).find((node) => node.role === 'toggle');
  await click(...await lab.middle(await nodeOf(lab, id)));
  assert.equal((await nodeOf(lab, id)).isChecked ?? false, !isChecked);
  await click(...await lab.middle(await nodeOf(lab, id)));
  assert.equal((await nodeOf(lab, id)).isChecked ?? false, isChecked);
});

check('a real drag turns a slider and goes on beside it', async (t) => {
  const lab = await openLab(t, { address: '/?lang=en#scene=heatmaps&preset=softmax', height: 1000 });
  const { rect: [x, y, width, height] } = await nodeOf(lab, 'heatmaps/seed');
  await lab.drag([x + width / 4, y + height / 2], [x + width / 2, y + height / 2], [x + width * 0.75, y + height + 60]);
  await lab.idle();
  const { number } = await nodeOf(lab, 'heatmaps/seed');
  assert.ok(Math.abs(number - 7500) < 400, `${number}`);
  assert.equal(await lab.run(() => Number(document.querySelector('[data-id="heatmaps/seed"]').value)), number, 'its element says so, too');
});
