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
    const real = entry.devicePixelContentBoxSize?.[0];
    const ratio = devicePixelRatio;
    apply(width, height, real?.inlineSize ?? Math.round(width * ratio), real?.blockSize ?? Math.round(height * ratio));
  });
  try {
    observer.observe(canvas, { box: 'device-pixel-content-box' });
  } catch {  // WebKit: the box is unknown there, and a new ratio has to be noticed by itself
    observer.observe(canvas);
    const watch_ratio = () => matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener('change', () => {
      observer.unobserve(canvas);
      observer.observe(canvas);
      watch_ratio();
    }, { once: true });
    watch_ratio();
  }
}

/** A lost context is asked for again; without preventDefault it would never return. */
export function follow_context(canvas, { lost, restored }) {
  canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault();
    lost();
  });
  canvas.addEventListener('webglcontextrestored', restored);
}
