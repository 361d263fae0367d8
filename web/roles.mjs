// How each role of src/view/accessible.h becomes DOM: `create(item)` makes the element once, `update(item, before)`
// brings it in line with item.node. `item.act(kind, value)` sends what the reader does to the widget.
// Native elements wherever there is one: they bring their keyboard manners along.
import { ActionKind, Step } from './bridge.mjs';

function make(tag, attributes = {}) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** Sets, or removes if `value` is false, undefined or ''. Writes nothing that stands there already. */
function set(element, name, value) {
  if (value === undefined || value === false || value === '') element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function setState(element, node) {
  set(element, 'aria-label', node.name);
  element.toggleAttribute('disabled', node.isDisabled ?? false);
  set(element, 'aria-expanded', node.canExpand ? String(node.isExpanded ?? false) : undefined);
}

/** Lays an element over what is drawn there; CSS pixels from the corner of what it lies in. */
export function cover(element, [x, y, width, height]) {
  Object.assign(element.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
}

/** Name and value of something that is only read. */
const asRead = (node) => [node.name, node.value].filter(Boolean).join(' ');

function onDeleteReset(item, element) {
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Delete') return;
    event.preventDefault();
    item.act(ActionKind.reset);
  });
  return element;
}

const group = {
  create: () => make('div', { class: 'group' }),
  update({ element, node }) {
    set(element, 'role', node.name ? 'group' : undefined);
    set(element, 'aria-label', node.name);
  },
};

const heading = {
  create: () => make('div', { role: 'heading' }),
  update({ element, node }) {
    set(element, 'aria-level', node.level ?? 1);
    setText(element, node.name ?? '');
  },
};

const text = {
  create: () => make('p'),
  update: ({ element, node }) => setText(element, asRead(node)),
};

const status = {
  create: () => make('p', { role: 'status', 'aria-live': 'polite' }),
  update: ({ element, node }) => setText(element, asRead(node)),
};

const image = {
  create: () => make('div', { role: 'img' }),
  update: ({ element, node }) => set(element, 'aria-label', asRead(node)),
};

const link = {
  create: () => make('a', { target: '_blank', rel: 'noopener' }),
  update({ element, node }) {
    set(element, 'href', node.value);
    setText(element, node.name ?? '');
  },
};

const progress = {
  create: () => make('progress', { max: 100 }),
  update({ element, node }) {
    set(element, 'aria-label', node.name);
    element.value = node.number;
    set(element, 'aria-valuetext', node.value);
  },
};

const button = {
  create(item) {
    const element = make('button', { type: 'button' });
    element.addEventListener('click', () => item.act(ActionKind.activate));
    return element;
  },
  update({ element, node }) {
    setState(element, node);
    set(element, 'aria-current', node.isChecked && 'step');  // one of several steps, the one that is shown
    setText(element, asRead(node));
  },
};

const toggle = {
  create(item) {
    const element = make('input', { type: 'checkbox', role: 'switch' });
    element.addEventListener('click', (event) => {
      event.preventDefault();  // the lab decides; the next frame brings the new state
      item.act(ActionKind.activate);
    });
    return onDeleteReset(item, element);
  },
  update({ element, node }) {
    setState(element, node);
    // Chromium restores the old state after a prevented click, so the new one is set when that is over.
    setTimeout(() => { element.checked = node.isChecked ?? false; });
  },
};

const slider = {
  create(item) {
    const element = make('input', { type: 'range' });
    element.addEventListener('input', () => item.act(ActionKind.setValue, element.value));
    return onDeleteReset(item, element);
  },
  update({ element, node }) {
    setState(element, node);
    set(element, 'min', node.minimum);
    set(element, 'max', node.maximum);
    set(element, 'step', node.step || 'any');
    element.defaultValue = element.value = node.number;
    set(element, 'aria-valuetext', node.value);
  },
};

/** Text that is edited in place: taken over with Enter or when the focus leaves, given up with Esc. */
function editable(item, element) {
  element.classList.add('field');
  const commit = () => {
    if (element.value !== (item.node.value ?? '')) item.act(ActionKind.setValue, element.value);
  };
  element.addEventListener('keydown', (event) => {
    if (event.isComposing) return;  // Enter and Esc belong to the input method
    if (event.key === 'Enter') {
      commit();
      item.act(ActionKind.activate);  // a table's cell closes its field, unless what was typed is refused
    }
    if (event.key !== 'Escape') return;
    element.value = item.node.value ?? '';
    item.act(ActionKind.step, Step.escape);
  });
  element.addEventListener('focus', () => element.select());
  element.addEventListener('blur', () => {
    commit();
    element.value = item.node.value ?? '';  // if it is refused, what was there stays
  });
  return element;
}

