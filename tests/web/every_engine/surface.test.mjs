// The canvas: as many real pixels as it covers, at every width, and a context that comes back.
import assert from 'node:assert/strict';
import { ENGINE, check, open, openLab, pageOf, pause, pixels } from '../engines/lab.mjs';
import { SCENES } from '../scenes.mjs';

const sizes = (lab) => lab.run(() => {
  const canvas = document.getElementById('canvas');
  return { real: [canvas.width, canvas.height], css: [canvas.clientWidth, canvas.clientHeight], window: [innerWidth, innerHeight],
    ratio: devicePixelRatio, scrollsSideways: document.documentElement.scrollWidth > innerWidth };
});

/** Until the browser has told the page of a new size. */
async function twoFrames(lab) {
  await lab.run(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(() => done())); }));
  await lab.idle();
}

function assertCrisp({ real, css, window: [, height], ratio, scrollsSideways }) {
  assert.equal(css[1], height, 'the canvas covers the viewport');
  css.forEach((length, i) => assert.ok(Math.abs(real[i] - length * ratio) <= 1, `${real} real pixels for ${css} at ${ratio}`));
  assert.ok(!scrollsSideways, 'nothing scrolls sideways');
}

for (const ratio of [1, 1.5, 2, 3]) {
  const cannot = ratio === 1.5 ? { webkit: 'GTK 3 scales windows by whole numbers only' } : {};
  check(`at ${ratio} device pixels per css pixel the picture is crisp`, cannot, async (t) => {
    const lab = await openLab(t, { ratio, width: 701, height: 503 });
    const first = await sizes(lab);
    assert.equal(first.ratio, ratio);
    assertCrisp(first);
    await lab.resize(560, 600);
    await lab.until(() => document.getElementById('canvas').clientHeight > 550);
    await twoFrames(lab);
    assertCrisp(await sizes(lab));
  });
}

check('every width from 320 to 1920 is filled and every control lies inside', async (t) => {
  // In a frame: a window of MiniBrowser is never narrower than its own buttons.
  const tab = await open(t, { address: '/note.html', width: 1990, height: 900, frames: ['#lab'],
    answers: { 'note.html': pageOf('<iframe id="lab" title="lab" src="/?lang=zh#scene=cues" style="width:320px;height:700px;border:0"></iframe>') } });
  const lab = await tab.inFrame('#lab').ready();
  for (const scene of SCENES) {
    await lab.run((id) => attentionLab.setState(`scene=${id}`), scene);
    // The layout is the program's: it is looked at in one engine, elsewhere whether the engine's sizes reach it.
    for (const width of ENGINE === 'chromium' || scene === SCENES[0] ? [320, 390, 600, 899, 900, 1280, 1920] : [390]) {
      await tab.inFrame().run((pixels) => { document.getElementById('lab').style.width = `${pixels}px`; }, width);
      await lab.until((pixels) => Math.abs(document.getElementById('canvas').clientWidth - pixels) <= 20 && innerWidth === pixels, width);
      await twoFrames(lab);
      const size = await sizes(lab);
      assertCrisp(size);
      const outside = (await lab.nodes()).filter(({ rect, role }) => rect && role !== 'group'
        && (rect[0] < -0.5 || rect[0] + rect[2] > size.css[0] + 0.5));
      assert.deepEqual(outside.map(({ id, rect }) => `${id} ${rect}`), [], `${scene} at ${width}`);
    }
  }
});

check('a window as high as the content comes to rest with or without a scroll bar', async (t) => {
  const tab = await open(t, { address: '/note.html', width: 1300, height: 1000, frames: ['#lab'],
    answers: { 'note.html': pageOf('<iframe id="lab" title="lab" src="/?lang=zh#scene=heatmaps" style="width:700px;height:500px;border:0"></iframe>') } });
  const lab = await tab.inFrame('#lab').ready();
  for (const width of ENGINE === 'chromium' ? [420, 700, 1000] : [700]) {
    await tab.inFrame().run((pixels) => { Object.assign(document.getElementById('lab').style, { width: `${pixels}px`, height: '3000px' }); }, width);
    await lab.until((pixels) => innerWidth === pixels && innerHeight === 3000, width);
    await twoFrames(lab);
    for (let height = 560; height <= 900; height += 12) {  // the content is about as high
      await tab.inFrame().run((pixels) => { document.getElementById('lab').style.height = `${pixels}px`; }, height);
      await lab.until((pixels) => innerHeight === pixels, height);
      await twoFrames(lab);
      const frames = await lab.run(() => new Promise((done) => {
        const before = attentionLab.framesDrawn;
        setTimeout(() => done(attentionLab.framesDrawn - before), 60);
      }));
      assert.ok(frames < 3, `${width} × ${height}: ${frames} frames in 60 ms, and no end`);
    }
  }
});

