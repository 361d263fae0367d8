// <attention-lab> in a host page of another origin: lazily started, at most four at a time, driven by messages.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { frameOf, openHost } from './host_page.mjs';
import { DIST, idle, labReady, nodes, pause } from './lab_page.mjs';

test('the element opens its scene with the given state in a titled frame', async (t) => {
  const { page } = await openHost(t, '<attention-lab scene="heatmaps" state="map=magma&seed=7" height="500"></attention-lab>');
  const lab = await frameOf(page);
  await labReady(lab);
  assert.equal(await lab.evaluate(() => attentionLab.getState()), 'scene=heatmaps&seed=7&map=magma');
  assert.equal(await lab.evaluate(() => document.documentElement.lang), 'zh-Hans');
  assert.match(await page.locator('attention-lab iframe').getAttribute('title'), /热力图 · 注意力实验室/);
  assert.equal((await page.locator('attention-lab').boundingBox()).height, 500);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY', 'it takes no focus by itself');
});

test('an element far from the viewport is a poster with a link until it comes near', async (t) => {
  const { page, home } = await openHost(t, '<div style="height:5000px"></div><attention-lab scene="heatmaps" lang="en"></attention-lab>');
  await pause(500);
  assert.equal(await page.locator('attention-lab iframe').count(), 0);
  const link = page.getByRole('link', { name: 'Open in a page of its own' });
  assert.match(await link.getAttribute('href'), new RegExp(`^${home}/index\\.html\\?theme=light&lang=en#scene=heatmaps$`));
  await page.locator('attention-lab').scrollIntoViewIfNeeded();
  await labReady(await frameOf(page));
});

test('without the script the link inside the element remains', async (t) => {
  const { page } = await openHost(t, '<attention-lab scene="heatmaps"><a href="https://lab.example/">实验室</a></attention-lab>',
    { hasScript: false });
  assert.ok(await page.getByRole('link', { name: '实验室' }).isVisible());
});

test('state result and a tensor go through messages', async (t) => {
  const { page } = await openHost(t, '<attention-lab scene="heatmaps" state="preset=eye"></attention-lab>', { mayRemark: true });
  const call = (body) => page.evaluate(`(async () => { const lab = document.querySelector('attention-lab'); ${body} })()`);
  assert.equal(await call('return lab.getState()'), 'scene=heatmaps');
  const eye = await call('const { scene, matrices: [m] } = await lab.result(); return { scene, shape: m.shape, data: [...m.data] }');
  assert.deepEqual([eye.scene, eye.shape], ['heatmaps', [10, 10]]);
  assert.deepEqual(eye.data, Array.from({ length: 100 }, (_, i) => (i % 11 === 0 ? 1 : 0)));

  await call(`window.heard = []; lab.addEventListener('attention-lab-statechange', (event) => window.heard.push(event.detail.state));`);
  const answer = await call(`return lab.setState('scene=heatmaps&seed=123456&unknown=1&map=magma&zoom=1e999')`);
  assert.equal(answer.state, 'scene=heatmaps&seed=9999&map=magma', 'clamped, unknown keys left out, …');
  assert.deepEqual(answer.remarks.map((remark) => /“(\w+)=/.exec(remark)[1]).sort(), ['seed', 'unknown', 'zoom'], '… and said');
  const lab = await frameOf(page);
  await lab.getByRole('radio', { name: 'viridis' }).focus();
  await page.keyboard.press('Space');
  await page.waitForFunction(() => window.heard.some((state) => state.includes('map=viridis')));

  const numbers = await call(`await lab.load({ data: [0.25, 0.75, 1, 0, NaN, -Infinity], shape: [3, 2] });
    const [m] = (await lab.result()).matrices; return { shape: m.shape.slice(-2), data: [...m.data].map(String) }`);
  assert.deepEqual(numbers, { shape: [3, 2], data: ['0.25', '0.75', '1', '0', 'NaN', '-Infinity'] });
  await call('await lab.load({ data: new Float32Array([9, 9, 0.5, 0.5]).subarray(2), shape: [1, 2] })');  // a part of a buffer
  assert.deepEqual(await call('return [...(await lab.result()).matrices[0].data]'), [0.5, 0.5]);
  await call(`await lab.load({ data: [null, 1, undefined, true], shape: [2, 2] })`);
  assert.deepEqual(await call('return [...(await lab.result()).matrices[0].data].map(String)'), ['NaN', '1', 'NaN', '1'], 'as in JSON');
  await call(`await lab.load({ name: 'rows.csv', bytes: new TextEncoder().encode('0.5,0.5\\n1,0\\n') })`);
  assert.deepEqual(await call('return [...(await lab.result()).matrices[0].data]'), [0.5, 0.5, 1, 0]);
});

