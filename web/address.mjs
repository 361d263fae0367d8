// The state in the address bar: `#…` is the lab's own text; `?theme=light|dark` and `?lang=zh|en` are what the page
// starts with, until the reader chooses otherwise. Another scene and a link that is opened are steps of the browser's
// Back; what is changed within a scene is none. Inside another page nothing is: Back is that page's.

const WRITE_INTERVAL = 350;  // ms; browsers allow about 100 history changes in 30 s
const isAlone = window.parent === window;

/** The id of the scene that a link names; '' if it names none. */
export const sceneOf = (fragment) => /(?:^|&)scene=([\w-]+)/.exec(fragment)?.[1] ?? '';
const newEntry = () => `${Math.floor(performance.timeOrigin)}-${Math.random().toString(36).slice(2)}`;

export class Address {
  #bridge;
  #wantFrame;
  #state = '';       // what is to be written
  #scene;            // of the history's entry that the page is at, …
  #entry;            // … and its name
  #timer = 0;
  #writtenAt = -Infinity;

  constructor(bridge, wantFrame) {
    this.#bridge = bridge;
    this.#wantFrame = wantFrame;
    bridge.setLanguage(browserLanguage());
    this.#arrive(history.state);
    // Also what the reader types into the address bar, and links to another fragment of this page.
    window.addEventListener('popstate', ({ state }) => {
      this.#bridge.keepState(this.#entry, this.#scene);
      this.#arrive(state);
    });
  }

  /** Adopts what stands in the address bar: a link, or an entry where the lab has been. */
  #arrive(state) {
    this.#entry = state?.lab;
    if (this.#entry) {
      this.#forgetPending();
      this.#bridge.returnTo(this.#entry, location.hash.slice(1));
      this.#scene = sceneOf(this.#bridge.fragment());
      this.#wantFrame();
    } else {
      this.#entry = newEntry();
      this.set(location.hash.slice(1));
      this.#put('replaceState', location.hash.slice(1));
    }
  }

  set(fragment) {
    this.#forgetPending();
    this.#bridge.setFragment(fragment);
    this.#scene = sceneOf(this.#bridge.fragment());
    this.#wantFrame();
  }

  /** The lab's state has changed. The history gets an entry only for another scene. */
  write(fragment) {
    if (isAlone && sceneOf(fragment) !== this.#scene) {
      this.flush();
      this.#bridge.keepState(this.#entry, this.#scene);
      this.#entry = newEntry();
      this.#scene = sceneOf(fragment);
      this.#state = fragment;
      this.#put('pushState', fragment);
      return;
    }
    this.#scene = sceneOf(fragment);
    this.#state = fragment;
    if (this.#timer) return;
    const wait = Math.max(0, this.#writtenAt + WRITE_INTERVAL - performance.now());
    this.#timer = setTimeout(() => this.flush(), wait);
  }

  flush() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#writtenAt = performance.now();
    if (this.#state && location.hash.slice(1) !== this.#state) this.#put('replaceState', this.#state);
  }

  #forgetPending() {
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
export function browserLanguage() {
  const wish = new URLSearchParams(location.search).get('lang');
  if (wish === 'zh' || wish === 'en') return wish;
  for (const language of navigator.languages ?? [navigator.language]) {
    if (/^zh\b/i.test(language)) return 'zh';
    if (/^en\b/i.test(language)) return 'en';
  }
  return 'en';
}

export function wishedLanguage() {
  return /(?:^|&)lang=(zh|en)(?:&|$)/.exec(location.hash.slice(1))?.[1] ?? browserLanguage();
}

/** Calls `themed('light' | 'dark')` now and, unless the address fixes it, whenever the system's preference changes. */
export function followTheme(themed) {
  const fixed = new URLSearchParams(location.search).get('theme');
  if (fixed === 'light' || fixed === 'dark') return themed(fixed);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const tell = () => themed(dark.matches ? 'dark' : 'light');
  dark.addEventListener('change', tell);
  tell();
}

/** Calls `told` with the system's own colours where it insists on them (see view::SystemColors), else with ''. */
export function followForcedColours(told) {
  const forced = matchMedia('(forced-colors: active)');
  const tell = () => told(forced.matches ? ['Canvas', 'CanvasText', 'GrayText', 'Highlight', 'HighlightText', 'LinkText'].map(hexOf).join() : '');
  forced.addEventListener('change', tell);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', tell);  // another palette, still forced
  tell();
}

function hexOf(systemColour) {
  const probe = document.body.appendChild(document.createElement('span'));
  probe.style.color = systemColour;
  const [red, green, blue] = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number);
  probe.remove();
  return (red << 16 | green << 8 | blue).toString(16).padStart(6, '0');
}

export function followReducedMotion(told) {
  const reduced = matchMedia('(prefers-reduced-motion: reduce)');
  reduced.addEventListener('change', () => told(reduced.matches));
  told(reduced.matches);
}
