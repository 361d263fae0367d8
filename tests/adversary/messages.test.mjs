// Whoever can reach the lab's window sends it messages: a page of another site, one without an origin, a frame beside it,
// the window that has opened it; well formed, malformed, at random. Only the parent is heard, nothing of a reader's file
// gets out, and the lab goes on.
import assert from 'node:assert/strict';
import { check, open, pageOf, pause } from '../web/engines/lab.mjs';

const SECRET = /hunter|8125|1875/;  // not its name: the strangers here try that one, too
const SEEDS = Number(process.env.LAB_SEEDS ?? 4), MESSAGES = 400;

const LAB_ADDRESS = "location.origin.replace('127.0.0.1', 'localhost') + '/?lang=en#scene=heatmaps'";
/** A host page with the lab in the frame "lab" and whatever else stands in `body`; it keeps what it hears as text. */
const hostPage = (body = '', address = LAB_ADDRESS) => pageOf(`<iframe id="lab" name="lab" title="lab" style="width:900px;height:500px"></iframe>${body}<script>
  window.heard = [];
  addEventListener('message', ({ data }) => heard.push(JSON.stringify(data, (_, value) => (ArrayBuffer.isView(value) ? [...value].map(String) : typeof value === 'bigint' ? String(value) : value))));
  document.getElementById('lab').src = ${address};  // "lab" is its window
</script>`);

const dropSecret = (lab) => lab.run(() => {
  const data = new DataTransfer();
  data.items.add(new File(['hunter2,hunter3\n0.8125,0.1875\n'], 'secret.csv', { type: 'text/csv' }));
  document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
});

/** What a stranger would try, well formed. */
const attempts = () => ['getState', 'result', 'theme', 'lang', 'setState', 'load'].map((type, id) => ({ attentionLab: 1, type, id: `stranger ${id}`,
  theme: 'dark', lang: 'zh', state: 'scene=cues', name: 'evil.csv', bytes: new TextEncoder().encode('9,9\n') }));

check('a frame beside the lab is not heard whatever its origin', async (t) => {
  const sibling = pageOf(`<script>(${attempts})().forEach((message) => parent.frames.lab.postMessage(message, '*')); parent.postMessage('sent', '*');
    addEventListener('message', ({ data }) => parent.postMessage({ stranger: data }, '*'));</script>`);
  const tab = await open(t, { address: 'elsewhere/note.html', policy: '', mayComplain: true, answers: { 'sibling.html': sibling, 'note.html': hostPage() } });
  const host = tab.inFrame(), lab = await tab.inFrame('#lab').ready();
  const before = await lab.state();
  for (const address of ["'/sibling.html'", "location.origin.replace('127.0.0.1', 'localhost') + '/sibling.html'"]) {
    for (const sandbox of ['', 'allow-scripts']) {
      await host.run((source, flags) => {
        window.heard.length = 0;
        const frame = document.createElement('iframe');
        if (flags) frame.setAttribute('sandbox', flags);
        frame.src = (0, eval)(source);
        document.body.append(frame);
      }, address, sandbox);
      await host.until(() => window.heard.includes('"sent"'));
      await pause(200);
      await lab.idle();
      assert.equal(await lab.state(), before);
      assert.deepEqual(await lab.run(() => [document.documentElement.lang, document.documentElement.dataset.theme]), ['en', 'light']);
      assert.deepEqual(await host.run(() => window.heard.filter((text) => text.includes('stranger'))), [], 'and gets no answer');
    }
  }
});

check('the window that has opened the lab is not heard', { webkit: 'its driver knows no second window', firefox: 'its driver knows no second window' }, async (t) => {
  const tab = await open(t, { address: '/note.html', policy: '', mayComplain: true, answers: { 'note.html': pageOf(`<button style="width:90px;height:40px">open</button><script>
    window.heard = [];
    addEventListener('message', ({ data }) => heard.push(data));
    document.querySelector('button').onclick = () => { window.opened = window.open('/?lang=en#scene=heatmaps'); };</script>`) } });
  const host = tab.inFrame();
  await tab.clickOn('button');
  await host.until(() => window.opened?.attentionLab !== undefined);
  const before = await host.run(() => window.opened.attentionLab.whenIdle().then(() => window.opened.attentionLab.getState()));
  await host.run((source) => (0, eval)(source)().forEach((message) => window.opened.postMessage(message, '*')), `(${attempts})`);
  await pause(500);
  assert.equal(await host.run(() => window.opened.attentionLab.getState()), before);
  assert.deepEqual(await host.run(() => window.heard), []);
  await host.run(() => window.opened.close());
});

check('two pages without an origin are not of one origin', async (t) => {
  // Host and lab in a sandbox: both are "null", and strangers. A file has been asked for, if in vain.
  const inner = hostPage('', "'/?lang=en&file=secret.csv#scene=heatmaps&map=magma'");
  const tab = await open(t, { address: '/outer.html', policy: '', mayComplain: true, answers: { 'inner.html': inner,
    'outer.html': pageOf('<iframe id="inner" title="inner" sandbox="allow-scripts" src="/inner.html" style="width:950px;height:550px"></iframe>') } });
  const host = tab.inFrame('#inner');
  await host.until(() => window.heard?.some((text) => text.includes('"ready"')));
  await host.run(() => {
    const send = (type, rest) => document.getElementById('lab').contentWindow.postMessage({ attentionLab: 1, type, id: type, ...rest }, '*');
    send('load', { name: 'own.csv', bytes: new TextEncoder().encode('0.25,0.75\n') });
    send('result');
    send('getState');
  });
  const answers = ['load', 'result', 'getState'];
  await host.until((ids) => ids.every((id) => window.heard.some((text) => text.includes(`"id":"${id}"`))), answers);
  const heard = (await host.run(() => window.heard)).map((text) => JSON.parse(text));
  const [load, result, state] = answers.map((id) => heard.find((message) => message.id === id));
  assert.equal(load.type, 'loaded');
  assert.match(result.message, /its numbers stay here/);
  assert.equal(state.state, 'scene=heatmaps');
});

