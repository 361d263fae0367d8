// The lab in a note of a real course: MkDocs with the Material theme, instant navigation on.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { check, open, pause } from '../engines/lab.mjs';
import { DIST, ROOT } from '../place.mjs';

let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'attention-lab-course-'));
  execFileSync('mkdocs', ['build', '--quiet', '--strict', '-f', join(ROOT, 'web/example-course/mkdocs.yml'), '-d', folder]);
  cpSync(DIST, join(folder, 'lab'), { recursive: true });
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** The note about attention cues, in a window wide enough for the sidebar. Material has inline scripts: no strict policy. */
async function openNote(t) {
  const tab = await open(t, { address: '/attention-cues/', folder, policy: '', width: 1400, height: 900 });
  const note = tab.inFrame();
  await note.until(() => customElements.get('attention-lab') !== undefined);
  const labIn = async (scene) => {
    await note.until((id) => document.querySelector(`attention-lab[scene=${id}]`) !== null, scene);
    await note.run((id) => document.querySelector(`attention-lab[scene=${id}]`).scrollIntoView({ block: 'center', behavior: 'instant' }), scene);
    return tab.inFrame(`attention-lab[scene=${scene}] >> iframe`).ready();
  };
  const toTop = async () => {
    await note.run(() => scrollTo({ top: 0, behavior: 'instant' }));
    await pause(300);
  };
  return { tab, note, labIn, toTop };
}

check('away and back five times by instant navigation leaves no context behind', async (t) => {
  const { tab, note, labIn, toTop } = await openNote(t);
  await labIn('cues');
  const live = () => note.run(() => [...document.querySelectorAll('attention-lab')].filter((lab) => lab.isLive).length);
  const contexts = () => note.run(() => window.frames.length);  // every lab's frame has one
  await note.run(() => { window.isSamePage = true; });
  for (let i = 0; i < 5; i += 1) {
    await toTop();
    await note.run(() => [...document.querySelectorAll('.md-nav--primary a')].find((link) => link.textContent.trim() === '小结').click());
    await note.until(() => document.querySelector('h1').textContent.startsWith('小结') && !document.querySelector('attention-lab'));
    assert.equal(await contexts(), 0, 'no frame, and so no context, is left');
    await note.run(() => [...document.querySelectorAll('.md-nav--primary a')].find((link) => link.textContent.trim() === '注意力提示').click());
    await note.until(() => document.querySelector('h1').textContent.startsWith('注意力提示'));
    await labIn('cues');
  }
  assert.ok(await note.run(() => window.isSamePage), 'the navigation was an instant one');
  assert.ok(await live() <= 3);
  void tab;
});

check('the courses search box keeps its keys', async (t) => {
  const { tab, note, labIn, toTop } = await openNote(t);
  const lab = await labIn('cues');
  await lab.run(() => document.querySelector('#mirror button').focus());
  await toTop();
  await tab.clickOn('input.md-search__input');
  await pause(300);
  await tab.type('abc');
  await tab.press('Backspace');
  assert.equal(await note.run(() => document.querySelector('input.md-search__input').value), 'ab');
});

check('keys typed in the lab are no shortcuts of the course', async (t) => {
  const { tab, note, labIn, toTop } = await openNote(t);
  const isSearchOpen = () => document.querySelector('[data-md-toggle=search]').checked;
  await toTop();
  await tab.clickOn('h1');
  for (let i = 0; i < 20 && !await note.run(isSearchOpen); i += 1) {  // a page that has just come may not listen yet
    await tab.press('f');
    await pause(300);
  }
  assert.equal(await note.run(isSearchOpen), true);  // else this test proves nothing
  for (let i = 0; i < 50 && await note.run(isSearchOpen); i += 1) {  // a search box that is still opening does not hear it
    await tab.press('Escape');
    await pause(100);
  }
  assert.equal(await note.run(isSearchOpen), false);

  const lab = await labIn('heatmaps');
  const field = await lab.node('textField', '横轴标签');
  const choice = await lab.node('choice', '颜色映射');
  for (const focus of [() => lab.focus(choice, choice.options[0]), () => lab.focus(field)]) {
    await focus();
    for (const key of ['f', 's', '/', 'p', 'n', ',', '.']) await tab.press(key);
    await pause(200);
    assert.equal(await note.run(isSearchOpen), false);
    assert.match(await note.run(() => location.pathname), /attention-cues/);
    assert.equal(await note.run(() => document.activeElement.localName), 'attention-lab');
  }
  await tab.press('Enter');
  await lab.idle();
  assert.equal((await lab.node('textField', '横轴标签')).value, 'fs/pn,.');
});

check('the courses own palette toggle is followed', async (t) => {
  const { tab, labIn, toTop } = await openNote(t);
  const lab = await labIn('cues');
  assert.equal(await lab.run(() => document.documentElement.dataset.theme), 'light');
  await toTop();
  await tab.clickOn('label[for="__palette_2"]');
  await lab.until(() => document.documentElement.dataset.theme === 'dark');
  await tab.clickOn('label[for="__palette_1"]');
  await lab.until(() => document.documentElement.dataset.theme === 'light');
});
