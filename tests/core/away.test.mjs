// attendAsync in Node: in its worker, given up, and without a worker. LAB_DIST: the folder of attention-core.mjs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

const moduleUrl = pathToFileURL(`${process.env.LAB_DIST}/attention-core.mjs`).href;
const { loadAttentionCore } = await import(moduleUrl);
const core = await loadAttentionCore();
const random = core.random({ seed: 8 });
const normal = (...shape) => random.normalTensor({ shape });
const long = (length = 3000) => ({
  queries: normal(2, length, 64),
  keys: normal(2, length, 64),
  values: normal(2, length, 64),
});

/** Runs `call` and gives what it said to console.warn. */
async function warningsOf(call) {
  const { warn } = console,
    said = [];
  console.warn = (...words) => said.push(words.join(' '));
  try {
    await call(said);
  } finally {
    console.warn = warn;
  }
  return said;
}

/** A core for which `new Worker` ends as it does under a policy that forbids it. */
async function coreWithoutWorker() {
  globalThis.Worker = class {
    constructor() {
      throw new Error('refused by the policy');
    }
  };
  return loadAttentionCore();
}

const OPTIONS = {
  'grouped heads, masks and every result': () => ({
    queries: normal(2, 4, 70, 9),
    keys: normal(2, 2, 33, 9),
    values: normal(2, 2, 33, 5),
    softcap: 3,
    mask: { causal: true, validLengths: Int32Array.of(0, 30), additive: normal(70, 33) },
    temperature: 2,
    want: [
      'output',
      'weights',
      'rawScores',
      'scores',
      'capped',
      'masked',
      'rowMaxima',
      'exponentials',
      'rowSums',
      'logSumExp',
      'fullyMaskedRows',
    ],
  }),
  'the fast path': () => ({
    queries: normal(3, 500, 20),
    keys: normal(3, 301, 20),
    values: normal(3, 301, 7),
    want: ['output', 'weights', 'logSumExp'],
  }),
  'a past, and nested arrays': () => ({
    queries: [[1, 2]],
    keys: [[3, 4]],
    values: [[5n]],
    past: { keys: [new Float64Array([1, 0])], values: [[true]] },
    want: ['output', 'presentKeys', 'presentValues'],
  }),
  'a learnt scoring': () => ({
    queries: normal(5, 4),
    keys: normal(6, 3),
    values: normal(6, 2),
    scoring: 'additive',
    scale: 0.5,
    parameters: { queryWeights: normal(7, 4), keyWeights: normal(7, 3), scoreVector: normal(7) },
  }),
  'a kernel': () => ({
    queries: normal(5, 4),
    keys: normal(6, 4),
    values: normal(6, 2),
    scoring: 'boxcar',
    parameters: { width: 2 },
    want: ['weights'],
  }),
  'no queries': () => ({
    queries: normal(0, 4),
    keys: normal(6, 4),
    values: normal(6, 2),
    want: ['output', 'fullyMaskedRows'],
  }),
};

test('it answers what attend answers bit for bit', async () => {
  const said = await warningsOf(async () => {
    for (const [name, make] of Object.entries(OPTIONS)) {
      const options = make();
      assert.deepEqual(await core.attendAsync(options), core.attend(options), name);
    }
  });
  assert.deepEqual(said, []);  // in a worker
});

test('the caller lives on while it computes and is told how far it is', async () => {
  const options = long(),
    shares = [];
  let ticks = 0;
  const timer = setInterval(() => ++ticks, 5);
  const result = await core.attendAsync(options, { onProgress: (share) => shares.push(share) });
  clearInterval(timer);
  assert.deepEqual(result, core.attend(options));
  assert.ok(ticks > 5, `${ticks} ticks`);
  assert.ok(shares.length > 5 && shares[0] > 0 && shares[0] < 0.5 && shares.at(-1) === 1, shares.join(' '));
  assert.ok(
    shares.every((share, i) => i === 0 || share > shares[i - 1]),
    shares.join(' '),
  );
});

test('arguments are those of the moment of the call and stay the callers', async () => {
  const options = { queries: normal(3, 4), keys: normal(5, 4), values: normal(5, 2) },
    expected = core.attend(options);
  const part = {
    ...options,
    queries: { data: Float32Array.of(7, ...options.queries.data, 7).subarray(1, 13), shape: [3, 4] },
  };
  const promises = [core.attendAsync(options), core.attendAsync(part)];
  assert.equal(options.queries.data.length, 12);
  options.queries.data.fill(9);
  part.queries.data.fill(9);
  assert.deepEqual(await Promise.all(promises), [expected, expected]);
});

