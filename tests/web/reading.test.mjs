// Real files of NumPy, PyTorch and safetensors, on every way into the page: their numbers through the automation API,
// beside what these few lines read from the same bytes on their own. And files too large for one frame.
import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { goldenBytes, idle, middleOf, nodeNamed, nodes, openLab } from './lab_page.mjs';
import { PATIENCE } from './place.mjs';

/** {shape, data} of a .npy file of little-endian float32. */
function readNpy(bytes) {
  const length = bytes.readUInt16LE(8), header = bytes.subarray(10, 10 + length).toString('latin1');
  assert.match(header, /'descr': '<f4', 'fortran_order': False/);
  const shape = /'shape': \(([\d, ]+)\)/.exec(header)[1].split(',').filter((n) => n.trim()).map(Number);
  const data = bytes.subarray(10 + length);
  return { shape, data: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => data.readFloatLE(4 * i)) };
}

/** The entries of a ZIP archive, {name: bytes}, by its table of contents. */
function readZip(bytes) {
  const entries = {};
  let at = bytes.readUInt32LE(bytes.length - 6);
  for (let left = bytes.readUInt16LE(bytes.length - 12); left > 0; left -= 1) {
    const [method, size, nameSize, extra, comment] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32)];
    const name = bytes.subarray(at + 46, at + 46 + nameSize).toString(), local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28), content = bytes.subarray(start, start + size);
    entries[name] = method === 8 ? inflateRawSync(content) : content;
    at += 46 + nameSize + extra + comment;
  }
  return entries;
}

/** The float32 tensors of a .safetensors file. */
function readSafetensors(bytes) {
  const size = Number(bytes.readBigUInt64LE(0)), header = JSON.parse(bytes.subarray(8, 8 + size).toString());
  return Object.fromEntries(Object.entries(header).filter(([, entry]) => entry.dtype === 'F32').map(([name, { shape, data_offsets: [from, to] }]) => {
    const data = bytes.subarray(8 + size + from, 8 + size + to);
    return [name, { shape, data: Array.from({ length: (to - from) / 4 }, (_, i) => data.readFloatLE(4 * i)) }];
  }));
}

const matrices = (page) => page.evaluate(() => attentionLab.result().matrices.map(({ name, shape, data }) => ({ name, shape, data: data && Array.from(data) })));
const load = (page, name, bytes) => page.evaluate(([file, content]) => attentionLab.load({ name: file, bytes: new Uint8Array(content) }), [name, [...bytes]]);
const choose = async (page, name) => {
  const list = (await nodes(page)).find((node) => node.id === 'heatmaps/arrays/list');
  const index = list.options.findIndex((option) => option.startsWith(`${name},`));
  assert.ok(index >= 0, `${name} is among ${list.options}`);
  await page.getByRole('combobox', { name: '要看的数组' }).selectOption({ index });
  await idle(page);
};

function assertSame(shown, { shape, data }) {
  assert.deepEqual(shown.shape, shape);
  assert.deepEqual(shown.data, data);
}

