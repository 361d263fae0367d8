// Opens files: small ones at once, others by a worker, with a bar that says how far it is and a button that stops it.
import { address_of } from './place.mjs';
import { hide_notice, page_language, show_notice } from './notice.mjs';

const LARGEST = 1.25 * 2 ** 30;  // bytes: 16,384 × 16,384 numbers of float32, and some room
const AT_ONCE = 2 ** 20;         // bytes that are read between two frames
const PATIENCE = 100;            // milliseconds without a word
const WORDS = {
  zh: { reading: (name) => `正在读取“${name}”…`, cancel: '取消' },
  en: { reading: (name) => `Reading "${name}"…`, cancel: 'Cancel' },
};

/** A line, a bar and a button, shown after a moment. Advance it with 0…1. */
function show_progress(name, cancel) {
  const words = WORDS[page_language()];
  const card = document.createElement('div');
  card.id = 'progress';
  card.className = 'notice';
  card.setAttribute('role', 'status');
  const line = document.createElement('p'), bar = document.createElement('progress'), button = document.createElement('button');
  line.textContent = words.reading(name);
  bar.setAttribute('aria-label', words.reading(name));
  button.textContent = words.cancel;
  button.addEventListener('click', cancel);
  card.append(line, bar, button);
  const timer = setTimeout(() => document.body.append(card), PATIENCE);
  return {
    advance: (share) => { bar.value = share; },
    end() {
      clearTimeout(timer);
      card.remove();
    },
  };
}

/** May a little file become a large one when it is unpacked? */
async function is_archive(blob) {
  const [first, second] = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  return first === 0x50 && second === 0x4b;  // "PK"
}

export class Reader {
  #bridge;
  #drawn;
  #stop = () => {};

  /** `drawn()` is called when there is something new to draw. */
  constructor(bridge, drawn) {
    this.#bridge = bridge;
    this.#drawn = drawn;
  }

  /** Opens a Blob; a file that is still being read is given up. @returns whether it could be read; if not, it was said why */
  async open(name, blob) {
    this.#stop();
    hide_notice();
    const megabytes = (bytes) => Math.ceil(bytes / 2 ** 20);
    if (blob.size > LARGEST) {
      show_notice('file_too_large', { values: [name, megabytes(blob.size), megabytes(LARGEST)], can_dismiss: true });
      return false;
    }
    try {
      const is_small = blob.size <= AT_ONCE && !(blob.size > 2 ** 14 && await is_archive(blob));
      const is_read = is_small ? undefined : await this.#read_beside(name, blob);
      // No worker where the page lies in one file, or in a sandbox.
      return is_read ?? this.#bridge.open_file(name, new Uint8Array(await blob.arrayBuffer()));
    } catch (error) {
      show_notice('file_unreadable', { values: [name, error.name], can_dismiss: true });
      return false;
    } finally {
      this.#drawn();
    }
  }

  /** @returns {Promise<boolean | undefined>} undefined: there is no worker */
  #read_beside(name, blob) {
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
      const finish = (outcome) => {
        worker.terminate();
        progress.end();
        this.#stop = () => {};
        resolve(outcome);
      };
      const give_up = () => {
        bridge.forget_arriving();
        finish(false);
      };
      const progress = show_progress(name, give_up);
      this.#stop = give_up;
      let total = 0, have = 0, has_spoken = false;
      worker.onerror = (event) => {
        event.preventDefault();
        finish(has_spoken ? reject(new DOMException(event.message, 'NotReadableError')) : undefined);
      };
      worker.onmessage = ({ data }) => {
        has_spoken = true;
        if (data.progress) return progress.advance(data.progress / 2);
        if (data.package) {
          total = data.total;
          if (!bridge.expect(data.package)) return finish(bridge.adopt());
          worker.postMessage('next');  // one piece is on its way while another is taken over
        } else {
          bridge.take_numbers(data.numbers);
          have += data.numbers.length;
          progress.advance(0.5 + have / total / 2);
          if (have === total) return finish(bridge.adopt());
        }
        return worker.postMessage('next');
      };
      worker.postMessage({ module: bridge.program, name, blob });
    });
  }
}
