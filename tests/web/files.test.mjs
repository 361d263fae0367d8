// A reader's own file: opened by dialog, drag and drop or paste, and its numbers read back through the mirror.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { golden, goldenBytes, idle, nodes, openLab } from './lab_page.mjs';

/** A .npy file read without the lab's help: float32, little-endian, C order. */
function readNpy(bytes) {
  assert.equal(bytes.subarray(1, 6).toString('latin1'), 'NUMPY');
  const length = bytes.readUInt16LE(8);
  const header = bytes.subarray(10, 10 + length).toString('latin1');
  assert.match(header, /'descr': '<f4', 'fortran_order': False/);
  const shape = /'shape': \(([\d, ]+)\)/.exec(header)[1].split(',').filter((n) => n.trim()).map(Number);
  const data = bytes.subarray(10 + length);
  const count = shape.reduce((a, b) => a * b, 1);
  assert.equal(data.length, 4 * count);
  return { shape, data: Array.from({ length: count }, (_, i) => data.readFloatLE(4 * i)) };
}

async function openByDialog(page, ...paths) {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^打开/ }).press('Enter');
  await (await chooser).setFiles(...paths);
}

const asFile = (name, bytes) => ({ name, mimeType: 'application/octet-stream', buffer: bytes });

/** The same files as a drag from the desktop would bring them. */
const drop = (page, name, bytes) => dropAll(page, [[name, bytes]]);
async function dropAll(page, files) {
  await page.evaluate((dropped) => {
    const data = new DataTransfer();
    for (const [fileName, content] of dropped) data.items.add(new File([new Uint8Array(content)], fileName));
    const canvas = document.getElementById('canvas');
    for (const kind of ['dragenter', 'dragover', 'drop']) {
      const event = new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
      canvas.dispatchEvent(event);
      if (kind !== 'dragenter' && !event.defaultPrevented) throw new Error(`${kind} is left to the browser, which would open the file`);
    }
  }, files.map(([name, bytes]) => [name, [...bytes]]));
}

const statusMatching = (page, pattern) => page.locator('[role="status"]').filter({ hasText: pattern }).first().waitFor({ state: 'attached' });

/** The grid's numbers as the mirror says them, [row][column]. */
async function readGrid(page) {
  const rows = page.getByRole('grid').getByRole('row').filter({ has: page.getByRole('gridcell') });
  return rows.evaluateAll((elements) => elements.map((row) =>
    [...row.querySelectorAll('[role="gridcell"]')].map((cell) => Number(cell.textContent.replace('−', '-')))));
}

async function assertGridShows(page, { shape, data }) {
  const [queries, keys] = shape.slice(-2);
  const heads = data.length / (queries * keys);
  const panels = page.getByRole('combobox', { name: '当前一幅' });
  assert.equal(await panels.locator('option').count(), heads);
  for (let head = 0; head < heads; head += 1) {
    await panels.selectOption({ index: head });
    await idle(page);
    const shown = await readGrid(page);
    assert.deepEqual([shown.length, shown[0].length], [queries, keys]);
    for (let q = 0; q < queries; q += 1) {
      for (let k = 0; k < keys; k += 1) {
        // Nine significant digits name a float32 exactly.
        assert.equal(Math.fround(shown[q][k]), data[(head * queries + q) * keys + k], `head ${head}, query ${q}, key ${k}`);
      }
    }
  }
}

test('weights of a real multihead attention opened by dialog are shown number by number', async (t) => {
  const { page } = await openLab(t);
  await openByDialog(page, golden('multihead_attention.npy'));
  await statusMatching(page, 'multihead_attention.npy');
  await assertGridShows(page, readNpy(goldenBytes('multihead_attention.npy')));
});

test('a grid of heads dropped on the page is shown number by number', async (t) => {
  const { page } = await openLab(t);
  await drop(page, 'multihead_attention_grid.npy', goldenBytes('multihead_attention_grid.npy'));
  await statusMatching(page, 'multihead_attention_grid.npy');
  await assertGridShows(page, readNpy(goldenBytes('multihead_attention_grid.npy')));
});

