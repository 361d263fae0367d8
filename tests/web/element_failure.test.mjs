// <attention-lab> where there is no lab: nobody waits for ever, and everybody is told why.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameOf, openHost, openWithFrame } from './host_page.mjs';
import { labReady, origin } from './lab_page.mjs';

test('a src that is no web address is refused and runs nothing', async (t) => {
  for (const source of ['javascript:window.ran=1//', 'data:text/html,<script>parent.ran=1</script>', 'blob:http://localhost/1', 'http://[', 'file:///tmp']) {
    const { page } = await openHost(t, '<attention-lab scene="heatmaps" lang="en"></attention-lab>');
    const complete = async () => {
      const lab = await frameOf(page);
      await labReady(lab);
      // The last that it fetches: what is broken off would be a failed request.
      await lab.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/print.mjs')), undefined, { polling: 50 });
    };
    await complete();
    const answer = await page.evaluate(async (address) => {
      const lab = document.querySelector('attention-lab');
      lab.setAttribute('src', address);
      lab.start();
      const { shadowRoot } = lab, link = shadowRoot.querySelector('a');
      link.click();
      const refused = await lab.getState().catch((error) => error.message);
      await new Promise((done) => { setTimeout(done, 200); });
      return { refused, ran: window.ran, frames: shadowRoot.querySelectorAll('iframe').length, href: link.getAttribute('href'), says: link.textContent };
    }, source);
    assert.equal(answer.ran, undefined, source);
    assert.deepEqual([answer.frames, answer.href], [0, null], source);
    for (const said of [answer.says, answer.refused]) assert.ok(said.includes('src must be the web address') && said.includes(source), said);
    await page.evaluate(() => document.querySelector('attention-lab').removeAttribute('src'));
    await complete();
  }
});

/** What becomes of questions to the element, and the reasons of its error events. All must be settled within 10 s. */
const asked = (page, action = '') => page.evaluate(async (work) => {
  const lab = document.querySelector('attention-lab');
  const questions = [lab.getState(), lab.setState('map=magma'), lab.result(), lab.picture(), lab.load({ data: [1], shape: [1, 1] })]
    .map((question) => question.then(() => 'answered', (error) => error.message));
  new Function('lab', work)(lab);
  const late = new Promise((done) => { setTimeout(() => done('late'), 10_000); });
  const answers = await Promise.race([Promise.all(questions), late]);
  return { reasons: window.reasons, answers: [...new Set([answers].flat())], later: await Promise.race([lab.getState().catch((error) => error.message), late]) };
}, action);

test('where there is no lab every question is refused within ten seconds and the page is told', async (t) => {
  const home = await origin();
  const page = await openWithFrame(t, '', 'src="/nowhere" scene="heatmaps" lang="en"');
  const { reasons, answers, later } = await asked(page);
  assert.deepEqual(reasons, ['silent']);
  assert.equal(answers.length, 1);
  assert.match(answers[0], /^No answer from http.*\/nowhere\/: /);
  assert.equal(later, answers[0], 'and so is what is asked later');
  assert.ok(await page.getByRole('alert').getByText(answers[0]).isVisible());
  await page.evaluate((folder) => document.querySelector('attention-lab').setAttribute('src', folder), home);
  await labReady(await frameOf(page));
  assert.match(await page.evaluate(() => document.querySelector('attention-lab').getState()), /heatmaps/, 'until it is put right');
  assert.equal(await page.getByRole('alert').count(), 0);
});

test('a lab that is heard late is there after all', async (t) => {
  const page = await openWithFrame(t, `const answer = ({ type, id }) => { if (type === 'getState') say({ type: 'state', id, state: 'x=1' }); };
    addEventListener('message', ({ data }) => { if (data === 'now') say({ type: 'ready', state: '', title: 'x', height: 9 }); });`);
  assert.deepEqual((await asked(page)).reasons, ['silent']);
  assert.ok(await page.getByRole('button', { name: 'Try again' }).isVisible());
  await page.evaluate(() => document.querySelector('attention-lab').shadowRoot.querySelector('iframe').contentWindow.postMessage('now', '*'));
  await page.getByRole('alert').waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => document.querySelector('attention-lab').getState()), 'x=1');
});

