// The canvas as a surface: as many real pixels as it covers, or as many as there can be, and a WebGL context that comes
// back when it is lost.

/** The share of a width and a height in real pixels that a drawing buffer has room for, by what the context says. */
function possibleShare(context, width, height) {
  // null: the context is lost
  const [widest, highest] = context.getParameter(context.MAX_VIEWPORT_DIMS) ?? [width, height];
  const largest = context.getParameter(context.MAX_RENDERBUFFER_SIZE) ?? Math.max(width, height);
  return Math.min(1, Math.min(widest, largest) / width, Math.min(highest, largest) / height);
}

/**
 * Gives the canvas this many real pixels, or fewer of the same proportions: a buffer that is smaller than its canvas
 * would show a part of the picture. How many there may be in all no engine says; it makes a smaller buffer, so we do, too.
 */
function setSize(canvas, width, height) {
  const context = canvas.getContext('webgl2');
  let share = possibleShare(context, width, height);
  for (;;) {
    const [fittingWidth, fittingHeight] = [width, height].map((length) => Math.max(1, Math.floor(length * share)));
    if (canvas.width !== fittingWidth) canvas.width = fittingWidth;
    if (canvas.height !== fittingHeight) canvas.height = fittingHeight;
    const { drawingBufferWidth, drawingBufferHeight } = context;
    const isWhole = drawingBufferWidth >= fittingWidth && drawingBufferHeight >= fittingHeight;
    if (isWhole || context.isContextLost() || fittingWidth * fittingHeight === 1) return;
    share *= Math.min(0.95, Math.sqrt((drawingBufferWidth * drawingBufferHeight) / (fittingWidth * fittingHeight)));
  }
}

/** Calls `resized(width, height, ratio)`, in CSS pixels and real ones per CSS pixel, whenever the canvas covers others. */
export function followSize(canvas, resized) {
  const apply = (cssWidth, cssHeight, realWidth, realHeight) => {
    if (realWidth === 0 || realHeight === 0) return;  // in a hidden iframe
    setSize(canvas, realWidth, realHeight);
    resized(cssWidth, cssHeight, canvas.width / cssWidth);
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
  const watchRatio = () => matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener('change', () => {
    observer.unobserve(canvas);
    observe();
    watchRatio();
  }, { once: true });
  watchRatio();
}

/** A lost context is asked for again; without preventDefault it would never return. */
export function followContext(canvas, { lost, restored }) {
  canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault();
    lost();
  });
  canvas.addEventListener('webglcontextrestored', restored);
}
