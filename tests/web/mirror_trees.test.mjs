// The parallel document by itself: whatever nodes a frame has, in whatever order, nesting and roles, the elements follow.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOADED, openTab, origin } from './lab_page.mjs';

/** A page with nothing but a mirror in it. */
async function openMirror(t, options = {}) {
  const home = await origin();
  const { page } = await openTab(t, { ...options, routes: { [`${home}/alone.html`]: (route) => route.fulfill({ contentType: 'text/html; charset=utf-8',
    body: '<!doctype html><html lang="en"><title>alone</title><body><div id="lab"><div id="mirror"></div></div></body></html>' }) } });
  await page.goto(`${home}/alone.html`);
  await page.evaluate(async (folder) => {
    const { Mirror } = await import(`./${folder}/mirror.mjs`);
    const root = document.getElementById('mirror');
    window.acted = [];
    const lab = { act: (...what) => window.acted.push(what), focus() {}, activated() {}, debug() {} };
    window.mirror = new Mirror(root, lab);
    window.patch = (nodes) => window.mirror.patch({ language: 'en', theme: 'light', title: 'alone', nodes });
    /** What the tree says: every element's id, its parent's id and its options. */
    window.tree = () => [...root.querySelectorAll('.node')].map((element) => ({
      id: element.dataset.id, parent: element.parentNode.closest('.node')?.dataset.id ?? '',
      options: element.matches('.options, select') ? [...element.children].map((option) => option.getAttribute('aria-label') ?? option.textContent) : undefined,
      focused: element.contains(document.activeElement) && !element.matches('.group') }));
  }, LOADED());
  return page;
}

test('lists that are written alike are different lists', async (t) => {
  const page = await openMirror(t);
  const rect = [0, 0, 10, 10];
  for (const role of ['choice', 'list', 'tabs']) {
    const shown = await page.evaluate(([wanted, at]) => [['a,b', 'c'], ['a', 'b,c'], ['a', 'b', 'c'], ['a,b,c'], ['', 'a'], [',a']].map((options) => {
      window.patch([{ id: 'x', role: wanted, name: 'x', options, selected: 0, rect: at }]);
      return window.tree()[0].options;
    }), [role, rect]);
    assert.deepEqual(shown, [['a,b', 'c'], ['a', 'b,c'], ['a', 'b', 'c'], ['a,b,c'], ['', 'a'], [',a']], role);
  }
});

test('two nodes of one id are said to be and the first is shown', async (t) => {
  const page = await openMirror(t, { mayFail: true });
  const warned = page.waitForEvent('console');
  const shown = await page.evaluate(() => {
    window.patch([{ id: 'a', role: 'group', depth: 0 }, { id: 'a', role: 'group', depth: 1 }, { id: 'b', role: 'text', name: 'b', depth: 1, rect: [0, 0, 1, 1] }]);
    return window.tree().map(({ id, parent }) => [id, parent]);
  });
  assert.deepEqual(shown, [['a', ''], ['b', 'a']]);
  assert.match((await warned).text(), /two nodes are called a/);
});

const SEEDS = Number(process.env.LAB_SEEDS ?? 4), STEPS = 250;

for (let seed = 1; seed <= SEEDS; seed += 1) {
  test(`random trees and random changes of them are followed seed ${seed}`, async (t) => {
    const page = await openMirror(t);
    const wrong = await page.evaluate(([first, steps]) => {
      let state = first;
      const random = (n) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return (state >>> 8) % n; };
      const ROLES = ['group', 'group', 'group', 'heading', 'text', 'status', 'image', 'button', 'toggle', 'slider', 'number', 'textField', 'choice', 'list', 'tabs', 'grid', 'point', 'link', 'progress'];
      const words = () => ['', 'a', 'a,b', 'b,c', '注意'][random(5)];
      const nodeOf = (id) => {
        const role = ROLES[random(ROLES.length)];
        const node = { id, role, name: words(), value: words(), help: words(), rect: [random(9), random(9), random(99), random(99)] };
        if (random(8) === 0) node.isDisabled = true;
        if (/slider|number|progress/.test(role)) Object.assign(node, { number: random(9), minimum: 0, maximum: 9, step: 1 });
        if (/choice|list|tabs/.test(role)) {
          node.options = Array.from({ length: 1 + random(4) }, words);
          Object.assign(node, { selected: random(node.options.length + 1) - 1, optionRects: node.options.map(() => [1, 1, 5, 5]) });
        }
        if (role === 'grid') Object.assign(node, { rows: 9, columns: 9, cursorRow: random(3), cursorColumn: random(3), rowLabels: [], columnLabels: [words()],
          cells: Array.from({ length: random(4) }, (_, i) => [i, random(3), words()]) });
        return node;
      };
      // Groups and what is in them, in the order of a walk: a node's depth says how many groups it lies in.
      let nodes = [];
      const settle = () => {
        let deepest = 0;
        for (const node of nodes) {
          node.depth = Math.min(node.depth ?? 0, deepest);
          deepest = node.depth + (node.role === 'group' ? 1 : 0);
        }
      };
      const change = () => {
        const at = random(nodes.length + 1), node = nodes[at];
        switch (random(8)) {
          case 0: case 1: {  // a new one, or one that has been away
            const id = `n${random(30)}`;
            if (!nodes.some((each) => each.id === id)) nodes.splice(at, 0, { ...nodeOf(id), depth: random(4) });
            break;
          }
          case 2: nodes.splice(at, 1); break;
          case 3: if (node) nodes[at] = { ...nodeOf(node.id), depth: node.depth }; break;  // another role, text or list
          case 4: if (node) node.depth = random(4); break;  // another parent
          case 5: nodes.push(...nodes.splice(random(nodes.length + 1), 1 + random(3))); break;  // elsewhere in the order
          case 6: nodes.reverse(); break;
          default: if (node) nodes = nodes.filter((each) => each === node || random(4) > 0);  // many go at once
        }
      };
      for (let step = 0; step < steps; step += 1) {
        for (let i = 0; i <= random(5); i += 1) change();
        settle();
        const elements = [...document.querySelectorAll('#mirror .control')];
        if (elements.length > 0 && random(2) === 0) elements[random(elements.length)].focus();
        const had = window.tree().find(({ focused }) => focused)?.id;
        const role = window.mirror.nodes.find(({ id }) => id === had)?.role;
        window.patch(structuredClone(nodes));
        const parents = [''], expected = nodes.map((node) => {
          parents.length = Math.min(parents.length, node.depth + 1);
          const parent = parents[parents.length - 1];
          if (node.role === 'group') parents.push(node.id);
          return { id: node.id, parent, options: /choice|list|tabs/.test(node.role) ? node.options : undefined };
        });
        const seen = window.tree();
        const [got, wanted] = [seen.map(({ id, parent, options }) => ({ id, parent, options })), expected].map((list) => JSON.stringify(list));
        if (got !== wanted) return `step ${step}: ${got}, but wanted ${wanted}`;
        const stays = nodes.find((node) => node.id === had && node.role === role && !node.isDisabled);
        if (stays && !seen.find(({ id }) => id === had).focused) return `step ${step}: ${had}, a ${role}, has lost the keyboard`;
        const helps = document.querySelectorAll('[id^="help-"]').length;
        if (helps > nodes.length) return `step ${step}: ${helps} texts of help for ${nodes.length} nodes`;
      }
      return '';
    }, [seed, STEPS]);
    assert.equal(wrong, '');
  });
}
