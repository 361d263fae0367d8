// What must hold in a course site, whatever it is built with: the lab starts in a note, follows the site's own switch
// between light and dark while it is used, stands on paper as the reader has left it, and comes back with the note.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from '../../web/serve.mjs';
import { labReady, openTab, pause } from './lab_page.mjs';

const WIDE_NOTE = { width: 1400, height: 900 };

/**
 * How a test opens `note` of the built site in folder(), in a window wide enough for the site's sidebar. When it ends,
 * nothing must have failed or been asked of another origin; a lab that is left while it loads breaks that off.
 */
export function opens(folder, note) {
  return async (t, options = {}) => {
    const server = await serve(folder(), 0, '');  // such sites have inline scripts, and so no strict policy
    const home = `http://localhost:${server.port}`;
    const routes = { '**/favicon.ico': (route) => route.fulfill({ status: 204 }) };  // the site's own affair
    const opening = openTab(t, { mayFail: true, ...WIDE_NOTE, routes, ...options });
    await opening.catch(() => {});
    t.after(() => server.close());  // after the tab, which may still be loading
    const { page, problems } = await opening;
    await page.goto(`${home}${note}`);
    const fine = [`request to ${home}/`, `failed request: ${home}/lab/`];
    const isFine = (problem) => fine.some((start) => problem.startsWith(start));
    t.after(() => assert.deepEqual(problems.filter((problem) => !isFine(problem)), []));
    return page;
  };
}

/** The element of that scene, scrolled to, and its frame, ready. */
export async function labOf(page, scene) {
  const element = page.locator(`attention-lab[scene=${scene}]`);
  await element.scrollIntoViewIfNeeded();
  await element.evaluate((lab) => lab.getState());
  const frame = await (await element.locator('iframe').elementHandle()).contentFrame();
  await labReady(frame);
  return { element, frame };
}

/** As printing does it: what the page says before, and the styles of paper. */
async function onPaper(page, look) {
  await page.emulateMedia({ media: 'print' });
  const seen = await page.evaluate(look);
  await page.emulateMedia({ media: null });
  return seen;
}

/**
 * Registers the tests of the site `name`. open(t) opens its note with the scenes cues and heatmaps; toggle(page) uses
 * the site's own switch; `away` and `back` are the texts of links from the note and to it.
 */
export function checkSite(name, { open, toggle, away, back }) {
  test(`in ${name} the lab starts in every place of the note`, async (t) => {
    const page = await open(t);
    for (const scene of ['cues', 'heatmaps']) {
      const { element, frame } = await labOf(page, scene);
      assert.match(await frame.evaluate(() => attentionLab.getState()), new RegExp(`^scene=${scene}\\b`));
      const box = await element.boundingBox();
      assert.ok(box.height >= 500 && box.width > 400, `${box.width} × ${box.height}`);
      assert.equal(await frame.evaluate(() => document.documentElement.lang), 'zh-Hans', 'the language of the page');
    }
  });

  test(`in ${name} the sites own switch is followed`, async (t) => {
    const page = await open(t);
    const { frame } = await labOf(page, 'cues');
    const themeIs = (theme) =>
      frame.waitForFunction((wanted) => document.documentElement.dataset.theme === wanted, theme);
    await themeIs('light');
    for (const theme of ['dark', 'light', 'dark']) {
      await page.evaluate(() => scrollTo(0, 0));
      await pause(300);  // the site's own switch may be moving
      await toggle(page);
      await themeIs(theme);
    }
  });

  test(`in ${name} the state stands on paper in the light look`, async (t) => {
    const page = await open(t);
    await page.evaluate(() => scrollTo(0, 0));
    await toggle(page);  // paper is white, also for readers in the dark
    const { element } = await labOf(page, 'heatmaps');
    await element.evaluate((lab) => lab.setState('scene=heatmaps&preset=eye&x=%E7%BA%B8%E4%B8%8A'));
    const look = () => {
      dispatchEvent(new Event('beforeprint'));
      const { shadowRoot } = document.querySelector('attention-lab[scene=heatmaps]');
      const svg = shadowRoot.querySelector('.paper svg'), box = svg?.getBoundingClientRect();
      const seen = { text: svg?.textContent ?? '', width: box?.width, height: box?.height,
        frame: getComputedStyle(shadowRoot.querySelector('iframe')).display,
        ground: getComputedStyle(shadowRoot.querySelector('.poster')).backgroundColor };
      dispatchEvent(new Event('afterprint'));
      return seen;
    };
    let seen;
    for (let tries = 0; ; tries += 1) {
      seen = await onPaper(page, look);
      if (seen.text.includes('纸上')) break;
      assert.ok(tries < 100, `on paper stands: ${seen.text}`);
      await pause(100);
    }
    assert.ok(seen.width > 400 && seen.height > 100, `${seen.width} × ${seen.height}`);
    assert.deepEqual([seen.frame, seen.ground], ['none', 'rgb(255, 255, 255)']);
  });

  test(`in ${name} the lab is there again after leaving the note and coming back`, async (t) => {
    const page = await open(t);
    await labOf(page, 'cues');
    await page.getByRole('link', { name: away, exact: true }).last().click();
    await page.waitForFunction(() => /小结/.test(document.querySelector('h1')?.textContent)
      && !document.querySelector('attention-lab'));
    assert.equal(await page.evaluate(() => window.frames.length), 0, 'no frame is left');
    await page.getByRole('link', { name: back, exact: true }).last().click();
    await page.waitForFunction(() => /注意力提示/.test(document.querySelector('h1')?.textContent));
    await labOf(page, 'cues');
  });
}
