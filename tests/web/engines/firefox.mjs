// Firefox, driven by Puppeteer over WebDriver BiDi, in a window of its own on a virtual screen: headless, it has no WebGL 2.
// The contract of launch() and of what it gives stands in driver.mjs.
import puppeteer from 'puppeteer-core';
import { find_program, shared, virtual_screen } from './driver.mjs';

/** A browser for everything that only its start can decide. */
async function start({ language, scheme, reduces_motion, forces_colours, has_webgl }) {
  const screen = await virtual_screen();
  const browser = await puppeteer.launch({
    browser: 'firefox', executablePath: find_program('firefox-esr', 'firefox'), headless: false,
    env: { ...process.env, DISPLAY: screen.name, LIBGL_ALWAYS_SOFTWARE: '1', MOZ_DISABLE_CONTENT_SANDBOX: '1' },
    extraPrefsFirefox: {
      'intl.accept_languages': language, 'layout.css.prefers-color-scheme.content-override': scheme === 'dark' ? 0 : 1,
      'ui.prefersReducedMotion': reduces_motion ? 1 : 0, 'browser.display.document_color_use': forces_colours ? 2 : 1,
      'widget.gtk.overlay-scrollbars.enabled': false,  // as on Windows, where they take room
      'webgl.disabled': !has_webgl, 'dom.events.testing.asyncClipboard': true,
    },
  });
  return { browser, async close() {
    await browser.close();
    screen.close();
  } };
}

export async function launch({ width, height, ratio, ...wishes }) {
  delete wishes.has_touch;  // every window has it
  const { browser } = await shared(wishes, start);
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width, height, deviceScaleFactor: ratio });

  const frame_at = async (selector) => {
    if (!selector) return page;
    const handle = await page.waitForFunction((wanted) => window.probe.find(wanted), { polling: 50 }, selector);
    return handle.asElement().contentFrame();
  };
  return {
    goto: (url) => page.goto(url),
    evaluate: async (selector, source) => (await frame_at(selector)).evaluate(source),
    resize: (new_width, new_height) => page.setViewport({ width: new_width, height: new_height, deviceScaleFactor: ratio }),
    move: (x, y) => page.mouse.move(x, y),
    press_button: () => page.mouse.down(),
    release_button: () => page.mouse.up(),
    wheel: async (x, y, delta_x, delta_y) => {
      await page.mouse.move(x, y);
      await page.mouse.wheel({ deltaX: delta_x, deltaY: delta_y });
    },
    async press(key, modifiers) {
      for (const modifier of modifiers) await page.keyboard.down(modifier);
      await page.keyboard.press(key);
      for (const modifier of modifiers) await page.keyboard.up(modifier);
    },
    type: (text) => page.keyboard.type(text),
    async touch(steps, step_ms) {
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
        await new Promise((done) => { setTimeout(done, step_ms); });
      }
    },
    async find(role, name) {
      const found = [];
      const body = await page.$('body');
      for await (const element of body.queryAXTree(name, role)) found.push(await element.evaluate((node) => node.closest('.node')?.dataset.id));
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
