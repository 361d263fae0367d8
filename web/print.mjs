// Ctrl+P: the scene on paper. A canvas of the screen's size prints cut or empty, so what is printed is made for it: the
// title, the picture as vectors in the light look, what the lab says, and the numbers as tables.
import { pageLanguage } from './notice.mjs';

const MOST_CELLS = 2000;        // of a table; more of them are better saved than printed
const COLUMNS_SIDE_BY_SIDE = 12;
const WORDS = {
  zh: { columns: (from, to) => `第 ${from}–${to} 列`, tooMany: (name, shape) => `${name} (${shape})：数太多，没有印出来；可以在“带走”里保存。` },
  en: { columns: (from, to) => `columns ${from}–${to}`, tooMany: (name, shape) => `${name} (${shape}): too many numbers to print; "Take it away" saves them.` },
};

/** `lab()` is the bridge, or falsy while there is nothing to print. */
export function followPrinting(lab) {
  const paper = document.body.appendChild(document.createElement('article'));
  paper.id = 'paper';
  window.addEventListener('beforeprint', () => {
    const bridge = lab();
    if (!bridge) return;
    const figure = document.createElement('figure');
    figure.append(document.importNode(scalable(bridge.printedFigure()), true));
    const { says, matrices } = bridge.result();
    document.documentElement.classList.add('is-on-paper');
    paper.replaceChildren(text('h1', document.title), figure, text('p', says), ...matrices.flatMap(tablesOf));
  });
  window.addEventListener('afterprint', () => {
    document.documentElement.classList.remove('is-on-paper');
    paper.replaceChildren();
  });
}

function text(tag, content, attributes = {}) {
  const element = document.createElement(tag);
  element.textContent = content;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function scalable(svg) {
  const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  const [width, height] = ['width', 'height'].map((name) => parseFloat(root.getAttribute(name)));
  if (!root.hasAttribute('viewBox')) root.setAttribute('viewBox', `0 0 ${width} ${height}`);
  return root;
}

const shown = (value) => (Number.isFinite(value) ? value.toFixed(4).replace(/^-(?=0\.0+$)/, '') : String(value).replace('Infinity', '∞')).replace('-', '−');

/** One table for each matrix of a tensor and for as many of its columns as fit on a page. */
function tablesOf({ name, shape, data, rowNames, columnNames }) {
  const words = WORDS[pageLanguage()];
  const [rows, columns] = shape.length > 1 ? shape.slice(-2) : [1, shape[0] ?? 1];
  const extent = shape.join(' × ');
  if (!data || data.length > MOST_CELLS) return [text('p', words.tooMany(name, extent))];
  const tables = [];
  for (let first = 0; first < data.length; first += rows * columns) {
    for (let from = 0; from < columns; from += COLUMNS_SIDE_BY_SIDE) {
      const to = Math.min(columns, from + COLUMNS_SIDE_BY_SIDE);
      const numbers = [...Array(to - from).keys()].map((i) => from + i);
      const table = document.createElement('table');
      const which = data.length > rows * columns ? ` [${first / (rows * columns)}]` : '';
      table.append(text('caption', `${name}${which} (${extent})${to - from < columns ? ` · ${words.columns(from + 1, to)}` : ''}`));
      if (columnNames.length > 0) {
        const head = table.createTHead().insertRow();
        head.append(text('td', ''), ...numbers.map((column) => text('th', columnNames[column] ?? column, { scope: 'col' })));
      }
      const body = table.createTBody();
      for (let row = 0; row < rows; row += 1) {
        const line = body.insertRow();
        line.append(text('th', rowNames[row] ?? row, { scope: 'row' }), ...numbers.map((column) => text('td', shown(data[first + row * columns + column]))));
      }
      tables.push(table);
    }
  }
  return tables;
}
