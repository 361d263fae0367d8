/** The attention core as a JavaScript module: every function checks its arguments and throws a TypeError (wrong type)
 * or a RangeError (wrong value, wrong shape, too much memory) whose message names the argument.
 *
 * @packageDocumentation */

export interface Tensor<Numbers = Float32Array> {
  /** As many numbers as the shape means, last axis contiguous. */
  data: Numbers;
  shape: number[];
}

/** A typed array of any type. Its numbers are read as float32: see `tensor`. */
export type TypedArray = Float32Array | Float64Array | Int8Array | Uint8Array | Uint8ClampedArray | Int16Array
  | Uint16Array | Int32Array | Uint32Array | BigInt64Array | BigUint64Array;

/** Arrays of numbers, nested up to 5 deep and all of one length at each depth; the innermost may be typed arrays. */
export type NestedArrays = readonly (number | bigint | boolean | TypedArray | NestedArrays)[];

/** A number, a typed array of any type, or arrays of these. */
export type NestedNumbers = number | bigint | boolean | TypedArray | NestedArrays;

/** Numbers with the last axis contiguous, and their shape. A Float32Array is copied once, into WebAssembly's memory;
 * everything else is rounded to float32 on the way (see `tensor`), and an array of numbers is checked one by one. */
export interface ShapedNumbers {
  readonly data: TypedArray | readonly (number | bigint | boolean)[];
  readonly shape: readonly number[];
}

/** What the functions take as a tensor: nested arrays, whose nesting is the shape, or { data, shape }, for which a
 * result may be given again. A flat typed array could have several shapes and is refused: give { data, shape }. */
export type TensorInput = NestedArrays | ShapedNumbers;

/** What they take where there is one axis only: the same, or a typed array as it is. */
export type LineInput = TensorInput | TypedArray;

/** A tensor of numbers, copied; `shape` if it is another than theirs: tensor([[1, 2], [3, 4]]),
 * tensor(new Float64Array(6), [2, 3]).
 *
 * Float32 keeps 24 bits, about 7 digits: 0.1 becomes 0.100000001490116, whole numbers are exact up to 16,777,216, what
 * is larger than 3.4e38 becomes Infinity and what is smaller than 7e-46 becomes 0. Nothing is said of it. The
 * functions do the same with what is given to them directly. Valid lengths and boolean masks are whole numbers (and true
 * and false), and everything else is refused there; as tensors they are tensor([2, 3], undefined, Int32Array) and
 * tensor([[true, false]], undefined, Uint8Array). */
export function tensor(numbers: NestedNumbers, shape?: readonly number[]): Tensor;
export function tensor<Numbers extends Float32Array | Int32Array | Uint8Array>(
  numbers: NestedNumbers, shape: readonly number[] | undefined, type: { new (length: number): Numbers },
): Tensor<Numbers>;

export type Scoring =
  /** q · k, scale 1/√d */
  | 'scaled_dot_product'
  /** q · k */
  | 'dot_product'
  /** w_v · tanh(W_q q + W_k k) */
  | 'additive'
  /** qᵀ M k */
  | 'bilinear'
  | 'cosine'
  | Kernel;

/** Kernels of u = ‖q − k‖ ÷ width. Gaussian: −u²/2 through softmax. The others: weights = K(u) ÷ Σ K(u). */
export type Kernel = 'gaussian' | 'boxcar' | 'triangular' | 'epanechikov' | 'constant';

export interface ScoringParameters {
  /** additive: W_q (h, query width) */ queryWeights?: TensorInput;
  /** additive: W_k (h, key width) */ keyWeights?: TensorInput;
  /** additive: w_v (h) */ scoreVector?: LineInput;
  /** bilinear: M (query width, key width) */ matrix?: TensorInput;
  /** kernels: positive, default 1 */ width?: number;
}

/** A key is seen if every given mask allows it. Keys are counted with the past ones first. */
export interface Mask {
  /** key j is seen by query i if j ≤ position of i */
  causal?: boolean;
  /** (batch) or (batch, queries): only the first so many keys; whole numbers */
  validLengths?: LineInput;
  /** true or 1 = may attend. Broadcasts from the right against the scores; missing keys at the end are masked. */
  boolean?: TensorInput;
  /** Added to the scores; −Infinity masks. Broadcasts like `boolean`. Kernels without softmax (boxcar, triangular,
   *  epanechikov, constant) have no scores but K(u), which is multiplied by exp(additive), as if it were added to
   *  log K(u): the weights are the same exp(additive) times as large before a row is divided by its sum. */
  additive?: TensorInput;
  /** only keys with |position of i − j| < window */
  window?: number;
  /** For `causal` and `window`: query i has position firstQuery + past length + i; default 0. With it, a long attention
   *  is computed some rows at a time. */
  firstQuery?: number;
}

