// The state in the address bar, and what any order of events leaves of it.
import assert from 'node:assert/strict';
import { check, openLab, pause, SAME_EVERYWHERE } from '../engines/lab.mjs';
import { SCENES } from '../scenes.mjs';

const fragment = (lab) => lab.run(() => decodeURIComponent(location.hash.slice(1)));
const selected = async (lab, name) => (await lab.node('choice', name)).selected;

check('a change stands in the address and a reload brings it back', async (t) => {
  const lab = await openLab(t, { address: '/?lang=zh#scene=heatmaps' });
  const entries = await lab.run(() => history.length);
  await lab.focus(await lab.node('choice', '颜色映射'), 'Reds');
  await lab.press('ArrowRight');
  await lab.idle();
  assert.equal(await selected(lab, '颜色映射'), 1);
  assert.match(await fragment(lab), /(^|&)map=/);
  assert.equal(await lab.run(() => history.length), entries, 'no entry per change');
  const [address, before] = [await lab.run(() => location.href), await lab.nodes()];
  await lab.run(() => {
    window.isLeft = true;
    setTimeout(() => location.reload());
  });
  await lab.until(() => window.isLeft === undefined);
  await lab.ready();
  assert.equal(await lab.run(() => location.href), address);
  // The focus is the reader's, not part of the state; nor is undo's history.
  const lasting = (list) => list.filter((node) => !node.id.startsWith('app/'));
  assert.deepEqual(lasting(await lab.nodes()), lasting(before));
});

check('a changed fragment is adopted without reloading', async (t) => {
  const lab = await openLab(t, { address: '/?lang=zh#scene=heatmaps' });
  await lab.run(() => { window.isSamePage = true; location.hash = '#scene=heatmaps&map=viridis&lang=en'; });
  await lab.until(() => document.documentElement.lang === 'en');
  await lab.idle();
  assert.match(await lab.state(), /map=viridis/);
  assert.ok(await lab.run(() => window.isSamePage));
});

check('another scene is a step of back and comes back as it was', async (t) => {
  const lab = await openLab(t, { address: '/?lang=zh#scene=heatmaps&map=magma' });
  const [entries, before] = [await lab.run(() => history.length), await lab.state()];
  const tabs = await lab.node('tabs', /./);
  await lab.focus(tabs, tabs.options[tabs.selected]);
  await lab.press('Home');
  await lab.idle();
  assert.match(await lab.state(), /scene=cues/);
  assert.equal(await lab.run(() => history.length), entries + 1);
  const elsewhere = await lab.state();
  for (const [step, wanted] of [['back', before], ['forward', elsewhere]]) {
    await lab.run((way) => { history[way](); }, step);
    await lab.until((state) => decodeURIComponent(location.hash.slice(1)) === state && attentionLab.getState() === state, wanted);
    await lab.idle();
  }
});

check('the automation state round trips', async (t) => {
  const lab = await openLab(t, { address: '/#scene=heatmaps&map=magma&scale=book' });
  const first = await lab.state();
  assert.match(first, /map=magma/);
  for (const state of ['scene=heatmaps', first]) {
    assert.deepEqual(await lab.run((text) => attentionLab.setState(text), state), [], 'the lab understands what it says');
    await lab.idle();
    assert.equal(await lab.state(), state);
    assert.equal(await fragment(lab), state);
  }
});

check('a thousand mutated fragments leave a lab that works', SAME_EVERYWHERE, async (t) => {
  const lab = await openLab(t, { width: 640, height: 480, mayRemark: true });
  const result = await lab.run(async (scenes) => {
    let seed = 20240607;
    const random = (n) => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return seed % n; };
    const pieces = ['scene=', ...scenes, '&', '=', 'map=', 'viridis', 'lang=', 'en', 'zh', 'preset=', 'heads', 'seed=', '1e999', 'NaN', '-1',
      '%', '%E6', '%00', '注意力', '0.5', 'scale=', 'panel=99999999999', '&&&', 'cursor=', ',', '[', '\u202e', '😀', 'x='.repeat(50)];
    for (let i = 0; i < 1000; i += 1) {
      attentionLab.setState(Array.from({ length: 1 + random(12) }, () => pieces[random(pieces.length)]).join(''));
      if (i % 10 === 0) await attentionLab.whenIdle();
    }
    attentionLab.setState('scene=heatmaps&lang=zh');
    await attentionLab.whenIdle();
    return { count: attentionLab.nodes().length, notice: document.getElementById('notice').hidden };
  }, SCENES);
  assert.ok(result.count > 3);
  assert.ok(result.notice, 'no notice');
});

check('a thousand seeded events in any order leave no error and a lab at rest', async (t) => {
  const lab = await openLab(t, { width: 600, height: 480, address: '/#scene=cues' });
  for (let round = 0; round < 10; round += 1) {
    await lab.run((seed) => {
      let state = seed;
      const random = (n) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return (state >>> 8) % n; };
      const canvas = document.getElementById('canvas');
      canvas.setPointerCapture = () => {};  // there is no real pointer to capture
      const keys = ['Tab', 'Enter', ' ', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'Escape', 'Delete', '+', '-', 'z'];
      for (let i = 0; i < 100; i += 1) {
        const at = { clientX: random(innerWidth), clientY: random(innerHeight), bubbles: true, cancelable: true, pointerType: 'mouse', button: 0 };
        const kind = random(10);
        if (kind < 4) canvas.dispatchEvent(new PointerEvent('pointermove', at));
        else if (kind < 6) for (const phase of ['pointerdown', 'pointerup']) canvas.dispatchEvent(new PointerEvent(phase, at));
        else if (kind < 7) canvas.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY: random(400) - 200 }));
        else {
          const all = [...document.querySelectorAll('#mirror .node')].filter((node) => !/^app\/take|open$/.test(node.dataset.id));
          const element = all[random(all.length)];
          if (kind < 8) element.focus();
          else document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: keys[random(keys.length)], ctrlKey: random(8) === 0, bubbles: true, cancelable: true }));
        }
      }
    }, round + 1);
    await lab.idle();
  }
  assert.ok((await lab.nodes()).length > 3);
  const drawn = await lab.drawCalls();
  await pause(1500);
  await lab.idle();
  const settled = await lab.drawCalls();
  await pause(1000);
  assert.equal(await lab.drawCalls(), settled, `at rest (${settled - drawn} calls for a last tooltip)`);
});
