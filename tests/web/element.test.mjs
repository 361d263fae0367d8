// <attention-lab> in a host page of another origin: lazily started, at most four at a time, driven by messages.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { DIST, idle, lab_ready, nodes, open_tab, origin, pause } from './lab_page.mjs';

/** A host page of another origin under a strict policy, and the element's script from where the lab lies. */
async function open_host(t, body, { lang = 'zh', policy, has_script = true, ...options } = {}) {
  const home = await origin();
  const host = `${home.replace('localhost', '127.0.0.1')}/note.html`;
  const { page, problems } = await open_tab(t, { may_fail: true, ...options, routes: {
    [host]: (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', headers: policy ? { 'content-security-policy': policy(home) } : {},
      body: `<!doctype html><html lang="${lang}"><title>课程笔记</title><body>
        ${has_script ? `<script src="${home}/attention-lab-element.js"></script>` : ''}${body}</body></html>` }),
  } });
  await page.goto(host);
  t.after(() => assert.deepEqual(problems.filter((problem) => !/\/note\.html|^failed request: .*\/posters\/.*svg$/.test(problem)), []));
  return { page, home };
}

const frame_of = async (page, selector = 'attention-lab') => {
  const handle = await page.waitForFunction((css) => document.querySelector(css)?.shadowRoot.querySelector('iframe'), selector);
  return handle.asElement().contentFrame();
};

test('the_element_opens_its_scene_with_the_given_state_in_a_titled_frame', async (t) => {
  const { page } = await open_host(t, '<attention-lab scene="heatmaps" state="map=magma&seed=7" height="500"></attention-lab>');
  const lab = await frame_of(page);
  await lab_ready(lab);
  assert.equal(await lab.evaluate(() => attentionLab.getState()), 'scene=heatmaps&seed=7&map=magma');
  assert.equal(await lab.evaluate(() => document.documentElement.lang), 'zh-Hans');
  assert.match(await page.locator('attention-lab iframe').getAttribute('title'), /热力图 · 注意力实验室/);
  assert.equal((await page.locator('attention-lab').boundingBox()).height, 500);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY', 'it takes no focus by itself');
});

test('an_element_far_from_the_viewport_is_a_poster_with_a_link_until_it_comes_near', async (t) => {
  const { page, home } = await open_host(t, '<div style="height:5000px"></div><attention-lab scene="heatmaps" lang="en"></attention-lab>');
  await pause(500);
  assert.equal(await page.locator('attention-lab iframe').count(), 0);
  const link = page.getByRole('link', { name: 'Open in a page of its own' });
  assert.match(await link.getAttribute('href'), new RegExp(`^${home}/index\\.html\\?theme=light&lang=en#scene=heatmaps$`));
  await page.locator('attention-lab').scrollIntoViewIfNeeded();
  await lab_ready(await frame_of(page));
});

test('without_the_script_the_link_inside_the_element_remains', async (t) => {
  const { page } = await open_host(t, '<attention-lab scene="heatmaps"><a href="https://lab.example/">实验室</a></attention-lab>',
    { has_script: false });
  assert.ok(await page.getByRole('link', { name: '实验室' }).isVisible());
});

