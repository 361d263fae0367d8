// Characters that the interface's font lacks. What the machine's fonts must have is little: Latin, Cyrillic, Greek.
import assert from 'node:assert/strict';
import { check, openLab, pause, pixels } from '../engines/lab.mjs';

check('a character that the font lacks is drawn with the systems fonts', async (t) => {
  const lab = await openLab(t, { width: 900, height: 900, ratio: 1 });
  const drawn = await lab.run(async () => {
    const page = document.querySelector('script[type="module"]').src;
    const { drawGlyph } = await import(page.replace(/[^/]*$/, 'glyphs.mjs'));
    const answer = (text) => {
      const glyph = drawGlyph(text, 30);
      return glyph && { ...glyph, pixels: glyph.pixels.join() };
    };
    return { letters: ['Ж', 'Я', 'ω', 'Ġ', 'Ċ', 'e\u0301'].map(answer), none: ['\u0378', '\u0379', '\u{10fffd}'].map(answer) };
  });
  for (const glyph of drawn.letters) {
    assert.ok(glyph.width > 5 && glyph.height > 5 && glyph.advance > 5 && glyph.top < -5 && !glyph.isColored);
    assert.ok(glyph.pixels.includes('255,255,255,255'));
  }
  assert.equal(new Set(drawn.letters.map((glyph) => glyph.pixels)).size, drawn.letters.length, 'no two are alike');
  // What no font has is not drawn as if it were something: Firefox draws the number itself, the others leave it to us.
  const boxes = drawn.none.filter((glyph) => glyph);
  assert.equal(new Set(boxes.map((glyph) => glyph.pixels)).size, boxes.length);

  const seen = new Set();
  const names = ['Ж', 'Я', '?', '\u200b', '\u{10fffd}', '\u{10fffc}', ' a', 'a'];
  for (const name of names) {
    await lab.run((text) => attentionLab.load({ name: 'a.json', bytes: new TextEncoder().encode(text) }),
      JSON.stringify({ tokens: [name, 'b'], weights: [[1, 0], [0, 1]] }));
    await lab.idle();
    let picture = pixels(await lab.screenshot());
    for (let i = 0; i < 20 && seen.has(picture); i += 1) {  // WebKit's screen follows its page after a moment
      await pause(150);
      picture = pixels(await lab.screenshot());
    }
    seen.add(picture);
  }
  assert.equal(seen.size, names.length, 'every name gives another picture');
});