function updateEditable({ element, node }, before) {
  setState(element, node);
  set(element, 'aria-invalid', node.isInvalid && 'true');
  const value = node.value ?? '';
  // What the reader is typing is not overwritten, unless the value itself has changed.
  if (document.activeElement !== element || value !== before.value) element.value = value;
}

const textField = {
  create: (item) => editable(item, make('input', { type: 'text', autocomplete: 'off', spellcheck: 'false' })),
  update: updateEditable,
};

/** A range without extent stands for none. */
const isBounded = (node) => node.minimum < node.maximum;

const number = {
  // Not type=number: that one refuses "1e-3" or a comma by the browser's language, and hides why.
  create(item) {
    const element = editable(item, make('input', { type: 'text', inputmode: 'decimal', role: 'spinbutton', autocomplete: 'off' }));
    element.addEventListener('keydown', (event) => {
      const direction = { ArrowUp: Step.up, ArrowDown: Step.down }[event.key];
      if (direction === undefined) return;
      event.preventDefault();
      item.act(ActionKind.step, direction);
    });
    return element;
  },
  update(item, before) {
    const { element, node } = item;
    updateEditable(item, before);
    set(element, 'aria-valuenow', node.number);
    set(element, 'aria-valuetext', node.value);
    set(element, 'aria-valuemin', isBounded(node) && node.minimum);
    set(element, 'aria-valuemax', isBounded(node) && node.maximum);
  },
};

/** Makes the options anew if there are others, lays each over its drawing, and marks the selected one. */
function updateOptions({ element, node }, before, makeOption, mark) {
  const hasFocus = element.contains(document.activeElement);
  const areNew = JSON.stringify(node.options) !== JSON.stringify(before.options);  // ["a,b", "c"] is not ["a", "b,c"]
  if (areNew) {
    element.replaceChildren(...(node.options ?? []).map((option, index) => makeOption(option, index)));
  }
  [...element.children].forEach((option, index) => {
    const rect = node.optionRects?.[index];
    if (rect) cover(option, [rect[0] - node.rect[0], rect[1] - node.rect[1], rect[2], rect[3]]);
    mark(option, index === (node.selected ?? -1));
  });
  // The keyboard goes on from the option that has been chosen, by whatever means. When nothing was chosen it stays where
  // it is: an option that has just been reached is not left because something else of the lab has changed.
  const chosen = element.children[node.selected ?? -1];
  if (hasFocus && (areNew || node.selected !== before.selected) && chosen?.matches('input, button')) chosen.focus({ preventScroll: true });
}

const choice = {
  create: () => make('div', { role: 'radiogroup', class: 'options' }),
  update(item, before) {
    const { element, node } = item;
    set(element, 'aria-label', node.name);
    set(element, 'aria-disabled', node.isDisabled && 'true');
    updateOptions(item, before, (option, index) => {
      const radio = make('input', { type: 'radio', name: `radio-${node.id}`, 'aria-label': option });
      radio.addEventListener('change', () => item.act(ActionKind.activate, index));
      return radio;
    }, (radio, isSelected) => {
      radio.checked = isSelected;
      radio.disabled = node.isDisabled ?? false;
    });
  },
};

const list = {
  create(item) {
    const element = make('select');
    element.addEventListener('change', () => item.act(ActionKind.activate, element.selectedIndex));
    return element;
  },
  update(item, before) {
    setState(item.element, item.node);
    updateOptions(item, before, (option) => {
      const element = make('option');
      element.textContent = option;
      return element;
    }, (option, isSelected) => { option.selected = isSelected; });
  },
};

const tabs = {
  create(item) {
    const element = make('div', { role: 'tablist', class: 'options' });
    element.addEventListener('keydown', (event) => {
      const count = item.node.options.length;
      const now = Math.max(0, [...element.children].indexOf(event.target));
      const next = { ArrowRight: (now + 1) % count, ArrowLeft: (now + count - 1) % count, Home: 0, End: count - 1 }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      item.act(ActionKind.activate, next);
      element.children[next].focus();
    });
    return element;
  },
  update(item, before) {
    const { element, node } = item;
    set(element, 'aria-label', node.name);
    updateOptions(item, before, (option, index) => {
      const tab = make('button', { type: 'button', role: 'tab' });
      tab.textContent = option;
      tab.addEventListener('click', () => item.act(ActionKind.activate, index));
      return tab;
    }, (tab, isSelected) => {
      set(tab, 'aria-selected', String(isSelected));
      set(tab, 'tabindex', isSelected || (node.selected ?? -1) < 0 ? '0' : '-1');
    });
  },
};