test('the same file can be opened twice', async (t) => {
  const { page } = await openLab(t);
  for (const values of [[1, 0, 0, 1], [0.25, 0.75, 0.5, 0.5]]) {
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }".padEnd(117) + '\n';
    const bytes = Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), Buffer.from([118, 0]), Buffer.from(header, 'latin1'),
      Buffer.from(new Float32Array(values).buffer)]);
    await openByDialog(page, asFile('again.npy', bytes));
    await page.waitForFunction((first) => attentionLab.nodes().some((node) =>
      node.role === 'grid' && node.rows === 2 && Number(node.cells[0][2]) === first), values[0]);
    assert.deepEqual((await readGrid(page)).flat(), values);
    // A browser says nothing of a file that is chosen again while its name still stands in the field.
    assert.equal(await page.evaluate(() => document.getElementById('file').value), '');
  }
});

const good = () => goldenBytes('multihead_attention.npy');
const BAD = {
  'a truncated file': ['truncated.npy', () => good().subarray(0, 1000)],
  'an empty file': ['empty.npy', () => Buffer.alloc(0)],
  'a pickled model': ['model.pt', () => goldenBytes('formats_zip.pt')],
  'a picture': ['photo.png', () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  'a header that promises too much': ['huge.npy', () => {
    const bytes = Buffer.from(good());
    const at = bytes.indexOf('(6, 12, 12)');
    bytes.write('(99999,9,9)', at, 'latin1');
    return bytes;
  }],
};

for (const [what, [name, content]] of Object.entries(BAD)) {
  test(`${what} gets a sentence and leaves the picture`, async (t) => {
    const { page } = await openLab(t);
    const before = await readGrid(page);
    const texts = async () => (await nodes(page)).filter((node) => !['grid', 'choice', 'list', 'tabs'].includes(node.role))
      .map((node) => `${node.name ?? ''} ${node.value ?? ''}`).join('\n');
    assert.ok(!(await texts()).includes(name));
    await openByDialog(page, asFile(name, content()));
    await page.waitForFunction((wanted) => attentionLab.nodes().some((node) =>
      ['text', 'status'].includes(node.role) && `${node.name ?? ''} ${node.value ?? ''}`.includes(wanted)), name);
    await idle(page);
    assert.match(await texts(), new RegExp(`${name}.*。`), 'a Chinese sentence that names the file');
    assert.deepEqual(await readGrid(page), before);
  });
}

test('a file larger than the page can hold is refused before it is read', async (t) => {
  const { page } = await openLab(t);
  await page.evaluate(() => {
    const file = new File(['x'], 'giant.npy');
    Object.defineProperty(file, 'size', { value: 1.25 * 2 ** 30 + 1 });
    file.arrayBuffer = () => { throw new Error('was read'); };
    const event = new Event('drop', { bubbles: true, cancelable: true });
    event.dataTransfer = { types: ['Files'], files: [file] };
    document.getElementById('canvas').dispatchEvent(event);
  });
  await page.getByRole('alert').filter({ hasText: 'giant.npy' }).waitFor();
  assert.match(await page.locator('#notice').innerText(), /1281 MB/);
});

const found = (name) => goldenBytes(`found_files/${name}`);
const announced = (page, pattern) => page.waitForFunction((source) => new RegExp(source).test(document.getElementById('announcement').textContent), pattern.source);

test('several files dropped at once are sources beside one another and the others are named', async (t) => {
  const { page } = await openLab(t);
  await dropAll(page, [['layer0.csv', Buffer.from('0.25,0.75\n0.5,0.5\n')], ['layer1.csv', Buffer.from('1,0\n0,1\n')],
    ['heads.npy', good()], ['page.npz', found('h1_gdrive.npz')], ['pointer.npy', found('n7a_lfs.npy')]]);
  await announced(page, /layer0\.csv, layer1\.csv, heads\.npy.*page\.npz.*是网页.*pointer\.npy.*Git LFS/);
  const list = page.getByRole('listbox', { name: '要看的数组' }).or(page.getByRole('combobox', { name: '要看的数组' }));
  assert.equal(await list.locator('option').count(), 4, 'a stack of two, and three arrays');
  const notes = (await nodes(page)).filter((node) => node.id.startsWith('heatmaps/note/')).map((node) => node.name);
  assert.match(notes.join('\n'), /“page\.npz” 是网页[^]*“pointer\.npy” 是 Git LFS 指针/);
});

test('several files chosen in the dialog are opened together large and small', async (t) => {
  const { page } = await openLab(t);
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (600, 600), }".padEnd(117) + '\n';
  const large = Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), Buffer.from([118, 0]), Buffer.from(header, 'latin1'), Buffer.alloc(600 * 600 * 4)]);
  assert.ok(large.length > 2 ** 20, 'so large that a worker reads it');
  await openByDialog(page, [asFile('large.npy', large), asFile('small.csv', Buffer.from('1,0\n'))]);
  await announced(page, /“large\.npy, small\.csv”/);
  const kinds = await page.locator('#file').getAttribute('accept');
  for (const kind of ['.tsv', '.zip', '.npz', '.safetensors']) assert.ok(kinds.split(',').includes(kind), kind);
});

