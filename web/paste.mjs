// What is pasted goes where the focus is: into the text field or the cell that is edited, as a block of cells into a
// table from its cursor on, and otherwise, as a file, into the scene that opens files if that is the one that is shown.
import { ActionKind } from './bridge.mjs';
import { showNotice } from './notice.mjs';

const SEPARATOR = /[\t\n,;，]/;

const shortened = (text) => (text.length > 24 ? `${text.slice(0, 24)}…` : text);

/** `mirror` knows what has the focus; `act(kind, id, value)` tells the lab; `open(name, blob)` opens a file. */
export function followPaste({ mirror, opensFiles, act, open }) {
  document.addEventListener('paste', (event) => {
    const text = event.clipboardData.getData('text/plain').replaceAll('\r\n', '\n').trimEnd();
    const field = event.target.closest?.('input.field');
    const table = mirror.nodeOf(document.activeElement);
    if (field && !(table?.takesBlocks && SEPARATOR.test(text))) return;  // one number, or words: the field's own business
    if (text && table?.takesBlocks) {
      event.preventDefault();
      act(ActionKind.paste, table.id, text);
      return;
    }
    if (!opensFiles()) return;
    const file = event.clipboardData.files[0];
    if (!file && !text) return;
    event.preventDefault();
    if (file) open(file.name, file);
    else if (/^\s*[^\s,;，[\]]+$/.test(text)) showNotice('no_matrix', { values: [shortened(text.trim())], canDismiss: true });
    else open('clipboard.txt', new Blob([text]));  // table, JSON or print-out: the content tells
  });
}