test('a tensor that cannot be loaded is refused with a sentence', async (t) => {
  const { page } = await openHost(t, '<attention-lab scene="heatmaps"></attention-lab>');
  const refused = (tensor) => page.evaluate(`document.querySelector('attention-lab').load(${tensor}).then(() => 'loaded', (error) => error.message)`);
  const language = async (lang) => {
    await page.evaluate((code) => document.querySelector('attention-lab').setAttribute('lang', code), lang);
    await (await frameOf(page)).waitForFunction((code) => document.documentElement.lang.startsWith(code), lang);
  };
  for (const [lang, sentences] of [
    ['zh', [/shape \[2, 2\] 表示 4 个数，data 却有 3 个/, /shape 应是/, /data 应是/, /第 1 个元素“x”不是数/, /data\.flat\(Infinity\)/, /name 应是/, /bytes 应是/]],
    ['en', [/shape \[2, 2\] takes 4 numbers, but data has 3/, /shape must be/, /data must be/, /element 1 of data, “x”, is no number/, /use data\.flat\(Infinity\)/, /name must be/, /bytes must be/]],
  ]) {
    await language(lang);
    assert.match(await refused('{ data: [1, 2, 3], shape: [2, 2] }'), sentences[0]);
    assert.match(await refused('{ data: [1], shape: [] }'), sentences[1]);
    assert.match(await refused('{ data: "abc", shape: [3] }'), sentences[2]);
    assert.match(await refused('{ data: [1, "x"], shape: [1, 2] }'), sentences[3]);
    assert.match(await refused('{ data: [[1, 2], [3, 4]], shape: [2, 2] }'), sentences[4]);
    assert.match(await refused('{ name: 1 }'), sentences[5]);
    assert.match(await refused('{ name: "a.npy", bytes: 7 }'), sentences[6]);
  }
  assert.match(await refused('{ name: "a.npy", bytes: new Uint8Array([1, 2, 3]) }'), /a\.npy/);
  assert.match(await page.evaluate(() => document.querySelector('attention-lab').result().then(({ scene }) => scene)), /heatmaps/);
});

