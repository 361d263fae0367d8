/** <attention-lab>, the page's window.attentionLab, and the messages between a frame and its parent; version 1. */

/** What else stands after "#" in a link to the lab: "scene=heatmaps&map=magma". */
export type State = string;

export interface Matrix {
  name: string;
  shape: number[];
  /** Flat, last axis contiguous; null if it has more than 4194304 numbers. */
  data: Float32Array | null;
  rowNames: string[];
  columnNames: string[];
}

/** The scene's numbers. */
export interface Result {
  scene: string;
  state: State;
  /** What the lab says about them, in its language; of the last frame drawn. */
  says: string;
  matrices: Matrix[];
}

/** A file's bytes, whose name's ending tells the format; or numbers, flat, last axis contiguous. */
export type Loadable =
  | { name: string; bytes: ArrayBuffer | ArrayBufferView }
  /** Flat, last axis contiguous. null and undefined are NaN, true and false 1 and 0. */
  | { name?: string; data: (number | boolean | null)[] | Float32Array | Float64Array | Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array | Uint32Array | BigInt64Array | BigUint64Array; shape: number[] };

/** window.attentionLab inside the lab's page. */
export interface AttentionLab {
  readonly version: 1;
  getState(): State;
  /** Says in a sentence each what was not understood, and so left as it was, or was brought into its range. */
  setState(state: State): string[];
  result(): Result;
  /** Rejects with a sentence that says what is wrong with this file, or that it was given up for another. */
  load(tensor: Loadable): Promise<void>;
  /** The scene's picture for a printed page, 680 CSS pixels wide and in the light look, as SVG; once nothing changes. */
  picture(): Promise<string>;
  setTheme(theme: 'light' | 'dark'): void;
  setLanguage(language: 'zh' | 'en'): void;
  /** The accessible nodes of the last frame, in reading order; see src/view/accessible.h. */
  nodes(): object[];
  readonly framesDrawn: number;
  /** Bytes of WebAssembly memory: never fewer than before. */
  readonly memory: number;
  whenIdle(): Promise<void>;
}

/** The element's attributes, for frameworks: attention-lab-element.react.d.ts and .vue.d.ts give them to their tags. */
export interface AttentionLabAttributes {
  scene?: string;
  state?: State;
  lang?: string;
  theme?: 'auto' | 'light' | 'dark';
  /** CSS pixels, 120 … 4000, or "auto" */
  height?: number | string;
  /** ids of the controls that are shown, separated by commas */
  controls?: string;
  /** ids of the parts of the scene that are shown, separated by commas */
  panels?: string;
  chrome?: 'full' | 'none';
  /** "weights/book > 0.5": see GoalEvent */
  goal?: string;
  /** http or https */
  src?: string;
  title?: string;
}

/** The element in a host page; its attributes are described in attention-lab-element.js. */
export interface AttentionLabElement extends HTMLElement {
  readonly isLive: boolean;
  /** Also tries again after a failure. */
  start(): void;
  /** Takes the frame away; the state is kept for the next start. What is waited for is refused. */
  suspend(): void;
  // Where there is no lab, what follows is refused with a sentence within 10 s; where one hangs, a minute after its
  // last word: see FailureEvent.
  getState(): Promise<State>;
  /** Resolves with the state as the lab has understood it, and a sentence for everything that it has not. */
  setState(state: State): Promise<{ state: State; remarks: string[] }>;
  result(): Promise<Result>;
  /** SVG, for paper. The element prints it by itself. */
  picture(): Promise<string>;
  load(tensor: Loadable): Promise<void>;
}

export type StateEvent = CustomEvent<{ state: State }>;

/**
 * A goal is reached, or is no longer. It is conditions joined by "and", each a place in a matrix, one of > >= < <= =, and a
 * number: "weights/book > 0.5 and weights/0/2 < 0.1". A place is the matrix and a name or an index from 0 for each of its
 * axes that is longer than 1; "= 0.25" holds for what is 0.25 when rounded to as many decimals.
 */
export type GoalEvent = CustomEvent<{ goal: string; isReached: boolean }>;
/** The reader has compared a prediction with what is computed; `tries` counts those of this question. */
export type QuestionEvent = CustomEvent<{ scene: string; question: string; isRight: boolean; tries: number }>;

/**
 * Why there is no lab, and the sentence with which all promises that wait are refused. Of the frame: no_wasm, forbidden (its
 * policy lacks 'wasm-unsafe-eval'), no_webgl2, not_loaded, not_compiled, incomplete, stopped. Of the element: silent
 * (nothing was heard for 8 s; a lab that is heard later is there after all), hanging
 * (it began to start and then said nothing for 60 s in a visible page; it too may be heard later), origin (it answers
 * from another one than src names), src (no web address), removed (from the page, while something was waited for).
 */
export type FailureEvent = CustomEvent<{ reason: string; message: string }>;

/** From the parent window to the frame. Anything else is ignored. `id` comes back with the answer. */
export type MessageToLab = { attentionLab: 1; id?: number | string } & (
  | { type: 'getState' }
  /** Answered with 'state', if it has an id. */
  | { type: 'setState'; state: State }
  /** Refused, as is 'picture', to other origins once the reader's own file is asked for; see MessageFromLab. */
  | { type: 'result' }
  | { type: 'picture' }
  | ({ type: 'load' } & Loadable)
  | { type: 'theme'; theme: 'light' | 'dark' }
  | { type: 'lang'; lang: 'zh' | 'en' });

/**
 * From the frame to its parent window. From the moment a file of the reader's own is asked for (chosen, dropped, pasted,
 * or named by ?file=), whether it can be read or not, a parent of another origin is told nothing that depends on it:
 * `state` is only scene, lang, theme and what is shown, `height` is that of the frame, and no "resize", no "goal" and no
 * "questionAnswered" is sent.
 */
export type MessageFromLab = { attentionLab: 1 } & (
  /** There is a page of the lab; 'ready' or 'failed' follows. */
  | { type: 'starting' }
  | { type: 'failed'; reason: string; message: string }
  | { type: 'ready'; state: State; title: string; height: number }
  | { type: 'stateChanged'; state: State; /** false: it holds, or has been asked for, a file of the reader's own */ isReplaceable: boolean }
  | { type: 'goal'; goal: string; isReached: boolean }
  /** The reader has compared a prediction with what is computed; `tries` counts those of this question. */
  | { type: 'questionAnswered'; scene: string; question: string; isRight: boolean; tries: number }
  | { type: 'resize'; /** of the content, CSS pixels */ height: number }
  | { type: 'state'; id?: number | string; state: State; /** of a 'setState': what was not understood */ remarks?: string[] }
  | { type: 'result'; id?: number | string; result: Result }
  | { type: 'picture'; id?: number | string; /** SVG */ svg: string }
  | { type: 'loaded'; id?: number | string }
  /** What cannot be done, and why; of a 'load' it speaks of that file alone. */
  | { type: 'error'; id?: number | string; message: string });

declare global {
  interface HTMLElementTagNameMap { 'attention-lab': AttentionLabElement }
  interface HTMLElementEventMap { 'attention-lab-goal': GoalEvent; 'attention-lab-question': QuestionEvent; 'attention-lab-ready': StateEvent; 'attention-lab-statechange': StateEvent; 'attention-lab-error': FailureEvent }
  interface Window { attentionLab?: AttentionLab }
}