test('if none of several files can be read each is named and the picture stays', async (t) => {
  const { page } = await openLab(t);
  const before = await readGrid(page);
  await dropAll(page, [['a.npz', found('n7c_lfs.npz')], ['b.csv', found('h5_html.csv')]]);
  await page.waitForFunction(() => attentionLab.nodes().some((node) => node.id === 'app/problem' && /a\.npz.*b\.csv/.test(node.name)));
  assert.deepEqual(await readGrid(page), before);
});

test('the live region tells of the file that was opened after one that was refused', async (t) => {
  const { page } = await openLab(t);
  await drop(page, 'pointer.npy', found('n7a_lfs.npy'));
  await announced(page, /pointer\.npy.*Git LFS/);
  await drop(page, 'heads.npy', good());
  await announced(page, /^已打开“heads\.npy”。$/);
});

test('numbers pasted as text are shown', async (t) => {
  const { page } = await openLab(t);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', '0.5,0.25,0.25\n0.125,0.75,0.125\n');
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await page.waitForFunction(() => attentionLab.nodes().some((node) => node.role === 'grid' && node.rows === 2));
  assert.deepEqual(await readGrid(page), [[0.5, 0.25, 0.25], [0.125, 0.75, 0.125]]);
});

test('what a tables first row was taken for is said and changed by keyboard and back by undo', async (t) => {
  const { page } = await openLab(t, { address: '#scene=heatmaps&lang=en' });
  const float32 = (rows) => rows.map((row) => row.map(Math.fround));
  await drop(page, 'table.csv', Buffer.from('0,1,2\n0.2,0.3,0.5\n0.1,0.1,0.8\n'));
  await page.getByText('First row read as names: 0, 1, 2.', { exact: true }).waitFor({ state: 'attached' });
  await idle(page);
  assert.deepEqual(float32(await readGrid(page)), float32([[0.2, 0.3, 0.5], [0.1, 0.1, 0.8]]));
  await page.getByRole('radiogroup', { name: 'The first row is' }).getByRole('radio', { name: 'Numbers' }).press('Space');
  await idle(page);
  assert.deepEqual(float32(await readGrid(page)), float32([[0, 1, 2], [0.2, 0.3, 0.5], [0.1, 0.1, 0.8]]));
  assert.equal(await page.getByText('First row read as names: 0, 1, 2.', { exact: true }).count(), 0);
  await page.keyboard.press('Control+z');
  await idle(page);
  assert.deepEqual(float32(await readGrid(page)), float32([[0.2, 0.3, 0.5], [0.1, 0.1, 0.8]]));
});
