// The recipes for a course site that need nothing from npm: a page without a builder, and MkDocs with the Material
// theme. VitePress and Docusaurus: tests/sites. And the README's own snippet.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { buildCourse, openNote } from './course_site.mjs';
import { DIST, ROOT, labReady } from './lab_page.mjs';
import { checkSite, opens } from './site_checks.mjs';

buildCourse();
let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'attention-lab-page-'));
  cpSync(join(ROOT, 'web/example-page'), folder, { recursive: true });
  cpSync(DIST, join(folder, 'lab'), { recursive: true });
});
after(() => rmSync(folder, { recursive: true, force: true }));

checkSite('a plain page', { open: opens(() => folder, '/index.html'), toggle: (page) => page.locator('#look').click(),
  away: '小结', back: '注意力提示' });
checkSite('Material for MkDocs', { open: openNote, away: '小结', back: '注意力提示',
  toggle: (page) => page.locator('label.md-header__button[for^=__palette]:visible').click() });

test('the readmes frame starts the lab and has no border', async (t) => {
  const snippets = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^<iframe [^]*?<\/iframe>$/gm)];
  assert.equal(snippets.length, 1);
  const frame = snippets[0][0].replace('…/dist/', 'lab/');
  assert.ok(frame.includes('src="lab/index.html#'), frame);
  writeFileSync(join(folder, 'frame.html'), `<!doctype html><meta charset="utf-8"><title>x</title>${frame}`);
  const page = await opens(() => folder, '/frame.html')(t);
  const lab = await (await page.locator('iframe').elementHandle()).contentFrame();
  await labReady(lab);
  assert.match(await lab.evaluate(() => attentionLab.getState()), /^scene=cues/);
  const { outer, inner } = await page.locator('iframe').evaluate((element) =>
    ({ outer: element.offsetHeight, inner: element.clientHeight }));
  assert.deepEqual([outer, inner], [640, 640], 'its height is all the lab\'s');
  assert.equal(await page.locator('iframe').evaluate((element) => getComputedStyle(element).borderTopWidth), '0px');
  assert.ok(await page.locator('iframe').getAttribute('title'));
});