export type Result =
  /** (…, queries, value width) */
  | 'output'
  /** (…, queries, keys), like all up to 'exponentials' */
  | 'weights'
  /** before scale and temperature */
  | 'rawScores'
  /** × scale ÷ temperature */
  | 'scores'
  /** after the soft cap */
  | 'capped'
  /** −Infinity where masked; kernels: K(u) · exp(additive) */
  | 'masked'
  /** exp(masked − row maximum); kernels: as masked, 0 instead of −Infinity */
  | 'exponentials'
  /** (…, queries), like all up to 'logSumExp' */
  | 'rowMaxima'
  | 'rowSums'
  | 'logSumExp'
  /** past and new keys */
  | 'presentKeys'
  | 'presentValues';

export interface AttendOptions<Want extends Result | 'fullyMaskedRows' = 'output'> {
  /** (queries, d), (batch, queries, d) or (batch, heads, queries, d) */
  queries: TensorInput;
  /** same rank; heads may be fewer, if they divide the queries' heads (grouped-query attention) */
  keys: TensorInput;
  /** one value per key; any width */
  values: TensorInput;
  /** default 'scaled_dot_product' */
  scoring?: Scoring;
  parameters?: ScoringParameters;
  /** default 1/√d for 'scaled_dot_product', else 1 */
  scale?: number;
  /** positive, default 1; higher is flatter */
  temperature?: number;
  /** positive: c · tanh(score / c), before the mask */
  softcap?: number;
  mask?: Mask;
  /** a key–value cache, prepended to keys and values */
  past?: { keys: TensorInput; values: TensorInput };
  /** what to return; default ['output']. Nothing else is computed or stored. */
  want?: readonly Want[];
  /** arrays of exactly the results' lengths to write into, for who computes every frame; fresh memory costs more than
   * small results themselves */
  into?: Partial<Record<Result, Float32Array>>;
}

export type AttendResult<Want extends Result | 'fullyMaskedRows'> = {
  [Name in Want]: Name extends 'fullyMaskedRows' ? Int32Array : Tensor;
};

export interface MultiHeadParameters {
  /** W (out, in), as PyTorch's Linear; a missing one is the identity */
  queryWeights?: TensorInput; keyWeights?: TensorInput; valueWeights?: TensorInput; outputWeights?: TensorInput;
  /** b (out) */
  queryBias?: LineInput; keyBias?: LineInput; valueBias?: LineInput; outputBias?: LineInput;
}

/** How attendAsync is to be waited for. */
export interface Waiting {
  /** Gives the call up: the promise is rejected with the signal's reason, an AbortError unless abort() was given
   * another, and what was computed is thrown away. */
  signal?: AbortSignal;
  /** gets the share of the rows that is done, growing from above 0 to 1; what it throws gives the call up */
  onProgress?: (share: number) => void;
}

/** Gradients of a loss with respect to what attend() reads: each has the shape of what it is the gradient of. */
export interface AttentionGradients {
  queries: Tensor; keys: Tensor; values: Tensor;
  /** of those parameters that were given; `width` always, 0 where the scoring has none */
  parameters: { queryWeights?: Tensor; keyWeights?: Tensor; scoreVector?: Tensor; matrix?: Tensor; width: number };
  scale: number; temperature: number;
  /** 0 if there was none */
  softcap: number;
  past?: { keys: Tensor; values: Tensor };
  /** 0 where it masks */
  mask?: { additive: Tensor };
}

/** What a normalization has learnt: gain and bias (width), without them 1 and 0; epsilon (1e-5) > 0 is added to the
 * variance. */
export interface NormParameters { gain?: LineInput; bias?: LineInput; epsilon?: number }

/** For addNorm, `input` is the gradient of both summands alike. */
export interface NormGradients { input: Tensor; gain: Tensor; bias: Tensor }

/** Remembers what it did with its parameters: the same list in the same order at every step. */
export interface Optimizer {
  /** Moves every parameter along its gradient, in place: the Float32Array in each `data`, as tensor() makes it. `rate`
   * is that of this step, for schedules. */
  step(options: { parameters: readonly Tensor[]; gradients: readonly TensorInput[]; rate?: number }): void;
}

/** One number per row, rows running along the last axis. */
export interface RowSummaries {
  /** nats: −Σ w ln w; 0 = all on one key, ln(keys) = spread evenly */
  entropy: Tensor;
  largest: Tensor;
  /** the key of the largest weight, the first of equals; −1 for a row of zeros and one with NaN */
  largestKey: Tensor<Int32Array>;
  /** exp(entropy): over how many keys the row is spread; 0 for a row of zeros */
  effectiveKeys: Tensor;
}

