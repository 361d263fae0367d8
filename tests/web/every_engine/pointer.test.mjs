// A real mouse on the elements that lie over the canvas: each press acts once, on what is drawn there.
import assert from 'node:assert/strict';
import { check, open_lab } from '../engines/lab.mjs';

const node_of = async (lab, id) => (await lab.nodes()).find((node) => node.id === id);
const middle_of_option = (node, index) => [node.optionRects[index][0] + node.optionRects[index][2] / 2, node.optionRects[index][1] + node.optionRects[index][3] / 2];

check('a_real_click_acts_once_on_buttons_switches_options_tabs_cells_and_fields', async (t) => {
  const lab = await open_lab(t, { address: '/?lang=en#scene=heatmaps&preset=softmax', height: 1000 });
  const click = async (x, y) => {
    await lab.click(x, y);
    await lab.idle();
  };
  await click(...await lab.middle(await node_of(lab, 'app/theme')));
  assert.equal(await lab.run(() => document.documentElement.dataset.theme), 'dark');
  await click(...middle_of_option(await node_of(lab, 'heatmaps/map'), 2));
  assert.equal((await node_of(lab, 'heatmaps/map')).selected, 2);
  assert.equal(await lab.focused(), 'heatmaps/map');
  await click(...await lab.middle(await node_of(lab, 'heatmaps/picture')));
  assert.ok((await node_of(lab, 'heatmaps/picture')).cursorRow >= 0);
  await click(...await lab.middle(await node_of(lab, 'heatmaps/x')));
  await lab.type('keys');
  await lab.press('Enter');
  await lab.idle();
  assert.equal((await node_of(lab, 'heatmaps/x')).value, 'keys');
  await click(...middle_of_option(await node_of(lab, 'app/scenes'), 0));
  assert.match(await lab.state(), /scene=cues/);
  const { id, isChecked = false } = (await lab.nodes()).find((node) => node.role === 'toggle');
  await click(...await lab.middle(await node_of(lab, id)));
  assert.equal((await node_of(lab, id)).isChecked ?? false, !isChecked);
  await click(...await lab.middle(await node_of(lab, id)));
  assert.equal((await node_of(lab, id)).isChecked ?? false, isChecked);
});

check('a_real_drag_turns_a_slider_and_goes_on_beside_it', async (t) => {
  const lab = await open_lab(t, { address: '/?lang=en#scene=heatmaps&preset=softmax', height: 1000 });
  const { rect: [x, y, width, height] } = await node_of(lab, 'heatmaps/seed');
  await lab.drag([x + width / 4, y + height / 2], [x + width / 2, y + height / 2], [x + width * 0.75, y + height + 60]);
  await lab.idle();
  const { number } = await node_of(lab, 'heatmaps/seed');
  assert.ok(Math.abs(number - 7500) < 400, `${number}`);
  assert.equal(await lab.run(() => Number(document.querySelector('[data-id="heatmaps/seed"]').value)), number, 'its element says so, too');
});
