// The page: starts the lab and connects it with the document. One subject per module; this one is the wiring.
import { Address, followForcedColours, followReducedMotion, followTheme, sceneOf, wishedLanguage } from './address.mjs';
import { Bridge } from './bridge.mjs';
import { Files } from './files.mjs';
import { Frames } from './frames.mjs';
import { connectHost, loadedFile, tellParent } from './host.mjs';
import { Input } from './input.mjs';
import { Mirror } from './mirror.mjs';
import { hideNotice, noticeInPageLanguage, showNotice } from './notice.mjs';
import { keepForOffline } from './offline.mjs';
import { announce, copy, printFigure, save, withdraw } from './outgoing.mjs';
import { followPaste } from './paste.mjs';
import { addressOf } from './place.mjs';
import { CannotStart } from './program.mjs';
import { Reader } from './reader.mjs';
import { showStill } from './still.mjs';
import { followContext, followSize } from './surface.mjs';

const canvas = document.getElementById('canvas');
const root = document.getElementById('lab');
const isAlone = window.parent === window;  // inside another page nothing is stored
const LONGEST_WAIT = 5000;  // ms, for a first file
let host;  // the page around, once the lab can answer it

async function start() {
  const html = document.documentElement;
  html.lang = wishedLanguage() === 'zh' ? 'zh-Hans' : 'en';
  let bridge, frames;
  const setTheme = (theme) => {  // the page has it at once, the lab as soon as it is there
    html.dataset.theme = theme;
    bridge?.setTheme(theme);
    frames?.want();
  };
  let hasHostTheme = false;  // the page around the lab knows better than the system
  followTheme((theme) => { if (!hasHostTheme) setTheme(theme); });
  const font = fetch(addressOf('lab-font.otf'));

  let isRunning = true;
  let isContextLost = false;
  let isObservingSize = false;
  const messages = {};  // kind → what to do with it; filled below, used from the first frame on
  const stop = (why, reason = 'stopped') => {
    isRunning = false;
    showNotice(reason, { detail: why });
    host?.failed(reason);
  };
  /** One thing that goes wrong in the page does not keep the rest of the frame, or the next one, from being done. */
  const failed = (error) => {
    // The program itself has failed: nobody knows what is left of its memory.
    if (error instanceof WebAssembly.RuntimeError) stop(error.stack);
    else if (isRunning) showNotice('frame_failed', { detail: error.stack, canDismiss: true });
  };
  const guarded = (call) => (...values) => {
    try {
      return call(...values);
    } catch (error) {
      return failed(error);
    }
  };
  bridge = await Bridge.open(canvas, sceneOf(location.hash.slice(1)), {
    guarded, receive: (kind, payload) => messages[kind](payload), onAbort: stop, onLost: (error) => stop(error.stack, 'part_not_loaded'),
  });

  bridge.setTheme(html.dataset.theme);
  frames = new Frames(canvas, (seconds) => {
    // A context may be gone before the page is told.
    if (!isRunning || isContextLost || bridge.isContextLost()) return { wantsFrame: false, isDrawn: false };
    const frame = bridge.frame(seconds);
    if (!frame.isDrawn) return frame;
    if (!root.classList.contains('is-drawn')) setTimeout(complete);
    root.classList.add('is-drawn');
    // Inside the observer, another size would be a loop to the browser, which reports it as an error.
    if (isObservingSize) setTimeout(followContent);
    else followContent();
    return frame;
  }, failed);
  /** The first picture is there: what the program still lacks comes, now or when there is a network again. */
  const complete = async () => {
    try {
      await bridge.complete();
      if (isRunning) hideNotice('part_not_loaded');
    } catch (error) {
      if (!isRunning) return;
      showNotice('part_not_loaded', { detail: error.stack, canDismiss: true });
      window.addEventListener('online', complete, { once: true });
    }
  };
  const followContent = () => {
    const height = `${heightAtRest(bridge.contentHeight())}px`;
    if (root.style.height === height) return;
    root.style.height = height;
    host?.resized(bridge.contentHeight());
  };
  /** Wraps an input of the lab: afterwards a frame is due. */
  const thenDraw = (call) => guarded((...values) => {
    if (!isRunning) return;
    call(...values);
    frames.want();
  });

  const input = new Input(root, canvas, bridge, {
    want: () => frames.want(),
    now() {
      bridge.setScroll(scrollY);  // the page may have been scrolled, and its event not be there yet
      frames.drawNow();
    },
  });
  const mirror = new Mirror(document.getElementById('mirror'), {
    act: thenDraw((kind, id, value) => bridge.act(kind, id, value)),
    focus: thenDraw((id, isVisible) => bridge.focus(id, isVisible)),
    activated: () => input.setActive(true),
    debug: thenDraw(() => bridge.toggleDebugPanel()),
  });
  const address = new Address(bridge, () => frames.want());
  const reader = new Reader(bridge, () => frames.want());
  const open = async (name, blob) => {
    if (!isRunning) return;
    host.readerAsksForFile();
    const { isRead } = await reader.open(name, blob);
    host.readerHasOpenedFile();
    if (isRead && isAlone) (await import('./keep.mjs')).keepFile(name, blob);
  };
  const files = new Files(open, async (together) => {
    if (!isRunning) return;
    host.readerAsksForFile();
    const isRead = await reader.openTogether(together);
    host.readerHasOpenedFile();
    if (isRead && isAlone) (await import('./keep.mjs')).askBeforeLeaving(true);  // one file is kept, not several
  });
  followPaste({ mirror, open, opensFiles: () => isRunning && bridge.opensFiles(), act: thenDraw((kind, id, value) => bridge.act(kind, id, value)) });

  messages.mirror = (json) => mirror.patch(JSON.parse(json));
  messages.focus = (id) => mirror.focus(id);
  messages.cursor = (cursor) => { root.style.cursor = cursor; };
  messages.fragment = (fragment) => {
    address.write(fragment);
    host.stateChanged(fragment);
  };
  messages.remark = (sentence) => console.warn(`Attention Lab: ${sentence}`);
  messages.goalReached = (goal) => host.goalChanged(goal, true);
  messages.goalLost = (goal) => host.goalChanged(goal, false);
  messages.questionAnswered = (json) => host.questionAnswered(JSON.parse(json));
  messages.scroll = (y) => scrollTo(0, Number(y));
  messages.announcement = announce;
  messages.withdrawn = withdraw;
  messages.clipboard = copy;
  messages.link = (fragment) => copy(new URL(`#${fragment}`, location.href).href);
  messages.download = save;
  messages.print = printFigure;
  messages.cancelReading = () => reader.stop();
  messages.fileDialog = () => files.showDialog();
  messages.licences = async () => (await import('./licences.mjs')).showLicences();

  followForcedColours(thenDraw((colors) => bridge.setSystemColors(colors)));
  followReducedMotion(thenDraw((isReduced) => bridge.setReducedMotion(isReduced)));
  document.addEventListener('scroll', thenDraw(() => bridge.setScroll(scrollY)), { passive: true });
  followContext(canvas, {
    lost() {
      isContextLost = true;
      bridge.contextLost();
    },
    restored: thenDraw(() => {
      isContextLost = false;
      bridge.contextRestored();
    }),
  });
  // Resizing empties the canvas: what it showed is drawn again before the browser paints.
  followSize(canvas, (width, height, ratio) => {
    bridge.resize(width, height, ratio);
    isObservingSize = true;
    frames.drawNow();
    isObservingSize = false;
  });
  const useFont = thenDraw((bytes) => bridge.setFont(bytes));
  adoptFont(font, useFont);
  messages.largerFont = () => adoptFont(fetch(addressOf('lab-font-larger.otf')), useFont);
  window.attentionLab = automation({ bridge, reader, frames, address, input, mirror, setTheme(theme) {
    hasHostTheme = true;
    setTheme(theme);
  } });
  host = connectHost(window.attentionLab);
  const opening = openFirstFile(open, host).catch((error) => showNotice('not_loaded', { detail: error.stack, canDismiss: true }));
  // The page around waits for "ready", and a server may never answer.
  await Promise.race([opening, new Promise((late) => { setTimeout(late, LONGEST_WAIT); })]);
  await frames.whenIdle();
  host.ready(bridge.contentHeight());
  // What nobody needs before the lab is there.
  const isMissing = (error) => console.warn(`Attention Lab: ${error.message}`);
  import('./print.mjs').then(({ followPrinting }) => followPrinting(() => isRunning && !isContextLost && bridge), isMissing);
  if (isAlone) import('./keep.mjs').then(({ forgetOtherTabs }) => forgetOtherTabs(), isMissing);
  keepForOffline();
}

