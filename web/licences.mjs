// The licences of all that the lab is built of: a file beside the page, or inside it in the single-file variant.
import { show_notice } from './notice.mjs';

export function show_licences() {
  const inside = document.getElementById('licences');
  const address = inside ? URL.createObjectURL(new Blob([inside.textContent], { type: 'text/plain; charset=utf-8' }))
    : new URL('LICENSES.txt', document.baseURI).href;
  // A frame may be forbidden to open anything.
  if (!window.open(address)) show_notice('licences', { values: [inside ? '<script id="licences">' : address], can_dismiss: true });
}
