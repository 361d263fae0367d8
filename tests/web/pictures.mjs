// Pictures compared with approved ones in tests/golden/pictures.
// Tolerance: a pixel differs if pixelmatch's perceptual distance exceeds 0.1; at most 0.2 % of the pixels may differ.
// That allows for another version of the software renderer, not for a moved line of text.
// APPROVE_PICTURES=1 writes what is drawn now as the approved picture; look at it before you commit it.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

const APPROVED = fileURLToPath(new URL('../golden/pictures/', import.meta.url));
const DIFFERENCES = fileURLToPath(new URL('../../build/pictures/', import.meta.url));
const PIXEL_DISTANCE = 0.1;
const MOST_DIFFERENT = 0.002;

/** How much more may differ where a compiler or library is not the one that src/versions.txt has locked. */
export const MORE_TOLERANCE = process.env.LAB_VERSIONS_DIFFER ? 10 : 1;
if (MORE_TOLERANCE > 1) console.log(`pictures are compared with ${MORE_TOLERANCE} times the tolerance: ${process.env.LAB_VERSIONS_DIFFER}`);

export const readPng = (path) => PNG.sync.read(readFileSync(path));

/** Fails with the place of a picture of the differences if `path` is not like the approved `name`. */
export function compareWithGolden(path, name) {
  const approvedPath = join(APPROVED, `${name}.png`);
  if (process.env.APPROVE_PICTURES) {
    mkdirSync(APPROVED, { recursive: true });
    writeFileSync(approvedPath, readFileSync(path));
    return;
  }
  assert.ok(existsSync(approvedPath), `there is no approved picture ${name}`);
  const drawn = readPng(path), approved = readPng(approvedPath);
  assert.deepEqual([drawn.width, drawn.height], [approved.width, approved.height]);
  const { width, height } = drawn, difference = new PNG({ width, height });
  const different = pixelmatch(drawn.data, approved.data, difference.data, width, height, { threshold: PIXEL_DISTANCE });
  if (different <= MOST_DIFFERENT * MORE_TOLERANCE * width * height) return;
  mkdirSync(DIFFERENCES, { recursive: true });
  const shown = join(DIFFERENCES, `${name}.png`);
  writeFileSync(shown, PNG.sync.write(difference));
  writeFileSync(join(DIFFERENCES, `${name}-drawn.png`), readFileSync(path));
  assert.fail(`${different} of ${width * height} pixels differ from the approved ${name}: see ${shown}`);
}