const GRID_KEYS = {
  ArrowUp: Step.up, ArrowDown: Step.down, ArrowLeft: Step.left, ArrowRight: Step.right,
  Home: Step.rowStart, End: Step.rowEnd, PageUp: Step.panelPrevious, PageDown: Step.panelNext,
  '+': Step.zoomIn, '=': Step.zoomIn, '-': Step.zoomOut, Delete: Step.zoomAll, Escape: Step.escape,
};
const GRID_KEYS_WITH_CTRL = { Home: Step.first, End: Step.last };

/** Arrow keys and their like go to the widget as steps, Enter and Space press it. */
function onKeysStep(item, element) {
  element.addEventListener('keydown', (event) => {
    if (event.altKey || event.metaKey) return;
    const step = (event.ctrlKey ? GRID_KEYS_WITH_CTRL : GRID_KEYS)[event.key];
    if (step !== undefined) item.act(ActionKind.step, step);
    else if (event.key === 'Enter' || event.key === ' ') item.act(ActionKind.activate);
    else return;
    if (step !== Step.escape) event.preventDefault();  // Esc also gives the wheel back (input.mjs)
  });
  return element;
}

// Two coordinates at once are no slider: the arrow keys must reach the lab as they are.
const point = {
  create: (item) => onKeysStep(item, make('div', { role: 'application', tabindex: '0' })),
  update: ({ element, node }) => set(element, 'aria-label', asRead(node)),
};

const grid = {
  create: (item) => onKeysStep(item, make('div', { role: 'grid', tabindex: '0' })),
  update(item, before) {
    const { element, node } = item;
    set(element, 'aria-label', asRead(node));
    set(element, 'aria-rowcount', node.rows ?? 0);
    set(element, 'aria-colcount', node.columns ?? 0);
    showCells(element, node, before);
    const cursor = element.querySelector(`[data-cell="${node.cursorRow ?? -1},${node.cursorColumn ?? -1}"]`);
    set(element, 'aria-activedescendant', cursor?.id);
    element.querySelector('[aria-selected="true"]')?.removeAttribute('aria-selected');
    cursor?.setAttribute('aria-selected', 'true');
  },
};

/** Brings the mirrored part of a grid up to date. Where only the numbers are others, as in every frame while something is dragged, the elements stay. */
function showCells(element, node, before) {
  const places = ({ cells = [], rowLabels, columnLabels }) => JSON.stringify([cells.map(([row, column]) => [row, column]), rowLabels, columnLabels]);
  if (places(node) !== places(before)) return element.replaceChildren(...gridRows(node));
  (node.cells ?? []).forEach(([row, column, shown], i) => {
    if (shown !== before.cells[i][2]) document.getElementById(cellId(node.id, row, column)).textContent = shown;
  });
}

const cellId = (id, row, column) => `cell-${id}-${row}-${column}`;

/** The mirrored part of a grid: labels of its columns, then row by row its label and cells ([row, column, text]), numbered in the whole. */
function gridRows({ id, cells = [], rowLabels = [], columnLabels = [] }) {
  const distinct = (place) => [...new Set(cells.map((cell) => cell[place]))].sort((a, b) => a - b);
  const columns = distinct(1);
  const rows = new Map(distinct(0).map((row) => [row, make('div', { role: 'row', 'aria-rowindex': row + 1 })]));
  const labelled = (role, label, attributes = {}) => {
    const element = make('span', { role, ...attributes });
    element.textContent = label;
    return element;
  };
  [...rows].forEach(([, row], i) => {
    if (rowLabels[i]) row.append(labelled('rowheader', rowLabels[i]));
  });
  for (const [row, column, shown] of cells) {
    rows.get(row).append(labelled('gridcell', shown,
      { id: cellId(id, row, column), 'data-cell': `${row},${column}`, 'aria-colindex': column + 1 }));
  }
  if (columnLabels.length === 0) return [...rows.values()];
  const head = make('div', { role: 'row' });
  columns.forEach((column, i) => head.append(labelled('columnheader', columnLabels[i] ?? '', { 'aria-colindex': column + 1 })));
  return [head, ...rows.values()];
}

export const ROLES = {
  group, heading, text, status, image, button, toggle, slider, number, textField, choice, list, tabs, grid, point, link, progress,
};
