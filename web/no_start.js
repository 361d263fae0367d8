// Asks for the reason where the lab's modules are not loaded at all. A classic script: it is loaded where they are not,
// from a disk and in a sandboxed frame.
(() => {
  const why = document.createElement('script');
  why.src = new URL('why_no_start.js', document.currentScript.src).href;
  addEventListener('error', ({ target }) => {
    if (target instanceof HTMLScriptElement && target.type === 'module') document.head.append(why);
  }, { capture: true });
})();
