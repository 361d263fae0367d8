// Characters that the interface's font lacks are drawn with the fonts of the reader's system; invisible ones have signs.
// The machine may have few fonts: the browser is started with the Noto font that the build makes ours from, and DejaVu.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { PNG } from 'pngjs';
import { idle, letNoPageReadItsCanvases, nodes, openLab } from './lab_page.mjs';

const [, fontSource] = /^ATTENTION_LAB_FONT_SOURCE:FILEPATH=(.+)$/m.exec(readFileSync(new URL('../../build/web/CMakeCache.txt', import.meta.url), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'attention-lab-fonts-'));
after(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'fonts.conf'), `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
  <dir>/usr/share/fonts/truetype/dejavu</dir><dir>${dirname(fontSource)}</dir><cachedir>${folder}</cachedir>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias></fontconfig>`);
const fonts = join(folder, 'fonts.conf');

const FIRST = 14;  // rows

/** Opens a matrix whose rows are named by `tokens`; returns each row's label as pixels. */
async function labels(t, page, tokens) {
  const weights = tokens.map(() => tokens.map(() => 1 / tokens.length));
  await page.evaluate(({ text }) => window.attentionLab.load({ name: 'tokens.json', bytes: new TextEncoder().encode(text) }),
    { text: JSON.stringify({ tokens, weights }) });
  await idle(page);
  const picture = (await nodes(page)).find((node) => node.id === 'heatmaps/picture');
  const shot = PNG.sync.read(await page.screenshot());
  const [x, y, , height] = picture.rect, row = height / tokens.length;
  return tokens.map((_, i) => {
    const pixels = [];
    for (let v = Math.round(y + i * row + row / 2) - 9; v < Math.round(y + i * row + row / 2) + 9; ++v) {
      for (let u = Math.round(x) - 92; u < Math.round(x) - 6; ++u) pixels.push(shot.data[(v * shot.width + u) * 4]);
    }
    return pixels.join();
  });
}

const allDiffer = (pictures, tokens) => pictures.forEach((picture, i) => {
  const twin = pictures.indexOf(picture);
  assert.equal(twin, i, `${JSON.stringify(tokens[i])} looks like ${JSON.stringify(tokens[twin])}`);
});

test('tokens of every script and those that show nothing are told apart', async (t) => {
  const { page } = await openLab(t, { ratio: 1, fonts, width: 1200, height: 900 });
  for (const tokens of [
    ['Ġcat', '▁cat', 'cat', ' cat', 'cat ', 'Ċ', '\n', '\t', ' ', '\u00a0', '\u200b', '\ufeff', '?', '�'],
    ['Ж', 'Я', 'β', 'ω', 'あ', 'ア', '한', '글', '學', '體', '😀', '😎', 'é', 'e\u0301\u0302'],
    ['𝔸', '𝔹', 'سلام', 'كتاب', 'שלום', 'ספר', '\u{10fffd}', '\u{10fffc}', '\ue000', '\ue001', '\u0378', '\u0379', '→', 'ſ'],
  ]) {
    assert.equal(tokens.length, FIRST);
    allDiffer(await labels(t, page, tokens), tokens);
  }
});

/** What web/glyphs.mjs answers, in the page's own browser. */
const drawn = (page, texts) => page.evaluate(async (list) => {
  const folder = document.querySelector('script[type="module"]').src.replace(/[^/]*$/, '');
  const { drawGlyph } = await import(`${folder}glyphs.mjs`);
  return list.map((text) => drawGlyph(text, 24) && (({ width, height, advance, isColored, pixels }) => ({ width, height, advance, isColored, pixels: pixels.join() }))(drawGlyph(text, 24)));
}, texts);

test('the browser says which characters it can draw and draws those that belong together as one', async (t) => {
  const { page } = await openLab(t, { ratio: 1, fonts });
  const [cyrillic, kana, arabic, letter, missing, other, invisible] = await drawn(page, ['Ж', 'あ', 'سلام', 'س', '\u{10fffd}', '\u0379', '\u200b']);
  for (const there of [cyrillic, kana, arabic]) assert.ok(there.width > 3 && there.pixels.includes('255'));
  assert.ok(arabic.advance > letter.advance * 1.5, 'a whole word');
  assert.equal(missing, null, 'no font has it');
  assert.equal(other, null, 'not even assigned');
  assert.equal(invisible, null, 'there is nothing to be seen');
});

test('the larger font is fetched only if the browser cannot draw a character that it has', async (t) => {
  const { page } = await openLab(t, { ratio: 1, fonts });
  const fetched = () => page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('font-larger')));
  await labels(t, page, ['髭', 'Ж', '😀', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l']);
  assert.equal(await fetched(), false);
  await letNoPageReadItsCanvases(page);
  const pictures = await labels(t, page, ['咬', '嚼', 'Д', 'Л', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l']);
  await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('font-larger')));
  await idle(page);
  allDiffer(pictures, ['咬', '嚼', 'Д', 'Л']);
});