test('arrays of pytorch numpy and safetensors have their numbers bit for bit', async (t) => {
  const { page } = await openLab(t);
  await load(page, 'weights.npy', goldenBytes('multihead_attention_grid.npy'));
  assertSame((await matrices(page))[0], readNpy(goldenBytes('multihead_attention_grid.npy')));

  for (const name of ['formats_stored.npz', 'formats_deflated.npz']) {
    await load(page, name, goldenBytes(name));
    const given = Object.entries(readZip(goldenBytes(name))).filter(([, bytes]) => /'<f4', 'fortran_order': False, 'shape': \(\d+, \d+/.test(bytes.subarray(0, 200).toString('latin1')));
    assert.ok(given.length > 0);
    for (const [entry, bytes] of given) {
      await choose(page, entry.replace(/\.npy$/, ''));
      assertSame((await matrices(page))[0], readNpy(bytes));
    }
  }

  await load(page, 'heads.safetensors', goldenBytes('formats_heads.safetensors'));
  const tensors = Object.entries(readSafetensors(goldenBytes('formats_heads.safetensors'))).filter(([, { shape }]) => shape.length >= 2);
  assert.ok(tensors.length > 0);
  const shown = await matrices(page);
  for (const [name, tensor] of tensors) {
    if (tensors.length > 1) await choose(page, name);
    assertSame(tensors.length > 1 ? (await matrices(page))[0] : shown[0], tensor);
  }
});

test('queries keys and values of pytorch are attended as pytorch attends', async (t) => {
  const { page } = await openLab(t);
  const expected = readZip(goldenBytes('formats_qkv_attended.npz'));
  const assertClose = async (name) => {
    const { shape, data } = readNpy(expected[name]), [shown] = await matrices(page);
    assert.deepEqual(shown.shape, shape);
    data.forEach((number, i) => assert.ok(Math.abs(shown.data[i] - number) < 2e-6, `${name} ${i}: ${shown.data[i]}, ${number} in PyTorch`));
  };
  await load(page, 'formats_qkv.npz', goldenBytes('formats_qkv.npz'));
  await assertClose('weights.npy');
  await page.getByRole('switch', { name: '因果掩蔽' }).press(' ');
  await page.getByRole('radiogroup', { name: '显示' }).getByRole('radio', { name: '输出' }).press(' ');
  await idle(page);
  await assertClose('causal_output.npy');
});

test('a printed pytorch tensor that is pasted has the printed numbers', async (t) => {
  const { page } = await openLab(t);
  const printed = goldenBytes('formats_text/torch_heads.txt').toString();
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, printed);
  await page.waitForFunction(() => attentionLab.result().says.includes('clipboard'));
  const numbers = printed.replace(/tensor|dtype=.*|requires_grad=.*/g, '').match(/-?\d+\.?\d*(e[+-]\d+)?/g).map((number) => Math.fround(Number(number)));
  assert.deepEqual((await matrices(page))[0].data, numbers);
});

test('a file of the same site is opened by the pages address', async (t) => {
  const { page } = await openLab(t, {
    address: '?file=course/weights.npy#scene=cues',
    routes: { '**/course/weights.npy': (route) => route.fulfill({ body: goldenBytes('multihead_attention.npy') }) },
  });
  await page.waitForFunction(() => attentionLab.getState().includes('scene=heatmaps'));
  assertSame((await matrices(page))[0], readNpy(goldenBytes('multihead_attention.npy')));
});

test('a file that the site has not or that is elsewhere gets a sentence', async (t) => {
  for (const file of ['missing.npy', 'https://example.org/weights.npy']) {
    const { page } = await openLab(t, { address: `?file=${encodeURIComponent(file)}`, mayFail: true });
    await page.getByRole('alert').filter({ hasText: file.split('/').at(-1) }).waitFor();
  }
});

/** A .npy file of zeros but for its first numbers, `shortBy` bytes too short, as long on disk as its header. */
function sparseNpy(t, rows, columns, shortBy = 0) {
  const folder = mkdtempSync(join(tmpdir(), 'attention-lab-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const fields = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`.padEnd(117) + '\n';
  const path = join(folder, 'large.npy'), file = openSync(path, 'w');
  writeSync(file, Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), Buffer.from([118, 0]), Buffer.from(fields, 'latin1'), Buffer.from(new Float32Array([1, 0.5, 0.25]).buffer)]));
  ftruncateSync(file, 128 + rows * columns * 4 - shortBy);
  closeSync(file);
  return path;
}

async function openByDialog(page, path) {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^(打开|Open)/ }).press('Enter');
  await (await chooser).setFiles(path);
}

/** A worker that has been ended disappears a moment later. */
async function workersGone(page) {
  for (let i = 0; i < 300 && page.workers().length > 0; i += 1) await page.waitForTimeout(100);
  assert.equal(page.workers().length, 0, 'no worker is left');
}

test('a file of many megabytes is read by a worker and shown', async (t) => {
  const { page } = await openLab(t);
  const worker = page.waitForEvent('worker');
  await openByDialog(page, sparseNpy(t, 1500, 1600));
  await worker;
  await page.waitForFunction(() => attentionLab.nodes().some((node) => node.id === 'heatmaps/says' && node.name.includes('large.npy')), undefined, { polling: 100 });
  const matrix = await page.evaluate(() => {
    const [{ shape, data }] = attentionLab.result().matrices;
    return { shape, first: Array.from(data.slice(0, 4)), sum: data.reduce((sum, number) => sum + number, 0) };
  });
  assert.deepEqual(matrix, { shape: [1500, 1600], first: [1, 0.5, 0.25, 0], sum: 1.75 });
  await idle(page);
  await workersGone(page);
  assert.equal(await page.getByRole('progressbar').count(), 0);
});

