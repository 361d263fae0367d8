// Reads a file beside the page (reader_worker.mjs): no frame waits for it, and whatever happens to the worker ends the
// reading, too: an error, the end of its program, or its own end, of which a browser says nothing.

const LONGEST_SILENCE = 10_000;  // ms, until a worker says its first word

/** Why a worker has not read its file. `isFile`: the browser could not give its bytes; else what reads them ended. */
export class NotRead extends Error {
  constructor({ name, message, isFile = false }) {
    super(message);
    this.name = name;
    this.isFile = isFile;
  }
}

/**
 * `module` is the compiled program that reads. What is found goes to the `bridge`, and `adopt()` opens it; `show(share)`
 * is told how far it is, 0…1; `signal` gives it up, and when it has been aborted nothing is left.
 * @returns a promise of what `adopt()` says, or of undefined: there can be no worker. Rejects with NotRead.
 */
export function readInWorker(address, { module, name, blob }, { bridge, adopt, show, signal }) {
  let worker;
  try {
    worker = new Worker(address, { type: 'module' });
  } catch {
    return Promise.resolve(undefined);
  }
  return new Promise((resolve, reject) => {
    let total = 0, have = 0, hasSpoken = false, isOver = false;
    const end = () => {
      isOver = true;
      worker.terminate();
      bridge.endReading();
    };
    const finish = (outcome) => {
      end();
      resolve(outcome);
    };
    const fail = (reason) => {
      if (isOver) return;
      bridge.forgetArriving();
      end();
      reject(new NotRead(reason));
    };
    const take = (data) => {
      if (data.error) return fail(data.error);
      if (data.lock) return navigator.locks.request(data.lock, () => fail({ name: 'Worker', message: 'it has ended' }));
      if (data.progress) return show(data.progress / 2);
      if (data.package) {
        total = data.total;
        if (!bridge.expect(data.package)) return finish(adopt());
        worker.postMessage('next');  // one piece is on its way while another is taken over
      } else {
        bridge.takeNumbers(data.numbers);
        have += data.numbers.length;
        show(0.5 + have / total / 2);
        if (have === total) return finish(adopt());
      }
      return worker.postMessage('next');
    };
    signal.addEventListener('abort', () => {
      if (isOver) return;
      bridge.forgetArriving();
      finish({ isRead: false });
    });
    worker.onerror = (event) => {
      event.preventDefault();
      if (hasSpoken) fail({ name: 'Worker', message: event.message });
      else notStarted();
    };
    const notStarted = () => hasSpoken || isOver || finish(undefined);
    setTimeout(notStarted, LONGEST_SILENCE);
    worker.onmessageerror = () => fail({ name: 'DataCloneError', message: 'a message did not arrive' });
    worker.onmessage = ({ data }) => {
      if (isOver) return;
      hasSpoken = true;
      try {
        take(data);
      } catch (error) {
        fail(error);
      }
    };
    try {
      show(0);
      worker.postMessage({ module, name, blob });
    } catch (error) {
      fail(error);
    }
  });
}
