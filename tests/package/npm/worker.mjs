// In a page's Worker.
import { attend } from './attend.mjs';

postMessage(await attend());
