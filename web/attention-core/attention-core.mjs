// Attention in JavaScript: loads the fastest WebAssembly build that this engine can run and checks every argument.
// Works in a page, in a Worker and in Node ≥ 20; no dependencies. Types and documentation: attention-core.d.mts.
// The build joins this module and those that it imports into the one file of that name.
import { ATTENTION } from './attention.mjs';
import { Away, serveIfWorker } from './away.mjs';
import { checkName, checkObject, describe, isGiven, wrongType } from './checks.mjs';
import { Core } from './core.mjs';
import { tensor } from './tensors.mjs';
import { OPTIMIZERS, TRAINING } from './training.mjs';
import { Window } from './window.mjs';

const VERSION = '0.1.0';

// (module (func (result v128) i32x4.splat 0 ×3, f32x4.relaxed_madd)): compiles only where relaxed SIMD exists.
const RELAXED_SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 17, 65, 0, 253, 17, 65,
  0, 253, 17, 253, 133, 2, 11,
]);

// ---- loading ----------------------------------------------------------------------------------------------------

// Both addresses stand here as literals, by which bundlers find the files. The one in use is fetched.
const FILES = {
  'simd': () => new URL('./attention-core.simd.wasm', import.meta.url),
  'relaxed-simd': () => new URL('./attention-core.relaxed-simd.wasm', import.meta.url),
};

// The worker of attendAsync is this file again. This literal, too, is for bundlers; Node's Worker takes the plain path,
// beside the .wasm files, which no bundler shall look at.
const WORKER = {
  startWorker: () =>
    new Worker(new URL('./attention-core.mjs', import.meta.url), { type: 'module', name: 'attention-lab-core' }),
  nodesAddress: () => new URL('attention-core.mjs', FILES.simd()),
};

// No literal: bundlers would look for it, for the browser too.
const NODES_FILES = 'node:fs/promises';

const canRunRelaxedSimd = () => WebAssembly.validate(RELAXED_SIMD_PROBE);

async function compile(source, build) {
  const expected = "a URL, the bytes or the WebAssembly.Module of attention-core's .wasm";
  if (source instanceof WebAssembly.Module) return checkModule(source);
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return checkModule(
      await WebAssembly.compile(source).catch((error) => {
        throw new TypeError(`wasm: cannot be compiled (${error.message}), but ${expected} is expected.`, {
          cause: error,
        });
      }),
    );
  }
  if (isGiven(source) && typeof source !== 'string' && !(source instanceof URL))
    throw wrongType('wasm', source, expected);
  const url = isGiven(source) ? addressOf(source) : FILES[build]();
  if (url.protocol === 'file:' && typeof process === 'object' && process.versions?.node) {
    const { readFile } = await import(/* webpackIgnore: true */ /* @vite-ignore */ NODES_FILES);
    return checkModule(await WebAssembly.compile(await readFile(url)));
  }
  const response = await fetch(url);
  if (!response.ok)
    throw new Error(
      `attention-core: ${url} answered ${response.status}. The .wasm files must lie beside attention-core.mjs.`,
    );
  // Not streaming: works with a wrong MIME type too.
  return checkModule(await WebAssembly.compile(await response.arrayBuffer()));
}

/** A relative address is the page's or the Worker's, as in fetch(). */
function addressOf(source) {
  try {
    return new URL(source, globalThis.document?.baseURI ?? globalThis.location?.href);
  } catch (error) {
    throw new TypeError(
      `wasm: is ${describe(source)}, which is no complete address, and there is no page that it is relative to.`,
      { cause: error },
    );
  }
}

function checkModule(module) {
  if (WebAssembly.Module.exports(module).some(({ name }) => name === 'attend_advance')) return module;
  throw new TypeError("wasm: is another program's module, not attention-core's.");
}

/**
 * Loads the core. `build` forces 'simd' or 'relaxed-simd'; `wasm` is a URL, bytes or a WebAssembly.Module to use
 * instead of the file beside this module.
 */
export async function loadAttentionCore(options = {}) {
  checkObject('options', options, ['build', 'wasm']);
  const builds = Object.keys(FILES);
  const build = isGiven(options.build)
    ? builds[checkName('build', options.build, builds)]
    : canRunRelaxedSimd()
      ? 'relaxed-simd'
      : 'simd';
  const core = new Core(await compile(options.wasm, build), build);
  const anotherCore = () => new Core(core.module, build);  // with memory of its own
  const bound = (functions, coreOf) =>
    Object.fromEntries(Object.entries(functions).map(([name, call]) => [name, (given) => call(coreOf(), given)]));
  const away = new Away(core, WORKER);
  return Object.freeze({
    version: VERSION,
    build,
    ...bound({ ...ATTENTION, ...TRAINING }, () => core),
    ...bound(OPTIMIZERS, anotherCore),
    attendAsync: (given, how) => away.attend(given, how),
    attentionWindow: (given) => {
      const window = new Window(anotherCore(), given);
      return Object.freeze({ view: (options) => window.view(options), release: () => window.release() });
    },
  });
}

export { tensor };
export default loadAttentionCore;

serveIfWorker();
