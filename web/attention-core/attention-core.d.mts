/** The attention core as a JavaScript module: every function checks its arguments and throws a TypeError (wrong type)
 * or a RangeError (wrong value, wrong shape, too much memory) whose message names the argument. */

export interface Tensor<Numbers = Float32Array> {
  /** As many numbers as the shape means, last axis contiguous. */
  data: Numbers;
  shape: number[];
}

/** What the functions take: a Tensor, or one that must not be changed. They refuse other arrays, which would have to be
 * copied: tensor() does that. */
export interface TensorInput<Numbers = Float32Array> {
  readonly data: Numbers;
  readonly shape: readonly number[];
}

/** A number, a typed array of any type, or arrays of these, nested up to 5 deep and all of one length at each depth. */
export type NestedNumbers = number | bigint | boolean | ArrayLike<number> | ArrayLike<bigint> | readonly NestedNumbers[];

/** A tensor of such numbers, copied; `shape` if it is another than theirs: tensor([[1, 2], [3, 4]]),
 * tensor(new Float64Array(6), [2, 3]).
 *
 * Float32 keeps 24 bits, about 7 digits: 0.1 becomes 0.100000001490116, whole numbers are exact up to 16,777,216, what
 * is larger than 3.4e38 becomes Infinity and what is smaller than 7e-46 becomes 0. Nothing is said of it. For valid
 * lengths and boolean masks name the type, which takes whole numbers (and true and false) or throws:
 * tensor([2, 3], undefined, Int32Array), tensor([[true, false]], undefined, Uint8Array). */
export function tensor(numbers: NestedNumbers, shape?: readonly number[]): Tensor;
export function tensor<Numbers extends Float32Array | Int32Array | Uint8Array>(
  numbers: NestedNumbers, shape: readonly number[] | undefined, type: { new (length: number): Numbers },
): Tensor<Numbers>;

export type Scoring =
  | 'scaled_dot_product'  // q · k, scale 1/√d
  | 'dot_product'         // q · k
  | 'additive'            // w_v · tanh(W_q q + W_k k)
  | 'bilinear'            // qᵀ M k
  | 'cosine'
  | Kernel;

/** Kernels of u = ‖q − k‖ ÷ width. Gaussian: −u²/2 through softmax. The others: weights = K(u) ÷ Σ K(u). */
export type Kernel = 'gaussian' | 'boxcar' | 'triangular' | 'epanechikov' | 'constant';

export interface ScoringParameters {
  /** additive: W_q (h, query width) */ queryWeights?: TensorInput;
  /** additive: W_k (h, key width) */ keyWeights?: TensorInput;
  /** additive: w_v (h) */ scoreVector?: TensorInput;
  /** bilinear: M (query width, key width) */ matrix?: TensorInput;
  /** kernels: > 0, default 1 */ width?: number;
}

/** A key is seen if every given mask allows it. Keys are counted with the past ones first. */
export interface Mask {
  /** key j is seen by query i if j ≤ position of i */
  causal?: boolean;
  /** (batch) or (batch, queries): only the first so many keys */
  validLengths?: TensorInput<Int32Array>;
  /** 1 = may attend. Broadcasts from the right against the scores; missing keys at the end are masked. */
  boolean?: TensorInput<Uint8Array>;
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
  | 'output'         // (…, queries, value width)
  | 'weights'        // (…, queries, keys), like all up to 'exponentials'
  | 'rawScores'      // before scale and temperature
  | 'scores'         // × scale ÷ temperature
  | 'capped'         // after the soft cap
  | 'masked'         // −Infinity where masked; kernels: K(u) · exp(additive)
  | 'exponentials'   // exp(masked − row maximum); kernels: as masked, 0 instead of −Infinity
  | 'rowMaxima'      // (…, queries), like all up to 'logSumExp'
  | 'rowSums'
  | 'logSumExp'
  | 'presentKeys'    // past and new keys
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
  /** > 0, default 1; higher is flatter */
  temperature?: number;
  /** > 0: c · tanh(score / c), before the mask */
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
  queryBias?: TensorInput; keyBias?: TensorInput; valueBias?: TensorInput; outputBias?: TensorInput;
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

  /** Softmax over the last axis, exactly 0 beyond the valid lengths. */
  maskedSoftmax(options: { scores: TensorInput; validLengths?: TensorInput<Int32Array> }): Tensor;

  /** queries (batch, queries, width), keys and values likewise, or without the batch.
   * Result: output (batch, queries, width), weights (batch, heads, queries, keys). */
  multiHeadAttention(options: {
    queries: TensorInput; keys: TensorInput; values: TensorInput; heads?: number; parameters?: MultiHeadParameters; mask?: Mask;
  }): { output: Tensor; weights: Tensor; fullyMaskedRows: Int32Array };

  /** (length, width): sin and cos of position ÷ base^(2j ÷ width) in turn. */
  positionalEncoding(options: { length: number; width: number; base?: number; firstPosition?: number }): Tensor;

  /** Five ways to select from the same items: values (items, value width), keys (items, d). Only 'attention' listens
   * to `query` (d). `filter` (d): the convolution's fixed question. `fixedWeights`, `saliences`: (items). */
  pool(options: {
    pooling: 'average' | 'max' | 'fully_connected' | 'convolution' | 'attention';
    values: TensorInput; keys?: TensorInput; query?: TensorInput; filter?: TensorInput; fixedWeights?: TensorInput; saliences?: TensorInput;
    scoring?: Scoring; parameters?: ScoringParameters; scale?: number; temperature?: number; softcap?: number; mask?: Mask;
  }): { output: Tensor; weights: Tensor; scores?: Tensor };

  /** Nadaraya–Watson regression: x, y (points), queries (queries). The book's w is 1 ÷ width. */
  kernelRegression(options: { x: TensorInput; y: TensorInput; queries: TensorInput; kernel?: Kernel; width?: number }):
    { predictions: Tensor; weights: Tensor; queriesOutOfReach: Int32Array };

  /** The parametric version: each point attends to all others with softmax(−((x − xᵢ) w)² / 2); loss = Σ (ŷ − y)²,
   * plain gradient descent from w (1) with rate (0.5). One entry per state, steps + 1 of them unless w runs away. */
  trainKernelRegression(options: { x: TensorInput; y: TensorInput; w?: number; rate?: number; steps?: number }):
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
