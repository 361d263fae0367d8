// Compiled under `strict`, and not run. Each @ts-expect-error is a mistake that the types must notice.
import byDefault, { loadAttentionCore, tensor } from 'attention-lab-core';
import type { AttentionCore, Optimizer, Tensor, TensorInput } from 'attention-lab-core';

const core: AttentionCore = await loadAttentionCore({ build: 'simd' });
const frozen = Object.freeze({ data: new Float32Array(4), shape: [2, 2] as const } as const);
const { output, weights, fullyMaskedRows } = core.attend({
  queries: frozen, keys: frozen satisfies TensorInput, values: frozen, mask: { causal: true },
  want: ['output', 'weights', 'fullyMaskedRows'] as const,
});
const shape: number[] = output.shape;
const rows: Int32Array = fullyMaskedRows;
const again: Tensor = core.attend({ queries: output, keys: output, values: weights }).output;
const nested: readonly (readonly number[])[] = [[1, 2], [3, 4]];
const lengths: Tensor<Int32Array> = tensor([2, 2], [2], Int32Array);
core.maskedSoftmax({ scores: tensor(nested), validLengths: lengths });
core.maskedSoftmax({ scores: nested, validLengths: new Uint8Array(2) });
const frozen_rows = Object.freeze([Object.freeze([1, 2] as const)] as const);
core.attend({ queries: frozen_rows, keys: [new Float64Array(2)], values: { data: [1n], shape: [1, 1] }, mask: { boolean: [[true]] } });
core.attend({ queries: { data: new Float64Array(4), shape: [2, 2] }, keys: frozen, values: frozen });
core.kernelRegression({ x: [1, 2], y: new Float64Array(2), queries: new BigInt64Array(1) });
const away: Promise<Tensor> = core.attendAsync({ queries: frozen, keys: frozen, values: frozen },
  { signal: new AbortController().signal, onProgress: (share: number) => void share }).then((answer) => answer.output);
const { queries, parameters: { width } } = core.attendGradients({ queries: frozen, keys: frozen, values: frozen, outputGradient: output });
const optimizer: Optimizer = core.adam({ rate: 0.01 });
optimizer.step({ parameters: [tensor(nested)], gradients: [queries] });
const drawn: [bigint, number, Tensor] = [core.random({ seed: 1n }).below(2n), core.random({ seed: 1 }).below(2), core.random({ seed: 1 }).normalTensor({ shape: [2, 2] })];
const largest: Int32Array = core.summariseRows({ weights: nested }).largestKey.data;
const copies = { queries: tensor(new Float64Array(4), [2, 2]), keys: tensor(new BigInt64Array(4), frozen.shape) };
core.attend({ ...copies, values: frozen });
const window = core.attentionWindow({ queries: frozen, keys: frozen });
void window.view({ queries: [0, 2] as const, keys: [0, 2], rows: 1, columns: 1 });
export const used = [byDefault, shape, rows, again, away, width, drawn, largest];

// @ts-expect-error a string is no list of numbers
tensor('1234');
// @ts-expect-error a flat typed array could have several shapes
core.attend({ queries: new Float32Array(4), keys: frozen, values: frozen });
// @ts-expect-error what an optimizer moves it writes to
optimizer.step({ parameters: [nested], gradients: [nested] });
// @ts-expect-error there is no such scoring
core.attend({ queries: frozen, keys: frozen, values: frozen, scoring: 'dot' });
// @ts-expect-error weights were not asked for
core.attend({ queries: frozen, keys: frozen, values: frozen }).weights;
// @ts-expect-error a frozen tensor is no result
const wrong: Tensor = frozen;
void wrong;