for (const [language, says, cancel] of [['zh', '正在读取“large.npy”…', '取消'], ['en', 'Reading "large.npy"…', 'Cancel']]) {
  test(`reading shows how far it is and can be stopped in ${language}`, async (t) => {
    const { page } = await openLab(t, { address: `#scene=heatmaps&preset=heads&lang=${language}` });
    const before = await matrices(page), state = await page.evaluate(() => attentionLab.getState());
    // Every frame's bar, as assistive technology meets it.
    await page.evaluate(() => {
      window.bars = [];
      new MutationObserver(() => {
        const bar = document.querySelector('progress');
        if (bar) window.bars.push([bar.value / bar.max, bar.getAttribute('aria-valuetext'), bar.getAttribute('aria-label')]);
      }).observe(document.getElementById('mirror'), { childList: true, subtree: true, attributes: true });
    });
    await openByDialog(page, sparseNpy(t, 12000, 12000));
    await page.getByRole('progressbar', { name: says }).waitFor();
    await page.getByRole('group', { name: language === 'zh' ? '进度' : 'Progress' }).getByText(says).waitFor({ state: 'attached' });
    assert.equal(await page.locator('#announcement').textContent(), says);
    await page.waitForFunction(() => window.bars.at(-1)[0] > 0.1);  // it goes on, and no frame waits for it
    const { x, y } = await middleOf(page, await nodeNamed(page, 'button', cancel));
    if (language === 'zh') await page.mouse.click(x, y);
    else await page.getByRole('button', { name: cancel, exact: true }).press('Enter');
    await page.getByRole('progressbar').waitFor({ state: 'detached' });
    await workersGone(page);
    await idle(page);
    assert.deepEqual(await matrices(page), before);
    assert.equal(await page.evaluate(() => attentionLab.getState()), state);
    const bars = await page.evaluate(() => window.bars);
    for (const [share, text, name] of bars) {
      assert.equal(text, `${Math.round(share * 100)} %`);
      assert.equal(name, says);
    }
    assert.ok(bars.every(([share], i) => i === 0 || share >= bars[i - 1][0]), `the bar never goes back: ${bars}`);
  });
}

/** The notice that the page shows, as soon as there is one. */
const noticeOf = (page) => page.waitForFunction(() => {
  const shown = document.getElementById('notice');
  return !shown.hidden && `${shown.dataset.reason}: ${shown.textContent}`;
}, undefined, { polling: 50, timeout: PATIENCE / 2 }).then((handle) => handle.jsonValue());

/** Reads for a while, then `spoil` happens to the file or the worker. What was there stays, and a sentence says why. */
async function readingIsSpoilt(t, spoil, says) {
  const { page } = await openLab(t, { address: '#scene=heatmaps&preset=heads', mayFail: true });
  const before = await matrices(page), path = sparseNpy(t, 12000, 12000);
  await openByDialog(page, path);
  await page.waitForFunction(() => (document.querySelector('progress')?.value ?? 0) > 2, undefined, { polling: 20 });
  await spoil(page, path);
  assert.match(await noticeOf(page), says);
  await idle(page);
  assert.equal(await page.getByRole('progressbar').count(), 0);
  await workersGone(page);
  assert.deepEqual(await matrices(page), before);
  await openByDialog(page, { name: 'next.csv', mimeType: 'text/csv', buffer: Buffer.from('0.5,0.5\n1,0\n') });
  await page.waitForFunction(() => attentionLab.result().says.includes('next.csv'));
  assert.ok(await page.locator('#notice').isHidden());
}

for (const [what, change] of [['shrinks', (path) => truncateSync(path, 1000)], ['grows', (path) => truncateSync(path, 700e6)], ['vanishes', (path) => rmSync(path)]]) {
  test(`a file that ${what} while it is read ends the reading with a sentence`, (t) =>
    readingIsSpoilt(t, (_, path) => change(path), /^file_unreadable: .*large\.npy/s));
}

test('a worker that ends without a word ends the reading with a sentence', (t) =>
  readingIsSpoilt(t, (page) => page.workers()[0].evaluate(() => self.close()), /^reading_ended: .*large\.npy/s));

