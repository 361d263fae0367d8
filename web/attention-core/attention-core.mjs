// Attention in JavaScript: loads the fastest WebAssembly build that this engine can run and checks every argument.
// Works in a page, in a Worker and in Node ≥ 20; no dependencies. Types and documentation: attention-core.d.mts.

const VERSION = '0.1.0';

// The order of these lists is that of bridge.cpp and of the enums in src/core.
const TENSOR_SLOTS = ['queries', 'keys', 'values', 'past.keys', 'past.values', 'mask.additive',
  'parameters.queryWeights', 'parameters.keyWeights', 'parameters.scoreVector', 'parameters.matrix',
  'parameters.valueWeights', 'parameters.outputWeights', 'parameters.queryBias', 'parameters.keyBias',
  'parameters.valueBias', 'parameters.outputBias', 'saliences', 'fixedWeights', 'filter'];
const SLOT = Object.fromEntries(TENSOR_SLOTS.map((name, slot) => [name, slot]));
SLOT['mask.validLengths'] = 30;
SLOT['mask.boolean'] = 31;
const NUMBER = { scale: 0, temperature: 1, softcap: 2, 'mask.window': 3, 'mask.causal': 4, 'parameters.width': 5, width: 5, heads: 6, 'mask.firstQuery': 7 };
const SCORINGS = ['scaled_dot_product', 'dot_product', 'additive', 'bilinear', 'cosine', 'gaussian', 'boxcar',
  'triangular', 'epanechikov', 'constant'];
const KERNELS = SCORINGS.slice(5);
const POOLINGS = ['average', 'max', 'fully_connected', 'convolution', 'attention'];
const RESULTS = ['output', 'weights', 'rawScores', 'scores', 'capped', 'masked', 'rowMaxima', 'exponentials',
  'rowSums', 'logSumExp', 'presentKeys', 'presentValues'];
const WANTED = RESULTS.concat('fullyMaskedRows');
const MATRICES = ['weights', 'rawScores', 'scores', 'capped', 'masked', 'exponentials'];
const LARGEST_EXTENT = 2 ** 31 - 1;
const LARGEST_MEMORY = 3.5 * 2 ** 30;  // bytes; WebAssembly addresses 4 GiB

// (module (func (result v128) i32x4.splat 0 ×3, f32x4.relaxed_madd)): compiles only where relaxed SIMD exists.
const RELAXED_SIMD_PROBE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1,
  17, 0, 65, 0, 253, 17, 65, 0, 253, 17, 65, 0, 253, 17, 253, 133, 2, 11]);

// ---- saying what is wrong ---------------------------------------------------------------------------------------

const withArticle = (name) => `${/^[AEIO]/i.test(name) ? 'an' : 'a'} ${name}`;
const describe = (value) => {
  if (value === null) return 'null';
  if (typeof value === 'string') return `'${value.length > 40 ? value.slice(0, 40) + '…' : value}'`;
  if (typeof value === 'number' || typeof value === 'boolean' || value === undefined) return String(value);
  if (typeof value === 'object') return withArticle(value.constructor?.name ?? 'object');
  return withArticle(typeof value);
};
const wrongType = (name, value, expected) => new TypeError(`${name}: is ${describe(value)}, but ${expected} is expected.`);
const wrongRange = (name, value, expected) => new RangeError(`${name}: is ${describe(value)}, but ${expected} is expected.`);

const isGiven = (value) => value !== undefined;

function checkObject(name, value, allowed) {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) {
    throw wrongType(name, value, `an object with ${allowed.join(', ')}`);
  }
  for (const key of Object.keys(value)) {
    if (!allowed.includes(key)) throw new TypeError(`${name}: has no '${key}'; it has ${allowed.join(', ')}.`);
  }
}

function checkNumber(name, value, { integer = false, minimum = -Infinity, above = -Infinity, maximum = Infinity } = {}) {
  const expected = `a finite ${integer ? 'whole ' : ''}number${above > -Infinity ? ` > ${above}` : ''}` +
    `${minimum > -Infinity ? ` ≥ ${minimum}` : ''}${maximum < Infinity ? ` ≤ ${maximum}` : ''}`;
  if (typeof value !== 'number') throw wrongType(name, value, expected);
  if (!Number.isFinite(value) || (integer && !Number.isInteger(value)) || value < minimum || value <= above || value > maximum) {
    throw wrongRange(name, value, expected);
  }
  const inFloat32 = integer ? value : Math.fround(value);  // as the core computes
  if (!Number.isFinite(inFloat32) || inFloat32 <= above) throw wrongRange(name, value, `${expected} in float32`);
  return value;
}

