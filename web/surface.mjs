// The canvas as a surface: as many real pixels as it covers, and a WebGL context that comes back when it is lost.

/** Calls `resized(width, height, ratio)`, in CSS pixels, whenever the canvas covers another number of real pixels. */
export function follow_size(canvas, resized) {
  const apply = (css_width, css_height, real_width, real_height) => {
    if (real_width === 0 || real_height === 0) return;  // in a hidden iframe
    if (canvas.width !== real_width) canvas.width = real_width;
    if (canvas.height !== real_height) canvas.height = real_height;
    resized(css_width, css_height, real_width / css_width);
  };
  const observer = new ResizeObserver((entries) => {
    const entry = entries[entries.length - 1];
    const { inlineSize: width, blockSize: height } = entry.contentBoxSize[0];
    const measured = entry.devicePixelContentBoxSize?.[0];
    const real = (css, exact) => {
      const computed = Math.round(css * devicePixelRatio);
      // The browser knows to which side it has rounded; under an emulated ratio it reports the screen's own pixels.
      return Math.abs((exact ?? computed) - computed) <= 1 ? exact ?? computed : computed;
    };
    apply(width, height, real(width, measured?.inlineSize), real(height, measured?.blockSize));
  });
  const observe = () => {
    try {
      observer.observe(canvas, { box: 'device-pixel-content-box' });
    } catch {  // WebKit has no such box
      observer.observe(canvas);
    }
  };
  observe();
  // A new ratio need not change the box: zoom, or another screen.
  const watch_ratio = () => matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener('change', () => {
    observer.unobserve(canvas);
    observe();
    watch_ratio();
  }, { once: true });
  watch_ratio();
}

/** A lost context is asked for again; without preventDefault it would never return. */
export function follow_context(canvas, { lost, restored }) {
  canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault();
    lost();
  });
  canvas.addEventListener('webglcontextrestored', restored);
}
