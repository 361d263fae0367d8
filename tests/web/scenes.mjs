// The ids of all scenes, in their order, as the built page has them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIST } from './place.mjs';

export const SCENES = Object.keys(JSON.parse(readFileSync(join(DIST, 'posters/scenes.json'))));
