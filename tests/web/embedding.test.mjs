// Inside somebody else's page, from another origin: the host keeps its keys, its Tab order and its wheel.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draw_calls, idle, lab_ready, middle_of, nodes, open_tab, origin, pause } from './lab_page.mjs';

const host_page = (home, { space = 0 } = {}) => `<!doctype html><html lang="zh"><title>课程笔记</title>
  <body style="margin:0"><input id="search" aria-label="搜索"><div style="height:${space}px"></div>
  <iframe id="lab" title="实验室" src="${home}/#scene=heatmaps" style="width:100%;height:400px;border:0"></iframe>
  <button id="after">下一节</button><div style="height:3000px"></div></body></html>`;

async function open_host(t, options) {
  const home = await origin();
  const host = `${home.replace('localhost', '127.0.0.1')}/note.html`;  // another origin, and another site
  const { page, problems } = await open_tab(t, { may_fail: true, routes: {
    [host]: (route) => route.fulfill({ contentType: 'text/html', body: host_page(home, options) }),
  } });
  await page.goto(host);
  const lab = await (await page.locator('#lab').elementHandle()).contentFrame();
  await lab_ready(lab);
  t.after(() => assert.deepEqual(problems.filter((problem) => !problem.includes('127.0.0.1')), []));
  return { page, lab };
}

test('the_hosts_search_box_keeps_its_keys', async (t) => {
  const { page, lab } = await open_host(t);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY', 'the lab takes no focus by itself');
  await page.mouse.click(600, 200);  // into the lab, and back
  await idle(lab);
  await page.locator('#search').click();
  await page.keyboard.type('abc');
  await page.keyboard.press('Backspace');
  assert.equal(await page.locator('#search').inputValue(), 'ab');
});

test('keys_typed_in_the_lone_page_without_focus_are_left_alone', async (t) => {
  const { page } = await open_tab(t);
  await page.goto(`${await origin()}/`);
  await lab_ready(page);
  await page.evaluate(() => {
    window.prevented = [];
    window.addEventListener('keydown', (event) => { if (event.defaultPrevented) window.prevented.push(event.key); });
  });
  for (const key of ['Backspace', 'Tab', 'f', 's', '/', 'ArrowDown', 'PageDown', ' ']) await page.keyboard.press(key);
  await page.evaluate(() => document.activeElement.blur());
  assert.deepEqual(await page.evaluate(() => window.prevented), []);
});

/** What has the focus: an id of the host, or a node's id in the lab. */
async function focused(page, lab) {
  let outside;
  for (let i = 0; i < 20 && (outside ?? 'BODY') === 'BODY'; i += 1) {  // between two processes it is nowhere for a moment
    if (i > 0) await pause(20);
    outside = await page.evaluate(() => document.activeElement.id || document.activeElement.tagName);
  }
  if (outside !== 'lab') return outside;
  return lab.evaluate(() => document.activeElement.closest('.node')?.dataset.id ?? 'body of the lab');
}

const TAKES_FOCUS = ['button', 'toggle', 'slider', 'number', 'textField', 'choice', 'list', 'tabs', 'grid', 'link'];

test('tab_walks_in_through_every_control_and_out_both_ways', async (t) => {
  const { page, lab } = await open_host(t);
  const expected = (await nodes(lab)).filter((node) => TAKES_FOCUS.includes(node.role) && !node.isDisabled).map((node) => node.id);
  assert.ok(expected.length >= 4, `${expected.length} controls`);
  await page.locator('#search').focus();
  const walk = async (key, last) => {
    const met = [];
    for (let i = 0; i < 300; i += 1) {
      await page.keyboard.press(key);
      const id = await focused(page, lab);
      if (id === last) return met;
      if (met[met.length - 1] !== id) met.push(id);
    }
    assert.fail(`${key} never reached ${last}; met ${met.slice(-5)}`);
  };
  assert.deepEqual(await walk('Tab', 'after'), expected);
  assert.deepEqual(await walk('Shift+Tab', 'search'), expected.reverse());
});

test('the_wheel_scrolls_the_host_until_the_lab_is_active_and_after_escape', async (t) => {
  const { page, lab } = await open_host(t);
  const zoomable = (await nodes(lab)).find((node) => node.role === 'grid' && node.rect[1] < 300);
  const box = await page.locator('#lab').boundingBox();
  const over = zoomable
    ? await middle_of(lab, { rect: [zoomable.rect[0], zoomable.rect[1], zoomable.rect[2], Math.min(zoomable.rect[3], 380 - zoomable.rect[1])] })
    : { x: 600, y: 200 };
  const at = { x: box.x + over.x, y: box.y + over.y };
  const scrolled = () => page.evaluate(() => scrollY);
  const inside = () => lab.evaluate(() => scrollY);

  await page.mouse.move(at.x, at.y);
  // The iframe's own content may be taller than the frame: it scrolls to its end first, then the host does.
  for (let i = 0; i < 30 && await scrolled() === 0; i += 1) { await page.mouse.wheel(0, 400); await pause(50); }
  assert.ok(await scrolled() > 0, 'not active: the host scrolls');

  await page.evaluate(() => scrollTo(0, 0));
  await lab.evaluate(() => scrollTo(0, 0));
  await pause(200);
  await page.mouse.click(at.x, at.y);
  await idle(lab);
  const [host_before, lab_before] = [await scrolled(), await inside()];
  const drawn_before = await draw_calls(lab);
  await page.mouse.wheel(0, -200);
  await page.mouse.wheel(0, 120);
  await pause(300);
  await idle(lab);
  assert.deepEqual([await scrolled(), await inside()], [host_before, lab_before], 'active over a heatmap: neither scrolls');
  assert.ok(await draw_calls(lab) > drawn_before, 'but the picture reacts');

  await page.keyboard.press('Escape');
  await idle(lab);
  for (let i = 0; i < 30 && await scrolled() === 0; i += 1) { await page.mouse.wheel(0, 400); await pause(50); }
  assert.ok(await scrolled() > 0, 'after Esc: the host scrolls again');
});

test('a_lab_that_is_scrolled_away_draws_nothing_and_comes_back', async (t) => {
  const { page, lab } = await open_host(t, { space: 3000 });
  const before = await draw_calls(lab);
  await lab.evaluate(() => attentionLab.setState('lang=en'));
  await pause(500);
  assert.equal(await draw_calls(lab), before, 'off-screen: no frame');
  await page.locator('#lab').scrollIntoViewIfNeeded();
  await lab.waitForFunction((count) => window.drawCalls > count, before);
  assert.equal(await lab.evaluate(() => document.documentElement.lang), 'en');
});
