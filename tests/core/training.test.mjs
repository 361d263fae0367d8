// What trains, in JavaScript: against what PyTorch computed in double precision (tests/golden/core_torch.json) and
// against finite differences in double precision. LAB_DIST: the folder of attention-core.mjs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

const { loadAttentionCore, tensor } = await import(pathToFileURL(`${process.env.LAB_DIST}/attention-core.mjs`).href);
const core = await loadAttentionCore();
const golden = JSON.parse(readFileSync(new URL('../golden/core_torch.json', import.meta.url)));

const agrees = (name, got, expected, tolerance) => {
  assert.deepEqual(got.shape, expected.shape, name);
  expected.data.forEach((number, i) => {
    assert.ok(Math.abs(got.data[i] - number) <= tolerance, `${name}[${i}]: ${got.data[i]} instead of ${number}`);
  });
};
/** Some rows of a matrix, or numbers of a vector. */
const rows = ({ data, shape: [, width = 1, ...rest] }, first, count) => {
  assert.deepEqual(rest, []);
  return { data: data.slice(first * width, (first + count) * width), shape: width > 1 ? [count, width] : [count] };
};
const joined = (...parts) => ({
  data: parts.flatMap(({ data }) => [...data]),
  shape: [parts.reduce((sum, { shape }) => sum + shape[0], 0), ...parts[0].shape.slice(1)],
});

test('gradients of grouped causal capped attention agree with pytorch', () => {
  const { queries, keys, values, bias, direction, gradients } = golden.attention;
  const got = core.attendGradients({
    queries,
    keys,
    values,
    softcap: 20,
    mask: { causal: true, additive: bias },
    outputGradient: direction,
  });
  for (const name of ['queries', 'keys', 'values']) agrees(name, got[name], gradients[name], 5e-6);
});

test('gradients of multi head attention agree with pytorch', () => {
  const g = golden.multi_head,
    part = (all, index) => rows(all, 8 * index, 8);
  const parameters = { outputWeights: g.out_weights, outputBias: g.out_bias };
  ['query', 'key', 'value'].forEach((name, index) => {
    parameters[`${name}Weights`] = part(g.in_weights, index);
    parameters[`${name}Bias`] = part(g.in_bias, index);
  });
  const d = core.multiHeadGradients({
    queries: g.queries,
    keys: g.keys,
    values: g.keys,
    heads: 2,
    parameters,
    mask: { validLengths: g.lengths },
    outputGradient: g.direction,
  });
  agrees('queries', d.queries, g.gradients.queries, 1e-5);
  const both = { data: d.keys.data.map((number, i) => number + d.values.data[i]), shape: d.keys.shape };
  agrees('keys and values', both, g.gradients.keys_and_values, 1e-5);
  const { queryWeights, keyWeights, valueWeights, queryBias, keyBias, valueBias, outputWeights, outputBias } =
    d.parameters;
  agrees('projections', joined(queryWeights, keyWeights, valueWeights), g.gradients.in_weights, 1e-5);
  agrees('biases', joined(queryBias, keyBias, valueBias), g.gradients.in_bias, 1e-5);
  agrees('output weights', outputWeights, g.gradients.out_weights, 1e-5);
  agrees('output bias', outputBias, g.gradients.out_bias, 1e-5);
  const without = core.multiHeadGradients({ queries: [[1, 2]], keys: [[1, 2]], values: [[3]], outputGradient: [[5]] });
  assert.deepEqual([[...without.values.data], without.parameters], [[5], {}]);  // one key has all the weight
});

test('normalizations and their gradients agree with pytorch', () => {
  const { input, gain, bias, direction, ...g } = golden.norm;
  for (const name of ['layer', 'batch']) {
    agrees(name, core[`${name}Norm`]({ input, gain, bias }), g[name], 1e-6);
    const got = core[`${name}NormGradients`]({ input, gain, bias, outputGradient: direction });
    for (const part of ['input', 'gain', 'bias'])
      agrees(`${name} ${part}`, got[part], g[`${name}_gradients`][part], 2e-6);
  }
  const half = { data: input.data.map((number) => number / 2), shape: input.shape };
  agrees('add', core.addNorm({ input: half, update: half, gain, bias }), g.layer, 1e-6);
  assert.deepEqual([...core.layerNorm({ input: [[1, 3]], epsilon: 3 }).data], [-0.5, 0.5]);  // √(1 + 3) = 2
});

