// What assistive technology meets: no violation that axe can find, and the accessibility tree of every scene in both
// languages as it was last approved: CONTRIBUTING.md says how. (axe passes an empty canvas, too: the trees are the proof,
// axe the check on them.)
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { PHONE, drawCalls, golden, idle, openLab } from './lab_page.mjs';
import { IS_APPROVING } from './place.mjs';
import { SCENES } from './scenes.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function violations(page) {
  await page.evaluate(AXE);  // not as a <script>: the page's policy would rightly refuse it
  const found = await page.evaluate(async () => (await window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })).violations);
  return found.map(({ id, help, nodes: places }) => `${id}: ${help}: ${places.map((place) => place.html.slice(0, 120)).slice(0, 3).join(' | ')}`);
}

for (const scene of SCENES) {
  for (const language of ['zh', 'en']) {
    test(`${scene} in ${language} has no violation and the approved tree`, async (t) => {
      const { page } = await openLab(t, { address: `#scene=${scene}&lang=${language}` });
      assert.deepEqual(await violations(page), []);
      // Of the scene alone, so that another tab in the header changes no tree.
      await page.evaluate((state) => attentionLab.setState(state), `scene=${scene}&lang=${language}&chrome=none`);
      await idle(page);
      const tree = `${await page.locator('#lab').ariaSnapshot()}\n`;
      const place = golden(`accessibility/${scene}-${language}.yml`);
      if (IS_APPROVING) writeFileSync(place, tree);
      assert.equal(tree, readFileSync(place, 'utf8'), 'the tree has changed: CONTRIBUTING.md says how to approve it');
      assert.ok((tree.match(/\p{Script=Han}/gu) ?? []).length > 30 === (language === 'zh'), 'and speaks the language');
    });
  }
  test(`${scene} on a dark phone has no violation`, async (t) => {
    const { page } = await openLab(t, { address: `#scene=${scene}`, ...PHONE, scheme: 'dark', hasTouch: true });
    assert.deepEqual(await violations(page), []);
  });
}

test('in forced colours the lab draws and its fields and notices take the systems colours', async (t) => {
  const { page } = await openLab(t, { address: '#scene=heatmaps' });
  await page.emulateMedia({ forcedColors: 'active' });
  await page.mouse.move(300, 300);
  await idle(page);
  assert.ok(await drawCalls(page) > 0);
  await page.locator('input.field').first().focus();
  const [field, system] = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('div'));
    probe.style.cssText = 'forced-color-adjust:none;color:CanvasText;background:Canvas';
    const of = (element) => [getComputedStyle(element).color, getComputedStyle(element).backgroundColor];
    const colours = [of(document.activeElement), of(probe)];
    probe.remove();
    return colours;
  });
  assert.deepEqual(field, system);
  assert.deepEqual(await violations(page), []);
});
