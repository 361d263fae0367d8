// Runs inside the browser: every peer in one page, in alternating order, best of several rounds.
import * as ort from '/modules/onnxruntime-web/dist/ort.wasm.min.mjs';
import { loadAttentionCore } from '/dist/attention-core.mjs';
import { matmulSoftmaxMatmul, multiHeadAttention } from '/bench/onnx_model.mjs';

ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = '/modules/onnxruntime-web/dist/';

const HEADS = 8, WIDTH = 64;
const core = await loadAttentionCore();
const simdCore = await loadAttentionCore({ build: 'simd' });
const randoms = (count) => Float32Array.from({ length: count }, () => Math.random() * 2 - 1);

async function loadPeers(build) {
  const module = await WebAssembly.compile(await (await fetch(`/peers/peers.${build}.wasm`)).arrayBuffer());
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => 0;
  const { exports } = await WebAssembly.instantiate(module, imports);
  exports._initialize?.();
  return exports;
}
const peers = await loadPeers(core.build);

/**
 * Runs each of `contestants` (name → async function) in turns, forwards and backwards; returns the best time of each,
 * in seconds. Short turns and many of them: other programs of this machine spoil some, hardly all. A contestant stops
 * when it has had its seconds, but not before three turns.
 */
async function race(contestants, { turns = 30, secondsPerTurn = 0.03, secondsInAll = 1.5 } = {}) {
  const best = {}, spent = {}, names = Object.keys(contestants), repeats = {};
  for (const name of names) {
    await contestants[name]();
    const start = performance.now();
    await contestants[name]();
    repeats[name] = Math.max(1, Math.round((secondsPerTurn * 1000) / Math.max(0.001, performance.now() - start)));
    best[name] = Infinity;
    spent[name] = 0;
  }
  for (let turn = 0; turn < turns; ++turn) {
    for (const name of turn % 2 ? [...names].reverse() : names) {
      if (turn >= 3 && spent[name] > secondsInAll) continue;
      const start = performance.now();
      for (let i = 0; i < repeats[name]; ++i) await contestants[name]();
      const seconds = (performance.now() - start) / 1000;
      best[name] = Math.min(best[name], seconds / repeats[name]);
      spent[name] += seconds;
    }
  }
  return best;
}

export async function peak() {
  const steps = 2e6, flops = 96 * steps;
  const times = await race({
    'multiply + add': () => peers.peak_multiply_add(steps),
    ...(peers.peak_relaxed ? { 'relaxed multiply-add': () => peers.peak_relaxed(steps) } : {}),
  });
  return Object.fromEntries(Object.entries(times).map(([name, seconds]) => [name, flops / seconds / 1e9]));
}

async function onnxSession(bytes, feeds, outputs) {
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'], graphOptimizationLevel: 'all' });
  const tensors = Object.fromEntries(Object.entries(feeds).map(([name, [data, shape]]) => [name, new ort.Tensor('float32', data, shape)]));
  return { run: () => session.run(tensors, outputs), release: () => session.release() };
}

