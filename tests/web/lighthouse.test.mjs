// Lighthouse on the page of its own, as the build serves it: accessibility of at least 95. What it says of speed is a
// timing: tests/bench/lighthouse.mjs prints it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from '../../web/serve.mjs';
import { FORMS, look } from './engines/lighthouse.mjs';
import { DIST } from './place.mjs';

const LEAST = 95;  // of 100

for (const form of FORMS) {
  test(`lighthouse gives the page at least ${LEAST} for accessibility on a ${form}`, async (t) => {
    const server = await serve(DIST);
    t.after(() => server.close());
    const { scores, low } = await look(`http://localhost:${server.port}/`, form, { onlyCategories: ['accessibility'], throttlingMethod: 'provided' });
    assert.ok(scores.accessibility >= LEAST, `accessibility ${scores.accessibility}:\n${low.join('\n')}`);
  });
}