/** Runs in the host: sends what a fuzzer makes of the seed. Returns how many were sent. */
function sendRandom([first, count]) {
  let state = first;
  const random = (n) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return (state >>> 8) % n; };
  const pick = (list) => list[random(list.length)];
  const text = () => pick(['', 'x', 'heatmaps', 'scene=cues', 'scene=query_key_value&explain=none', '#scene=heatmaps&map=magma', 'file=secret.csv', '%', '%ED%A0%80', '\ud800', '\0', '注意',
    'a'.repeat(70000), '__proto__', 'constructor', 'scene=heatmaps&file=secret.csv&panel=1e999', '<img src=x onerror=alert(1)>', 'javascript:alert(1)', 'light', 'dark', 'zh', 'en', 'pseudo']);
  const number = () => pick([0, -0, 1, -1, 0.5, NaN, Infinity, -Infinity, 2 ** 31, 2 ** 53, 1e308, random(100)]);
  const numbers = () => Array.from({ length: random(8) }, number);
  const bytes = () => new TextEncoder().encode(pick(['', '0.5,0.5\n', '{"weights": [[1]]}', '\x93NUMPY', 'PK\x03\x04', '[[1,2],[3', '0.5,evil\n', '{"a": ']));
  const thing = (depth = 0) => [() => undefined, () => null, () => true, number, text, numbers, bytes, () => bytes().buffer, () => new Date(), () => new Map([[1, 2]]), () => new Blob(['1,2']),
    () => new Float32Array(numbers()), () => new BigInt64Array(3), () => 10n, () => /x/, () => new Error('x'), () => new DataView(new ArrayBuffer(8)),
    () => (depth > 2 ? {} : { [text().slice(0, 9)]: thing(depth + 1) }), () => { const circle = []; circle.push(circle); return circle; }][random(19)]();
  const message = () => {
    if (random(10) === 0) return thing();
    const made = { attentionLab: random(12) === 0 ? thing() : 1, type: random(12) === 0 ? thing() : pick(['getState', 'setState', 'result', 'load', 'theme', 'lang', 'ready', 'toString']) };
    for (const key of ['id', 'state', 'theme', 'lang', 'name', 'bytes', 'data', 'shape']) {
      if (random(3) > 0) made[key] = random(3) === 0 ? thing() : { id: random(1000), state: text(), theme: text(), lang: text(), name: pick(['a.csv', 'a.npy', 'a.json', 'a', text()]), bytes: bytes(), data: numbers(), shape: Array.from({ length: random(4) }, () => random(4)) }[key];
    }
    return made;
  };
  const lab = document.getElementById('lab').contentWindow;
  for (let i = 0; i < count; i += 1) lab.postMessage(message(), '*');
}

for (let seed = 1; seed <= SEEDS; seed += 1) {
  check(`${MESSAGES} random messages of a foreign parent tell it nothing and leave a lab that goes on seed ${seed}`, async (t) => {
    const tab = await open(t, { address: 'elsewhere/note.html', policy: '', mayComplain: true, answers: { 'note.html': hostPage() } });
    const host = tab.inFrame(), lab = await tab.inFrame('#lab').ready();
    await host.until(() => window.heard.some((text) => text.includes('"ready"')));
    await dropSecret(lab);
    await lab.until(() => window.attentionLab.nodes().some(({ name, value }) => /hunter|secret/.test(name + value)));
    const before = await host.run(() => window.heard.length);
    await host.run(sendRandom, [seed, MESSAGES]);
    await host.run(() => document.getElementById('lab').contentWindow.postMessage({ attentionLab: 1, type: 'getState', id: 'last' }, '*'));
    await host.until(() => window.heard.some((text) => text.includes('"id":"last"')));
    await lab.idle();
    // Loads wait for their turn; a sentence is said about each.
    for (let count = -1, now = 0; count !== now; await pause(700)) [count, now] = [now, await host.run(() => window.heard.length)];
    const answers = (await host.run((from) => window.heard.slice(from), before)).map((answer) => JSON.parse(answer));
    assert.ok(answers.length > 50, `${answers.length} answers`);
    // A host may say the names that it tries; it hears nothing that it has not said.
    assert.deepEqual(answers.map((answer) => JSON.stringify(answer)).filter((answer) => SECRET.test(answer)), []);
    for (const answer of answers) {
      assert.ok(['state', 'result', 'loaded', 'error', 'stateChanged'].includes(answer.type), answer.type);
      if (answer.type === 'error') assert.ok(answer.message.length > 8, JSON.stringify(answer));
      if (/^state/.test(answer.type)) assert.doesNotMatch(answer.state, /file=/);
    }
    assert.deepEqual(answers.filter(({ type }) => type === 'result'), []);
    assert.ok(await lab.run(() => document.getElementById('notice').hidden || !/stopped|frame_failed/.test(document.getElementById('notice').dataset.reason)));
    await lab.run(() => attentionLab.setState('scene=heatmaps&lang=zh&map=viridis'));
    await lab.until(() => document.documentElement.lang === 'zh-Hans');
    const complaints = (await lab.run(() => window.probe.problems)).filter((problem) => /^(error|rejection)/.test(problem));
    assert.deepEqual(complaints, []);
  });
}
