// Pages of another origin with an <attention-lab> in them, for the tests of the element.
import assert from 'node:assert/strict';
import { openTab, origin } from './lab_page.mjs';

/** A host page of another origin under a strict policy, and the element's script from where the lab lies. */
export async function openHost(t, body, { lang = 'zh', policy, hasScript = true, ...options } = {}) {
  const home = await origin();
  const host = `${home.replace('localhost', '127.0.0.1')}/note.html`;
  const { page, problems } = await openTab(t, { mayFail: true, ...options, routes: {
    [host]: (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', headers: policy ? { 'content-security-policy': policy(home) } : {},
      body: `<!doctype html><html lang="${lang}"><title>课程笔记</title><body>
        ${hasScript ? `<script src="${home}/attention-lab-element.js"></script>` : ''}${body}</body></html>` }),
  } });
  await page.goto(host);
  t.after(() => assert.deepEqual(problems.filter((problem) => !/\/note\.html|^failed request: .*\/posters\/.*svg$/.test(problem)), []));
  return { page, home };
}

export const frameOf = async (page, selector = 'attention-lab') => {
  const handle = await page.waitForFunction((css) => document.querySelector(css)?.shadowRoot.querySelector('iframe'), selector);
  return handle.asElement().contentFrame();
};

/** A frame of the lab's origin that says what this script makes it say, in a host page of another. */
export async function openWithFrame(t, script, attributes = '', { moreRoutes = {}, init } = {}) {
  const home = await origin();
  const { page } = await openTab(t, { mayFail: true, init, routes: { ...moreRoutes,
    [`${home}/other/index.html*`]: (route) => route.fulfill({ contentType: 'text/html', body: `<!doctype html><script>
      const say = (message) => parent.postMessage({ attentionLab: 1, ...message }, '*');
      addEventListener('message', ({ data }) => answer(data));
      ${script}</script>` }),
    '**/note.html': (route) => route.fulfill({ contentType: 'text/html',
      body: `<!doctype html><script src="${home}/attention-lab-element.js"></script><attention-lab ${attributes || `src="${home}/other" scene="heatmaps" lang="en"`}></attention-lab><script>
        window.reasons = [];
        document.querySelector('attention-lab').addEventListener('attention-lab-error', ({ detail }) => reasons.push(detail.reason));</script>` }),
  } });
  await page.goto(`${home.replace('localhost', '127.0.0.1')}/note.html`);
  return page;
}
