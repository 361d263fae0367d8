// Opening: quiet when nothing happens, nothing from elsewhere, and a sentence instead of a blank page when it cannot start.
import assert from 'node:assert/strict';
import { check, ENGINE, open, openLab, pause, SAME_EVERYWHERE } from '../engines/lab.mjs';

check('an idle lab draws nothing for five seconds', async (t) => {
  const lab = await openLab(t);
  const before = await lab.drawCalls();
  assert.ok(before > 0, 'something is drawn');
  await pause(5000);
  assert.equal(await lab.drawCalls(), before);
});

check('moving the pointer draws a few frames and then stops', async (t) => {
  const lab = await openLab(t);
  const frames = () => lab.run(() => attentionLab.framesDrawn);
  const before = await frames();
  await lab.move(300, 300);
  await lab.move(310, 320);
  await pause(1500);  // a tooltip may appear
  const afterMoving = await frames();
  assert.ok(afterMoving > before, 'the lab reacts');
  await pause(1000);
  assert.equal(await frames(), afterMoving, 'and is quiet again');
});

check('a hidden tab draws nothing and shows afterwards what has happened', async (t) => {
  const lab = await openLab(t);
  await lab.run(() => {
    const later = (work) => { setTimeout(work, 1000); };
    later(() => {
      window.seen = [document.hidden, probe.drawCalls];
      attentionLab.setState('lang=en');
      later(() => window.seen.push(document.hidden, probe.drawCalls));
    });
  });
  const pretend = (isHidden) => lab.run((hidden) => {  // Playwright keeps every page visible, and MiniBrowser the first tab
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);
  const show = lab.hide ? await lab.hide() : (await pretend(true), () => pretend(false));
  await pause(3500);
  await show();
  await lab.until(() => window.seen.length === 4 && document.documentElement.lang === 'en');
  const [wasHidden, before, isHidden, after] = await lab.run(() => window.seen);
  assert.deepEqual([wasHidden, isHidden], [true, true], 'else this test proves nothing');
  assert.equal(after, before);
});

check('nothing is asked of another origin and no policy is violated', async (t) => {
  const lab = await openLab(t, { address: '/' });
  for (const [i] of (await lab.node('tabs', '场景')).options.entries()) {
    await lab.run((index) => document.querySelector('[role=tablist]').children[index].click(), i);
    await lab.idle();
  }
  const asked = await lab.run(() => probe.requests());
  assert.ok(asked.length > 10, `${asked.length} files`);
  assert.deepEqual(asked.filter((url) => !url.startsWith(`${lab.server.origin}/`)), []);
  assert.deepEqual(await lab.run(() => probe.problems), []);
  await lab.run(() => { document.body.append(Object.assign(document.createElement('img'), { src: 'http://lab.example/x.png' })); });
  await lab.until(() => probe.problems.some((problem) => problem.startsWith('policy: img-src')));  // else it proves nothing
  await lab.run(() => { probe.problems.length = 0; });
});

/** The notice in both languages, and why it is there. */
async function notice(tab) {
  await tab.inFrame().until(() => document.getElementById('notice')?.hidden === false);
  return tab.evaluate('', () => {
    const element = document.getElementById('notice');
    const paragraphs = [...element.querySelectorAll('p')];
    return { reason: element.dataset.reason, languages: paragraphs.map((p) => p.lang), texts: paragraphs.map((p) => p.textContent),
      isSeen: element.getBoundingClientRect().height > 40 };
  });
}

/** Of a third language: each takes a browser of its own, but in Chromium, and tells no more than a second one. */
const thirdOnce = (language) => (language === 'fr-FR' ? SAME_EVERYWHERE : {});

for (const [language, first] of [['zh-CN', 'zh'], ['en-US', 'en'], ['fr-FR', 'en']]) {
  check(`without webgl 2 a sentence says so in a ${language} browser above a still picture`, thirdOnce(language), async (t) => {
    const tab = await open(t, { address: '/#scene=cues', language, hasWebgl: false, mayComplain: true });
    const { reason, languages, texts, isSeen } = await notice(tab);
    assert.equal(reason, 'no_webgl2');
    assert.ok(isSeen);
    assert.equal(languages[0], first);
    assert.match(texts.join(), /WebGL 2.*WebGL 2/s);
    await tab.inFrame().until(() => document.getElementById('still')?.naturalWidth > 100);
  });
}

check('without webassembly a sentence says so', async (t) => {
  const tab = await open(t, { spoil: 'delete window.WebAssembly;', mayComplain: true });
  assert.equal((await notice(tab)).reason, 'no_wasm');
});

for (const [file, cannot] of [['attention-lab.wasm', {}], ['attention-lab.mjs', SAME_EVERYWHERE]]) {
  check(`a missing ${file} is said in a sentence`, cannot, async (t) => {
    const tab = await open(t, { answers: { [file]: { status: 404, headers: { 'content-type': 'text/plain' }, body: 'no' } }, mayComplain: true });
    assert.equal((await notice(tab)).reason, 'not_loaded');
  });
}

check('a broken program file is said in a sentence', async (t) => {
  const tab = await open(t, { answers: { 'attention-lab.wasm': { headers: { 'content-type': 'application/wasm' }, body: 'not a module' } }, mayComplain: true });
  assert.equal((await notice(tab)).reason, 'not_compiled');
});

check('a policy that forbids webassembly is named to the owner of the site', async (t) => {
  const tab = await open(t, { policy: "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; font-src 'self'", mayComplain: true });
  const { reason, texts } = await notice(tab);
  assert.equal(reason, 'forbidden');
  for (const text of texts) assert.match(text, /Content-Security-Policy.*wasm-unsafe-eval/);
});

/** An answer without the header that lets other origins, and so a page without one, read it. */
const unshared = ({ headers: { 'access-control-allow-origin': _, ...headers }, body }) => ({ headers, body });

check('in a sandboxed frame of a host without the needed header a sentence says so', async (t) => {
  const host = { headers: { 'content-type': 'text/html' }, body: '<!doctype html><iframe id="lab" sandbox="allow-scripts" src="/?lang=en" style="width:800px;height:500px"></iframe>' };
  const tab = await open(t, { address: '/note.html', policy: '', mayComplain: true, answers: { 'note.html': host, '.mjs': unshared, '.wasm': unshared, '.otf': unshared } });
  const lab = tab.inFrame('#lab');
  await lab.until(() => document.getElementById('notice')?.hidden === false);
  const seen = await lab.run(() => [document.getElementById('notice').dataset.reason, document.querySelector('#notice p').textContent]);
  assert.equal(seen[0], 'sandbox');
  assert.match(seen[1], /Access-Control-Allow-Origin: \*/);
});

check('a missing module is said in a sentence', async (t) => {
  const tab = await open(t, { answers: { '/roles.mjs': { status: 404, headers: { 'content-type': 'text/plain' }, body: 'no' } }, mayComplain: true });
  assert.equal((await notice(tab)).reason, 'incomplete');
});

check('a wrong mime type does not matter and every file is fetched once', async (t) => {
  const lab = await openLab(t, { answers: { 'attention-lab.wasm': ({ headers, body }) => ({ headers: { ...headers, 'content-type': 'text/plain' }, body }) } });
  // The service worker, which comes last, asks once more for what it keeps.
  const worker = lab.server.asked.findIndex((path) => path.endsWith('/service-worker.js'));
  const asked = lab.server.asked.slice(0, worker < 0 ? undefined : worker).filter((path) => /\/lab-[0-9a-f]{10}\//.test(path));
  const PRELOADED = ['attention-lab.wasm', 'lab-font.otf'];
  for (const file of PRELOADED) assert.ok(asked.some((path) => path.endsWith(file)), file);
  // WebKitGTK does not always hand a preloaded file to the fetch it was loaded for, and asks once more.
  const twice = asked.filter((path, i) => asked.indexOf(path) < i && !(ENGINE === 'webkit' && PRELOADED.some((file) => path.endsWith(file))));
  assert.deepEqual(twice, []);
});

check('a missing font leaves a lab that runs and says what is wrong', async (t) => {
  const tab = await open(t, { answers: { 'lab-font.otf': { status: 404 } }, mayComplain: true });
  assert.equal((await notice(tab)).reason, 'not_loaded');
  await tab.inFrame().until(() => window.attentionLab?.nodes().length > 3);
  await tab.evaluate('', () => document.querySelector('#notice button').click());
  assert.equal(await tab.evaluate('', () => document.getElementById('notice').hidden), true);
});

for (const [language, address, expected] of [
  ['zh-CN', '/', 'zh-Hans'], ['en-US', '/', 'en'], ['fr-FR', '/', 'en'], ['en-US', '/#lang=zh', 'zh-Hans'], ['zh-CN', '/#lang=en', 'en']]) {
  check(`a ${language} browser at "${address}" speaks ${expected}`, address === '/' ? thirdOnce(language) : SAME_EVERYWHERE, async (t) => {
    const lab = await openLab(t, { language, address });
    assert.equal(await lab.run(() => document.documentElement.lang), expected);
    const { name } = (await lab.nodes()).find((node) => node.role === 'heading' && node.level === 1);
    assert.equal(/\p{Script=Han}/u.test(name), expected === 'zh-Hans', name);
  });
}

for (const [scheme, address, expected] of [['light', '/', 'light'], ['dark', '/', 'dark'], ['dark', '/?theme=light', 'light'], ['light', '/?theme=dark', 'dark']]) {
  check(`a ${scheme} system at "${address}" is drawn ${expected}`, address === '/' ? {} : SAME_EVERYWHERE, async (t) => {
    const lab = await openLab(t, { scheme, address });
    assert.equal(await lab.run(() => document.documentElement.dataset.theme), expected);
    assert.deepEqual(await pageColour(lab), expected === 'dark' ? [30, 33, 41] : [250, 250, 250]);
  });
}

/** The colour of a pixel of the page's background, as drawn in the canvas. */
const pageColour = (lab) => lab.run(() => new Promise((done) => {
  attentionLab.setState(attentionLab.getState());
  requestAnimationFrame(() => {  // the drawing buffer is only readable in the task that drew it
    const copy = new OffscreenCanvas(1, 1).getContext('2d');
    const canvas = document.getElementById('canvas');
    copy.drawImage(canvas, 2, canvas.height - 2, 1, 1, 0, 0, 1, 1);
    done([...copy.getImageData(0, 0, 1, 1).data].slice(0, 3));
  });
}));
