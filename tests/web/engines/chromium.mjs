// Chromium, driven by Playwright. The contract of launch() and of what it gives stands in driver.mjs.
import { chromium } from 'playwright-core';
import { findProgram } from './driver.mjs';

export const FLAGS = ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--no-first-run', '--font-render-hinting=none',
  '--disable-features=LocalNetworkAccessChecks'];  // a made-up host page may embed what this machine serves

export const chromiumPath = () => findProgram('chromium', 'chromium-browser', 'google-chrome');

export async function launch({ width, height, ratio, language, scheme, reducesMotion, forcesColours, hasWebgl, hasTouch }) {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...FLAGS, ...(hasWebgl ? [] : ['--disable-3d-apis'])] });
  const context = await browser.newContext({
    viewport: { width, height }, deviceScaleFactor: ratio, locale: language, colorScheme: scheme, hasTouch,
    reducedMotion: reducesMotion ? 'reduce' : 'no-preference', forcedColors: forcesColours ? 'active' : 'none' });
  const page = await context.newPage();

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
    close: () => browser.close(),
  };
}
