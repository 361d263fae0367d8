// The lab as assistive technology, the keyboard and tests see it: one DOM element per accessible node of the frame
// (src/view/accessible.h), unseen, exactly over what is drawn. The tree is patched from the difference, so focus,
// selection and a screen reader's place survive. What the reader does to an element goes back to the widget.
import { ActionKind } from './bridge.mjs';
import { ROLES, cover } from './roles.mjs';

const TYPE = 15;  // CSS pixels, as in lab.css
const READ_ONLY = new Set(['group', 'heading', 'text', 'status', 'image', 'progress']);

export class Mirror {
  #root;
  #lab;               // {act(kind, id, value), focus(id, isVisible), activated(), debug()}
  #items = new Map();  // node id → {node, element, control, role, help}
  #nodes = [];
  #pointerFocus = false;
  #isWorking = false;  // something takes long, and its card is shown

  constructor(root, lab) {
    this.#root = root;
    this.#lab = lab;
    root.addEventListener('focusin', (event) => this.#focused(event));
    root.addEventListener('keydown', (event) => this.#shortcut(event));
    root.addEventListener('focusout', (event) => {
      if (!root.contains(event.relatedTarget)) lab.focus('', false);
    });
  }

  /** The nodes of the last frame, as the lab gave them. */
  get nodes() { return this.#nodes; }

  patch({ language, title, theme, magnification = 1, pinnedHeight = 0, nodes }) {
    const html = document.documentElement;
    html.lang = language === 'zh' ? 'zh-Hans' : language;
    if (theme) html.dataset.theme = theme;
    if (document.title !== title) document.title = title;
    this.#root.style.fontSize = `${TYPE * magnification}px`;
    html.style.scrollPaddingTop = `${pinnedHeight}px`;  // what gets the keyboard is not scrolled under the pinned picture
    this.#nodes = nodes = nodes.filter(isFirstOfItsId());
    this.#isWorking = nodes.some((node) => node.role === 'progress');
    skipNoLevel(nodes);

    const focused = document.activeElement;
    const present = new Set(nodes.map((node) => node.id));
    for (const [id, item] of this.#items) {
      if (!present.has(id)) this.#drop(id, item);
    }
    this.#place(nodes);
    if (document.activeElement === document.body && this.#root.contains(focused)) focused.focus({ preventScroll: true });
  }

  /** The node of an element; for a cell that is edited, its table. */
  nodeOf(element) {
    const id = element?.closest?.('#mirror .node')?.dataset.id;
    return this.#items.get(id?.replace(/\/edit$/, ''))?.node;
  }

  /** Gives the keyboard to a widget that a pointer has pressed: no focus ring, no scrolling. */
  focus(id) {
    const item = this.#items.get(id);
    if (!item || item.element.contains(document.activeElement)) return;
    this.#pointerFocus = true;
    focusTarget(item).focus({ preventScroll: true });
    this.#pointerFocus = false;
  }

  /**
   * Elements into reading order and nesting; those that are in place already are not touched. What comes next in a
   * parent is asked for when it is needed: to bring an element up to date, or to put it elsewhere, changes it. A parent is
   * in its place before what lies in it, so nothing is ever put into itself.
   */
  #place(nodes) {
    const parents = [{ element: this.#root, last: null }];  // `last`: of its children that are in place
    for (const node of nodes) {
      parents.length = Math.min(parents.length, (node.depth ?? 0) + 1);
      const parent = parents[parents.length - 1];
      const { element } = this.#item(node);
      const next = parent.last ? parent.last.nextSibling : parent.element.firstChild;
      if (element !== next) parent.element.insertBefore(element, next);
      parent.last = element;
      if (node.role === 'group') parents.push({ element, last: null });
    }
  }

  /** The element of a node, made or brought up to date. */
  #item(node) {
    let item = this.#items.get(node.id);
    if (item && item.node.role !== node.role) {
      this.#drop(node.id, item);
      item = undefined;
    }
    if (!item) {
      item = { node: {}, role: ROLES[node.role] ?? ROLES.text };
      this.#items.set(node.id, item);
      // What an element calls when the reader acts on it. The item holds the current node, the closure does not.
      item.act = (kind, value) => {
        if (item.node.isDisabled) return;
        item.wasUsed = true;
        this.#lab.act(kind, item.node.id, value);
      };
      item.element = item.role.create(item);
      item.element.id = `node-${node.id}`;
      item.element.classList.add('node');
      item.element.classList.toggle('control', !READ_ONLY.has(node.role));
      item.element.dataset.id = node.id;
    }
    const text = JSON.stringify(node);
    // The browser shows the reader's wish already. While the lab takes its time, another key goes on from there; then the
    // lab's answer holds, even if it is no.
    if (item.text === text && (!item.wasUsed || this.#isWorking)) return item;
    item.wasUsed &&= this.#isWorking;
    const before = item.node;
    item.node = node;
    item.text = text;
    this.#describe(item, before);
    item.role.update(item, before);
    if (node.role !== 'group' && String(before.rect) !== String(node.rect)) cover(item.element, node.rect);
    return item;
  }

  /** The one sentence of help, referred to rather than nested, so that it is read after name and value. */
  #describe(item, before) {
    const { help } = item.node;
    if (help === before.help) return;
    if (help && !item.help) {
      item.help = document.createElement('span');
      item.help.id = `help-${item.node.id}`;
      item.help.hidden = true;
      this.#root.parentNode.append(item.help);
      item.element.setAttribute('aria-describedby', item.help.id);
    }
    if (item.help) item.help.textContent = help ?? '';
  }

  #drop(id, item) {
    this.#items.delete(id);
    item.help?.remove();
    // A dropped group gives its children, which may live on elsewhere, back to #place.
    item.element.remove();
  }

  /** Undo, redo, the presentation and what is open by their usual keys, while the focus is in the lab; a text field has its own. */
  #shortcut(event) {
    if (event.altKey || event.target.matches('.field')) return;
    const key = `${event.ctrlKey || event.metaKey ? 'ctrl+' : ''}${event.shiftKey ? 'shift+' : ''}${event.key.toLowerCase()}`;
    // "?" is typed with or without Shift, by the keyboard's layout.
    const id = { 'ctrl+z': 'app/undo', 'ctrl+shift+z': 'app/redo', 'ctrl+y': 'app/redo', 'f': 'app/presentation', '?': 'app/help', 'shift+?': 'app/help', escape: this.#items.get('app/scenes')?.node.isExpanded ? 'app/scenes' : 'app/keys/close' }[key];
    if (key === '`') this.#lab.debug();
    const item = this.#items.get(id);
    if (!item) return;
    event.preventDefault();
    item.act(ActionKind.activate);
  }

  #focused(event) {
    if (event.target.closest('.node').contains(event.relatedTarget)) return;  // from one option to another
    const id = event.target.closest('.node').dataset.id;
    this.#lab.focus(id, !this.#pointerFocus && event.target.matches(':focus-visible'));
    this.#lab.activated();
  }
}

/** Two nodes of one id would fight for one element: the first has it. */
function isFirstOfItsId() {
  const met = new Set();
  return ({ id }) => {
    const isFirst = !met.has(id);
    if (!isFirst) console.warn(`Attention Lab: two nodes are called ${id}`);
    met.add(id);
    return isFirst;
  };
}

/** Headings are drawn as large as they should look; as they are read, none is two levels below the one before. */
function skipNoLevel(nodes) {
  let last = 0;
  for (const node of nodes.filter(({ role }) => role === 'heading')) last = node.level = Math.min(node.level ?? 1, last + 1);
}

/** Which element of a widget takes the keyboard: itself, or the chosen option. */
function focusTarget({ element }) {
  if (element.matches('input, button, select, a, [tabindex]')) return element;
  return element.querySelector('[tabindex="0"], :checked') ?? element.querySelector('input, button') ?? element;
}
