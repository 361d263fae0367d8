// What the JavaScript module's functions take: nested arrays, any typed array, { data, shape }. LAB_DIST: its folder.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

const { loadAttentionCore, tensor } = await import(pathToFileURL(`${process.env.LAB_DIST}/attention-core.mjs`).href);
const core = await loadAttentionCore();

// Halves and whole numbers: every type that holds them holds them exactly.
const M = [
    [1, 0.5],
    [0, 2],
    [-1, 1],
  ],
  N = [
    [2, 1],
    [1, -1],
    [0, 0.5],
  ],
  V = [[10], [20], [-30]],
  G = [[1], [2], [3]];
const GG = [
  [1, 2],
  [3, -4],
  [0.5, 1],
];
const line = (...numbers) => ({ isLine: true, numbers });
const whole = (numbers) => ({ isWhole: true, ...numbers });

/** Every function with tensors, each as nested arrays; lines (one axis) and whole numbers are marked. */
const CALLS = {
  attend: [
    { queries: M, keys: N, values: V },
    { queries: M, keys: N, values: V, past: { keys: N, values: V }, mask: { additive: [[0, 1, 2, 0, 1, 2]] } },
    {
      queries: M,
      keys: N,
      values: V,
      mask: { validLengths: whole(line(2)), boolean: whole({ numbers: [[1, 1, 0]] }) },
    },
    {
      queries: M,
      keys: N,
      values: V,
      scoring: 'bilinear',
      parameters: {
        matrix: [
          [1, 2],
          [0.5, 1],
        ],
      },
    },
    {
      queries: M,
      keys: N,
      values: V,
      scoring: 'additive',
      parameters: { queryWeights: M, keyWeights: N, scoreVector: line(1, 2, 3) },
    },
  ],
  attendAsync: [{ queries: M, keys: N, values: V, mask: { validLengths: whole(line(2)) } }],
  attendGradients: [{ queries: M, keys: N, values: V, outputGradient: G }],
  softmaxGradient: [{ weights: M, weightsGradient: N }],
  maskedSoftmax: [{ scores: M, validLengths: whole(line(1, 2, 2)) }],
  multiHeadAttention: [
    {
      queries: M,
      keys: N,
      values: V,
      parameters: {
        queryWeights: [
          [1, 2],
          [3, 4],
        ],
        queryBias: line(1, 0.5),
      },
    },
  ],
  multiHeadGradients: [
    { queries: M, keys: N, values: V, parameters: { valueWeights: [[2]], valueBias: line(1) }, outputGradient: G },
  ],
  pool: [
    { pooling: 'attention', values: V, keys: N, query: line(1, 0.5) },
    { pooling: 'convolution', values: V, keys: N, filter: line(1, 0.5) },
    { pooling: 'fully_connected', values: V, fixedWeights: line(1, 2, 3) },
    { pooling: 'max', values: V, saliences: line(1, 3, 2) },
  ],
  kernelRegression: [{ x: line(1, 2, 3), y: line(3, 4, 5), queries: line(0.5, 1.5) }],
  leaveOneOut: [{ x: line(1, 2, 3), y: line(3, 4, 5) }],
  trainKernelRegression: [{ x: line(1, 2, 3), y: line(3, 4, 5) }],
  linear: [{ input: M, weights: N, bias: line(1, 2, 3) }],
  linearGradients: [
    {
      input: M,
      weights: N,
      outputGradient: [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ],
    },
  ],
  layerNorm: [{ input: M, gain: line(1, 2), bias: line(0, 1) }],
  batchNorm: [{ input: M, gain: line(1, 2), bias: line(0, 1) }],
  addNorm: [{ input: M, update: N }],
  layerNormGradients: [{ input: M, gain: line(1, 2), outputGradient: GG }],
  batchNormGradients: [{ input: M, gain: line(1, 2), outputGradient: GG }],
  summariseRows: [
    {
      weights: [
        [0.5, 0.5],
        [1, 0],
        [0, 0],
      ],
    },
  ],
};
// … and what has none, or is tested below.
const WITHOUT_TENSORS = ['version', 'build', 'positionalEncoding', 'random', 'sgd', 'adam', 'attentionWindow'];

const isMarked = (value) => Boolean(value?.numbers);
const isTensor = (value) => Array.isArray(value) || isMarked(value);
/** `options` with every tensor in the form that `form` makes of it. */
const formed = (options, form) =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => {
      if (isTensor(value)) return [name, form(isMarked(value) ? value.numbers : value, value)];
      return [name, typeof value === 'object' ? formed(value, form) : value];
    }),
  );
const flat = (numbers) => numbers.flat(9);
const shapeOf = (numbers) => (Array.isArray(numbers) ? [numbers.length, ...shapeOf(numbers[0])] : []);
const frozen = (value) => {
  if (Array.isArray(value)) value.forEach(frozen);
  return Object.freeze(value);
};
const holds = (Type, numbers) => flat(numbers).every((number) => Type.of(number)[0] === number);
const typed = (Type) => (numbers) => ({ data: Type.from(flat(numbers)), shape: shapeOf(numbers) });

