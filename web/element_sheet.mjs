// A part of attention-lab-element.js: how the element looks, on the screen and on paper.

export const sheet = new CSSStyleSheet();  // allowed under style-src 'self', unlike a <style> element
sheet.replaceSync(`
  :host { display: block; position: relative; box-sizing: border-box; margin: 1em 0; overflow: hidden;
    border: 1px solid rgb(128 128 128 / 30%); border-radius: 6px; color-scheme: light; break-inside: avoid; }
  :host([hidden]) { display: none; }
  iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; color-scheme: inherit; }
  .poster { position: absolute; inset: 0; display: flex; flex-direction: column; align-items: center;
    justify-content: center; gap: 8px; padding: 16px; box-sizing: border-box; text-align: center;
    font: 15px/1.5 system-ui, sans-serif; background: #fafafa; color: #1f2328; }
  .dark { background: #1e2129; color: #e6e8ec; }
  .poster img { flex: 0 1 auto; min-height: 0; max-width: 100%; object-fit: contain; }
  img.missing, img.missing + small { display: none; }
  .light { display: none; }
  .poster p { margin: 0; }
  .poster p:empty { display: none; }
  .poster strong { font-size: 18px; font-weight: 600; }
  .poster a, .poster ::slotted(a) { color: #3f51b5; }
  .dark a, .dark ::slotted(a) { color: #8c9eff; }
  .poster a:not([href]) { color: inherit; }
  button { font: inherit; color: inherit; min-height: 40px; padding: 0 16px; border: 1px solid currentcolor;
    border-radius: 6px; background: none; cursor: pointer; }
  :focus-visible { outline: 2px solid #3f51b5; outline-offset: 2px; }
  .live ~ .poster { visibility: hidden; }
  .paper { all: initial; display: none; }
  @media print {
    :host { height: auto !important; }
    iframe, button { display: none; }
    .poster, .live ~ .poster { position: static; visibility: visible; background: #fff; color: #1f2328; }
    .poster img { max-height: 20cm; }
    .poster a, .poster ::slotted(a) { color: #3f51b5 !important; }  /* the page's own may be for its dark look */
    .light[src] { display: block; order: -1; }
    img.screen { display: none; }
    .paper { display: block; width: 100%; }
    .paper svg { display: block; width: 100%; height: auto; max-height: 20cm; }
    .paper:not(:empty) ~ img { display: none; }
  }
  @media (forced-colors: active) { .poster { background: Canvas; color: CanvasText; } }
`);
