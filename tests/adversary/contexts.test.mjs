// The graphics context is lost again and again while the reader drags something: nothing is forgotten, nothing hangs, and
// the picture in the end is that of the state.
import assert from 'node:assert/strict';
import { check, openLab, pause, pixels } from '../web/engines/lab.mjs';

const LOSSES = 20;

/** Loses the context and gives it back after a while, without waiting for either. */
const lose = (lab, milliseconds) => lab.run((wait) => {
  const canvas = document.getElementById('canvas');
  window.lost = (window.lost ?? 0) + 1;
  const extension = window.losing ??= canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
  canvas.addEventListener('webglcontextlost', () => setTimeout(() => extension.restoreContext(), wait), { once: true });
  canvas.addEventListener('webglcontextrestored', () => { window.lost -= 1; }, { once: true });
  extension.loseContext();
}, milliseconds);
const isBack = (lab) => lab.until(() => window.lost === 0);

for (const [scene, role] of [['cues', 'slider'], ['query_key_value', 'point']]) {
  check(`${LOSSES} losses of the context while a ${role} is dragged forget nothing`, async (t) => {
    const lab = await openLab(t, { address: `/?lang=en#scene=${scene}`, width: 1200, height: 1700 });
    const first = await lab.state();
    let changed = 0;
    for (let i = 0; i < LOSSES; i += 1) {
      const nodes = (await lab.nodes()).filter((node) => node.role === role && !node.isDisabled && node.rect[1] + node.rect[3] < 1650);
      const node = nodes[i % nodes.length], [x, y] = await lab.middle(node);
      const before = await lab.state();
      await lab.move(x, y);
      await lab.pressButton();
      await lab.move(x + 15, y - 5);
      await lose(lab, 20 + 15 * (i % 4));
      for (let step = 1; step < 5; step += 1) await lab.move(x + 15 + (i % 2 ? -20 : 15) * step, y - 5 - 4 * step);
      if (i % 3 === 0) await isBack(lab);  // else it is released while nothing can be drawn
      await lab.releaseButton();
      await isBack(lab);
      await lab.idle();
      if (await lab.state() !== before) changed += 1;
    }
    assert.ok(changed > LOSSES / 2, `${changed} of ${LOSSES} drags have changed something, from ${first}`);
    assert.equal(await lab.run(() => document.getElementById('canvas').getContext('webgl2').getError()), 0);
    assert.ok(await lab.run(() => document.getElementById('notice').hidden));
    // What is on the screen is what another loss draws anew.
    await lab.move(1, 1);
    await pause(600);
    await lab.idle();
    const shown = pixels(await lab.screenshot());
    await lose(lab, 20);
    await isBack(lab);
    await lab.idle();
    let again;
    for (let i = 0; i < 20 && again !== shown; i += 1) {
      await pause(150);
      again = pixels(await lab.screenshot());
    }
    assert.equal(again, shown, 'pixel for pixel');
  });
}
