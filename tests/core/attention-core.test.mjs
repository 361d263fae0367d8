// The JavaScript module in Node. LAB_DIST: the folder of attention-core.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

const dist = process.env.LAB_DIST;
const moduleUrl = pathToFileURL(`${dist}/attention-core.mjs`).href;
const { loadAttentionCore, tensor: tensorOf } = await import(moduleUrl);
const core = await loadAttentionCore();

let seed = 1;
const random = () => ((seed = (seed * 48271) % 2147483647) / 2147483647) * 2 - 1;
const tensor = (...shape) => ({ data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, random), shape });
const close = (got, expected, tolerance = 1e-6) => {
  assert.equal(got.length, expected.length);
  got.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) <= tolerance, `[${i}]: ${value} instead of ${expected[i]}`));
};

/** One head in double precision: Q (n, d), K (m, d), V (m, w). */
function naive(q, k, v, scale, isVisible = () => true) {
  const [n, d] = q.shape.slice(-2), m = k.shape.at(-2), w = v.shape.at(-1);
  const weights = [], output = [];
  for (let i = 0; i < n; ++i) {
    const scores = Array.from({ length: m }, (_, j) => {
      let sum = 0;
      for (let c = 0; c < d; ++c) sum += q.data[i * d + c] * k.data[j * d + c];
      return isVisible(i, j) ? sum * scale : -Infinity;
    });
    const maximum = Math.max(...scores);
    const exps = scores.map((s) => (s === -Infinity ? 0 : Math.exp(s - maximum)));
    const total = exps.reduce((a, b) => a + b, 0);
    const row = exps.map((e) => (total ? e / total : 0));
    weights.push(...row);
    for (let c = 0; c < w; ++c) output.push(row.reduce((sum, weight, j) => sum + weight * v.data[j * w + c], 0));
  }
  return { weights, output };
}

test('attend agrees with double precision for ranks 2 3 and 4', () => {
  const q = tensor(7, 5), k = tensor(9, 5), v = tensor(9, 3);
  const expected = naive(q, k, v, 1 / Math.sqrt(5));
  for (const lead of [[], [1], [1, 1]]) {
    const withLead = (t) => ({ data: t.data, shape: [...lead, ...t.shape] });
    const got = core.attend({ queries: withLead(q), keys: withLead(k), values: withLead(v), want: ['output', 'weights'] });
    assert.deepEqual(got.output.shape, [...lead, 7, 3]);
    assert.deepEqual(got.weights.shape, [...lead, 7, 9]);
    close(got.weights.data, expected.weights);
    close(got.output.data, expected.output);
  }
});

test('causal boolean additive window and lengths mask exactly', () => {
  const q = tensor(6, 4), k = tensor(6, 4), v = tensor(6, 2);
  const allowed = Uint8Array.from({ length: 36 }, () => (random() > 0 ? 1 : 0));
  const additive = Float32Array.from(allowed, (a) => (a ? 0 : -Infinity));
  const cases = [
    [{ causal: true }, (i, j) => j <= i],
    [{ window: 2 }, (i, j) => Math.abs(i - j) < 2],
    [{ causal: true, window: 3, firstQuery: 2 }, (i, j) => j <= i + 2 && i + 2 - j < 3],
    [{ boolean: { data: allowed, shape: [6, 6] } }, (i, j) => allowed[i * 6 + j] === 1],
    [{ additive: { data: additive, shape: [6, 6] } }, (i, j) => allowed[i * 6 + j] === 1],
    [{ validLengths: { data: Int32Array.of(4), shape: [1] } }, (i, j) => j < 4],
    [{ validLengths: { data: Int32Array.of(0, 1, 2, 3, 4, 6), shape: [1, 6] }, causal: true }, (i, j) => j < [0, 1, 2, 3, 4, 6][i] && j <= i],
  ];
  for (const [mask, isVisible] of cases) {
    const got = core.attend({ queries: q, keys: k, values: v, mask, want: ['output', 'weights', 'masked', 'fullyMaskedRows'] });
    const expected = naive(q, k, v, 0.5, isVisible);
    close(got.weights.data, expected.weights);
    close(got.output.data, expected.output);
    for (let i = 0; i < 6; ++i) {
      const hidden = [0, 1, 2, 3, 4, 5].filter((j) => !isVisible(i, j));
      for (const j of hidden) assert.equal(got.weights.data[i * 6 + j], 0);
      for (const j of hidden) assert.equal(got.masked.data[i * 6 + j], -Infinity);
      assert.equal(got.fullyMaskedRows.includes(i), hidden.length === 6);
    }
  }
});

