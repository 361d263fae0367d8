// A tensor from JavaScript as the bytes of a .npy file, so that it comes in where the reader's own files do.
// Format: numpy.lib.format, version 1.0.
import { inPageLanguage } from './notice.mjs';

const KINDS = {  // of typed arrays, from any window: numpy's name for it
  Float16Array: '<f2', Float32Array: '<f4', Float64Array: '<f8', Int8Array: '|i1', Uint8Array: '|u1', Uint8ClampedArray: '|u1',
  Int16Array: '<i2', Uint16Array: '<u2', Int32Array: '<i4', Uint32Array: '<u4', BigInt64Array: '<i8', BigUint64Array: '<u8',
};

/** null and undefined are NaN, as in JSON; true and false are 1 and 0. Anything else that is no number is refused. */
function numberOf(value, index) {
  if (typeof value === 'number') return value;
  if (value === null || value === undefined) return NaN;
  if (typeof value === 'boolean') return Number(value);
  const what = Array.isArray(value) ? '[…]' : String(value).slice(0, 30);
  throw new RangeError(Array.isArray(value)
    ? inPageLanguage('load: data 应是一维的，第 {0} 个元素却是数组：请用 data.flat(Infinity)', 'load: data must be flat, but element {0} is an array: use data.flat(Infinity)', index)
    : inPageLanguage('load: data 的第 {0} 个元素“{1}”不是数', 'load: element {0} of data, “{1}”, is no number', index, what));
}

/** The array's numbers. One with holes is refused at the first: it may be 10⁸ long and hold nothing. */
function numbersOf(array) {
  for (let index = 0; index < array.length; ++index) {
    if (!(index in array)) {
      throw new RangeError(inPageLanguage('load: data 没有第 {0} 个元素：请把数组填满，没有的值写 null', 'load: data has no element {0}: fill the array, with null for a value that does not exist', index));
    }
  }
  return Float64Array.from(array, numberOf);
}

/** @param {ArrayLike<number>} data flat, last axis contiguous; @param {number[]} shape; throws a RangeError */
export function npyBytes(data, shape) {
  const extents = Array.isArray(shape) && shape.length <= 5 ? Array.from(shape) : [];  // a hole is undefined then
  if (extents.length < 1 || !extents.every((extent) => Number.isInteger(extent) && extent > 0)) {
    throw new RangeError(inPageLanguage('load: shape 应是 1 到 5 个大于 0 的整数', 'load: shape must be 1 to 5 whole numbers above 0'));
  }
  const count = extents.reduce((product, extent) => product * extent, 1);
  const numbers = Array.isArray(data) ? numbersOf(data) : data;
  const kind = ArrayBuffer.isView(numbers) ? KINDS[numbers[Symbol.toStringTag]] : undefined;
  if (!kind) throw new RangeError(inPageLanguage('load: data 应是数的数组或类型化数组', 'load: data must be an array of numbers or a typed array'));
  if (numbers.length !== count) {
    throw new RangeError(inPageLanguage('load: shape [{0}] 表示 {1} 个数，data 却有 {2} 个', 'load: shape [{0}] takes {1} numbers, but data has {2}', extents.join(', '), count, numbers.length));
  }
  const fields = `{'descr': '${kind}', 'fortran_order': False, 'shape': (${extents.join(', ')},), }`;
  const length = Math.ceil((10 + fields.length + 1) / 64) * 64;  // magic, version, length: 10 bytes; aligned to 64
  const bytes = new Uint8Array(length + numbers.byteLength);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, (length - 10) & 255, (length - 10) >> 8]);
  bytes.set(new TextEncoder().encode(fields.padEnd(length - 11) + '\n'), 10);
  bytes.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), length);
  return bytes;
}
