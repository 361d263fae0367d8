// The canvas as a surface: as many real pixels as it covers, or as many as there can be, and a WebGL context that comes
// back when it is lost.

/** The share of a width and a height in real pixels that a drawing buffer has room for, by what the context says. */
function possible_share(context, width, height) {
  // null: the context is lost
  const [widest, highest] = context.getParameter(context.MAX_VIEWPORT_DIMS) ?? [width, height];
  const largest = context.getParameter(context.MAX_RENDERBUFFER_SIZE) ?? Math.max(width, height);
  return Math.min(1, Math.min(widest, largest) / width, Math.min(highest, largest) / height);
}

/**
 * Gives the canvas this many real pixels, or fewer of the same proportions: a buffer that is smaller than its canvas
 * would show a part of the picture. How many there may be in all no engine says; it makes a smaller buffer, so we do, too.
 */
function set_size(canvas, width, height) {
  const context = canvas.getContext('webgl2');
  let share = possible_share(context, width, height);
  for (;;) {
    const [fitting_width, fitting_height] = [width, height].map((length) => Math.max(1, Math.floor(length * share)));
    if (canvas.width !== fitting_width) canvas.width = fitting_width;
    if (canvas.height !== fitting_height) canvas.height = fitting_height;
    const { drawingBufferWidth, drawingBufferHeight } = context;
    const is_whole = drawingBufferWidth >= fitting_width && drawingBufferHeight >= fitting_height;
    if (is_whole || context.isContextLost() || fitting_width * fitting_height === 1) return;
    share *= Math.min(0.95, Math.sqrt((drawingBufferWidth * drawingBufferHeight) / (fitting_width * fitting_height)));
  }
}

/** Calls `resized(width, height, ratio)`, in CSS pixels and real ones per CSS pixel, whenever the canvas covers others. */
export function follow_size(canvas, resized) {
  const apply = (css_width, css_height, real_width, real_height) => {
    if (real_width === 0 || real_height === 0) return;  // in a hidden iframe
    set_size(canvas, real_width, real_height);
    resized(css_width, css_height, canvas.width / css_width);
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
