// The page around the lab: messages from and to the frame's parent, version 1 (types: attention-lab-element.d.ts).
//
// Every message is an object with `attentionLab: 1` and `type`. To the lab:
//   {type: 'getState', id}                        → {type: 'state', id, state}
//   {type: 'setState', id, state}                 → {type: 'state', id, state, remarks}   a fragment: "scene=heatmaps&map=magma";
//                                                 as it was understood, and what was not. Without an id, no answer
//   {type: 'result', id}                          → {type: 'result', id, result: {scene, state, says, matrices}}
//   {type: 'picture', id}                         → {type: 'picture', id, svg}   for paper; once nothing changes
//   {type: 'load', id, name, bytes}               a file's bytes, or {data, shape}: → {type: 'loaded', id}
//   {type: 'theme', theme: 'light' | 'dark'}      {type: 'lang', lang: 'zh' | 'en'}
// What cannot be done is answered with {type: 'error', id, message}. From the lab, unasked:
//   {type: 'ready', state, title, height}         {type: 'stateChanged', state, isReplaceable}
//   {type: 'resize', height}                      the content's height in CSS pixels
//   {type: 'goal', goal, isReached}               the goal that the state names is reached, or is no longer
//   {type: 'questionAnswered', scene, question, isRight, tries}   the reader has checked a prediction
//   {type: 'starting'}                            as soon as there is a page of the lab; then 'ready', or
//   {type: 'failed', reason, message}             it cannot run: the reason's name and a sentence
//
// Only the parent window is listened to; anything that is not such a message is ignored. Whoever embeds the lab may
// drive it: what he can see is what he has sent. The one exception is a file of the reader's own: one that he has
// chosen, dropped or pasted, or that the address names (?file=). From the moment it is asked for, until the page is left, a
// parent of another origin is told nothing that depends on it, whatever becomes of it:
//   a state is only its scene, lang, theme and what is shown;  a height is that of the frame;  no 'resize', no 'goal' and no 'questionAnswered' is sent
//   'result' and 'picture' are refused;  'loaded' and 'error' speak of the parent's own file alone, as they always do
// An origin that has no name (a sandbox, a file on the disk) is never the lab's own, not even to one like it.
import { inPageLanguage, noticeInPageLanguage } from './notice.mjs';
import { npyBytes } from './npy.mjs';

const VERSION = 1;
const LARGEST_STATE = 65536;  // characters

/** To the page around, from the first moment on. */
export function tellParent(message, origin = '*') {
  if (window.parent !== window) window.parent.postMessage({ attentionLab: VERSION, ...message }, origin);
}

/** What a state says that no file can change. */
const withoutFile = (state) => state.split('&').filter((pair) => /^(scene|lang|theme|chrome|presentation|panels|controls|goal)=/.test(pair)).join('&');

/** Is the parent a page of the lab's own origin? It stays what it is as long as this page. */
function parentIsOfThisOrigin() {
  try {
    return self.origin !== 'null' && window.parent.origin === self.origin;
  } catch {
    return false;  // it may not even be asked
  }
}

