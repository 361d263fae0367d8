// The scene 注意力汇聚 with pasted points and on a phone; what every engine can do is in every_engine.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idle, nodeNamed, openLab, PHONE } from './lab_page.mjs';

const says = (page) => page.getByRole('status').filter({ hasText: /prediction|预测|no key/ }).first().textContent();

test('two columns that are pasted are the points, and what is left out is said', async (t) => {
  const { page } = await openLab(t, { address: '#scene=kernel_regression&lang=en' });
  await page.evaluate(() => attentionLab.load({ name: 'points.csv', bytes: new TextEncoder().encode('0,1\n1,3\n2,nan\n') }));
  await idle(page);
  await nodeNamed(page, 'text', /of 2\..*1 row is not finite/);
});

test('on a phone a finger drags the query while the picture stays in view', async (t) => {
  const { page } = await openLab(t, { address: '#scene=kernel_regression&lang=en', ...PHONE, hasTouch: true });
  await page.evaluate(() => scrollTo(0, 300));
  await page.waitForFunction(() => {  // the frame after the scroll event
    const { rect } = attentionLab.nodes().find(({ id }) => id === 'kernel_regression/plane');
    return rect[1] >= scrollY && rect[1] < scrollY + 90;  // below the legend
  });
  const plane = await nodeNamed(page, 'grid', /^Training points/);
  const scroll = await page.evaluate(() => scrollY);
  await page.touchscreen.tap(plane.rect[0] + plane.rect[2] * 0.8, plane.rect[1] + 20 - scroll);
  await idle(page);
  assert.match(await says(page), /Query x = (3\.9|4\.0)/);
});
