// Opens files: small ones at once, others by a worker, while the lab shows how far it is and a button that stops it. The
// program that reads them is fetched with the first.
import { CannotStart, compile } from './bridge.mjs';
import { address_of } from './place.mjs';
import { hide_notice, in_page_language, notice_in_page_language, show_notice } from './notice.mjs';

const LARGEST = 1.25 * 2 ** 30;  // bytes: 16,384 × 16,384 numbers of float32, and some room
const AT_ONCE = 2 ** 20;         // bytes that are read between two frames

const GIVEN_UP = ['“{0}”没有读完就被放弃了：又打开了别的文件，或者有人取消了它。',
  '"{0}" was given up before it was read: another file was opened, or somebody has cancelled it.'];

/** A module of the page that comes when it is needed. */
const loaded = (module) => module.catch((error) => { throw new CannotStart('not_loaded', error.message); });

/** May a little file become a large one when it is unpacked? */
async function is_archive(blob) {
  const [first, second] = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  return first === 0x50 && second === 0x4b;  // "PK"
}

export class Reader {
  #bridge;
  #drawn;
  #given_up = new AbortController();  // of the file that was asked for last
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
    this.#given_up.abort();
    this.#given_up = new AbortController();
  }

  /**
   * Opens a Blob; a file that is still being read is given up.
   * @returns {Promise<{is_read: boolean, why: string}>} why it could not be read, of which the reader has been told: a
   * sentence about this very file, in the page's language
   */
  async open(name, blob) {
    const turn = this.#begin();
    const { is_read, why, refusal } = await this.#read(name, blob, turn);
    const is_given_up = turn !== this.#turn;
    if (refusal && !is_given_up) show_notice(refusal.reason, { values: [name, ...refusal.values], can_dismiss: true });
    this.#drawn();
    if (is_given_up) return { is_read, why: in_page_language(...GIVEN_UP, name) };
    return { is_read, why: refusal ? notice_in_page_language(refusal.reason, name, ...refusal.values) : why };
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

  /** @returns {is_read, why, refusal}: a refusal is the page's own; `why` is what the lab says when it is the lab's */
  async #read(name, blob, turn) {
    const megabytes = (bytes) => Math.ceil(bytes / 2 ** 20);
    if (blob.size > LARGEST) return { is_read: false, refusal: { reason: 'file_too_large', values: [megabytes(blob.size), megabytes(LARGEST)] } };
    try {
      const is_small = blob.size <= AT_ONCE && !(blob.size > 2 ** 14 && await is_archive(blob));
      if (turn !== this.#turn) return { is_read: false };
      // No worker where the page lies in one file, or in a sandbox.
      return (!is_small && await this.#read_beside(name, blob, turn)) || await this.#read_here(name, blob, turn);
    } catch (error) {
      if (error instanceof CannotStart) return { is_read: false, refusal: { reason: error.reason, values: [] } };
      // What the browser cannot give is a DOMException, here and in the worker; all else has ended the program that reads.
      const reason = error instanceof DOMException || error.is_file ? 'file_unreadable' : 'reading_ended';
      return { is_read: false, refusal: { reason, values: [error.name] } };
    }
  }

  /** The lab takes over what has arrived. */
  #adopt = () => {
    const is_read = this.#bridge.adopt();
    return { is_read, why: is_read ? '' : this.#bridge.problem() };
  };

  #compiled() {
    this.#program ??= compile(address_of('attention-lab-reader.wasm'));
    this.#program.catch(() => { this.#program = undefined; });  // the next file asks for it again
    return this.#program;
  }

  async #read_here(name, blob, turn) {
    const [module, { read_file }, bytes] = await Promise.all([this.#compiled(), loaded(import('./read_file.mjs')), blob.arrayBuffer()]);
    const whole = [new Uint8Array(bytes)];
    const found = await read_file(module, name, bytes.byteLength, () => whole.pop() ?? new Uint8Array());
    if (turn !== this.#turn) return { is_read: false };
    if (this.#bridge.expect(found.package)) for (const numbers of found.pieces()) this.#bridge.take_numbers(numbers);
    return this.#adopt();
  }

  /** @returns what #adopt does; undefined: there is no worker */
  async #read_beside(name, blob, turn) {
    const address = address_of('reader_worker.mjs');
    if (!address.startsWith(`${location.origin}/`)) return undefined;
    const [module, { read_in_worker }] = await Promise.all([this.#compiled(), loaded(import('./read_in_worker.mjs'))]);
    if (turn !== this.#turn) return { is_read: false };
    const show = (share) => {
      this.#bridge.show_reading(name, share);
      this.#drawn();
    };
    return read_in_worker(address, { module, name, blob }, { bridge: this.#bridge, adopt: this.#adopt, show, signal: this.#given_up.signal });
  }
}
