// <attention-lab scene="cues"> : the lab inside somebody else's page. One file without dependencies, for
// <script src> and <script type="module" src> alike: some course-site builders can only write the former. It is put
// together by pack.mjs, which writes what is imported here into it.
//
//   scene     which one; an unknown id shows the first
//   state     what else a link would say after "#": "seed=3&map=magma"
//   lang      "zh" or "en"; without it the nearest lang attribute around, followed while it changes
//   theme     "light", "dark" or "auto" (default): that of the page around (element_theme.mjs), while it changes
//   height    CSS pixels (default 480), or "auto": as high as the content
//   controls  "salience,wish": only these controls are shown; "": none, and without chrome and panels only the picture
//   panels    "picture,controls,says": only these parts of the scene are shown
//   chrome    "none": without tabs and header; "full"
//   goal      "weights/book > 0.5": what the reader is to reach; the lab shows it, and ticks it off
//   src       the folder the lab lies in, an address of http or https; without it, the folder this script came from
//   title     what a screen reader calls the frame until the lab has said its own title
//
// What stands inside the element is shown until the lab is there: a link, for readers without JavaScript.
// The lab starts when it comes near the viewport. At most four labs of a page run at a time, because a browser
// has WebGL contexts for about 16: the farthest one becomes a poster again and keeps its state. A lab that has the
// keyboard, or in which the reader has opened a file, is never taken away.
//
// On paper stands what the lab shows: after every change, at rest, it is asked for a picture. Where there is none, or
// the reader has opened a file that the page around must not see, the picture of the starting state stands there, and
// says so.
//
// Methods (all but start() wait until the lab runs): getState(), setState(text), result(), picture(),
// load({name, bytes} or {data, shape}), start(). Events: "attention-lab-ready" and "attention-lab-statechange", detail =
// {state}; "attention-lab-goal", detail = {goal, isReached}; "attention-lab-question", detail = {scene, question, isRight,
// tries}; "attention-lab-error", detail = {reason, message}: there is no lab, and who waits for it is told so.
// The messages to and from the frame: host.mjs. Types: attention-lab-element.d.ts.
import { drawing } from './element_drawing.mjs';
import { labs, makeRoom, near, settleSoon, watch } from './element_labs.mjs';
import { sheet } from './element_sheet.mjs';
import { hostTheme, outwards } from './element_theme.mjs';
import { WORDS, labLanguage } from './element_words.mjs';

