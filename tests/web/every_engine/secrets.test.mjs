// A file of the reader's own inside somebody else's page: nothing of its content or its name gets out.
import assert from 'node:assert/strict';
import { check, open, pageOf, pause } from '../engines/lab.mjs';

const LAB = '#lab';
const UNREADABLE = '0.5,0.5\n0.25,hunter2\n0.125,hunter3\n', READABLE = 'hunter2,hunter3\n0.8125,0.1875\n';
const SECRET = /hunter|secret|8125|1875/i;
const csv = (body) => ({ headers: { 'content-type': 'text/csv' }, body });

/** A host page that keeps every message of the frame as text, and can send it some. */
const hostPage = (query) => pageOf(`<iframe id="lab" title="lab" style="width:900px;height:500px;border:0"></iframe><script>
  window.heard = [];
  addEventListener('message', ({ data }) => heard.push(data));
  window.send = (type, rest = {}) => lab.contentWindow.postMessage({ attentionLab: 1, type, ...rest }, '*');
  lab.src = location.origin.replace('127.0.0.1', 'localhost') + '/?lang=en${query}#scene=heatmaps';
</script>`);

async function openHost(t, { query = '', file = READABLE, isForeign = true }) {
  const tab = await open(t, { address: `${isForeign ? 'elsewhere' : ''}/note.html`, mayComplain: true,
    answers: { 'note.html': hostPage(query), 'secret.csv': csv(file) } });
  const host = tab.inFrame();
  await host.until(() => window.heard.some(({ type }) => type === 'ready'));
  const lab = await tab.inFrame(LAB).ready();
  const ask = async (id, type, rest = {}) => {
    await host.run((...message) => window.send(message[1], { ...message[2], id: message[0] }), id, type, rest);
    await host.until((wanted) => window.heard.some((message) => message.id === wanted), id);
    return host.run((wanted) => window.heard.find((message) => message.id === wanted), id);
  };
  const all = () => host.run(() => window.heard.map((message) => JSON.stringify(message, (_, value) => (value instanceof Float32Array ? [...value] : value))));
  return { host, lab, ask, all };
}

/** What a parent asks, one way after the other. `big` loads take a while and give each other up. */
async function askEverything({ host, lab, ask, all }) {
  await host.run(() => {
    const bytes = new TextEncoder().encode(`${'0.5,'.repeat(500000)}x\n0.5\n`);  // a megabyte: read by a worker
    window.send('load', { id: 'first', name: 'first.csv', bytes });
    window.send('load', { id: 'second', name: 'second.csv', bytes });
  });
  await host.until(() => window.heard.some(({ id }) => id === 'second') && window.heard.some(({ id }) => id === 'first'));
  const answers = { state: await ask('state', 'getState'), result: await ask('result', 'result'),
    picture: await ask('picture', 'picture') };
  await ask('small', 'load', { name: 'small.npy', bytes: null });
  await host.run(() => window.send('setState', { state: 'scene=heatmaps&map=magma' }));
  await lab.until(() => window.attentionLab.getState().includes('map=magma'));
  answers.changed = await ask('changed', 'getState');
  await lab.idle();
  await pause(100);
  for (const type of ['first', 'second']) answers[type] = await host.run((wanted) => window.heard.find(({ id }) => id === wanted), type);
  return { answers, messages: await all() };
}

for (const [what, file] of [['unreadable', UNREADABLE], ['readable', READABLE]]) {
  check(`of ${what === 'readable' ? 'a' : 'an'} ${what} file that the address names another origin learns nothing`, async (t) => {
    const tab = await openHost(t, { query: '&file=secret.csv', file });
    const { answers, messages } = await askEverything(tab);
    assert.deepEqual(messages.filter((message) => SECRET.test(message)), []);
    assert.match(answers.first.message, /first\.csv/, "a load's answer speaks of its own file");
    assert.match(answers.second.message, /second\.csv/);
    assert.deepEqual([answers.result.type, answers.picture.type], ['error', 'error']);
    assert.deepEqual([answers.state.state, answers.changed.state], ['scene=heatmaps', 'scene=heatmaps']);
    const heights = messages.map(JSON.parse).filter(({ height }) => height !== undefined);
    assert.deepEqual(heights.map(({ type, height }) => [type, height]), [['ready', 500]], 'the height is that of the frame');
  });

  check(`of ${what === 'readable' ? 'a' : 'an'} ${what} file that the reader drops another origin learns nothing`, async (t) => {
    const tab = await openHost(t, {});
    const before = (await tab.all()).length;
    await tab.lab.run(async (text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'secret.csv', { type: 'text/csv' }));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }, file);
    await tab.lab.until(() => window.attentionLab.nodes().some(({ name, value }) => /hunter|secret/.test(name + value)));
    const { answers, messages } = await askEverything(tab);
    assert.deepEqual(messages.slice(before).filter((message) => SECRET.test(message)), []);
    assert.deepEqual([answers.result.type, answers.picture.type], ['error', 'error']);
    assert.equal(answers.changed.state, 'scene=heatmaps');
    assert.ok(messages.slice(before).some((message) => /"isReplaceable":false/.test(message)), 'but that it must not be taken away');
  });
}

check('a page of the labs own origin is told everything', async (t) => {
  const tab = await openHost(t, { query: '&file=secret.csv', isForeign: false });
  const { state } = await tab.ask('state', 'getState');
  assert.match(state, /file=secret\.csv/);
  const { result } = await tab.ask('result', 'result');
  assert.deepEqual(Object.values(result.matrices[0].data), [0.8125, 0.1875]);
});

check('a foreign page is told the numbers of what it has loaded itself', async (t) => {
  const tab = await openHost(t, {});
  await tab.ask('load', 'load', { name: 'own.json', data: [0.25, 0.75, 1, 0], shape: [2, 2] });
  const { result } = await tab.ask('result', 'result');
  assert.deepEqual(Object.values(result.matrices[0].data), [0.25, 0.75, 1, 0]);
  assert.match((await tab.ask('state', 'getState')).state, /file=own\.json/);
});
