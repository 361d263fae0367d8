// The example course, built and served for a test file: a real MkDocs site with the Material theme.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { serve } from '../../web/serve.mjs';
import { DIST, ROOT, lab_ready, open_tab } from './lab_page.mjs';

let folder, server, home;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attention-lab-course-'));
  execFileSync('mkdocs', ['build', '--quiet', '--strict', '-f', join(ROOT, 'web/example-course/mkdocs.yml'), '-d', folder]);
  cpSync(DIST, join(folder, 'lab'), { recursive: true });
  server = await serve(folder, 0, '');  // Material has inline scripts: a site of this kind has no strict policy
  home = `http://localhost:${server.port}`;
});
after(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A tab with the note about attention cues. */
export async function open_note(t, options = {}) {
  const { page, problems } = await open_tab(t, { may_fail: true, ...options });
  await page.goto(`${home}/attention-cues/`);
  t.after(() => assert.deepEqual(problems.filter((problem) => !problem.startsWith(`request to ${home}/`)), []));
  return page;
}

/** The frame of that scene, scrolled to and ready. */
export async function lab_in(page, scene) {
  await page.locator(`attention-lab[scene=${scene}]`).scrollIntoViewIfNeeded();
  const handle = await page.waitForFunction((id) => document.querySelector(`attention-lab[scene=${id}]`)?.shadowRoot.querySelector('iframe'), scene);
  const frame = await handle.asElement().contentFrame();
  await lab_ready(frame);
  return frame;
}