/** One size; `kinds` says which of the tables' columns to run. Returns seconds per call. */
export async function attention(length, what, { only = null } = {}) {
  const shape = [1, HEADS, length, WIDTH], count = HEADS * length * WIDTH;
  const [q, k, v] = [randoms(count), randoms(count), randoms(count)];
  const tensors = { queries: { data: q, shape }, keys: { data: k, shape }, values: { data: v, shape } };
  const isCausal = what === 'causal', withWeights = what === 'weights';
  const want = withWeights ? ['output', 'weights'] : ['output'];
  const options = { ...tensors, want, ...(isCausal ? { mask: { causal: true } } : {}) };
  const contestants = { core: () => core.attend(options) }, cleanup = [];
  contestants['core, simd'] = () => simdCore.attend(options);
  if (withWeights) {  // a page that asks again and again can give its own arrays instead of getting new ones
    const into = { output: new Float32Array(count), weights: new Float32Array(HEADS * length * length) };
    contestants['core, into own arrays'] = () => core.attend({ ...options, into });
  }
  if (isCausal) contestants['core, not causal'] = () => core.attend({ ...tensors, want });

  const mask = new Float32Array(isCausal ? length * length : 0);
  if (isCausal) for (let i = 0; i < length; ++i) mask.fill(-Infinity, i * length + i + 1, (i + 1) * length);
  const graph = await onnxSession(matmulSoftmaxMatmul({ heads: HEADS, length, width: WIDTH, withWeights, isCausal }),
    { queries: [q, shape], keys: [k, shape], values: [v, shape], ...(isCausal ? { mask: [mask, [length, length]] } : {}) }, want);
  contestants['ort graph'] = () => graph.run();
  cleanup.push(graph.release);
  if (what === 'output') {
    const flat = [1, length, HEADS * WIDTH];
    const fused = await onnxSession(multiHeadAttention({ heads: HEADS, length, width: WIDTH }), { queries: [q, flat], keys: [k, flat], values: [v, flat] }, ['output']);
    contestants['ort MultiHeadAttention'] = () => fused.run();
    cleanup.push(fused.release);
    const at = [q, k, v].map((data) => {
      const pointer = peers.allocate(count);
      new Float32Array(peers.memory.buffer, pointer, count).set(data);
      return pointer;
    });
    const result = peers.allocate(count);
    contestants['Eigen'] = () => peers.eigen_attention(...at, result, HEADS, length, WIDTH);
  }
  if (!isCausal) {
    const [tq, tk, tv] = [q, k, v].map((data) => tf.tensor(data, shape.slice(1)));
    contestants['tfjs-wasm'] = async () => {
      const results = tf.tidy(() => {
        const weights = tf.softmax(tf.mul(tf.matMul(tq, tk, false, true), 1 / Math.sqrt(WIDTH)));
        return withWeights ? [tf.matMul(weights, tv), weights] : [tf.matMul(weights, tv)];
      });
      for (const result of results) { await result.data(); result.dispose(); }
    };
    cleanup.push(() => tf.dispose([tq, tk, tv]));
  }
  if (only) for (const name of Object.keys(contestants)) if (!only.includes(name)) delete contestants[name];
  const times = await race(contestants);
  for (const release of cleanup) await release();
  return times;
}

/** Do the peers compute the same? The largest difference of their outputs from the core's, at length 128. */
export async function agreement() {
  const length = 128, shape = [1, HEADS, length, WIDTH], count = HEADS * length * WIDTH;
  const [q, k, v] = [randoms(count), randoms(count), randoms(count)];
  const ours = core.attend({ queries: { data: q, shape }, keys: { data: k, shape }, values: { data: v, shape } }).output.data;
  const graph = await onnxSession(matmulSoftmaxMatmul({ heads: HEADS, length, width: WIDTH }), { queries: [q, shape], keys: [k, shape], values: [v, shape] }, ['output']);
  const theirs = (await graph.run()).output.data;
  return ours.reduce((largest, value, i) => Math.max(largest, Math.abs(value - theirs[i])), 0);
}

/** What a slider moves: length 16, width 16, one head; seconds per call. */
export async function small() {
  const shape = [16, 16];
  const tensor = () => ({ data: randoms(256), shape });
  const options = { queries: tensor(), keys: tensor(), values: tensor(), want: ['output', 'weights'] };
  const run = (which) => () => { for (let i = 0; i < 1000; ++i) which.attend(options); };
  const times = await race({ core: run(core), 'core, simd': run(simdCore) });
  return Object.fromEntries(Object.entries(times).map(([name, seconds]) => [name, seconds / 1000]));
}

tf.wasm.setWasmPaths('/modules/@tensorflow/tfjs-backend-wasm/dist/');
tf.wasm.setThreadsCount?.(1);
await tf.setBackend('wasm');
await tf.ready();
globalThis.bench = { peak, attention, agreement, small, build: core.build };
