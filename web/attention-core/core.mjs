// The WebAssembly program as JavaScript sees it: one request at a time, of tensors and numbers that are put into slots.
// The order of these lists is that of bridge.h, of bridge.cpp and of the enums in src/core.
import { checkBoolean, checkName, checkNumber, checkObject, isGiven, wrongType } from './checks.mjs';
import { LARGEST_EXTENT, asTensor, countOf } from './tensors.mjs';

const TENSOR_SLOTS = [
  'queries',
  'keys',
  'values',
  'past.keys',
  'past.values',
  'mask.additive',
  'parameters.queryWeights',
  'parameters.keyWeights',
  'parameters.scoreVector',
  'parameters.matrix',
  'parameters.valueWeights',
  'parameters.outputWeights',
  'parameters.queryBias',
  'parameters.keyBias',
  'parameters.valueBias',
  'parameters.outputBias',
  'saliences',
  'fixedWeights',
  'filter',
  'outputGradient',
  'gain',
];
const SLOT = Object.fromEntries(TENSOR_SLOTS.map((name, slot) => [name, slot]));
Object.assign(SLOT, { 'mask.validLengths': 30, 'mask.boolean': 31, 'parameter': 40, 'gradient': 41 });
const NUMBERS = { 'mask.validLengths': Int32Array, 'mask.boolean': Uint8Array };  // of all others: Float32Array
// What has one axis only, so that a flat list can mean nothing else.
const LINES = [
  'query',
  'filter',
  'saliences',
  'fixedWeights',
  'x',
  'y',
  'gain',
  'bias',
  'validLengths',
  'mask.validLengths',
  'parameters.scoreVector',
  'parameters.queryBias',
  'parameters.keyBias',
  'parameters.valueBias',
  'parameters.outputBias',
];
const NUMBER = {
  'scale': 0,
  'temperature': 1,
  'softcap': 2,
  'mask.window': 3,
  'mask.causal': 4,
  'parameters.width': 5,
  'width': 5,
  'heads': 6,
  'mask.firstQuery': 7,
  'epsilon': 8,
};
export const SCORINGS = [
  'scaled_dot_product',
  'dot_product',
  'additive',
  'bilinear',
  'cosine',
  'gaussian',
  'boxcar',
  'triangular',
  'epanechikov',
  'constant',
];
export const RESULTS = [
  'output',
  'weights',
  'rawScores',
  'scores',
  'capped',
  'masked',
  'rowMaxima',
  'exponentials',
  'rowSums',
  'logSumExp',
  'presentKeys',
  'presentValues',
];

const MASK = ['causal', 'validLengths', 'boolean', 'additive', 'window', 'firstQuery'];
const SCORING_TENSORS = ['queryWeights', 'keyWeights', 'scoreVector', 'matrix'];
export const SCORING = ['scoring', 'parameters', 'scale', 'temperature', 'softcap', 'mask'];
const PROJECTIONS = [
  'queryWeights',
  'queryBias',
  'keyWeights',
  'keyBias',
  'valueWeights',
  'valueBias',
  'outputWeights',
  'outputBias',
];

const camelCase = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
const JS_NAMES = { 'mask.allowed': 'mask.boolean' };
const jsName = (name) => JS_NAMES[name] ?? camelCase(name);

/** An argument as put() takes it, checked, with the numbers where they were if they can be read there. */
export const argument = (name, given, { as = name, isLine = LINES.includes(as) } = {}) =>
  asTensor(as, given, NUMBERS[name], isLine);

export class Core {
  constructor(module, build) {
    this.module = module;
    this.build = build;
    this.instantiate();
  }

  instantiate() {
    const imports = {};
    for (const { module, name } of WebAssembly.Module.imports(this.module)) {
      (imports[module] ??= {})[name] =
        name === 'proc_exit'
          ? () => {
              throw new WebAssembly.RuntimeError('exit');
            }
          : () => 0;
    }
    this.wasm = new WebAssembly.Instance(this.module, imports).exports;
    this.wasm._initialize?.();
    this.shape = this.wasm.shape() >> 2;
  }

  /** Runs `call` with an empty request and gives the memory back whatever happens. */
  request(call) {
    try {
      return call();
    } catch (error) {
      throw this.explained(error);
    } finally {
      this.wasm.clear();
    }
  }

  /** The same for a call that pauses; the core must be nobody else's meanwhile. */
  async slowRequest(call) {
    try {
      return await call();
    } catch (error) {
      throw this.explained(error);
    } finally {
      this.wasm.clear();
    }
  }

  /** Out of memory ends the program: another one is started, and a sentence says why. */
  explained(error) {
    if (!(error instanceof WebAssembly.RuntimeError)) return error;
    this.instantiate();  // the old instance's memory is in an unknown state
    return new RangeError(
      `memory: these arguments need more than WebAssembly could get here (${error.message}). ` +
        "Ask for less with 'want', compute some rows at a time (mask.firstQuery), or use attentionWindow.",
      { cause: error },
    );
  }

  putShape(shape) {
    const ints = new Int32Array(this.wasm.memory.buffer, this.shape << 2, 8);
    ints[0] = shape.length;
    for (let axis = 0; axis < shape.length; ++axis) ints[axis + 1] = shape[axis];
  }

  /** Copies a tensor into the slot `name`. `as`: what this function calls it; `isLine`: has it one axis at most? */
  put(name, given, how) {
    const { data, shape } = argument(name, given, how);
    this.putShape(shape);
    const pointer = this.wasm.put(SLOT[name]) >>> 0;
    if (data.length > 0) new (NUMBERS[name] ?? Float32Array)(this.wasm.memory.buffer, pointer, data.length).set(data);
  }

