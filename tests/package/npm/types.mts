// Compiled under `strict`, and not run. Each @ts-expect-error is a mistake that the types must notice.
import byDefault, { loadAttentionCore, tensor } from 'attention-lab-core';
import type { AttentionCore, Tensor, TensorInput } from 'attention-lab-core';

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
const copies = { queries: tensor(new Float64Array(4), [2, 2]), keys: tensor(new BigInt64Array(4), frozen.shape) };
core.attend({ ...copies, values: frozen });
const window = core.attentionWindow({ queries: frozen, keys: frozen });
void window.view({ queries: [0, 2] as const, keys: [0, 2], rows: 1, columns: 1 });
export const used = [byDefault, shape, rows, again];

// @ts-expect-error a string is no list of numbers
tensor('1234');
// @ts-expect-error the functions take float32 only
core.attend({ queries: { data: new Float64Array(4), shape: [2, 2] }, keys: frozen, values: frozen });
// @ts-expect-error there is no such scoring
core.attend({ queries: frozen, keys: frozen, values: frozen, scoring: 'dot' });
// @ts-expect-error weights were not asked for
core.attend({ queries: frozen, keys: frozen, values: frozen }).weights;
// @ts-expect-error a frozen tensor is no result
const wrong: Tensor = frozen;
void wrong;
