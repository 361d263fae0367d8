// The page: starts the lab and connects it with the document. One subject per module; this one is the wiring.
import { Address, follow_forced_colours, follow_reduced_motion, follow_theme, wished_language } from './address.mjs';
import { Bridge, CannotStart } from './bridge.mjs';
import { Files } from './files.mjs';
import { Frames } from './frames.mjs';
import { connect_host, loaded_file, tell_parent } from './host.mjs';
import { Input } from './input.mjs';
import { Mirror } from './mirror.mjs';
import { notice_in_page_language, show_notice } from './notice.mjs';
import { keep_for_offline } from './offline.mjs';
import { announce, copy, print_figure, save } from './outgoing.mjs';
import { follow_paste } from './paste.mjs';
import { address_of } from './place.mjs';
import { Reader } from './reader.mjs';
import { show_still } from './still.mjs';
import { follow_context, follow_size } from './surface.mjs';

const canvas = document.getElementById('canvas');
const root = document.getElementById('lab');
const is_alone = window.parent === window;  // inside another page nothing is stored
const LONGEST_WAIT = 5000;  // ms, for a first file
let host;  // the page around, once the lab can answer it

async function start() {
  const html = document.documentElement;
  html.lang = wished_language() === 'zh' ? 'zh-Hans' : 'en';
  let bridge, frames;
  const set_theme = (theme) => {  // the page has it at once, the lab as soon as it is there
    html.dataset.theme = theme;
    bridge?.set_theme(theme);
    frames?.want();
  };
  let has_host_theme = false;  // the page around the lab knows better than the system
  follow_theme((theme) => { if (!has_host_theme) set_theme(theme); });
  const font = fetch(address_of('lab-font.otf'));

  let is_running = true;
  let is_context_lost = false;
  let is_observing_size = false;
  const messages = {};  // kind → what to do with it; filled below, used from the first frame on
  const stop = (why) => {
    is_running = false;
    show_notice('stopped', { detail: why });
    host?.failed('stopped');
  };
  /** One thing that goes wrong in the page does not keep the rest of the frame, or the next one, from being done. */
  const failed = (error) => {
    // The program itself has failed: nobody knows what is left of its memory.
    if (error instanceof WebAssembly.RuntimeError) stop(error.stack);
    else if (is_running) show_notice('frame_failed', { detail: error.stack, can_dismiss: true });
  };
  const guarded = (call) => (...values) => {
    try {
      return call(...values);
    } catch (error) {
      return failed(error);
    }
  };
  bridge = await Bridge.open(canvas, guarded, (kind, payload) => messages[kind](payload), stop);

  bridge.set_theme(html.dataset.theme);
  frames = new Frames(canvas, (seconds) => {
    // A context may be gone before the page is told.
    if (!is_running || is_context_lost || bridge.is_context_lost()) return { wants_another: false, is_drawn: false };
    const frame = bridge.frame(seconds);
    if (!frame.is_drawn) return frame;
    root.classList.add('is-drawn');
    // Inside the observer, another size would be a loop to the browser, which reports it as an error.
    if (is_observing_size) setTimeout(follow_content);
    else follow_content();
    return frame;
  }, failed);
  const follow_content = () => {
    const height = `${height_at_rest(bridge.content_height())}px`;
    if (root.style.height === height) return;
    root.style.height = height;
    host?.resized(bridge.content_height());
  };
  /** Wraps an input of the lab: afterwards a frame is due. */
  const then_draw = (call) => guarded((...values) => {
    if (!is_running) return;
    call(...values);
    frames.want();
  });

  const input = new Input(root, canvas, bridge, {
    want: () => frames.want(),
    now() {
      bridge.set_scroll(scrollY);  // the page may have been scrolled, and its event not be there yet
      frames.draw_now();
    },
  });
  const mirror = new Mirror(document.getElementById('mirror'), {
    act: then_draw((kind, id, value) => bridge.act(kind, id, value)),
    focus: then_draw((id, is_visible) => bridge.focus(id, is_visible)),
    activated: () => input.set_active(true),
    debug: then_draw(() => bridge.toggle_debug_panel()),
  });
  const address = new Address(bridge, () => frames.want());
  const reader = new Reader(bridge, () => frames.want());
  const open = async (name, blob) => {
    if (!is_running) return;
    host.reader_asks_for_file();
    const { is_read } = await reader.open(name, blob);
    host.reader_has_opened_file();
    if (is_read && is_alone) (await import('./keep.mjs')).keep_file(name, blob);
  };
  const files = new Files(open, async (together) => {
    if (!is_running) return;
    host.reader_asks_for_file();
    const is_read = await reader.open_together(together);
    host.reader_has_opened_file();
    if (is_read && is_alone) (await import('./keep.mjs')).ask_before_leaving(true);  // one file is kept, not several
  });
  follow_paste({ mirror, open, opens_files: () => is_running && bridge.opens_files(), act: then_draw((kind, id, value) => bridge.act(kind, id, value)) });

  messages.mirror = (json) => mirror.patch(JSON.parse(json));
  messages.focus = (id) => mirror.focus(id);
  messages.cursor = (cursor) => { root.style.cursor = cursor; };
  messages.fragment = (fragment) => {
    address.write(fragment);
    host.state_changed(fragment);
  };
  messages.remark = (sentence) => console.warn(`Attention Lab: ${sentence}`);
  messages.goal_reached = (goal) => host.goal_changed(goal, true);
  messages.goal_lost = (goal) => host.goal_changed(goal, false);
  messages.announcement = announce;
  messages.clipboard = copy;
  messages.link = (fragment) => copy(new URL(`#${fragment}`, location.href).href);
  messages.download = save;
  messages.print = print_figure;
  messages.cancel_reading = () => reader.stop();
  messages.file_dialog = () => files.show_dialog();
  messages.licences = async () => (await import('./licences.mjs')).show_licences();

  follow_forced_colours(then_draw((colors) => bridge.set_system_colors(colors)));
  follow_reduced_motion(then_draw((is_reduced) => bridge.set_reduced_motion(is_reduced)));
  document.addEventListener('scroll', then_draw(() => bridge.set_scroll(scrollY)), { passive: true });
  follow_context(canvas, {
    lost() {
      is_context_lost = true;
      bridge.context_lost();
    },
    restored: then_draw(() => {
      is_context_lost = false;
      bridge.context_restored();
    }),
  });
  // Resizing empties the canvas: what it showed is drawn again before the browser paints.
  follow_size(canvas, (width, height, ratio) => {
    bridge.resize(width, height, ratio);
    is_observing_size = true;
    frames.draw_now();
    is_observing_size = false;
  });
  const use_font = then_draw((bytes) => bridge.set_font(bytes));
  adopt_font(font, use_font);
  messages.larger_font = () => adopt_font(fetch(address_of('lab-font-larger.otf')), use_font);
  window.attentionLab = automation({ bridge, reader, frames, address, input, mirror, set_theme(theme) {
    has_host_theme = true;
    set_theme(theme);
  } });
  host = connect_host(window.attentionLab);
  const opening = open_first_file(open, host).catch((error) => show_notice('not_loaded', { detail: error.stack, can_dismiss: true }));
  // The page around waits for "ready", and a server may never answer.
  await Promise.race([opening, new Promise((late) => { setTimeout(late, LONGEST_WAIT); })]);
  await frames.when_idle();
  host.ready(bridge.content_height());
  // What nobody needs before the lab is there.
  const is_missing = (error) => console.warn(`Attention Lab: ${error.message}`);
  import('./print.mjs').then(({ follow_printing }) => follow_printing(() => is_running && !is_context_lost && bridge), is_missing);
  if (is_alone) import('./keep.mjs').then(({ forget_other_tabs }) => forget_other_tabs(), is_missing);
  keep_for_offline();
}

