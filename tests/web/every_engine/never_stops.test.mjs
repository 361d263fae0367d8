// Whatever goes wrong in one frame: it is said, the rest of the frame is done, and the next one runs.
import assert from 'node:assert/strict';
import { check, openLab, SAME_EVERYWHERE } from '../engines/lab.mjs';

check('every number can be pressed under a link that explains none', SAME_EVERYWHERE, async (t) => {
  const lab = await openLab(t, { address: '/?lang=en#scene=query_key_value&explain=none', width: 1200, height: 1700 });
  const grids = (await lab.nodes()).filter(({ role }) => role === 'grid');
  assert.ok(grids.length > 2, `${grids.length} tables`);
  for (const grid of grids) {
    await lab.run(() => attentionLab.setState('scene=query_key_value&explain=none'));
    await lab.idle();
    await lab.focus(grid);
    for (const key of ['ArrowDown', 'ArrowRight', 'Enter']) {
      await lab.press(key);
      await lab.idle();
    }
    const shown = await lab.run(() => [...document.querySelectorAll('#mirror .node')].map((element) => element.dataset.id));
    const nodes = (await lab.nodes()).map(({ id }) => id);
    assert.deepEqual(shown.filter((id) => !id.endsWith('/edit')), nodes.filter((id) => !id.endsWith('/edit')), `after a number of ${grid.name}`);
    await lab.press('Escape');
    await lab.idle();
  }
});

check('what goes wrong in a frame is said and the next frame runs', async (t) => {
  const lab = await openLab(t, { address: '/?lang=en#scene=heatmaps', mayComplain: true });
  const answer = await lab.run(async () => {
    document.getElementById('announcement').remove();  // a part of the page that a frame needs now and then is gone
    await attentionLab.load({ name: 'a.csv', bytes: new TextEncoder().encode('0.5,0.5\n') });
    const { hidden, dataset } = document.getElementById('notice');
    return [hidden, dataset.reason, attentionLab.getState()];
  });
  assert.deepEqual(answer, [false, 'frame_failed', 'scene=heatmaps&file=a.csv']);
  await lab.run(() => { document.querySelector('#notice button').click(); });
  await lab.run(() => attentionLab.setState('lang=zh&map=magma'));
  await lab.until(() => document.documentElement.lang === 'zh-Hans' && location.hash.includes('map=magma'));
  await lab.idle();
});

check('what goes wrong in a frame while it is drawn leaves no lab that never rests', SAME_EVERYWHERE, async (t) => {
  // The browser's own call fails, once: what is drawn is lost, and the frame after it is whole.
  const lab = await openLab(t, { address: '/?lang=en#scene=heatmaps', mayComplain: true });
  await lab.run(() => {
    const { drawElements } = WebGL2RenderingContext.prototype;
    WebGL2RenderingContext.prototype.drawElements = function () {
      WebGL2RenderingContext.prototype.drawElements = drawElements;
      throw new TypeError('drawElements: once');
    };
    attentionLab.setState('map=magma');
  });
  await lab.until(() => document.getElementById('notice').dataset.reason === 'frame_failed');
  await lab.idle();
  await lab.run(() => attentionLab.setState('map=viridis&lang=zh'));
  await lab.until(() => document.documentElement.lang === 'zh-Hans');
  await lab.idle();
});

check('names that are empty or odd come out as they are', SAME_EVERYWHERE, async (t) => {
  const lab = await openLab(t, { address: '/?lang=en#scene=heatmaps' });
  const names = await lab.run(async () => {
    const tokens = ['', '', 'a,b', 'a\u001fb', '\ufeffc'];
    const file = { weights: tokens.map((_, i) => tokens.map((__, j) => Number(i === j))), tokens };
    await attentionLab.load({ name: 'names.json', bytes: new TextEncoder().encode(JSON.stringify(file)) });
    const [{ rowNames, columnNames }] = attentionLab.result().matrices;
    return [rowNames, columnNames];
  });
  const shown = ['', '', 'a,b', 'a\u241fb', '\ufeffc'];  // a control character is shown as its symbol
  assert.deepEqual(names, [shown, shown]);
});
