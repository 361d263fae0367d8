// Tensors of what people have: nested arrays, typed arrays of any type, { data, shape }.
import { isGiven, wrongRange, wrongType } from './checks.mjs';

export const LARGEST_EXTENT = 2 ** 31 - 1;
export const LARGEST_MEMORY = 3.5 * 2 ** 30;  // bytes; WebAssembly addresses 4 GiB
const LARGEST_RANK = 5;

const kindOf = (value) => Object.prototype.toString.call(value).slice(8, -1);  // also of an array from another frame
const isTypedArray = (value) => ArrayBuffer.isView(value) && kindOf(value) !== 'DataView';
const isList = (value) => Array.isArray(value) || isTypedArray(value);
export const countOf = (shape) => shape.reduce((product, extent) => product * extent, 1);

/** Can set() put these numbers into an array of `Numbers` as they should be? Fractions are rounded to float32. */
const isReady = (list, Numbers) =>
  kindOf(list) === Numbers.name || (Numbers === Float32Array && isTypedArray(list) && !kindOf(list).startsWith('Big'));

/** One number as `Numbers` holds it. Fractions are rounded to float32; whole numbers must be kept as they are. */
function converted(place, value, Numbers) {
  if (typeof value !== 'number' && typeof value !== 'boolean' && typeof value !== 'bigint') {
    throw wrongType(place(), value, 'a number');
  }
  const number = Number(value);
  if (Numbers !== Float32Array && Numbers.of(number)[0] !== number) {
    const expected =
      Numbers === Uint8Array ? 'a whole number from 0 to 255, true or false' : 'a whole number of 32 bits';
    throw wrongRange(place(), value, expected);
  }
  return number;
}

/** The extents of nested lists, as their first entries have them. */
function extentsOf(name, numbers) {
  const shape = [];
  for (let list = numbers; isList(list); list = list[0]) {
    shape.push(list.length);
    if (shape.length > LARGEST_RANK) {
      throw new RangeError(`${name}: are nested more than 5 deep; a tensor has a rank of at most 5.`);
    }
  }
  return shape;
}

/** Copies `list`, as deep inside the argument as `path` is long, to `data` from `at` on; returns where it ends. */
function copyInto(data, at, list, extents, name, path) {
  const place = (...more) => `${name}${[...path, ...more].map((index) => `[${index}]`).join('')}`;
  const [extent, ...inner] = extents;
  if (!isList(list)) throw wrongType(place(), list, `a list of ${extent}`);
  if (list.length !== extent) {
    throw new RangeError(`${place()}: has ${list.length} entries, but the lists before it have ${extent}.`);
  }
  if (inner.length === 0 && isReady(list, data.constructor)) {
    data.set(list, at);
    return at + extent;
  }
  for (let i = 0; i < extent; ++i) {
    if (inner.length > 0) {
      path.push(i);
      at = copyInto(data, at, list[i], inner, name, path);
      path.pop();
    } else {
      data[at++] = converted(() => place(i), list[i], data.constructor);
    }
  }
  return at;
}

/** Nested lists, or one number, as a tensor of their own shape: always a copy. */
function copyOf(name, numbers, Numbers) {
  const shape = extentsOf(name, numbers);
  if (countOf(shape) * Numbers.BYTES_PER_ELEMENT > LARGEST_MEMORY) {
    throw new RangeError(`${name}: has shape [${shape.join(', ')}], which is more than WebAssembly's memory holds.`);
  }
  const data = new Numbers(countOf(shape));
  if (shape.length > 0) copyInto(data, 0, numbers, shape, name, []);
  else data[0] = converted(() => name, numbers, Numbers);
  return { data, shape };
}

function checkShape(name, shape, length) {
  if (!Array.isArray(shape)) throw wrongType(`${name}.shape`, shape, 'an array of extents');
  if (shape.length > LARGEST_RANK) throw wrongRange(`${name}.shape`, shape.length, 'a rank of at most 5');
  for (let axis = 0; axis < shape.length; ++axis) {
    // forEach would pass over holes
    checkExtent(`${name}.shape[${axis}]`, shape[axis]);
  }
  if (countOf(shape) !== length) {
    throw new RangeError(
      `${name}: has shape [${shape.join(', ')}], which means ${countOf(shape)} numbers, ` +
        `but its data has ${length}.`,
    );
  }
}

export function checkExtent(name, extent) {
  const expected = `a finite whole number ≥ 0 ≤ ${LARGEST_EXTENT}`;
  if (typeof extent !== 'number') throw wrongType(name, extent, expected);
  if (!Number.isInteger(extent) || extent < 0 || extent > LARGEST_EXTENT) throw wrongRange(name, extent, expected);
}

/**
 * The tensor of an argument: its shape, and its numbers as a typed array that set() copies as they should be. Nested
 * arrays are copied. A typed array is not, unless it holds other numbers than `Numbers` can be set from; flat and
 * without a shape it is taken where only one axis is possible, `isLine`.
 */
export function asTensor(name, given, Numbers = Float32Array, isLine = false) {
  const expected = `nested arrays, ${isLine ? 'a typed array ' : ''}or { data, shape }`;
  if (!isGiven(given)) throw new TypeError(`${name}: is missing; ${expected} is expected.`);
  if (Array.isArray(given)) return copyOf(name, given, Numbers);
  if (isTypedArray(given)) {
    if (!isLine) {
      throw new TypeError(
        `${name}: is a flat ${kindOf(given)} of ${given.length} numbers, which could be of several ` +
          'shapes; say which with tensor(data, shape) or { data, shape }.',
      );
    }
    return { data: ready(name, given, Numbers), shape: [given.length] };
  }
  if (typeof given !== 'object' || given === null) throw wrongType(name, given, expected);
  const { data, shape } = given;
  if (!isList(data)) throw wrongType(`${name}.data`, data, 'a typed array or an array of numbers');
  checkShape(name, shape, data.length);
  return { data: ready(`${name}.data`, data, Numbers), shape: [...shape] };
}

/** `list` itself if set() can use it, or a copy that it can. */
function ready(name, list, Numbers) {
  if (isReady(list, Numbers)) return list;
  const data = new Numbers(list.length);
  copyInto(data, 0, list, [list.length], name, []);
  return data;
}

/**
 * A tensor of a number, of nested arrays or of any typed array; `shape` if it is another than theirs. Its numbers are a
 * copy: float32, or Int32Array for valid lengths and Uint8Array for a boolean mask.
 */
export function tensor(numbers, shape, Numbers = Float32Array) {
  if (![Float32Array, Int32Array, Uint8Array].includes(Numbers)) {
    throw wrongType('Numbers', Numbers, 'Float32Array, Int32Array or Uint8Array');
  }
  const { data, shape: own } = copyOf('numbers', numbers, Numbers);
  if (!isGiven(shape)) return { data, shape: own };
  checkShape('numbers', shape, data.length);
  return { data, shape: [...shape] };
}
