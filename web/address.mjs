// The state in the address bar: `#…` is the lab's own text; `?theme=light|dark` and `?lang=zh|en` are what the page
// starts with, until the reader chooses otherwise.

const WRITE_INTERVAL = 350;  // ms; browsers allow about 100 history changes in 30 s

export class Address {
  #bridge;
  #want_frame;
  #state = '';       // what is to be written
  #timer = 0;
  #written_at = -Infinity;

  constructor(bridge, want_frame) {
    this.#bridge = bridge;
    this.#want_frame = want_frame;
    bridge.set_language(browser_language());
    this.read();
    window.addEventListener('hashchange', () => this.read());
  }

  /** Adopts what stands in the address bar. */
  read() {
    this.set(location.hash.slice(1));
  }

  set(fragment) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#bridge.set_fragment(fragment);
    this.#want_frame();
  }

  /** The lab's state has changed. The history gets no entry: Back leaves the page, as the reader expects. */
  write(fragment) {
    this.#state = fragment;
    if (this.#timer) return;
    const wait = Math.max(0, this.#written_at + WRITE_INTERVAL - performance.now());
    this.#timer = setTimeout(() => this.flush(), wait);
  }

  flush() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#written_at = performance.now();
    if (!this.#state || location.hash.slice(1) === this.#state) return;
    try {
      history.replaceState(history.state, '', `#${this.#state}`);
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
