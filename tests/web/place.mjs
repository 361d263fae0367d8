// Where the tests find what they test.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const DIST = process.env.LAB_DIST ?? join(ROOT, 'build/web/dist');
/** The folder of everything the page loads, named after its content: see web/pack.mjs. */
export const LOADED = () => readdirSync(DIST).find((name) => /^lab-[0-9a-f]{10}$/.test(name));
export const golden = (name) => join(ROOT, 'tests/golden', name);
export const goldenBytes = (name) => readFileSync(golden(name));

/** With LAB_APPROVE=1, what is drawn or said now becomes what is approved: CONTRIBUTING.md. */
export const IS_APPROVING = process.env.LAB_APPROVE === '1';

/** How long is waited for what is to come, in milliseconds: a busy machine takes its time, and what never comes fails all the same. */
export const PATIENCE = 60_000;
