// Pictures compared with approved ones in tests/golden/pictures; CONTRIBUTING.md says how to approve.
// Tolerance: a pixel differs if pixelmatch's perceptual distance exceeds 0.1, also where an edge is only blended
// differently; at most 0.05 % of the pixels may. That allows for rounding, not for a moved or missing line of text.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { IS_APPROVING, ROOT, golden } from './place.mjs';

const DIFFERENCES = join(ROOT, 'build/pictures');
const PIXEL_DISTANCE = 0.1;
const MOST_DIFFERENT = 0.0005;

/** How much more may differ where a compiler or library is not the one that src/versions.txt has locked. */
const MORE_TOLERANCE = process.env.LAB_VERSIONS_DIFFER ? 10 : 1;
if (MORE_TOLERANCE > 1) console.log(`pictures are compared with ${MORE_TOLERANCE} times the tolerance: ${process.env.LAB_VERSIONS_DIFFER}`);

/** {width, height, data: RGBA bytes} of a PNG's bytes. */
export const pixelsOf = (png) => PNG.sync.read(png);

/** Fails with the place of a picture of the differences if `png`, bytes, does not look like the approved picture `name`. */
export function compareWithGolden(png, name) {
  const approvedPath = golden(`pictures/${name}.png`);
  if (IS_APPROVING) writeFileSync(approvedPath, png);
  assert.ok(existsSync(approvedPath), `there is no approved picture ${name}: CONTRIBUTING.md says how to approve it`);
  const drawn = pixelsOf(png), approved = pixelsOf(readFileSync(approvedPath));
  assert.deepEqual([drawn.width, drawn.height], [approved.width, approved.height]);
  const { width, height } = drawn, difference = new PNG({ width, height });
  const count = pixelmatch(approved.data, drawn.data, difference.data, width, height, { threshold: PIXEL_DISTANCE, includeAA: true });
  if (count <= MOST_DIFFERENT * MORE_TOLERANCE * width * height) return;
  mkdirSync(DIFFERENCES, { recursive: true });
  writeFileSync(join(DIFFERENCES, `${name}.png`), png);
  writeFileSync(join(DIFFERENCES, `${name}-difference.png`), PNG.sync.write(difference));
  assert.fail(`${count} of ${width * height} pixels of ${name} are not as approved: see build/pictures`);
}