  putIfGiven(name, given, how) {
    if (isGiven(given)) this.put(name, given, how);
  }

  putAll(options, names) {
    for (const name of names) this.put(name, options[name]);
  }

  putNumber(name, value, limits) {
    if (isGiven(value)) this.wasm.put_number(NUMBER[name], checkNumber(name, value, limits));
  }

  readShape() {
    const ints = new Int32Array(this.wasm.memory.buffer, this.shape << 2, 8);
    return Array.from(ints.subarray(1, 1 + ints[0]));
  }

  /** A result, in fresh memory or in the array `into` of exactly its length. */
  get(name, into) {
    return this.read(this.wasm.get(RESULTS.indexOf(name)), `into.${name}`, into);
  }

  /** The gradient of what lies in the slot `name`. */
  gradient(name) {
    return this.read(this.wasm.get(SLOT[name]));
  }

  read(address, name, into) {
    const shape = this.readShape(),
      count = countOf(shape);
    const numbers = count ? new Float32Array(this.wasm.memory.buffer, address >>> 0, count) : new Float32Array(0);
    return isGiven(into) ? { data: written(name, into, numbers, shape), shape } : { data: numbers.slice(), shape };
  }

  rows() {
    const pointer = this.wasm.rows() >>> 0;
    const [count] = this.readShape();
    return count ? new Int32Array(this.wasm.memory.buffer, pointer, count).slice() : new Int32Array(0);
  }

  /** Throws what the core answered with, if it did. `names` says how this function calls the core's arguments. */
  check(status, names = {}) {
    if (status === 0) return;
    const pointer = this.wasm.error() >>> 0;
    const length = new Int32Array(this.wasm.memory.buffer, this.shape << 2, 1)[0];
    const text = new TextDecoder().decode(new Uint8Array(this.wasm.memory.buffer, pointer, length).slice());
    const [name, message] = text.split('\n');
    throw new RangeError(`${names[name] ?? jsName(name)}: ${message.replace(/\b(mask|parameters)\.[a-z_]+/g, jsName)}`);
  }

  putMask(mask) {
    if (!isGiven(mask)) return;
    checkObject('mask', mask, MASK);
    if (isGiven(mask.causal))
      this.wasm.put_number(NUMBER['mask.causal'], checkBoolean('mask.causal', mask.causal) ? 1 : 0);
    this.putNumber('mask.firstQuery', mask.firstQuery, { integer: true, minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
    this.putNumber('mask.window', mask.window, { integer: true, minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
    for (const name of ['validLengths', 'boolean', 'additive']) this.putIfGiven(`mask.${name}`, mask[name]);
  }

  putPast(past) {
    if (!isGiven(past)) return;
    checkObject('past', past, ['keys', 'values']);
    for (const name of ['keys', 'values']) this.put(`past.${name}`, past[name]);
  }

  putScoring({ scoring = 'scaled_dot_product', parameters, scale, temperature, softcap }) {
    const index = checkName('scoring', scoring, SCORINGS);
    if (isGiven(parameters)) {
      checkObject('parameters', parameters, [...SCORING_TENSORS, 'width']);
      for (const name of SCORING_TENSORS) this.putIfGiven(`parameters.${name}`, parameters[name]);
      this.putNumber('parameters.width', parameters.width, { above: 0 });
    }
    this.putNumber('scale', scale);
    this.putNumber('temperature', temperature, { above: 0 });
    this.putNumber('softcap', softcap, { above: 0 });
    return index;
  }

  /** The heads and the projections of multi-head attention. */
  putHeads({ heads = 1, parameters }) {
    this.putNumber('heads', heads, { integer: true, minimum: 1, maximum: LARGEST_EXTENT });
    if (!isGiven(parameters)) return;
    checkObject('parameters', parameters, PROJECTIONS);
    for (const name of PROJECTIONS) this.putIfGiven(`parameters.${name}`, parameters[name]);
  }

  /** The gradients of the parameters that were given. */
  parameterGradients(parameters) {
    const names = Object.keys(parameters).filter((name) => name !== 'width' && isGiven(parameters[name]));
    return Object.fromEntries(names.map((name) => [name, this.gradient(`parameters.${name}`)]));
  }
}

/** `into`, an array of the caller's, with `numbers` in it. */
export function written(name, into, numbers, shape) {
  if (!(into instanceof Float32Array)) throw wrongType(name, into, 'a Float32Array');
  if (into.length !== numbers.length) {
    throw new RangeError(
      `${name}: has ${into.length} numbers, but the result of shape [${shape.join(', ')}] has ${numbers.length}.`,
    );
  }
  into.set(numbers);
  return into;
}

/**
 * Calls `advance` with a growing or shrinking share of the work, so that each takes about `milliseconds`, until it says
 * 1; `between` hears what it says and may throw. Between two calls input and drawing happen.
 */
export async function inSlices(advance, milliseconds, between) {
  for (let budget = 1; ;) {
    const start = performance.now();
    const done = advance(budget);
    const fitting = Math.round((budget * milliseconds) / Math.max(0.05, performance.now() - start));
    budget = Math.max(1, Math.min(2 * budget, fitting));
    between(done);
    if (done >= 1) return;
    await pause();
  }
}

/** A message arrives at once, where a timer would wait. */
const pause = () =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
