// The reader's own file survives a reload, but not its tab: it is kept in this browser, nowhere else, under a name that
// only this tab knows. What other tabs have left behind is deleted. Only where the lab has a page of its own: inside
// other pages nothing is stored.

const DATABASE = 'attention-lab', STORE = 'files', TAB = 'attention-lab-tab';
const LARGEST = 256 * 2 ** 20;  // bytes; a larger file is not kept: the reader is asked before it is lost

const ask = (event) => event.preventDefault();
/** A file that a reload would lose is not lost without a question. */
export const askBeforeLeaving = (doesAsk) => (doesAsk ? addEventListener : removeEventListener)('beforeunload', ask);

const answerTo = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function withStore(mode, work) {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await answerTo(opening);
  try {
    return await work(database.transaction(STORE, mode).objectStore(STORE));
  } finally {
    database.close();
  }
}

/** The tab's name; whoever holds its lock is alive. */
function tab() {
  let name = sessionStorage.getItem(TAB);
  if (!name) sessionStorage.setItem(TAB, name = crypto.randomUUID?.() ?? String(Math.random()));
  return name;
}

/** Keeps the file that is shown now, in place of the one before. */
export async function keepFile(name, blob) {
  askBeforeLeaving(true);
  if (blob.size > LARGEST) return;
  try {
    const bytes = new Blob([await blob.arrayBuffer()]);  // a file on the disk may change or go
    const key = tab();
    await withStore('readwrite', (store) => answerTo(store.put({ name, bytes }, key)));
    askBeforeLeaving(false);
  } catch { /* a private window, a full disk: the reader is asked before it is lost */ }
}

/** @returns {Promise<{name: string, bytes: Blob} | undefined>} the file that this tab showed before it was reloaded */
export async function keptFile() {
  try {
    return await withStore('readonly', (store) => answerTo(store.get(tab())));
  } catch {
    return undefined;
  }
}

/** Deletes what tabs that are closed have left: a while from now, as one that is just being reloaded holds no lock. */
export async function forgetOtherTabs(wait = 10_000) {
  try {
    const own = tab();
    if (!navigator.locks?.query) return;
    navigator.locks.request(own, () => new Promise(() => {}));  // as long as the page is there
    await new Promise((done) => { setTimeout(done, wait); });
    if ((await indexedDB.databases?.())?.every(({ name }) => name !== DATABASE)) return;
    const { held } = await navigator.locks.query();
    const alive = new Set([own, ...held.map((lock) => lock.name)]);
    await withStore('readwrite', async (store) => {
      for (const key of await answerTo(store.getAllKeys())) if (!alive.has(key)) store.delete(key);
    });
  } catch { /* where nothing can be kept, nothing has been left */ }
}
