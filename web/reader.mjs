// Opens files: small ones at once, others by a worker, while the lab shows how far it is and a button that stops it. The
// program that reads them is fetched with the first.
import { CannotStart, compile } from './bridge.mjs';
import { address_of } from './place.mjs';
import { hide_notice, show_notice } from './notice.mjs';

const LARGEST = 1.25 * 2 ** 30;  // bytes: 16,384 × 16,384 numbers of float32, and some room
const AT_ONCE = 2 ** 20;         // bytes that are read between two frames

/** May a little file become a large one when it is unpacked? */
async function is_archive(blob) {
  const [first, second] = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  return first === 0x50 && second === 0x4b;  // "PK"
}

export class Reader {
  #bridge;
  #drawn;
  #give_up = () => {};
  #turn = 0;  // of the file that was asked for last
  #program;   // a promise of the compiled WebAssembly.Module that reads files

  /** `drawn()` is called when there is something new to draw. */
  constructor(bridge, drawn) {
    this.#bridge = bridge;
    this.#drawn = drawn;
  }

  /** What is still being read is given up; the lab stays as it was. */
  stop() {
    this.#turn += 1;
    this.#bridge.forget_begun_files();
    this.#give_up();
  }

  /** Opens a Blob; a file that is still being read is given up. @returns whether it could be read; if not, it was said why */
  async open(name, blob) {
    const turn = this.#begin();
    const { is_read, refusal } = await this.#read(name, blob, turn);
    if (refusal && turn === this.#turn) show_notice(refusal.reason, { values: [name, ...refusal.values], can_dismiss: true });
    this.#drawn();
    return is_read;
  }

  /** Opens several Blobs side by side. @returns whether any could be read; those that could not are named */
  async open_together(files) {
    const turn = this.#begin();
    this.#bridge.begin_files();
    const refusals = new Map();  // reason → its names and the last of its values
    for (const { name, blob } of files) {
      const { refusal } = await this.#read(name, blob, turn);
      if (turn !== this.#turn) return false;
      if (refusal) refusals.set(refusal.reason, { names: [...refusals.get(refusal.reason)?.names ?? [], name], values: refusal.values });
    }
    const is_read = this.#bridge.end_files();
    for (const [reason, { names, values }] of refusals) show_notice(reason, { values: [names.join(', '), ...values], can_dismiss: true });
    this.#drawn();
    return is_read;
  }

  #begin() {
    this.stop();
    hide_notice();
    return this.#turn;
  }

  /** @returns {is_read, refusal}: a refusal is the page's own, what the lab refuses it says itself */
  async #read(name, blob, turn) {
    const megabytes = (bytes) => Math.ceil(bytes / 2 ** 20);
    if (blob.size > LARGEST) return { is_read: false, refusal: { reason: 'file_too_large', values: [megabytes(blob.size), megabytes(LARGEST)] } };
    try {
      const is_small = blob.size <= AT_ONCE && !(blob.size > 2 ** 14 && await is_archive(blob));
      if (turn !== this.#turn) return { is_read: false };
      const is_read = is_small ? undefined : await this.#read_beside(name, blob, turn);
      // No worker where the page lies in one file, or in a sandbox.
      if (is_read !== undefined) return { is_read };
      return { is_read: await this.#read_here(name, blob, turn) };
    } catch (error) {
      if (error instanceof CannotStart) return { is_read: false, refusal: { reason: error.reason, values: [] } };
      return { is_read: false, refusal: { reason: 'file_unreadable', values: [error.name] } };
    }
  }

  #compiled() {
    this.#program ??= compile(address_of('attention-lab-reader.wasm'));
    this.#program.catch(() => { this.#program = undefined; });  // the next file asks for it again
    return this.#program;
  }

  async #read_here(name, blob, turn) {
    const [module, { read_file }, bytes] = await Promise.all([this.#compiled(), import('./read_file.mjs'), blob.arrayBuffer()]);
    const whole = [new Uint8Array(bytes)];
    const found = await read_file(module, name, bytes.byteLength, () => whole.pop() ?? new Uint8Array());
    if (turn !== this.#turn) return false;
    if (this.#bridge.expect(found.package)) for (const numbers of found.pieces()) this.#bridge.take_numbers(numbers);
    return this.#bridge.adopt();
  }

  /** @returns {Promise<boolean | undefined>} undefined: there is no worker */
  async #read_beside(name, blob, turn) {
    const module = await this.#compiled();
    if (turn !== this.#turn) return false;
    const address = address_of('reader_worker.mjs');
    if (!address.startsWith(`${location.origin}/`)) return undefined;
    let worker;
    try {
      worker = new Worker(address, { type: 'module' });
    } catch {
      return undefined;
    }
    return new Promise((resolve, reject) => {
      const bridge = this.#bridge;
      const show = (share) => {
        bridge.show_reading(name, share);
        this.#drawn();
      };
      const finish = (outcome) => {
        worker.terminate();
        bridge.end_reading();
        this.#give_up = () => {};
        resolve(outcome);
      };
      this.#give_up = () => {
        bridge.forget_arriving();
        finish(false);
      };
      show(0);
      let total = 0, have = 0, has_spoken = false;
      worker.onerror = (event) => {
        event.preventDefault();
        finish(has_spoken ? reject(new DOMException(event.message, 'NotReadableError')) : undefined);
      };
      worker.onmessage = ({ data }) => {
        has_spoken = true;
        if (data.progress) return show(data.progress / 2);
        if (data.package) {
          total = data.total;
          if (!bridge.expect(data.package)) return finish(bridge.adopt());
          worker.postMessage('next');  // one piece is on its way while another is taken over
        } else {
          bridge.take_numbers(data.numbers);
          have += data.numbers.length;
          show(0.5 + have / total / 2);
          if (have === total) return finish(bridge.adopt());
        }
        return worker.postMessage('next');
      };
      worker.postMessage({ module, name, blob });
    });
  }
}
