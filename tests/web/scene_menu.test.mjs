// The list of scenes that stands in place of their tabs on a phone: by finger, by key, and as a screen reader has it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idle, nodes, openLab } from './lab_page.mjs';
import { SCENES } from './scenes.mjs';

const shown = async (page) => /^scene=(\w+)/.exec(await page.evaluate(() => attentionLab.getState()))[1];
const button = (page) => page.getByRole('button', { name: /^(场景：|Scene: )/ });
const isOpen = async (page) => await button(page).getAttribute('aria-expanded') === 'true';

for (const width of [320, 390, 600]) {
  test(`every scene is reached by a finger at ${width} px`, async (t) => {
    const { page } = await openLab(t, { width, height: 800, hasTouch: true, address: `#scene=${SCENES[0]}&lang=en` });
    for (const [i, scene] of SCENES.entries()) {
      const menu = await button(page).boundingBox();
      await page.touchscreen.tap(menu.x + menu.width / 2, menu.y + menu.height / 2);
      await idle(page);
      assert.ok(await isOpen(page));
      const line = (await nodes(page)).find(({ id }) => id === `app/scenes/${i}`);
      await page.touchscreen.tap(line.rect[0] + line.rect[2] / 2, line.rect[1] + line.rect[3] / 2);
      await idle(page);
      assert.equal(await shown(page), scene);
      assert.ok(!await isOpen(page), 'and the list is closed');
    }
  });
}

test('the list of scenes is opened, walked through and closed by the keyboard', async (t) => {
  const { page } = await openLab(t, { width: 360, height: 800, address: `#scene=${SCENES[0]}&lang=zh` });
  await button(page).focus();
  await page.keyboard.press('Enter');
  await idle(page);
  assert.ok(await isOpen(page));
  assert.equal(await page.getByRole('group', { name: '所有场景' }).getByRole('button').count(), SCENES.length);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-current')), 'step', 'the first line is the scene that is shown');
  await page.keyboard.press('Escape');
  await idle(page);
  assert.ok(!await isOpen(page));
  assert.equal(await page.evaluate(() => document.activeElement.dataset.id), 'app/scenes', 'the focus goes back to the button');
  await page.keyboard.press('Enter');
  await idle(page);
  for (let i = 0; i < 3; i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await idle(page);
  assert.equal(await shown(page), SCENES[2]);
  assert.ok(!await isOpen(page));
});
