// Firefox, driven by Puppeteer over WebDriver BiDi, in a window of its own on a virtual screen: headless, it has no WebGL 2.
// The contract of launch() and of what it gives stands in driver.mjs.
import puppeteer from 'puppeteer-core';
import { shared } from './driver.mjs';
import { findProgram, virtualScreen } from './programs.mjs';

/** A browser for everything that only its start can decide. */
async function start({ language, scheme, reducesMotion, forcesColours, hasWebgl }) {
  const screen = await virtualScreen();
  const browser = await puppeteer.launch({
    browser: 'firefox', executablePath: findProgram('firefox-esr', 'firefox'), headless: false,
    env: { ...process.env, DISPLAY: screen.name, LIBGL_ALWAYS_SOFTWARE: '1', MOZ_DISABLE_CONTENT_SANDBOX: '1' },
    extraPrefsFirefox: {
      'intl.accept_languages': language, 'layout.css.prefers-color-scheme.content-override': scheme === 'dark' ? 0 : 1,
      'ui.prefersReducedMotion': reducesMotion ? 1 : 0, 'browser.display.document_color_use': forcesColours ? 2 : 1,
      'widget.gtk.overlay-scrollbars.enabled': false,  // as on Windows, where they take room
      'webgl.disabled': !hasWebgl, 'dom.events.testing.asyncClipboard': true,
    },
  });
  return { browser, async close() {
    await browser.close();
    screen.close();
  } };
}

export async function launch({ width, height, ratio, ...wishes }) {
  delete wishes.hasTouch;  // every window has it
  const { browser } = await shared(wishes, start);
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width, height, deviceScaleFactor: ratio });

  const frameAt = async (selector) => {
    if (!selector) return page;
    const handle = await page.waitForFunction((wanted) => window.probe.find(wanted), { polling: 50 }, selector);
    return handle.asElement().contentFrame();
  };
  return {
    goto: (url) => page.goto(url),
    evaluate: async (selector, source) => (await frameAt(selector)).evaluate(source),
    resize: (newWidth, newHeight) => page.setViewport({ width: newWidth, height: newHeight, deviceScaleFactor: ratio }),
    move: (x, y) => page.mouse.move(x, y),
    pressButton: () => page.mouse.down(),
    releaseButton: () => page.mouse.up(),
    wheel: async (x, y, deltaX, deltaY) => {
      await page.mouse.move(x, y);
      await page.mouse.wheel({ deltaX, deltaY });
    },
    async press(key, modifiers) {
      for (const modifier of modifiers) await page.keyboard.down(modifier);
      await page.keyboard.press(key);
      for (const modifier of modifiers) await page.keyboard.up(modifier);
    },
    type: (text) => page.keyboard.type(text),
    async touch(steps, stepMs) {
      const down = new Map();
      for (const fingers of steps) {
        for (const [id, touch] of [...down]) {
          if (fingers.some((finger) => finger.id === id)) continue;
          await touch.end();
          down.delete(id);
        }
        for (const { id, x, y } of fingers) {
          if (down.has(id)) await down.get(id).move(x, y);
          else down.set(id, await page.touchscreen.touchStart(x, y));
        }
        await new Promise((done) => { setTimeout(done, stepMs); });
      }
    },
    async find(role, name, id) {
      const found = [];
      // From an element of its own on: Firefox computes the name of everything below, for every question.
      const top = await page.$(id === undefined ? 'body' : `[data-id="${id}"]`);
      for await (const element of top.queryAXTree(name, role)) found.push(await element.evaluate((node) => node.closest('.node')?.dataset.id));
      return found;
    },
    screenshot: () => page.screenshot(),
    async hide() {
      const other = await context.newPage();
      await other.bringToFront();
      return async () => {
        await other.close();
        await page.bringToFront();
      };
    },
    close: () => context.close(),
  };
}
