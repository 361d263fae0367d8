// The licences of all that the lab is built of: a file beside the page, or inside it in the single-file variant.
import { showNotice } from './notice.mjs';

export function showLicences() {
  const inside = document.getElementById('licences');
  const address = inside ? URL.createObjectURL(new Blob([inside.textContent], { type: 'text/plain; charset=utf-8' }))
    : new URL('LICENSES.txt', document.baseURI).href;
  // A frame may be forbidden to open anything.
  if (!window.open(address)) showNotice('licences', { values: [inside ? '<script id="licences">' : address], canDismiss: true });
}
