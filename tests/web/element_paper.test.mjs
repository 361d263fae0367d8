// <attention-lab> on paper, and its poster: a picture of the state that is shown, or one that says what it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameOf, openHost, openWithFrame } from './host_page.mjs';
import { idle, labReady, openTab, origin } from './lab_page.mjs';

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
async function paperWith(page, pattern) {
  await page.waitForFunction((wanted) => {
    const { shadowRoot } = document.querySelector('attention-lab');
    dispatchEvent(new Event('beforeprint'));
    const isThere = new RegExp(wanted).test(shadowRoot.querySelector('.paper').innerHTML) && shadowRoot.querySelector('small').textContent === '';
    dispatchEvent(new Event('afterprint'));
    return isThere;
  }, pattern, { polling: 100 });
  return paper(page);
}

test('on paper stands the state that the screen shows', async (t) => {
  const { page } = await openHost(t, '<attention-lab scene="heatmaps" state="map=magma" lang="en" height="500"></attention-lab>');
  const lab = await frameOf(page);
  await labReady(lab);
  await paperWith(page, 'Colour map magma');
  await lab.getByRole('radio', { name: 'viridis' }).focus();
  await page.keyboard.press('Space');
  await paperWith(page, 'Colour map viridis');
  await page.evaluate(() => document.querySelector('attention-lab').setState('scene=cues'));
  await paperWith(page, '<title>Cues');
  await page.evaluate(() => document.querySelector('attention-lab').setAttribute('lang', 'zh'));
  await paperWith(page, '<title>注意力提示');
  // … when the browser itself prints, and not before or after.
  await page.evaluate(() => addEventListener('beforeprint', () => {
    window.printed = document.querySelector('attention-lab').shadowRoot.querySelector('.paper').textContent;
  }));
  await page.pdf();
  assert.match(await page.evaluate(() => window.printed), /注意力提示/);
  await page.waitForFunction(() => document.querySelector('attention-lab').shadowRoot.querySelector('.paper').textContent === '');
});

test('on paper stand other numbers of the same name too', async (t) => {
  const { page } = await openHost(t, '<attention-lab scene="heatmaps" lang="en"></attention-lab>');
  const load = (data) => page.evaluate((numbers) => document.querySelector('attention-lab').load({ data: numbers, shape: [1, 2] }), data);
  await load([0.25, 0.75]);
  const { picture: first } = await paperWith(page, 'tensor\\.npy');
  await load([0.75, 0.25]);
  await page.waitForFunction((before) => {
    const { shadowRoot } = document.querySelector('attention-lab');
    dispatchEvent(new Event('beforeprint'));
    const isAnother = shadowRoot.querySelector('small').textContent === '' && shadowRoot.querySelector('.paper').innerHTML !== before;
    dispatchEvent(new Event('afterprint'));
    return isAnother;
  }, first, { polling: 100 });
});

test('until the lab is there its picture is said to be of the starting state', async (t) => {
  for (const [lang, words] of [['zh', '图为起始状态'], ['en', 'Picture of the starting state']]) {
    const { page } = await openHost(t, '<div style="height:5000px"></div><attention-lab scene="heatmaps" state="seed=7"></attention-lab>', { lang });
    await page.locator('attention-lab').evaluate((lab) => lab.shadowRoot.querySelector('img').loading = 'eager');
    await page.waitForFunction(() => document.querySelector('attention-lab').shadowRoot.querySelector('img').naturalWidth > 100);
    assert.ok(await page.locator('attention-lab').getByText(words, { exact: true }).isVisible());
    assert.deepEqual(await paper(page), { picture: '', note: words, poster: `${await origin()}/posters/heatmaps-${lang}-light.svg` });
  }
});

