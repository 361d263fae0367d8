// The functions of the book's chapter. Each takes a core and its options, checks them, and returns fresh results.
import { checkName, checkNumber, checkObject, isGiven, wrongType } from './checks.mjs';
import { Core, RESULTS, SCORING, SCORINGS, argument, inSlices } from './core.mjs';
import { LARGEST_MEMORY } from './tensors.mjs';

const KERNELS = SCORINGS.slice(5);
const POOLINGS = ['average', 'max', 'fully_connected', 'convolution', 'attention'];
const MATRICES = ['weights', 'rawScores', 'scores', 'capped', 'masked', 'exponentials'];
const WANTED = RESULTS.concat('fullyMaskedRows');
const ATTEND = ['queries', 'keys', 'values', ...SCORING, 'past', 'want', 'into'];

/** Refuses what cannot fit into WebAssembly's memory before anything is copied there. */
function checkMemory({ queries, keys, values, past }, want) {
  if (![queries, keys, values].every(({ shape }) => shape.length >= 2)) return;  // the core says why
  const last = ({ shape }, back) => shape[shape.length - back];
  const length = last(keys, 2) + (past && past.keys.shape.length >= 2 ? last(past.keys, 2) : 0);
  const rows = queries.data.length / Math.max(1, last(queries, 1));
  const matrices = want.filter((name) => MATRICES.includes(name)).length;
  const given = queries.data.length + keys.data.length + values.data.length;
  const bytes = 4 * (rows * length * matrices + 2 * given + rows * last(values, 1));
  if (bytes > LARGEST_MEMORY) {
    throw new RangeError(
      `want: these results need ${(bytes / 2 ** 30).toFixed(1)} GiB, but WebAssembly has at most 4. ` +
        'Ask for the output only, or use attentionWindow for parts of the weights.',
    );
  }
}

/** The options of attend, checked as far as JavaScript does, with tensors in place of whatever they were given as. */
export function attendOptions(options) {
  checkObject('options', options, ATTEND);
  const { want = ['output'], into, past, mask, parameters } = options;
  if (!Array.isArray(want)) throw wrongType('want', want, 'an array of names');
  for (let index = 0; index < want.length; ++index) {
    // forEach would pass over holes, 10⁸ of them one by one
    checkName(`want[${index}]`, want[index], WANTED);
  }
  if (isGiven(into)) {
    checkObject('into', into, RESULTS);
    for (const name of Object.keys(into)) {
      if (!want.includes(name)) throw new RangeError(`into.${name}: is given, but 'want' does not ask for '${name}'.`);
    }
  }
  const given = { ...options, want };
  for (const name of ['queries', 'keys', 'values']) given[name] = argument(name, options[name]);
  if (isGiven(past)) {
    checkObject('past', past, ['keys', 'values']);
    given.past = { keys: argument('past.keys', past.keys), values: argument('past.values', past.values) };
  }
  checkMemory(given, want);
  given.mask = withArguments('mask', mask, ['validLengths', 'boolean', 'additive']);
  given.parameters = withArguments('parameters', parameters, ['queryWeights', 'keyWeights', 'scoreVector', 'matrix']);
  return given;
}

/** `object` with its tensors checked; what is no object is left to the one who reads it. */
function withArguments(path, object, names) {
  if (typeof object !== 'object' || object === null || Array.isArray(object) || ArrayBuffer.isView(object))
    return object;
  const tensors = names.filter((name) => isGiven(object[name]));
  return { ...object, ...Object.fromEntries(tensors.map((name) => [name, argument(`${path}.${name}`, object[name])])) };
}

/** Checks the rest of what JavaScript checks: then the options hold nothing that could not be sent to a worker. */
export function checkNumbers(given) {
  const nobody = Object.assign(Object.create(Core.prototype), { put() {}, wasm: { 'put_number'() {} } });
  nobody.putScoring(given);
  nobody.putMask(given.mask);
}

function openAttend(core, given) {
  let bits = 0;
  for (const name of given.want) if (name !== 'fullyMaskedRows') bits |= 1 << RESULTS.indexOf(name);
  core.putAll(given, ['queries', 'keys', 'values']);
  core.putPast(given.past);
  const scoring = core.putScoring(given);
  core.putMask(given.mask);
  core.check(core.wasm.attend_open(scoring, bits));
}

function finishAttend(core, { want, into }) {
  core.wasm.attend_finish();
  return Object.fromEntries(
    want.map((name) => [name, name === 'fullyMaskedRows' ? core.rows() : core.get(name, into?.[name])]),
  );
}

/** What attend() answers, computed in slices of some milliseconds: the same numbers. The core must be nobody else's. */
export function attendInSlices(core, given, onShare) {
  return core.slowRequest(async () => {
    openAttend(core, given);
    await inSlices((rows) => core.wasm.attend_advance(rows), 12, onShare);
    return finishAttend(core, given);
  });
}

