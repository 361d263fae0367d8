// A part of attention-lab-element.js: whether the page around an element is light or dark.

export const ATTRIBUTES = 'data-md-color-scheme data-bs-theme data-theme data-color-scheme data-mode'.split(' ');
const CLASSES = { dark: /^((quarto-)?dark|coal|navy|ayu)$/, light: /^((quarto-)?light|rust)$/ };
export const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

const parentOf = (node) => node.parentElement ?? node.getRootNode().host;

/** The element and what it stands in, out of shadow trees too. */
export function* outwards(element) {
  for (let node = element; node; node = parentOf(node)) yield node;
}

/** 'light', 'dark' or 'auto', of a palette's name; undefined of any other word. */
function meaning(word) {
  if (/dark|slate|night|coal|navy|ayu/i.test(word)) return 'dark';
  if (/light|default|rust/i.test(word)) return 'light';
  return /^\s*(auto|system)\s*$/i.test(word) ? 'auto' : undefined;
}

function meaningOfClass(node) {
  const has = (names) => [...node.classList].some((name) => names.test(name));
  return Object.keys(CLASSES).find((theme) => has(CLASSES[theme]));
}

/** Of a computed color-scheme: "normal", "dark", "only light", "light dark" … */
function meaningOfScheme(scheme) {
  const [isLight, isDark] = [/\blight\b/.test(scheme), /\bdark\b/.test(scheme)];
  return isLight && isDark ? 'auto' : isDark ? 'dark' : isLight ? 'light' : undefined;
}

/** Of the opaque colour under the element, if it is computed as rgb(): a page that only says when it is dark. */
function meaningOfGround(element) {
  for (const node of outwards(element)) {
    const [isOpaque, red, green, blue] = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(getComputedStyle(node).backgroundColor) ?? [];
    if (isOpaque) return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? 'dark' : 'light';
  }
  return undefined;
}

/**
 * 'light' or 'dark': the look of the page around an element. The first of these that says one; 'auto' is the system's:
 *   --attention-lab-theme          light, dark or auto: a custom property of the element, the hook for every other page
 *   an attribute, the nearest one  data-md-color-scheme (Material), data-bs-theme (Bootstrap), data-theme (Furo,
 *                                  Docusaurus), data-color-scheme, data-mode (PyData): its word, if it means a look
 *   a class of body or html        dark, light (VitePress, Tailwind); quarto-dark, quarto-light; mdBook's light, rust,
 *                                  coal, navy, ayu
 *   color-scheme                   as computed around the element
 *   the ground                     as computed around the element
 *   the system's preference
 */
export function hostTheme(element) {
  const around = parentOf(element) ?? document.documentElement;
  const said = function* () {
    yield meaning(getComputedStyle(element).getPropertyValue('--attention-lab-theme'));
    for (const node of outwards(element)) for (const name of ATTRIBUTES) yield meaning(node.getAttribute(name) ?? '');
    for (const node of [document.body, document.documentElement]) yield node && meaningOfClass(node);
    yield meaningOfScheme(getComputedStyle(around).colorScheme);
    yield meaningOfGround(around);
  };
  for (const theme of said()) if (theme) return theme === 'auto' ? systemTheme() : theme;
  return systemTheme();
}
const systemTheme = () => (systemIsDark.matches ? 'dark' : 'light');