test('results can be written into arrays of ones own', async () => {
  const options = { queries: normal(3, 4), keys: normal(5, 4), values: normal(5, 2) },
    into = { output: new Float32Array(6) };
  const { output } = await core.attendAsync({ ...options, into });
  assert.equal(output.data, into.output);
  assert.deepEqual(output, core.attend(options).output);
  await assert.rejects(
    core.attendAsync({ ...options, into: { output: new Float32Array(5) } }),
    /^RangeError: into\.output: has 5 numbers/,
  );
});

test('a call that is given up ends and the others go on', async () => {
  const options = long(),
    short = { queries: normal(3, 4), keys: normal(5, 4), values: normal(5, 2) };
  const controller = new AbortController();
  let share = 0;
  const started = performance.now();
  const givenUp = core.attendAsync(options, {
    signal: controller.signal,
    onProgress: (now) => {
      share = now;
      controller.abort();
    },
  });
  const waiting = core.attendAsync(short);
  await assert.rejects(givenUp, (error) => error instanceof DOMException && error.name === 'AbortError');
  const gone = performance.now() - started;
  assert.ok(share > 0 && share < 1, String(share));
  assert.deepEqual(await waiting, core.attend(short));
  assert.deepEqual(await core.attendAsync(short), core.attend(short));
  const whole = performance.now();
  core.attend(options);
  assert.ok(gone < 10 * (performance.now() - whole) + 500, `given up after ${gone} ms`);
});

test('a call is given up before it begins too and for the reason that the caller has', async () => {
  const options = long(500),
    reason = new Error('the reader has gone on');
  const first = core.attendAsync(options),
    controller = new AbortController();
  let progress = 0;
  const queued = core.attendAsync(options, { signal: controller.signal, onProgress: () => ++progress });
  controller.abort(reason);
  await assert.rejects(queued, reason);
  await assert.rejects(core.attendAsync(options, { signal: AbortSignal.abort() }), { name: 'AbortError' });
  await first;
  assert.equal(progress, 0);
  controller.abort();  // long after: nobody listens
});

test('wrong arguments reject with the errors that attend throws', async () => {
  const good = { queries: [[1, 2]], keys: [[1, 2]], values: [[1]] };
  const cases = [
    undefined,
    { ...good, quereis: 1 },
    { ...good, queries: new Float32Array(2) },
    { ...good, keys: [[1]] },
    { ...good, temperature: 0 },
    { ...good, scale: '1' },
    { ...good, mask: true },
    { ...good, mask: { causal: 1 } },
    { ...good, mask: { casual: true } },
    { ...good, want: ['wieghts'] },
    { ...good, past: { keys: [[1, 2]] } },
  ];
  for (const options of cases) {
    let expected;
    try {
      core.attend(options);
    } catch (error) {
      expected = error;
    }
    await assert.rejects(core.attendAsync(options), (error) => {
      assert.deepEqual([error.constructor, error.message], [expected.constructor, expected.message]);
      return true;
    });
  }
  await assert.rejects(core.attendAsync(good, { onprogress() {} }), /^TypeError: how: has no 'onprogress'/);
  await assert.rejects(core.attendAsync(good, { onProgress: 5 }), /^TypeError: how\.onProgress: is 5, but a function/);
  await assert.rejects(
    core.attendAsync(good, { signal: {} }),
    /^TypeError: how\.signal: is an Object, but an AbortSignal/,
  );
  await assert.rejects(core.attendAsync({ ...good, scale: Symbol('1') }), /^TypeError: scale: /);
  await assert.rejects(
    core.attendAsync({ ...good, mask: { window: () => 1 } }),
    /^TypeError: mask\.window: is a function/,
  );
  assert.deepEqual(await core.attendAsync(good), core.attend(good));
});

test('what onProgress throws gives the call up', async () => {
  const fault = new Error('a fault of the callers');
  await assert.rejects(
    core.attendAsync(long(500), {
      onProgress() {
        throw fault;
      },
    }),
    fault,
  );
  assert.deepEqual([...(await core.attendAsync({ queries: [[1]], keys: [[1]], values: [[7]] })).output.data], [7]);
});

