// What trains: gradients, normalizations, optimizers, summaries of rows and seeded random numbers.
import { checkNumber, checkObject, isGiven, wrongRange, wrongType } from './checks.mjs';
import { SCORING } from './core.mjs';
import { LARGEST_MEMORY, checkExtent, countOf } from './tensors.mjs';

const NORM = ['input', 'gain', 'bias', 'epsilon'];

function putNorm(core, options, more = []) {
  checkObject('options', options, [...NORM, ...more]);
  core.put('queries', options.input, { as: 'input' });
  core.putIfGiven('gain', options.gain);
  core.putIfGiven('parameters.outputBias', options.bias, { as: 'bias' });
  core.putNumber('epsilon', options.epsilon, { above: 0 });
}

function normGradients(core, options, name) {
  return core.request(() => {
    putNorm(core, options, ['outputGradient']);
    core.put('outputGradient', options.outputGradient);
    core.check(core.wasm[name]());
    return {
      input: core.gradient('queries'),
      gain: core.gradient('gain'),
      bias: core.gradient('parameters.outputBias'),
    };
  });
}

function norm(core, options, name) {
  return core.request(() => {
    putNorm(core, options);
    core.check(core.wasm[name]());
    return core.get('output');
  });
}

/** The three gradients that every kind of attention has. */
const inputGradients = (core) =>
  Object.fromEntries(['queries', 'keys', 'values'].map((name) => [name, core.gradient(name)]));

export const TRAINING = {
  attendGradients(core, options) {
    return core.request(() => {
      checkObject('options', options, ['queries', 'keys', 'values', ...SCORING, 'past', 'outputGradient']);
      core.putAll(options, ['queries', 'keys', 'values', 'outputGradient']);
      core.putPast(options.past);
      const scoring = core.putScoring(options);
      core.putMask(options.mask);
      core.check(core.wasm.attend_gradients(scoring));
      const [width, scale, temperature, softcap] = [0, 1, 2, 3].map((index) => core.wasm.get_answer(index));
      const result = {
        ...inputGradients(core),
        parameters: { ...core.parameterGradients(options.parameters ?? {}), width },
        scale,
        temperature,
        softcap,
      };
      if (isGiven(options.past))
        result.past = { keys: core.gradient('past.keys'), values: core.gradient('past.values') };
      if (isGiven(options.mask?.additive)) result.mask = { additive: core.gradient('mask.additive') };
      return result;
    });
  },

  softmaxGradient(core, options) {
    return core.request(() => {
      checkObject('options', options, ['weights', 'weightsGradient']);
      core.put('queries', options.weights, { as: 'weights' });
      core.put('keys', options.weightsGradient, { as: 'weightsGradient' });
      core.check(core.wasm.softmax_gradient());
      return core.get('output');
    });
  },

  multiHeadGradients(core, options) {
    return core.request(() => {
      checkObject('options', options, ['queries', 'keys', 'values', 'heads', 'parameters', 'mask', 'outputGradient']);
      core.putAll(options, ['queries', 'keys', 'values', 'outputGradient']);
      core.putHeads(options);
      core.putMask(options.mask);
      core.check(core.wasm.multi_head_gradients());
      return { ...inputGradients(core), parameters: core.parameterGradients(options.parameters ?? {}) };
    });
  },

  linear(core, options) {
    return core.request(() => {
      checkObject('options', options, ['input', 'weights', 'bias']);
      core.put('queries', options.input, { as: 'input' });
      core.put('parameters.outputWeights', options.weights, { as: 'weights' });
      core.putIfGiven('parameters.outputBias', options.bias, { as: 'bias' });
      core.check(core.wasm.linear());
      return core.get('output');
    });
  },

  linearGradients(core, options) {
    return core.request(() => {
      checkObject('options', options, ['input', 'weights', 'outputGradient']);
      core.put('queries', options.input, { as: 'input' });
      core.put('parameters.outputWeights', options.weights, { as: 'weights' });
      core.put('outputGradient', options.outputGradient);
      core.check(core.wasm.linear_gradients());
      const [weights, bias] = ['outputWeights', 'outputBias'].map((name) => core.gradient(`parameters.${name}`));
      return { input: core.gradient('queries'), weights, bias };
    });
  },

  layerNorm: (core, options) => norm(core, options, 'layer_norm'),
  batchNorm: (core, options) => norm(core, options, 'batch_norm'),
  layerNormGradients: (core, options) => normGradients(core, options, 'layer_norm_gradients'),
  batchNormGradients: (core, options) => normGradients(core, options, 'batch_norm_gradients'),

  addNorm(core, options) {
    return core.request(() => {
      putNorm(core, options, ['update']);
      core.put('keys', options.update, { as: 'update' });
      core.check(core.wasm.add_norm());
      return core.get('output');
    });
  },

  summariseRows(core, options) {
    return core.request(() => {
      checkObject('options', options, ['weights']);
      core.put('queries', options.weights, { as: 'weights' });
      core.check(core.wasm.summarise_rows());
      const [entropy, largest, effectiveKeys] = ['output', 'weights', 'rawScores'].map((name) => core.get(name));
      return { entropy, largest, largestKey: { data: core.rows(), shape: [...entropy.shape] }, effectiveKeys };
    });
  },

  random: (core, options) => randomNumbers(core, options),
};

// ---- optimizers -------------------------------------------------------------------------------------------------

const DECAY = { minimum: 0, below: 1 };