const FORMS = {
  'nested arrays': (numbers) => numbers,
  'frozen nested arrays': (numbers) => frozen(structuredClone(numbers)),
  'rows of Float64Array': (numbers) =>
    Array.isArray(numbers[0]) ? numbers.map((row) => Float64Array.from(row)) : numbers,
  '{ data: array, shape }': (numbers) => ({ data: flat(numbers), shape: Object.freeze(shapeOf(numbers)) }),
  '{ data: Float64Array, shape }': typed(Float64Array),
  'the narrowest { data: typed array, shape }': (numbers) => {
    const [Type] = [Uint8Array, Int8Array, Int16Array, Float64Array].filter((each) => holds(each, numbers));
    return typed(Type)(numbers);
  },
  'BigInt64Array where whole': (numbers) =>
    holds(Int32Array, numbers)
      ? { data: BigInt64Array.from(flat(numbers), BigInt), shape: shapeOf(numbers) }
      : numbers,
  'a flat typed array where there is one axis': (numbers, { isLine, isWhole }) =>
    isLine ? (isWhole ? Int16Array : Float64Array).from(numbers) : numbers,
  'a part of a longer array': (numbers) => ({
    data: Float64Array.from([7, ...flat(numbers), 7]).subarray(1, 1 + flat(numbers).length),
    shape: shapeOf(numbers),
  }),
};

test('every function takes nested arrays and any typed array as it takes float32', async () => {
  assert.deepEqual(Object.keys(core).sort(), [...Object.keys(CALLS), ...WITHOUT_TENSORS].sort());
  const exact = (numbers, { isWhole }) => {
    const Type = !isWhole ? Float32Array : shapeOf(numbers).length === 1 ? Int32Array : Uint8Array;
    return typed(Type)(numbers);
  };
  for (const [name, calls] of Object.entries(CALLS)) {
    for (const options of calls) {
      const expected = await core[name](formed(options, exact));
      for (const [formName, form] of Object.entries(FORMS)) {
        assert.deepEqual(await core[name](formed(options, form)), expected, `${name} with ${formName}`);
      }
    }
  }
});

test('windows and optimizers take them too', async () => {
  const seen = async (queries, keys) => {
    const window = core.attentionWindow({ queries, keys });
    return (await window.view({ queries: [0, 3], keys: [0, 3], rows: 3, columns: 3 })).data;
  };
  assert.deepEqual(await seen(M, { data: flat(N), shape: [3, 2] }), await seen(tensor(M), tensor(N)));
  const moved = [G, typed(Float64Array)(G)].map((gradient) => {
    const parameter = tensor(V);
    core.sgd({ rate: 0.5 }).step({ parameters: [parameter], gradients: [gradient] });
    return [...parameter.data];
  });
  assert.deepEqual(moved, [
    [9.5, 19, -31.5],
    [9.5, 19, -31.5],
  ]);
});

test('true and false are a boolean mask', () => {
  const options = { queries: M, keys: N, values: V, want: ['weights'] };
  const { weights } = core.attend({ ...options, mask: { boolean: [[true, false, true]] } });
  assert.deepEqual(
    weights,
    core.attend({ ...options, mask: { boolean: { data: Uint8Array.of(1, 0, 1), shape: [1, 3] } } }).weights,
  );
  assert.equal(weights.data[1], 0);
});

test('what is no float32 is rounded to it as tensor does', () => {
  const numbers = [0.1, 16777217, 1e39, 1e-46];
  const got = (input) => [...core.linear({ input, weights: [[1]] }).data];
  const expected = [Math.fround(0.1), 16777216, Infinity, 0];
  for (const input of [
    numbers.map((number) => [number]),
    { data: numbers, shape: [4, 1] },
    { data: Float64Array.from(numbers), shape: [4, 1] },
  ]) {
    assert.deepEqual(got(input), expected);
  }
});

test('a flat typed array is refused where its shape is not clear and the sentence says what to do', () => {
  const six = new Float32Array(6);
  const cases = [
    ['attend', { queries: six, keys: N, values: V }, 'queries'],
    ['maskedSoftmax', { scores: six }, 'scores'],
    ['layerNorm', { input: six }, 'input'],
    ['summariseRows', { weights: six }, 'weights'],
    ['attend', { queries: M, keys: N, values: V, mask: { additive: six } }, 'mask.additive'],
    ['pool', { pooling: 'attention', values: six, keys: N, query: [1, 2] }, 'values'],
    [
      'multiHeadAttention',
      { queries: M, keys: N, values: V, parameters: { queryWeights: six } },
      'parameters.queryWeights',
    ],
    ['attendGradients', { queries: M, keys: N, values: V, outputGradient: six }, 'outputGradient'],
  ];
  for (const [name, options, argument] of cases) {
    assert.throws(
      () => core[name](options),
      (error) => {
        assert.equal(error.constructor, TypeError);
        assert.equal(
          error.message,
          `${argument}: is a flat Float32Array of 6 numbers, which could be of several shapes; ` +
            'say which with tensor(data, shape) or { data, shape }.',
        );
        return true;
      },
    );
  }
});

test('a float32 array is copied once and straight into webassemblys memory', () => {
  const mine = {
    queries: tensor(M),
    keys: tensor(N),
    values: tensor(V),
    mask: { validLengths: tensor([2], undefined, Int32Array) },
  };
  const arrays = [mine.queries, mine.keys, mine.values, mine.mask.validLengths].map(({ data }) => data);
  const prototype = Object.getPrototypeOf(Float32Array.prototype),
    { set } = prototype,
    copies = [];
  prototype.set = function (source, ...rest) {
    if (arrays.includes(source)) copies.push([arrays.indexOf(source), this.buffer.byteLength >= 65536 && this.length]);
    return set.call(this, source, ...rest);
  };
  try {
    core.attend(mine);
  } finally {
    prototype.set = set;
  }
  assert.deepEqual(copies, [
    [0, 6],
    [1, 6],
    [2, 3],
    [3, 1],
  ]);
});