/** In pages with this, what is to happen in half a minute or later happens in a twentieth of that time. */
const hurry = () => {
  const real = window.setTimeout;
  window.setTimeout = (work, wait, ...rest) => real(work, wait >= 30_000 ? wait / 20 : wait, ...rest);
};
const WAIT_AND_ANSWER = `
  const answer = ({ type, id }) => { if (type === 'getState') say({ type: 'state', id, state: 'x=1' }); };
  const ready = () => say({ type: 'ready', state: '', title: 'x', height: 9 });
  addEventListener('message', ({ data }) => { if (data === 'now') ready(); });`;

test('a lab that begins to start and says nothing more is given up until it is heard', async (t) => {
  const page = await openWithFrame(t, `${WAIT_AND_ANSWER} say({ type: 'starting' });`, '', { init: hurry });
  const { reasons, answers, later } = await asked(page);
  assert.deepEqual(reasons, ['hanging']);
  assert.equal(answers.length, 1);
  assert.match(answers[0], /^The lab of http.*\/other\/ began to start and has not said a word for a minute: /);
  assert.equal(later, answers[0], 'and so is what is asked later');
  assert.ok(await page.getByRole('alert').getByText(answers[0]).isVisible());
  assert.ok(await page.getByRole('button', { name: 'Try again' }).isVisible());
  await page.locator('attention-lab iframe').evaluate((frame) => frame.contentWindow.postMessage('now', '*'));
  await page.getByRole('alert').waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => document.querySelector('attention-lab').getState()), 'x=1');
});

test('every word of a lab that starts slowly gives it another minute', async (t) => {
  const page = await openWithFrame(t, `${WAIT_AND_ANSWER} say({ type: 'starting' });
    for (const at of [1500, 3000, 4500, 6000]) setTimeout(() => say({ type: 'resize', height: 9 }), at);
    setTimeout(ready, 7000);`, '', { init: hurry });
  assert.equal(await page.evaluate(() => document.querySelector('attention-lab').getState()), 'x=1');
  await page.waitForTimeout(4000);  // the minute after the last word has no meaning any more
  assert.deepEqual(await page.evaluate(() => window.reasons), []);
  assert.equal(await page.evaluate(() => document.querySelector('attention-lab').getState()), 'x=1');
});

test('in a hidden page a lab that starts is not given up', async (t) => {
  const page = await openWithFrame(t, `${WAIT_AND_ANSWER} say({ type: 'starting' });`, '', { init: hurry });
  await page.evaluate(() => Object.defineProperty(document, 'hidden', { get: () => !window.isSeen }));
  await frameOf(page);
  await page.waitForTimeout(7000);
  assert.deepEqual(await page.evaluate(() => window.reasons), []);
  await page.evaluate(() => { window.isSeen = true; });
  await page.waitForFunction(() => window.reasons.length > 0);
  assert.deepEqual(await page.evaluate(() => window.reasons), ['hanging']);
});

test('what waits for an element that is removed is refused', async (t) => {
  const page = await openWithFrame(t, '', 'scene="heatmaps" lang="en"');
  assert.deepEqual(await asked(page, 'lab.remove()'),
    { reasons: ['removed'], answers: ['the lab was taken from the page'], later: 'the element is not in the page' });
});

test('a lab that cannot run tells the page why', async (t) => {
  const home = await origin();
  const policy = (route) => route.fetch().then((response) => route.fulfill({ response,
    headers: { ...response.headers(), 'content-security-policy': response.headers()['content-security-policy'].replace("'wasm-unsafe-eval'", '') } }));
  const page = await openWithFrame(t, '', `src="${home}" scene="heatmaps" lang="en"`, { moreRoutes: { [`${home}/index.html*`]: policy } });
  const { reasons, answers } = await asked(page);
  assert.deepEqual(reasons, ['forbidden']);
  assert.match(answers.join(), /^This site's policy .*wasm-unsafe-eval' to script-src\.$/);
});

test('a lab that answers from another origin is shown but said not to be heard', async (t) => {
  const home = await origin(), elsewhere = home.replace('localhost', '127.0.0.1');
  const page = await openWithFrame(t, '', `src="${elsewhere}/moved" scene="heatmaps" lang="en"`, { moreRoutes: {
    [`${elsewhere}/moved/index.html*`]: (route) => route.fulfill({ status: 302, headers: { location: `${home}/index.html#scene=heatmaps` } }) } });
  const { reasons, answers } = await asked(page);
  assert.deepEqual(reasons, ['origin']);
  assert.match(answers.join(), new RegExp(`answers from another origin \\(${home}\\)`));
  assert.ok(await page.locator('attention-lab iframe').isVisible());
  assert.equal(await page.locator('attention-lab .poster').isVisible(), false);
});
