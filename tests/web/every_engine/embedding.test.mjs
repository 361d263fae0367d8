// Inside somebody else's page, from another site: the host keeps its keys, its Tab order and its wheel.
import assert from 'node:assert/strict';
import { ENGINE, check, open, openLab, pageOf, pause } from '../engines/lab.mjs';

const LAB = '#lab';
const hostPage = ({ space = 0, attributes = '' }) => pageOf(`<input id="search" aria-label="搜索" style="width:200px;height:30px"><div style="height:${space}px"></div>
    <iframe id="lab" title="实验室" ${attributes} style="width:100%;height:400px;border:0"></iframe>
    <button id="after">下一节</button><div style="height:3000px"></div>
    <script>
      addEventListener('message', ({ data }) => { if (data.type === 'ready') window.focusedAtStart = document.activeElement.tagName; });
      lab.src = location.origin.replace('127.0.0.1', 'localhost') + '/?lang=zh#scene=heatmaps';
    </script>`);

async function openHost(t, { policy, ...options } = {}) {
  const tab = await open(t, { address: 'elsewhere/note.html', answers: { 'note.html': hostPage(options) }, policy, frames: [LAB] });
  const host = tab.inFrame();
  await host.until(() => window.focusedAtStart !== undefined);  // before WebKit's driver moves the focus into the frame
  const lab = await tab.inFrame(LAB).ready();
  const [left, top] = await host.run(() => { const box = lab.getBoundingClientRect(); return [box.left, box.top]; });
  return { tab, host, lab, left, top };
}

check('the hosts search box keeps its keys', async (t) => {
  const { tab, host, lab } = await openHost(t);
  assert.equal(await host.run(() => window.focusedAtStart), 'BODY', 'the lab takes no focus by itself');
  await tab.click(600, 200);  // into the lab, and back
  await lab.idle();
  await tab.click(...await host.run(() => { const box = search.getBoundingClientRect(); return [box.x + 20, box.y + 8]; }));
  await tab.type('abc');
  await tab.press('Backspace');
  assert.equal(await host.run(() => search.value), 'ab');
});

check('keys typed in the lone page without focus are left alone', async (t) => {
  const lab = await openLab(t);
  await lab.run(() => {
    window.met = [];
    window.addEventListener('keydown', (event) => window.met.push(event.key, event.defaultPrevented));
    document.activeElement.blur();
  });
  for (const key of ['Backspace', 'f', 's', '/', 'ArrowDown', 'PageDown', ' ', 'Tab']) await lab.press(key);
  const met = await lab.run(() => window.met);
  assert.equal(met.length, 16, 'every key has arrived');
  assert.ok(!met.includes(true), `none is prevented: ${met}`);
});

/** What has the focus: an id of the host, or a node's id in the lab. */
async function focused(host, lab) {
  let outside;
  for (let i = 0; i < 20 && (outside ?? 'BODY') === 'BODY'; i += 1) {  // between two processes it is nowhere for a moment
    if (i > 0) await pause(20);
    outside = await host.run(() => document.activeElement.id || document.activeElement.tagName);
  }
  return outside === 'lab' ? await lab.focused() : outside;
}

const TAKES_FOCUS = ['button', 'toggle', 'slider', 'number', 'textField', 'choice', 'list', 'tabs', 'grid', 'point', 'link'];

check('tab walks in through every control and out both ways', async (t) => {
  const { tab, host, lab } = await openHost(t);
  const expected = (await lab.nodes()).filter((node) => TAKES_FOCUS.includes(node.role) && !node.isDisabled).map((node) => node.id);
  assert.ok(expected.length >= 4, `${expected.length} controls`);
  await host.run(() => search.focus());
  const walk = async (last, ...key) => {
    const met = [];
    for (let i = 0; i < 120; i += 1) {
      await tab.press(...key);
      const id = await focused(host, lab);
      if (id === last) return met;
      if (met[met.length - 1] !== id) met.push(id);
    }
    assert.fail(`${key} never reached ${last}; met ${met.slice(-5)}`);
  };
  assert.deepEqual(await walk('after', 'Tab'), expected);
  assert.deepEqual(await walk('search', 'Tab', 'Shift'), expected.reverse());
});

