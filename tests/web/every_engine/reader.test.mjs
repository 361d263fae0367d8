// With a keyboard and a screen reader: everything by role and name as the engine computes them, and by keys.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { check, ENGINE, openLab, pause, SAME_EVERYWHERE } from '../engines/lab.mjs';
import { SCENES } from '../scenes.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ARIA = { button: 'button', toggle: 'switch', slider: 'slider', number: 'spinbutton', textField: 'textbox', choice: 'radiogroup',
  list: 'combobox', tabs: 'tablist', grid: 'grid' };

for (const scene of SCENES) {
  check(`every control of ${scene} is found by its role and its chinese name and axe finds no violation`, async (t) => {
    // Another test sees to the policy ("nothing is asked of another origin …"); here axe has to be put into the page.
    // In Chromium accessibility.test.mjs lets it look at more.
    const lab = await openLab(t, { address: `/?lang=zh#scene=${scene}`, spoil: ENGINE === 'chromium' ? '' : AXE });
    const controls = (await lab.nodes()).filter((node) => ARIA[node.role] && !node.isDisabled);
    assert.ok(controls.length > 8);
    assert.ok(controls.filter((node) => /\p{Script=Han}/u.test(node.name)).length > controls.length / 2, 'in Chinese');
    for (const { id, role, name, value } of controls) {
      const spoken = role === 'button' || role === 'grid' ? [name, value].filter(Boolean).join(' ') : name;
      assert.ok((await lab.find(ARIA[role], spoken, id)).includes(id), `${ARIA[role]} "${spoken}" is ${id}`);
    }
    if (ENGINE === 'chromium') return;
    const found = await lab.run(async () => (await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })).violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].html}`));
    assert.deepEqual(found, []);
  });
}

/** The weights by the model's formula, in double precision: softmax(q · k ÷ 0.25). */
function weights(query, drinkable) {
  const keys = [[0.1, 0, 0.3, 1, 0], [0.1, 0, 0.5, 0.2, 0.1], [0.9, drinkable, 0, 0, 0], [0.1, 0, 0.2, 0, 1], [0.1, 0, 1, 0, 0]];
  const exponentials = keys.map((key) => Math.exp(key.reduce((sum, k, i) => sum + k * query[i], 0) / 0.25));
  const sum = exponentials.reduce((a, b) => a + b);
  return exponentials.map((e) => e / sum);
}

const live = (lab) => lab.run(() => [...document.querySelectorAll('[role=status]')].map((element) => element.textContent).join('\n'));

check('the four guided steps are walked by roles and names alone', SAME_EVERYWHERE, async (t) => {
  const lab = await openLab(t, { address: '/?lang=zh#scene=cues' });
  assert.deepEqual(await lab.find('heading', '注意力实验室'), ['app/name']);
  for (const [step, sentence, thing, weight] of [
    ['1 红杯子', /红色的咖啡.*不由自主/, /咖啡|杯/, weights([1, 0, 0, 0, 0], 1)[2]],
    ['2 喝完咖啡', /咖啡喝完了.*红杯子/, /咖啡|杯/, weights([1, 0, 0, 0, 0], 0)[2]],
    ['3 想读书', /想读书.*难分高下/, /^书/, weights([0.55, 0, 0.45, 0, 0], 0)[4]],
    ['4 书', /意志把目光从喝空了的红杯子移到书/, /^书/, weights([0.1, 0, 0.9, 0, 0], 0)[4]]]) {
    const [id, ...others] = await lab.find('button', step);
    assert.ok(id && others.length === 0, `one button is called ${step}`);
    await lab.focus({ id });
    await lab.press('Enter');
    await lab.idle();
    assert.match(await live(lab), sentence);
    const said = (await lab.nodes()).find((node) => node.role === 'button' && thing.test(node.name) && /0\.\d\d/.test(node.name));
    assert.ok(said, `the ${thing} on the desk says its weight`);
    assert.equal(said.name.match(/0\.\d\d/)[0], weight.toFixed(2));
    assert.deepEqual(await lab.find('button', said.name), [said.id], 'to a screen reader, too');
    assert.equal(await lab.run((wanted) => document.querySelector(`[data-id="${wanted}"]`).getAttribute('aria-current'), id), 'step');
  }
});

check('moving a slider by keys changes the live status to the cores number', async (t) => {
  const lab = await openLab(t, { address: '/?lang=zh#scene=cues&step=4' });
  const slider = await lab.node('slider', '温度');
  await lab.focus(slider);
  const before = await live(lab);
  for (let i = 0; i < 5; i += 1) await lab.press('ArrowRight');
  await lab.idle();
  assert.ok((await lab.node('slider', '温度')).number > slider.number);
  const said = await live(lab);
  assert.notEqual(said, before);
  const row = await lab.run(() => [...attentionLab.result().matrices.find((matrix) => matrix.data.length === 5 && /权重|weight/i.test(matrix.name)).data]);
  const most = Math.max(...row).toFixed(2);
  assert.ok(said.includes(most), `"${said}" says ${most}`);
});

check('a heatmap is read with arrow keys and says what the cursor is on', async (t) => {
  const lab = await openLab(t, { address: '/?lang=zh#scene=heatmaps' });
  const grid = () => lab.node('grid', /./);
  await lab.focus(await grid());
  const before = await live(lab);
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight']) {
    await lab.press(key);
    await lab.idle();
  }
  const { id, cursorRow, cursorColumn } = await grid();
  assert.ok(cursorRow >= 1 && cursorColumn >= 1, `the cursor is at ${cursorRow}, ${cursorColumn}`);
  const active = await lab.run((wanted) => document.getElementById(document.querySelector(`[data-id="${wanted}"]`).getAttribute('aria-activedescendant'))?.textContent, id);
  assert.equal(active, cursorRow === cursorColumn ? '1' : '0', 'eye(10) at the cursor');
  assert.notEqual(await live(lab), before, 'the status says it');
  await lab.press('End', 'Control');
  await lab.idle();
  const last = await grid();
  assert.deepEqual([last.cursorRow, last.cursorColumn], [9, 9]);
});

check('a pointer on the drawing and a key on the element do the same and are undone', async (t) => {
  const lab = await openLab(t, { address: '/?lang=zh#scene=heatmaps' });
  const map = () => lab.node('choice', '颜色映射');
  const [x, y, width, height] = (await map()).optionRects[1];
  await lab.click(x + width / 2, y + height / 2);
  await lab.idle();
  assert.equal((await map()).selected, 1, 'clicked');
  assert.equal(await lab.focused(), 'heatmaps/map', 'and has the keyboard now');
  await lab.press('ArrowRight');
  await lab.idle();
  assert.equal((await map()).selected, 2, 'by arrow key');
  await lab.press('z', 'Control');
  await lab.idle();
  assert.equal((await map()).selected, 1, 'undone by its keys');
});

check('an option that has just been reached is not left because something else has changed', async (t) => {
  const lab = await openLab(t, { address: '/?lang=en#scene=cues&read=1&will=0&temperature=2' });
  const red = await lab.node('choice', 'What is red?');
  const step = await lab.node('button', '1 Red cup');
  // Both before the next frame, which moves the options down or up a line.
  await lab.run((button, group, last) => {
    document.querySelector(`[data-id="${button}"]`).click();
    document.querySelector(`[data-id="${group}"]`).children[last].focus();
  }, step.id, red.id, red.options.length - 1);
  await lab.idle();
  const after = await lab.node('choice', 'What is red?');
  assert.notDeepEqual([after.rect, after.selected], [red.rect, red.selected], 'the step has changed them');
  assert.equal(await lab.run(() => document.activeElement.getAttribute('aria-label')), red.options.at(-1));
  await lab.press(' ');
  await lab.idle();
  assert.equal((await lab.node('choice', 'What is red?')).selected, red.options.length - 1);
});

check('the focus survives a change of language', async (t) => {
  const lab = await openLab(t, { address: '/?lang=zh#scene=heatmaps' });
  await lab.focus(await lab.node('choice', '颜色映射'), 'viridis');
  await lab.run(() => attentionLab.setState('lang=en'));
  await lab.until(() => document.documentElement.lang === 'en');
  await lab.idle();
  assert.equal(await lab.focused(), 'heatmaps/map');
});

check('chinese text is typed selected copied and pasted in a real input over its drawing', async (t) => {
  const lab = await openLab(t, { address: '/?lang=zh#scene=heatmaps' });
  const field = () => lab.node('textField', '横轴标签');
  const opacity = (id) => lab.run((wanted) => getComputedStyle(document.querySelector(`[data-id="${wanted}"]`)).opacity, id);
  const { id } = await field();
  assert.equal(await opacity(id), '0');
  await lab.click(...await lab.middle(await field()));
  await lab.until(() => document.activeElement.matches('input.field'));
  assert.equal(await opacity(id), '1', 'seen while it is edited');
  await lab.type('译文 keys');
  await lab.press('Enter');
  await lab.idle();
  assert.equal((await field()).value, '译文 keys', 'Enter takes it over');

  await lab.press('a', 'Control');
  await lab.press('c', 'Control');
  await lab.type('别的');
  await lab.press('Escape');
  await lab.press('Tab');
  await lab.idle();
  assert.equal((await field()).value, '译文 keys', 'Esc gives it up');

  await lab.focus(await field());
  await lab.press('End');
  await lab.press('v', 'Control');
  await lab.press('Tab');
  await lab.idle();
  assert.equal((await field()).value, '译文 keys译文 keys', 'pasted, and leaving takes it over');
});

check('an input methods enter belongs to the input method', async (t) => {
  const lab = await openLab(t, { address: '/?lang=zh#scene=heatmaps' });
  const field = () => lab.node('textField', '横轴标签');
  await lab.focus(await field());
  const composing = (text, ends) => lab.run(([said, isOver]) => {
    const input = document.activeElement;
    input.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    input.value = said;
    input.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true, data: said, inputType: 'insertCompositionText' }));
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }));
    if (isOver) input.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: said }));
  }, [text, ends]);
  await composing('注意', false);
  await lab.idle();
  assert.equal((await field()).value ?? '', '', 'nothing is taken over while composing');
  await composing('注意力', true);
  await lab.press('Enter');
  await lab.idle();
  assert.equal((await field()).value, '注意力');
});

check('with reduced motion a change is drawn at once and nothing glides', async (t) => {
  const framesAfterChange = async (reducesMotion) => {
    const lab = await openLab(t, { address: '/?lang=zh#scene=cues', reducesMotion });
    assert.equal(await lab.run(() => matchMedia('(prefers-reduced-motion: reduce)').matches), reducesMotion);
    // Its time goes slower, so that a machine that draws slowly, too, draws a glide in several frames.
    await lab.run(() => {
      const start = performance.now(), request = requestAnimationFrame.bind(window);
      window.requestAnimationFrame = (work) => request((time) => work(start + (time - start) / 8));
    });
    const before = await lab.run(() => attentionLab.framesDrawn);
    await lab.focus((await lab.nodes()).find((node) => node.role === 'toggle'));  // its knob glides
    await lab.press(' ');
    await pause(100);
    await lab.idle();
    return await lab.run(() => attentionLab.framesDrawn) - before;
  };
  const still = await framesAfterChange(true), moving = await framesAfterChange(false);
  assert.ok(still <= 8, `${still} frames`);
  assert.ok(still < moving, `${still} frames against ${moving}`);
});

check('in forced colours the lab is drawn in the systems colours', { webkit: 'WebKitGTK has no forced colours' }, async (t) => {
  const lab = await openLab(t, { address: '/?lang=zh#scene=cues', forcesColours: true, scheme: 'dark', ratio: 1 });
  assert.ok(await lab.run(() => matchMedia('(forced-colors: active)').matches), 'else this test proves nothing');
  const [drawn, system, share] = await lab.run(() => new Promise((done) => {
    const probe = document.body.appendChild(document.createElement('span'));
    const number = (name) => {
      probe.style.color = name;
      return getComputedStyle(probe).color.match(/\d+/g).slice(0, 3).join();
    };
    const colours = ['Canvas', 'CanvasText', 'GrayText', 'Highlight', 'HighlightText', 'LinkText'].map(number);
    probe.remove();
    attentionLab.setState(attentionLab.getState());
    requestAnimationFrame(() => {
      const canvas = document.getElementById('canvas'), copy = new OffscreenCanvas(canvas.width, 48).getContext('2d');
      copy.drawImage(canvas, 0, 0);  // the header: nothing in it is data
      const counts = new Map();
      const { data } = copy.getImageData(0, 0, canvas.width, 46);
      for (let i = 0; i < data.length; i += 4) {
        const colour = `${data[i]},${data[i + 1]},${data[i + 2]}`;
        counts.set(colour, (counts.get(colour) ?? 0) + 1);
      }
      const sorted = [...counts].sort((a, b) => b[1] - a[1]);
      done([sorted.slice(0, 2).map(([colour]) => colour), colours, sorted[0][1] / (data.length / 4)]);
    });
  }));
  assert.equal(drawn[0], system[0], 'the ground is Canvas');
  assert.ok(system.includes(drawn[1]), `the most of the rest is one of ${system.join(' ')}: ${drawn[1]}`);
  assert.ok(share > 0.8);
});
