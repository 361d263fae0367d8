// What hands do with the page: clicks, the wheel, the clipboard, Back and Forward, reload, print.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PNG } from 'pngjs';
import { PATIENCE } from './place.mjs';
import { SCENES } from './scenes.mjs';
import { ROLE, STATES, atRest, stateOf, untried } from './controls.mjs';
import { LOADED, goldenBytes, idle, labReady, nodeNamed, nodes, openLab, pause } from './lab_page.mjs';

const isNewToClick = untried();
for (const state of STATES) {
  test(`every control of ${state} can be clicked without force`, async (t) => {
    const { page } = await openLab(t, { address: `#${state}`, mayFail: true });
    await page.context().grantPermissions(['clipboard-write', 'clipboard-read']);
    for (const { id } of (await nodes(page)).filter((node) => node.canExpand && !node.isExpanded && !node.id.includes('/thing/'))) {
      await page.locator(`[data-id="${id}"]`).click();
      await idle(page);
    }
    const all = (await nodes(page)).filter((node) => ROLE[node.role] && !node.isDisabled && isNewToClick(node));
    assert.ok(all.length > 0);
    for (const { id, role, name, options } of all) {
      const element = page.getByRole(ROLE[role], { name }).and(page.locator(`[data-id="${id}"]`));
      await element.click({ trial: true }).catch((error) => assert.fail(`${role} ${name} (${id}): ${error.message}`));
      for (const option of ['choice', 'tabs'].includes(role) ? options : [])
        await element.getByRole(role === 'tabs' ? 'tab' : 'radio', { name: option, exact: true }).first().click({ trial: true });
    }
  });
}

test('a click acts once on whatever is clicked', async (t) => {
  const { page } = await openLab(t, { address: '#scene=heatmaps&preset=softmax&lang=en' });
  const named = async (id) => (await nodes(page)).find((node) => node.id === id);
  const click = async (role, name) => {
    await page.getByRole(role, { name, exact: true }).click();
    await idle(page);
  };
  await click('button', 'Dark');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await click('radio', 'viridis');
  assert.match(await stateOf(page), /map=viridis/);
  await click('slider', 'Random seed').catch(async () => page.locator('[data-id="heatmaps/seed"]').click());
  await idle(page);
  assert.ok(Math.abs((await named('heatmaps/seed')).number - 5000) < 300, 'in its middle');
  await page.locator('[data-id="heatmaps/picture"]').click();
  await idle(page);
  assert.ok((await named('heatmaps/picture')).cursorRow >= 0, 'a cell is chosen');
  await page.locator('[data-id="heatmaps/x"]').click();
  await page.keyboard.type('Keys!');
  await page.keyboard.press('Enter');
  await idle(page);
  assert.equal((await named('heatmaps/x')).value, 'Keys!');
  await page.getByRole('tab').first().click();
  await idle(page);
  assert.match(await stateOf(page), /scene=cues/);
  const toggle = (await nodes(page)).find((node) => node.role === 'toggle');
  for (const times of [1, 2]) {
    await page.locator(`[data-id="${toggle.id}"]`).click();
    await idle(page);
    assert.equal((await named(toggle.id)).isChecked ?? false, (toggle.isChecked ?? false) !== (times === 1), `${times} clicks`);
  }
});

test('a click right after the page has scrolled presses what is there now', async (t) => {
  const { page } = await openLab(t, { address: '#scene=query_key_value', width: 1000, height: 500 });
  await page.evaluate(() => {  // in one go: the event of scrolling comes only before the next frame
    const canvas = document.getElementById('canvas');
    canvas.setPointerCapture = () => {};  // no real pointer stands behind these
    const button = document.querySelector('[data-id="app/take"]');
    button.scrollIntoView({ block: 'center' });
    const { x, y, width, height } = button.getBoundingClientRect();
    const at = { clientX: x + width / 2, clientY: y + height / 2, button: 0, pointerType: 'mouse', bubbles: true, cancelable: true };
    for (const kind of ['pointerdown', 'pointerup']) canvas.dispatchEvent(new PointerEvent(kind, at));
  });
  await idle(page);
  assert.ok(await page.evaluate(() => scrollY) > 0);
  assert.equal((await nodeNamed(page, 'button', '带走')).isExpanded, true);
});

