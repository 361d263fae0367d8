// Seeded random numbers, in JavaScript: tests/golden/core_random.py computes them again. LAB_DIST: the folder of
// attention-core.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

const { loadAttentionCore } = await import(pathToFileURL(`${process.env.LAB_DIST}/attention-core.mjs`).href);
const core = await loadAttentionCore();

test('random numbers are those of the cpp library bit for bit', () => {
  const random = core.random({ seed: 42 }),
    bits = new BigUint64Array(1),
    number = new Float64Array(bits.buffer);
  let hash = 0n;
  for (let i = 0; i < 1000; ++i) {
    number[0] = random.normal();
    hash = BigInt.asUintN(64, (hash ^ bits[0]) * 0x100000001b3n);
  }
  assert.equal(hash, 16707498943884642821n);  // recomputed by tests/golden/core_random.py
  const sum = 0xe220a8397b1dcdafn + 0xf88bb8a8724c81ecn,
    first = BigInt.asUintN(64, sum);  // the state that seed 0 gives
  const rotated = BigInt.asUintN(64, (first << 23n) | (first >> 41n));
  assert.equal(core.random({ seed: 0 }).bits(), BigInt.asUintN(64, rotated + 0xe220a8397b1dcdafn));
});

test('generators do not disturb one another nor anything else them', () => {
  const alone = core.random({ seed: 5 }),
    expected = Array.from({ length: 6 }, () => alone.uniform());
  const one = core.random({ seed: 5n }),
    other = core.random({ seed: 6 }),
    got = [];
  for (let i = 0; i < 6; ++i) {
    got.push(one.uniform());
    other.normal();
    core.attend({ queries: [[1]], keys: [[1]], values: [[1]] });
  }
  assert.deepEqual(got, expected);
});

test('random numbers stay in their ranges', () => {
  const random = core.random({ seed: 2 }),
    counts = new Array(7).fill(0);
  for (let i = 0; i < 7000; ++i) {
    const number = random.uniform(-2, 3);
    assert.ok(number >= -2 && number < 3);
    ++counts[random.below(7)];
  }
  assert.ok(
    counts.every((count) => Math.abs(count - 1000) < 150),
    counts.join(' '),
  );
  assert.equal(typeof random.below(2n ** 64n - 1n), 'bigint');
  const { data, shape } = random.normalTensor({ shape: [100, 50], mean: 3, deviation: 0.5 });
  assert.deepEqual([shape, data.constructor], [[100, 50], Float32Array]);
  const mean = data.reduce((a, b) => a + b) / 5000;
  assert.ok(
    Math.abs(mean - 3) < 0.03 && Math.abs(data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 5000 - 0.25) < 0.02,
  );
  assert.ok(random.uniformTensor({ shape: [1000], minimum: 5, maximum: 6 }).data.every((x) => x >= 5 && x < 6));
  assert.deepEqual(random.uniformTensor({ shape: [] }).shape, []);
  assert.deepEqual(random.uniformTensor({ shape: [0, 3] }), { data: new Float32Array(0), shape: [0, 3] });
});
