// Lets the lab open without a network after the first visit. Only the page of its own registers this (offline.mjs);
// what other pages embed goes to the network as ever.
const FILES = [];    // everything the page loads; written here by pack.mjs
const VERSION = '';  // of these files

const OURS = `attention-lab ${registration.scope} `;
const CACHE = OURS + VERSION;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(
    names.filter((name) => name.startsWith(OURS) && name !== CACHE).map((name) => caches.delete(name)))));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(registration.scope) || request.destination === 'iframe') return;
  if (request.mode === 'navigate') {
    const address = new URL(request.url);
    const is_lab = [registration.scope, `${registration.scope}index.html`].includes(address.origin + address.pathname);
    // The newest page if there is a network; the one that was kept if there is none.
    if (is_lab) event.respondWith(fetch(request).catch(() => caches.open(CACHE).then((cache) => cache.match('./'))));
    return;
  }
  // Names with a hash in them never change what they mean.
  if (/\/lab-[0-9a-f]{10}\//.test(request.url)) event.respondWith(caches.match(request, { ignoreVary: true }).then((kept) => kept ?? fetch(request)));
});
