// Files that change under the reader's hands and workers that die: every reading ends within seconds, with the file shown
// or with a sentence, and no worker is left. Only Chromium's driver gives a page a file of the disk.
import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { idle, openLab } from '../web/lab_page.mjs';

const SEEDS = Number(process.env.LAB_SEEDS ?? 3), ROUNDS = 8;

function generator(seed) {
  let state = seed;
  return (n) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return (state >>> 8) % n; };
}

/** A .npy file of zeros, as long on disk as its header. */
function sparseNpy(path, type, bytesEach, ...shape) {
  const fields = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`.padEnd(117) + '\n';
  const file = openSync(path, 'w');
  writeSync(file, Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), Buffer.from([118, 0]), Buffer.from(fields, 'latin1')]));
  ftruncateSync(file, 128 + bytesEach * shape.reduce((a, b) => a * b, 1));
  closeSync(file);
  return path;
}

function folderOf(t) {
  const folder = mkdtempSync(join(tmpdir(), 'attention-lab-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function openByDialog(page, paths) {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^(打开|Open)/ }).press('Enter');
  await (await chooser).setFiles(paths);
}

/** Until the file of this name is shown or the page or the lab says what is wrong, and nothing is being read. */
async function outcome(page, name, seconds = 60) {
  const handle = await page.waitForFunction((wanted) => {
    const notice = document.getElementById('notice'), problem = attentionLab.nodes().find(({ id }) => id === 'app/problem');
    const { says } = attentionLab.result();
    const words = [notice.hidden ? '' : notice.textContent, problem?.name ?? '', says.includes(wanted) ? says : ''].join('');
    return !document.querySelector('#mirror progress') && words;
  }, name, { polling: 50, timeout: seconds * 1000 });
  await idle(page);
  return handle.jsonValue();
}

async function noWorkerIsLeft(page) {
  for (let i = 0; i < 50 && page.workers().length > 0; i += 1) await page.waitForTimeout(100);
  assert.equal(page.workers().length, 0, 'no worker is left');
}

test('a file that is too much for the program that reads gets a sentence', async (t) => {
  const { page } = await openLab(t, { address: '#scene=heatmaps&lang=en', mayFail: true });
  const path = sparseNpy(join(folderOf(t), 'many.npy'), '|u1', 1, 268435456, 1, 1);
  await openByDialog(page, path);
  await page.locator('#mirror progress').waitFor({ state: 'attached' });
  assert.match(await outcome(page, 'many.npy'), /many\.npy/);
  await noWorkerIsLeft(page);
});

for (let seed = 1; seed <= SEEDS; seed += 1) {
  test(`files that change and workers that die at any moment leave a lab that opens the next one seed ${seed}`, async (t) => {
    const random = generator(seed), folder = folderOf(t);
    const { page } = await openLab(t, { address: '#scene=heatmaps&lang=en', mayFail: true });
    for (let round = 0; round < ROUNDS; round += 1) {
      const path = sparseNpy(join(folder, `large${round}.npy`), '<f4', 4, 6000, 6000);
      const paths = random(3) === 0 ? [path, sparseNpy(join(folder, `beside${round}.npy`), '<f4', 4, 1200, 1200)] : [path];
      await openByDialog(page, paths);
      await page.waitForTimeout(random(250));
      const what = random(6);
      if (what === 0) truncateSync(path, random(100e6));
      else if (what === 1) truncateSync(path, 200e6 + random(100e6));
      else if (what === 2) rmSync(path);
      else if (what === 3) writeFileSync(path, 'something else');
      else await page.workers()[0]?.evaluate(() => self.close()).catch(() => {});  // it may have ended already
      assert.match(await outcome(page, `large${round}`), /large|beside/, `round ${round}, ${what}`);
      await noWorkerIsLeft(page);
      await openByDialog(page, [{ name: 'next.csv', mimeType: 'text/csv', buffer: Buffer.from('0.5,0.5\n1,0\n') }]);
      await page.waitForFunction(() => attentionLab.result().says.includes('next.csv'));
    }
    assert.ok(await page.evaluate(() => attentionLab.memory) < 900 * 2 ** 20, 'and what was reserved is used again');
  });
}
