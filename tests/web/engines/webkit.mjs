// WebKitGTK's MiniBrowser, driven by Selenium through WebKitWebDriver, on a virtual screen.
// The contract of launch() and of what it gives stands in driver.mjs.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { Builder, Capabilities, Key, Origin } from 'selenium-webdriver';
import { PATIENCE, ROOT } from '../place.mjs';
import { companion, findProgram, virtualScreen } from './programs.mjs';

const NAMES = { Escape: Key.ESCAPE, Tab: Key.TAB, Enter: Key.ENTER, Backspace: Key.BACK_SPACE, Delete: Key.DELETE, ' ': Key.SPACE, Space: Key.SPACE,
  ArrowUp: Key.ARROW_UP, ArrowDown: Key.ARROW_DOWN, ArrowLeft: Key.ARROW_LEFT, ArrowRight: Key.ARROW_RIGHT, Home: Key.HOME, End: Key.END,
  PageUp: Key.PAGE_UP, PageDown: Key.PAGE_DOWN, Shift: Key.SHIFT, Control: Key.CONTROL };
const keyNamed = (name) => NAMES[name] ?? name;

/** MiniBrowser lies outside PATH, in a folder that is named after the API's version. */
function miniBrowser() {
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
function localesWith(locale) {
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

const freePort = () => new Promise((done) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => done(port));
  });
});

/** A window of its own on a screen of its own: {browser, screen, close()}. */
async function start({ ratio, language, scheme, reducesMotion, hasWebgl }) {
  const screen = await virtualScreen();
  const settings = mkdtempSync(join(tmpdir(), 'attention-lab-gtk-'));
  mkdirSync(join(settings, 'gtk-3.0'));
  writeFileSync(join(settings, 'gtk-3.0/settings.ini'), `[Settings]\ngtk-enable-animations=${reducesMotion ? 0 : 1}\n`);
  const locale = `${language.replace('-', '_')}.UTF-8`;
  const port = await freePort();
  const driverProcess = companion('WebKitWebDriver', [`--port=${port}`], { stdio: 'ignore', env: { ...process.env,
    DISPLAY: screen.name, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', LIBGL_ALWAYS_SOFTWARE: '1', GDK_SCALE: String(ratio),
    XDG_CONFIG_HOME: settings, LANG: locale, LANGUAGE: locale, LC_ALL: '', LOCPATH: localesWith(locale),
    GTK_THEME: scheme === 'dark' ? 'Adwaita:dark' : 'Adwaita', NO_AT_BRIDGE: '1' } });
  const capabilities = new Capabilities({ browserName: 'MiniBrowser', 'webkitgtk:browserOptions': {
    binary: miniBrowser(), args: ['--automation', ...(hasWebgl ? [] : ['--enable-webgl=false'])] } });
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
  // Without a window manager nobody says which window is the active one, and in another one nothing matches :focus.
  execFileSync(findProgram('xdotool'), ['search', '--sync', '--onlyvisible', '--class', 'MiniBrowser', 'windowfocus'], { env: { ...process.env, DISPLAY: screen.name }, stdio: 'ignore' });
  return { browser, async close() {
    await browser.quit().catch(() => {});
    driverProcess.kill();
    screen.close();
    rmSync(settings, { recursive: true, force: true });
  } };
}

const unused = new Map();  // wishes → windows that tests have given back
after(() => Promise.all([...unused.values()].flat().map((window) => window.close())));

/** A window with these wishes: one of an earlier test, else a new one, which takes three times as long to open a page. */
async function take(wishes) {
  const key = JSON.stringify(wishes);
  if (!unused.has(key)) unused.set(key, []);
  const window = unused.get(key).pop() ?? await start(wishes);
  return { ...window, async giveBack(isGood) {
    if (isGood && await renew(window.browser).then(() => true, () => false)) unused.get(key).push(window);
    else await window.close();
  } };
}

/**
 * Nothing is left of a test. The document with its program, focus, scrolling and workers goes with the page; storage,
 * cache and service worker belong to an origin, and every test has one of its own (lab.mjs).
 */
async function renew(browser) {
  const [first, ...others] = await browser.getAllWindowHandles();
  for (const other of others) {
    await browser.switchTo().window(other);
    await browser.close();
  }
  await browser.switchTo().window(first);
  await browser.actions().clear();
  await browser.get('about:blank');
}

export async function launch({ width, height, ...wishes }) {
  delete wishes.forcesColours;  // there are none, …
  delete wishes.hasTouch;  // … and no fingers
  wishes.ratio = Math.max(wishes.ratio, 1);
  const { browser, giveBack } = await take(wishes);

  /** The window's frame is a part of its size. */
  async function resize(newWidth, newHeight) {
    for (let i = 0; i < 3; i += 1) {
      const [outerWidth, outerHeight, innerWidth, innerHeight] = await browser.executeScript('return [outerWidth, outerHeight, innerWidth, innerHeight]');
      if (innerWidth === newWidth && innerHeight === newHeight) return;
      await browser.manage().window().setRect({ width: newWidth + outerWidth - innerWidth, height: newHeight + outerHeight - innerHeight });
      await new Promise((done) => { setTimeout(done, 200); });
    }
  }
  await resize(width, height);

  async function evaluate(selector, source, isAgain = false) {
    try {
      return await evaluateOnce(selector, source);
    } catch (error) {
      // The frame or its document went while it was asked: its successor is asked.
      if (isAgain || !/Could not parse script result|NoSuchFrame|no such frame|stale element/i.test(`${error.name} ${error.message}`)) throw error;
      await new Promise((done) => { setTimeout(done, 300); });
      return evaluate(selector, source, true);
    }
  }
  async function evaluateOnce(selector, source) {
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
    pressButton: () => actions().press().perform(),
    releaseButton: () => actions().release().perform(),
    async wheel(x, y, deltaX, deltaY) {
      turned = [turned[0] + deltaX, turned[1] + deltaY];
      await actions().scroll(x, y, ...turned, Origin.VIEWPORT).perform();
    },
    async press(key, modifiers) {
      let chain = actions();
      for (const modifier of modifiers) chain = chain.keyDown(keyNamed(modifier));
      chain = chain.keyDown(keyNamed(key)).keyUp(keyNamed(key));
      for (const modifier of modifiers) chain = chain.keyUp(keyNamed(modifier));
      await chain.perform();
    },
    async type(text) {
      let chain = actions();
      for (const character of text) chain = chain.keyDown(character).keyUp(character);
      await chain.perform();
    },
    async find(role, name, id) {
      // Only what could have the name is asked for: every question takes milliseconds.
      const candidates = await browser.executeScript(`return [...document.querySelectorAll('[data-id], [data-id] [aria-label], [data-id] [role]')]
        .map((e) => [e, e.closest('.node').dataset.id])
        .filter(([e, itsId]) => [null, itsId].includes(arguments[1]) && ((e.getAttribute('aria-label') ?? '') + '\\n' + e.textContent).includes(arguments[0]))`, name, id ?? null);
      const found = [];
      for (const [element, itsId] of candidates) {
        if (await element.getAriaRole() === role && await element.getAccessibleName() === name) found.push(itsId);
      }
      return found;
    },
    screenshot: async () => Buffer.from(await browser.takeScreenshot(), 'base64'),
    close: giveBack,
  };
}
