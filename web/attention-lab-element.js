// <attention-lab scene="cues"> : the lab inside somebody else's page. One file without dependencies, for
// <script src> and <script type="module" src> alike: some course-site builders can only write the former. It is put
// together by pack.mjs, which writes what is imported here into it.
//
//   scene     which one; an unknown id shows the first
//   state     what else a link would say after "#": "seed=3&map=magma"
//   lang      "zh" or "en"; without it the nearest lang attribute around, followed while it changes
//   theme     "light", "dark" or "auto" (default): that of the page around, followed while it changes (element_theme.mjs)
//   height    CSS pixels (default 480), or "auto": as high as the content
//   controls  "salience,wish": only these controls are shown
//   src       the folder the lab lies in, an address of http or https; without it, the folder this script came from
//   title     what a screen reader calls the frame until the lab has said its own title
//
// What stands inside the element is shown until the lab is there: a link, for readers without JavaScript.
// The lab starts when it comes near the viewport. At most MOST_LIVE labs of a page run at a time, because a browser
// has WebGL contexts for about 16: the farthest one becomes a poster again and keeps its state. A lab that has the
// keyboard, or in which the reader has opened a file, is never taken away.
//
// On paper stands what the lab shows: after every change, at rest, it is asked for a picture. Where there is none, or the
// reader has opened a file that the page around must not see, the picture of the starting state is printed, and says so.
//
// Methods (all but start() wait until the lab runs): getState(), setState(text), result(), picture(), load({name, bytes}
// or {data, shape}), start(). Events: "attention-lab-ready" and "attention-lab-statechange", detail = {state}.
// The messages to and from the frame: host.mjs. Types: attention-lab-element.d.ts.
import { drawing } from './element_drawing.mjs';
import { ATTRIBUTES, host_theme, outwards } from './element_theme.mjs';

