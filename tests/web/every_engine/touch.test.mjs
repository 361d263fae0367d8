// By touch: a tap presses, a finger that stays asks for help, one finger scrolls the page, two zoom and move the picture.
import assert from 'node:assert/strict';
import { check, openLab, pause, pixels } from '../engines/lab.mjs';

const CANNOT = { webkit: 'WebKitGTK\'s driver has no fingers' };
const SIZE = { width: 480, height: 700, hasTouch: true };  // Firefox's window is no narrower

const finger = (x, y, id = 0) => ({ id, x, y });
/** Scrolls, and waits until the screen shows it: a finger meets what is seen. */
async function scrollTo(lab, top) {
  await lab.run((y) => new Promise((done) => {
    window.scrollTo(0, y);
    requestAnimationFrame(() => requestAnimationFrame(() => done()));
  }), top);
  await lab.idle();
}
/** A tap; once more if the machine was so busy that the finger stayed, as one does that asks for help. */
async function tap(lab, at) {
  await lab.run(() => {
    window.fingerAt = { pointerdown: 0, pointerup: 0 };
    for (const kind of Object.keys(window.fingerAt)) document.addEventListener(kind, (event) => { window.fingerAt[kind] = event.timeStamp; }, true);
  });
  for (let lasted = 500; lasted >= 500;) {
    await lab.run(() => { window.fingerAt.pointerup = 0; });
    await lab.touch([[at], []]);
    await lab.until(() => window.fingerAt.pointerup > 0);
    lasted = await lab.run(() => window.fingerAt.pointerup - window.fingerAt.pointerdown);
  }
}
const gridOf = async (lab) => {
  const { rect } = await lab.node('grid', /./);
  return { rect, x: rect[0] + rect[2] / 2, y: Math.min(rect[1] + rect[3] / 2, 600) };
};

check('by touch a tap presses and leaves no hover behind', CANNOT, async (t) => {
  const lab = await openLab(t, { ...SIZE, address: '/?lang=zh#scene=heatmaps' });
  const map = () => lab.node('choice', '颜色映射');
  await scrollTo(lab, (await map()).rect[1] - 200);
  const [x, y, width, height] = (await map()).optionRects[2];
  await tap(lab, finger(x + width / 2, y + height / 2 - await lab.run(() => scrollY)));
  await lab.until(() => attentionLab.nodes().find(({ id }) => id === 'heatmaps/map').selected === 2);
});

check('by touch a field has the focus before the tap is over', CANNOT, async (t) => {
  // Else a phone shows no keyboard. In a frame's time the field would have it, too; here it has to have it at once.
  const lab = await openLab(t, { ...SIZE, address: '/?lang=zh#scene=heatmaps' });
  const field = await lab.node('textField', '横轴标签');
  await scrollTo(lab, field.rect[1] - 300);
  await lab.run(() => document.addEventListener('pointerup', () => { window.focusedThen = document.activeElement.className; }));
  await tap(lab, finger(...await lab.middle(field)));
  assert.match(await lab.run(() => window.focusedThen), /field/);
  await lab.idle();
  await lab.type('键');
  await lab.press('Enter');
  await lab.idle();
  assert.equal((await lab.node('textField', '横轴标签')).value, '键');
});

check('by touch a finger that stays gets help and presses nothing', CANNOT, async (t) => {
  const lab = await openLab(t, { ...SIZE, address: '/?lang=zh#scene=cues' });
  const toggle = async () => (await lab.nodes()).find((node) => node.role === 'toggle' && node.help);
  await scrollTo(lab, (await toggle()).rect[1] - 300);
  const before = await toggle();
  const shown = await lab.screenshot();
  const [x, y] = await lab.middle(before);
  await lab.touch([[finger(x, y)], [finger(x, y)], []], 700);
  await pause(200);
  await lab.idle();
  assert.equal((await toggle()).isChecked, before.isChecked);
  assert.notEqual(pixels(await lab.screenshot()), pixels(shown), 'its help is drawn');
  await lab.touch([[finger(4, 340)], []]);
  await pause(200);
  await lab.idle();

  assert.equal(pixels(await lab.screenshot()), pixels(shown), 'and gone with the next touch');
});

check('by touch one finger scrolls the page over the picture', { ...CANNOT, firefox: 'its driver\'s fingers reach the page, but scroll nothing' }, async (t) => {
  const lab = await openLab(t, { ...SIZE, height: 500, address: '/?lang=zh#scene=heatmaps' });
  assert.ok(await lab.run(() => document.documentElement.scrollHeight > innerHeight + 100), 'the content is taller than the screen');
  await lab.touch([[finger(200, 400)], ...Array.from({ length: 12 }, (_, i) => [finger(200, 400 - 20 * (i + 1))]), []]);
  await pause(300);
  assert.ok(await lab.run(() => scrollY) > 50);
});

check('by touch two fingers zoom and move the picture once the lab is active', CANNOT, async (t) => {
  const lab = await openLab(t, { ...SIZE, address: '/?lang=zh#scene=heatmaps' });
  const { x, y } = await gridOf(lab);
  await lab.touch([[finger(x, y)], []]);
  await lab.idle();
  const shown = async () => {
    await pause(150);
    await lab.idle();
    return pixels(await lab.screenshot());
  };
  const pictures = [await shown()];
  const spread = Array.from({ length: 10 }, (_, i) => [finger(x - 20 - 8 * i, y), finger(x + 20 + 8 * i, y, 1)]);
  await lab.touch([[finger(x - 20, y)], [finger(x - 20, y), finger(x + 20, y, 1)], ...spread, []]);
  pictures.push(await shown());
  assert.notEqual(pictures[1], pictures[0], 'zoomed in');
  const along = Array.from({ length: 8 }, (_, i) => [finger(x - 40 + 8 * i, y), finger(x + 40 + 8 * i, y, 1)]);
  await lab.touch([[finger(x - 40, y)], [finger(x - 40, y), finger(x + 40, y, 1)], ...along, []]);
  pictures.push(await shown());
  assert.notEqual(pictures[2], pictures[1], 'moved');
  assert.equal(await lab.run(() => visualViewport.scale), 1, 'the picture, not the page');
});
