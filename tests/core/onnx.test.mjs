// Every official conformance case of ONNX's Attention operator (opsets 23 and 24), through the JavaScript module.
// LAB_DIST: the folder of attention-core.mjs; LAB_ONNX_CASES: what onnx_cases.py printed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const { loadAttentionCore } = await import(pathToFileURL(`${process.env.LAB_DIST}/attention-core.mjs`).href);
const core = await loadAttentionCore();
const { capsFirst, cases } = JSON.parse(readFileSync(process.env.LAB_ONNX_CASES));

// What qk_matmul_output is, by qk_matmul_output_mode. Where the reference masks first (1.20), nothing lies between
// capping and softmax, so that its modes 1 and 2 are both our last scores before the softmax.
const MATRIX_OF_MODE = capsFirst ? ['scores', 'capped', 'masked', 'weights'] : ['scores', 'masked', 'masked', 'weights'];

const numbersOf = { float32: Float32Array, float16: Float32Array, int64: BigInt64Array, bool: Uint8Array };
function read({ type, shape, data }) {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  return { type, shape, data: new numbersOf[type](bytes.buffer) };
}

/** (batch, length, heads · width), which that operator takes with q_num_heads and kv_num_heads, and (batch, heads, length, width). */
function splitHeads({ data, shape: [batch, length, joined] }, heads) {
  const width = joined / heads, split = new Float32Array(data.length);
  for (let b = 0; b < batch; ++b) for (let i = 0; i < length; ++i) for (let h = 0; h < heads; ++h) {
    const from = ((b * length + i) * heads + h) * width;
    split.set(data.subarray(from, from + width), ((b * heads + h) * length + i) * width);
  }
  return { data: split, shape: [batch, heads, length, width] };
}
function joinHeads({ data, shape: [batch, heads, length, width] }) {
  return { data: splitHeads({ data, shape: [batch, heads, length * width] }, length).data, shape: [batch, length, heads * width] };
}

/** That operator's inputs and attributes in this module's terms. */
function optionsOf({ Q, K, V, attn_mask: attnMask, past_key: pastKey, past_value: pastValue, nonpad_kv_seqlen: nonpadKvSeqlen }, attributes) {
  const { scale, softcap, is_causal: isCausal, q_num_heads: qNumHeads, kv_num_heads: kvNumHeads } = attributes;
  const options = { queries: Q, keys: K, values: V, mask: {} };
  if (Q.shape.length === 3) {
    options.queries = splitHeads(Q, qNumHeads);
    for (const [name, tensor] of [['keys', K], ['values', V]]) options[name] = splitHeads(tensor, kvNumHeads);
  }
  if (scale) options.scale = scale;
  if (softcap) options.softcap = softcap;  // 0: none
  if (attnMask) options.mask[attnMask.type === 'bool' ? 'boolean' : 'additive'] = attnMask;
  if (pastKey) options.past = { keys: pastKey, values: pastValue };
  if (nonpadKvSeqlen && isCausal && !pastKey) {
    // The queries are the last of each batch's valid keys: query i sees the first length − queries + i + 1 of them.
    const queries = options.queries.shape[2], lengths = [];
    for (const length of nonpadKvSeqlen.data) {
      for (let i = 0; i < queries; ++i) lengths.push(Math.min(Number(length), Math.max(0, Number(length) - queries + i + 1)));
    }
    options.mask.validLengths = { data: Int32Array.from(lengths), shape: [nonpadKvSeqlen.data.length, queries] };
  } else {
    if (nonpadKvSeqlen) options.mask.validLengths = { data: Int32Array.from(nonpadKvSeqlen.data, Number), shape: nonpadKvSeqlen.shape };
    options.mask.causal = Boolean(isCausal);
  }
  return options;
}

function close(got, expected, name, tolerance) {
  assert.deepEqual(got.shape, expected.shape, name);
  expected.data.forEach((number, i) => {
    if (Number.isNaN(number)) return assert.equal(got.data[i], 0, `${name}[${i}] of a row whose every key is masked: theirs is NaN`);
    assert.ok(got.data[i] === number || Math.abs(got.data[i] - number) <= tolerance, `${name}[${i}]: ${got.data[i]} instead of ${number}`);
  });
}

for (const [name, { attributes, inputs, outputs }] of Object.entries(cases)) {
  test(name, () => {
    const given = Object.fromEntries(Object.entries(inputs).map(([input, tensor]) => [input, read(tensor)]));
    const options = optionsOf(given, attributes);
    const matrix = MATRIX_OF_MODE[attributes.qk_matmul_output_mode ?? 0];
    const got = core.attend({ ...options, want: ['output', 'scores', 'presentKeys', 'presentValues', ...(matrix === 'scores' ? [] : [matrix])] });
    const named = { Y: given.Q.shape.length === 3 ? joinHeads(got.output) : got.output,
      'present_key': got.presentKeys, 'present_value': got.presentValues, 'qk_matmul_output': got[matrix] };
    const tolerance = given.Q.type === 'float16' ? 2e-3 : 1e-6;  // half precision: theirs rounds at every step
    const isCappedLate = 'Y, capped first' in outputs;
    for (const output of Object.keys(outputs)) {
      if (isCappedLate && output === 'Y') continue;  // the one deliberate difference: compared with 'Y, capped first'
      if (isCappedLate && output === 'qk_matmul_output') {  // that differs with it; theirs, from our scores:
        const { softcap } = attributes, bias = given.attn_mask.data;  // (queries, keys)
        got.scores.data.forEach((score, i, scores) => { scores[i] = softcap * Math.tanh((score + bias[i % bias.length]) / softcap); });
        close(got.scores, read(outputs[output]), output, tolerance);
        continue;
      }
      close(named[output.split(',')[0]], read(outputs[output]), output, tolerance);
    }
  });
}

test('there are cases at all', () => assert.ok(Object.keys(cases).length >= 62));
