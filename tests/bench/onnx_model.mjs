// Writes the two ONNX graphs that the core is compared with, as protocol-buffer bytes (onnx.proto3).

const varint = (value) => {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest ? low | 128 : low);
  } while (rest);
  return bytes;
};
const whole = (field, value) => [...varint(field << 3), ...varint(value)];
const bytes = (field, content) => [...varint((field << 3) | 2), ...varint(content.length), ...content];
const text = (field, string) => bytes(field, [...new TextEncoder().encode(string)]);
const float = (field, value) => [...varint((field << 3) | 5), ...new Uint8Array(Float32Array.of(value).buffer)];

const node = (op, inputs, outputs, attributes = [], domain = '') => bytes(1, [
  ...inputs.flatMap((name) => text(1, name)), ...outputs.flatMap((name) => text(2, name)), ...text(4, op),
  ...attributes.flatMap((attribute) => bytes(5, attribute)), ...(domain ? text(7, domain) : [])]);
const intAttribute = (name, value) => [...text(1, name), ...whole(3, value), ...whole(20, 2)];
const intsAttribute = (name, values) => [...text(1, name), ...values.flatMap((value) => whole(8, value)), ...whole(20, 7)];
const floatAttribute = (name, value) => [...text(1, name), ...float(2, value), ...whole(20, 1)];
const constant = (name, value) => bytes(5, [...whole(2, 1), ...float(4, value), ...text(8, name)]);  // a number
const tensor = (field, name, shape) => bytes(field, [...text(1, name),
  ...bytes(2, bytes(1, [...whole(1, 1), ...bytes(2, shape.flatMap((extent) => bytes(1, whole(1, extent))))]))]);
const model = (graph) => Uint8Array.from([...whole(1, 8), ...bytes(7, [...graph, ...text(2, 'attention')]),
  ...bytes(8, whole(2, 17)), ...bytes(8, [...text(1, 'com.microsoft'), ...whole(2, 1)])]);

/** MatMul – Softmax – MatMul over (1, heads, length, width); outputs 'output' and, if asked for, 'weights'. */
export function matmulSoftmaxMatmul({ heads, length, width, withWeights = false, isCausal = false }) {
  const shape = [1, heads, length, width];
  return model([
    ...node('Transpose', ['keys'], ['turned'], [intsAttribute('perm', [0, 1, 3, 2])]),
    ...node('MatMul', ['queries', 'turned'], ['raw']),
    ...node('Mul', ['raw', 'scale'], [isCausal ? 'unmasked' : 'scores']),
    ...(isCausal ? node('Add', ['unmasked', 'mask'], ['scores']) : []),
    ...node('Softmax', ['scores'], ['weights'], [intAttribute('axis', -1)]),
    ...node('MatMul', ['weights', 'values'], ['output']),
    ...constant('scale', 1 / Math.sqrt(width)),
    ...tensor(11, 'queries', shape), ...tensor(11, 'keys', shape), ...tensor(11, 'values', shape),
    ...(isCausal ? tensor(11, 'mask', [length, length]) : []),
    ...tensor(12, 'output', shape), ...(withWeights ? tensor(12, 'weights', [1, heads, length, length]) : [])]);
}

/** com.microsoft.MultiHeadAttention over (1, length, heads · width). */
export function multiHeadAttention({ heads, length, width }) {
  const shape = [1, length, heads * width];
  return model([
    ...node('MultiHeadAttention', ['queries', 'keys', 'values'], ['output'], [intAttribute('num_heads', heads), floatAttribute('scale', 1 / Math.sqrt(width))], 'com.microsoft'),
    ...tensor(11, 'queries', shape), ...tensor(11, 'keys', shape), ...tensor(11, 'values', shape), ...tensor(12, 'output', shape)]);
}