test('sgd with momentum and adam walk the same way as pytorchs', () => {
  const { start, target, sgd, adam } = golden.optimizers;
  const walk = (optimizer) => {
    const parameter = tensor(start.data),
      { data } = parameter;
    for (let i = 0; i < 20; ++i) {
      optimizer.step({
        parameters: [parameter],
        gradients: [Array.from(data, (number, j) => 4 * (number - target.data[j]) ** 3)],
      });
    }
    assert.equal(parameter.data, data);  // in place
    return parameter;
  };
  agrees('SGD', walk(core.sgd({ rate: 0.01, momentum: 0.9 })), sgd, 2e-6);
  agrees('Adam', walk(core.adam({ rate: 0.1 })), adam, 2e-6);
});

test('each optimizer remembers its own steps and a step may have a rate of its own', () => {
  const one = core.sgd({ rate: 1, momentum: 0.5 }),
    other = core.sgd({ rate: 1, momentum: 0.5 });
  const step = (optimizer, options) => {
    const parameter = tensor([0]);
    optimizer.step({ parameters: [parameter], gradients: [[1]], ...options });
    return parameter.data[0];
  };
  assert.deepEqual(
    [step(one), step(one), step(other), step(one, { rate: 2 }), step(one)],
    [-1, -1.5, -1, -3.5, -1.875],
  );
});

/** Σ output · direction of one head in double precision, as a function of everything that attend reads. */
function loss({ queries, keys, values, additive, scale, temperature, softcap, width }, direction, scoring) {
  let sum = 0;
  queries.forEach((q, i) => {
    const scores = keys.map((k, j) => {
      const dot = q.reduce((total, number, c) => total + number * k[c], 0);
      const square = q.reduce((total, number, c) => total + (number - k[c]) ** 2, 0);
      const x = ((scoring === 'gaussian' ? -square / (2 * width * width) : dot) * scale) / temperature;
      return softcap * Math.tanh(x / softcap) + additive[i][j];
    });
    const exponentials = scores.map(Math.exp),
      total = exponentials.reduce((a, b) => a + b);
    values.forEach((v, j) =>
      v.forEach((number, c) => {
        sum += (exponentials[j] / total) * number * direction[i][c];
      }),
    );
  });
  return sum;
}

test('gradients agree with finite differences in double precision for inputs mask and numbers', () => {
  const random = core.random({ seed: 11 });
  const matrix = (n, m) =>
    Array.from({ length: n }, () => Array.from({ length: m }, () => Math.fround(random.normal())));
  for (const scoring of ['dot_product', 'gaussian']) {
    const p = {
      queries: matrix(3, 2),
      keys: matrix(4, 2),
      values: matrix(4, 2),
      additive: matrix(3, 4),
      scale: 0.75,
      temperature: 1.5,
      softcap: 2,
      width: 1.25,
    };
    const direction = matrix(3, 2),
      step = 1e-4;
    const difference = (holder, key) => {
      const before = holder[key];
      const at = (number) => {
        holder[key] = number;
        return loss(p, direction, scoring);
      };
      const slope = (at(before + step) - at(before - step)) / (2 * step);
      holder[key] = before;
      return slope;
    };
    const got = core.attendGradients({
      queries: p.queries,
      keys: p.keys,
      values: p.values,
      mask: { additive: p.additive },
      scoring,
      scale: p.scale,
      temperature: p.temperature,
      softcap: p.softcap,
      parameters: { width: p.width },
      outputGradient: direction,
    });
    const near = (name, number, expected) =>
      assert.ok(
        Math.abs(number - expected) <= 2e-5 * (1 + Math.abs(expected)),
        `${scoring}, ${name}: ${number} instead of ${expected}`,
      );
    const check = (name, { data, shape }, holder) => {
      assert.deepEqual(shape, [holder.length, holder[0].length]);
      holder
        .flatMap((row) => row.map((_, c) => difference(row, c)))
        .forEach((expected, i) => near(`${name}[${i}]`, data[i], expected));
    };
    for (const name of ['queries', 'keys', 'values']) check(name, got[name], p[name]);
    check('additive mask', got.mask.additive, p.additive);
    for (const name of ['scale', 'temperature', 'softcap']) near(name, got[name], difference(p, name));
    near('width', got.parameters.width, scoring === 'gaussian' ? difference(p, 'width') : 0);
  }
});

