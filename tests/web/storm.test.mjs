// Many events in any order: nothing breaks, nothing piles up.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodes, openLab } from './lab_page.mjs';

// The first seed's events make the heap as large as it is to be, the others' must not make it larger.
const [FIRST, ...OTHERS] = (process.env.LAB_STORM_SEEDS ?? '1,2').split(',').map(Number);
const EVENTS = Number(process.env.LAB_STORM_EVENTS ?? 7000);  // of each of the others

test('ten thousand seeded events leave no error and no growing heap', async (t) => {
  const { page } = await openLab(t, { width: 480, height: 360 });  // small, for a software renderer
  await page.context().grantPermissions(['clipboard-write', 'clipboard-read']);  // no reader's gesture stands behind these
  const session = await page.context().newCDPSession(page);
  const heap = async () => {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  };
  const storm = (seed, count) => page.evaluate(async ([first, events]) => {
    let state = first;
    const random = (n) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return (state >>> 8) % n; };
    const canvas = document.getElementById('canvas');
    const keys = ['Tab', 'Enter', ' ', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'Escape', 'Delete', '+', '-', 'z'];
    for (let i = 0; i < events; i += 1) {
      const at = { clientX: random(480), clientY: random(360), bubbles: true, cancelable: true, pointerType: 'mouse', button: 0 };
      const kind = random(10);
      if (kind < 4) canvas.dispatchEvent(new PointerEvent('pointermove', at));
      else if (kind < 6) {
        canvas.setPointerCapture = () => {};  // there is no real pointer to capture
        canvas.dispatchEvent(new PointerEvent('pointerdown', at));
        canvas.dispatchEvent(new PointerEvent('pointerup', at));
      } else if (kind < 7) canvas.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY: random(400) - 200 }));
      else {
        const all = document.querySelectorAll('#mirror .node');
        const element = all[random(all.length)];
        if (kind < 8 && !/^app\/take|open$/.test(element.dataset.id)) element.focus();
        else (document.activeElement ?? element).dispatchEvent(new KeyboardEvent('keydown', { key: keys[random(keys.length)], ctrlKey: random(8) === 0, bubbles: true, cancelable: true }));
      }
      if (i % 100 !== 0) continue;
      const isIdle = await Promise.race([attentionLab.whenIdle().then(() => true), new Promise((late) => setTimeout(late, 30_000))]);
      if (!isIdle) throw new Error(`not idle 30 s after event ${i}, ${attentionLab.framesDrawn} frames drawn: ${attentionLab.getState()}`);
    }
  }, [seed, count]);
  await storm(FIRST, 3000);
  const settled = await heap();
  for (const seed of OTHERS) await storm(seed, EVENTS);
  const grown = await heap() - settled;
  assert.ok(grown < 2 * 2 ** 20, `the JavaScript heap has grown by ${grown} bytes`);
  assert.ok((await nodes(page)).length > 3);
});