/** xoshiro256++, seeded by splitmix64: the same numbers, bit for bit, on every machine and in the C++ library. */
export interface Random {
  /** 64 random bits */
  bits(): bigint;
  /** in [minimum, maximum), by default [0, 1) */
  uniform(minimum?: number, maximum?: number): number;
  /** by default of mean 0 and deviation 1 */
  normal(mean?: number, deviation?: number): number;
  /** 0 … bound − 1, all equally likely; bound ≥ 1, and a bigint up to 2^64 − 1 */
  below(bound: number): number;
  below(bound: bigint): bigint;
  uniformTensor(options: { shape: readonly number[]; minimum?: number; maximum?: number }): Tensor;
  normalTensor(options: { shape: readonly number[]; mean?: number; deviation?: number }): Tensor;
}

/** [first, end): queries or keys */
export type Range = readonly [number, number];

export interface AttentionWindow {
  /** The weights of a rectangle as rows × columns pixels (at most one per weight), each the mean or the largest of
   * what it covers. Computed in slices of about `milliseconds` (12), between which the page lives on; `onProgress`
   * gets the share that is done and a function that copies the picture so far. Rejects with the signal's reason, or
   * with an AbortError when another view is asked for. The first look at a row costs all its keys, later looks only
   * those in view. */
  view(options: {
    queries: Range; keys: Range; rows: number; columns: number; reduction?: 'mean' | 'max';
    onProgress?: (share: number, picture: () => Tensor) => void; signal?: AbortSignal; milliseconds?: number;
  }): Promise<Tensor>;
  /** Gives the memory back. */
  release(): void;
}

export interface AttentionCore {
  readonly version: string;
  /** the build that was loaded */
  readonly build: 'simd' | 'relaxed-simd';

  /** scores × scale ÷ temperature → soft cap → mask → softmax → weights · values. Rows whose every key is masked are
   * zeros; 'fullyMaskedRows' lists their indices into the flattened (batch, heads, queries). */
  attend<Want extends Result | 'fullyMaskedRows' = 'output'>(options: AttendOptions<Want>): AttendResult<Want>;

  /** attend() in a worker, while the page lives on: the same numbers, bit for bit. Arguments are copied when it is
   * called, results come back without a copy (into arrays of `into` with one). One call after the other is computed, in
   * one worker, which is started for the first call and ends after half a minute without one. A call that is given up
   * ends its worker, and the next one starts another. Where there is no worker (a policy's worker-src, a bundle without
   * attention-core.mjs beside it), the calling thread computes a few milliseconds at a time, and console.warn says so. */
  attendAsync<Want extends Result | 'fullyMaskedRows' = 'output'>(options: AttendOptions<Want>, how?: Waiting):
    Promise<AttendResult<Want>>;

  /** How a loss changes with everything that attend() reads, given dL/d output, of the output's shape. In double
   * precision from attend()'s own weights. Masked keys, and rows whose every key is masked, get no gradient; boxcar and
   * constant kernels do not change with the distance. */
  attendGradients(options: Omit<AttendOptions, 'want' | 'into'> & { outputGradient: TensorInput }): AttentionGradients;

  /** dL/d scores, given dL/d weights and what a softmax over the last axis made of the scores. */
  softmaxGradient(options: { weights: TensorInput; weightsGradient: TensorInput }): Tensor;

  /** Softmax over the last axis, exactly 0 beyond the valid lengths. */
  maskedSoftmax(options: { scores: TensorInput; validLengths?: LineInput }): Tensor;

  /** queries (batch, queries, width), keys and values likewise, or without the batch.
   * Result: output (batch, queries, width), weights (batch, heads, queries, keys). */
  multiHeadAttention(options: {
    queries: TensorInput; keys: TensorInput; values: TensorInput; heads?: number; parameters?: MultiHeadParameters; mask?: Mask;
  }): { output: Tensor; weights: Tensor; fullyMaskedRows: Int32Array };

  /** Of multiHeadAttention with the same arguments, given dL/d output; parameters: of those that were given. */
  multiHeadGradients(options: {
    queries: TensorInput; keys: TensorInput; values: TensorInput; heads?: number; parameters?: MultiHeadParameters; mask?: Mask;
    outputGradient: TensorInput;
  }): { queries: Tensor; keys: Tensor; values: Tensor; parameters: { [Name in keyof MultiHeadParameters]?: Tensor } };

