// Lets the lab open without a network after the first visit, and lets a page that was left open find what it asks for
// later, whatever the host has by then. Only the page of its own registers this (offline.mjs); what other pages embed
// goes to the network as ever.
const FILES = [];       // everything the page loads, the page itself first; written here by pack.mjs
const LATER = [];       // what few readers need: kept once the rest is
const VERSION = '';     // of these files
const FOLDER = '';      // the one that this version's page loads them from

const OURS = `attention-lab ${registration.scope} `;
const CACHE = OURS + VERSION;

self.addEventListener('install', (event) => event.waitUntil(keep()));

/**
 * Keeps this version beside the one before. It takes over when no page of that one is open any more (there is no
 * skipWaiting), so that those find their own files until then.
 */
async function keep() {
  const [page, ...others] = FILES;
  // Past the browser's own cache: many hosts let it keep the page for minutes, and it may be the one before.
  const answer = await fetch(page, { cache: 'reload' });
  if (!answer.ok || !(await answer.clone().text()).includes(FOLDER)) throw new Error('The host does not have the page of this version yet.');
  const cache = await caches.open(CACHE);
  try {
    // What has a hash in its name is the same wherever it comes from.
    await cache.addAll(others.map((name) => new Request(name, { cache: name.includes(FOLDER) ? 'default' : 'reload' })));
    await cache.put(page, answer);
    if (!navigator.connection?.saveData) await cache.addAll(LATER).catch(() => {});
  } catch (error) {
    await caches.delete(CACHE);  // the browser tries again with the next visit
    throw error;
  }
}

self.addEventListener('activate', (event) => event.waitUntil(takeOver()));

async function takeOver() {
  await clients.claim();  // also the first page, which was there before
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(OURS) && name !== CACHE).map((name) => caches.delete(name)));
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(registration.scope) || request.destination === 'iframe') return;
  if (request.mode === 'navigate') {
    const address = new URL(request.url);
    const isLab = [registration.scope, `${registration.scope}index.html`].includes(address.origin + address.pathname);
    // The newest page if there is a network, asked for anew as above; the one that was kept if there is none.
    if (isLab) event.respondWith(fetch(request, { cache: 'no-cache' }).catch(() => caches.open(CACHE).then((cache) => cache.match(FILES[0]))));
    return;
  }
  // Names with a hash in them never change what they mean.
  if (/\/lab-[0-9a-f]{10}\//.test(request.url)) event.respondWith(caches.match(request, { ignoreVary: true }).then((kept) => kept ?? fetch(request)));
});
