// ?file=: a file that the page's address names. Only one of this site, and what cannot be opened gets its true reason.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIST } from '../place.mjs';
import { check, open, pageOf, SAME_EVERYWHERE } from '../engines/lab.mjs';

/** The lab in the folder /course/lab/ of a site that has files beside and above it. */
function course(t) {
  const folder = mkdtempSync(join(tmpdir(), 'attention-lab-'));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(DIST, join(folder, 'course/lab'), { recursive: true });
  mkdirSync(join(folder, 'course/lab/data'));
  writeFileSync(join(folder, 'course/lab/data/100%.csv'), '0.5,0.5\n');
  writeFileSync(join(folder, 'course/beside.csv'), '0.5,0.5\n');
  return folder;
}

const away = (location) => ({ status: 302, headers: { location } });
const notice = () => {
  const shown = document.getElementById('notice');
  return shown.hidden ? '' : `${shown.dataset.reason}: ${shown.textContent}`;
};

/** The lab in a frame, whose address has `?file=${file}`. @returns what its notice says once it is ready, and its state */
async function openWith(t, file, { answers = {} } = {}) {
  const host = pageOf(`<iframe id="lab" title="lab" src="/course/lab/?lang=en&amp;file=${file}" style="width:900px;height:500px"></iframe>
    <script>addEventListener('message', ({ data }) => { if (data.type === 'ready') window.isReady = true; });</script>`);
  const tab = await open(t, { address: '/note.html', folder: course(t), policy: '', mayComplain: true, answers: { 'note.html': host, ...answers } });
  await tab.inFrame().until(() => window.isReady === true);
  const lab = await tab.inFrame('#lab').ready();
  return { says: await lab.run(notice), state: await lab.state(), tab };
}

check('a file in the folder of the page is opened whatever its name', async (t) => {
  const { says, state } = await openWith(t, 'data/100%2525.csv');
  assert.equal(says, '');
  assert.match(state, /file=100%25\.csv/);
});

for (const [file, cannot] of [['%25', {}], ['%252', SAME_EVERYWHERE], ['http://[', {}], ['%25ff.csv', SAME_EVERYWHERE]]) {
  check(`the address ${file} gets a sentence about the address and the page is ready`, cannot, async (t) => {
    const { says } = await openWith(t, file);
    assert.match(says, /^no_address: .*is no address of a file/s);
  });
}

for (const [what, file, cannot = {}] of [['outside the folder', '../beside.csv'], ['outside it by an encoded slash', '..%252fbeside.csv'], ['of another origin', 'https://example.org/a.csv'],
  ['a script', 'javascript:alert(1)'], ['its own bytes', 'data:text/csv,1', SAME_EVERYWHERE], ['a blob', 'blob:http://localhost/1', SAME_EVERYWHERE]]) {
  check(`an address that is ${what} is refused`, cannot, async (t) => {
    const { says, state } = await openWith(t, file);
    assert.match(says, /^file_elsewhere: .*is not in this site's folder http:\/\/localhost:\d+\/course\/lab\//s);
    assert.doesNotMatch(state, /file=/);
  });
}

check('a file that the server sends elsewhere is refused and nothing is asked of the other place', async (t) => {
  const asked = [];
  const other = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end('0.5,0.5\n');
  });
  await new Promise((done) => { other.listen(0, '127.0.0.1', done); });
  t.after(() => other.close());
  const { says } = await openWith(t, 'moved.csv', { answers: { 'moved.csv': away(`http://localhost:${other.address().port}/course/lab/a.csv`) } });
  assert.match(says, /^file_elsewhere: /);
  assert.deepEqual(asked, []);
});

check('a file that the server sends out of the folder is refused and within it is opened', async (t) => {
  const out = await openWith(t, 'moved.csv', { answers: { 'moved.csv': away('/course/beside.csv') } });
  assert.match(out.says, /^file_elsewhere: /);
  assert.doesNotMatch(out.state, /file=/);
  const within = await openWith(t, 'moved.csv', { answers: { 'moved.csv': away('/course/lab/data/100%25.csv') } });
  assert.equal(within.says, '');
  assert.match(within.state, /file=moved\.csv/);
});

check('a file that is not there is said not to be', async (t) => {
  const { says } = await openWith(t, 'missing.csv');
  assert.match(says, /^file_unreadable: .*missing\.csv.*HTTP 404/s);
});

check('the page is ready even if the server never answers', async (t) => {
  const { says } = await openWith(t, 'silent.csv', { answers: { 'silent.csv': () => new Promise(() => {}) } });
  assert.equal(says, '');
});

check('a frame without an origin of its own opens no file by its address', async (t) => {
  const host = pageOf(`<iframe id="lab" title="lab" sandbox="allow-scripts" src="/?lang=en&amp;file=a.csv" style="width:900px;height:500px"></iframe>
    <script>addEventListener('message', ({ data }) => { if (data.type === 'ready') window.isReady = true; });</script>`);
  const tab = await open(t, { address: '/note.html', mayComplain: true, policy: '', answers: { 'note.html': host, 'a.csv': { body: '0.5,0.5\n', headers: { 'access-control-allow-origin': '*' } } } });
  await tab.inFrame().until(() => window.isReady === true);
  const lab = await tab.inFrame('#lab').ready();
  assert.match(await lab.run(notice), /^no_site: /);
});
