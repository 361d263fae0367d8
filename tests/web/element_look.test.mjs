// <attention-lab> follows the look and the language of the page around.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameOf, openHost } from './host_page.mjs';
import { idle, labReady, pause } from './lab_page.mjs';

test('theme and language follow the host while they change', async (t) => {
  const { page } = await openHost(t, '<attention-lab scene="heatmaps"></attention-lab>');
  const lab = await frameOf(page);
  await labReady(lab);
  const seen = () => lab.evaluate(() => [document.documentElement.dataset.theme, document.documentElement.lang]);
  assert.deepEqual(await seen(), ['light', 'zh-Hans']);
  await page.evaluate(() => document.body.setAttribute('data-md-color-scheme', 'slate'));
  await lab.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.evaluate(() => { document.documentElement.lang = 'en'; });
  await lab.waitForFunction(() => document.documentElement.lang === 'en');
  await idle(lab);
  assert.deepEqual(await seen(), ['dark', 'en']);
  assert.equal(await lab.evaluate(() => attentionLab.getState()), 'scene=heatmaps', "the host's wishes are not part of the state");
  await page.evaluate(() => document.body.setAttribute('data-md-color-scheme', 'default'));
  await lab.waitForFunction(() => document.documentElement.dataset.theme === 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await pause(200);
  assert.deepEqual(await seen(), ['light', 'en'], "the host's palette goes before the system's");
});

/** What pages say of their look: what to do to one → what it means; AUTO is the system's. */
const AUTO = 'auto';
const attribute = (on, name, value) => [`${on} ${name}="${value}"`, `document.${on}.setAttribute('${name}', '${value}')`];
const htmlClass = (name) => [`html.${name}`, `document.documentElement.classList.add('${name}')`];
const rule = (css) => [css, `{ const sheet = new CSSStyleSheet(); sheet.replaceSync('${css}'); document.adoptedStyleSheets = [sheet];
  document.body.setAttribute('style', 'margin: 1px'); }`];
const LOOKS = [
  [...attribute('body', 'data-md-color-scheme', 'slate'), 'dark'], [...attribute('body', 'data-md-color-scheme', 'default'), 'light'],
  [...attribute('body', 'data-theme', 'dark'), 'dark'], [...attribute('body', 'data-theme', 'light'), 'light'], [...attribute('body', 'data-theme', 'auto'), AUTO],
  [...attribute('documentElement', 'data-theme', 'dark'), 'dark'], [...attribute('documentElement', 'data-theme', 'light'), 'light'],
  [...attribute('documentElement', 'data-bs-theme', 'dark'), 'dark'], [...attribute('documentElement', 'data-bs-theme', 'light'), 'light'],
  [...attribute('documentElement', 'data-bs-theme', 'auto'), AUTO], [...attribute('documentElement', 'data-theme', 'a name that says nothing'), AUTO],
  [...attribute('documentElement', 'data-mode', 'dark'), 'dark'], [...attribute('documentElement', 'data-mode', 'light'), 'light'],
  [...attribute('documentElement', 'data-mode', 'auto'), AUTO], [...attribute('querySelector("div")', 'data-bs-theme', 'dark'), 'dark'],
  [...htmlClass('dark'), 'dark'], [...htmlClass('light'), 'light'], [...htmlClass('rust'), 'light'], [...htmlClass('coal'), 'dark'],
  [...htmlClass('navy'), 'dark'], [...htmlClass('ayu'), 'dark'], [...htmlClass('navyblue'), AUTO], [...htmlClass('highlight'), AUTO],
  ['body.quarto-dark', `document.body.className = 'quarto-dark'`, 'dark'], ['body.quarto-light', `document.body.className = 'quarto-light'`, 'light'],
  [...rule(':root { color-scheme: dark }'), 'dark'], [...rule(':root { color-scheme: only light }'), 'light'], [...rule(':root { color-scheme: light dark }'), AUTO],
  [...rule('body { background: #1b1b1f }'), 'dark'], [...rule('body { background: #fffffe }'), 'light'], [...rule('body { background: transparent }'), AUTO],
  [...rule('attention-lab { --attention-lab-theme: dark }'), 'dark'], [...rule(':root { --attention-lab-theme:light }'), 'light'],
  ['style="--attention-lab-theme: dark"', `document.querySelector('attention-lab').style.setProperty('--attention-lab-theme', 'dark')`, 'dark'],
  // What is said more clearly goes first.
  ['data-theme and a class', `document.documentElement.className = 'dark'; document.documentElement.dataset.theme = 'light'`, 'light'],
  ['a class and the ground', `document.documentElement.className = 'dark'; document.body.style.background = 'white'`, 'dark'],
  ['the property and data-theme', `document.documentElement.dataset.theme = 'light'; document.body.style.setProperty('--attention-lab-theme', 'dark')`, 'dark'],
];

test('every way in which pages say their look is followed while it changes', async (t) => {
  const { page } = await openHost(t, '<div><div style="height:5000px"></div><attention-lab scene="heatmaps"></attention-lab></div>');
  const becomes = (theme, what) => page.waitForFunction((wanted) => document.querySelector('attention-lab').style.colorScheme === wanted, theme).catch(() => assert.fail(`${what} should be ${theme}`));
  for (const [what, action, theme] of LOOKS) {
    // A system that says the opposite; where the system is to be followed, both.
    for (const wanted of theme === AUTO ? ['light', 'dark'] : [theme]) {
      const opposite = wanted === 'dark' ? 'light' : 'dark';
      await page.emulateMedia({ colorScheme: opposite });
      await becomes(opposite, `before ${what}: the system`);
      await page.evaluate(action);
      if (theme === AUTO) await page.emulateMedia({ colorScheme: wanted });
      await becomes(wanted, what);
      await page.evaluate(() => {
        document.adoptedStyleSheets = [];
        for (const element of [document.documentElement, document.body, document.querySelector('div')]) {
          for (const name of element.getAttributeNames()) if (name !== 'lang') element.removeAttribute(name);
        }
        document.querySelector('attention-lab').style.removeProperty('--attention-lab-theme');
      });
      await becomes(theme === AUTO ? wanted : opposite, `without ${what}, again the system`);
    }
  }
});

test('a page that only says when it is dark is light without that even if it fades', async (t) => {
  const { page } = await openHost(t, '<attention-lab scene="heatmaps"></attention-lab>', { scheme: 'dark' });
  const lab = await frameOf(page);
  await labReady(lab);
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('body { background: white; transition: background-color 0.3s } .dark body { background: black }');
    document.adoptedStyleSheets = [sheet];
  });
  for (const theme of ['dark', 'light', 'dark', 'light']) {
    await page.evaluate((isDark) => document.documentElement.classList.toggle('dark', isDark), theme === 'dark');
    await lab.waitForFunction((wanted) => document.documentElement.dataset.theme === wanted, theme);
  }
});