(() => {
  if (!globalThis.customElements || customElements.get('attention-lab')) return;  // a server has no elements

  const VERSION = 1;
  const HEIGHT = 480;          // CSS pixels
  const HIGHEST = 4000;        // … of a lab that may choose its height
  const MOST_ADJUSTMENTS = 8;  // of that height per width: a lab that fills whatever it gets must not grow for ever
  const SILENCE = 8000;        // ms after which a frame that has said nothing is given up
  const HANGING = 60000;       // … one that has begun to start and says nothing more
  const FROM_ATTRIBUTES = ['scene', 'state', 'controls', 'panels', 'chrome', 'goal'];  // that make the lab's state
  const REST = 300;            // ms without a change, before a picture for paper is asked for

  const SCENES = {};  // id → {zh, en}: the scenes' titles; written here by pack.mjs, together with the posters

  // A module has no currentScript, and a classic script no import.meta: an error tells either where it was made.
  const ownAddress = document.currentScript?.src || /(https?|file):\/\/\S+?(?=:\d+:\d+)/.exec(new Error().stack)?.[0];
  const ownFolder = new URL('.', ownAddress ?? document.baseURI).href;

  class AttentionLab extends HTMLElement {
    static observedAttributes = ['scene', 'state', 'lang', 'theme', 'height', 'controls', 'panels', 'chrome', 'goal', 'src', 'title'];

    #frame = null;
    #state = null;            // what the lab last said; survives the frame
    #isReady = false;
    #isReplaceable = true;
    #isNear = false;
    #waiting = new Map();     // id → {resolve, reject}
    #lastId = 0;
    #whenReady = [];         // {resolve, reject}
    #failure = null;          // an Error, with a reason: why there is no lab
    #silence = 0;             // the timer that waits for the frame's next word, until it is ready
    #adjustments = 0;
    #adjustedWidth = 0;
    #told = {};               // theme and language the lab knows
    #picture = null;          // SVG for paper: of the state before the last change, …
    #changes = 0;
    #pictured = 0;            // … unless it was taken after all changes
    #pictureTimer = 0;
    #poster; #paper; #image; #note; #name; #problem; #link; #button; #light;

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
      this.#problem = make('p', this.#poster);
      this.#problem.setAttribute('role', 'alert');
      this.#link = make('a', make('slot', this.#poster));
      this.#link.target = '_blank';
      this.#link.rel = 'noopener';
      this.#button = make('button', this.#poster);
      this.#button.type = 'button';
      this.#button.addEventListener('click', () => this.start());
      this.#light = make('img', this.#poster);  // the poster for paper while the page is dark
      this.#light.className = 'light';
      this.#light.alt = '';
      this.#light.addEventListener('error', () => this.#showLight(null));
    }

    connectedCallback() {
      labs.add(this);
      near.observe(this);
      watch(this.getRootNode());
      this.followHost();
      this.#setHeight();
    }

    disconnectedCallback() {
      labs.delete(this);
      near.unobserve(this);
      this.#isNear = false;
      this.#stop();
    }

    attributeChangedCallback(name, before, now) {
      if (before === now || !this.isConnected) return;
      if (name === 'height') this.#setHeight();
      else if (name === 'src') this.#stop();
      else if (FROM_ATTRIBUTES.includes(name)) {
        this.#state = this.#picture = null;
        if (this.#frame) this.setState(this.#fragment(true)).catch(() => {});
      }
      this.followHost();
      settleSoon();
    }

    // ---- the lab, from outside ----

    get isLive() { return this.#frame !== null; }
    get isReplaceable() { return this.#isReplaceable && document.activeElement !== this; }
    get isNear() { return this.#isNear; }
    set isNear(isNear) {
      this.#isNear = isNear;
      if (isNear) this.#light.loading = 'eager';  // it is not shown, and so would never come near by itself
    }
    distance() {
      const box = this.getBoundingClientRect();
      return Math.abs(box.top + box.height / 2 - innerHeight / 2);
    }

    getState() { return this.#ask('getState').then(({ state }) => (this.#state = state)); }
    async setState(wish) {
      const { state, remarks } = await this.#ask('setState', { state: String(wish) });
      this.#state = state;
      this.#wantPicture();  // the lab tells only what the reader has changed
      return { state, remarks };
    }
    result() { return this.#ask('result').then(({ result }) => result); }
    picture() { return this.#ask('picture').then(({ svg }) => svg); }
    async load(tensor) {
      await this.#ask('load', tensor);
      this.#wantPicture();  // other numbers may have the same name, and so the same state
    }

    /** Starts the lab now, wherever it is, also after a failure. If that is one too many, the farthest one ends. */
    start() {
      if (!this.isConnected) return;
      if (!this.#folder()) return this.#fail('src', this.#words('noFolder', this.getAttribute('src')));
      if (this.#failure) this.#stop();
      if (this.#frame) return;
      makeRoom();
      this.#start();
    }

    suspend() {
      this.#stop();
      this.followHost();
    }

    // ---- inside ----

    /** null if `src` is no address of a page: javascript: and data: would run what they say, here. */
    #folder() {
      const source = this.getAttribute('src');
      if (!source) return ownFolder;
      try {
        const url = new URL(source.endsWith('/') ? source : `${source}/`, document.baseURI);
        return /^https?:$/.test(url.protocol) ? url.href : null;
      } catch {
        return null;
      }
    }

    #words(key, ...values) { return WORDS[this.#shownLanguage()][key].replace(/\{(\d)\}/g, (_, i) => values[i]); }

    #theme() {
      const wish = this.getAttribute('theme');
      return wish === 'light' || wish === 'dark' ? wish : hostTheme(this);
    }
    #language() {
      for (const element of outwards(this)) if (element.hasAttribute('lang')) return labLanguage(element.lang);
      return undefined;
    }
    #shownLanguage() { return this.#language() ?? labLanguage(navigator.language) ?? 'en'; }

    /** The wanted state: what the lab last had, else what the attributes say; `isWhole`: also that they say nothing. */
    #fragment(isWhole = false) {
      if (this.#state !== null) return this.#state;
      const parts = [];
      const scene = this.getAttribute('scene');
      if (scene) parts.push(`scene=${encodeURIComponent(scene)}`);
      for (const [name, unsaid] of [['chrome', 'full'], ['panels', 'all'], ['controls', 'all'], ['goal', '']]) {
        const value = this.getAttribute(name) ?? (isWhole ? unsaid : null);
        if (value !== null) parts.push(`${name}=${value.split(',').map((each) => encodeURIComponent(each.trim())).join(',')}`);
      }
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
    followHost() {
      const theme = this.#theme(), language = this.#language();
      const shown = this.#shownLanguage();
      const words = WORDS[shown];
      const scene = this.#scene();
      this.#poster.classList.toggle('dark', theme === 'dark');
      if (this.style.colorScheme !== theme) this.style.colorScheme = theme;  // or it would be a change to be followed
      this.#poster.lang = shown === 'zh' ? 'zh-Hans' : 'en';
      this.#name.textContent = this.title || [SCENES[scene]?.[shown], words.lab].filter(Boolean).join(' · ');
      this.#note.textContent = words.starting;
      const hasFolder = this.#folder() !== null;
      this.#link.textContent = hasFolder ? words.open : this.#words('noFolder', this.getAttribute('src'));
      if (hasFolder) this.#link.href = this.#address();
      else this.#link.removeAttribute('href');
      this.#button.textContent = this.#failure ? words.again : words.start;
      this.#button.hidden = !hasFolder;
      const poster = (look) => (hasFolder && scene ? `${this.#folder()}posters/${scene}-${shown}-${look}.svg` : null);
      if (this.#image.getAttribute('src') !== poster(theme)) {
        this.#showPoster(poster(theme));
        this.#showLight(theme === 'dark' ? poster('light') : null);
      }
      if (!this.#isReady) return;
      if (this.#told.theme !== theme) this.#post({ type: 'theme', theme });
      if (language && this.#told.language !== language) {
        this.#post({ type: 'lang', lang: language });
        this.#wantPicture();
      }
      this.#told = { theme, language };
    }

    #showPoster(address) {
      this.#image.alt = '';  // the name below says it
      this.#image.loading = 'lazy';
      this.#image.classList.toggle('missing', !address);
      if (address) this.#image.src = address;
      else this.#image.removeAttribute('src');
    }

    #showLight(address) {
      if (!this.#isNear) this.#light.loading = 'lazy';
      if (address) this.#light.src = address;
      else this.#light.removeAttribute('src');
      this.#image.classList.toggle('screen', address !== null);
    }

    /** Asks for another picture as soon as nothing changes any more: printing itself waits for nobody. */
    #wantPicture() {
      this.#changes += 1;
      clearTimeout(this.#pictureTimer);
      this.#pictureTimer = setTimeout(async () => {
        if (!this.#isReady) return;
        const changes = this.#changes;
        const picture = await this.picture().catch(() => null);  // refused, unless the lab has ended
        if (!this.#isReady || this.#failure) return;
        this.#picture = picture;
        this.#pictured = changes;
      }, REST);
    }

    toPaper() {
      const words = WORDS[this.#shownLanguage()];
      const figure = this.#picture && drawing(this.#picture);
      this.#paper.replaceChildren(...[figure].filter(Boolean));
      if (figure) this.#note.textContent = this.#pictured === this.#changes ? '' : words.earlier;
      else this.#note.textContent = this.#isReplaceable ? words.starting : words.readersFile;
    }
    fromPaper() {
      this.#paper.replaceChildren();
      this.followHost();
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
      this.#awaitWord('silent', SILENCE);
    }

    /** Without a further word of the frame it is given up for that reason. */
    #awaitWord(reason, milliseconds) {
      clearTimeout(this.#silence);
      this.#silence = setTimeout(() => {
        // In a hidden page a browser lets nothing come forward.
        if (reason === 'hanging' && document.hidden) return this.#awaitWord(reason, milliseconds);
        this.#fail(reason, this.#words(reason, this.#folder()));
        this.#showFrame(false);
      }, milliseconds);
    }

    #showFrame(isShown) {
      this.#frame?.classList.toggle('live', isShown);
      this.#poster.inert = isShown;
      this.#problem.textContent = isShown ? '' : this.#failure?.message ?? '';
      this.followHost();
    }

    /** All who wait are told why, and whoever asks from now on; a frame that is heard after all puts an end to it. */
    #fail(reason, message) {
      if (this.#failure) return;
      this.#failure = Object.assign(new Error(message), { reason });
      this.#rejectAll(this.#failure);
      this.#tell('attention-lab-error', { reason, message });
    }

    #rejectAll(error) {
      const all = [...this.#whenReady.splice(0), ...this.#waiting.values()];
      this.#waiting.clear();
      for (const { reject } of all) reject(error);
      return all.length > 0;
    }

    #stop() {
      this.#frame?.remove();
      this.#frame = null;
      this.#isReady = false;
      this.#isReplaceable = true;
      this.#failure = null;
      clearTimeout(this.#silence);
      this.#showFrame(false);
      const message = this.#words('removed');
      if (this.#rejectAll(new Error(message))) this.#tell('attention-lab-error', { reason: 'removed', message });
    }

    #ready() {
      if (!this.isConnected) return Promise.reject(new Error(this.#words('notInPage')));
      if (!this.#frame) this.start();
      if (this.#failure) return Promise.reject(this.#failure);
      if (this.#isReady) return Promise.resolve();
      return new Promise((resolve, reject) => { this.#whenReady.push({ resolve, reject }); });
    }

    #post(message) {
      this.#frame?.contentWindow.postMessage({ attentionLab: VERSION, ...message }, new URL(this.#folder()).origin);
    }

    async #ask(type, rest = {}) {
      await this.#ready();
      const id = ++this.#lastId;
      return new Promise((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        this.#post({ ...rest, type, id });
      });
    }

    /** The frame has been heard: there is a lab. */
    #hasAnswered() {
      clearTimeout(this.#silence);
      if (!['silent', 'hanging'].includes(this.#failure?.reason)) return;
      this.#failure = null;
      this.#showFrame(true);
    }

    /** A message of this element's own frame; what it says counts only from the lab's origin. @returns whether it was one */
    receive({ source, origin, data: message }) {
      if (!this.#frame || source !== this.#frame.contentWindow) return false;
      if (typeof message !== 'object' || message?.attentionLab !== VERSION) return true;
      this.#hasAnswered();
      if (origin === 'null' || origin !== new URL(this.#folder()).origin) {
        this.#fail('origin', this.#words('origin', this.#folder(), origin));
        return true;
      }
      switch (message.type) {
        case 'starting':
          if (this.#isReady) this.#rejectAll(new Error(this.#words('removed')));  // it has been loaded again
          this.#isReady = false;
          break;
        case 'failed':
          this.#fail(String(message.reason), String(message.message));
          break;
        case 'ready':
          this.#isReady = true;
          this.#state = message.state;
          this.#frame.title = message.title;
          this.#adjustHeight(message.height);
          this.followHost();  // it may have changed meanwhile
          for (const { resolve } of this.#whenReady.splice(0)) resolve();
          this.#wantPicture();
          this.#tell('attention-lab-ready', { state: this.#state });
          break;
        case 'stateChanged':
          this.#state = message.state;
          this.#isReplaceable = message.isReplaceable;
          this.#wantPicture();
          this.#tell('attention-lab-statechange', { state: this.#state });
          break;
        case 'goal':
          this.#tell('attention-lab-goal', { goal: message.goal, isReached: message.isReached });
          break;
        case 'questionAnswered':
          this.#tell('attention-lab-question', { scene: message.scene, question: message.question, isRight: message.isRight, tries: message.tries });
          break;
        case 'resize':
          this.#adjustHeight(message.height);
          break;
        case 'state': case 'result': case 'picture': case 'loaded': case 'error': {
          const asked = this.#waiting.get(message.id);
          this.#waiting.delete(message.id);
          if (message.type === 'error') asked?.reject(new Error(message.message));
          else asked?.resolve(message);
        }
      }
      if (!this.#isReady && !this.#failure) this.#awaitWord('hanging', HANGING);
      return true;
    }

    #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail })); }

    #setHeight() {
      const height = Number.parseFloat(this.getAttribute('height'));
      this.style.height = `${Math.min(HIGHEST, Math.max(120, Number.isFinite(height) ? height : HEIGHT))}px`;
      this.#adjustments = 0;
    }

    #adjustHeight(height) {
      if (this.getAttribute('height') !== 'auto' || !(height > 0)) return;
      if (this.#adjustedWidth !== this.clientWidth) this.#adjustments = 0;
      this.#adjustedWidth = this.clientWidth;
      if (this.#adjustments++ < MOST_ADJUSTMENTS) this.style.height = `${Math.min(HIGHEST, Math.ceil(height) + 2)}px`;
    }
  }

  customElements.define('attention-lab', AttentionLab);
})();
