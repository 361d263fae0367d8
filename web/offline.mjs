// Opening without a network, for the page of its own only: inside another page the lab leaves nothing behind.

export function keepForOffline() {
  if (window.top !== window || !/^https?:$/.test(location.protocol) || !navigator.serviceWorker) return;
  // A browser that refuses (private mode, no storage) just has no offline copy.
  navigator.serviceWorker.register(new URL('service-worker.js', document.baseURI)).catch(() => {});
}
