// Links that somebody has damaged, by the thousand, in every scene that the page has: the lab stays, and what it says of its
// state afterwards is true, since that opens the same again.
import assert from 'node:assert/strict';
import { ENGINE, check, openLab } from '../web/engines/lab.mjs';

const LINKS = Number(process.env.LAB_LINKS ?? (ENGINE === 'chromium' ? 10_000 : 1000));  // per scene
const AT_ONCE = 250;  // a driver does not wait for ever
const SEED = Number(process.env.LAB_SEED ?? 16);

/** Fragments of states that the reader's hands lead to. Runs in the page. */
async function statesByHand(seed, count) {
  let state = seed;
  const random = (n) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return (state >>> 8) % n; };
  const found = [attentionLab.getState()];
  for (let i = 0; i < count; i += 1) {
    const elements = [...document.querySelectorAll('#mirror input, #mirror button')].filter((element) => {
      const id = element.closest('.node')?.dataset.id ?? '';
      return !element.disabled && !/^app\/|\/open$/.test(id);
    });
    const element = elements[random(elements.length)];
    if (element.type === 'range') {
      element.value = String(Number(element.min) + (Number(element.max) - Number(element.min)) * random(101) / 100);
      element.dispatchEvent(new Event('input', { bubbles: true }));
    } else element.click();
    await attentionLab.whenIdle();
    found.push(attentionLab.getState());
  }
  return [...new Set(found)];
}

/** Opens damaged links; gives those after which the lab's own link was not true. Runs in the page. */
async function openDamaged(seed, count, links) {
  let state = seed;
  const random = (n) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return (state >>> 8) % n; };
  const any = (list) => list[random(list.length)];
  const pieces = ['%', '%E4', '%ED%A0%80', '%00', '\ud800', '注', '😀', '\u202e', 'NaN', '1e999', '-1', '99999999999', '0x10', ',', ',,', '&', '=', '&&', '#', 'controls=,all&', 'x'.repeat(300)];
  const damaged = (link) => {
    let pairs = link.split('&');
    for (let changes = 1 + random(5); changes > 0; changes -= 1) {
      const at = random(pairs.length), [name] = pairs[at].split('=');
      const [, value = ''] = any(any(links).split('&')).split('=');
      const text = pairs.join('&'), place = random(text.length + 1);
      switch (random(6)) {
        case 0: pairs[at] = `${name}=${value}`; break;
        case 1: pairs.splice(random(pairs.length + 1), 0, any(any(links).split('&'))); break;
        case 2: pairs.splice(at, 1); break;
        case 3: pairs = (text.slice(0, place) + any(pieces) + text.slice(place)).split('&'); break;
        case 4: pairs = (text.slice(0, place) + text.slice(place + 1 + random(6))).split('&'); break;
        default: pairs.reverse();
      }
      if (pairs.length === 0) pairs = [''];
    }
    return pairs.join('&');
  };
  const untrue = [];
  for (let i = 0; i < count; i += 1) {
    const link = damaged(any(links));
    attentionLab.setState(link);
    if (i % 50 === 0) await attentionLab.whenIdle();
    const first = attentionLab.getState();
    // What is shown of the lab is kept as it was said, for the other scenes, too.
    const remarks = attentionLab.setState(first).filter((remark) => !/^“(controls|panels|goal)/.test(remark));
    const again = attentionLab.getState();
    if (again !== first || remarks.length > 0) untrue.push({ link, first, again, remarks });
  }
  await attentionLab.whenIdle();
  return untrue;
}

check(`${LINKS} damaged links in every scene leave a lab that tells its state truly`, async (t) => {
  const lab = await openLab(t, { width: 640, height: 480, mayRemark: true });
  const tabs = async () => (await lab.nodes()).find((node) => node.id === 'app/scenes');
  const { options } = await tabs();
  assert.ok(options.length > 1);
  for (const [i, title] of options.entries()) {
    await lab.focus(await tabs(), title);
    await lab.press(' ');
    await lab.idle();
    assert.equal((await tabs()).selected, i);
    const links = await lab.run(statesByHand, SEED + i, 40);
    assert.ok(links.length > 5, `${title}: ${links.length} states`);
    for (let done = 0; done < LINKS; done += AT_ONCE) {
      assert.deepEqual(await lab.run(openDamaged, SEED + done, Math.min(AT_ONCE, LINKS - done), links), [], title);
    }
    assert.ok(await lab.run(() => document.getElementById('notice').hidden), 'no notice');
    await lab.run((link) => attentionLab.setState(link), links[0]);
    await lab.idle();
  }
});