test('the wheel scrolls the page over a whole heatmap and zooms with ctrl', async (t) => {
  const { page } = await openLab(t, { width: 1000, height: 420, address: '#scene=heatmaps&preset=heads' });
  const { rect } = await nodeNamed(page, 'grid', /./);
  const at = { x: rect[0] + 60, y: rect[1] + 60 };
  await page.mouse.click(at.x, at.y);
  await idle(page);
  // A busy machine scrolls late: what is to happen is waited for, only what is not to happen is looked at afterwards.
  await page.mouse.wheel(0, 60);
  await page.waitForFunction(() => scrollY > 30, undefined, { polling: 30 });
  await atRest(page);
  await page.mouse.wheel(0, -60);
  await page.waitForFunction(() => scrollY === 0, undefined, { polling: 30 });
  await atRest(page);
  assert.doesNotMatch(await stateOf(page), /zoom/);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -120);
  await page.keyboard.up('Control');
  await page.waitForFunction(() => attentionLab.getState().includes('zoom='), undefined, { polling: 30 });
  await atRest(page);
  assert.equal(await page.evaluate(() => scrollY), 0);
  const zoomed = await stateOf(page);
  await page.mouse.wheel(0, 2000);  // to the lower end of the picture
  await page.waitForFunction((before) => attentionLab.getState() !== before, zoomed, { polling: 30 });
  await atRest(page);
  assert.equal(await page.evaluate(() => scrollY), 0, 'the picture moves');
  await page.mouse.wheel(0, 100);
  await page.waitForFunction(() => scrollY > 30, undefined, { polling: 30 });  // the page goes on from there
  await atRest(page);
  await page.evaluate(() => scrollTo(0, 0));
  await idle(page);
  await page.getByRole('button', { name: '看全图' }).click();
  await idle(page);
  assert.doesNotMatch(await stateOf(page), /zoom/);
});

const paste = (page, text, target = 'document.activeElement') => page.evaluate(([content, where]) => {
  const data = new DataTransfer();
  data.setData('text/plain', content);
  const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
  (where === 'body' ? document.body : document.activeElement).dispatchEvent(event);
  return event.defaultPrevented;
}, [text, target]);

/** A cell's number, without what it was before. */
const numberIn = async (table, row, column) =>
  (await table.locator(`[data-cell="${row},${column}"]`).textContent()).split(' (')[0];

test('a block pasted into a table goes into its cells and elsewhere nothing opens', async (t) => {
  const { page } = await openLab(t, { address: '#scene=query_key_value' });
  const before = await stateOf(page);
  assert.equal(await paste(page, '1,2\n3,4', 'body'), false, 'not the lab\'s');
  await idle(page);
  assert.equal(await stateOf(page), before);
  const table = page.locator('[data-id="query_key_value/k"]');
  await table.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await idle(page);
  assert.equal(await paste(page, '0.25\t0.5\n0.75\t1\n'), true);
  await idle(page);
  assert.equal(await numberIn(table, 1, 0), '0.25');
  assert.equal(await numberIn(table, 2, 1), '1');
  await page.keyboard.press('Enter');  // the same into the cell that is edited
  await idle(page);
  assert.equal(await paste(page, '9'), false, 'one number is the field\'s');
  assert.equal(await paste(page, '7\t8'), true);
  await idle(page);
  assert.equal(await numberIn(table, 1, 1), '8');
  await paste(page, '7\tseven');
  await idle(page);
  assert.match(await page.locator('#announcement').textContent(), /“seven”不是一个数/);
});

test('a lone number that is pasted is no matrix', async (t) => {
  const { page } = await openLab(t);
  const before = await stateOf(page);
  await paste(page, ' 42 ', 'body');
  await page.getByRole('alert').filter({ hasText: '42' }).waitFor();
  assert.equal(await stateOf(page), before);
  await paste(page, '0.5,0.25\n0.125,0.75\n', 'body');
  await page.waitForFunction(() => attentionLab.getState().includes('file=clipboard.txt'));
  await page.getByRole('button', { name: '撤销' }).click();
  await idle(page);
  assert.equal(await stateOf(page), before, 'and with undo');
});

