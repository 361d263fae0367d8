// In a page, bundled or not: the answer becomes the page's text.
import { attend } from './attend.mjs';

attend().then((answer) => { document.body.textContent = JSON.stringify(answer); },
  (error) => { document.body.textContent = JSON.stringify({ error: String(error) }); });
