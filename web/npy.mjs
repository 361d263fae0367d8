// A tensor from JavaScript as the bytes of a .npy file, so that it comes in where the reader's own files do.
// Format: numpy.lib.format, version 1.0.

const KINDS = [  // constructor, numpy's name for it
  [Float32Array, '<f4'], [Float64Array, '<f8'], [Int8Array, '|i1'], [Uint8Array, '|u1'], [Int16Array, '<i2'],
  [Uint16Array, '<u2'], [Int32Array, '<i4'], [Uint32Array, '<u4'],
];

/** @param {ArrayLike<number>} data flat, last axis contiguous; @param {number[]} shape; throws a RangeError */
export function npy_bytes(data, shape) {
  if (!Array.isArray(shape) || shape.length < 1 || shape.length > 5 || !shape.every((extent) => Number.isInteger(extent) && extent > 0)) {
    throw new RangeError('load: shape must be 1 to 5 whole numbers above 0');
  }
  const count = shape.reduce((product, extent) => product * extent, 1);
  const numbers = Array.isArray(data) ? Float64Array.from(data) : data;
  const kind = KINDS.find(([constructor]) => numbers instanceof constructor);
  if (!kind) throw new RangeError('load: data must be an array of numbers or a typed array');
  if (numbers.length !== count) throw new RangeError(`load: shape (${shape.join(', ')}) means ${count} numbers, but data has ${numbers.length}`);
  const fields = `{'descr': '${kind[1]}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const length = Math.ceil((10 + fields.length + 1) / 64) * 64;  // magic, version, length: 10 bytes; aligned to 64
  const bytes = new Uint8Array(length + numbers.byteLength);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, (length - 10) & 255, (length - 10) >> 8]);
  bytes.set(new TextEncoder().encode(fields.padEnd(length - 11) + '\n'), 10);
  bytes.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), length);
  return bytes;
}
