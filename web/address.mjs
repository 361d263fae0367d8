// The state in the address bar: `#…` is the lab's own text; `?theme=light|dark` and `?lang=zh|en` are what the page
// starts with, until the reader chooses otherwise. Another scene and a link that is opened are steps of the browser's
// Back; what is changed within a scene is none. Inside another page nothing is: Back is that page's.

const WRITE_INTERVAL = 350;  // ms; browsers allow about 100 history changes in 30 s
const is_alone = window.parent === window;

const scene_of = (fragment) => /(?:^|&)scene=([\w-]+)/.exec(fragment)?.[1] ?? '';
const new_entry = () => `${Math.floor(performance.timeOrigin)}-${Math.random().toString(36).slice(2)}`;

export class Address {
  #bridge;
  #want_frame;
  #state = '';       // what is to be written
  #scene;            // of the history's entry that the page is at, …
  #entry;            // … and its name
  #timer = 0;
  #written_at = -Infinity;

  constructor(bridge, want_frame) {
    this.#bridge = bridge;
    this.#want_frame = want_frame;
    bridge.set_language(browser_language());
    this.#arrive(history.state);
    // Also what the reader types into the address bar, and links to another fragment of this page.
    window.addEventListener('popstate', ({ state }) => {
      this.#bridge.keep_state(this.#entry, this.#scene);
      this.#arrive(state);
    });
  }

  /** Adopts what stands in the address bar: a link, or an entry where the lab has been. */
  #arrive(state) {
    this.#entry = state?.lab;
    if (this.#entry) {
      this.#forget_pending();
      this.#bridge.return_to(this.#entry, location.hash.slice(1));
      this.#scene = scene_of(this.#bridge.fragment());
      this.#want_frame();
    } else {
      this.#entry = new_entry();
      this.set(location.hash.slice(1));
      this.#put('replaceState', location.hash.slice(1));
    }
  }

  set(fragment) {
    this.#forget_pending();
    this.#bridge.set_fragment(fragment);
    this.#scene = scene_of(this.#bridge.fragment());
    this.#want_frame();
  }

  /** The lab's state has changed. The history gets an entry only for another scene. */
  write(fragment) {
    if (is_alone && scene_of(fragment) !== this.#scene) {
      this.flush();
      this.#bridge.keep_state(this.#entry, this.#scene);
      this.#entry = new_entry();
      this.#scene = scene_of(fragment);
      this.#state = fragment;
      this.#put('pushState', fragment);
      return;
    }
    this.#scene = scene_of(fragment);
    this.#state = fragment;
    if (this.#timer) return;
    const wait = Math.max(0, this.#written_at + WRITE_INTERVAL - performance.now());
    this.#timer = setTimeout(() => this.flush(), wait);
  }

  flush() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#written_at = performance.now();
    if (this.#state && location.hash.slice(1) !== this.#state) this.#put('replaceState', this.#state);
  }

  #forget_pending() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#state = '';
  }

  #put(how, fragment) {
    try {
      history[how]({ ...history.state, lab: this.#entry }, '', fragment ? `#${fragment}` : undefined);
    } catch {
      // A sandboxed frame may refuse; the state is still offered by attentionLab.getState().
    }
  }
}

/** "zh" or "en": the wish of the page around (`?lang=`), else the first of the browser's languages that the lab has. */
export function browser_language() {
  const wish = new URLSearchParams(location.search).get('lang');
  if (wish === 'zh' || wish === 'en') return wish;
  for (const language of navigator.languages ?? [navigator.language]) {
    if (/^zh\b/i.test(language)) return 'zh';
    if (/^en\b/i.test(language)) return 'en';
  }
  return 'en';
}

export function wished_language() {
  return /(?:^|&)lang=(zh|en)(?:&|$)/.exec(location.hash.slice(1))?.[1] ?? browser_language();
}

/** Calls `themed('light' | 'dark')` now and, unless the address fixes it, whenever the system's preference changes. */
export function follow_theme(themed) {
  const fixed = new URLSearchParams(location.search).get('theme');
  if (fixed === 'light' || fixed === 'dark') return themed(fixed);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const tell = () => themed(dark.matches ? 'dark' : 'light');
  dark.addEventListener('change', tell);
  tell();
}

/** Calls `told` with the system's own colours where it insists on them (see view::SystemColors), else with ''. */
export function follow_forced_colours(told) {
  const forced = matchMedia('(forced-colors: active)');
  const tell = () => told(forced.matches ? ['Canvas', 'CanvasText', 'GrayText', 'Highlight', 'HighlightText', 'LinkText'].map(hex_of).join() : '');
  forced.addEventListener('change', tell);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', tell);  // another palette, still forced
  tell();
}

function hex_of(system_colour) {
  const probe = document.body.appendChild(document.createElement('span'));
  probe.style.color = system_colour;
  const [red, green, blue] = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number);
  probe.remove();
  return (red << 16 | green << 8 | blue).toString(16).padStart(6, '0');
}

export function follow_reduced_motion(told) {
  const reduced = matchMedia('(prefers-reduced-motion: reduce)');
  reduced.addEventListener('change', () => told(reduced.matches));
  told(reduced.matches);
}
