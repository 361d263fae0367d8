// Chromium, driven by Playwright. The contract of launch() and of what it gives stands in driver.mjs; tests of what only
// Chromium's driver reaches get Playwright's own page from openTab().
import { WISHES, shared } from './driver.mjs';
import { startChromium } from './programs.mjs';

const start = ({ flags, fonts }) => startChromium(flags, fonts && { FONTCONFIG_FILE: fonts });

/**
 * A tab in a context of its own, so with storage and a cache of its own: {context, page}. `wishes`: see WISHES in
 * driver.mjs; `fonts`: the file that says which fonts the system has; `flags`: the browser's. The browser is shared with
 * all that wish the same; whoever opens the tab closes the context.
 */
export async function openTab(wishes = {}) {
  const { width, height, ratio, language, scheme, reducesMotion, forcesColours, hasWebgl, hasTouch, fonts, flags = [] } = { ...WISHES, ...wishes };
  const browser = await shared({ flags: hasWebgl ? flags : ['--disable-3d-apis', ...flags], fonts }, start);
  const context = await browser.newContext({
    viewport: { width, height }, deviceScaleFactor: ratio, locale: language, colorScheme: scheme, hasTouch,
    reducedMotion: reducesMotion ? 'reduce' : 'no-preference', forcedColors: forcesColours ? 'active' : 'none' });
  return { context, page: await context.newPage() };
}

export async function launch(wishes) {
  const { context, page } = await openTab(wishes);

  const frameAt = async (selector) => {
    if (!selector) return page;
    const handle = await page.waitForFunction((wanted) => window.probe.find(wanted), selector, { polling: 50 });
    return handle.asElement().contentFrame();
  };
  return {
    goto: (url) => page.goto(url),
    evaluate: async (selector, source) => (await frameAt(selector)).evaluate(source),
    resize: (newWidth, newHeight) => page.setViewportSize({ width: newWidth, height: newHeight }),
    move: (x, y) => page.mouse.move(x, y),
    pressButton: () => page.mouse.down(),
    releaseButton: () => page.mouse.up(),
    wheel: async (x, y, deltaX, deltaY) => {
      await page.mouse.move(x, y);
      await page.mouse.wheel(deltaX, deltaY);
    },
    press: (key, modifiers) => page.keyboard.press([...modifiers, key].join('+')),
    type: (text) => page.keyboard.type(text),
    /** steps: lists of fingers {id, x, y} that are down at that moment, 16 ms apart */
    async touch(steps, stepMs) {
      const session = await context.newCDPSession(page);
      let before = 0;
      for (const fingers of steps) {
        const type = fingers.length > before ? 'touchStart' : fingers.length < before ? 'touchEnd' : 'touchMove';
        await session.send('Input.dispatchTouchEvent', { type, touchPoints: fingers });
        before = fingers.length;
        await new Promise((done) => { setTimeout(done, stepMs); });
      }
    },
    /** The elements that have this role and exactly this name, in the page: the ids of their nodes. */
    find: (role, name) => page.getByRole(role, { name, exact: true }).evaluateAll((elements) => elements.map((element) => element.closest('.node')?.dataset.id)),
    screenshot: () => page.screenshot({ scale: 'device' }),
    close: () => context.close(),
  };
}
