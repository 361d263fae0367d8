// Several files of tests in one process, with one browser for equal wishes.
import { mkdirSync, readFileSync } from 'node:fs';
import { after, describe } from 'node:test';
import { ENGINE } from './driver.mjs';

// Outside of all groups: what they have opened is closed after the last file.
await import(ENGINE === 'chromium' ? '../lab_page.mjs' : `./${ENGINE}.mjs`);

/**
 * Runs the files that are named in `list`, one in a line, by their addresses within the repository: one after the other,
 * but those that another process has taken from the same list. Each file's tests are a group that is called as the file is.
 */
export async function together(list) {
  for (const file of readFileSync(list, 'utf8').trim().split('\n')) {
    if (!isFree(`${list}-${file.replaceAll('/', '_')}`)) continue;
    await new Promise((done) => {
      describe(file, async () => {
        after(done);
        await import(new URL(`../../../${file}`, import.meta.url));
      });
    });
  }
}

/** Whoever makes the folder first has the file. */
function isFree(mark) {
  try {
    mkdirSync(mark);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}
