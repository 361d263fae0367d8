// Opening: quiet when idle, nothing from elsewhere, and a sentence instead of a blank page when it cannot start.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draw_calls, idle, lab_ready, nodes, open_lab, open_tab, origin, pause } from './lab_page.mjs';

test('every_scene_opens_with_named_controls_and_without_a_complaint', async (t) => {
  const { page } = await open_lab(t, { address: '' });
  const scenes = (await nodes(page)).find((node) => node.role === 'tabs').options;
  for (const scene of scenes) {
    await page.getByRole('tab', { name: scene }).press('Enter');
    await idle(page);
    assert.equal(await page.getByRole('tab', { name: scene }).getAttribute('aria-selected'), 'true');
    await check_mirror(page);
  }
  assert.ok(await draw_calls(page) > 0, 'something is drawn');
});

async function check_mirror(page) {
  const all = await nodes(page);
  assert.ok(all.length > 3, `the mirror has ${all.length} nodes`);
  for (const node of all) {
    assert.ok(await page.locator(`[data-id="${node.id}"]`).count() === 1, `${node.id} is in the document once`);
    if (!['text', 'status', 'group'].includes(node.role)) assert.ok(node.name, `${node.id} has a name`);
  }
  assert.equal(new Set(all.map((node) => node.id)).size, all.length, 'ids are unique');
}

test('an_idle_page_draws_nothing_for_five_seconds', async (t) => {
  const { page } = await open_lab(t);
  const before = await draw_calls(page);
  const frames = await page.evaluate(() => attentionLab.framesDrawn);
  await pause(5000);
  assert.equal(await draw_calls(page) - before, 0);
  assert.equal(await page.evaluate(() => attentionLab.framesDrawn), frames);
});

test('moving_the_pointer_draws_a_few_frames_and_then_stops', async (t) => {
  const { page } = await open_lab(t);
  const frames = () => page.evaluate(() => attentionLab.framesDrawn);
  const before = await frames();
  await page.mouse.move(300, 300);
  await page.mouse.move(310, 320);
  await pause(1500);  // a tooltip may appear
  const after_moving = await frames();
  assert.ok(after_moving > before, 'the lab reacts');
  await pause(1000);
  assert.equal(await frames(), after_moving, 'and is quiet again');
});

test('a_hidden_tab_draws_nothing', async (t) => {
  const { page } = await open_lab(t, {
    init: () => {
      window.hide = (hidden) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      };
    },
  });
  await page.evaluate(() => window.hide(true));
  const before = await draw_calls(page);
  await page.mouse.move(100, 300);
  await page.evaluate(() => attentionLab.setState('lang=en'));
  await pause(500);
  assert.equal(await draw_calls(page), before);
  await page.evaluate(() => window.hide(false));
  await page.waitForFunction((count) => window.drawCalls > count, before);
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en', 'what happened meanwhile is shown');
});

/** The notice in both languages, and which of them stands first. */
async function notice(page) {
  await page.locator('#notice').waitFor({ state: 'visible' });
  return page.locator('#notice').evaluate((element) => ({
    reason: element.dataset.reason,
    languages: [...element.querySelectorAll('p')].map((p) => p.lang),
    texts: [...element.querySelectorAll('p')].map((p) => p.textContent),
  }));
}

const NO_WEBGL2 = () => {
  const original = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return kind === 'webgl2' ? null : original.call(this, kind, ...rest);
  };
};

for (const [locale, first] of [['zh-CN', 'zh'], ['en-GB', 'en'], ['fr-FR', 'en']]) {
  test(`without_webgl_2_a_sentence_says_so_in_${locale}`, async (t) => {
    const { page } = await open_tab(t, { locale, init: NO_WEBGL2, may_fail: true });
    await page.goto(`${await origin()}/`);
    const { reason, languages, texts } = await notice(page);
    assert.equal(reason, 'no_webgl2');
    assert.equal(languages[0], first);
    assert.match(texts.join(), /WebGL 2.*WebGL 2/s);
  });
}

test('without_webassembly_a_sentence_says_so', async (t) => {
  const { page } = await open_tab(t, { init: () => { delete window.WebAssembly; }, may_fail: true });
  await page.goto(`${await origin()}/`);
  assert.equal((await notice(page)).reason, 'no_wasm');
});

for (const file of ['attention-lab.wasm', 'attention-lab.mjs']) {
  test(`a_missing_${file}_is_said_in_a_sentence`, async (t) => {
    const { page } = await open_tab(t, { may_fail: true, routes: { [`**/${file}`]: (route) => route.fulfill({ status: 404, body: 'no' }) } });
    await page.goto(`${await origin()}/`);
    assert.equal((await notice(page)).reason, 'not_loaded');
  });
}

test('a_broken_program_file_is_said_in_a_sentence', async (t) => {
  const { page } = await open_tab(t, { may_fail: true, routes: {
    '**/attention-lab.wasm': (route) => route.fulfill({ contentType: 'application/wasm', body: 'not a module' }) } });
  await page.goto(`${await origin()}/`);
  assert.equal((await notice(page)).reason, 'not_compiled');
});

test('a_wrong_mime_type_does_not_matter_and_the_program_is_fetched_once', async (t) => {
  let fetches = 0;
  const { page } = await open_tab(t, { routes: {
    '**/attention-lab.wasm': async (route) => {
      fetches += 1;
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), 'content-type': 'text/plain' } });
    } } });
  await page.goto(`${await origin()}/`);
  await lab_ready(page);
  assert.equal(fetches, 1);
});

test('a_missing_font_leaves_a_lab_that_runs_and_says_what_is_wrong', async (t) => {
  const { page } = await open_tab(t, { may_fail: true, routes: { '**/lab-font.otf': (route) => route.fulfill({ status: 404, body: '' }) } });
  await page.goto(`${await origin()}/`);
  assert.equal((await notice(page)).reason, 'not_loaded');
  await page.waitForFunction(() => window.attentionLab?.nodes().length > 3);
  await page.locator('#notice').getByRole('button', { name: '知道了' }).click();
  assert.equal(await page.locator('#notice').isVisible(), false);
});
