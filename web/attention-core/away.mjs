// attend() away from the page: in a worker that is this module again, or, where there is no worker, in slices here.
import { checkFunction, checkObject, checkSignal } from './checks.mjs';
import { attendInSlices, attendOptions, checkNumbers } from './attention.mjs';
import { Core, written } from './core.mjs';

const ROLE = 'attention-lab-core';  // the worker's name, by which this module knows that it is the worker
const NODES_WORKERS = ['node', 'worker_threads'].join(':');  // no literal: bundlers would look for it
const IDLE = 30000;  // ms after which a worker without work is ended
const LONGEST_START = 10000;

const isNode = () => typeof process === 'object' && Boolean(process.versions?.node);

// ---- in the worker ----------------------------------------------------------------------------------------------

/** What the worker does with what it is told: first { module, build }, then one { options } after the other. */
function serve(port) {
  let core;
  port.onmessage = async ({ data: { module, build, options } }) => {
    try {
      if (module) {
        core = new Core(module, build);
        port.postMessage({ isReady: true });
        return;
      }
      const result = await attendInSlices(core, options, (share) => port.postMessage({ share }));
      const buffers = Object.values(result).map((part) => (part.data ?? part).buffer);
      port.postMessage({ result }, buffers);
    } catch (error) {
      port.postMessage({ error: { name: error.name, message: error.message } });
    }
  };
}

/** Is this module running as its own worker? Then it serves, and nobody calls it. */
export function serveIfWorker() {
  if (typeof WorkerGlobalScope === 'function' && globalThis instanceof WorkerGlobalScope) {
    if (globalThis.name === ROLE) serve(globalThis);
  } else if (isNode() && process.argv?.at(-1) === ROLE) {
    import(/* webpackIgnore: true */ /* @vite-ignore */ NODES_WORKERS).then(({ isMainThread, parentPort }) => {
      if (!isMainThread) serve(parentPort);
    });
  }
}

// ---- where it is called -----------------------------------------------------------------------------------------

/** A started worker as { post, end, hold, letGo }, of the browser's kind or of Node's; `on` hears what happens. */
async function newWorker({ startWorker, nodesAddress }, on) {
  if (typeof Worker === 'function') {
    const worker = startWorker();
    worker.onmessage = ({ data }) => on.message(data);
    worker.onmessageerror = () => on.failure('its message could not be read');
    worker.onerror = (event) => {
      event.preventDefault?.();
      on.failure(event.message || 'it could not be loaded');
    };
    return { post: (...words) => worker.postMessage(...words), end: () => worker.terminate(), hold() {}, letGo() {} };
  }
  if (!isNode()) throw new Error('this engine has none');
  const { Worker: NodesWorker } = await import(/* webpackIgnore: true */ /* @vite-ignore */ NODES_WORKERS);
  const worker = new NodesWorker(nodesAddress(), { argv: [ROLE], execArgv: [] });
  worker.on('message', on.message).on('error', (error) => on.failure(error.message));
  worker.on('exit', () => on.failure('it ended'));
  return {
    post: (...words) => worker.postMessage(...words),
    end: () => void worker.terminate(),
    hold: () => worker.ref(),
    letGo: () => worker.unref(),
  };  // a worker without work keeps no program alive
}

/** The same, once it has loaded the module; refused with the reason why it has not. */
async function readyWorker(places, module, build, on) {
  let worker, timer;
  try {
    await new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('it did not answer within 10 s')), LONGEST_START);
      on.message = ({ isReady, error }) => (isReady ? resolve() : reject(new Error(error.message)));
      on.failure = (reason) => reject(new Error(reason));
      newWorker(places, { message: (data) => on.message(data), failure: (reason) => on.failure(reason) })
        .then((started) => {
          worker = started;
          worker.post({ module, build });
        })
        .catch(reject);
    });
    return worker;
  } catch (error) {
    worker?.end();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** A copy of checked options that can be sent away, and the buffers that go with it instead of being copied again. */
function parcel({ into, ...given }) {
  const buffers = [];
  const packed = (value, depth) => {
    if (ArrayBuffer.isView(value?.data) && Array.isArray(value.shape)) {
      const copy = value.data.slice();  // of its own numbers alone, if it is a part of a longer array
      buffers.push(copy.buffer);
      return { data: copy, shape: value.shape };
    }
    if (depth === 2 || typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, packed(part, depth + 1)]));
  };
  return { options: packed(given, 0), buffers, into };
}

