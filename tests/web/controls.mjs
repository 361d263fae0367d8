// Every control of every scene, for tests that try them all with a finger or a pointer.
import { SCENES } from './scenes.mjs';
import { idle, pause } from './lab_page.mjs';

export const STATES = [...SCENES.map((id) => `scene=${id}`), 'scene=heatmaps&preset=heads&zoom=2'];
export const ROLE = { button: 'button', toggle: 'switch', slider: 'slider', number: 'spinbutton', textField: 'textbox', choice: 'radiogroup',
  list: 'combobox', tabs: 'tablist', grid: 'grid', point: 'application', link: 'link' };
export const stateOf = (page) => page.evaluate(() => attentionLab.getState());

/** Until the page scrolls no more and nothing more is to be drawn. */
export async function atRest(page) {
  for (let last = -1, now = 0; last !== now;) {
    last = now;
    await pause(120);
    now = await page.evaluate(() => scrollY);
  }
  await idle(page);
}

/** isNew(node): not tried in another state. The header is the same in all; what lies in a picture is new in each. */
export function untried() {
  const tried = new Set();
  return ({ id, role }) => {
    const isNew = !tried.has(id) || ['grid', 'point'].includes(role);
    tried.add(id);
    return isNew;
  };
}