test('theme_and_language_follow_the_host_while_they_change', async (t) => {
  const { page } = await open_host(t, '<attention-lab scene="heatmaps"></attention-lab>');
  const lab = await frame_of(page);
  await lab_ready(lab);
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
const html_class = (name) => [`html.${name}`, `document.documentElement.classList.add('${name}')`];
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
  [...html_class('dark'), 'dark'], [...html_class('light'), 'light'], [...html_class('rust'), 'light'], [...html_class('coal'), 'dark'],
  [...html_class('navy'), 'dark'], [...html_class('ayu'), 'dark'], [...html_class('navyblue'), AUTO], [...html_class('highlight'), AUTO],
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

test('every_way_in_which_pages_say_their_look_is_followed_while_it_changes', async (t) => {
  const { page } = await open_host(t, '<div><div style="height:5000px"></div><attention-lab scene="heatmaps"></attention-lab></div>');
  const becomes = (theme, what) => page.waitForFunction((wanted) => document.querySelector('attention-lab').style.colorScheme === wanted, theme,
    { timeout: 5000 }).catch(() => assert.fail(`${what} should be ${theme}`));
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

test('a_page_that_only_says_when_it_is_dark_is_light_without_that_even_if_it_fades', async (t) => {
  const { page } = await open_host(t, '<attention-lab scene="heatmaps"></attention-lab>', { scheme: 'dark' });
  const lab = await frame_of(page);
  await lab_ready(lab);
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('body { background: white; transition: background-color 0.3s } .dark body { background: black }');
    document.adoptedStyleSheets = [sheet];
  });
  for (const theme of ['dark', 'light', 'dark', 'light']) {
    await page.evaluate((is_dark) => document.documentElement.classList.toggle('dark', is_dark), theme === 'dark');
    await lab.waitForFunction((wanted) => document.documentElement.dataset.theme === wanted, theme);
  }
});

test('the_language_is_that_of_the_nearest_lang_out_of_shadow_trees_too', async (t) => {
  for (const [outer, inner, lab_speaks] of [['zh', 'en', 'en'], ['en', 'zh-Hant', 'zh-Hans'], ['zh', 'ja', 'en'], ['ja', '', 'zh-Hans']]) {
    const { page } = await open_host(t, `<div id="host"></div><script>
      const host = document.getElementById('host');
      ${inner ? `host.lang = '${inner}'` : `document.documentElement.removeAttribute('lang')`};
      host.attachShadow({ mode: 'open' }).innerHTML = '<p><attention-lab scene="heatmaps"></attention-lab></p>';</script>`, { lang: outer });
    const element = await page.waitForFunction(() => document.getElementById('host').shadowRoot.querySelector('attention-lab')?.shadowRoot?.querySelector('iframe'));
    const lab = await element.asElement().contentFrame();
    await lab_ready(lab);
    const said = () => page.evaluate(() => document.getElementById('host').shadowRoot.querySelector('attention-lab').shadowRoot.querySelector('.poster').lang);
    assert.deepEqual([await lab.evaluate(() => document.documentElement.lang), await said()], [lab_speaks, lab_speaks], `${outer} around ${inner}`);
    const other = lab_speaks === 'en' ? 'zh-Hans' : 'en';
    await page.evaluate((lang) => { document.getElementById('host').lang = lang; }, other);
    await lab.waitForFunction((lang) => document.documentElement.lang === lang, other);
    assert.equal(await said(), other);
  }
});

test('a_fixed_theme_stays_and_without_a_palette_the_system_is_followed', async (t) => {
  const { page } = await open_host(t, `<attention-lab id="fixed" theme="dark" scene="heatmaps"></attention-lab>
    <attention-lab id="auto" scene="heatmaps" height="300"></attention-lab>`);
  const fixed = await frame_of(page, '#fixed'), auto = await frame_of(page, '#auto');
  await lab_ready(fixed);
  await lab_ready(auto);
  const theme = (lab) => lab.evaluate(() => document.documentElement.dataset.theme);
  assert.deepEqual([await theme(fixed), await theme(auto)], ['dark', 'light']);
  await page.emulateMedia({ colorScheme: 'dark' });
  await auto.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await auto.waitForFunction(() => document.documentElement.dataset.theme === 'light');
  assert.equal(await theme(fixed), 'dark');
});

test('state_result_and_a_tensor_go_through_messages', async (t) => {
  const { page } = await open_host(t, '<attention-lab scene="heatmaps" state="preset=eye"></attention-lab>');
  const call = (body) => page.evaluate(`(async () => { const lab = document.querySelector('attention-lab'); ${body} })()`);
  assert.equal(await call('return lab.getState()'), 'scene=heatmaps');
  const eye = await call('const { scene, matrices: [m] } = await lab.result(); return { scene, shape: m.shape, data: [...m.data] }');
  assert.deepEqual([eye.scene, eye.shape], ['heatmaps', [10, 10]]);
  assert.deepEqual(eye.data, Array.from({ length: 100 }, (_, i) => (i % 11 === 0 ? 1 : 0)));

  await call(`window.heard = []; lab.addEventListener('attention-lab-statechange', (event) => window.heard.push(event.detail.state));`);
  assert.equal(await call(`return lab.setState('scene=heatmaps&seed=123456&unknown=1&map=magma&zoom=1e999')`), 'scene=heatmaps&seed=9999&map=magma', 'clamped, unknown keys ignored');
  const lab = await frame_of(page);
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

test('a_tensor_that_cannot_be_loaded_is_refused_with_a_sentence', async (t) => {
  const { page } = await open_host(t, '<attention-lab scene="heatmaps"></attention-lab>');
  const refused = (tensor) => page.evaluate(`document.querySelector('attention-lab').load(${tensor}).then(() => 'loaded', (error) => error.message)`);
  const language = async (lang) => {
    await page.evaluate((code) => document.querySelector('attention-lab').setAttribute('lang', code), lang);
    await (await frame_of(page)).waitForFunction((code) => document.documentElement.lang.startsWith(code), lang);
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

test('foreign_and_malformed_messages_are_ignored', async (t) => {
  const { page } = await open_host(t, '<attention-lab scene="heatmaps"></attention-lab><iframe id="stranger" srcdoc="<p>"></iframe>');
  const lab = await frame_of(page);
  await lab_ready(lab);
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

test('numbers_of_a_file_the_reader_opened_are_not_told_to_another_origin', async (t) => {
  const { page } = await open_host(t, '<attention-lab scene="heatmaps"></attention-lab>');
  const lab = await frame_of(page);
  await lab_ready(lab);
  await lab.locator('#file').setInputFiles({ name: 'secret.csv', mimeType: 'text/csv', buffer: Buffer.from('0.1,0.9\n0.5,0.5\n') });
  await lab.waitForFunction(() => attentionLab.nodes().some((node) => /secret/.test(node.name + node.value)));
  const answer = await page.evaluate(() => document.querySelector('attention-lab').result().then(JSON.stringify, (error) => error.message));
  assert.match(answer, /它的数只留在这里/);
  assert.deepEqual(await lab.evaluate(() => attentionLab.result().matrices[0].data.length), 4, 'in the page itself they are there');
});

test('a_src_that_is_no_web_address_is_refused_and_runs_nothing', async (t) => {
  for (const source of ['javascript:window.ran=1//', 'data:text/html,<script>parent.ran=1</script>', 'blob:http://localhost/1', 'http://[', 'file:///tmp']) {
    const { page } = await open_host(t, '<attention-lab scene="heatmaps" lang="en"></attention-lab>');
    const complete = async () => {
      const lab = await frame_of(page);
      await lab_ready(lab);
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

test('where_there_is_no_lab_every_question_is_refused_within_ten_seconds_and_the_page_is_told', async (t) => {
  const home = await origin();
  const page = await open_with_frame(t, '', 'src="/nowhere" scene="heatmaps" lang="en"');
  const { reasons, answers, later } = await asked(page);
  assert.deepEqual(reasons, ['silent']);
  assert.equal(answers.length, 1);
  assert.match(answers[0], /^No answer from http.*\/nowhere\/: /);
  assert.equal(later, answers[0], 'and so is what is asked later');
  assert.ok(await page.getByRole('alert').getByText(answers[0]).isVisible());
  await page.evaluate((folder) => document.querySelector('attention-lab').setAttribute('src', folder), home);
  await lab_ready(await frame_of(page));
  assert.match(await page.evaluate(() => document.querySelector('attention-lab').getState()), /heatmaps/, 'until it is put right');
  assert.equal(await page.getByRole('alert').count(), 0);
});

test('a_lab_that_is_heard_late_is_there_after_all', async (t) => {
  const page = await open_with_frame(t, `const answer = ({ type, id }) => { if (type === 'getState') say({ type: 'state', id, state: 'x=1' }); };
    addEventListener('message', ({ data }) => { if (data === 'now') say({ type: 'ready', state: '', title: 'x', height: 9 }); });`);
  assert.deepEqual((await asked(page)).reasons, ['silent']);
  assert.ok(await page.getByRole('button', { name: 'Try again' }).isVisible());
  await page.evaluate(() => document.querySelector('attention-lab').shadowRoot.querySelector('iframe').contentWindow.postMessage('now', '*'));
  await page.getByRole('alert').waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => document.querySelector('attention-lab').getState()), 'x=1');
});

test('what_waits_for_an_element_that_is_removed_is_refused', async (t) => {
  const page = await open_with_frame(t, '', 'scene="heatmaps" lang="en"');
  assert.deepEqual(await asked(page, 'lab.remove()'),
    { reasons: ['removed'], answers: ['the lab was taken from the page'], later: 'the element is not in the page' });
});

test('a_lab_that_cannot_run_tells_the_page_why', async (t) => {
  const home = await origin();
  const policy = (route) => route.fetch().then((response) => route.fulfill({ response,
    headers: { ...response.headers(), 'content-security-policy': response.headers()['content-security-policy'].replace("'wasm-unsafe-eval'", '') } }));
  const page = await open_with_frame(t, '', `src="${home}" scene="heatmaps" lang="en"`, { more_routes: { [`${home}/index.html*`]: policy } });
  const { reasons, answers } = await asked(page);
  assert.deepEqual(reasons, ['forbidden']);
  assert.match(answers.join(), /^This site's policy .*wasm-unsafe-eval' to script-src\.$/);
});

test('a_lab_that_answers_from_another_origin_is_shown_but_said_not_to_be_heard', async (t) => {
  const home = await origin(), elsewhere = home.replace('localhost', '127.0.0.1');
  const page = await open_with_frame(t, '', `src="${elsewhere}/moved" scene="heatmaps" lang="en"`, { more_routes: {
    [`${elsewhere}/moved/index.html*`]: (route) => route.fulfill({ status: 302, headers: { location: `${home}/index.html#scene=heatmaps` } }) } });
  const { reasons, answers } = await asked(page);
  assert.deepEqual(reasons, ['origin']);
  assert.match(answers.join(), new RegExp(`answers from another origin \\(${home}\\)`));
  assert.ok(await page.locator('attention-lab iframe').isVisible());
  assert.equal(await page.locator('attention-lab .poster').isVisible(), false);
});

test('imported_where_there_is_no_page_the_element_does_nothing', () => {
  const script = `const before = Object.getOwnPropertyNames(globalThis).length;
    await import(${JSON.stringify(pathToFileURL(join(DIST, 'attention-lab-element.js')).href)});
    console.log(Object.getOwnPropertyNames(globalThis).length - before);`;
  assert.equal(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }), '0\n');
});

test('an_unknown_scene_falls_back_to_the_first_one', async (t) => {
  const { page } = await open_host(t, '<attention-lab scene="no-such-scene"></attention-lab>');
  const lab = await frame_of(page);
  await lab_ready(lab);
  assert.doesNotMatch(await lab.evaluate(() => attentionLab.getState()), /no-such/);
  assert.ok((await nodes(lab)).length > 3);
});

/** What stands on paper: the text of the element's picture and what is said of it. */
const paper = (page) => page.evaluate(() => {
  const { shadowRoot } = document.querySelector('attention-lab');
  dispatchEvent(new Event('beforeprint'));
  const seen = { picture: shadowRoot.querySelector('.paper').innerHTML, note: shadowRoot.querySelector('small').textContent,
    poster: shadowRoot.querySelector('img').getAttribute('src') };
  dispatchEvent(new Event('afterprint'));
  return seen;
});

/** … as soon as the picture is of the present state and `pattern` matches it. */
async function paper_with(page, pattern) {
  await page.waitForFunction((wanted) => {
    const { shadowRoot } = document.querySelector('attention-lab');
    dispatchEvent(new Event('beforeprint'));
    const is_there = new RegExp(wanted).test(shadowRoot.querySelector('.paper').innerHTML) && shadowRoot.querySelector('small').textContent === '';
    dispatchEvent(new Event('afterprint'));
    return is_there;
  }, pattern, { polling: 100 });
  return paper(page);
}

test('on_paper_stands_the_state_that_the_screen_shows', async (t) => {
  const { page } = await open_host(t, '<attention-lab scene="heatmaps" state="map=magma" lang="en" height="500"></attention-lab>');
  const lab = await frame_of(page);
  await lab_ready(lab);
  await paper_with(page, 'Colour map magma');
  await lab.getByRole('radio', { name: 'viridis' }).focus();
  await page.keyboard.press('Space');
  await paper_with(page, 'Colour map viridis');
  await page.evaluate(() => document.querySelector('attention-lab').setState('scene=cues'));
  await paper_with(page, '<title>Cues');
  await page.evaluate(() => document.querySelector('attention-lab').setAttribute('lang', 'zh'));
  await paper_with(page, '<title>注意力提示');
  // … when the browser itself prints, and not before or after.
  await page.evaluate(() => addEventListener('beforeprint', () => {
    window.printed = document.querySelector('attention-lab').shadowRoot.querySelector('.paper').textContent;
  }));
  await page.pdf();
  assert.match(await page.evaluate(() => window.printed), /注意力提示/);
  await page.waitForFunction(() => document.querySelector('attention-lab').shadowRoot.querySelector('.paper').textContent === '');
});

test('on_paper_stand_other_numbers_of_the_same_name_too', async (t) => {
  const { page } = await open_host(t, '<attention-lab scene="heatmaps" lang="en"></attention-lab>');
  const load = (data) => page.evaluate((numbers) => document.querySelector('attention-lab').load({ data: numbers, shape: [1, 2] }), data);
  await load([0.25, 0.75]);
  const { picture: first } = await paper_with(page, 'tensor\\.npy');
  await load([0.75, 0.25]);
  await page.waitForFunction((before) => {
    const { shadowRoot } = document.querySelector('attention-lab');
    dispatchEvent(new Event('beforeprint'));
    const is_another = shadowRoot.querySelector('small').textContent === '' && shadowRoot.querySelector('.paper').innerHTML !== before;
    dispatchEvent(new Event('afterprint'));
    return is_another;
  }, first, { polling: 100 });
});

test('until_the_lab_is_there_its_picture_is_said_to_be_of_the_starting_state', async (t) => {
  for (const [lang, words] of [['zh', '图为起始状态'], ['en', 'Picture of the starting state']]) {
    const { page } = await open_host(t, '<div style="height:5000px"></div><attention-lab scene="heatmaps" state="seed=7"></attention-lab>', { lang });
    await page.locator('attention-lab').evaluate((lab) => lab.shadowRoot.querySelector('img').loading = 'eager');
    await page.waitForFunction(() => document.querySelector('attention-lab').shadowRoot.querySelector('img').naturalWidth > 100);
    assert.ok(await page.locator('attention-lab').getByText(words, { exact: true }).isVisible());
    assert.deepEqual(await paper(page), { picture: '', note: words, poster: `${await origin()}/posters/heatmaps-${lang}-light.svg` });
  }
});

test('a_file_of_the_readers_own_is_printed_by_a_page_of_the_labs_own_origin_only', async (t) => {
  const home = await origin();
  for (const is_foreign of [true, false]) {
    const { page } = is_foreign ? await open_host(t, '<attention-lab scene="heatmaps" lang="en"></attention-lab>')
      : await open_tab(t, { routes: { [`${home}/note.html`]: (route) => route.fulfill({ contentType: 'text/html',
        body: '<!doctype html><link rel="icon" href="icon.svg"><script src="attention-lab-element.js"></script><attention-lab scene="heatmaps" lang="en"></attention-lab>' }) } });
    if (!is_foreign) await page.goto(`${home}/note.html`);
    const lab = await frame_of(page);
    await lab_ready(lab);
    await paper_with(page, 'Identity');
    await lab.locator('#file').setInputFiles({ name: 'secret.csv', mimeType: 'text/csv', buffer: Buffer.from('0.1,0.9\n0.5,0.5\n') });
    await lab.waitForFunction(() => attentionLab.nodes().some((node) => /secret/.test(node.name + node.value)));
    if (!is_foreign) {
      await paper_with(page, 'secret');
      continue;
    }
    await page.waitForFunction(() => {
      dispatchEvent(new Event('beforeprint'));
      const note = document.querySelector('attention-lab').shadowRoot.querySelector('small').textContent;
      dispatchEvent(new Event('afterprint'));
      return /^Picture of the starting state: the reader has opened a file/.test(note);
    });
    assert.equal((await paper(page)).picture, '');
    assert.match(await page.evaluate(() => document.querySelector('attention-lab').picture().catch((error) => error.message)), /its numbers stay here/);
  }
});

test('while_a_slider_is_held_no_picture_is_taken_and_it_stays_where_it_is', async (t) => {
  const { page } = await open_host(t, '<attention-lab scene="cues" lang="en" height="700"></attention-lab>');
  const lab = await frame_of(page);
  await lab_ready(lab);
  const box = await (await lab.locator('input[type=range]').first().elementHandle()).boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2, { steps: 4 });
  await idle(lab);
  const held = await lab.evaluate(() => attentionLab.getState());
  assert.notEqual(held, 'scene=cues', 'it has been moved');
  await lab.evaluate(() => { attentionLab.picture().then(() => { window.is_taken = true; }); });
  await page.evaluate(() => document.querySelector('attention-lab').getState());  // a message there and back
  await idle(lab);
  assert.deepEqual(await lab.evaluate(() => [attentionLab.getState(), window.is_taken]), [held, undefined]);
  await page.mouse.up();
  await lab.waitForFunction(() => window.is_taken);
  assert.equal(await lab.evaluate(() => attentionLab.getState()), held);
});

/** A frame of the lab's origin that says what this script makes it say, in a host page of another. */
async function open_with_frame(t, script, attributes = '', { more_routes = {} } = {}) {
  const home = await origin();
  const { page } = await open_tab(t, { may_fail: true, routes: { ...more_routes,
    [`${home}/other/index.html*`]: (route) => route.fulfill({ contentType: 'text/html', body: `<!doctype html><script>
      const say = (message) => parent.postMessage({ attentionLab: 1, ...message }, '*');
      addEventListener('message', ({ data }) => answer(data));
      ${script}</script>` }),
    '**/note.html': (route) => route.fulfill({ contentType: 'text/html',
      body: `<!doctype html><script src="${home}/attention-lab-element.js"></script><attention-lab ${attributes || `src="${home}/other" scene="heatmaps" lang="en"`}></attention-lab><script>
        window.reasons = [];
        document.querySelector('attention-lab').addEventListener('attention-lab-error', ({ detail }) => reasons.push(detail.reason));</script>` }),
  } });
  await page.goto(`${home.replace('localhost', '127.0.0.1')}/note.html`);
  return page;
}

test('of_a_frames_picture_only_shapes_are_adopted', async (t) => {
  const evil = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="parent.ran=1" style="color:red"><title>ok</title>
    <script>parent.ran=1</script><style>*{fill:url(http://evil.example/)}</style><foreignObject><b xmlns="http://www.w3.org/1999/xhtml" onclick="1">x</b></foreignObject>
    <a href="javascript:1"><text>link</text></a><use href="http://evil.example/#a"/><image href="http://evil.example/a.png"/>
    <animate attributeName="href" to="javascript:1"/><rect id="r" fill="url(http://evil.example/)" stroke="url(#here)"/><image xmlns:x="http://www.w3.org/1999/xlink" x:href="data:image/png;base64,iVBORw0KGgo="/></svg>`;
  const page = await open_with_frame(t, `const answer = ({ type, id }) => { if (type === 'picture') say({ type, id, svg: ${JSON.stringify(evil)} }); };
    say({ type: 'ready', state: '', title: 'x', height: 9 });`.replaceAll('</', '<\\/'));
  const { picture } = await paper_with(page, 'title');
  assert.equal(picture.replace(/\s+</g, '<').replace(/ xmlns(:\w+)?="[^"]*"/g, ''),
    '<svg width="9" height="9"><title>ok</title><image></image><rect id="r" stroke="url(#here)"></rect><image xlink:href="data:image/png;base64,iVBORw0KGgo="></image></svg>');
  assert.equal(await page.evaluate(() => window.ran), undefined);
});

test('a_picture_from_before_the_last_change_says_that_it_is_of_an_earlier_state', async (t) => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><title>first</title></svg>';
  const page = await open_with_frame(t, `let is_first = true;
    const answer = ({ type, id }) => { if (type === 'picture' && is_first) { is_first = false; say({ type, id, svg: '${svg.replace('</', '<\\/')}' }); } };
    addEventListener('message', ({ data }) => { if (data === 'change') say({ type: 'stateChanged', state: 'x=1', isReplaceable: true }); });
    say({ type: 'ready', state: '', title: 'x', height: 9 });`);
  await paper_with(page, 'first');
  await page.evaluate(() => {
    window.is_told = new Promise((told) => { addEventListener('attention-lab-statechange', told); });
    document.querySelector('attention-lab').shadowRoot.querySelector('iframe').contentWindow.postMessage('change', '*');
    return window.is_told.then(() => {});
  });
  const { picture, note } = await paper(page);
  assert.match(picture, /first/);
  assert.equal(note, 'Picture of an earlier state');
});

test('printing_shows_the_poster_instead_of_the_frame', async (t) => {
  const { page } = await open_host(t, '<attention-lab scene="heatmaps"></attention-lab>');
  await lab_ready(await frame_of(page));
  assert.ok(await page.locator('attention-lab iframe').isVisible());
  assert.equal(await page.locator('attention-lab .poster').isVisible(), false);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('attention-lab iframe').isVisible(), false);
  assert.ok(await page.locator('attention-lab .poster').isVisible());
});

test('on_paper_an_element_is_as_high_as_its_picture_whatever_its_height_on_the_screen', async (t) => {
  for (const height of ['auto', '120', '3000']) {
    const { page } = await open_host(t, `<attention-lab scene="heatmaps" height="${height}"></attention-lab>`, { viewport: { width: 700, height: 900 } });
    await lab_ready(await frame_of(page));
    await paper_with(page, '<title>');
    await page.emulateMedia({ media: 'print' });
    const [outside, inside, image] = await page.evaluate(() => {
      dispatchEvent(new Event('beforeprint'));
      const lab = document.querySelector('attention-lab'), height_of = (css) => lab.shadowRoot.querySelector(css).getBoundingClientRect().height;
      return [lab.clientHeight, height_of('.poster'), height_of('svg')];
    });
    assert.ok(image > 300 && image < 800, `a picture of ${image} pixels`);
    assert.ok(outside === Math.round(inside) && inside - image < 200, `height="${height}": ${outside} around ${inside}, the picture has ${image}`);
  }
});

test('the_poster_is_that_of_the_scene_that_will_be_shown_wherever_it_is_named', async (t) => {
  for (const [attributes, scene] of [['state="scene=heatmaps&map=magma"', 'heatmaps'], ['state="#scene=query_key_value"', 'query_key_value'],
    ['scene="heatmaps" state="scene=query_key_value"', 'query_key_value'], ['', 'cues'], ['scene="no-such-scene"', 'cues']]) {
    const { page, home } = await open_host(t, `<attention-lab ${attributes} lang="en"></attention-lab>`);
    assert.equal((await paper(page)).poster, `${home}/posters/${scene}-en-light.svg`, attributes);
    const lab = await frame_of(page);
    await lab_ready(lab);
    assert.match(await lab.evaluate(() => attentionLab.getState()), new RegExp(`^scene=${scene}\\b`), 'and so it is');
  }
});

test('a_height_of_auto_is_as_high_as_the_content_and_comes_to_rest', async (t) => {
  const { page } = await open_host(t, '<attention-lab scene="heatmaps" height="auto"></attention-lab>', { viewport: { width: 500, height: 700 } });
  const lab = await frame_of(page);
  await lab_ready(lab);
  await pause(500);
  const height = () => page.evaluate(() => document.querySelector('attention-lab').clientHeight);
  const now = await height();
  assert.ok(now > 600, `${now}`);
  await pause(500);
  assert.equal(await height(), now);
  const inside = await lab.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  assert.ok(inside <= 0, `${inside} pixels would have to be scrolled`);
});
