// A part of attention-lab-element.js: all labs of the page, which of them run, and what they hear of the page.
import { ATTRIBUTES, outwards, systemIsDark } from './element_theme.mjs';

const MOST_LIVE = 4;
const NEAR = '60% 0px';  // starts this far from the viewport

export const labs = new Set();
const live = () => [...labs].filter((lab) => lab.isLive);
const farthestReplaceable = () => live().filter((lab) => lab.isReplaceable)
  .sort((a, b) => b.distance() - a.distance())[0];

/** Before one more starts: if that is one too many, the farthest one ends. */
export function makeRoom() {
  while (live().length >= MOST_LIVE) {
    const farthest = farthestReplaceable();
    if (!farthest) break;
    farthest.suspend();
  }
}

/** Starts what is near, nearest first, and ends what is farther away than that when there are too many. */
function settle() {
  const wanting = [...labs].filter((lab) => lab.isNear && !lab.isLive).sort((a, b) => a.distance() - b.distance());
  for (const lab of wanting) {
    if (live().length >= MOST_LIVE && !(farthestReplaceable()?.distance() > lab.distance())) break;
    lab.start();
  }
}

let timer = 0;
export function settleSoon() {
  clearTimeout(timer);
  timer = setTimeout(settle, 150);
}

export const near = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) target.isNear = isIntersecting;
  settle();
}, { rootMargin: NEAR });
addEventListener('scroll', () => {
  if (live().length < labs.size) settleSoon();
}, { passive: true });
addEventListener('message', (event) => {
  for (const lab of labs) if (lab.receive(event)) return;
});
addEventListener('beforeprint', () => { for (const lab of labs) lab.toPaper(); });
addEventListener('afterprint', () => { for (const lab of labs) lab.fromPaper(); });
const followHost = () => { for (const lab of labs) lab.followHost(); };
const isAroundALab = (node) => [...labs].some((lab) => [...outwards(lab)].includes(node));

const watcher = new MutationObserver((changes) => {
  const targets = new Set(changes.map(({ target }) => target));
  if ([...targets].some(isAroundALab)) followHost();
});
/** A document or a shadow tree with labs in it: what changes their look and language is followed. */
export function watch(root) {
  const attributeFilter = [...ATTRIBUTES, 'lang', 'class', 'style'];
  watcher.observe(root, { subtree: true, attributes: true, attributeFilter });
}
watch(document);
addEventListener('transitionend', ({ target, propertyName }) => {
  if (propertyName === 'background-color' && isAroundALab(target)) followHost();
});
systemIsDark.addEventListener('change', followHost);