test('a key value cache continues where the past ended', () => {
  const q = tensor(2, 3, 8, 4), k = tensor(2, 3, 8, 4), v = tensor(2, 3, 8, 5);
  const part = (t, from, to) => {
    const [b, h, n, d] = t.shape, data = [];
    for (let block = 0; block < b * h; ++block) data.push(...t.data.subarray((block * n + from) * d, (block * n + to) * d));
    return { data: Float32Array.from(data), shape: [b, h, to - from, d] };
  };
  const whole = core.attend({ queries: q, keys: k, values: v, mask: { causal: true } });
  const step = core.attend({ queries: part(q, 6, 8), keys: part(k, 6, 8), values: part(v, 6, 8), mask: { causal: true },
    past: { keys: part(k, 0, 6), values: part(v, 0, 6) }, want: ['output', 'presentKeys', 'presentValues'] });
  close(step.output.data, part(whole.output, 6, 8).data);
  assert.deepEqual(step.presentKeys, k);
  assert.deepEqual(step.presentValues, v);
});

test('the books numbers come out', () => {
  const softmax = core.maskedSoftmax({ scores: { data: Float32Array.of(-2e6, -2e6, 5, 7), shape: [1, 1, 4] }, validLengths: { data: Int32Array.of(2), shape: [1] } });
  assert.deepEqual([...softmax.data], [0.5, 0.5, 0, 0]);
  const encoding = core.positionalEncoding({ length: 60, width: 32 });
  close([...encoding.data.slice(32 + 6, 32 + 10)], [0.176892, 0.98423, 0.099833, 0.995004]);
  const x = { data: Float32Array.from({ length: 50 }, (_, i) => i / 10), shape: [50] };
  const y = { data: x.data.map((t) => 2 * Math.sin(t) + t ** 0.8), shape: [50] };
  const queries = { data: Float32Array.of(0, 2.5, 4.9), shape: [3] };
  close(core.kernelRegression({ x, y, queries }).predictions.data, [1.874468158, 2.801468638, 1.677484511]);
  close(core.kernelRegression({ x, y, queries, kernel: 'constant' }).predictions.data, [2.282222617, 2.282222617, 2.282222617]);
  const far = core.kernelRegression({ x, y, queries: { data: Float32Array.of(99), shape: [1] }, kernel: 'boxcar' });
  assert.deepEqual([[...far.predictions.data], [...far.queriesOutOfReach]], [[0], [0]]);
  const ones = (...shape) => ({ data: new Float32Array(shape.reduce((a, b) => a * b)).fill(1), shape });
  const weights = () => ({ data: Float32Array.from({ length: 10000 }, random), shape: [100, 100] });
  const { output, weights: heads } = core.multiHeadAttention({ queries: ones(2, 4, 100), keys: ones(2, 6, 100), values: ones(2, 6, 100), heads: 5,
    parameters: { queryWeights: weights(), keyWeights: weights(), valueWeights: weights(), outputWeights: weights() },
    mask: { validLengths: { data: Int32Array.of(3, 2), shape: [2] } } });
  assert.deepEqual([output.shape, heads.shape], [[2, 4, 100], [2, 5, 4, 6]]);
  close(heads.data.slice(0, 6), [1 / 3, 1 / 3, 1 / 3, 0, 0, 0]);
  close(heads.data.slice(-6), [1 / 2, 1 / 2, 0, 0, 0, 0]);
});

test('only attention pooling changes with the query', () => {
  const items = { values: tensor(4, 2), keys: tensor(4, 3), filter: tensor(3), fixedWeights: tensor(4), saliences: tensor(4) };
  for (const pooling of ['average', 'max', 'fully_connected', 'convolution', 'attention']) {
    const one = core.pool({ pooling, ...items, query: tensor(3) }), other = core.pool({ pooling, ...items, query: tensor(3) });
    if (pooling === 'attention') assert.notDeepEqual(one.weights, other.weights);
    else assert.deepEqual(one, other);
    close(one.output.data, [0, 1].map((c) => one.weights.data.reduce((sum, w, i) => sum + w * items.values.data[i * 2 + c], 0)));
  }
});

