// How a reader's file gets in: file dialog, drag and drop; or paste (paste.mjs). It stays in this page; nothing is sent anywhere.

const KINDS = '.npy,.npz,.zip,.safetensors,.csv,.tsv,.json,.txt,.pt,.pth';  // .pt is answered with how to convert it

export class Files {
  #input = document.getElementById('file');
  #opened;
  #openedTogether;

  /** `opened(name, blob)` gets a file, `openedTogether([{name, blob}, …])` those that were chosen or dropped at once. */
  constructor(opened, openedTogether) {
    this.#opened = opened;
    this.#openedTogether = openedTogether;
    this.#input.accept = KINDS;
    this.#input.multiple = true;
    this.#input.addEventListener('change', () => {
      this.#openAll([...this.#input.files]);  // a list of its own: the browser empties its
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
      this.#openAll([...event.dataTransfer.files]);
    });
  }

  showDialog() {
    this.#input.click();
  }

  #openAll(files) {
    if (files.length > 1) this.#openedTogether(files.map((file) => ({ name: file.name, blob: file })));
    else this.#open(files[0]);
  }

  #open(file) {
    if (file) this.#opened(file.name, file);  // else a folder, or nothing
  }
}
