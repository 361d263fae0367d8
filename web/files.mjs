// How a reader's file gets in: file dialog, drag and drop, paste. It stays in this page; nothing is sent anywhere.
import { show_notice, hide_notice } from './notice.mjs';

const LARGEST = 512 * 2 ** 20;  // bytes; the module's memory ends at 2 GB, and a tensor needs its bytes twice
const KINDS = '.npy,.npz,.safetensors,.csv,.json,.txt,.pt,.pth';  // .pt is answered with how to convert it

export class Files {
  #input = document.getElementById('file');
  #opened;

  /** `opened(name, bytes)` gets each file that was read. */
  constructor(opened) {
    this.#opened = opened;
    this.#input.accept = KINDS;
    this.#input.addEventListener('change', () => {
      this.#open(this.#input.files[0]);
      this.#input.value = '';  // so that the same file can be opened again
    });
    document.addEventListener('dragover', (event) => {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    });
    document.addEventListener('drop', (event) => {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      this.#open(event.dataTransfer.files[0]);
    });
    document.addEventListener('paste', (event) => this.#paste(event));
  }

  show_dialog() {
    this.#input.click();
  }

  async #open(file) {
    if (!file) return;  // a folder, or nothing
    hide_notice();
    const megabytes = (bytes) => Math.ceil(bytes / 2 ** 20);
    if (file.size > LARGEST) {
      return show_notice('file_too_large', { values: [file.name, megabytes(file.size), megabytes(LARGEST)], can_dismiss: true });
    }
    let bytes;
    try {
      bytes = new Uint8Array(await file.arrayBuffer());
    } catch (error) {
      return show_notice('file_unreadable', { values: [file.name, error.name], can_dismiss: true });
    }
    this.#opened(file.name, bytes);
  }

  #paste(event) {
    if (event.target.closest?.('input')) return;  // a text field's own business
    const file = event.clipboardData.files[0];
    if (file) {
      event.preventDefault();
      this.#open(file);
      return;
    }
    const text = event.clipboardData.getData('text/plain').trim();
    if (!text) return;
    event.preventDefault();
    this.#opened(/^[[{]/.test(text) ? 'clipboard.json' : 'clipboard.csv', new TextEncoder().encode(text));
  }
}