test('wrong arguments throw an error that names them', () => {
  const q = tensor(3, 2), k = tensor(4, 2), v = tensor(4, 1);
  const good = { queries: q, keys: k, values: v };
  const detached = new Float32Array(6);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  const ranked = (rank) => tensor(...Array.from({ length: rank }, () => 1));
  const cases = [
    [TypeError, /^options: is undefined/, undefined],
    [TypeError, /^options: has no 'quereis'/, { ...good, quereis: 1 }],
    [TypeError, /^queries: is missing/, { keys: k, values: v }],
    [TypeError, /^keys: is null/, { ...good, keys: null }],
    [TypeError, /^values: is a flat Float64Array of 4 numbers, which could be of several shapes; say which with tensor\(data, shape\)/, { ...good, values: new Float64Array(4) }],
    [TypeError, /^values\.data: is '1234', but a typed array or an array of numbers/, { ...good, values: { data: '1234', shape: [4, 1] } }],
    [TypeError, /^values\.data\[2\]: is 'x', but a number/, { ...good, values: { data: [1, 2, 'x', 4], shape: [4, 1] } }],
    [TypeError, /^values\.data: is a DataView/, { ...good, values: { data: new DataView(new ArrayBuffer(16)), shape: [4, 1] } }],
    [TypeError, /^values: is 5, but nested arrays, or \{ data, shape \} is expected/, { ...good, values: 5 }],
    [TypeError, /^values\[1\]: is 2, but a list of 1/, { ...good, values: [[1], 2, [3], [4]] }],
    [RangeError, /^values\[2\]: has 2 entries, but the lists before it have 1/, { ...good, values: [[1], [2], [3, 3], [4]] }],
    [RangeError, /^values: are nested more than 5 deep/, { ...good, values: [[[[[[1]]]]]] }],
    [RangeError, /^values: has shape \(4,\)/, { ...good, values: [1, 2, 3, 4] }],
    [TypeError, /^values\.shape: is 4/, { ...good, values: { data: v.data, shape: 4 } }],
    [RangeError, /^values\.shape\[1\]: is -1/, { ...good, values: { data: v.data, shape: [4, -1] } }],
    [RangeError, /^values: has shape \[4, 2\], which means 8 numbers, but its data has 4/, { ...good, values: { data: v.data, shape: [4, 2] } }],
    [RangeError, /^queries: has shape \(6,\)/, { ...good, queries: { data: q.data, shape: [6] } }],
    [RangeError, /^keys: have width 1/, { ...good, keys: v }],
    [RangeError, /^values: .*every key needs one value/, { ...good, values: tensor(5, 1) }],
    [RangeError, /^scoring: is 'dot', but one of 'scaled_dot_product'/, { ...good, scoring: 'dot' }],
    [TypeError, /^scoring: is 3/, { ...good, scoring: 3 }],
    [RangeError, /^parameters\.scoreVector: /, { ...good, scoring: 'additive' }],
    [RangeError, /^parameters\.matrix: /, { ...good, scoring: 'bilinear' }],
    [RangeError, /^parameters\.width: is 0/, { ...good, scoring: 'gaussian', parameters: { width: 0 } }],
    [TypeError, /^scale: is '1'/, { ...good, scale: '1' }],
    [RangeError, /^temperature: is 0, but a finite number > 0/, { ...good, temperature: 0 }],
    [RangeError, /^temperature: is NaN/, { ...good, temperature: NaN }],
    [RangeError, /^temperature: does not apply to 'boxcar'/, { ...good, scoring: 'boxcar', temperature: 2 }],
    [RangeError, /^softcap: is -1/, { ...good, softcap: -1 }],
    [TypeError, /^mask: is true/, { ...good, mask: true }],
    [TypeError, /^mask\.causal: is 1/, { ...good, mask: { causal: 1 } }],
    [RangeError, /^mask\.window: is 0/, { ...good, mask: { window: 0 } }],
    [RangeError, /^mask\.firstQuery: is -1/, { ...good, mask: { firstQuery: -1 } }],
    [RangeError, /^mask\.validLengths\.data\[0\]: is -?0\.\d+, but a whole number of 32 bits/, { ...good, mask: { validLengths: q } }],
    [RangeError, /^mask\.validLengths: contains 5 at position 0/, { ...good, mask: { validLengths: { data: Int32Array.of(5), shape: [1] } } }],
    [RangeError, /^mask\.boolean: has shape \(2, 4\)/, { ...good, mask: { boolean: { data: new Uint8Array(8), shape: [2, 4] } } }],
    [RangeError, /^mask\.additive: has shape \(3, 5\)/, { ...good, mask: { additive: tensor(3, 5) } }],
    [TypeError, /^past\.values: is missing/, { ...good, past: { keys: k } }],
    [RangeError, /^past\.keys: /, { ...good, past: { keys: v, values: v } }],
    [TypeError, /^want: is 'output'/, { ...good, want: 'output' }],
    [RangeError, /^want\[1\]: is 'wieghts'/, { ...good, want: ['output', 'wieghts'] }],
    [TypeError, /^want: is null/, { ...good, want: null }],
    [RangeError, /^into\.weights: is given, but 'want' does not ask for 'weights'/, { ...good, into: { weights: new Float32Array(12) } }],
    [RangeError, /^into\.output: has 0 numbers/, { ...good, into: { output: detached } }],
    [TypeError, /^into\.output: is a Float64Array/, { ...good, into: { output: new Float64Array(3) } }],
    [RangeError, /^queries: .* but its data has 0/, { ...good, queries: { data: detached, shape: [3, 2] } }],
    [RangeError, /^queries: has shape \(1, 1, 1, 1, 1\)/, { queries: ranked(5), keys: ranked(5), values: ranked(5) }],
    [RangeError, /^queries\.shape: is 6/, { ...good, queries: ranked(6) }],
    [RangeError, /^keys: has shape \(1, 4, 2\), of rank 3/, { ...good, keys: tensor(1, 4, 2) }],
    [RangeError, /^keys: .*queries' 3 heads must be a multiple/, { queries: tensor(1, 3, 2, 2), keys: tensor(1, 2, 2, 2), values: tensor(1, 2, 2, 2) }],
    [RangeError, /^keys: .*multiple/, { queries: tensor(1, 3, 2, 2), keys: tensor(1, 0, 2, 2), values: tensor(1, 0, 2, 2) }],
    [RangeError, /^values: .*the keys have 2 heads/, { queries: tensor(1, 2, 2, 2), keys: tensor(1, 2, 2, 2), values: tensor(1, 1, 2, 2) }],
    [RangeError, /^queries: .*4611686014132420600 numbers/, { ...good, queries: { data: q.data, shape: [2 ** 31 - 1, 2 ** 31 - 1] } }],
    [RangeError, /^queries\.shape\[0\]: is 2147483648/, { ...good, queries: { data: q.data, shape: [2 ** 31, 2] } }],
    [TypeError, /^queries\.shape\[1\]: is undefined/, { ...good, queries: { data: q.data, shape: [3, , 2] } }],  // eslint-disable-line no-sparse-arrays
    [TypeError, /^queries\.shape\[0\]: is '3'/, { ...good, queries: { data: q.data, shape: ['3', 2] } }],
    [RangeError, /^want: asks for 37 GiB/, { queries: tensor(100000, 0), keys: tensor(100000, 0), values: tensor(100000, 0), want: ['weights'] }],
    [RangeError, /^parameters\.width: is NaN/, { ...good, scoring: 'gaussian', parameters: { width: NaN } }],
    [RangeError, /^parameters\.width: is 1e-60, but .* in float32/, { ...good, scoring: 'gaussian', parameters: { width: 1e-60 } }],
    [RangeError, /^scale: is 1e\+60, but .* in float32/, { ...good, scale: 1e60 }],
    [RangeError, /^parameters\.scoreVector: .*\(h\)/, { ...good, scoring: 'additive', parameters: { queryWeights: tensor(2, 2), keyWeights: tensor(2, 2) } }],
    [RangeError, /^parameters\.keyWeights: .*\(2, 2\) is expected/, { ...good, scoring: 'additive', parameters: { queryWeights: tensor(2, 2), scoreVector: tensor(2) } }],
    [RangeError, /^mask\.window: is -1/, { ...good, mask: { window: -1 } }],
    [RangeError, /^mask\.window: is 1e\+30/, { ...good, mask: { window: 1e30 } }],
    [TypeError, /^mask: has no 'casual'/, { ...good, mask: { casual: true } }],
    [TypeError, /^mask\.boolean: is a flat Uint8Array of 12 numbers/, { ...good, mask: { boolean: new Uint8Array(12) } }],
    [RangeError, /^mask\.boolean\[0\]\[1\]: is 256/, { ...good, mask: { boolean: [[1, 256]] } }],
    [RangeError, /^mask\.validLengths: has shape \(2,\)/, { ...good, mask: { validLengths: { data: Int32Array.of(1, 1), shape: [2] } } }],
    [RangeError, /^mask\.boolean: has shape \(2, 1\)/, { ...good, mask: { boolean: [[true], [true]] } }],
    [RangeError, /^past\.values: .*2 past keys/, { ...good, past: { keys: tensor(2, 2), values: tensor(3, 1) } }],
  ];
  for (const [kind, message, options] of cases) {
    assert.throws(() => core.attend(options), (error) => {
      assert.equal(error.constructor, kind, error.message);
      assert.match(error.message, message);
      return true;
    });
  }
  assert.throws(() => core.maskedSoftmax({ scores: tensor(2, 2, 4), validLengths: { data: Int32Array.of(1), shape: [1] } }), /^RangeError: validLengths: /);
  assert.throws(() => core.positionalEncoding({ length: 2, width: 0 }), /^RangeError: width: is 0/);
  assert.throws(() => core.positionalEncoding({ length: 1.5, width: 2 }), /^RangeError: length: is 1.5/);
  assert.throws(() => core.multiHeadAttention({ queries: tensor(1, 2, 6), keys: tensor(1, 2, 6), values: tensor(1, 2, 6), heads: 4 }), /^RangeError: heads: is 4/);
  assert.throws(() => core.pool({ pooling: 'attention', values: v, keys: k }), /^RangeError: query: /);
  assert.throws(() => core.kernelRegression({ x: tensor(3), y: tensor(4), queries: tensor(1) }), /^RangeError: y: /);
  const heads = { queries: tensor(3, 2), keys: tensor(4, 2), values: tensor(4, 2) };
  assert.throws(() => core.multiHeadAttention({ ...heads, parameters: { outputBias: tensor(2) } }), /^RangeError: parameters\.outputBias: is given without parameters\.outputWeights/);
  assert.throws(() => core.multiHeadAttention({ ...heads, parameters: { queryWeights: tensor(2, 3) } }), /^RangeError: parameters\.queryWeights: /);
  assert.throws(() => core.kernelRegression({ x: tensor(60000), y: tensor(60000), queries: tensor(60000) }), /^RangeError: weights: asks for 13 GiB/);
  assert.throws(() => core.positionalEncoding({ length: 5, width: 2, firstPosition: 1e300 }), /^RangeError: firstPosition: /);
  assert.throws(() => core.positionalEncoding({ length: 2 ** 24, width: 64 }), /^RangeError: length: × width is 1073741824/);
  assert.throws(() => core.pool({ pooling: 'fully_connected', values: v, fixedWeights: tensor(3) }), /^RangeError: fixedWeights: /);
  assert.throws(() => core.trainKernelRegression({ x: tensor(3), y: tensor(3), steps: -1 }), /^RangeError: steps: is -1/);
  assert.throws(() => core.attentionWindow({ queries: q, keys: k, scoring: 'boxcar', mask: { additive: tensor(3, 4) } }), /^RangeError: mask\.additive: .*use mask\.boolean/);
  const huge = 2 ** 31 - 1;
  for (const shape of [[huge, huge, 0, 0], [huge, huge, 5, 0], [huge, 1, 0]]) {
    const endless = { data: new Float32Array(0), shape };
    assert.throws(() => core.attend({ queries: endless, keys: endless, values: endless }), /^RangeError: queries: has shape \(.*\), which holds no numbers; its other extents/);
    assert.throws(() => core.maskedSoftmax({ scores: endless }), /^RangeError: queries: |^RangeError: scores: has shape/);
  }
  const flat = { data: new Float32Array(0), shape: [huge, 0] };
  assert.throws(() => core.pool({ pooling: 'average', values: flat }), /^RangeError: values: has shape/);
  assert.throws(() => core.multiHeadAttention({ queries: flat, keys: flat, values: flat }), /^RangeError: queries: has shape/);
  assert.throws(() => core.attentionWindow({ queries: flat, keys: flat }), /^RangeError: queries: has shape/);
  assert.throws(() => core.attend({ ...good, want: new Array(1e8) }), /^TypeError: want\[0\]: is undefined/);
  assert.deepEqual(core.attend(good).output.shape, [3, 1]);  // and it still works
});

test('a tensor is made of nested arrays and of any typed array', () => {
  const plain = ({ data, shape }) => [data.constructor, [...data], shape];
  assert.deepEqual(plain(tensorOf([[1, 2, 3], [4, 5, 6]])), [Float32Array, [1, 2, 3, 4, 5, 6], [2, 3]]);
  assert.deepEqual(plain(tensorOf([[[1], [2]]])), [Float32Array, [1, 2], [1, 2, 1]]);
  assert.deepEqual(plain(tensorOf([new Float64Array([1, 2]), [3, 4]])), [Float32Array, [1, 2, 3, 4], [2, 2]]);
  assert.deepEqual(plain(tensorOf(new Uint16Array([1, 2, 3, 4]), Object.freeze([2, 2]))), [Float32Array, [1, 2, 3, 4], [2, 2]]);
  assert.deepEqual(plain(tensorOf(new BigInt64Array([1n, -2n]))), [Float32Array, [1, -2], [2]]);
  assert.deepEqual(plain(tensorOf(7)), [Float32Array, [7], []]);
  assert.deepEqual(plain(tensorOf([[], []])), [Float32Array, [], [2, 0]]);
  assert.deepEqual(plain(tensorOf([2, 3], undefined, Int32Array)), [Int32Array, [2, 3], [2]]);
  assert.deepEqual(plain(tensorOf([[true, false]], undefined, Uint8Array)), [Uint8Array, [1, 0], [1, 2]]);
  const rounded = tensorOf(new Float64Array([0.1, 16777217, 1e39, 1e-46, -Infinity])).data;  // as the types' documentation says
  assert.deepEqual([...rounded], [Math.fround(0.1), 16777216, Infinity, 0, -Infinity]);
  const mine = Float32Array.of(1, 2);
  assert.notEqual(tensorOf(mine).data.buffer, mine.buffer);  // a copy
  const { output } = core.attend({ queries: tensorOf([[1, 0]]), keys: tensorOf([[1, 0], [0, 1]]), values: tensorOf([[10], [20]]),
    mask: { boolean: tensorOf([[true, false]], undefined, Uint8Array) } });
  assert.deepEqual([...output.data], [10]);
  const cases = [
    [TypeError, /^numbers: is undefined, but a number/, []],
    [TypeError, /^numbers: is '12'/, ['12']],
    [TypeError, /^numbers\[1\]\[0\]: is 'x', but a number is expected/, [[[1], ['x']]]],
    [TypeError, /^numbers\[1\]: is 2, but a list of 1 is expected/, [[[1], 2]]],
    [TypeError, /^numbers\[1\]: is undefined/, [[1, , 2]]],  // eslint-disable-line no-sparse-arrays
    [RangeError, /^numbers\[1\]: has 1 entries, but the lists before it have 2/, [[[1, 2], [3]]]],
    [RangeError, /^numbers: are nested more than 5 deep/, [[[[[[[1]]]]]]]],
    [RangeError, /^numbers: has shape \[2, 2\], which means 4 numbers, but its data has 3/, [[1, 2, 3], [2, 2]]],
    [TypeError, /^numbers\.shape: is 3/, [[1, 2, 3], 3]],
    [RangeError, /^numbers\[1\]: is 1\.5, but a whole number of 32 bits/, [[1, 1.5], undefined, Int32Array]],
    [RangeError, /^numbers\[0\]: is 2147483648/, [[2 ** 31], undefined, Int32Array]],
    [RangeError, /^numbers\[0\]: is 256, but a whole number from 0 to 255/, [[256], undefined, Uint8Array]],
    [TypeError, /^Numbers: is a function, but Float32Array, Int32Array or Uint8Array/, [[1], undefined, Float64Array]],
  ];
  for (const [kind, message, words] of cases) {
    assert.throws(() => tensorOf(...words), (error) => {
      assert.equal(error.constructor, kind, error.message);
      assert.match(error.message, message);
      return true;
    });
  }
});

test('what is loaded must be this core', async () => {
  await assert.rejects(loadAttentionCore({ wasm: 5 }), /^TypeError: wasm: is 5/);
  await assert.rejects(loadAttentionCore({ wasm: new Uint8Array(3) }), /^TypeError: wasm: cannot be compiled/);
  await assert.rejects(loadAttentionCore({ wasm: Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0) }), /^TypeError: wasm: is another program's module/);
  await assert.rejects(loadAttentionCore({ wasm: './there.wasm' }), /^TypeError: wasm: is '\.\/there\.wasm', which is no complete address/);
  await assert.rejects(loadAttentionCore({ build: 'fast' }), /^RangeError: build: is 'fast'/);
});

test('ten thousand calls do not grow the heap', async () => {
  const grown = [];
  const original = WebAssembly.Instance;
  let memory;
  WebAssembly.Instance = function (...args) { const instance = new original(...args); memory = instance.exports.memory; return instance; };
  const fresh = await loadAttentionCore();
  WebAssembly.Instance = original;
  const q = tensor(2, 2, 32, 16);
  const call = () => fresh.attend({ queries: q, keys: q, values: q, want: ['output', 'weights', 'scores'], mask: { causal: true, boolean: { data: new Uint8Array(1024).fill(1), shape: [32, 32] } } });
  for (let i = 0; i < 100; ++i) call();
  const before = memory.buffer.byteLength;
  for (let i = 0; i < 10000; ++i) { call(); if (i % 1000 === 0) grown.push(memory.buffer.byteLength); try { fresh.attend({ queries: q }); } catch { /* refused */ } }
  assert.equal(memory.buffer.byteLength, before, grown.join(' '));
});

test('results too large for webassembly are refused and the core lives on', () => {
  const q = tensor(40000, 1);
  assert.throws(() => core.attend({ queries: q, keys: q, values: q, want: ['weights'] }), /^RangeError: want: these results need 6\.0 GiB/);
  assert.deepEqual(core.attend({ queries: tensor(2, 2), keys: tensor(3, 2), values: tensor(3, 2) }).output.shape, [2, 2]);
});

test('after a trap the core starts again with memory of its own', async () => {
  const original = WebAssembly.Instance, made = [];
  WebAssembly.Instance = function (...args) {
    const { exports } = new original(...args);
    made.push(exports);
    // The first computation of the first instance ends as one does that gets no more memory.
    return { exports: made.length > 1 ? exports : { ...exports, clear: exports.clear, 'attend_advance'() { throw new WebAssembly.RuntimeError('unreachable'); } } };
  };
  try {
    const other = await loadAttentionCore(), q = tensor(3, 2);
    assert.throws(() => other.attend({ queries: q, keys: q, values: q }), /^RangeError: memory: .*unreachable/);
    assert.deepEqual(other.attend({ queries: q, keys: q, values: q }), core.attend({ queries: q, keys: q, values: q }));
    assert.equal(made.length, 2);
  } finally {
    WebAssembly.Instance = original;
  }
});

test('empty axes are answered with empty or zero results', () => {
  assert.deepEqual(core.attend({ queries: tensor(0, 2), keys: tensor(3, 2), values: tensor(3, 4) }).output, { data: new Float32Array(0), shape: [0, 4] });
  const none = core.attend({ queries: tensor(2, 2), keys: tensor(0, 2), values: tensor(0, 3), want: ['output', 'weights', 'fullyMaskedRows'] });
  assert.deepEqual(none, { output: { data: new Float32Array(6), shape: [2, 3] }, weights: { data: new Float32Array(0), shape: [2, 0] }, fullyMaskedRows: Int32Array.of(0, 1) });
});

test('it runs in a worker and from bytes', async () => {
  const bytes = readFileSync(`${dist}/attention-core.simd.wasm`);
  const other = await loadAttentionCore({ build: 'simd', wasm: bytes });
  assert.equal(other.build, 'simd');
  const q = tensor(3, 2);
  assert.deepEqual(other.attend({ queries: q, keys: q, values: q }), core.attend({ queries: q, keys: q, values: q }));
  const code = `import { parentPort } from 'node:worker_threads';
    import { loadAttentionCore } from ${JSON.stringify(moduleUrl)};
    const core = await loadAttentionCore();
    parentPort.postMessage(core.positionalEncoding({ length: 2, width: 2 }));`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
  const answer = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  assert.deepEqual(answer, core.positionalEncoding({ length: 2, width: 2 }));
  await worker.terminate();
});

test('results can be written into arrays of ones own', () => {
  const q = tensor(3, 2), into = { output: new Float32Array(6), weights: new Float32Array(9) };
  const got = core.attend({ queries: q, keys: q, values: q, want: ['output', 'weights'], into });
  assert.equal(got.output.data, into.output);
  assert.equal(got.weights.data, into.weights);
  assert.deepEqual(got, core.attend({ queries: q, keys: q, values: q, want: ['output', 'weights'] }));
  assert.throws(() => core.attend({ queries: q, keys: q, values: q, into: { output: new Float32Array(5) } }), /^RangeError: into\.output: has 5 numbers, but .* has 6/);
  assert.throws(() => core.attend({ queries: q, keys: q, values: q, into: { output: new Float32Array(7) } }), /^RangeError: into\.output: has 7 numbers/);
});

test('training repeats the books losses', () => {
  const points = JSON.parse(readFileSync(new URL('../golden/core_book_points.json', import.meta.url)));
  const line = (numbers) => ({ data: Float32Array.from(numbers), shape: [numbers.length] });
  const history = core.trainKernelRegression({ x: line(points.x_train), y: line(points.y_train), w: 0.2466 });
  close(history.slice(0, 5).map((step) => step.loss), [48.2168, 15.6214, 13.5169, 12.8248, 12.3652], 2e-3);
  close(history.slice(1).map((step) => step.w), [2.608, 3.843, 4.464, 4.964, 5.385], 2e-3);
  assert.throws(() => core.trainKernelRegression({ x: line([1]), y: line([1, 2]) }), /^RangeError: y: /);
});

test('a window shows a part of a matrix of 65536 squared within 512 megabytes', async () => {
  const n = 65536, original = WebAssembly.Instance, memories = [];
  WebAssembly.Instance = function (...args) { const instance = new original(...args); memories.push(instance.exports.memory); return instance; };
  const queries = tensor(n, 64), keys = tensor(n, 64);
  const window = core.attentionWindow({ queries, keys });
  WebAssembly.Instance = original;
  const shares = [];
  const { data, shape } = await window.view({ queries: [n - 8, n], keys: [0, n], rows: 4, columns: 64, onProgress: (share, picture) => { shares.push(share); assert.deepEqual(picture().shape, [4, 64]); } });
  assert.deepEqual(shape, [4, 64]);
  assert.ok(shares.length > 1 && shares.at(-1) === 1 && shares.every((share, i) => i === 0 || share > shares[i - 1]));
  const { weights } = naive({ data: queries.data.slice(-8 * 64), shape: [8, 64] }, keys, { data: new Float32Array(n), shape: [n, 1] }, 1 / 8);
  for (let r = 0; r < 4; ++r) {
    for (let c = 0; c < 64; ++c) {
      let mean = 0;
      for (let i = 2 * r; i < 2 * r + 2; ++i) for (let j = c * 1024; j < (c + 1) * 1024; ++j) mean += weights[i * n + j] / 2048;
      assert.ok(Math.abs(data[r * 64 + c] - mean) < 1e-5 * mean);
    }
  }
  assert.ok(memories[0].buffer.byteLength < 512 * 2 ** 20, `${memories[0].buffer.byteLength} bytes`);
  window.release();
  await assert.rejects(window.view({ queries: [0, 1], keys: [0, 1], rows: 1, columns: 1 }), /^TypeError: window: has been released/);
});

test('the whole of a matrix of 65536 squared becomes a picture within 512 megabytes', async () => {
  const n = 65536, size = 256, step = n / size, original = WebAssembly.Instance, memories = [];
  WebAssembly.Instance = function (...args) { const instance = new original(...args); memories.push(instance.exports.memory); return instance; };
  const queries = tensor(n, 16), keys = tensor(n, 16);
  const window = core.attentionWindow({ queries, keys });
  WebAssembly.Instance = original;
  const whole = { queries: [0, n], keys: [0, n], rows: size, columns: size };
  const controller = new AbortController();  // given up half-way, and begun again
  let reached = 0;
  const onProgress = (share) => { reached = share; if (share > 0.5) controller.abort(); };
  await assert.rejects(window.view({ ...whole, signal: controller.signal, onProgress }), { name: 'AbortError' });
  assert.ok(reached > 0.5 && reached < 0.6, String(reached));
  const shares = [];
  let last = performance.now(), longest = 0;
  const { data } = await window.view({ ...whole, onProgress: (share) => {
    shares.push(share);
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  } });
  assert.ok(shares.length > 50 && shares.at(-1) === 1);
  assert.ok(memories[0].buffer.byteLength < 512 * 2 ** 20, `${memories[0].buffer.byteLength} bytes`);
  for (let r = 0; r < size; ++r) {  // every row of weights sums to 1, so a pixel row's means sum to size ÷ n
    const sum = data.subarray(r * size, (r + 1) * size).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum * step - 1) < 1e-5, `pixel row ${r}: ${sum * step}`);
  }
  for (const r of [0, 100, 255]) {  // three pixel rows in double precision
    const means = new Float64Array(size), exponentials = new Float64Array(n);
    for (let i = r * step; i < (r + 1) * step; i += 1) {
      let total = 0;
      for (let j = 0; j < n; ++j) {
        let score = 0;
        for (let c = 0; c < 16; ++c) score += queries.data[i * 16 + c] * keys.data[j * 16 + c];
        total += exponentials[j] = Math.exp(score / 4);
      }
      for (let j = 0; j < n; ++j) means[Math.floor(j / step)] += exponentials[j] / total / (step * step);
    }
    means.forEach((mean, c) => assert.ok(Math.abs(data[r * size + c] - mean) < 1e-5 * mean, `[${r}, ${c}]: ${data[r * size + c]} instead of ${mean}`));
  }
  console.log(`65,536 × 65,536, d = 16: ${(memories[0].buffer.byteLength / 2 ** 20).toFixed(0)} MiB, ${shares.length} slices, the longest ${longest.toFixed(0)} ms`);
  window.release();
});

