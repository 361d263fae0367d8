// Opens files: small ones at once, others by a worker, while the lab shows how far it is and a button that stops it. The
// program that reads them is fetched with the first.
import { hideNotice, inPageLanguage, noticeInPageLanguage, showNotice } from './notice.mjs';
import { addressOf } from './place.mjs';
import { CannotStart, compile } from './program.mjs';

const LARGEST = 1.25 * 2 ** 30;  // bytes: 16,384 × 16,384 numbers of float32, and some room
const AT_ONCE = 2 ** 20;         // bytes that are read between two frames

const GIVEN_UP = ['“{0}”没有读完就被放弃了：又打开了别的文件，或者有人取消了它。',
  '"{0}" was given up before it was read: another file was opened, or somebody has cancelled it.'];

/** A module of the page that comes when it is needed. */
const loaded = (module) => module.catch((error) => { throw new CannotStart('not_loaded', error.message); });

/** May a little file become a large one when it is unpacked? */
async function isArchive(blob) {
  const [first, second] = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  return first === 0x50 && second === 0x4b;  // "PK"
}

export class Reader {
  #bridge;
  #drawn;
  #givenUp = new AbortController();  // of the file that was asked for last
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
    this.#bridge.forgetBegunFiles();
    this.#givenUp.abort();
    this.#givenUp = new AbortController();
  }

  /**
   * Opens a Blob; a file that is still being read is given up.
   * @returns {Promise<{isRead: boolean, why: string}>} why it could not be read, of which the reader has been told: a
   * sentence about this very file, in the page's language
   */
  async open(name, blob) {
    const turn = this.#begin();
    const { isRead, why, refusal } = await this.#read(name, blob, turn);
    const isGivenUp = turn !== this.#turn;
    if (refusal && !isGivenUp) showNotice(refusal.reason, { values: [name, ...refusal.values], canDismiss: true });
    this.#drawn();
    if (isGivenUp) return { isRead, why: inPageLanguage(...GIVEN_UP, name) };
    return { isRead, why: refusal ? noticeInPageLanguage(refusal.reason, name, ...refusal.values) : why };
  }

  /** Opens several Blobs side by side. @returns whether any could be read; those that could not are named */
  async openTogether(files) {
    const turn = this.#begin();
    this.#bridge.beginFiles();
    const refusals = new Map();  // reason → its names and the last of its values
    for (const { name, blob } of files) {
      const { refusal } = await this.#read(name, blob, turn);
      if (turn !== this.#turn) return false;
      if (refusal) refusals.set(refusal.reason, { names: [...refusals.get(refusal.reason)?.names ?? [], name], values: refusal.values });
    }
    const isRead = this.#bridge.endFiles();
    for (const [reason, { names, values }] of refusals) showNotice(reason, { values: [names.join(', '), ...values], canDismiss: true });
    this.#drawn();
    return isRead;
  }

  #begin() {
    this.stop();
    hideNotice();
    return this.#turn;
  }

  /** @returns {isRead, why, refusal}: a refusal is the page's own; `why` is what the lab says when it is the lab's */
  async #read(name, blob, turn) {
    const megabytes = (bytes) => Math.ceil(bytes / 2 ** 20);
    if (blob.size > LARGEST) return { isRead: false, refusal: { reason: 'file_too_large', values: [megabytes(blob.size), megabytes(LARGEST)] } };
    try {
      const isSmall = blob.size <= AT_ONCE && !(blob.size > 2 ** 14 && await isArchive(blob));
      if (turn !== this.#turn) return { isRead: false };
      // No worker where the page lies in one file, or in a sandbox.
      return (!isSmall && await this.#readBeside(name, blob, turn)) || await this.#readHere(name, blob, turn);
    } catch (error) {
      if (error instanceof CannotStart) return { isRead: false, refusal: { reason: error.reason, values: [] } };
      // What the browser cannot give is a DOMException, here and in the worker; all else has ended the program that reads.
      const reason = error instanceof DOMException || error.isFile ? 'file_unreadable' : 'reading_ended';
      return { isRead: false, refusal: { reason, values: [error.name] } };
    }
  }

  /** The lab takes over what has arrived. */
  #adopt = () => {
    const isRead = this.#bridge.adopt();
    return { isRead, why: isRead ? '' : this.#bridge.problem() };
  };

  #compiled() {
    this.#program ??= compile(addressOf('attention-lab-reader.wasm'));
    this.#program.catch(() => { this.#program = undefined; });  // the next file asks for it again
    return this.#program;
  }

  async #readHere(name, blob, turn) {
    const [module, { readFile }, bytes] = await Promise.all([this.#compiled(), loaded(import('./read_file.mjs')), blob.arrayBuffer()]);
    const whole = [new Uint8Array(bytes)];
    const found = await readFile(module, name, bytes.byteLength, () => whole.pop() ?? new Uint8Array());
    if (turn !== this.#turn) return { isRead: false };
    if (this.#bridge.expect(found.package)) for (const numbers of found.pieces()) this.#bridge.takeNumbers(numbers);
    return this.#adopt();
  }

  /** @returns what #adopt does; undefined: there is no worker */
  async #readBeside(name, blob, turn) {
    const address = addressOf('reader_worker.mjs');
    if (!address.startsWith(`${location.origin}/`)) return undefined;
    const [module, { readInWorker }] = await Promise.all([this.#compiled(), loaded(import('./read_in_worker.mjs'))]);
    if (turn !== this.#turn) return { isRead: false };
    const show = (share) => {
      this.#bridge.showReading(name, share);
      this.#drawn();
    };
    return readInWorker(address, { module, name, blob }, { bridge: this.#bridge, adopt: this.#adopt, show, signal: this.#givenUp.signal });
  }
}