test('a program ends when its last call has been answered', () => {
  const program = `import { loadAttentionCore } from ${JSON.stringify(moduleUrl)};
    const core = await loadAttentionCore();
    const { output } = await core.attendAsync({ queries: [[1]], keys: [[1]], values: [[7]] });
    console.log(output.data[0]);`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    timeout: 20000,
    encoding: 'utf8',
  });
  assert.deepEqual([stdout, stderr, status], ['7\n', '', 0]);  // null: it had to be ended
});

test('results are transferred and not copied', async () => {
  const said = [];
  const globals = {
    WorkerGlobalScope: class {
      static [Symbol.hasInstance]() {
        return true;
      }
    },
    name: 'attention-lab-core',
    postMessage: (message, transfer) => said.push([message, transfer]),
  };
  Object.assign(globalThis, globals);
  try {
    await import(`${moduleUrl}?as=worker`);  // the worker's half, here
    const build = 'simd',
      module = await WebAssembly.compile(
        (await import('node:fs')).readFileSync(`${process.env.LAB_DIST}/attention-core.simd.wasm`),
      );
    await globalThis.onmessage({ data: { module, build } });
    await globalThis.onmessage({
      data: { options: { queries: [[1]], keys: [[1]], values: [[7]], want: ['output', 'weights', 'fullyMaskedRows'] } },
    });
  } finally {
    for (const name of [...Object.keys(globals), 'onmessage']) delete globalThis[name];
  }
  const [result, transfer] = said.at(-1);
  const { output, weights, fullyMaskedRows } = result.result;
  assert.deepEqual(transfer, [output.data.buffer, weights.data.buffer, fullyMaskedRows.buffer]);
  assert.equal(transfer[0], output.data.buffer);
});

test('without a worker it computes on this thread in slices and says so once', async (t) => {
  t.after(() => {
    delete globalThis.Worker;
  });
  const lonely = await coreWithoutWorker(),
    options = long();
  const said = await warningsOf(async () => {
    const shares = [];
    let ticks = 0;
    const timer = setInterval(() => ++ticks, 5);
    const promise = lonely.attendAsync(options, {
      onProgress: (share) => {
        shares.push(share);
        lonely.attend({ queries: [[1]], keys: [[1]], values: [[1]] });  // does not disturb it
      },
    });
    assert.deepEqual(await promise, core.attend(options));
    clearInterval(timer);
    assert.ok(ticks > 3 && shares.length > 5 && shares.at(-1) === 1, `${ticks} ticks, ${shares}`);
    const controller = new AbortController();
    const onProgress = (share) => {
      if (share > 0.3) controller.abort();
    };
    await assert.rejects(lonely.attendAsync(options, { signal: controller.signal, onProgress }), {
      name: 'AbortError',
    });
    await assert.rejects(lonely.attendAsync({ ...options, keys: [[1]] }), /^RangeError: keys: /);
  });
  assert.equal(said.length, 1);
  assert.match(
    said[0],
    /^attendAsync: no worker could be started \(refused by the policy\), so it computes on this thread/,
  );
});

test('a worker that cannot load the module is replaced by this thread', async (t) => {
  t.after(() => {
    delete globalThis.Worker;
  });
  globalThis.Worker = class {
    postMessage() {
      setTimeout(() => this.onerror({ message: '' }));
    }
    terminate() {}
  };
  const lonely = await loadAttentionCore();
  const said = await warningsOf(async () => {
    assert.deepEqual([...(await lonely.attendAsync({ queries: [[1]], keys: [[1]], values: [[7]] })).output.data], [7]);
  });
  assert.match(said.join(), /no worker could be started \(it could not be loaded\)/);
});

test('a worker that dies at work rejects its call and the next call has another', async (t) => {
  t.after(() => {
    delete globalThis.Worker;
  });
  let made = 0;
  globalThis.Worker = class {
    constructor() {
      this.number = ++made;
    }
    postMessage({ module }) {
      if (module) setTimeout(() => this.onmessage({ data: { isReady: true } }));
      else if (this.number === 1) setTimeout(() => this.onerror({ message: 'out of memory' }));
      else setTimeout(() => this.onmessage({ data: { result: {} } }));
    }
    terminate() {}
  };
  const other = await loadAttentionCore(),
    options = { queries: [[1]], keys: [[1]], values: [[7]] };
  await assert.rejects(
    other.attendAsync(options),
    /^Error: attendAsync: its worker has ended \(out of memory\); call it again\./,
  );
  assert.deepEqual([await other.attendAsync(options), made], [{}, 2]);
});