check('a lost context is restored twenty times with an identical picture and no gl error', async (t) => {
  const lab = await openLab(t, { width: 800, height: 1700 });  // nothing to scroll: a scroll bar fades
  let before = pixels(await lab.screenshot());
  for (let last; before !== last;) {  // WebKit's screen follows its page after a moment
    last = before;
    await pause(300);
    before = pixels(await lab.screenshot());
  }
  for (let i = 0; i < 20; i += 1) {
    await lab.run(async () => {
      const canvas = document.getElementById('canvas');
      const extension = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
      const told = (name) => new Promise((done, fail) => {
        canvas.addEventListener(name, done, { once: true });
        setTimeout(() => fail(new Error(`no ${name}`)), 10000);
      });
      const lost = told('webglcontextlost');
      extension.loseContext();
      await lost;
      await new Promise((done) => { setTimeout(done); });
      const restored = told('webglcontextrestored');
      extension.restoreContext();
      await restored;
    });
    await lab.idle();
  }
  assert.equal(await lab.run(() => document.getElementById('canvas').getContext('webgl2').getError()), 0, 'no GL error');
  let after;
  for (let i = 0; i < 20 && after !== before; i += 1) {
    if (i > 0) await pause(150);
    after = pixels(await lab.screenshot());
  }
  assert.equal(after, before, 'the picture is the same, pixel for pixel');
});

check('input while the context is lost is not forgotten', async (t) => {
  const lab = await openLab(t, { address: '/?lang=zh' });
  await lab.run(async () => {
    const canvas = document.getElementById('canvas');
    const extension = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
    const lost = new Promise((done) => { canvas.addEventListener('webglcontextlost', done, { once: true }); });
    extension.loseContext();
    await lost;
    attentionLab.setState('lang=en');
    setTimeout(() => extension.restoreContext(), 100);
  });
  await lab.until(() => document.documentElement.lang === 'en');
});

check('a canvas larger than there can be shows all of the picture', { firefox: 'it has room for as many pixels without a graphics card' }, async (t) => {
  // In a frame, whose size no screen limits.
  const tab = await open(t, { address: '/note.html', frames: ['#lab'], ratio: 3, width: 400, height: 300,
    answers: { 'note.html': pageOf('<iframe id="lab" title="lab" src="/?lang=zh#scene=cues" style="width:3200px;height:2400px;border:0"></iframe>') } });
  const lab = await tab.inFrame('#lab').ready();
  const size = await lab.run(() => new Promise((done) => {
    const canvas = document.getElementById('canvas'), gl = canvas.getContext('webgl2');
    attentionLab.setState(`${attentionLab.getState()}&theme=light`);
    requestAnimationFrame(() => {
      const pixel = new Uint8Array(4);
      gl.readPixels(canvas.width - 3, 2, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);  // the corner at the right end of the bottom
      done({ canvas: [canvas.width, canvas.height], buffer: [gl.drawingBufferWidth, gl.drawingBufferHeight], css: [canvas.clientWidth, canvas.clientHeight],
        ratio: devicePixelRatio, corner: [...pixel] });
    });
  }));
  assert.deepEqual(size.buffer, size.canvas, 'nothing is cut off');
  assert.ok(Math.abs(size.canvas[0] / size.canvas[1] - size.css[0] / size.css[1]) < 0.002, `in its proportions: ${size.canvas} for ${size.css}`);
  if (ENGINE === 'chromium') assert.ok(size.canvas[0] < size.css[0] * size.ratio, `fewer pixels than ${size.css} at ${size.ratio}: ${size.canvas}`);
  assert.deepEqual(size.corner.slice(0, 3), [250, 250, 250], 'the page reaches into the corner');
});