/** `lab` is window.attentionLab; without a parent window nothing is sent and nothing listened to. */
export function connectHost(lab) {
  const parent = window.parent === window ? null : window.parent;
  const isTrusted = parentIsOfThisOrigin();
  let holdsReadersFile = false;
  const post = tellParent;
  const hidesFile = () => holdsReadersFile && !isTrusted;
  const told = (state) => (hidesFile() ? withoutFile(state) : state);
  const refuseReadersFile = (asked) => {
    if (hidesFile()) throw new Error(inPageLanguage('{0}: 读者在这里打开了自己的文件，它的数只留在这里',
      '{0}: the reader has opened a file of his own here; its numbers stay here', asked));
  };

  const answers = {
    getState: () => ({ type: 'state', state: told(lab.getState()) }),
    setState({ id, state }) {
      if (typeof state !== 'string' || state.length > LARGEST_STATE) {
        throw new TypeError(inPageLanguage('setState: state 应是至多 {0} 个字符的文字', 'setState: state must be a text of at most {0} characters', LARGEST_STATE));
      }
      const remarks = lab.setState(state);
      return id === undefined ? undefined : { type: 'state', state: told(lab.getState()), remarks: hidesFile() ? [] : remarks };
    },
    result() {
      refuseReadersFile('result');
      return { type: 'result', result: lab.result() };
    },
    async picture() {
      const svg = await lab.picture();
      refuseReadersFile('picture');  // he may have asked for one meanwhile
      return { type: 'picture', svg };
    },
    async load(message) {
      await lab.load(message);
      return { type: 'loaded' };
    },
    theme: ({ theme }) => lab.setTheme(theme),
    lang: ({ lang }) => lab.setLanguage(lang),
  };

  if (parent) {
    window.addEventListener('message', async ({ source, origin, data: message }) => {
      if (source !== parent || typeof message !== 'object' || message?.attentionLab !== VERSION) return;
      if (!Object.hasOwn(answers, message.type)) return;
      const back = origin === 'null' ? '*' : origin;  // a sandboxed parent has no origin that could be named
      try {
        const answer = await answers[message.type](message);
        if (answer) post({ ...answer, id: message.id }, back);
      } catch (error) {
        post({ type: 'error', id: message.id, message: error.message }, back);
      }
    });
    if (!new URLSearchParams(location.search).has('theme')) followParentsPalette(lab.setTheme);
  }
  return {
    ready(height) {
      post({ type: 'ready', state: told(lab.getState()), title: document.title, height: hidesFile() ? innerHeight : height });
    },
    stateChanged: (state) => post({ type: 'stateChanged', state: told(state), isReplaceable: !holdsReadersFile }),
    failed(reason) {
      if (!hidesFile()) post({ type: 'failed', reason, message: noticeInPageLanguage(reason) });
    },
    goalChanged(goal, isReached) {
      if (!hidesFile()) post({ type: 'goal', goal, isReached });
    },
    questionAnswered({ scene, question, isRight, tries }) {
      if (!hidesFile()) post({ type: 'questionAnswered', scene, question, isRight, tries });
    },
    resized(height) {
      if (!hidesFile()) post({ type: 'resize', height });
    },
    /** To be called before anything of the file is known, its name included. */
    readerAsksForFile() {
      holdsReadersFile = true;
      post({ type: 'stateChanged', state: told(lab.getState()), isReplaceable: false });
    },
    /** It may have the name, and so the state, of the one before. */
    readerHasOpenedFile() {
      if (!hidesFile()) post({ type: 'stateChanged', state: lab.getState(), isReplaceable: false });
    },
  };
}

/** The bytes and the name of a `load` message, checked; throws an Error whose message says what is wrong. */
export function loadedFile(tensor) {
  const { name, bytes, data, shape } = tensor ?? {};
  if (data !== undefined) return { name: typeof name === 'string' ? name : 'tensor.npy', bytes: npyBytes(data, shape) };
  if (typeof name !== 'string') throw new TypeError(inPageLanguage('load: name 应是文件名，它的扩展名说明格式', 'load: name must be a file name; its ending tells the format'));
  if (ArrayBuffer.isView(bytes)) return { name, bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
  if (Object.prototype.toString.call(bytes) === '[object ArrayBuffer]') return { name, bytes: new Uint8Array(bytes) };  // of any window
  throw new TypeError(inPageLanguage('load: bytes 应是 ArrayBuffer 或类型化数组', 'load: bytes must be an ArrayBuffer or a typed array'));
}

/** Material for MkDocs says its palette on <body>; a plain iframe on the same site follows it without any script there. */
function followParentsPalette(tell) {
  let body;
  try {
    body = window.parent.document.body;
  } catch {
    return;  // another origin: the element, or the page itself, sends 'theme'
  }
  const say = () => {
    const scheme = body.dataset.mdColorScheme;
    if (scheme) tell(scheme === 'slate' ? 'dark' : 'light');
  };
  new MutationObserver(say).observe(body, { attributes: true, attributeFilter: ['data-md-color-scheme'] });
  say();
}
