// One attention with the installed package, as every consumer here runs it; ../npm.test.mjs knows its numbers.
import { loadAttentionCore, tensor } from 'attention-lab-core';

export async function attend() {
  const core = await loadAttentionCore();
  const { output, weights } = core.attend({
    queries: tensor([[1, 0]]),
    keys: tensor([[1, 0], [0, 1], [9, 9]]),
    values: tensor(new Float64Array([10, 20, 30]), [3, 1]),
    scoring: 'dot_product',
    mask: { validLengths: tensor([2], undefined, Int32Array) },
    want: ['output', 'weights'],
  });
  return { build: core.build, version: core.version, weights: [...weights.data], output: [...output.data] };
}