/** Opens the file that was open before a reload, or else one that the page's address names, as ?file=weights.npy. */
async function openFirstFile(open, host) {
  const file = new URLSearchParams(location.search).get('file');
  const awaited = new URLSearchParams(location.hash.slice(1)).get('file');
  if (file) host.readerAsksForFile();
  const kept = awaited && isAlone ? await (await import('./keep.mjs')).keptFile() : undefined;
  if (kept && kept.name === awaited) await open(kept.name, kept.bytes);
  else if (file) await (await import('./named_file.mjs')).openNamedFile(file, open);
}

/**
 * The page's height for a content of this height. Without a scroll bar the content is wider, and so perhaps higher, and
 * may need the bar again: one that is there stays until the content is clearly low enough.
 */
function heightAtRest(content) {
  if (content > innerHeight) return content;  // the bar's width would be asked for in every frame, and costs a layout
  const bar = innerWidth - document.documentElement.clientWidth;  // 0 where scroll bars lie over the page
  return bar > 0 && content <= innerHeight && content > innerHeight - 2 * bar ? innerHeight + 1 : content;
}

/** The interface's font arrives after the first frame, for the canvas and for edited text fields alike. */
async function adoptFont(pending, adopt) {
  try {
    const response = await pending;
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    adopt(bytes);
    const face = await new FontFace('Attention Lab', bytes).load();
    document.fonts.add(face);
  } catch (error) {
    showNotice('not_loaded', { detail: `lab-font.otf: ${error.message}`, canDismiss: true });
  }
}

