// The program's functions (src/platform/web_main.cpp) with JavaScript types.
import { drawGlyph } from './glyphs.mjs';
import { CannotStart, Program } from './program.mjs';

export const PointerKind = { mouse: 0, touch: 1, pen: 2 };
export const PointerPhase = { move: 0, down: 1, up: 2, cancel: 3, leave: 4, hold: 5 };
export const ActionKind = { activate: 0, setValue: 1, step: 2, reset: 3, paste: 4 };
export const Step = {
  up: 0, down: 1, left: 2, right: 3, rowStart: 4, rowEnd: 5, first: 6, last: 7,
  panelPrevious: 8, panelNext: 9, zoomIn: 10, zoomOut: 11, zoomAll: 12, escape: 13,
};

export class Bridge {
  #program;
  #module;
  #context;
  #matrices = [];  // that the lab has sent for result()
  #encoder = new TextEncoder();

  /**
   * `scene` is the id of the one that is shown first, if it is known. `receive(kind, payload)` gets what the lab tells
   * the page (web_bridge.cpp); `onAbort` is told if it dies, `onLost` if a part of it cannot be had when it is needed:
   * then it is as good as dead. Whatever the program calls goes through `guarded`: what goes wrong in the page does not
   * break off the program's own work.
   */
  static async open(canvas, scene, { guarded, receive, onAbort, onLost }) {
    if (typeof WebAssembly !== 'object') throw new CannotStart('no_wasm', 'WebAssembly is not defined');
    // The context is made here, before anything heavy is waited for; GLFW gets the same one from the canvas.
    const context = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false, stencil: false });
    if (!context) throw new CannotStart('no_webgl2', 'getContext("webgl2") gave nothing');
    const program = new Program(scene, onLost);
    let factory;
    try {
      factory = (await import('./attention-lab.mjs')).default;
    } catch (error) {
      throw new CannotStart('not_loaded', error.message);
    }
    const bridge = new Bridge();
    bridge.#program = program;
    bridge.#context = context;
    bridge.#module = await new Promise((resolve, reject) => {
      factory({
        canvas, onAbort, drawGlyph: guarded(drawGlyph),
        receive: guarded((kind, payload) => (kind === 'matrix' ? bridge.#matrices.push(payload) : receive(kind, payload))),
        instantiateWasm(imports, done) {
          program.instantiate(imports).then(done, reject);
          return {};
        },
      }).then(resolve, reject);
    });
    if (!bridge.#module._lab_start()) throw new CannotStart('no_webgl2', 'the window could not be opened');
    return bridge;
  }

  /** Fetches what no first picture needs. Rejects with CannotStart if it cannot be had; it may be tried again. */
  complete() { return this.#program.complete(); }

  /** @returns whether another frame is wanted without further input, and whether this one was drawn */
  frame(seconds) {
    const answer = this.#module._lab_frame(seconds);
    return { wantsFrame: answer !== 0, isDrawn: answer !== 2 };
  }
  contentHeight() { return this.#module._lab_content_height(); }

  resize(width, height, ratio) { this.#module._lab_resize(width, height, ratio); }
  setScroll(y) { this.#module._lab_set_scroll(y); }
  pointer(kind, phase, x, y) { this.#module._lab_pointer(kind, phase, x, y); }
  wheel(deltaX, deltaY, zooms) { this.#module._lab_wheel(deltaX, deltaY, zooms); }
  pan(deltaX, deltaY) { this.#module._lab_pan(deltaX, deltaY); }
  wantsWheel(x, y, deltaX, deltaY, zooms) { return this.#module._lab_wants_wheel(x, y, deltaX, deltaY, zooms) !== 0; }
  wantsDrag(x, y) { return this.#module._lab_wants_drag(x, y) !== 0; }

  act(kind, id, value = '') {
    this.#withTexts([id, String(value)], (idAt, valueAt) => this.#module._lab_act(kind, idAt, valueAt));
  }
  /** Does the scene that is shown open files? */
  opensFiles() { return this.#module._lab_opens_files() !== 0; }
  focus(id, isVisible) { this.#withTexts([id], (at) => this.#module._lab_focus(at, isVisible)); }
  /** What has been found in a file (web_reader.cpp): first its package. @returns whether numbers are to come */
  expect(bytes) { return this.#withBytes(bytes, (at) => this.#module._lab_expect(at, bytes.length)) !== 0; }
  takeNumbers(bytes) { this.#withBytes(bytes, (at) => this.#module._lab_take_numbers(at, bytes.length)); }
  forgetArriving() { this.#module._lab_forget_arriving(); }
  /** Opens what has arrived. @returns whether it could be read; if not, the lab says why, also as problem() */
  adopt() { return this.#module._lab_adopt() !== 0; }
  problem() { return this.#textAt(this.#module._lab_problem()); }
  /** Files that are opened or adopted from now on wait for endFiles(), which opens them side by side. */
  beginFiles() { this.#module._lab_begin_files(); }
  /** @returns whether any could be read; if not, the lab says why */
  endFiles() { return this.#module._lab_end_files() !== 0; }
  forgetBegunFiles() { this.#module._lab_forget_begun_files(); }
  /** How far the file is that is being read, 0…1; a frame is due. */
  showReading(name, share) { this.#withTexts([name], (at) => this.#module._lab_show_reading(at, share)); }
  endReading() { this.#module._lab_end_reading(); }
  setFont(bytes) { this.#module._lab_set_font(this.#allocate(bytes), bytes.length); }
  get memory() { return this.#module.HEAPU8.length; }
  fragment() { return this.#textAt(this.#module._lab_fragment()); }
  /** The picture for a printed page, as SVG. */
  printedFigure() { return this.#textAt(this.#module._lab_printed_figure()); }
  /** The scene's numbers; see Result in attention-lab-element.d.ts. */
  result() {
    this.#matrices = [];
    this.#module._lab_send_matrices();
    const state = this.fragment();
    return { scene: /^scene=([^&]*)/.exec(state)[1], state, says: this.#textAt(this.#module._lab_says()), matrices: this.#matrices };
  }
  /** What of the last fragment was not understood, or not taken as it was: sentences. */
  remarks() { return this.#textAt(this.#module._lab_remarks()).split('\n').filter(Boolean); }
  setFragment(fragment) { this.#withTexts([fragment], this.#module._lab_set_fragment); }
  /** Keeps a scene's state for an entry of the browser's history, and goes back to one. */
  keepState(entry, scene) { this.#withTexts([entry, scene], this.#module._lab_keep_state); }
  returnTo(entry, fragment) { this.#withTexts([entry, fragment], this.#module._lab_return_to); }
  setLanguage(language) { this.#withTexts([language], this.#module._lab_set_language); }
  setTheme(theme) { this.#withTexts([theme], this.#module._lab_set_theme); }
  setSystemColors(colors) { this.#withTexts([colors], this.#module._lab_set_system_colors); }
  toggleDebugPanel() { this.#module._lab_toggle_debug_panel(); }
  setReducedMotion(isReduced) { this.#module._lab_set_reduced_motion(isReduced); }
  isContextLost() { return this.#context.isContextLost(); }
  contextLost() { this.#module._lab_context_lost(); }
  contextRestored() { this.#module._lab_context_restored(); }

  #textAt(place) {
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
  #withBytes(bytes, call) {
    const at = this.#allocate(bytes);
    const answer = call(at);
    this.#module._free(at);
    return answer;
  }
  /** Calls with each text as UTF-8 that lives as long as the call. */
  #withTexts(texts, call) {
    const places = texts.map((text) => this.#allocate(this.#encoder.encode(`${text}\0`)));
    call(...places);
    places.forEach((place) => this.#module._free(place));
  }
}
