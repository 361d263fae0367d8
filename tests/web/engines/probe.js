// Put first into every page that the tests serve: what only a page can know of itself, in any engine.
(() => {
  const problems = [];
  let drawCalls = 0;
  for (const name of ['drawElements', 'drawArrays', 'drawElementsInstanced', 'drawArraysInstanced', 'drawRangeElements', 'clear']) {
    const original = WebGL2RenderingContext.prototype[name];
    WebGL2RenderingContext.prototype[name] = function (...values) {
      drawCalls += 1;
      return original.apply(this, values);
    };
  }
  for (const kind of ['error', 'warn']) {
    const original = console[kind];
    console[kind] = (...values) => {
      problems.push(`console: ${values.join(' ')}`);
      original.apply(console, values);
    };
  }
  addEventListener('error', (event) => problems.push(`error: ${event.message} ${event.error?.stack ?? event.target?.src ?? ''}`));
  addEventListener('unhandledrejection', (event) => problems.push(`rejection: ${event.reason?.stack ?? event.reason}`));
  addEventListener('securitypolicyviolation', (event) => problems.push(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
  window.probe = {
    problems,
    get drawCalls() { return drawCalls; },
    /** "a >> b": b in a's shadow tree */
    find: (path) => path.split(' >> ').reduce((root, selector) => (root?.shadowRoot ?? root)?.querySelector(selector), document),
    /** Everything that was fetched, by this document. */
    requests: () => performance.getEntriesByType('resource').map((entry) => entry.name),
  };
})();