test('foreign and malformed messages are ignored', async (t) => {
  const { page } = await openHost(t, '<attention-lab scene="heatmaps"></attention-lab><iframe id="stranger" srcdoc="<p>"></iframe>');
  const lab = await frameOf(page);
  await labReady(lab);
  const before = await lab.evaluate(() => attentionLab.getState());
  await page.evaluate(() => {
    const frame = document.querySelector('attention-lab').shadowRoot.querySelector('iframe').contentWindow;
    for (const message of [null, 1, 'setState', [], {}, { type: 'setState', state: 'map=magma' }, { attentionLab: 2, type: 'setState', state: 'map=magma' },
      { attentionLab: '1', type: 'setState', state: 'map=magma' }, { attentionLab: 1 }, { attentionLab: 1, type: 'constructor' }, { attentionLab: 1, type: '__proto__' },
      { attentionLab: 1, type: 'setState' }, { attentionLab: 1, type: 'setState', state: 5 }, { attentionLab: 1, type: 'setState', state: `map=magma&x=${'y'.repeat(70000)}` },
      { attentionLab: 1, type: 'theme', theme: 'pink' }, { attentionLab: 1, type: 'lang', lang: 'pseudo' }, new Uint8Array(3)]) frame.postMessage(message, '*');
  });
  // A window that is not the parent.
  const stranger = await (await page.locator('#stranger').elementHandle()).contentFrame();
  await stranger.evaluate(() => parent.document.querySelector('attention-lab').shadowRoot.querySelector('iframe').contentWindow
    .postMessage({ attentionLab: 1, type: 'setState', state: 'map=magma' }, '*'));
  // And towards the element: a stranger cannot speak for the lab.
  await page.evaluate(() => { window.heard = 0; addEventListener('attention-lab-statechange', () => { window.heard += 1; }); });
  await stranger.evaluate(() => parent.postMessage({ attentionLab: 1, type: 'stateChanged', state: 'scene=evil' }, '*'));
  await pause(300);
  await idle(lab);
  assert.equal(await lab.evaluate(() => attentionLab.getState()), before);
  assert.deepEqual(await lab.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme]), ['zh-Hans', 'light']);
  assert.equal(await page.evaluate(() => window.heard), 0);
});

test('numbers of a file the reader opened are not told to another origin', async (t) => {
  const { page } = await openHost(t, '<attention-lab scene="heatmaps"></attention-lab>');
  const lab = await frameOf(page);
  await labReady(lab);
  await lab.locator('#file').setInputFiles({ name: 'secret.csv', mimeType: 'text/csv', buffer: Buffer.from('0.1,0.9\n0.5,0.5\n') });
  await lab.waitForFunction(() => attentionLab.nodes().some((node) => /secret/.test(node.name + node.value)));
  const answer = await page.evaluate(() => document.querySelector('attention-lab').result().then(JSON.stringify, (error) => error.message));
  assert.match(answer, /它的数只留在这里/);
  assert.deepEqual(await lab.evaluate(() => attentionLab.result().matrices[0].data.length), 4, 'in the page itself they are there');
});

test('imported where there is no page the element does nothing', () => {
  const script = `const before = Object.getOwnPropertyNames(globalThis).length;
    await import(${JSON.stringify(pathToFileURL(join(DIST, 'attention-lab-element.js')).href)});
    console.log(Object.getOwnPropertyNames(globalThis).length - before);`;
  assert.equal(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }), '0\n');
});

test('an unknown scene falls back to the first one', async (t) => {
  const { page } = await openHost(t, '<attention-lab scene="no-such-scene"></attention-lab>', { mayRemark: true });
  const lab = await frameOf(page);
  await labReady(lab);
  assert.doesNotMatch(await lab.evaluate(() => attentionLab.getState()), /no-such/);
  assert.ok((await nodes(lab)).length > 3);
});

test('a height of auto is as high as the content and comes to rest', async (t) => {
  const { page } = await openHost(t, '<attention-lab scene="heatmaps" height="auto"></attention-lab>', { width: 500, height: 700 });
  const lab = await frameOf(page);
  await labReady(lab);
  const height = () => page.evaluate(() => document.querySelector('attention-lab').clientHeight);
  let before, now = await height();
  for (let tries = 0; before !== now; ++tries) {
    assert.ok(tries < 60, 'it comes to rest');
    await pause(500);
    [before, now] = [now, await height()];
  }
  assert.ok(now > 600, `${now}`);
  const inside = await lab.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  assert.ok(inside <= 0, `${inside} pixels would have to be scrolled`);
  await page.evaluate(() => document.querySelector('attention-lab').setAttribute('height', '333'));
  assert.equal(await page.evaluate(() => document.querySelector('attention-lab').offsetHeight), 333, 'a number given later holds at once');
});