check('the wheel scrolls the host until the lab is active and after escape', async (t) => {
  const { tab, host, lab, left, top } = await openHost(t);
  const grid = (await lab.nodes()).find((node) => node.role === 'grid');
  const at = [left + grid.rect[0] + grid.rect[2] / 2, top + grid.rect[1] + Math.min(grid.rect[3], 360 - grid.rect[1]) / 2];
  const scrolled = () => host.run(() => scrollY);
  const inside = () => lab.run(() => scrollY);
  /** The iframe's own content is taller than the frame: it scrolls to its end first, then the host does. */
  const hostScrolls = async () => {
    for (let i = 0; i < 30 && await scrolled() === 0; i += 1) {
      await tab.wheel(...at, 0, 400);
      await pause(150);
    }
    return await scrolled() > 0;
  };
  assert.ok(await hostScrolls(), 'not active: the host scrolls');

  await pause(600);  // a smooth scroll ends
  await host.run(() => scrollTo(0, 0));
  await lab.run(() => scrollTo(0, 0));
  await pause(300);
  await tab.click(...at);
  await lab.idle();
  for (let i = 0; i < 4; i += 1) {
    await tab.press('+');
    await lab.idle();
  }
  const before = [await scrolled(), await inside(), await lab.drawCalls()];
  await tab.wheel(...at, 0, -60);
  await tab.wheel(...at, 0, 40);
  await pause(500);
  await lab.idle();
  assert.deepEqual([await scrolled(), await inside()], before.slice(0, 2), 'active over a zoomed heatmap: neither scrolls');
  assert.ok(await lab.drawCalls() > before[2], 'but the picture moves');

  await tab.press('Escape');
  await lab.idle();
  assert.ok(await hostScrolls(), 'after Esc: the host scrolls again');
});

check('a lab that is scrolled away draws nothing for five seconds and comes back', async (t) => {
  const { host, lab } = await openHost(t, { space: 3000 });
  const before = await lab.drawCalls();
  await lab.run(() => attentionLab.setState('lang=en'));
  await pause(5000);
  assert.equal(await lab.drawCalls(), before, 'off-screen: no frame');
  await host.run(() => document.getElementById('lab').scrollIntoView());
  await lab.until((count) => probe.drawCalls > count && document.documentElement.lang === 'en', before);
});

check('the page runs in a sandboxed frame without an origin of its own', async (t) => {
  // In WebKit, 'self' in a policy is nothing at all in such a frame: there the host must name itself, or send none.
  const { lab } = await openHost(t, { attributes: 'sandbox="allow-scripts"', policy: ENGINE === 'webkit' ? '' : undefined });
  assert.equal(await lab.run(() => origin), 'null');
  await lab.run(() => attentionLab.setState('scene=heatmaps&map=magma'));
  await lab.idle();
  assert.match(await lab.state(), /map=magma/);
});

const ELEMENT = 'attention-lab >> iframe';
const elementPage = (body, headers = {}) => ({ headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
  body: `<!doctype html><html lang="zh"><head><title>课程笔记</title></head><body><script src="/attention-lab-element.js"></script>${body}</body></html>` });

check('the hosts palette and language are followed within a frame', async (t) => {
  const tab = await open(t, { address: '/note.html', frames: [ELEMENT],
    answers: { 'note.html': elementPage('<attention-lab scene="heatmaps"></attention-lab>') } });
  const host = tab.inFrame(), lab = await tab.inFrame(ELEMENT).ready();
  const seen = () => lab.run(() => [document.documentElement.dataset.theme, document.documentElement.lang]);
  assert.deepEqual(await seen(), ['light', 'zh-Hans']);
  for (const [palette, theme] of [['slate', 'dark'], ['default', 'light']]) {
    const frames = await host.run((name, wanted) => new Promise((done) => {
      const inside = probe.find('attention-lab >> iframe').contentWindow;
      document.body.setAttribute('data-md-color-scheme', name);
      const first = inside.attentionLab.framesDrawn;
      const look = () => {
        if (inside.document.documentElement.dataset.theme !== wanted) requestAnimationFrame(look);
        else inside.requestAnimationFrame(() => inside.requestAnimationFrame(() => done(inside.attentionLab.framesDrawn - first)));
      };
      requestAnimationFrame(look);
    }), palette, theme);
    assert.ok(frames >= 1 && frames <= 3, `${frames} frames`);
    await lab.idle();
    assert.deepEqual(await lab.run(() => getComputedStyle(document.body).backgroundColor), theme === 'dark' ? 'rgb(30, 33, 41)' : 'rgb(250, 250, 250)');
  }
  await host.run(() => { document.documentElement.lang = 'en'; });
  await lab.until(() => document.documentElement.lang === 'en');
  assert.equal(await lab.state(), 'scene=heatmaps', "the host's wishes are not part of the state");
});

for (const [how, script] of [['imported', `<script type="module">import '/attention-lab-element.js';</script>`],
  ['a module', '<script type="module" src="/attention-lab-element.js"></script>'], ['deferred', '<script defer src="../attention-lab-element.js"></script>']]) {
  check(`the element that is ${how} finds the labs folder`, async (t) => {
    const tab = await open(t, { address: '/notes/of/note.html', frames: [ELEMENT], answers: { 'note.html': pageOf(`${script.replace('../', '../../')}
      <attention-lab scene="heatmaps"></attention-lab>`) } });
    assert.match(await (await tab.inFrame(ELEMENT).ready()).state(), /^scene=heatmaps/);
  });
}