test('the language is that of the nearest lang out of shadow trees too', async (t) => {
  for (const [outer, inner, labSpeaks] of [['zh', 'en', 'en'], ['en', 'zh-Hant', 'zh-Hans'], ['zh', 'ja', 'en'], ['ja', '', 'zh-Hans']]) {
    const { page } = await openHost(t, `<div id="host"></div><script>
      const host = document.getElementById('host');
      ${inner ? `host.lang = '${inner}'` : `document.documentElement.removeAttribute('lang')`};
      host.attachShadow({ mode: 'open' }).innerHTML = '<p><attention-lab scene="heatmaps"></attention-lab></p>';</script>`, { lang: outer });
    const element = await page.waitForFunction(() => document.getElementById('host').shadowRoot.querySelector('attention-lab')?.shadowRoot?.querySelector('iframe'));
    const lab = await element.asElement().contentFrame();
    await labReady(lab);
    const said = () => page.evaluate(() => document.getElementById('host').shadowRoot.querySelector('attention-lab').shadowRoot.querySelector('.poster').lang);
    assert.deepEqual([await lab.evaluate(() => document.documentElement.lang), await said()], [labSpeaks, labSpeaks], `${outer} around ${inner}`);
    const other = labSpeaks === 'en' ? 'zh-Hans' : 'en';
    await page.evaluate((lang) => { document.getElementById('host').lang = lang; }, other);
    await lab.waitForFunction((lang) => document.documentElement.lang === lang, other);
    assert.equal(await said(), other);
  }
});

test('a fixed theme stays and without a palette the system is followed', async (t) => {
  const { page } = await openHost(t, `<attention-lab id="fixed" theme="dark" scene="heatmaps"></attention-lab>
    <attention-lab id="auto" scene="heatmaps" height="300"></attention-lab>`);
  const fixed = await frameOf(page, '#fixed'), auto = await frameOf(page, '#auto');
  await labReady(fixed);
  await labReady(auto);
  const theme = (lab) => lab.evaluate(() => document.documentElement.dataset.theme);
  assert.deepEqual([await theme(fixed), await theme(auto)], ['dark', 'light']);
  await page.emulateMedia({ colorScheme: 'dark' });
  await auto.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await auto.waitForFunction(() => document.documentElement.dataset.theme === 'light');
  assert.equal(await theme(fixed), 'dark');
});
