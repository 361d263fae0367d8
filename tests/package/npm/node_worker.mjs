// In Node's Worker.
import { parentPort } from 'node:worker_threads';
import { attend } from './attend.mjs';

parentPort.postMessage(await attend());