/**
 * For tests and for the page around us, as messages (host.mjs) and here: what the reader can do and see.
 * Its types stand in attention-lab-element.d.ts, as AttentionLab.
 */
function automation({ bridge, reader, frames, address, input, mirror, setTheme }) {
  return {
    version: 1,
    /** The state as it may stand after '#': everything that differs from the defaults. */
    getState: () => bridge.fragment(),
    /** Adopts a state. @returns a sentence for everything in it that was not understood, or not taken as it was */
    setState(fragment) {
      address.set(String(fragment));
      address.write(bridge.fragment());
      return bridge.remarks();
    },
    /** The scene's numbers: {scene, state, says, matrices: [{name, shape, data, rowNames, columnNames}]}. */
    result: () => bridge.result(),
    /** The scene's picture for a printed page, as SVG. Drawing it moves the pointer away: not while something is dragged. */
    async picture() {
      for (await frames.whenIdle(); input.isDown; await frames.whenIdle()) await input.released();
      return bridge.printedFigure();
    },
    /** Opens {name, bytes} or {data, shape}, as if the reader had; rejects with a sentence if it cannot be read. */
    async load(tensor) {
      const { name, bytes } = loadedFile(tensor);
      const { isRead, why } = await reader.open(name, new Blob([bytes]));
      await frames.whenIdle();
      if (!isRead) throw new Error(why);
    },
    /** 'light' or 'dark', 'zh' or 'en'; anything else is ignored. The reader's own choice in the lab goes first. */
    setTheme(theme) { if (theme === 'light' || theme === 'dark') setTheme(theme); },
    setLanguage(language) {
      if (language !== 'zh' && language !== 'en') return;
      bridge.setLanguage(language);
      frames.want();
    },
    /** The accessible nodes of the last frame, in reading order. */
    nodes: () => structuredClone(mirror.nodes),
    /** Bytes of WebAssembly memory; they never become fewer, so a peak stays visible. */
    get memory() { return bridge.memory; },
    /** Frames drawn since the page was opened. */
    get framesDrawn() { return frames.drawn; },
    /** Resolves when nothing more is to be drawn; the address bar is then up to date. */
    async whenIdle() {
      await frames.whenIdle();
      address.flush();
    },
  };
}

tellParent({ type: 'starting' });
start().catch((error) => {
  const reason = error instanceof CannotStart ? error.reason : 'stopped';
  if (error instanceof CannotStart) showStill();
  showNotice(reason, { detail: error.stack });
  if (host) host.failed(reason);
  else tellParent({ type: 'failed', reason, message: noticeInPageLanguage(reason) });
});
