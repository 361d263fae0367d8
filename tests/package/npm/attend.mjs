// One attention with the installed package, at once and in its worker, as every consumer here runs it; ../npm.test.mjs
// knows its numbers.
import { loadAttentionCore, tensor } from 'attention-lab-core';

export async function attend() {
  const core = await loadAttentionCore();
  const options = {
    queries: [[1, 0]],
    keys: tensor([[1, 0], [0, 1], [9, 9]]),
    values: tensor(new Float64Array([10, 20, 30]), [3, 1]),
    scoring: 'dot_product',
    mask: { validLengths: tensor([2], undefined, Int32Array) },
    want: ['output', 'weights'],
  };
  const { output, weights } = core.attend(options);
  const warnings = [];  // one if there was no worker
  console.warn = (...words) => warnings.push(words.join(' '));
  const away = await core.attendAsync(options);
  return { build: core.build, version: core.version, weights: [...weights.data], output: [...output.data],
    away: [...away.output.data], warnings };
}