test('a view can be cancelled and superseded', async () => {
  const x = tensor(4000, 32);
  const window = core.attentionWindow({ queries: x, keys: x, mask: { causal: true } });
  const all = { queries: [0, 4000], keys: [0, 4000], rows: 40, columns: 40, milliseconds: 1 };
  const controller = new AbortController();
  await assert.rejects(window.view({ ...all, signal: controller.signal, onProgress: () => controller.abort() }), { name: 'AbortError' });
  const first = window.view(all);
  const second = window.view({ ...all, reduction: 'max' });
  await assert.rejects(first, { name: 'AbortError' });
  const { data } = await second;
  assert.equal(data[0], 1);  // the first query sees only itself
  assert.equal(data[1], 0);  // above the diagonal
  await assert.rejects(window.view({ ...all, rows: 4001 }), /^RangeError: view\.rows: are 4001/);
  await assert.rejects(window.view({ ...all, keys: [5, 4001] }), /^RangeError: view\.keys: /);
  await assert.rejects(window.view({ ...all, reduction: 'min' }), /^RangeError: view\.reduction: is 'min'/);
  await assert.rejects(window.view(), /^TypeError: view: is undefined/);
  assert.throws(() => core.attentionWindow({ queries: tensor(1, 2, 2), keys: x }), /^RangeError: /);
});
