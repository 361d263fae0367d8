// The WebAssembly module, loaded with one fetch, and its functions (src/platform/web_main.cpp) with JavaScript types.
import { draw_glyph } from './glyphs.mjs';
import { address_of } from './place.mjs';

/** Why the lab cannot start; `reason` names a sentence in notice.mjs. */
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

export const PointerKind = { mouse: 0, touch: 1, pen: 2 };
export const PointerPhase = { move: 0, down: 1, up: 2, cancel: 3, leave: 4, hold: 5 };
export const ActionKind = { activate: 0, set_value: 1, step: 2, reset: 3, paste: 4 };

export class Bridge {
  #module;
  #context;
  #matrices = [];  // that the lab has sent for result()
  #encoder = new TextEncoder();

  /**
   * `receive(kind, payload)` gets what the lab tells the page (web_bridge.cpp); `on_abort` is told if it dies. Whatever
   * the program calls goes through `guarded`: what goes wrong in the page does not break off the program's own work.
   */
  static async open(canvas, guarded, receive, on_abort) {
    if (typeof WebAssembly !== 'object') throw new CannotStart('no_wasm', 'WebAssembly is not defined');
    // The context is made here, before anything heavy is waited for; GLFW gets the same one from the canvas.
    const context = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false, stencil: false });
    if (!context) throw new CannotStart('no_webgl2', 'getContext("webgl2") gave nothing');
    const compiled = compile(address_of('attention-lab.wasm'));
    compiled.catch(() => {});  // reported below, after the script
    let factory;
    try {
      factory = (await import('./attention-lab.mjs')).default;
    } catch (error) {
      throw new CannotStart('not_loaded', error.message);
    }
    const wasm = await compiled;
    const bridge = new Bridge();
    bridge.#context = context;
    bridge.#module = await new Promise((resolve, reject) => {
      factory({
        canvas, onAbort: on_abort, draw_glyph: guarded(draw_glyph),
        receive: guarded((kind, payload) => (kind === 'matrix' ? bridge.#matrices.push(payload) : receive(kind, payload))),
        instantiateWasm(imports, done) {
          WebAssembly.instantiate(wasm, imports).then(done, (e) => refused(e.message).then(reject));
          return {};
        },
      }).then(resolve, (e) => refused(String(e)).then(reject));
    });
    if (!bridge.#module._lab_start()) throw new CannotStart('no_webgl2', 'the window could not be opened');
    return bridge;
  }

  /** @returns whether another frame is wanted without further input, and whether this one was drawn */
  frame(seconds) {
    const answer = this.#module._lab_frame(seconds);
    return { wants_another: answer !== 0, is_drawn: answer !== 2 };
  }
  needs_frame() { return this.#module._lab_needs_frame() !== 0; }
  content_height() { return this.#module._lab_content_height(); }

  resize(width, height, ratio) { this.#module._lab_resize(width, height, ratio); }
  set_scroll(y) { this.#module._lab_set_scroll(y); }
  pointer(kind, phase, x, y) { this.#module._lab_pointer(kind, phase, x, y); }
  wheel(delta_x, delta_y, zooms) { this.#module._lab_wheel(delta_x, delta_y, zooms); }
  pan(delta_x, delta_y) { this.#module._lab_pan(delta_x, delta_y); }
  wants_wheel(x, y, delta_x, delta_y, zooms) { return this.#module._lab_wants_wheel(x, y, delta_x, delta_y, zooms) !== 0; }
  wants_drag(x, y) { return this.#module._lab_wants_drag(x, y) !== 0; }

  act(kind, id, value = '') {
    this.#with_texts([id, String(value)], (id_at, value_at) => this.#module._lab_act(kind, id_at, value_at));
  }
  /** Does the scene that is shown open files? */
  opens_files() { return this.#module._lab_opens_files() !== 0; }
  focus(id, is_visible) { this.#with_texts([id], (at) => this.#module._lab_focus(at, is_visible)); }
  /** What has been found in a file (web_reader.cpp): first its package. @returns whether numbers are to come */
  expect(bytes) { return this.#with_bytes(bytes, (at) => this.#module._lab_expect(at, bytes.length)) !== 0; }
  take_numbers(bytes) { this.#with_bytes(bytes, (at) => this.#module._lab_take_numbers(at, bytes.length)); }
  forget_arriving() { this.#module._lab_forget_arriving(); }
  /** Opens what has arrived. @returns whether it could be read; if not, the lab says why, also as problem() */
  adopt() { return this.#module._lab_adopt() !== 0; }
  problem() { return this.#text_at(this.#module._lab_problem()); }
  /** Files that are opened or adopted from now on wait for end_files(), which opens them side by side. */
  begin_files() { this.#module._lab_begin_files(); }
  /** @returns whether any could be read; if not, the lab says why */
  end_files() { return this.#module._lab_end_files() !== 0; }
  forget_begun_files() { this.#module._lab_forget_begun_files(); }
  /** How far the file is that is being read, 0…1; a frame is due. */
  show_reading(name, share) { this.#with_texts([name], (at) => this.#module._lab_show_reading(at, share)); }
  end_reading() { this.#module._lab_end_reading(); }
  set_font(bytes) { this.#module._lab_set_font(this.#allocate(bytes), bytes.length); }
  get memory() { return this.#module.HEAPU8.length; }
  fragment() { return this.#text_at(this.#module._lab_fragment()); }
  /** The picture for a printed page, as SVG. */
  printed_figure() { return this.#text_at(this.#module._lab_printed_figure()); }
  /** The scene's numbers; see Result in attention-lab-element.d.ts. */
  result() {
    this.#matrices = [];
    this.#module._lab_send_matrices();
    const state = this.fragment();
    return { scene: /^scene=([^&]*)/.exec(state)[1], state, says: this.#text_at(this.#module._lab_says()), matrices: this.#matrices };
  }
  /** What of the last fragment was not understood, or not taken as it was: sentences. */
  remarks() { return this.#text_at(this.#module._lab_remarks()).split('\n').filter(Boolean); }
  set_fragment(fragment) { this.#with_texts([fragment], this.#module._lab_set_fragment); }
  /** Keeps a scene's state for an entry of the browser's history, and goes back to one. */
  keep_state(entry, scene) { this.#with_texts([entry, scene], this.#module._lab_keep_state); }
  return_to(entry, fragment) { this.#with_texts([entry, fragment], this.#module._lab_return_to); }
  set_language(language) { this.#with_texts([language], this.#module._lab_set_language); }
  set_theme(theme) { this.#with_texts([theme], this.#module._lab_set_theme); }
  set_system_colors(colors) { this.#with_texts([colors], this.#module._lab_set_system_colors); }
  toggle_debug_panel() { this.#module._lab_toggle_debug_panel(); }
  set_reduced_motion(is_reduced) { this.#module._lab_set_reduced_motion(is_reduced); }
  is_context_lost() { return this.#context.isContextLost(); }
  context_lost() { this.#module._lab_context_lost(); }
  context_restored() { this.#module._lab_context_restored(); }

  #text_at(place) {
    const { HEAPU8: memory } = this.#module;
    return new TextDecoder().decode(memory.subarray(place, memory.indexOf(0, place)));
  }
  /** Copies bytes into the module's memory. @returns where; freed by whoever takes them over */
  #allocate(bytes) {
    const at = this.#module._malloc(bytes.length || 1);
    this.#module.HEAPU8.set(bytes, at);  // HEAPU8 is a new view after the memory has grown
    return at;
  }
  /** Calls with bytes that live as long as the call. */
  #with_bytes(bytes, call) {
    const at = this.#allocate(bytes);
    const answer = call(at);
    this.#module._free(at);
    return answer;
  }
  /** Calls with each text as UTF-8 that lives as long as the call. */
  #with_texts(texts, call) {
    const places = texts.map((text) => this.#allocate(this.#encoder.encode(`${text}\0`)));
    call(...places);
    places.forEach((place) => this.#module._free(place));
  }
}