function checkBoolean(name, value) {
  if (typeof value !== 'boolean') throw wrongType(name, value, 'true or false');
  return value;
}

function checkName(name, value, names) {
  const expected = `one of ${names.map((each) => `'${each}'`).join(', ')}`;
  if (typeof value !== 'string') throw wrongType(name, value, expected);
  const index = names.indexOf(value);
  if (index < 0) throw wrongRange(name, value, expected);
  return index;
}

function checkTensor(name, tensor, Numbers = Float32Array) {
  const expected = `{ data: ${Numbers.name}, shape: […] }`;
  if (!isGiven(tensor)) throw new TypeError(`${name}: is missing; ${expected} is expected.`);
  if (typeof tensor !== 'object' || tensor === null || ArrayBuffer.isView(tensor) || Array.isArray(tensor)) throw wrongType(name, tensor, expected);
  const { data, shape } = tensor;
  if (!(data instanceof Numbers) && Object.prototype.toString.call(data) !== `[object ${Numbers.name}]`) {
    throw wrongType(`${name}.data`, data, withArticle(Numbers.name));
  }
  if (!Array.isArray(shape)) throw wrongType(`${name}.shape`, shape, 'an array of extents');
  if (shape.length > 5) throw wrongRange(`${name}.shape`, shape.length, 'a rank of at most 5');
  let count = 1;
  for (let axis = 0; axis < shape.length; ++axis) {  // forEach would pass over holes
    count *= checkNumber(`${name}.shape[${axis}]`, shape[axis], { integer: true, minimum: 0, maximum: LARGEST_EXTENT });
  }
  if (count !== data.length) {
    throw new RangeError(`${name}: has shape [${shape.join(', ')}], which means ${count} numbers, but its data has ${data.length}.`);
  }
  return tensor;
}

// ---- tensors of what people have --------------------------------------------------------------------------------

const isTypedArray = (value) => ArrayBuffer.isView(value) && !(value instanceof DataView);
const isList = (value) => Array.isArray(value) || isTypedArray(value);

/** One number as `Numbers` holds it. Fractions are rounded to float32; whole numbers must be kept as they are. */
function converted(place, value, Numbers) {
  if (typeof value !== 'number' && typeof value !== 'boolean' && typeof value !== 'bigint') throw wrongType(place(), value, 'a number');
  const number = Number(value);
  if (Numbers !== Float32Array && Numbers.of(number)[0] !== number) {
    throw wrongRange(place(), value, Numbers === Uint8Array ? 'a whole number from 0 to 255, true or false' : 'a whole number of 32 bits');
  }
  return number;
}

/** The extents of nested lists, as their first entries have them. */
function extentsOf(numbers) {
  const shape = [];
  for (let list = numbers; isList(list); list = list[0]) {
    shape.push(list.length);
    if (shape.length > 5) throw new RangeError('numbers: are nested more than 5 deep; a tensor has a rank of at most 5.');
  }
  return shape;
}

/** Copies `list`, `depth` lists deep inside `numbers`, to `data` from `at` on; returns where it ends. */
function copyInto(data, at, list, extents, path) {
  const place = () => `numbers${path.map((index) => `[${index}]`).join('')}`;
  const [extent, ...inner] = extents;
  if (!isList(list)) throw wrongType(place(), list, `a list of ${extent}`);
  if (list.length !== extent) throw new RangeError(`${place()}: has ${list.length} entries, but the lists before it have ${extent}.`);
  for (let i = 0; i < extent; ++i) {
    path.push(i);
    if (inner.length > 0) at = copyInto(data, at, list[i], inner, path);
    else data[at++] = converted(place, list[i], data.constructor);
    path.pop();
  }
  return at;
}

/**
 * A tensor of a number, of nested arrays or of any typed array; `shape` if it is another than theirs. Its numbers are a
 * copy: float32, or Int32Array for valid lengths and Uint8Array for a boolean mask.
 */
export function tensor(numbers, shape, Numbers = Float32Array) {
  if (![Float32Array, Int32Array, Uint8Array].includes(Numbers)) throw wrongType('Numbers', Numbers, 'Float32Array, Int32Array or Uint8Array');
  const extents = extentsOf(numbers);
  const data = new Numbers(extents.reduce((product, extent) => product * extent, 1));
  if (extents.length > 0) copyInto(data, 0, numbers, extents, []);
  else data[0] = converted(() => 'numbers', numbers, Numbers);
  return checkTensor('numbers', { data, shape: isGiven(shape) ? copied(shape) : extents }, Numbers);
}
const copied = (shape) => (Array.isArray(shape) ? [...shape] : shape);