export const OPTIMIZERS = {
  sgd(core, options = {}) {
    checkObject('options', options, ['rate', 'momentum']);
    const { rate = 0.1, momentum = 0 } = options;
    core.wasm.sgd_open(checkNumber('rate', rate, { above: 0 }), checkNumber('momentum', momentum, DECAY));
    return optimizer(core, rate);
  },

  adam(core, options = {}) {
    checkObject('options', options, ['rate', 'firstDecay', 'secondDecay', 'epsilon']);
    const { rate = 0.001, firstDecay = 0.9, secondDecay = 0.999, epsilon = 1e-8 } = options;
    const decays = [checkNumber('firstDecay', firstDecay, DECAY), checkNumber('secondDecay', secondDecay, DECAY)];
    core.wasm.adam_open(
      checkNumber('rate', rate, { above: 0 }),
      ...decays,
      checkNumber('epsilon', epsilon, { above: 0 }),
    );
    return optimizer(core, rate);
  },
};

/** `core`: one of its own, in which what it remembers of the steps before lives. */
function optimizer(core, initialRate) {
  const first = core.wasm;
  const step = (options) =>
    core.request(() => {
      checkObject('options', options, ['parameters', 'gradients', 'rate']);
      if (core.wasm !== first) {
        throw new TypeError(
          'optimizer: has lost what it remembered of its steps when memory ran out; make another one.',
        );
      }
      const { parameters, gradients, rate = initialRate } = options;
      for (const [name, list] of Object.entries({ parameters, gradients })) {
        if (!Array.isArray(list)) throw wrongType(name, list, 'an array of tensors');
      }
      checkNumber('rate', rate, { above: 0 });
      parameters.forEach((parameter, index) => {
        const data = parameter?.data;
        if (!(data instanceof Float32Array)) {
          // what it writes to
          throw wrongType(`parameters[${index}].data`, data, 'a Float32Array, as tensor() makes it,');
        }
        core.put('parameter', parameter, { as: `parameters[${index}]` });
      });
      gradients.forEach((gradient, index) => core.put('gradient', gradient, { as: `gradients[${index}]` }));
      core.check(core.wasm.optimizer_step(rate));
      parameters.forEach(({ data }, index) => {
        core.read(core.wasm.get_parameter(index), `parameters[${index}]`, data);
      });
    });
  return Object.freeze({ step });
}

// ---- random numbers ---------------------------------------------------------------------------------------------

const LARGEST_SEED = 2n ** 64n - 1n;

/** A whole number of 64 bits at most. */
function checkWhole(name, value, minimum) {
  const expected = `a whole number from ${minimum} to 2^53 − 1, or a bigint up to 2^64 − 1,`;
  if (typeof value !== 'number' && typeof value !== 'bigint') throw wrongType(name, value, expected);
  const isWhole = typeof value === 'bigint' ? value <= LARGEST_SEED : Number.isSafeInteger(value);
  if (!isWhole || value < minimum) throw wrongRange(name, Number(value), expected);
  return BigInt(value);
}

/** The state is kept here and lent to the program for each number. */
function randomNumbers(core, options) {
  checkObject('options', options, ['seed']);
  const seed = checkWhole('seed', options.seed, 0);
  const bytes = () =>
    new Uint8Array(core.wasm.memory.buffer, core.wasm.random_state() >>> 0, core.wasm.random_state_size());
  core.wasm.random_seed(seed);
  const state = bytes().slice();
  const draw = (call) =>
    core.request(() => {
      bytes().set(state);
      const drawn = call(core.wasm);
      state.set(bytes());
      return drawn;
    });
  const range = (minimum, maximum) => [
    checkNumber('minimum', minimum),
    checkNumber('maximum', maximum, { above: minimum }),
  ];
  const spread = (mean, deviation) => [checkNumber('mean', mean), checkNumber('deviation', deviation, { minimum: 0 })];
  const drawTensor = (shape, isNormal, numbers) => {
    if (!Array.isArray(shape)) throw wrongType('shape', shape, 'an array of extents');
    if (shape.length > 5) throw wrongRange('shape', shape.length, 'a rank of at most 5');
    for (let axis = 0; axis < shape.length; ++axis) checkExtent(`shape[${axis}]`, shape[axis]);
    if (4 * countOf(shape) > LARGEST_MEMORY) throw wrongRange('shape', countOf(shape), 'at most 939,524,096 numbers');
    return draw((wasm) => {
      core.putShape(shape);
      wasm.random_tensor(isNormal, ...numbers);
      return core.get('output');
    });
  };
  return Object.freeze({
    bits: () => draw((wasm) => BigInt.asUintN(64, wasm.random_bits())),
    uniform: (minimum = 0, maximum = 1) => draw((wasm) => wasm.random_uniform(...range(minimum, maximum))),
    normal: (mean = 0, deviation = 1) => draw((wasm) => wasm.random_normal(...spread(mean, deviation))),
    below: (bound) => {
      const drawn = draw((wasm) => BigInt.asUintN(64, wasm.random_below(checkWhole('bound', bound, 1))));
      return typeof bound === 'bigint' ? drawn : Number(drawn);
    },
    uniformTensor: (given) => {
      checkObject('options', given, ['shape', 'minimum', 'maximum']);
      return drawTensor(given.shape, 0, range(given.minimum ?? 0, given.maximum ?? 1));
    },
    normalTensor: (given) => {
      checkObject('options', given, ['shape', 'mean', 'deviation']);
      return drawTensor(given.shape, 1, spread(given.mean ?? 0, given.deviation ?? 1));
    },
  });
}
