// Weights of any rectangle of one head's matrix, without the matrix.
import { checkFunction, checkName, checkNumber, checkObject, checkSignal, wrongType } from './checks.mjs';
import { SCORING, inSlices } from './core.mjs';
import { LARGEST_EXTENT } from './tensors.mjs';

/** Has a core, and so memory, of its own. */
export class Window {
  constructor(core, options) {
    checkObject('options', options, ['queries', 'keys', ...SCORING]);
    this.core = core;
    this.turn = 0;
    core.request(() => {
      core.putAll(options, ['queries', 'keys']);
      const scoring = core.putScoring(options);
      core.putMask(options.mask);
      core.check(core.wasm.window_open(scoring));
    });
  }

  async view(options) {
    const { queries, keys, rows, columns, reduction = 'mean', onProgress, signal, milliseconds = 12 } = options ?? {};
    checkObject('view', options, [
      'queries',
      'keys',
      'rows',
      'columns',
      'reduction',
      'onProgress',
      'signal',
      'milliseconds',
    ]);
    if (!this.core) throw new TypeError('window: has been released; open another one.');
    const range = (name, value) => {
      if (!Array.isArray(value) || value.length !== 2) throw wrongType(`view.${name}`, value, '[first, end]');
      for (const index of [0, 1]) {
        checkNumber(`view.${name}[${index}]`, value[index], { integer: true, minimum: 0, maximum: LARGEST_EXTENT });
      }
      return [value[0], value[1] - value[0]];
    };
    const numbers = [
      ...range('queries', queries),
      ...range('keys', keys),
      checkNumber('view.rows', rows, { integer: true, minimum: 1 }),
      checkNumber('view.columns', columns, { integer: true, minimum: 1 }),
    ];
    const how = checkName('view.reduction', reduction, ['mean', 'max']);
    checkNumber('view.milliseconds', milliseconds, { above: 0 });
    checkFunction('view.onProgress', onProgress);
    checkSignal('view.signal', signal);
    signal?.throwIfAborted();
    const turn = ++this.turn;
    this.core.request(() => this.core.check(this.core.wasm.window_look(...numbers, how)));
    const picture = () => {
      const { wasm } = this.core;
      return {
        data: new Float32Array(wasm.memory.buffer, wasm.window_picture() >>> 0, rows * columns).slice(),
        shape: [rows, columns],
      };
    };
    await inSlices(
      (budget) => {
        signal?.throwIfAborted();
        if (turn !== this.turn || !this.core) {
          throw new DOMException('window: another view was asked for, or the window was released.', 'AbortError');
        }
        return this.core.wasm.window_advance(budget);
      },
      milliseconds,
      (done) => onProgress?.(done, picture),
    );
    return picture();
  }

  release() {
    this.core = null;  // the instance, and its memory with it
  }
}