const camelCase = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
const JS_NAMES = { 'mask.allowed': 'mask.boolean' };
const jsName = (name) => JS_NAMES[name] ?? camelCase(name);

// ---- the module -------------------------------------------------------------------------------------------------

class Core {
  constructor(module, build) {
    this.module = module;
    this.build = build;
    this.instantiate();
  }

  instantiate() {
    const imports = {};
    for (const { module, name } of WebAssembly.Module.imports(this.module)) {
      (imports[module] ??= {})[name] = name === 'proc_exit' ? () => { throw new WebAssembly.RuntimeError('exit'); } : () => 0;
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
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      this.instantiate();  // the old instance's memory is in an unknown state
      throw new RangeError(`memory: these arguments need more than WebAssembly could get here (${error.message}). ` +
        "Ask for less with 'want', or use attentionWindow.", { cause: error });
    } finally {
      this.wasm.clear();
    }
  }

  put(name, tensor, Numbers = Float32Array) {
    const { data, shape } = checkTensor(name, tensor, Numbers);
    const ints = new Int32Array(this.wasm.memory.buffer, this.shape << 2, 8);
    ints[0] = shape.length;
    for (let axis = 0; axis < shape.length; ++axis) ints[axis + 1] = shape[axis];
    const pointer = this.wasm.put(SLOT[name]) >>> 0;
    if (data.length > 0) new Numbers(this.wasm.memory.buffer, pointer, data.length).set(data);
  }

  putIfGiven(name, tensor, Numbers) {
    if (isGiven(tensor)) this.put(name, tensor, Numbers);
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
    const pointer = this.wasm.get(RESULTS.indexOf(name)) >>> 0;
    const shape = this.readShape();
    const count = shape.reduce((product, extent) => product * extent, 1);
    if (isGiven(into)) {
      if (!(into instanceof Float32Array)) throw wrongType(`into.${name}`, into, 'a Float32Array');
      if (into.length !== count) throw new RangeError(`into.${name}: has ${into.length} numbers, but the result of shape [${shape.join(', ')}] has ${count}.`);
      if (count) into.set(new Float32Array(this.wasm.memory.buffer, pointer, count));
      return { data: into, shape };
    }
    return { data: count ? new Float32Array(this.wasm.memory.buffer, pointer, count).slice() : new Float32Array(0), shape };
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
    const [argument, message] = new TextDecoder().decode(new Uint8Array(this.wasm.memory.buffer, pointer, length).slice()).split('\n');
    throw new RangeError(`${names[argument] ?? jsName(argument)}: ${message.replace(/\b(mask|parameters)\.[a-z_]+/g, jsName)}`);
  }