check('the looks of other sites are followed against the systems', async (t) => {
  const tab = await open(t, { address: '/note.html', scheme: 'light', frames: [ELEMENT],
    answers: { 'note.html': elementPage('<attention-lab scene="heatmaps"></attention-lab>') } });
  const host = tab.inFrame(), lab = await tab.inFrame(ELEMENT).ready();
  const becomes = (theme) => lab.until((wanted) => document.documentElement.dataset.theme === wanted, theme);
  for (const [on, name, value] of [['html', 'class', 'dark'], ['html', 'data-bs-theme', 'dark'], ['body', 'class', 'quarto-dark'],
    ['html', 'style', 'color-scheme: dark'], ['body', 'style', 'background: black'], ['html', 'style', '--attention-lab-theme: dark']]) {
    await host.run((...all) => document.querySelector(all[0]).setAttribute(all[1], all[2]), on, name, value);
    await becomes('dark');
    await host.run((...all) => document.querySelector(all[0]).removeAttribute(all[1]), on, name);
    await becomes('light');
  }
});

check('host and lab run under a strict policy without a violation', async (t) => {
  const tab = await open(t, { address: '/note.html', frames: [ELEMENT], answers: { 'note.html': elementPage('<attention-lab scene="cues" lang="en"></attention-lab>', {
    'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; img-src 'self'; base-uri 'none'" }) } });
  const lab = await tab.inFrame(ELEMENT).ready();
  await lab.run(() => document.querySelector('[role=radiogroup] input:not(:checked)').click());
  await lab.idle();
  await tab.inFrame().until(() => {  // on paper, too
    const { shadowRoot } = document.querySelector('attention-lab');
    dispatchEvent(new Event('beforeprint'));
    const isPrinted = shadowRoot.querySelector('.paper svg text') !== null && shadowRoot.querySelector('small').textContent === '';
    dispatchEvent(new Event('afterprint'));
    return isPrinted;
  });
  assert.deepEqual([await tab.inFrame().run(() => probe.problems), await lab.run(() => probe.problems)], [[], []]);
});

check('the element answers for state numbers and a tensor', async (t) => {
  const tab = await open(t, { address: '/note.html', frames: [ELEMENT],
    answers: { 'note.html': elementPage('<attention-lab scene="heatmaps" state="map=magma"></attention-lab>') } });
  const answer = await tab.inFrame().run(async () => {
    const lab = document.querySelector('attention-lab');
    const first = await lab.getState();
    await lab.load({ data: [0.25, 0.75, 1, 0, NaN, -Infinity], shape: [3, 2] });
    const [m] = (await lab.result()).matrices;
    const refused = await lab.load({ name: 'a.npy', bytes: new Uint8Array([1, 2, 3]) }).catch((error) => error.message);
    return { first, shape: m.shape.slice(-2), data: [...m.data].map(String), refused };
  });
  assert.equal(answer.first, 'scene=heatmaps&map=magma');
  assert.deepEqual([answer.shape, answer.data], [[3, 2], ['0.25', '0.75', '1', '0', 'NaN', '-Infinity']]);
  assert.match(answer.refused, /a\.npy/);
});

check('ten labs on a page never run more than four at a time and keep their states', async (t) => {
  const labs = Array.from({ length: 10 }, (_, i) => `<attention-lab id="lab${i}" scene="heatmaps" state="seed=${i + 1}" height="400"></attention-lab>`).join('');
  const tab = await open(t, { address: '/note.html', width: 700, height: 500, answers: { 'note.html': elementPage(labs) } });
  const host = tab.inFrame();
  const live = () => host.run(() => [...document.querySelectorAll('attention-lab')].filter((lab) => lab.isLive).map((lab) => lab.id));
  const labAt = async (i) => {
    await host.run((id) => document.getElementById(id).scrollIntoView({ block: 'center' }), `lab${i}`);
    return tab.inFrame(`#lab${i} >> iframe`).ready();
  };
  await labAt(0);
  await host.run(() => document.getElementById('lab0').setState('scene=heatmaps&seed=77&map=magma'));
  let most = 0;
  for (let i = 0; i < 10; i += 1) {
    await labAt(i);
    most = Math.max(most, (await live()).length);
  }
  assert.equal(most, 4);
  assert.ok(!(await live()).includes('lab0'), 'the first one is far away and rests');
  assert.equal(await (await labAt(0)).state(), 'scene=heatmaps&seed=77&map=magma', 'and is as it was');
});