/** Opens the file that was open before a reload, or else one that the page's address names, as ?file=weights.npy. */
async function open_first_file(open, host) {
  const file = new URLSearchParams(location.search).get('file');
  const awaited = new URLSearchParams(location.hash.slice(1)).get('file');
  if (file) host.reader_asks_for_file();
  const kept = awaited && is_alone ? await (await import('./keep.mjs')).kept_file() : undefined;
  if (kept && kept.name === awaited) await open(kept.name, kept.bytes);
  else if (file) await (await import('./named_file.mjs')).open_named_file(file, open);
}

/**
 * The page's height for a content of this height. Without a scroll bar the content is wider, and so perhaps higher, and
 * may need the bar again: one that is there stays until the content is clearly low enough.
 */
function height_at_rest(content) {
  const bar = innerWidth - document.documentElement.clientWidth;  // 0 where scroll bars lie over the page
  return bar > 0 && content <= innerHeight && content > innerHeight - 2 * bar ? innerHeight + 1 : content;
}

/** The interface's font arrives after the first frame, for the canvas and for edited text fields alike. */
async function adopt_font(pending, adopt) {
  try {
    const response = await pending;
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    adopt(bytes);
    const face = await new FontFace('Attention Lab', bytes).load();
    document.fonts.add(face);
  } catch (error) {
    show_notice('not_loaded', { detail: `lab-font.otf: ${error.message}`, can_dismiss: true });
  }
}

/**
 * For tests and for the page around us, as messages (host.mjs) and here: what the reader can do and see.
 * Its types stand in attention-lab-element.d.ts, as AttentionLab.
 */
function automation({ bridge, reader, frames, address, input, mirror, set_theme }) {
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
      for (await frames.when_idle(); input.is_down; await frames.when_idle()) await input.released();
      return bridge.printed_figure();
    },
    /** Opens {name, bytes} or {data, shape}, as if the reader had; rejects with a sentence if it cannot be read. */
    async load(tensor) {
      const { name, bytes } = loaded_file(tensor);
      const { is_read, why } = await reader.open(name, new Blob([bytes]));
      await frames.when_idle();
      if (!is_read) throw new Error(why);
    },
    /** 'light' or 'dark', 'zh' or 'en'; anything else is ignored. The reader's own choice in the lab goes first. */
    setTheme(theme) { if (theme === 'light' || theme === 'dark') set_theme(theme); },
    setLanguage(language) {
      if (language !== 'zh' && language !== 'en') return;
      bridge.set_language(language);
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
      await frames.when_idle();
      address.flush();
    },
  };
}

tell_parent({ type: 'starting' });
start().catch((error) => {
  const reason = error instanceof CannotStart ? error.reason : 'stopped';
  if (error instanceof CannotStart) show_still();
  show_notice(reason, { detail: error.stack });
  if (host) host.failed(reason);
  else tell_parent({ type: 'failed', reason, message: notice_in_page_language(reason) });
});
