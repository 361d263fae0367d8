// The program, in parts: attention-lab.wasm is what every first picture needs, and beside it lie the scenes, one each,
// and what no first picture needs (web/toolchain/split_program.mjs). The scene that is opened comes with the program, the
// rest right after the first picture. A function that is called before its part is there is waited for.
import { addressOf } from './place.mjs';

const PARTS = [];  // the scenes, in their order, then the others; written here by pack.mjs, none in the single file

/** Why the lab cannot start, or go on; `reason` names a sentence in notice.mjs. */
export class CannotStart extends Error {
  constructor(reason, detail) {
    super(`${reason}: ${detail}`);
    this.reason = reason;
    this.detail = detail;
  }
}

/** Why a program does not run: where not even the smallest module does, the page's policy forbids WebAssembly. */
async function refused(detail) {
  const smallest = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  const reason = await WebAssembly.instantiate(smallest).then(() => 'not_compiled', () => 'forbidden');
  return new CannotStart(reason, detail);
}

/** Compiles while it downloads; where the server names a wrong MIME type, from the same response's bytes. */
export async function compile(url) {
  let response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new CannotStart('not_loaded', `${url}: ${error.message}`);
  }
  if (!response.ok) throw new CannotStart('not_loaded', `${url}: HTTP ${response.status}`);
  try {
    if (response.headers.get('content-type') === 'application/wasm' && WebAssembly.compileStreaming) {
      return await WebAssembly.compileStreaming(response);
    }
    return await WebAssembly.compile(await response.arrayBuffer());
  } catch (error) {
    throw await refused(`${url}: ${error.message}`);
  }
}

/** The same while the page waits. */
function compileNow(url) {
  const request = new XMLHttpRequest();
  try {
    request.open('GET', url, false);
    request.overrideMimeType('text/plain; charset=x-user-defined');  // every byte a character: a page gets no bytes so
    request.send();
  } catch (error) {
    throw new CannotStart('not_loaded', `${url}: ${error.message}`);
  }
  if (request.status !== 200) throw new CannotStart('not_loaded', `${url}: HTTP ${request.status}`);
  return new WebAssembly.Module(Uint8Array.from(request.response, (character) => character.charCodeAt(0) & 0xff));
}

const fileOf = (part) => addressOf(`attention-lab.${part}.wasm`);

export class Program {
  #main;   // a promise of the compiled program
  #first;  // the part that comes with it
  #compiled = new Map();  // part → promise of its module
  #missing = new Set(PARTS);
  #exports;
  #lost;

  /** Begins to fetch it, with the scene of this id, or the first. `lost(error)` is told if a part that is needed cannot be had. */
  constructor(scene, lost) {
    this.#lost = lost;
    this.#main = compile(addressOf('attention-lab.wasm'));
    this.#first = PARTS.includes(scene) ? scene : PARTS[0];
    for (const begun of [this.#main, this.#first && this.#fetched(this.#first)]) begun?.catch(() => {});  // see below
  }

  /** @returns the instance, with its first scene. Rejects with CannotStart. */
  async instantiate(imports) {
    const main = await this.#main;
    const placeholders = {};
    for (const { module, name } of WebAssembly.Module.imports(main)) {
      if (!module.startsWith('placeholder')) continue;
      placeholders[module] ??= {};
      placeholders[module][name] = (...values) => this.#called(module.slice('placeholder.'.length), Number(name), values);
    }
    let instance;
    try {
      instance = await WebAssembly.instantiate(main, { ...imports, ...placeholders });
    } catch (error) {
      throw await refused(error.message);
    }
    this.#exports = instance.exports;
    if (this.#first) await this.#add(this.#first);
    return instance;
  }

  /** Fetches what is still missing. Rejects with CannotStart if something cannot be had; it may be tried again. */
  async complete() { await Promise.all([...this.#missing].map((part) => this.#add(part))); }

  #fetched(part) {
    if (!this.#compiled.has(part)) {
      const begun = compile(fileOf(part));
      this.#compiled.set(part, begun);
      begun.catch(() => this.#compiled.delete(part));
    }
    return this.#compiled.get(part);
  }

  async #add(part) {
    const module = await this.#fetched(part);
    if (this.#missing.has(part)) this.#patch(part, module);
  }

  /** From now on the table has the part's own functions in place of what stood for them. */
  #patch(part, module) {
    new WebAssembly.Instance(module, { primary: this.#exports });
    this.#missing.delete(part);
  }

  #called(part, index, values) {
    try {
      if (this.#missing.has(part)) this.#patch(part, compileNow(fileOf(part)));
    } catch (error) {
      this.#lost(error);
      throw error;
    }
    const table = Object.values(this.#exports).find((value) => value instanceof WebAssembly.Table);
    return table.get(index)(...values);
  }
}