test('a cell says what is wrong with what was typed and keeps it to be mended', async (t) => {
  const { page } = await openLab(t, { address: '#scene=query_key_value' });
  await page.locator('[data-id="query_key_value/k"]').focus();
  await page.keyboard.press('Enter');
  await idle(page);
  const field = page.getByRole('spinbutton');
  const before = await stateOf(page);
  await field.fill('1 2');
  await page.keyboard.press('Enter');
  await idle(page);
  assert.equal(await field.inputValue(), '1 2');
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  assert.match(await field.evaluate((element) => document.getElementById(element.getAttribute('aria-describedby')).textContent), /不是一个数/);
  assert.equal(await stateOf(page), before);
  await field.fill('１／４');
  await page.keyboard.press('Enter');
  await idle(page);
  assert.equal(await numberIn(page.locator('[data-id="query_key_value/k"]'), 0, 0), '0.25');
});

test('each tab and each opened link is a step of back and small changes are none', async (t) => {
  const { page } = await openLab(t, { address: '#scene=heatmaps&lang=en' });
  const entries = () => page.evaluate(() => history.length);
  const start = await entries();
  await page.evaluate((bytes) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], 'multihead_attention.npy'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, [...goldenBytes('multihead_attention.npy')]);
  await page.waitForFunction(() => attentionLab.getState().includes('file='));
  await page.getByRole('radio', { name: 'magma' }).click();
  await idle(page);
  const [withFile, nodesThere] = [await stateOf(page), await nodes(page)];
  assert.equal(await entries(), start, 'small changes replace');
  await page.getByRole('tab').first().click();
  await idle(page);
  assert.equal(await entries(), start + 1);
  await page.evaluate(() => { location.hash = '#scene=query_key_value'; });
  await idle(page);
  assert.match(await stateOf(page), /scene=query_key_value/);
  assert.equal(await entries(), start + 2);
  const back = async () => {
    await page.evaluate(() => new Promise((done) => { addEventListener('popstate', () => setTimeout(done), { once: true }); history.back(); }));
    await idle(page);
  };
  await back();
  assert.match(await stateOf(page), /scene=cues/);
  await back();
  assert.equal(await stateOf(page), withFile);
  assert.equal(await page.evaluate(() => decodeURIComponent(location.hash.slice(1))), withFile);
  const lasting = (list) => list.filter((node) => !node.id.startsWith('app/'));
  assert.deepEqual(lasting(await nodes(page)), lasting(nodesThere), 'with the file');
  await page.evaluate(() => new Promise((done) => { addEventListener('popstate', () => setTimeout(done), { once: true }); history.go(2); }));
  await idle(page);
  assert.match(await stateOf(page), /scene=query_key_value/);
});

test('a reload keeps the readers file in this tab and no other has it', async (t) => {
  const { page } = await openLab(t);
  await page.locator('#file').setInputFiles({ name: 'multihead_attention.npy', mimeType: 'application/octet-stream', buffer: goldenBytes('multihead_attention.npy') });
  await page.waitForFunction(() => attentionLab.getState().includes('file='));
  await page.getByRole('radio', { name: 'magma' }).click();
  await idle(page);
  await pause(500);
  const there = await page.evaluate(() => [location.href, JSON.stringify(attentionLab.result().matrices[0].data)]);
  await page.reload();
  await labReady(page);
  await page.waitForFunction(() => !attentionLab.nodes().some((node) => node.id === 'app/problem'));
  await idle(page);
  assert.deepEqual(await page.evaluate(() => [location.href, JSON.stringify(attentionLab.result().matrices[0].data)]), there);

  const other = await page.context().newPage();
  await other.goto(there[0]);
  await labReady(other);
  assert.match((await nodes(other)).find((node) => node.id === 'app/problem').name, /multihead_attention\.npy/);
  const left = () => other.evaluate(async (folder) => {
    await (await import(`./${folder}/keep.mjs`)).forgetOtherTabs(0);
    const opening = indexedDB.open('attention-lab');
    await new Promise((done) => { opening.onsuccess = done; });
    const keys = opening.result.transaction('files').objectStore('files').getAllKeys();
    await new Promise((done) => { keys.onsuccess = done; });
    opening.result.close();
    return keys.result.length;
  }, LOADED());
  assert.equal(await left(), 1, 'as long as the tab is there');
  await page.close();
  let still = 1;  // the browser takes its time to let go of a page
  for (const since = Date.now(); still > 0 && Date.now() - since < PATIENCE;) still = await left();
  assert.equal(still, 0, 'and no longer');
});

