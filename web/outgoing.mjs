// What leaves the lab for the reader: files, the clipboard, spoken announcements.
import { showNotice } from './notice.mjs';

const begun = new Map();  // name → Blob of a file that is coming in parts; the browser keeps it wherever it has room

/** Saves a file, or keeps a part of one until the last has come. */
export function save({ name, type, bytes, isLast, isGivenUp }) {
  const blob = new Blob([begun.get(name) ?? '', bytes], { type });
  if (isLast || isGivenUp) begun.delete(name);
  else begun.set(name, blob);
  if (!isLast) return;
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);  // the download has begun by then
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Nothing for the console: whoever maintains the page cannot mend what a reader's browser, or a slow one, refuses.
    if (!copyWithoutPermission(text)) showNotice('not_copied', { canDismiss: true });
  }
}

/** In frames and on plain http, where navigator.clipboard is missing or refused. */
function copyWithoutPermission(text) {
  const field = document.createElement('textarea');
  field.className = 'unseen';
  field.value = text;
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  focused?.focus({ preventScroll: true });
  return isCopied;
}

/** Opens the print dialog with a page that is just this figure: "Save as PDF" makes a PDF of its size. */
export function printFigure(svg) {
  const [width, height] = ['width', 'height'].map((name) => {
    const [, number, unit] = new RegExp(`<svg [^>]*\\b${name}="([\\d.]+)(pt)?"`).exec(svg);
    return `${number}${unit ?? 'px'}`;
  });
  const frame = document.createElement('iframe');
  frame.className = 'unseen';
  frame.tabIndex = -1;
  frame.srcdoc = `<!doctype html><meta charset="utf-8">${svg}`;
  frame.addEventListener('load', () => {
    const { contentWindow: window, contentDocument: document } = frame;
    const style = new window.CSSStyleSheet();  // no style element: the page may be served with a strict policy
    style.replaceSync(`@page { size: ${width} ${height}; margin: 0 } body { margin: 0 } svg { display: block }`);
    document.adoptedStyleSheets = [style];
    window.addEventListener('afterprint', () => frame.remove());
    window.print();
  });
  document.body.append(frame);
}

/** Says `text` politely. The same sentence twice is said twice. */
export function announce(text) {
  const region = document.getElementById('announcement');
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}

/** Takes `text` back, if nothing else has been said since: who reads the page meets no more of it. */
export function withdraw(text) {
  const region = document.getElementById('announcement');
  if (region.textContent.trim() === text) region.textContent = '';
}
