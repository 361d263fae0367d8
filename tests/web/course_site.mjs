// The example course, built and served for a test file: a real MkDocs site with the Material theme.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { DIST, ROOT, labReady } from './lab_page.mjs';
import { opens } from './site_checks.mjs';

let folder;
/** Builds the course before the tests of the file that calls this, and removes it after them. */
export function buildCourse() {
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'attention-lab-course-'));
    execFileSync('mkdocs', ['build', '--quiet', '--strict', '-f', join(ROOT, 'web/example-course/mkdocs.yml'), '-d', folder]);
    cpSync(DIST, join(folder, 'lab'), { recursive: true });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
}

/** A tab with the note about attention cues: openNote(t, options of openTab) resolves with its page. */
export const openNote = opens(() => folder, '/attention-cues/');

/** The frame of that scene, scrolled to and ready. */
export async function labIn(page, scene) {
  await page.locator(`attention-lab[scene=${scene}]`).scrollIntoViewIfNeeded();
  const handle = await page.waitForFunction((id) => document.querySelector(`attention-lab[scene=${id}]`)?.shadowRoot.querySelector('iframe'), scene);
  const frame = await handle.asElement().contentFrame();
  await labReady(frame);
  return frame;
}
