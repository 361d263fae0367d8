// WebKitGTK's MiniBrowser, driven by Selenium through WebKitWebDriver, on a virtual screen.
// The contract of launch() and of what it gives stands in driver.mjs.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Builder, By, Capabilities, Key, Origin } from 'selenium-webdriver';
import { PATIENCE, ROOT } from '../place.mjs';
import { companion, find_program, virtual_screen } from './driver.mjs';

const NAMES = { Escape: Key.ESCAPE, Tab: Key.TAB, Enter: Key.ENTER, Backspace: Key.BACK_SPACE, Delete: Key.DELETE, ' ': Key.SPACE, Space: Key.SPACE,
  ArrowUp: Key.ARROW_UP, ArrowDown: Key.ARROW_DOWN, ArrowLeft: Key.ARROW_LEFT, ArrowRight: Key.ARROW_RIGHT, Home: Key.HOME, End: Key.END,
  PageUp: Key.PAGE_UP, PageDown: Key.PAGE_DOWN, Shift: Key.SHIFT, Control: Key.CONTROL };
const key_named = (name) => NAMES[name] ?? name;

/** MiniBrowser lies outside PATH, in a folder that is named after the API's version. */
function mini_browser() {
  for (const root of ['/usr/lib', '/usr/libexec']) {
    for (const folder of ['', ...readdirSync(root).filter((name) => name.endsWith('-linux-gnu'))]) {
      const place = join(root, folder);
      try {
        const version = readdirSync(place).filter((name) => /^webkit2gtk-4/.test(name) && readdirSync(join(place, name)).includes('MiniBrowser')).sort().pop();
        if (version) return join(place, version, 'MiniBrowser');
      } catch { /* not there */ }
    }
  }
  throw new Error('There is no MiniBrowser: install webkit2gtk-driver.');
}

/** WebKit speaks the language of the process, which has to be one of the C library's. @returns the folder of those made here */
function locales_with(locale) {
  const folder = join(ROOT, 'build/locales'), place = join(folder, locale);
  if (!existsSync(place)) {
    mkdirSync(folder, { recursive: true });
    const part = mkdtempSync(join(folder, 'making-'));  // beside it: a rename works within one file system only
    execFileSync('localedef', ['-i', locale.split('.')[0], '-f', 'UTF-8', join(part, locale)]);
    try {
      renameSync(join(part, locale), place);
    } catch (error) {
      if (!existsSync(place)) throw error;  // else another test file, which runs beside this one, was first
    }
    rmSync(part, { recursive: true });
  }
  return folder;
}

const free_port = () => new Promise((done) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => done(port));
  });
});

