// What trains, in JavaScript, says what is wrong with its arguments. LAB_DIST: the folder of attention-core.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

const { loadAttentionCore, tensor } = await import(pathToFileURL(`${process.env.LAB_DIST}/attention-core.mjs`).href);
const core = await loadAttentionCore();

test('wrong arguments of what trains throw an error that names them', () => {
  const q = [[1, 2]],
    good = { queries: q, keys: q, values: [[1]], outputGradient: [[1]] },
    random = core.random({ seed: 1 });
  const step = (options, optimizer = core.sgd()) =>
    optimizer.step({ parameters: [tensor([1])], gradients: [[1]], ...options });
  const used = core.adam();
  step({}, used);
  const cases = [
    [TypeError, /^outputGradient: is missing/, () => core.attendGradients({ ...good, outputGradient: undefined })],
    [
      RangeError,
      /^outputGradient: has shape \(1, 2\).*\(1, 1\) is expected/,
      () => core.attendGradients({ ...good, outputGradient: [[1, 2]] }),
    ],
    [TypeError, /^options: has no 'want'/, () => core.attendGradients({ ...good, want: ['weights'] })],
    [RangeError, /^outputGradient: /, () => core.multiHeadGradients({ ...good, outputGradient: [[1, 2]] })],
    [
      RangeError,
      /^parameters\.valueWeights: /,
      () => core.multiHeadGradients({ ...good, parameters: { valueWeights: [[1, 2]] } }),
    ],
    [
      RangeError,
      /^weightsGradient: has shape \(1,\)/,
      () => core.softmaxGradient({ weights: [[1]], weightsGradient: [1] }),
    ],
    [RangeError, /^weights: has shape \(1, 3\)/, () => core.linear({ input: q, weights: [[1, 2, 3]] })],
    [RangeError, /^bias: has shape \(2,\)/, () => core.linear({ input: q, weights: q, bias: [1, 2] })],
    [RangeError, /^outputGradient: /, () => core.linearGradients({ input: q, weights: q, outputGradient: q })],
    [RangeError, /^gain: has shape \(1,\)/, () => core.layerNorm({ input: q, gain: [1] })],
    [RangeError, /^bias: has shape \(3,\)/, () => core.batchNorm({ input: q, bias: [1, 2, 3] })],
    [RangeError, /^epsilon: is 0, but a finite number > 0/, () => core.layerNorm({ input: q, epsilon: 0 })],
    [RangeError, /^update: has shape \(2, 1\)/, () => core.addNorm({ input: q, update: [[1], [2]] })],
    [RangeError, /^outputGradient: /, () => core.layerNormGradients({ input: q, outputGradient: [[1]] })],
    [RangeError, /^rate: is 0, but/, () => core.sgd({ rate: 0 })],
    [RangeError, /^momentum: is 1, but a finite number ≥ 0 and < 1/, () => core.sgd({ momentum: 1 })],
    [RangeError, /^firstDecay: is 1/, () => core.adam({ firstDecay: 1 })],
    [RangeError, /^secondDecay: is -0\.1/, () => core.adam({ secondDecay: -0.1 })],
    [RangeError, /^epsilon: is 0/, () => core.adam({ epsilon: 0 })],
    [TypeError, /^options: has no 'decay'/, () => core.adam({ decay: 1 })],
    [TypeError, /^parameters: is undefined, but an array of tensors/, () => step({ parameters: undefined })],
    [
      TypeError,
      /^parameters\[0\]\.data: is undefined, but a Float32Array, as tensor\(\) makes it, is expected/,
      () => step({ parameters: [[1]] }),
    ],
    [
      RangeError,
      /^gradients: number 0 has shape \(2,\), but its parameter has \(1,\)/,
      () => step({ gradients: [[1, 2]] }),
    ],
    [RangeError, /^gradients: are 0, but there are 1 parameters/, () => step({ gradients: [] })],
    [RangeError, /^rate: is -1/, () => step({ rate: -1 })],
    [
      RangeError,
      /^parameters: number 0 has 2 numbers, but at the steps before it had 1/,
      () => step({ parameters: [tensor([1, 2])], gradients: [[1, 2]] }, used),
    ],
    [RangeError, /^weights: has shape \(\)/, () => core.summariseRows({ weights: { data: [1], shape: [] } })],
    [
      RangeError,
      /^x: has 65536 points, but at most 16384/,
      () => core.leaveOneOut({ x: new Float32Array(65536), y: new Float32Array(65536) }),
    ],
    [TypeError, /^seed: is undefined, but a whole number from 0/, () => core.random({})],
    [RangeError, /^seed: is 1\.5/, () => core.random({ seed: 1.5 })],
    [RangeError, /^seed: is -1/, () => core.random({ seed: -1n })],
    [RangeError, /^seed: is 18446744073709552000/, () => core.random({ seed: 2n ** 64n })],
    [RangeError, /^bound: is 0, but a whole number from 1/, () => random.below(0)],
    [RangeError, /^maximum: is 0, but a finite number > 0/, () => random.uniform(0, 0)],
    [RangeError, /^deviation: is -1/, () => random.normal(0, -1)],
    [TypeError, /^shape: is 3/, () => random.uniformTensor({ shape: 3 })],
    [TypeError, /^shape\[1\]: is undefined/, () => random.normalTensor({ shape: [1, , 2] })],  // eslint-disable-line no-sparse-arrays
    [RangeError, /^shape: is 4000000000, but at most 939,524,096/, () => random.normalTensor({ shape: [2e9, 2] })],
  ];
  for (const [kind, message, call] of cases) {
    assert.throws(call, (error) => {
      assert.equal(error.constructor, kind, error.message);
      assert.match(error.message, message);
      return true;
    });
  }
});

test('an optimizer that lost its memory says so instead of beginning anew', () => {
  const original = WebAssembly.Instance;
  let fails = false;
  WebAssembly.Instance = function (...words) {
    const { exports } = new original(...words);
    const optimizerStep = (rate) => {
      if (fails) throw new WebAssembly.RuntimeError('unreachable');
      return exports.optimizer_step(rate);
    };
    return { exports: { ...exports, 'optimizer_step': optimizerStep } };
  };
  try {
    const optimizer = core.sgd({ rate: 1, momentum: 0.5 }),
      parameters = [tensor([0])],
      gradients = [[1]];
    optimizer.step({ parameters, gradients });
    fails = true;
    assert.throws(() => optimizer.step({ parameters, gradients }), /^RangeError: memory: /);
    fails = false;
    assert.throws(
      () => optimizer.step({ parameters, gradients }),
      /^TypeError: optimizer: has lost what it remembered/,
    );
    assert.equal(parameters[0].data[0], -1);
  } finally {
    WebAssembly.Instance = original;
  }
});
