import { attend } from './attend.mjs';

console.log(JSON.stringify(await attend()));