export async function launch({ width, height, ratio, language, scheme, reduces_motion, has_webgl }) {
  const screen = await virtual_screen();
  const settings = mkdtempSync(join(tmpdir(), 'attention-lab-gtk-'));
  mkdirSync(join(settings, 'gtk-3.0'));
  writeFileSync(join(settings, 'gtk-3.0/settings.ini'), `[Settings]\ngtk-enable-animations=${reduces_motion ? 0 : 1}\n`);
  const locale = `${language.replace('-', '_')}.UTF-8`;
  const port = await free_port();
  const driver_process = companion('WebKitWebDriver', [`--port=${port}`], { stdio: 'ignore', env: { ...process.env,
    DISPLAY: screen.name, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', LIBGL_ALWAYS_SOFTWARE: '1', GDK_SCALE: String(ratio),
    XDG_CONFIG_HOME: settings, LANG: locale, LANGUAGE: locale, LC_ALL: '', LOCPATH: locales_with(locale),
    GTK_THEME: scheme === 'dark' ? 'Adwaita:dark' : 'Adwaita', NO_AT_BRIDGE: '1' } });
  const capabilities = new Capabilities({ browserName: 'MiniBrowser', 'webkitgtk:browserOptions': {
    binary: mini_browser(), args: ['--automation', ...(has_webgl ? [] : ['--enable-webgl=false'])] } });
  const connect = async () => {
    for (let i = 0; ; i += 1) {
      try {
        return await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities).build();
      } catch (error) {
        if (i === 300 || !/ECONNREFUSED/.test(error.message)) throw error;
        await new Promise((done) => { setTimeout(done, 100); });
      }
    }
  };
  const browser = await connect();
  await browser.manage().setTimeouts({ script: 2 * PATIENCE });

  /** The window's frame is a part of its size. */
  async function resize(new_width, new_height) {
    for (let i = 0; i < 3; i += 1) {
      const [outer_width, outer_height, inner_width, inner_height] = await browser.executeScript('return [outerWidth, outerHeight, innerWidth, innerHeight]');
      if (inner_width === new_width && inner_height === new_height) return;
      await browser.manage().window().setRect({ width: new_width + outer_width - inner_width, height: new_height + outer_height - inner_height });
      await new Promise((done) => { setTimeout(done, 200); });
    }
  }
  await resize(width, height);
  // Without a window manager nobody says which window is the active one, and in another one nothing matches :focus.
  execFileSync(find_program('xdotool'), ['search', '--sync', '--onlyvisible', '--class', 'MiniBrowser', 'windowfocus'], { env: { ...process.env, DISPLAY: screen.name }, stdio: 'ignore' });

  async function evaluate(selector, source, is_again = false) {
    try {
      return await evaluate_once(selector, source);
    } catch (error) {
      // The frame or its document went while it was asked: its successor is asked.
      if (is_again || !/Could not parse script result|NoSuchFrame|no such frame|stale element/i.test(`${error.name} ${error.message}`)) throw error;
      await new Promise((done) => { setTimeout(done, 300); });
      return evaluate(selector, source, true);
    }
  }
  async function evaluate_once(selector, source) {
    await browser.switchTo().defaultContent();
    if (selector) {
      const frame = await browser.wait(() => browser.executeScript('return window.probe.find(arguments[0])', selector), PATIENCE, `no frame at ${selector}`);
      await browser.switchTo().frame(frame);
    }
    const answer = await browser.executeAsyncScript(`const tell = arguments[arguments.length - 1];
      Promise.resolve().then(() => (${source})).then((value) => tell({ value }), (error) => tell({ error: String(error?.stack ?? error) + ' ' + String(error) }))`);
    await browser.switchTo().defaultContent();
    if (answer.error) throw new Error(answer.error);
    return answer.value;
  }
  let turned = [0, 0];  // what WebKit is sent is how far the wheel stands from where it stood before
  const actions = () => browser.actions({ async: true });
  return {
    goto: (url) => browser.get(url),
    evaluate, resize,
    move: (x, y) => actions().move({ x, y, duration: 0, origin: Origin.VIEWPORT }).perform(),
    press_button: () => actions().press().perform(),
    release_button: () => actions().release().perform(),
    async wheel(x, y, delta_x, delta_y) {
      turned = [turned[0] + delta_x, turned[1] + delta_y];
      await actions().scroll(x, y, ...turned, Origin.VIEWPORT).perform();
    },
    async press(key, modifiers) {
      let chain = actions();
      for (const modifier of modifiers) chain = chain.keyDown(key_named(modifier));
      chain = chain.keyDown(key_named(key)).keyUp(key_named(key));
      for (const modifier of modifiers) chain = chain.keyUp(key_named(modifier));
      await chain.perform();
    },
    async type(text) {
      let chain = actions();
      for (const character of text) chain = chain.keyDown(character).keyUp(character);
      await chain.perform();
    },
    async find(role, name) {
      const found = [];
      // Only what could have the name is asked for: every question takes milliseconds.
      for (const element of await browser.findElements(By.css('[data-id], [data-id] [aria-label], [data-id] [role]'))) {
        const [said, id] = await browser.executeScript(
          'const e = arguments[0]; return [`${e.getAttribute("aria-label") ?? ""}\n${e.textContent}`, e.closest(".node").dataset.id]', element);
        if (!said.includes(name)) continue;
        if (await element.getAriaRole() === role && await element.getAccessibleName() === name) found.push(id);
      }
      return found;
    },
    screenshot: async () => Buffer.from(await browser.takeScreenshot(), 'base64'),
    async close() {
      await browser.quit().catch(() => {});
      driver_process.kill();
      screen.close();
      rmSync(settings, { recursive: true, force: true });
    },
  };
}
