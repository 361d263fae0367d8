// Several files of tests in one process, with one browser for equal wishes.
import { describe } from 'node:test';
import { ENGINE } from './driver.mjs';

// Outside of all groups: what they have opened is closed after the last file.
await import(`./${ENGINE}.mjs`);

/** Each file's tests are a group that is called as the file is: by its address within the repository. */
export const together = (...files) => describe('in one process', () => {
  for (const file of files) describe(file, async () => { await import(new URL(`../../../${file}`, import.meta.url)); });
});