test('a second file gives up the first and memory is had back', async (t) => {
  const { page } = await openLab(t, { address: '#scene=heatmaps&preset=heads' });
  await openByDialog(page, sparseNpy(t, 12000, 12000));
  await page.getByRole('progressbar').waitFor();
  const memory = await page.evaluate(() => attentionLab.memory);
  await openByDialog(page, { name: 'second.csv', mimeType: 'text/csv', buffer: Buffer.from('0.5,0.5\n1,0\n') });
  await page.waitForFunction(() => attentionLab.result().says.includes('second.csv'));
  await page.getByRole('progressbar').waitFor({ state: 'detached' });
  await workersGone(page);
  await page.waitForTimeout(500);
  assert.deepEqual((await matrices(page))[0].data, [0.5, 0.5, 1, 0], 'nothing of the first file arrives later');
  assert.equal(await page.evaluate(() => attentionLab.memory), memory);
});

/** An archive whose one array promises `rows` × `rows` numbers and is deflated zeros. */
function zipOfZeros(rows, promised) {
  const fields = `{'descr': '<f4', 'fortran_order': False, 'shape': (${promised}, ${promised}), }`.padEnd(117) + '\n';
  const content = Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), Buffer.from([118, 0]), Buffer.from(fields, 'latin1'), Buffer.alloc(rows * rows * 4)]);
  const packed = deflateRawSync(content), name = Buffer.from('bomb.npy');
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(128 + promised * promised * 4, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, packed]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), Buffer.from([20, 0]), common, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

test('a file of half a gigabyte that ends early and a zip bomb leave the lab and its memory as they were', async (t) => {
  const { page } = await openLab(t, { address: '#scene=heatmaps&preset=heads' });
  const before = await matrices(page), memory = await page.evaluate(() => attentionLab.memory);
  assert.ok(memory > 2 ** 20);
  const problem = () => page.waitForFunction(() => attentionLab.nodes().some((node) => node.id === 'app/problem'));
  const dismiss = async () => {
    await page.getByRole('button', { name: '知道了' }).first().press('Enter');
    await page.waitForFunction(() => !attentionLab.nodes().some((node) => node.id === 'app/problem'));
  };
  await openByDialog(page, sparseNpy(t, 11500, 11500, 4));
  await problem();
  await dismiss();
  await openByDialog(page, { name: 'bomb.npz', mimeType: 'application/zip', buffer: zipOfZeros(4096, 16000) });
  await problem();
  await idle(page);
  assert.deepEqual(await matrices(page), before);
  assert.equal(await page.evaluate(() => attentionLab.memory), memory);
  await workersGone(page);
});

/** A .safetensors file of float32 arrays, {name: {shape, data}}. */
function safetensorsOf(arrays) {
  let at = 0;
  const header = Object.fromEntries(Object.entries(arrays).map(([name, { shape, data }]) => [name, { dtype: 'F32', shape, 'data_offsets': [at, at += 4 * data.length] }]));
  const text = Buffer.from(JSON.stringify(header)), size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([size, text, ...Object.values(arrays).map(({ data }) => Buffer.from(data.buffer))]);
}