test('a file too large to keep is not lost without a question', async (t) => {
  const { page } = await openLab(t, { init: () => { indexedDB.open = () => { throw new Error('full'); }; } });
  const asks = () => page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
  assert.equal(await asks(), false);
  await page.locator('#file').setInputFiles({ name: 'm.csv', mimeType: 'text/csv', buffer: Buffer.from('1,2\n3,4\n') });
  await page.waitForFunction(() => attentionLab.getState().includes('file='));
  assert.equal(await asks(), true);
  page.on('dialog', (dialog) => dialog.accept());
});

test('several files opened together are not lost without a question', async (t) => {
  const { page } = await openLab(t);
  const csv = (name) => ({ name, mimeType: 'text/csv', buffer: Buffer.from('1,2\n3,4\n') });
  await page.locator('#file').setInputFiles([csv('a.csv'), csv('b.csv')]);
  await page.waitForFunction(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
  page.on('dialog', (dialog) => dialog.accept());
});

for (const scene of SCENES) {
  test(`${scene} is printed with title picture sentence and numbers on white pages`, async (t) => {
    const { page } = await openLab(t, { address: `#scene=${scene}&lang=en&theme=dark` });
    await page.waitForFunction(() => document.getElementById('paper'));  // the module for printing comes last
    await page.evaluate(() => addEventListener('beforeprint', () => { window.printed = document.getElementById('paper').textContent; }));
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');  // Chromium says so to the page, as for Ctrl+P
    assert.ok((pdf.match(/\/Type \/Page\b/g) ?? []).length >= 1);
    assert.ok((await page.evaluate(() => window.printed)).includes(await page.title()), 'it was there when the page was printed');
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await page.emulateMedia({ media: 'print' });
    const { says, matrices } = await page.evaluate(() => attentionLab.result());
    const shown = await page.evaluate(() => document.body.innerText);
    assert.ok(shown.startsWith(await page.title()));
    assert.ok(shown.includes(says), says);
    const [{ name, shape, data }] = matrices, numbers = Object.values(data);
    const which = numbers.length > shape.slice(-2).reduce((product, extent) => product * extent) ? ' [0]' : '';  // of several
    assert.ok(shown.includes(`${name}${which} (${shape.join(' × ')})`));
    assert.ok(shown.includes(numbers[0].toFixed(4).replace('-', '−')));
    assert.doesNotMatch(shown, /^Take it away$/m, 'nothing to be pressed');
    const [width, height, colours] = await page.locator('#paper svg').evaluate((svg) => {
      const box = svg.getBoundingClientRect();
      return [box.width, box.height, [...svg.querySelectorAll('text')].map((text) => text.getAttribute('fill'))];
    });
    assert.ok(width > 300 && height > 100 && height < 900);
    assert.ok(colours.length > 0 && !colours.includes('#e6e8ec'), 'the light look');
    const picture = PNG.sync.read(await page.screenshot());
    assert.deepEqual([...picture.data.subarray(0, 3)], [255, 255, 255], 'white');
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await page.emulateMedia({ media: 'screen' });
    assert.equal(await page.locator('#paper').evaluate((element) => element.childElementCount), 0, 'and gone afterwards');
    await idle(page);
    assert.match(await stateOf(page), /theme=dark/);
  });
}