test('a file of the readers own is printed by a page of the labs own origin only', async (t) => {
  const home = await origin();
  for (const isForeign of [true, false]) {
    const { page } = isForeign ? await openHost(t, '<attention-lab scene="heatmaps" lang="en"></attention-lab>')
      : await openTab(t, { routes: { [`${home}/note.html`]: (route) => route.fulfill({ contentType: 'text/html',
        body: '<!doctype html><link rel="icon" href="icon.svg"><script src="attention-lab-element.js"></script><attention-lab scene="heatmaps" lang="en"></attention-lab>' }) } });
    if (!isForeign) await page.goto(`${home}/note.html`);
    const lab = await frameOf(page);
    await labReady(lab);
    await paperWith(page, 'Identity');
    await lab.locator('#file').setInputFiles({ name: 'secret.csv', mimeType: 'text/csv', buffer: Buffer.from('0.1,0.9\n0.5,0.5\n') });
    await lab.waitForFunction(() => attentionLab.nodes().some((node) => /secret/.test(node.name + node.value)));
    if (!isForeign) {
      await paperWith(page, 'secret');
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

test('while a slider is held no picture is taken and it stays where it is', async (t) => {
  const { page } = await openHost(t, '<attention-lab scene="cues" lang="en" height="700"></attention-lab>');
  const lab = await frameOf(page);
  await labReady(lab);
  const box = await (await lab.locator('input[type=range]').first().elementHandle()).boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2, { steps: 4 });
  await idle(lab);
  const held = await lab.evaluate(() => attentionLab.getState());
  assert.notEqual(held, 'scene=cues', 'it has been moved');
  await lab.evaluate(() => { attentionLab.picture().then(() => { window.isTaken = true; }); });
  await page.evaluate(() => document.querySelector('attention-lab').getState());  // a message there and back
  await idle(lab);
  assert.deepEqual(await lab.evaluate(() => [attentionLab.getState(), window.isTaken]), [held, undefined]);
  await page.mouse.up();
  await lab.waitForFunction(() => window.isTaken);
  assert.equal(await lab.evaluate(() => attentionLab.getState()), held);
});

test('of a frames picture only shapes are adopted', async (t) => {
  const evil = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="parent.ran=1" style="color:red"><title>ok</title>
    <script>parent.ran=1</script><style>*{fill:url(http://evil.example/)}</style><foreignObject><b xmlns="http://www.w3.org/1999/xhtml" onclick="1">x</b></foreignObject>
    <a href="javascript:1"><text>link</text></a><use href="http://evil.example/#a"/><image href="http://evil.example/a.png"/>
    <animate attributeName="href" to="javascript:1"/><rect id="r" fill="url(http://evil.example/)" stroke="url(#here)"/><image xmlns:x="http://www.w3.org/1999/xlink" x:href="data:image/png;base64,iVBORw0KGgo="/></svg>`;
  const page = await openWithFrame(t, `const answer = ({ type, id }) => { if (type === 'picture') say({ type, id, svg: ${JSON.stringify(evil)} }); };
    say({ type: 'ready', state: '', title: 'x', height: 9 });`.replaceAll('</', '<\\/'));
  const { picture } = await paperWith(page, 'title');
  assert.equal(picture.replace(/\s+</g, '<').replace(/ xmlns(:\w+)?="[^"]*"/g, ''),
    '<svg width="9" height="9"><title>ok</title><image></image><rect id="r" stroke="url(#here)"></rect><image xlink:href="data:image/png;base64,iVBORw0KGgo="></image></svg>');
  assert.equal(await page.evaluate(() => window.ran), undefined);
});

test('a picture from before the last change says that it is of an earlier state', async (t) => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><title>first</title></svg>';
  const page = await openWithFrame(t, `let isFirst = true;
    const answer = ({ type, id }) => { if (type === 'picture' && isFirst) { isFirst = false; say({ type, id, svg: '${svg.replace('</', '<\\/')}' }); } };
    addEventListener('message', ({ data }) => { if (data === 'change') say({ type: 'stateChanged', state: 'x=1', isReplaceable: true }); });
    say({ type: 'ready', state: '', title: 'x', height: 9 });`);
  await paperWith(page, 'first');
  await page.evaluate(() => {
    window.isTold = new Promise((told) => { addEventListener('attention-lab-statechange', told); });
    document.querySelector('attention-lab').shadowRoot.querySelector('iframe').contentWindow.postMessage('change', '*');
    return window.isTold.then(() => {});
  });
  const { picture, note } = await paper(page);
  assert.match(picture, /first/);
  assert.equal(note, 'Picture of an earlier state');
});

test('printing shows the poster instead of the frame', async (t) => {
  const { page } = await openHost(t, '<attention-lab scene="heatmaps"></attention-lab>');
  await labReady(await frameOf(page));
  assert.ok(await page.locator('attention-lab iframe').isVisible());
  assert.equal(await page.locator('attention-lab .poster').isVisible(), false);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('attention-lab iframe').isVisible(), false);
  assert.ok(await page.locator('attention-lab .poster').isVisible());
});

test('on paper an element is as high as its picture whatever its height on the screen', async (t) => {
  for (const height of ['auto', '120', '3000']) {
    const { page } = await openHost(t, `<attention-lab scene="heatmaps" height="${height}"></attention-lab>`, { width: 700, height: 900 });
    await labReady(await frameOf(page));
    await paperWith(page, '<title>');
    await page.emulateMedia({ media: 'print' });
    const [outside, inside, image] = await page.evaluate(() => {
      dispatchEvent(new Event('beforeprint'));
      const lab = document.querySelector('attention-lab'), heightOf = (css) => lab.shadowRoot.querySelector(css).getBoundingClientRect().height;
      return [lab.clientHeight, heightOf('.poster'), heightOf('svg')];
    });
    assert.ok(image > 300 && image < 800, `a picture of ${image} pixels`);
    assert.ok(outside === Math.round(inside) && inside - image < 200, `height="${height}": ${outside} around ${inside}, the picture has ${image}`);
  }
});

test('the poster is that of the scene that will be shown wherever it is named', async (t) => {
  for (const [attributes, scene] of [['state="scene=heatmaps&map=magma"', 'heatmaps'], ['state="#scene=query_key_value"', 'query_key_value'],
    ['scene="heatmaps" state="scene=query_key_value"', 'query_key_value'], ['', 'cues'], ['scene="no-such-scene"', 'cues']]) {
    const { page, home } = await openHost(t, `<attention-lab ${attributes} lang="en"></attention-lab>`, { mayRemark: true });
    assert.equal((await paper(page)).poster, `${home}/posters/${scene}-en-light.svg`, attributes);
    const lab = await frameOf(page);
    await labReady(lab);
    assert.match(await lab.evaluate(() => attentionLab.getState()), new RegExp(`^scene=${scene}\\b`), 'and so it is');
  }
});

test('on paper the poster of a dark page is the light one', async (t) => {
  const home = await origin();
  const starting = "<!doctype html><script>parent.postMessage({ attentionLab: 1, type: 'starting' }, '*')</script>";
  const page = await openWithFrame(t, '', `src="${home}" scene="heatmaps" lang="en" theme="dark"`, { moreRoutes: {
    [`${home}/index.html*`]: (route) => route.fulfill({ contentType: 'text/html', body: starting }) } });
  await frameOf(page);
  const seen = () => page.evaluate(() => {
    const poster = document.querySelector('attention-lab').shadowRoot.querySelector('.poster');
    const shown = [...poster.querySelectorAll('img')].filter((image) => image.getBoundingClientRect().width > 100);
    const style = getComputedStyle(poster), { top } = shown[0]?.getBoundingClientRect() ?? {};
    return { shown: shown.map((image) => image.getAttribute('src').split('/').pop()), ground: style.backgroundColor,
      isFirst: top < poster.querySelector('small').getBoundingClientRect().top,
      links: [...poster.querySelectorAll('a')].map((link) => getComputedStyle(link).color) };
  });
  const allThere = () => [...document.querySelector('attention-lab').shadowRoot.querySelectorAll('img')]
    .filter((image) => image.hasAttribute('src')).every((image) => image.complete && image.naturalWidth > 0);
  await page.waitForFunction(allThere);
  assert.deepEqual((await seen()).shown, ['heatmaps-en-dark.svg'], 'on the screen');
  await page.emulateMedia({ media: 'print' });
  const INDIGO = 'rgb(63, 81, 181)';
  assert.deepEqual(await seen(),
    { shown: ['heatmaps-en-light.svg'], ground: 'rgb(255, 255, 255)', isFirst: true, links: [INDIGO] });
  await page.emulateMedia({ media: null });
  await page.evaluate(() => document.querySelector('attention-lab').setAttribute('theme', 'light'));
  await page.waitForFunction(allThere);
  await page.emulateMedia({ media: 'print' });
  assert.deepEqual((await seen()).shown, ['heatmaps-en-light.svg'], 'and once, when the page is light');
});

test('on paper a link of a dark page in the element can be read', async (t) => {
  const { page } = await openHost(t, `<style>a { color: #8c9eff; }</style>
    <attention-lab scene="heatmaps" lang="en" theme="dark"><a href="#">own</a></attention-lab>`);
  await labReady(await frameOf(page));
  const colour = () => page.evaluate(() => getComputedStyle(document.querySelector('attention-lab a')).color);
  assert.equal(await colour(), 'rgb(140, 158, 255)');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await colour(), 'rgb(63, 81, 181)');
});