  putMask(mask) {
    if (!isGiven(mask)) return;
    checkObject('mask', mask, ['causal', 'validLengths', 'boolean', 'additive', 'window', 'firstQuery']);
    if (isGiven(mask.causal)) this.wasm.put_number(NUMBER['mask.causal'], checkBoolean('mask.causal', mask.causal) ? 1 : 0);
    this.putNumber('mask.firstQuery', mask.firstQuery, { integer: true, minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
    this.putNumber('mask.window', mask.window, { integer: true, minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
    this.putIfGiven('mask.validLengths', mask.validLengths, Int32Array);
    this.putIfGiven('mask.boolean', mask.boolean, Uint8Array);
    this.putIfGiven('mask.additive', mask.additive);
  }

  putScoring({ scoring = 'scaled_dot_product', parameters, scale, temperature, softcap }) {
    const index = checkName('scoring', scoring, SCORINGS);
    if (isGiven(parameters)) {
      checkObject('parameters', parameters, ['queryWeights', 'keyWeights', 'scoreVector', 'matrix', 'width']);
      for (const name of ['queryWeights', 'keyWeights', 'scoreVector', 'matrix']) this.putIfGiven(`parameters.${name}`, parameters[name]);
      this.putNumber('parameters.width', parameters.width, { above: 0 });
    }
    this.putNumber('scale', scale);
    this.putNumber('temperature', temperature, { above: 0 });
    this.putNumber('softcap', softcap, { above: 0 });
    return index;
  }

  attend(options) {
    return this.request(() => {
      checkObject('options', options, ['queries', 'keys', 'values', 'scoring', 'parameters', 'scale', 'temperature', 'softcap', 'mask', 'past', 'want', 'into']);
      const { want = ['output'] } = options;
      if (!Array.isArray(want)) throw wrongType('want', want, 'an array of names');
      let bits = 0;
      for (let index = 0; index < want.length; ++index) {  // forEach would pass over holes, 10⁸ of them one by one
        const result = checkName(`want[${index}]`, want[index], WANTED);
        if (result < RESULTS.length) bits |= 1 << result;
      }
      checkMemory(options, want);
      if (isGiven(options.into)) {
        checkObject('into', options.into, RESULTS);
        for (const name of Object.keys(options.into)) {
          if (!want.includes(name)) throw new RangeError(`into.${name}: is given, but 'want' does not ask for '${name}'.`);
        }
      }
      for (const name of ['queries', 'keys', 'values']) this.put(name, options[name]);
      if (isGiven(options.past)) {
        checkObject('past', options.past, ['keys', 'values']);
        this.put('past.keys', options.past.keys);
        this.put('past.values', options.past.values);
      }
      const scoring = this.putScoring(options);
      this.putMask(options.mask);
      this.check(this.wasm.attend(scoring, bits));
      const result = {};
      for (const name of want) result[name] = name === 'fullyMaskedRows' ? this.rows() : this.get(name, options.into?.[name]);
      return result;
    });
  }

  maskedSoftmax(options) {
    return this.request(() => {
      checkObject('options', options, ['scores', 'validLengths']);
      this.putAs('queries', 'scores', options.scores);
      if (isGiven(options.validLengths)) this.putAs('mask.validLengths', 'validLengths', options.validLengths, Int32Array);
      this.check(this.wasm.masked_softmax());
      return this.get('output');
    });
  }

  /** Puts a tensor that this function calls `name` into the slot of another name. */
  putAs(slot, name, tensor, Numbers = Float32Array) {
    this.put(slot, checkTensor(name, tensor, Numbers), Numbers);
  }

  multiHeadAttention(options) {
    return this.request(() => {
      checkObject('options', options, ['queries', 'keys', 'values', 'heads', 'parameters', 'mask']);
      for (const name of ['queries', 'keys', 'values']) this.put(name, options[name]);
      this.putNumber('heads', options.heads ?? 1, { integer: true, minimum: 1, maximum: LARGEST_EXTENT });
      const names = ['queryWeights', 'queryBias', 'keyWeights', 'keyBias', 'valueWeights', 'valueBias', 'outputWeights', 'outputBias'];
      if (isGiven(options.parameters)) {
        checkObject('parameters', options.parameters, names);
        for (const name of names) this.putIfGiven(`parameters.${name}`, options.parameters[name]);
      }
      this.putMask(options.mask);
      this.check(this.wasm.multi_head_attention(), { want: 'weights' });
      return { output: this.get('output'), weights: this.get('weights'), fullyMaskedRows: this.rows() };
    });
  }

  positionalEncoding(options) {
    return this.request(() => {
      checkObject('options', options, ['length', 'width', 'base', 'firstPosition']);
      const { length, width, base = 10000, firstPosition = 0 } = options;
      checkNumber('length', length, { integer: true, minimum: 0 });
      checkNumber('width', width, { integer: true, minimum: 1 });
      checkNumber('base', base, { above: 0 });
      checkNumber('firstPosition', firstPosition, { integer: true, minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER });
      this.check(this.wasm.positional_encoding(length, width, base, firstPosition));
      return this.get('output');
    });
  }

  pool(options) {
    return this.request(() => {
      checkObject('options', options, ['pooling', 'values', 'keys', 'query', 'filter', 'fixedWeights', 'saliences',
        'scoring', 'parameters', 'scale', 'temperature', 'softcap', 'mask']);
      const pooling = checkName('pooling', options.pooling, POOLINGS);
      this.put('values', options.values);
      this.putIfGiven('keys', options.keys);
      if (isGiven(options.query)) this.putAs('queries', 'query', options.query);
      for (const name of ['filter', 'fixedWeights', 'saliences']) this.putIfGiven(name, options[name]);
      const scoring = this.putScoring(options);
      this.putMask(options.mask);
      this.check(this.wasm.pool(pooling, scoring));
      const result = { output: this.get('output'), weights: this.get('weights') };
      if (pooling >= 3) result.scores = this.get('scores');
      return result;
    });
  }

  kernelRegression(options) {
    return this.request(() => {
      checkObject('options', options, ['x', 'y', 'queries', 'kernel', 'width']);
      this.putAs('keys', 'x', options.x);
      this.putAs('values', 'y', options.y);
      this.put('queries', options.queries);
      const kernel = 5 + checkName('kernel', options.kernel ?? 'gaussian', KERNELS);
      this.putNumber('width', options.width, { above: 0 });
      this.check(this.wasm.kernel_regression(kernel), { want: 'weights' });
      return { predictions: this.get('output'), weights: this.get('weights'), queriesOutOfReach: this.rows() };
    });
  }

  trainKernelRegression(options) {
    return this.request(() => {
      checkObject('options', options, ['x', 'y', 'w', 'rate', 'steps']);
      this.putAs('keys', 'x', options.x);
      this.putAs('values', 'y', options.y);
      const { w = 1, rate = 0.5, steps = 5 } = options;
      checkNumber('w', w);
      checkNumber('rate', rate, { above: 0 });
      checkNumber('steps', steps, { integer: true, minimum: 0, maximum: 100000 });
      this.check(this.wasm.train_kernel_regression(w, rate, steps));
      const { data, shape } = this.get('output');
      return Array.from({ length: shape[0] }, (_, i) => ({ w: data[3 * i], loss: data[3 * i + 1], gradient: data[3 * i + 2] }));
    });
  }
}

/** Weights of any rectangle of one head's matrix, without the matrix. Has an instance, and so memory, of its own. */
class Window {
  constructor(core, options) {
    checkObject('options', options, ['queries', 'keys', 'scoring', 'parameters', 'scale', 'temperature', 'softcap', 'mask']);
    this.core = core;
    this.turn = 0;
    core.request(() => {
      for (const name of ['queries', 'keys']) core.put(name, options[name]);
      const scoring = core.putScoring(options);
      core.putMask(options.mask);
      core.check(core.wasm.window_open(scoring));
    });
  }

  async view(options) {
    const { queries, keys, rows, columns, reduction = 'mean', onProgress, signal, milliseconds = 12 } = options ?? {};
    checkObject('view', options, ['queries', 'keys', 'rows', 'columns', 'reduction', 'onProgress', 'signal', 'milliseconds']);
    if (!this.core) throw new TypeError('window: has been released; open another one.');
    const range = (name, value) => {
      if (!Array.isArray(value) || value.length !== 2) throw wrongType(`view.${name}`, value, '[first, end]');
      for (const index of [0, 1]) {
        checkNumber(`view.${name}[${index}]`, value[index], { integer: true, minimum: 0, maximum: LARGEST_EXTENT });
      }
      return [value[0], value[1] - value[0]];
    };
    const numbers = [...range('queries', queries), ...range('keys', keys), checkNumber('view.rows', rows, { integer: true, minimum: 1 }),
      checkNumber('view.columns', columns, { integer: true, minimum: 1 })];
    const how = checkName('view.reduction', reduction, ['mean', 'max']);
    checkNumber('view.milliseconds', milliseconds, { above: 0 });
    if (isGiven(onProgress) && typeof onProgress !== 'function') throw wrongType('view.onProgress', onProgress, 'a function');
    if (isGiven(signal) && typeof signal?.aborted !== 'boolean') throw wrongType('view.signal', signal, 'an AbortSignal');
    signal?.throwIfAborted();
    const turn = ++this.turn;
    this.core.request(() => this.core.check(this.core.wasm.window_look(...numbers, how)));
    const picture = () => ({ data: new Float32Array(this.core.wasm.memory.buffer, this.core.wasm.window_picture() >>> 0, rows * columns).slice(), shape: [rows, columns] });
    for (let budget = 1, done = 0; done < 1;) {
      const start = performance.now();
      done = this.core.wasm.window_advance(budget);
      budget = Math.max(1, Math.min(2 * budget, Math.round((budget * milliseconds) / Math.max(0.05, performance.now() - start))));
      onProgress?.(done, picture);
      if (done >= 1) break;
      await pause();
      signal?.throwIfAborted();
      if (turn !== this.turn || !this.core) throw new DOMException('window: another view was asked for, or the window was released.', 'AbortError');
    }
    return picture();
  }

  release() {
    this.core = null;  // the instance, and its memory with it
  }
}

/** Lets input and drawing happen. A message arrives at once, where a timer would wait. */
const pause = () => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { port1.close(); resolve(); };
  port2.postMessage(null);
});

/** Refuses what cannot fit into WebAssembly's memory before anything is copied there. */
function checkMemory({ queries, keys, values, past }, want) {
  if (![queries, keys, values].every((tensor) => Array.isArray(tensor?.shape) && tensor.shape.length >= 2)) return;  // put() says why
  const last = (shape, back) => Number(shape[shape.length - back]);
  const length = last(keys.shape, 2) + (past?.keys?.shape ? last(past.keys.shape, 2) : 0);
  const rows = Number(queries.data?.length) / Math.max(1, last(queries.shape, 1));
  const matrices = want.filter((name) => MATRICES.includes(name)).length;
  const bytes = 4 * (rows * length * matrices + 2 * (queries.data?.length + keys.data?.length + values.data?.length) + rows * last(values.shape, 1));
  if (bytes > LARGEST_MEMORY) {
    throw new RangeError(`want: these results need ${(bytes / 2 ** 30).toFixed(1)} GiB, but WebAssembly has at most 4. ` +
      "Ask for the output only, or use attentionWindow for parts of the weights.");
  }
}

// ---- loading ----------------------------------------------------------------------------------------------------

// Both addresses stand here as literals, by which bundlers find the files. The one in use is fetched.
const FILES = {
  'simd': () => new URL('./attention-core.simd.wasm', import.meta.url),
  'relaxed-simd': () => new URL('./attention-core.relaxed-simd.wasm', import.meta.url),
};

// No literal: bundlers would look for it, for the browser too.
const NODES_FILES = 'node:fs/promises';

const canRunRelaxedSimd = () => WebAssembly.validate(RELAXED_SIMD_PROBE);

async function compile(source, build) {
  const expected = "a URL, the bytes or the WebAssembly.Module of attention-core's .wasm";
  if (source instanceof WebAssembly.Module) return checkModule(source);
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return checkModule(await WebAssembly.compile(source).catch((error) => {
      throw new TypeError(`wasm: cannot be compiled (${error.message}), but ${expected} is expected.`, { cause: error });
    }));
  }
  if (isGiven(source) && typeof source !== 'string' && !(source instanceof URL)) throw wrongType('wasm', source, expected);
  const url = isGiven(source) ? addressOf(source) : FILES[build]();
  if (url.protocol === 'file:' && typeof process === 'object' && process.versions?.node) {
    const { readFile } = await import(/* webpackIgnore: true */ /* @vite-ignore */ NODES_FILES);
    return checkModule(await WebAssembly.compile(await readFile(url)));
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`attention-core: ${url} answered ${response.status}. The .wasm files must lie beside attention-core.mjs.`);
  return checkModule(await WebAssembly.compile(await response.arrayBuffer()));  // not streaming: works with a wrong MIME type too
}

/** A relative address is the page's or the Worker's, as in fetch(). */
function addressOf(source) {
  try {
    return new URL(source, globalThis.document?.baseURI ?? globalThis.location?.href);
  } catch (error) {
    throw new TypeError(`wasm: is ${describe(source)}, which is no complete address, and there is no page that it is relative to.`, { cause: error });
  }
}

function checkModule(module) {
  if (WebAssembly.Module.exports(module).some(({ name }) => name === 'masked_softmax')) return module;
  throw new TypeError("wasm: is another program's module, not attention-core's.");
}

/**
 * Loads the core. `build` forces 'simd' or 'relaxed-simd'; `wasm` is a URL, bytes or a WebAssembly.Module to use
 * instead of the file beside this module.
 */
export async function loadAttentionCore(options = {}) {
  checkObject('options', options, ['build', 'wasm']);
  const builds = Object.keys(FILES);
  const build = isGiven(options.build) ? builds[checkName('build', options.build, builds)] : canRunRelaxedSimd() ? 'relaxed-simd' : 'simd';
  const core = new Core(await compile(options.wasm, build), build);
  return Object.freeze({
    version: VERSION,
    build,
    attend: (given) => core.attend(given),
    pool: (given) => core.pool(given),
    multiHeadAttention: (given) => core.multiHeadAttention(given),
    positionalEncoding: (given) => core.positionalEncoding(given),
    kernelRegression: (given) => core.kernelRegression(given),
    trainKernelRegression: (given) => core.trainKernelRegression(given),
    maskedSoftmax: (given) => core.maskedSoftmax(given),
    attentionWindow: (given) => {
      const window = new Window(new Core(core.module, build), given);
      return Object.freeze({ view: (options) => window.view(options), release: () => window.release() });
    },
  });
}

export default loadAttentionCore;
