// What assistive technology meets: no violation that axe can find, and the accessibility tree of every scene in both
// languages as it was last approved. (axe passes an empty canvas, too: the trees are the proof, axe the check on them.)
// To approve changed trees: APPROVE_TREES=1 node --test tests/web/accessibility.test.mjs, then read the difference.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { NARROW, drawCalls, golden, idle, openLab } from './lab_page.mjs';
import { SCENES } from './place.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function violations(page) {
  await page.evaluate(AXE);  // not as a <script>: the page's policy would rightly refuse it
  const found = await page.evaluate(async () => (await window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })).violations);
  return found.map(({ id, help, nodes: places }) => `${id}: ${help}: ${places.map((place) => place.html.slice(0, 120)).slice(0, 3).join(' | ')}`);
}

for (const scene of SCENES) {
  for (const language of ['zh', 'en']) {
    test(`${scene}_in_${language}_has_no_violation_and_the_approved_tree`, async (t) => {
      const { page } = await openLab(t, { address: `#scene=${scene}&lang=${language}` });
      assert.deepEqual(await violations(page), []);
      const tree = `${await page.locator('#lab').ariaSnapshot()}\n`;
      const place = golden(`accessibility/${scene}-${language}.yml`);
      if (process.env.APPROVE_TREES) {
        mkdirSync(dirname(place), { recursive: true });
        writeFileSync(place, tree);
      }
      assert.equal(tree, readFileSync(place, 'utf8'), `the tree has changed: see the top of this file for how to approve it`);
      assert.ok((tree.match(/\p{Script=Han}/gu) ?? []).length > 30 === (language === 'zh'), 'and speaks the language');
    });
  }
  test(`${scene}_on_a_dark_phone_has_no_violation`, async (t) => {
    const { page } = await openLab(t, { address: `#scene=${scene}`, viewport: NARROW, scheme: 'dark', touch: true });
    assert.deepEqual(await violations(page), []);
  });
}

test('in_forced_colours_the_lab_draws_and_its_fields_and_notices_take_the_systems_colours', async (t) => {
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
