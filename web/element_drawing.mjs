// A part of attention-lab-element.js: a picture that a frame has sent, made safe for the page around it.

const SHAPES = new Set(('svg g defs title desc rect circle ellipse line polyline polygon path text image stop '
  + 'linearGradient radialGradient').split(' '));
const LEADS_OUT = /url\((?!["']?#)/i;

/** A lab's picture as elements, under any policy of the page; null if it is none. Only shapes pass. */
export function drawing(svg) {
  const unstyled = String(svg).replace(/ style="[^"]*"/g, '');
  const root = new DOMParser().parseFromString(unstyled, 'image/svg+xml').documentElement;
  if (root.localName !== 'svg') return null;
  for (const element of [root, ...root.querySelectorAll('*')]) {
    if (!SHAPES.has(element.localName) || element.namespaceURI !== root.namespaceURI) element.remove();
    for (const { name, value } of [...element.attributes]) {
      const isLink = /href$/i.test(name) && !value.startsWith('data:image/png;');
      if (/^(on|style)/i.test(name) || isLink || LEADS_OUT.test(value)) element.removeAttribute(name);
    }
  }
  return document.importNode(root, true);
}
