// The state in the address bar, the language and the theme.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idle, nodes, open_lab, open_tab, origin, lab_ready } from './lab_page.mjs';

const fragment_of = (page) => new URL(page.url()).hash.slice(1);
const state = (page) => page.evaluate(() => attentionLab.getState());

test('a_change_stands_in_the_address_and_a_reload_brings_it_back', async (t) => {
  const { page } = await open_lab(t);
  await page.getByRole('radio', { name: 'Blues' }).focus();
  await page.keyboard.press('Space');
  await idle(page);
  assert.match(fragment_of(page), /(^|&)map=/);
  assert.equal(await page.evaluate(() => history.length), 2, 'about:blank and the page: no entry per change');
  const [address, before] = [page.url(), await nodes(page)];
  await page.reload();
  await lab_ready(page);
  assert.equal(page.url(), address);
  assert.ok(await page.getByRole('radio', { name: 'Blues' }).isChecked());
  // The focus is the reader's, not part of the state; nor is undo's history.
  const lasting = (list) => list.filter((node) => !node.id.startsWith('app/'));
  assert.deepEqual(lasting(await nodes(page)), lasting(before));
});

test('a_changed_fragment_is_adopted_without_reloading', async (t) => {
  const { page } = await open_lab(t);
  await page.evaluate(() => { window.is_same_page = true; location.hash = '#scene=heatmaps&map=viridis&lang=en'; });
  await page.waitForFunction(() => document.documentElement.lang === 'en');
  await idle(page);
  assert.ok(await page.getByRole('radio', { name: 'viridis' }).isChecked());
  assert.ok(await page.evaluate(() => window.is_same_page));
});

test('the_automation_state_round_trips', async (t) => {
  const { page } = await open_lab(t, { address: '#scene=heatmaps&map=magma&scale=book' });
  const first = await state(page);
  assert.match(first, /map=magma/);
  await page.evaluate(() => attentionLab.setState('scene=heatmaps'));
  await idle(page);
  assert.doesNotMatch(await state(page), /magma/);
  await page.evaluate((text) => attentionLab.setState(text), first);
  await idle(page);
  assert.equal(await state(page), first);
  assert.equal(fragment_of(page), first);
});

test('a_thousand_mutated_fragments_leave_a_lab_that_works', async (t) => {
  const { page } = await open_lab(t, { viewport: { width: 640, height: 480 } });
  const result = await page.evaluate(async () => {
    let seed = 20240607;
    const random = (n) => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return seed % n; };
    const pieces = ['scene=', 'heatmaps', '&', '=', 'map=', 'viridis', 'lang=', 'en', 'zh', 'preset=', 'heads', 'seed=', '1e999', 'NaN', '-1',
      '%', '%E6', '%00', '注意力', '0.5', 'scale=', 'panel=99999999999', '&&&', 'cursor=', ',', '[', '\u202e', '😀', 'x='.repeat(50)];
    for (let i = 0; i < 1000; i += 1) {
      attentionLab.setState(Array.from({ length: 1 + random(12) }, () => pieces[random(pieces.length)]).join(''));
      if (i % 10 === 0) await attentionLab.whenIdle();
    }
    attentionLab.setState('scene=heatmaps&lang=zh');
    await attentionLab.whenIdle();
    return { count: attentionLab.nodes().length, notice: document.getElementById('notice').hidden };
  });
  assert.ok(result.count > 3);
  assert.ok(result.notice, 'no notice');
});

for (const [locale, address, language] of [
  ['zh-CN', '', 'zh-Hans'], ['zh-TW', '', 'zh-Hans'], ['en-US', '', 'en'], ['fr-FR', '', 'en'],
  ['en-US', '#lang=zh', 'zh-Hans'], ['zh-CN', '#lang=en', 'en'], ['zh-CN', '#lang=xx', 'zh-Hans']]) {
  test(`a_${locale}_browser_at_"${address}"_speaks_${language}`, async (t) => {
    const { page } = await open_lab(t, { locale, address });  // in the first scene, as a reader meets it
    assert.equal(await page.evaluate(() => document.documentElement.lang), language);
    const name = (await nodes(page)).find((node) => node.role === 'heading' && node.level === 1).name;
    assert.equal(/\p{Script=Han}/u.test(name), language === 'zh-Hans', `the heading is "${name}"`);
    assert.ok((await page.title()).includes(language === 'zh-Hans' ? '注意力实验室' : 'Attention Lab'));
  });
}

/** The colour of a pixel of the page's background, as drawn in the canvas. */
async function page_colour(page) {
  return page.evaluate(() => new Promise((done) => {
    const image = new Image();
    image.onload = () => {
      const copy = new OffscreenCanvas(1, 1).getContext('2d');
      copy.drawImage(image, 2, innerHeight - 2, 1, 1, 0, 0, 1, 1);
      done([...copy.getImageData(0, 0, 1, 1).data].slice(0, 3));
    };
    // The drawing buffer is only readable in the task that drew it.
    attentionLab.setState(attentionLab.getState());
    requestAnimationFrame(() => { image.src = document.getElementById('canvas').toDataURL(); });
  }));
}
const LIGHT = [250, 250, 250], DARK = [30, 33, 41];  // the page token of src/view/theme

for (const [scheme, address, expected] of [
  ['light', '', LIGHT], ['dark', '', DARK], ['dark', '?theme=light', LIGHT], ['light', '?theme=dark', DARK], ['light', '?theme=x', LIGHT]]) {
  test(`a_${scheme}_system_at_"${address}"_is_drawn_${expected === DARK ? 'dark' : 'light'}`, async (t) => {
    const { page } = await open_lab(t, { scheme, address });
    assert.deepEqual(await page_colour(page), expected);
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), `rgb(${expected.join(', ')})`);
  });
}

test('the_systems_theme_is_followed_while_the_page_is_open', async (t) => {
  const { page } = await open_lab(t);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
  await idle(page);
  assert.deepEqual(await page_colour(page), DARK);
});

test('the_page_runs_in_a_sandboxed_frame_without_an_origin_of_its_own', async (t) => {
  const home = await origin();
  const { page } = await open_tab(t, { may_fail: true, routes: {
    [`${home}/host.html`]: (route) => route.fulfill({ contentType: 'text/html',
      body: `<!doctype html><iframe id="lab" sandbox="allow-scripts" src="${home}/#lang=en" style="width:800px;height:500px"></iframe>` }),
  } });
  await page.goto(`${home}/host.html`);
  const lab = await (await page.locator('#lab').elementHandle()).contentFrame();
  await lab.waitForFunction(() => window.attentionLab?.nodes().length > 3);
  assert.equal(await lab.evaluate(() => document.documentElement.lang), 'en');
  assert.ok(await lab.getByRole('radio').count() > 1);
});
