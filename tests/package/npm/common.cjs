// From CommonJS, whose require() of a module is Node 22's; import() is everybody's.
const assert = require('node:assert');

import('attention-lab-core').then(async ({ default: byDefault, loadAttentionCore }) => {
  assert.equal(byDefault, loadAttentionCore);
  const { attend } = await import('./attend.mjs');
  console.log(JSON.stringify(await attend()));
});
