// The lab as one HTML file that opens with a double click. Browsers refuse modules and fetches from file://, but not
// from data: addresses: every module becomes one, found by the others through an import map, and so do the program and
// the font (place.mjs looks for them there).

const dataAddress = (type, content) => `data:${type};base64,${Buffer.from(content).toString('base64')}`;
const inScript = (text) => text.replaceAll('</', '<\\/');

/**
 * @param {string} page index.html; @param {Map<string, Buffer>} assets by file name; @param {string} licences the text that
 * otherwise lies beside the page (licences.mjs). @returns {string} the file
 */
export function singleFile(page, assets, licences) {
  const specifier = (name) => `lab/${name}`;
  const modules = {}, files = {};
  for (const [name, content] of assets) {
    if (name.endsWith('.mjs')) {
      const source = content.toString().replace(/(from\s*|import\s*\(?\s*)(['"])\.\/([\w-]+\.mjs)\2/g, (_, word, quote, other) => `${word}${quote}${specifier(other)}${quote}`);
      modules[specifier(name)] = dataAddress('text/javascript', source);
    } else if (name.endsWith('.wasm')) files[name] = dataAddress('application/wasm', content);
    else if (name.endsWith('.otf')) files[name] = dataAddress('font/otf', content);
  }
  const script = `<script>globalThis.attentionLabFiles = ${inScript(JSON.stringify(files))};</script>
  <script type="importmap">${inScript(JSON.stringify({ imports: modules }))}</script>
  <script type="module">import '${specifier('lab.mjs')}';</script>`;
  const notices = `<script type="text/plain" id="licences">\n${inScript(licences)}</script>`;
  const style = `<style>\n${assets.get('lab.css')}</style>`;
  return page
    .replace(/^\s*<link rel="(preload|modulepreload|icon)".*\n/gm, '')
    .replace(/\s*<script defer src="no_start\.js"><\/script>/, '')
    .replace(/\s*<p><a href="LICENSES\.txt">.*?<\/p>/, '')
    .replace('</body>', () => `${notices}\n</body>`)
    .replace(/<link rel="stylesheet" href="lab\.css">/, () => style)
    .replace(/<script type="module" src="lab\.mjs"><\/script>/, () => script);
}
