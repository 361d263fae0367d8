// How a reader's file gets in: file dialog, drag and drop; or paste (paste.mjs). It stays in this page; nothing is sent anywhere.

const KINDS = '.npy,.npz,.zip,.safetensors,.csv,.tsv,.json,.txt,.pt,.pth';  // .pt is answered with how to convert it

export class Files {
  #input = document.getElementById('file');
  #opened;
  #opened_together;

  /** `opened(name, blob)` gets a file, `opened_together([{name, blob}, …])` those that were chosen or dropped at once. */
  constructor(opened, opened_together) {
    this.#opened = opened;
    this.#opened_together = opened_together;
    this.#input.accept = KINDS;
    this.#input.multiple = true;
    this.#input.addEventListener('change', () => {
      this.#open_all([...this.#input.files]);  // a list of its own: the browser empties its
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
      this.#open_all([...event.dataTransfer.files]);
    });
  }

  show_dialog() {
    this.#input.click();
  }

  #open_all(files) {
    if (files.length > 1) this.#opened_together(files.map((file) => ({ name: file.name, blob: file })));
    else this.#open(files[0]);
  }

  #open(file) {
    if (file) this.#opened(file.name, file);  // else a folder, or nothing
  }
}