(() => {
  if (customElements.get('attention-lab')) return;

  const VERSION = 1;
  const MOST_LIVE = 4;
  const HEIGHT = 480;          // CSS pixels
  const HIGHEST = 4000;        // … of a lab that may choose its height
  const MOST_ADJUSTMENTS = 8;  // of that height per width: a lab that fills whatever it gets must not grow for ever
  const NEAR = '60% 0px';      // starts this far from the viewport
  const REST = 300;            // ms without a change, before a picture for paper is asked for

  const SCENES = {};  // id → {zh, en}: the scenes' titles; written here by pack.mjs, together with the posters

  const own_script = document.currentScript ?? document.querySelector('script[src*="attention-lab-element"]');
  const own_folder = new URL('.', own_script?.src || document.baseURI).href;

  const WORDS = {
    zh: {
      lab: '注意力实验室', open: '在新页面中打开', start: '启动',
      starting: '图为起始状态', earlier: '图为稍早的状态', readers_file: '图为起始状态：读者打开了自己的文件，它的数只留在实验室里',
      no_folder: 'src 应是实验室所在文件夹的网址 (http 或 https)，而不是“{0}”',
    },
    en: {
      lab: 'Attention Lab', open: 'Open in a page of its own', start: 'Start',
      starting: 'Picture of the starting state', earlier: 'Picture of an earlier state',
      readers_file: 'Picture of the starting state: the reader has opened a file, whose numbers stay in the lab',
      no_folder: 'src must be the web address (http or https) of the folder that the lab lies in, not “{0}”',
    },
  };

  const sheet = new CSSStyleSheet();  // allowed under style-src 'self', unlike a <style> element
  sheet.replaceSync(`
    :host { display: block; position: relative; box-sizing: border-box; margin: 1em 0; overflow: hidden;
      border: 1px solid rgb(128 128 128 / 30%); border-radius: 6px; color-scheme: light; break-inside: avoid; }
    :host([hidden]) { display: none; }
    iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; color-scheme: inherit; }
    .poster { position: absolute; inset: 0; display: flex; flex-direction: column; align-items: center;
      justify-content: center; gap: 8px; padding: 16px; box-sizing: border-box; text-align: center;
      font: 15px/1.5 system-ui, sans-serif; background: #fafafa; color: #1f2328; }
    .dark { background: #1e2129; color: #e6e8ec; }
    .poster img { flex: 0 1 auto; min-height: 0; max-width: 100%; object-fit: contain; }
    img.missing, img.missing + small { display: none; }
    .poster strong { font-size: 18px; font-weight: 600; }
    .poster a, .poster ::slotted(a) { color: #3f51b5; }
    .dark a, .dark ::slotted(a) { color: #8c9eff; }
    .poster a:not([href]) { color: inherit; }
    button { font: inherit; color: inherit; min-height: 40px; padding: 0 16px; border: 1px solid currentcolor;
      border-radius: 6px; background: none; cursor: pointer; }
    :focus-visible { outline: 2px solid #3f51b5; outline-offset: 2px; }
    .live ~ .poster { visibility: hidden; }
    .paper { all: initial; display: none; }
    @media print {
      :host { height: auto !important; }
      iframe, button { display: none; }
      .poster, .live ~ .poster { position: static; visibility: visible; background: #fff; color: #1f2328; }
      .poster img { max-height: 20cm; }
      .paper { display: block; width: 100%; }
      .paper svg { display: block; width: 100%; height: auto; max-height: 20cm; }
      .paper:not(:empty) ~ img { display: none; }
    }
    @media (forced-colors: active) { .poster { background: Canvas; color: CanvasText; } }
  `);

  /** "zh" or "en" of a language tag; undefined for any other, which the lab answers with the browser's. */
  const lab_language = (tag = '') => (/^zh\b/i.test(tag) ? 'zh' : /^en\b/i.test(tag) ? 'en' : undefined);

  class AttentionLab extends HTMLElement {
    static observedAttributes = ['scene', 'state', 'lang', 'theme', 'height', 'controls', 'src', 'title'];

    #frame = null;
    #state = null;            // what the lab last said; survives the frame
    #is_ready = false;
    #is_replaceable = true;
    #is_near = false;
    #waiting = new Map();     // id → {resolve, reject}
    #last_id = 0;
    #when_ready = [];
    #adjustments = 0;
    #adjusted_width = 0;
    #told = {};               // theme and language the lab knows
    #picture = null;          // SVG for paper: of the state before the last change, …
    #changes = 0;
    #pictured = 0;            // … unless it was taken after all changes
    #picture_timer = 0;
    #poster; #paper; #image; #note; #name; #link; #button;

    constructor() {
      super();
      const shadow = this.attachShadow({ mode: 'open' });
      shadow.adoptedStyleSheets = [sheet];
      const make = (tag, parent) => parent.appendChild(document.createElement(tag));
      this.#poster = make('div', shadow);
      this.#poster.className = 'poster';
      this.#paper = make('div', this.#poster);
      this.#paper.className = 'paper';
      this.#image = make('img', this.#poster);
      this.#image.addEventListener('error', () => this.#image.classList.add('missing'));
      this.#note = make('small', this.#poster);
      this.#name = make('strong', this.#poster);
      this.#link = make('a', make('slot', this.#poster));
      this.#link.target = '_blank';
      this.#link.rel = 'noopener';
      this.#button = make('button', this.#poster);
      this.#button.type = 'button';
      this.#button.addEventListener('click', () => this.start());
    }

    connectedCallback() {
      labs.add(this);
      near.observe(this);
      watch(this.getRootNode());
      this.follow_host();
      this.#set_height();
    }

    disconnectedCallback() {
      labs.delete(this);
      near.unobserve(this);
      this.#is_near = false;
      this.#stop();
    }

    attributeChangedCallback(name, before, now) {
      if (before === now || !this.isConnected) return;
      if (name === 'height') this.#set_height();
      else if (name === 'src') this.#stop();
      else if (name === 'scene' || name === 'state' || name === 'controls') {
        this.#state = this.#picture = null;
        if (this.#frame) this.setState(this.#fragment()).catch(() => {});
      }
      this.follow_host();
      settle_soon();
    }

    // ---- the lab, from outside ----

    get isLive() { return this.#frame !== null; }
    get isReplaceable() { return this.#is_replaceable && document.activeElement !== this; }
    get isNear() { return this.#is_near; }
    set isNear(is_near) { this.#is_near = is_near; }
    distance() {
      const box = this.getBoundingClientRect();
      return Math.abs(box.top + box.height / 2 - innerHeight / 2);
    }

    getState() { return this.#ask('getState').then(({ state }) => (this.#state = state)); }
    async setState(state) {
      await this.#ready();
      this.#post({ type: 'setState', state: String(state) });
      this.#want_picture();  // the lab tells only what the reader has changed
      return this.getState();  // as the lab has understood it
    }
    result() { return this.#ask('result').then(({ result }) => result); }
    picture() { return this.#ask('picture').then(({ svg }) => svg); }
    async load(tensor) {
      await this.#ask('load', tensor);
      this.#want_picture();  // other numbers may have the same name, and so the same state
    }

    /** Starts the lab now, wherever it is. If that is one too many, the farthest one ends. */
    start() {
      if (this.#frame || !this.isConnected || !this.#folder()) return;
      while (live().length >= MOST_LIVE) {
        const farthest = farthest_replaceable();
        if (!farthest) break;
        farthest.suspend();
      }
      this.#start();
    }

    suspend() {
      this.#stop();
      this.follow_host();
    }

    // ---- inside ----

    /** null if `src` is no address of a page: javascript: and data: would run what they say, here. */
    #folder() {
      const source = this.getAttribute('src');
      if (!source) return own_folder;
      try {
        const url = new URL(source.endsWith('/') ? source : `${source}/`, document.baseURI);
        return /^https?:$/.test(url.protocol) ? url.href : null;
      } catch {
        return null;
      }
    }

    #no_folder(language) { return WORDS[language].no_folder.replace('{0}', () => this.getAttribute('src')); }

    #theme() {
      const wish = this.getAttribute('theme');
      return wish === 'light' || wish === 'dark' ? wish : host_theme(this);
    }
    #language() { return lab_language(this.closest('[lang]')?.lang); }
    #shown_language() { return this.#language() ?? lab_language(navigator.language) ?? 'en'; }

    /** The wanted state: what the lab last had, else what the attributes say. */
    #fragment() {
      if (this.#state !== null) return this.#state;
      const parts = [];
      const scene = this.getAttribute('scene'), controls = this.getAttribute('controls');
      if (scene) parts.push(`scene=${encodeURIComponent(scene)}`);
      if (controls !== null) parts.push(`controls=${controls.split(',').map((id) => encodeURIComponent(id.trim())).join(',')}`);
      const state = (this.getAttribute('state') ?? '').replace(/^#/, '');
      if (state) parts.push(state);
      return parts.join('&');
    }

    /** The scene that the lab will show: the last that is named, else its first; undefined if none has a picture. */
    #scene() {
      const named = new URLSearchParams(this.#fragment()).getAll('scene').pop();
      return Object.hasOwn(SCENES, named) ? named : Object.keys(SCENES)[0];
    }

    #address() {
      const query = new URLSearchParams({ theme: this.#theme() });
      const language = this.#language();
      if (language) query.set('lang', language);
      return `${this.#folder()}index.html?${query}#${this.#fragment()}`;
    }

    /** Theme and language of the page around, and everything that depends on them or on the attributes. */
    follow_host() {
      const theme = this.#theme(), language = this.#language();
      const shown = this.#shown_language();
      const words = WORDS[shown];
      const scene = this.#scene();
      this.#poster.classList.toggle('dark', theme === 'dark');
      if (this.style.colorScheme !== theme) this.style.colorScheme = theme;  // or it would be a change to be followed
      this.#poster.lang = shown;
      this.#name.textContent = this.title || [SCENES[scene]?.[shown], words.lab].filter(Boolean).join(' · ');
      this.#note.textContent = words.starting;
      const has_folder = this.#folder() !== null;
      this.#link.textContent = has_folder ? words.open : this.#no_folder(shown);
      if (has_folder) this.#link.href = this.#address();
      else this.#link.removeAttribute('href');
      this.#button.textContent = words.start;
      this.#button.hidden = !has_folder;
      const poster = has_folder && scene ? `${this.#folder()}posters/${scene}-${shown}-${theme}.svg` : null;
      if (poster && this.#image.getAttribute('src') !== poster) {
        this.#image.alt = '';  // the name below says it
        this.#image.loading = 'lazy';
        this.#image.src = poster;
      }
      this.#image.classList.toggle('missing', !poster);
      if (!poster) this.#image.removeAttribute('src');
      if (!this.#is_ready) return;
      if (this.#told.theme !== theme) this.#post({ type: 'theme', theme });
      if (language && this.#told.language !== language) {
        this.#post({ type: 'lang', lang: language });
        this.#want_picture();
      }
      this.#told = { theme, language };
    }

    /** Asks for another picture as soon as nothing changes any more: printing itself waits for nobody. */
    #want_picture() {
      this.#changes += 1;
      clearTimeout(this.#picture_timer);
      this.#picture_timer = setTimeout(async () => {
        if (!this.#is_ready) return;
        const changes = this.#changes;
        this.#picture = await this.picture().catch(() => (this.#is_ready ? null : this.#picture));  // refused, or it has ended
        this.#pictured = changes;
      }, REST);
    }

    to_paper() {
      const words = WORDS[this.#shown_language()];
      const figure = this.#picture && drawing(this.#picture);
      this.#paper.replaceChildren(...[figure].filter(Boolean));
      if (figure) this.#note.textContent = this.#pictured === this.#changes ? '' : words.earlier;
      else this.#note.textContent = this.#is_replaceable ? words.starting : words.readers_file;
    }
    from_paper() {
      this.#paper.replaceChildren();
      this.follow_host();
    }

    #start() {
      const frame = document.createElement('iframe');
      frame.title = this.#name.textContent;
      frame.allow = 'clipboard-write; fullscreen';
      frame.className = 'live';
      this.#told = { theme: this.#theme(), language: this.#language() };
      frame.src = this.#address();
      this.#frame = frame;
      this.#poster.inert = true;
      this.shadowRoot.prepend(frame);
    }

    #stop() {
      this.#frame?.remove();
      this.#frame = null;
      this.#is_ready = false;
      this.#is_replaceable = true;
      this.#poster.inert = false;
      const waiting = [...this.#waiting.values()];
      this.#waiting.clear();
      for (const { reject } of waiting) reject(new Error('attention-lab: the lab was taken from the page'));
    }

    #ready() {
      if (this.#is_ready) return Promise.resolve();
      if (!this.isConnected) return Promise.reject(new Error('attention-lab: the element is not in the page'));
      if (!this.#folder()) return Promise.reject(new Error(`attention-lab: ${this.#no_folder('en')}`));
      this.start();
      return new Promise((resolve) => { this.#when_ready.push(resolve); });
    }

    #post(message) {
      this.#frame?.contentWindow.postMessage({ attentionLab: VERSION, ...message }, new URL(this.#folder()).origin);
    }

    async #ask(type, rest = {}) {
      await this.#ready();
      const id = ++this.#last_id;
      return new Promise((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        this.#post({ ...rest, type, id });
      });
    }

    /** A message of this element's own frame, from the lab's own origin. @returns whether it was one */
    receive({ source, origin, data: message }) {
      const is_own = this.#frame && source === this.#frame.contentWindow;
      if (!is_own || origin === 'null' || origin !== new URL(this.#folder()).origin) return false;
      if (typeof message !== 'object' || message?.attentionLab !== VERSION) return true;
      switch (message.type) {
        case 'ready':
          this.#is_ready = true;
          this.#state = message.state;
          this.#frame.title = message.title;
          this.#adjust_height(message.height);
          this.follow_host();  // it may have changed meanwhile
          for (const resolve of this.#when_ready.splice(0)) resolve();
          this.#want_picture();
          this.#tell('attention-lab-ready');
          break;
        case 'stateChanged':
          this.#state = message.state;
          this.#is_replaceable = message.isReplaceable;
          this.#want_picture();
          this.#tell('attention-lab-statechange');
          break;
        case 'resize':
          this.#adjust_height(message.height);
          break;
        case 'state': case 'result': case 'picture': case 'loaded': case 'error': {
          const asked = this.#waiting.get(message.id);
          this.#waiting.delete(message.id);
          if (message.type === 'error') asked?.reject(new Error(message.message));
          else asked?.resolve(message);
        }
      }
      return true;
    }

    #tell(name) {
      this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { state: this.#state } }));
    }

    #set_height() {
      const height = Number.parseFloat(this.getAttribute('height'));
      this.style.height = `${Math.min(HIGHEST, Math.max(120, Number.isFinite(height) ? height : HEIGHT))}px`;
      this.#adjustments = 0;
    }

    #adjust_height(height) {
      if (this.getAttribute('height') !== 'auto' || !(height > 0)) return;
      if (this.#adjusted_width !== this.clientWidth) this.#adjustments = 0;
      this.#adjusted_width = this.clientWidth;
      if (this.#adjustments++ < MOST_ADJUSTMENTS) this.style.height = `${Math.min(HIGHEST, Math.ceil(height) + 2)}px`;
    }
  }

  // ---- all labs of the page ----

  const labs = new Set();
  const live = () => [...labs].filter((lab) => lab.isLive);
  const farthest_replaceable = () => live().filter((lab) => lab.isReplaceable).sort((a, b) => b.distance() - a.distance())[0];

  /** Starts what is near, nearest first, and ends what is farther away than that when there are too many. */
  function settle() {
    const wanting = [...labs].filter((lab) => lab.isNear && !lab.isLive).sort((a, b) => a.distance() - b.distance());
    for (const lab of wanting) {
      if (live().length >= MOST_LIVE && !(farthest_replaceable()?.distance() > lab.distance())) break;
      lab.start();
    }
  }

  let timer = 0;
  function settle_soon() {
    clearTimeout(timer);
    timer = setTimeout(settle, 150);
  }

  const near = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) target.isNear = isIntersecting;
    settle();
  }, { rootMargin: NEAR });
  addEventListener('scroll', () => {
    if (live().length < labs.size) settle_soon();
  }, { passive: true });
  addEventListener('message', (event) => {
    for (const lab of labs) if (lab.receive(event)) return;
  });
  addEventListener('beforeprint', () => { for (const lab of labs) lab.to_paper(); });
  addEventListener('afterprint', () => { for (const lab of labs) lab.from_paper(); });
  const follow_host = () => { for (const lab of labs) lab.follow_host(); };
  const is_around_a_lab = (node) => [...labs].some((lab) => [...outwards(lab)].includes(node));
  const watcher = new MutationObserver((changes) => {
    const targets = new Set(changes.map(({ target }) => target));
    if ([...targets].some(is_around_a_lab)) follow_host();
  });
  function watch(root) {
    watcher.observe(root, { subtree: true, attributes: true, attributeFilter: [...ATTRIBUTES, 'lang', 'class', 'style'] });
  }
  watch(document);
  addEventListener('transitionend', ({ target, propertyName }) => {
    if (propertyName === 'background-color' && is_around_a_lab(target)) follow_host();
  });
  system_is_dark.addEventListener('change', follow_host);

  customElements.define('attention-lab', AttentionLab);
})();
