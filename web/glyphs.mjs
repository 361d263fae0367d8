// Characters that the interface's font lacks, drawn with the fonts of the reader's system into a small canvas.

const FONTS = '"Noto Sans", "DejaVu Sans", sans-serif';  // some Chinese fonts put accents together badly
const NOT_ASSIGNED = '\u0378';  // nobody has it: what is drawn for it is drawn for every character that is missing
const WIDEST = 4096;  // device pixels
const IS_COLOR = 16;  // between red, green and blue; some browsers blur what they hand out by a little

let context;  // made when the first such character is met
const missing = new Map();  // how a character that is missing looks, by font size

/** @returns {left, top, width, height, advance, pixels}: see DrawnGlyph in src/view/glyphs.h */
function draw(text, size) {
  context.font = `${size}px ${FONTS}`;
  const metrics = context.measureText(text);
  const left = Math.ceil(metrics.actualBoundingBoxLeft) + 1, top = Math.ceil(metrics.actualBoundingBoxAscent) + 1;
  const width = Math.min(WIDEST, Math.max(1, left + Math.ceil(metrics.actualBoundingBoxRight) + 1));
  const height = Math.min(WIDEST, Math.max(1, top + Math.ceil(metrics.actualBoundingBoxDescent) + 1));
  context.canvas.width = width;  // also empties it
  context.canvas.height = height;
  context.font = `${size}px ${FONTS}`;
  context.fillStyle = '#fff';
  context.fillText(text, left, top);
  const { data } = context.getImageData(0, 0, width, height);
  return { left: -left, top: -top, width, height, advance: metrics.width, pixels: data };
}

const looksLike = (a, b) => a.width === b.width && a.height === b.height
  && a.pixels.every((value, i) => value === b.pixels[i]);
const showsNothing = ({ pixels }) => !pixels.some((value, i) => i % 4 === 3 && value > 0);
// A browser that lets no page read its canvases hands out white, or noise: outside the character there is none.
const isHidden = ({ pixels }) => pixels[3] > IS_COLOR;

/**
 * Some characters that belong together, at this em size in device pixels; null if no font has them.
 * isColored: an emoji with colours of its own; otherwise white.
 */
export function drawGlyph(text, size) {
  context ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!context) return null;
  const [first] = text;
  if (missing.size > 64) missing.clear();
  if (!missing.has(size)) missing.set(size, draw(NOT_ASSIGNED, size));
  const alone = draw(first, size);
  if (isHidden(alone) || showsNothing(alone) || looksLike(alone, missing.get(size))) return null;
  const drawn = first === text ? alone : draw(text, size);
  const { pixels } = drawn;
  drawn.isColored = false;
  for (let i = 0; i < pixels.length && !drawn.isColored; i += 4) {
    const low = Math.min(pixels[i], pixels[i + 1], pixels[i + 2]), high = Math.max(pixels[i], pixels[i + 1], pixels[i + 2]);
    drawn.isColored = pixels[i + 3] > IS_COLOR && high - low > IS_COLOR;
  }
  if (!drawn.isColored) for (let i = 0; i < pixels.length; i += 4) pixels.fill(255, i, i + 3);  // rounded at the edges
  return drawn;
}