const ERRORS = { TypeError, RangeError };
const nothing = () => {};

/** The calls of attendAsync of one core: one after the other, in one worker, which is started for the first. */
export class Away {
  constructor(core, places) {
    this.core = core;
    this.places = places;  // { startWorker, nodesAddress }
    this.jobs = [];  // those that wait
    this.on = { message: nothing, failure: nothing };
  }

  attend(options, how = {}) {
    return new Promise((resolve, reject) => {
      checkObject('how', how, ['signal', 'onProgress']);
      const { signal, onProgress } = how;
      checkFunction('how.onProgress', onProgress);
      checkSignal('how.signal', signal);
      signal?.throwIfAborted();
      const given = attendOptions(options);
      checkNumbers(given);
      const giveUp = () => reject(signal.reason);
      signal?.addEventListener('abort', giveUp, { once: true });
      const end = (call) => (value) => {
        signal?.removeEventListener('abort', giveUp);
        call(value);
      };
      this.jobs.push({ ...parcel(given), signal, onProgress, resolve: end(resolve), reject: end(reject) });
      this.work();
    });
  }

  async work() {
    if (this.isWorking) return;
    this.isWorking = true;
    clearTimeout(this.idle);
    while (this.jobs.length > 0) {
      const job = this.jobs.shift();
      try {
        job.resolve(await this.compute(job));
      } catch (error) {
        job.reject(error);
      }
    }
    this.isWorking = false;
    this.idle = setTimeout(() => this.end(), IDLE);
    this.idle.unref?.();
  }

  async compute(job) {
    if (job.signal?.aborted) throw job.signal.reason;
    if (!this.worker && !this.hasNone) await this.start();
    if (job.signal?.aborted) throw job.signal.reason;
    const result = await (this.worker ? this.computeAway(job) : this.computeHere(job));
    for (const [name, into] of Object.entries(job.into ?? {})) {
      const { data, shape } = result[name];
      if (into !== undefined) result[name].data = written(`into.${name}`, into, data, shape);
    }
    return result;
  }

  async start() {
    const { module, build } = this.core;
    try {
      this.worker = await readyWorker(this.places, module, build, this.on);
      this.on.failure = () => this.end();
    } catch (error) {
      this.hasNone = true;
      console.warn(
        `attendAsync: no worker could be started (${error.message}), so it computes on this thread, a few ` +
          'milliseconds at a time. Bundlers that leave attention-core.mjs out of their output need it beside them, ' +
          "and a page's policy must allow it as worker-src.",
      );
    }
  }

  end() {
    this.worker?.end();
    this.worker = null;
    Object.assign(this.on, { message: nothing, failure: nothing });
    this.on = { message: nothing, failure: nothing };
  }

  async computeAway(job) {
    const { worker, on } = this,
      { signal, onProgress } = job;
    let stop;
    worker.hold();
    try {
      return await new Promise((resolve, reject) => {
        const breakOff = (error) => {
          this.end();  // it cannot be told to stop; the next call starts another one
          reject(error);
        };
        stop = () => breakOff(signal.reason);
        signal?.addEventListener('abort', stop, { once: true });
        on.failure = (reason) => breakOff(new Error(`attendAsync: its worker has ended (${reason}); call it again.`));
        on.message = ({ share, result, error }) => {
          if (result) return resolve(result);
          if (error) return reject(new (ERRORS[error.name] ?? Error)(error.message));
          try {
            onProgress?.(share);
          } catch (thrown) {
            breakOff(thrown);
          }
        };
        worker.post({ options: job.options }, job.buffers);
      });
    } finally {
      signal?.removeEventListener('abort', stop);
      worker.letGo();
      if (this.worker) on.failure = () => this.end();
    }
  }

  computeHere({ options, signal, onProgress }) {
    return attendInSlices(new Core(this.core.module, this.core.build), options, (share) => {
      signal?.throwIfAborted();
      onProgress?.(share);
    });
  }
}