export const ATTENTION = {
  attend(core, options) {
    return core.request(() => {
      const given = attendOptions(options);
      openAttend(core, given);
      core.wasm.attend_advance(Number.MAX_SAFE_INTEGER);
      return finishAttend(core, given);
    });
  },

  maskedSoftmax(core, options) {
    return core.request(() => {
      checkObject('options', options, ['scores', 'validLengths']);
      core.put('queries', options.scores, { as: 'scores' });
      core.putIfGiven('mask.validLengths', options.validLengths, { as: 'validLengths' });
      core.check(core.wasm.masked_softmax());
      return core.get('output');
    });
  },

  multiHeadAttention(core, options) {
    return core.request(() => {
      checkObject('options', options, ['queries', 'keys', 'values', 'heads', 'parameters', 'mask']);
      core.putAll(options, ['queries', 'keys', 'values']);
      core.putHeads(options);
      core.putMask(options.mask);
      core.check(core.wasm.multi_head_attention(), { want: 'weights' });
      return { output: core.get('output'), weights: core.get('weights'), fullyMaskedRows: core.rows() };
    });
  },

  positionalEncoding(core, options) {
    return core.request(() => {
      checkObject('options', options, ['length', 'width', 'base', 'firstPosition']);
      const { length, width, base = 10000, firstPosition = 0 } = options;
      checkNumber('length', length, { integer: true, minimum: 0 });
      checkNumber('width', width, { integer: true, minimum: 1 });
      checkNumber('base', base, { above: 0 });
      checkNumber('firstPosition', firstPosition, {
        integer: true,
        minimum: -Number.MAX_SAFE_INTEGER,
        maximum: Number.MAX_SAFE_INTEGER,
      });
      core.check(core.wasm.positional_encoding(length, width, base, firstPosition));
      return core.get('output');
    });
  },

  pool(core, options) {
    return core.request(() => {
      checkObject('options', options, [
        'pooling',
        'values',
        'keys',
        'query',
        'filter',
        'fixedWeights',
        'saliences',
        ...SCORING,
      ]);
      const pooling = checkName('pooling', options.pooling, POOLINGS);
      core.put('values', options.values);
      core.putIfGiven('keys', options.keys);
      core.putIfGiven('queries', options.query, { as: 'query' });
      for (const name of ['filter', 'fixedWeights', 'saliences']) core.putIfGiven(name, options[name]);
      const scoring = core.putScoring(options);
      core.putMask(options.mask);
      core.check(core.wasm.pool(pooling, scoring));
      const result = { output: core.get('output'), weights: core.get('weights') };
      if (pooling >= 3) result.scores = core.get('scores');
      return result;
    });
  },

  kernelRegression(core, options) {
    return core.request(() => {
      checkObject('options', options, ['x', 'y', 'queries', 'kernel', 'width']);
      putPoints(core, options);
      core.put('queries', options.queries, { isLine: true });
      const kernel = 5 + checkName('kernel', options.kernel ?? 'gaussian', KERNELS);
      core.putNumber('width', options.width, { above: 0 });
      core.check(core.wasm.kernel_regression(kernel), { want: 'weights' });
      return { predictions: core.get('output'), weights: core.get('weights'), queriesOutOfReach: core.rows() };
    });
  },

  leaveOneOut(core, options) {
    return core.request(() => {
      checkObject('options', options, ['x', 'y', 'w']);
      putPoints(core, options);
      core.check(core.wasm.leave_one_out(checkNumber('w', options.w ?? 1)), { want: 'weights' });
      const [loss, gradient] = [core.wasm.get_answer(0), core.wasm.get_answer(1)];
      return { loss, gradient, predictions: core.get('output'), weights: core.get('weights') };
    });
  },

  trainKernelRegression(core, options) {
    return core.request(() => {
      checkObject('options', options, ['x', 'y', 'w', 'rate', 'steps']);
      putPoints(core, options);
      const { w = 1, rate = 0.5, steps = 5 } = options;
      checkNumber('w', w);
      checkNumber('rate', rate, { above: 0 });
      checkNumber('steps', steps, { integer: true, minimum: 0, maximum: 100000 });
      core.check(core.wasm.train_kernel_regression(w, rate, steps));
      const { data, shape } = core.get('output');
      return Array.from({ length: shape[0] }, (_, i) => ({
        w: data[3 * i],
        loss: data[3 * i + 1],
        gradient: data[3 * i + 2],
      }));
    });
  },
};

function putPoints(core, { x, y }) {
  core.put('keys', x, { as: 'x' });
  core.put('values', y, { as: 'y' });
}
