// How a reader's file gets in: file dialog, drag and drop; or paste (paste.mjs). It stays in this page; nothing is sent anywhere.

const KINDS = '.npy,.npz,.safetensors,.csv,.json,.txt,.pt,.pth';  // .pt is answered with how to convert it

export class Files {
  #input = document.getElementById('file');
  #opened;

  /** `opened(name, blob)` gets each file. */
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
  }

  show_dialog() {
    this.#input.click();
  }

  #open(file) {
    if (file) this.#opened(file.name, file);  // else a folder, or nothing
  }
}