test('attention that takes long to compute shows how far it is can be given up and never stops the page', async (t) => {
  const { page } = await openLab(t, { address: '#scene=heatmaps&lang=en' });
  const LAYERS = 4, LENGTH = 2000, WIDTH = 32;
  const numbers = (seed) => Float32Array.from({ length: LAYERS * LENGTH * WIDTH }, (_, i) => Math.sin(seed * (i + 1)));
  const [q, k] = [numbers(1.3), numbers(1.7)];
  const shape = [LAYERS, 1, 1, LENGTH, WIDTH];
  const bytes = safetensorsOf({ q: { shape, data: q }, k: { shape, data: k } });
  await page.evaluate((base64) => attentionLab.load({ name: 'long.safetensors', bytes: Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)) }), bytes.toString('base64'));
  await idle(page);
  const scoring = (name) => page.getByRole('radiogroup', { name: 'Scoring function' }).getByRole('radio', { name, exact: true });
  const frames = await page.evaluate(() => attentionLab.framesDrawn);

  await scoring('Gaussian').press('Space');
  const bar = page.getByRole('progressbar');
  await bar.waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Cancel' }).press('Enter');
  await idle(page);
  assert.equal(await bar.count(), 0);
  assert.equal(await scoring('Dot product').isChecked(), true);

  await scoring('Gaussian').press('Space');
  await page.evaluate(() => attentionLab.whenIdle());
  assert.equal(await scoring('Gaussian').isChecked(), true);
  assert.ok(await page.evaluate(() => attentionLab.framesDrawn) > frames + 10, 'frames went on');
  const row = await page.evaluate((length) => [...attentionLab.result().matrices[0].data.slice(7 * length, 8 * length)], LENGTH);
  const scores = Array.from({ length: LENGTH }, (_, j) => {
    let square = 0;
    for (let c = 0; c < WIDTH; c += 1) square += (q[7 * WIDTH + c] - k[j * WIDTH + c]) ** 2;
    return -square / WIDTH / 2;  // the kernel is √d wide to begin with
  });
  const parts = scores.map(Math.exp), sum = parts.reduce((a, b) => a + b);
  row.forEach((weight, j) => assert.ok(Math.abs(weight - parts[j] / sum) < 1e-7, `key ${j}: ${weight}, by the formula ${parts[j] / sum}`));
});

test('a file that is read and saved again is the same bit for bit', async (t) => {
  const { page } = await openLab(t);
  const given = goldenBytes('multihead_attention.npy');
  await load(page, 'multihead_attention.npy', given);
  await page.getByRole('button', { name: '带走' }).press('Enter');
  for (const [button, read] of [['.npy', readNpy], ['.npz', (bytes) => readNpy(Object.values(readZip(bytes))[0])]]) {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: button, exact: true }).press('Enter');
    const chunks = [];
    for await (const chunk of await (await download).createReadStream()) chunks.push(chunk);
    assert.deepEqual(read(Buffer.concat(chunks)), readNpy(given));
  }
});

test('a file that is saved in parts arrives whole', async (t) => {
  const { page } = await openLab(t);
  const rows = 2400;  // 22 MiB: more than is held before it is handed over
  await page.evaluate(async (n) => attentionLab.load({ data: Float32Array.from({ length: n * n }, (_, i) => (i % 4099) / 4096), shape: [n, n] }), rows);
  await page.getByRole('button', { name: '带走' }).press('Enter');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '.npz', exact: true }).press('Enter');
  const chunks = [];
  for await (const chunk of await (await download).createReadStream()) chunks.push(chunk);
  const [bytes] = Object.values(readZip(Buffer.concat(chunks)));
  const numbers = Float32Array.from({ length: rows * rows }, (_, i) => (i % 4099) / 4096);
  assert.ok(bytes.subarray(bytes.length - numbers.byteLength).equals(Buffer.from(numbers.buffer)));
  assert.match(bytes.subarray(0, 128).toString('latin1'), /'shape': \(2400, 2400\)/);
});

test('a pdf is the figure alone on a page of its size', async (t) => {
  const { page } = await openLab(t, { address: '#scene=heatmaps&preset=heads' });
  await page.evaluate(() => {
    window.printed = [];
    new MutationObserver((records) => records.flatMap((record) => [...record.addedNodes]).filter((node) => node.tagName === 'IFRAME').forEach((frame) => {
      frame.addEventListener('load', () => { frame.contentWindow.print = () => window.printed.push(frame.contentDocument.adoptedStyleSheets[0].cssRules[0].cssText + frame.contentDocument.body.innerHTML); }, { capture: true });
    })).observe(document.body, { childList: true });
  });
  await page.getByRole('button', { name: '带走' }).press('Enter');
  await page.getByRole('radiogroup', { name: 'SVG 和 PDF 的宽度' }).getByRole('radio', { name: '3.25 in' }).press(' ');
  await page.getByRole('button', { name: 'PDF', exact: true }).press('Enter');
  await page.waitForFunction(() => window.printed.length === 1);
  const html = await page.evaluate(() => window.printed[0]);
  const [, width, height] = /@page\s*\{\s*size:\s*([\d.]+)pt ([\d.]+)pt/.exec(html);
  assert.ok(Number(width) <= 234.1 && Number(width) > 180, width);
  assert.ok(Number(height) > 100);
  assert.match(html, /<svg [^>]*width="[\d.]+pt"/);
  assert.match(html, /头 5/);
});
