// The recipes for VitePress and Docusaurus: real sites, built with what tests/sites/package-lock.json names, whose lab
// is copied as their makers copy it, with the npm package's own command. `bash tests/run.sh sites`.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { DIST, ROOT, openTab } from '../web/lab_page.mjs';
import { checkSite, labOf, opens } from '../web/site_checks.mjs';

const MODULES = join(ROOT, 'tests/sites/node_modules');
const made = mkdtempSync(join(tmpdir(), 'attention-lab-sites-'));
after(() => rmSync(made, { recursive: true, force: true }));

/** Builds the example of that name, with the lab in its folder `place`; the builder has nothing to complain of. */
function build(example, place, program, root = '') {
  const site = join(made, example);
  cpSync(join(ROOT, 'web', example), site, { recursive: true });
  symlinkSync(MODULES, join(site, 'node_modules'));
  execFileSync(process.execPath, [join(resolve(DIST), 'attention-lab-element/copy.mjs'), join(site, place)]);
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(MODULES, program), 'build', join(site, root)],
    { cwd: join(ROOT, 'tests/sites'), encoding: 'utf8',
      env: { ...process.env, NO_UPDATE_NOTIFIER: '1', DOCUSAURUS_NO_PERSISTENT_CACHE: '1', NODE_ENV: 'production' } });
  assert.equal(status, 0, stdout + stderr);
  assert.doesNotMatch(stdout + stderr, /warn/i);
}
const pagesOf = (folder) => readdirSync(folder, { recursive: true })
  .filter((name) => name.endsWith('.html') && !name.startsWith('lab/')).sort();

const vitepress = join(made, 'example-vitepress/docs/.vitepress/dist');
const docusaurus = join(made, 'example-docusaurus/build');
before(() => {
  build('example-vitepress', 'docs/public/lab', 'vitepress/bin/vitepress.js', 'docs');
  build('example-docusaurus', 'static/lab', '@docusaurus/core/bin/docusaurus.mjs');
});

test('the sites have their own pages only with the element and its link in them', () => {
  assert.deepEqual(pagesOf(vitepress), ['404.html', 'attention-cues.html', 'index.html', 'summary.html']);
  assert.deepEqual(pagesOf(docusaurus), ['404.html', 'attention-cues/index.html', 'index.html', 'summary/index.html']);
  for (const page of [join(vitepress, 'attention-cues.html'), join(docusaurus, 'attention-cues/index.html')]) {
    const text = readFileSync(page, 'utf8');  // for readers without JavaScript
    assert.match(text, /<attention-lab scene="cues" height="auto">\s*<a href="\/lab\/#scene=cues"/);
    assert.match(text, /<script[^>]* src="\/lab\/attention-lab-element\.js"/);
  }
});

test('vue has nothing to warn of while the course is written', async (t) => {
  const { createServer } = await import(join(MODULES, 'vitepress/dist/node/index.js'));
  const development = await createServer(join(made, 'example-vitepress/docs'), { port: 0, host: '127.0.0.1' });
  await development.listen();
  t.after(() => development.close());
  const home = `http://127.0.0.1:${development.httpServer.address().port}`;
  const { page, problems } = await openTab(t, { mayFail: true });
  await page.goto(`${home}/attention-cues`);
  await labOf(page, 'cues');
  // What the development server itself asks for and gives up, on its first start, is its own affair.
  assert.deepEqual(problems.filter((problem) => /^page error|Vue warn/.test(problem)), []);
});

checkSite('vitepress', { open: opens(() => vitepress, '/attention-cues.html'), away: '小结', back: '注意力提示',
  toggle: (page) => page.locator('.VPNavBarAppearance .VPSwitchAppearance').click() });
checkSite('docusaurus', { open: opens(() => docusaurus, '/attention-cues/'), away: '小结', back: '注意力提示',
  toggle: (page) => page.locator('.navbar [class*=toggleButton]:visible').click() });