test('gradients of the past and of learnt scorings have the shapes of what was given', () => {
  const options = { queries: [[1, 0]], keys: [[0, 1]], values: [[1]], outputGradient: [[1]] };
  const whole = core.attendGradients({
    ...options,
    keys: [
      [1, 1],
      [0, 1],
    ],
    values: [[2], [1]],
  });
  const { past, keys, values } = core.attendGradients({ ...options, past: { keys: [[1, 1]], values: [[2]] } });
  assert.deepEqual(joined(past.keys, keys).data, [...whole.keys.data]);
  assert.deepEqual(joined(past.values, values).data, [...whole.values.data]);
  assert.deepEqual([whole.past, whole.mask], [undefined, undefined]);
  const matrix = [
      [1, 2],
      [3, 4],
    ],
    learnt = {
      ...options,
      keys: [
        [1, 1],
        [0, 1],
      ],
      values: [[2], [1]],
    };
  const { parameters } = core.attendGradients({ ...learnt, scoring: 'bilinear', parameters: { matrix } });
  assert.deepEqual(Object.keys(parameters), ['matrix', 'width']);
  // dL/ds of two keys is ±w₁ w₂ (v₁ − v₂); the matrix gets q kᵀ of the difference of the keys, (1, 0).
  const { weights } = core.attend({
    queries: [[1, 0]],
    keys: learnt.keys,
    values: learnt.values,
    scoring: 'bilinear',
    parameters: { matrix },
    want: ['weights'],
  });
  const slope = weights.data[0] * weights.data[1];
  agrees('matrix', parameters.matrix, { data: [slope, 0, 0, 0], shape: [2, 2] }, 1e-6);
  const additive = core.attendGradients({
    ...learnt,
    scoring: 'additive',
    parameters: { queryWeights: [[1, 1]], keyWeights: [[1, 0]], scoreVector: [2] },
  });
  assert.deepEqual(
    ['queryWeights', 'keyWeights', 'scoreVector'].map((name) => additive.parameters[name].shape),
    [[1, 2], [1, 2], [1]],
  );
});

test('softmax linear and leave one out have the gradients of their formulas', () => {
  const weights = [
      [0.25, 0.75],
      [1, 0],
    ],
    weightsGradient = [
      [1, 3],
      [5, 7],
    ];
  assert.deepEqual([...core.softmaxGradient({ weights, weightsGradient }).data], [-0.375, 0.375, 0, 0]);
  const product = core.linear({
    input: [[1, 2]],
    weights: [
      [3, 4],
      [5, 6],
    ],
    bias: [1, -1],
  });
  assert.deepEqual(
    [[...product.data], product.shape],
    [
      [12, 16],
      [1, 2],
    ],
  );
  const d = core.linearGradients({
    input: [[1, 2]],
    weights: [
      [3, 4],
      [5, 6],
    ],
    outputGradient: [[1, 10]],
  });
  assert.deepEqual(
    [[...d.input.data], [...d.weights.data], [...d.bias.data]],
    [
      [53, 64],
      [1, 2, 10, 20],
      [1, 10],
    ],
  );
  const x = [0, 0.7, 1.1, 2],
    y = [1, 3, 2, 5],
    at = (w) => core.leaveOneOut({ x, y, w });
  const { gradient, loss: now, weights: matrix, predictions } = at(1);
  assert.ok(Math.abs(gradient - (at(1.01).loss - at(0.99).loss) / 0.02) < 1e-3);
  assert.deepEqual([matrix.shape, matrix.data[0], predictions.shape], [[4, 4], 0, [4]]);
  assert.ok(Math.abs(now - predictions.data.reduce((sum, p, i) => sum + (p - y[i]) ** 2, 0)) < 1e-5);
  assert.deepEqual(core.trainKernelRegression({ x, y, steps: 0 }), [
    { w: 1, loss: Math.fround(now), gradient: Math.fround(gradient) },
  ]);
});

test('rows are summarised', () => {
  const { entropy, largest, largestKey, effectiveKeys } = core.summariseRows({
    weights: [
      [
        [0.5, 0.5, 0],
        [0, 0, 1],
      ],
      [
        [0, 0, 0],
        [NaN, 0, 0],
      ],
    ],
  });
  agrees(
    'entropy',
    { ...entropy, data: [...entropy.data.slice(0, 3)] },
    { data: [Math.log(2), 0, 0], shape: [2, 2] },
    1e-7,
  );
  assert.deepEqual([...largest.data], [0.5, 1, 0, NaN]);
  assert.deepEqual(largestKey, { data: Int32Array.of(0, 2, -1, -1), shape: [2, 2] });
  agrees(
    'effective keys',
    { ...effectiveKeys, data: [...effectiveKeys.data.slice(0, 3)] },
    { data: [2, 1, 0], shape: [2, 2] },
    1e-6,
  );
});
