// A lesson that shows of the lab only what it needs, and sets its readers a goal.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameOf, openHost } from './host_page.mjs';
import { idle, labReady, nodes } from './lab_page.mjs';

const ids = async (lab) => (await nodes(lab)).map(({ id }) => id);

test('a lesson shows of the lab only what it names', async (t) => {
  const { page } = await openHost(t, '<attention-lab scene="cues" chrome="none" panels="picture, controls" controls="wish, book" height="auto"></attention-lab>');
  const lab = await frameOf(page);
  await labReady(lab);
  const shown = await ids(lab);
  for (const id of ['cues/desk', 'cues/wish', 'cues/salience/book']) assert.ok(shown.includes(id), id);
  for (const id of shown) assert.match(id, /^cues(\/(desk|thing|entropy|wish|salience)|$)/, id);
  assert.equal(await lab.evaluate(() => attentionLab.getState()), 'scene=cues&chrome=none&panels=picture,controls&controls=wish,book');
  const height = (await page.locator('attention-lab').boundingBox()).height;
  assert.ok(height < 700, `${height} px: there is no empty room`);

  await page.locator('attention-lab').evaluate((element) => element.removeAttribute('chrome'));
  await lab.waitForFunction(() => attentionLab.nodes().some(({ id }) => id === 'app/scenes'));
  await page.locator('attention-lab').evaluate((element) => ['panels', 'controls'].forEach((name) => element.removeAttribute(name)));
  await lab.waitForFunction(() => attentionLab.nodes().some(({ id }) => id === 'cues/comparison'));
});

test('without controls a lab is its picture', async (t) => {
  const { page } = await openHost(t, '<attention-lab scene="heatmaps" controls="" height="auto"></attention-lab>');
  const lab = await frameOf(page);
  await labReady(lab);
  assert.deepEqual((await ids(lab)).filter((id) => !/^heatmaps($|\/(picture|bar|panel))/.test(id)), []);
  assert.equal(await page.evaluate(() => document.querySelector('attention-lab').getState()), 'scene=heatmaps&controls=');
});

test('a goal is ticked off and the page is told', async (t) => {
  const { page } = await openHost(t, '<attention-lab scene="cues" lang="en" goal="weights/book &gt; 0.5"></attention-lab>');
  await page.evaluate(() => {
    window.heard = [];
    document.addEventListener('attention-lab-goal', ({ detail }) => window.heard.push(detail));
  });
  const lab = await frameOf(page);
  await labReady(lab);
  await lab.getByText(/^Goal: Weights · Book > 0\.5 \(now 0\.\d+\)$/).waitFor({ state: 'attached' });
  assert.deepEqual(await page.evaluate(() => window.heard), []);
  await lab.getByRole('button', { name: '4 Book' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => window.heard.length === 1);
  await lab.getByText(/^Goal reached: Weights · Book > 0\.5 \(now 0\.\d+\)/).waitFor({ state: 'attached' });
  await lab.getByRole('button', { name: '1 Red cup' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => window.heard.length === 2);
  const goal = 'weights/book > 0.5';
  assert.deepEqual(await page.evaluate(() => window.heard), [{ goal, isReached: true }, { goal, isReached: false }]);
});

test('an answered question is told to the page, right or wrong', async (t) => {
  const { page } = await openHost(t, '<attention-lab scene="cues" lang="en" state="question=who-answers"></attention-lab>');
  await page.evaluate(() => {
    window.heard = [];
    document.addEventListener('attention-lab-question', ({ detail }) => window.heard.push(detail));
  });
  const lab = await frameOf(page);
  await labReady(lab);
  for (const [tries, option] of ['Convolution', 'Attention pooling'].entries()) {
    await lab.getByRole('radiogroup', { name: 'My prediction' }).getByRole('radio', { name: option }).focus();
    await page.keyboard.press('Space');
    await idle(lab);
    await lab.getByRole('button', { name: 'Check it' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction((count) => window.heard.length === count, tries + 1);
  }
  assert.deepEqual(await page.evaluate(() => window.heard), [
    { scene: 'cues', question: 'who-answers', isRight: false, tries: 1 },
    { scene: 'cues', question: 'who-answers', isRight: true, tries: 2 }]);
});

test('what the lab does not understand is named in the console and in the answer', async (t) => {
  const { page } = await openHost(t, '<attention-lab scene="cues" lang="en" state="tempreture=1"></attention-lab>', { mayRemark: true });
  const warned = [];
  page.on('console', (message) => { if (message.type() === 'warning') warned.push(message.text()); });
  const lab = await frameOf(page);
  await labReady(lab);
  await idle(lab);
  assert.ok(warned.some((text) => /Attention Lab: “tempreture=1”: the scene cues has no such key/.test(text)), warned.join('\n'));
  const answer = await page.evaluate(() => document.querySelector('attention-lab').setState('scene=cues&will=2&goal=weights/cup > 1'));
  assert.equal(answer.state, 'scene=cues&goal=weights/cup%20%3E%201&step=0&will=1');
  assert.deepEqual(answer.remarks, ['“will=2”: must lie between 0 and 1; 1 is used']);
  await lab.getByText(/^This goal cannot be judged: “weights\/cup”: there is no “cup”/).waitFor({ state: 'attached' });
  assert.deepEqual(await lab.evaluate(() => attentionLab.setState('scene=cues&goal=')), []);
});

test('the page around hears of no goal in the readers own file', async (t) => {
  const { page } = await openHost(t, '<attention-lab scene="heatmaps" lang="en" goal="attention/0/0 &gt; 0.5"></attention-lab>');
  await page.evaluate(() => {
    window.heard = [];
    document.addEventListener('attention-lab-goal', ({ detail }) => window.heard.push(detail.isReached));
  });
  const lab = await frameOf(page);
  await labReady(lab);
  await page.waitForFunction(() => window.heard.length === 1);  // the identity matrix
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), lab.getByRole('button', { name: 'Open a file' }).click({ force: true })]);
  await chooser.setFiles({ name: 'own.csv', mimeType: 'text/csv', buffer: Buffer.from('0.25,0.75\n0.5,0.5\n') });
  await lab.waitForFunction(() => attentionLab.getState().includes('own.csv'));
  await idle(lab);
  assert.deepEqual(await page.evaluate(() => window.heard), [true], 'what becomes of it there is the reader’s');
  assert.equal(await page.evaluate(() => document.querySelector('attention-lab').getState()), 'scene=heatmaps&goal=attention/0/0%20%3E%200.5');
});