  /** x (…, in) → x Wᵀ + b (…, out): weights (out, in), bias (out), as PyTorch's Linear. */
  linear(options: { input: TensorInput; weights: TensorInput; bias?: LineInput }): Tensor;
  linearGradients(options: { input: TensorInput; weights: TensorInput; outputGradient: TensorInput }):
    { input: Tensor; weights: Tensor; bias: Tensor };

  /** Each row (along the last axis) to mean 0 and variance 1, then × gain + bias. */
  layerNorm(options: { input: TensorInput } & NormParameters): Tensor;
  /** Each column (over all axes but the last) likewise, with this batch's own statistics, as in training. */
  batchNorm(options: { input: TensorInput } & NormParameters): Tensor;
  /** layerNorm of input + update, both of the same shape: the residual connection of a transformer block. */
  addNorm(options: { input: TensorInput; update: TensorInput } & NormParameters): Tensor;
  /** Given dL/d result. For addNorm, give the sum as input. */
  layerNormGradients(options: { input: TensorInput; outputGradient: TensorInput } & NormParameters): NormGradients;
  batchNormGradients(options: { input: TensorInput; outputGradient: TensorInput } & NormParameters): NormGradients;

  /** parameter ← parameter − rate (0.1) · v, where v ← momentum (0, below 1) · v + gradient. */
  sgd(options?: { rate?: number; momentum?: number }): Optimizer;
  /** Adam with bias correction: rate 0.001, firstDecay 0.9 and secondDecay 0.999, both from 0 to below 1, epsilon 1e-8. */
  adam(options?: { rate?: number; firstDecay?: number; secondDecay?: number; epsilon?: number }): Optimizer;

  /** What each row of weights (…, keys) says in one number; each weight ≥ 0, each row summing to 1 or 0. */
  summariseRows(options: { weights: TensorInput }): RowSummaries;

  /** seed: a whole number ≥ 0, as a bigint up to 2^64 − 1. */
  random(options: { seed: number | bigint }): Random;

  /** (length, width): sin and cos of position ÷ base^(2j ÷ width) in turn. */
  positionalEncoding(options: { length: number; width: number; base?: number; firstPosition?: number }): Tensor;

  /** Five ways to select from the same items: values (items, value width), keys (items, d). Only 'attention' listens
   * to `query` (d). `filter` (d): the convolution's fixed question. `fixedWeights`, `saliences`: (items). */
  pool(options: {
    pooling: 'average' | 'max' | 'fully_connected' | 'convolution' | 'attention';
    values: TensorInput; keys?: TensorInput; query?: LineInput; filter?: LineInput; fixedWeights?: LineInput; saliences?: LineInput;
    scoring?: Scoring; parameters?: ScoringParameters; scale?: number; temperature?: number; softcap?: number; mask?: Mask;
  }): { output: Tensor; weights: Tensor; scores?: Tensor };

  /** Nadaraya–Watson regression: x, y (points), queries (queries). The book's w is 1 ÷ width. */
  kernelRegression(options: { x: LineInput; y: LineInput; queries: LineInput; kernel?: Kernel; width?: number }):
    { predictions: Tensor; weights: Tensor; queriesOutOfReach: Int32Array };

  /** The parametric version: each point attends to all others with softmax(−((x − xᵢ) w)² / 2), w by default 1; loss =
   * Σ (ŷ − y)², gradient dL/dw; predictions (points), weights (points, points). At most 16,384 points. */
  leaveOneOut(options: { x: LineInput; y: LineInput; w?: number }):
    { loss: number; gradient: number; predictions: Tensor; weights: Tensor };

  /** Learns that w: each point attends to all others with softmax(−((x − xᵢ) w)² / 2); loss = Σ (ŷ − y)²,
   * plain gradient descent from w (1) with rate (0.5). One entry per state, steps + 1 of them unless w runs away. */
  trainKernelRegression(options: { x: LineInput; y: LineInput; w?: number; rate?: number; steps?: number }):
    { w: number; loss: number; gradient: number }[];

  /** A window into one head's matrix, however large: queries (queries, d), keys (keys, d). Memory: about 3 × the keys. */
  attentionWindow(options: {
    queries: TensorInput; keys: TensorInput; scoring?: Scoring; parameters?: ScoringParameters;
    scale?: number; temperature?: number; softcap?: number; mask?: Mask;
  }): AttentionWindow;
}

/** Loads the fastest build that this engine can run. `build` forces one; `wasm` is a URL (a relative one is
 * the page's), bytes or a compiled module to use instead of the file beside it. */
export function loadAttentionCore(options?: {
  build?: 'simd' | 'relaxed-simd';
  wasm?: string | URL | ArrayBuffer | ArrayBufferView | WebAssembly.Module;
}): Promise<AttentionCore>;

export default loadAttentionCore;
