// Sentences the page itself has to say, because the lab cannot: in the reader's language first, then in the other.

const SENTENCES = {
  'no_wasm': {
    zh: '这个浏览器没有 WebAssembly，注意力实验室无法运行。请用 Chrome、Edge、Firefox 或 Safari 的当前版本打开。',
    en: 'This browser has no WebAssembly, so Attention Lab cannot run. Please open it in a current Chrome, Edge, Firefox or Safari.',
  },
  'no_webgl2': {
    zh: '这个浏览器没有 WebGL 2，注意力实验室无法画图。请更新浏览器，或在设置中打开“硬件加速”，然后重新载入。',
    en: 'This browser has no WebGL 2, so Attention Lab cannot draw. Please update it, or switch on "hardware acceleration" in its settings, and reload.',
  },
  'not_loaded': {
    zh: '注意力实验室的程序文件没有下载成功。请检查网络后重新载入；如果仍然失败，请告诉本站的维护者。',
    en: 'A program file of Attention Lab could not be downloaded. Check the network and reload; if it fails again, tell the owner of this site.',
  },
  'part_not_loaded': {
    zh: '注意力实验室的一部分没有下载成功：网络断了，或本站出了问题。请检查网络后重新载入，状态保存在地址栏里。',
    en: 'A part of Attention Lab could not be downloaded: the network is gone, or the site has a problem. Check the network and reload: the state is kept in the address.',
  },
  'not_compiled': {
    zh: '这个浏览器不能运行注意力实验室的程序（需要 WebAssembly SIMD）。请更新浏览器后重新载入。',
    en: 'This browser cannot run Attention Lab\'s program (it needs WebAssembly SIMD). Please update the browser and reload.',
  },
  forbidden: {
    zh: '本站的安全策略 (Content-Security-Policy) 不允许 WebAssembly，所以注意力实验室无法运行。请本站的维护者在 script-src 中加上 \'wasm-unsafe-eval\'。',
    en: 'This site\'s policy (Content-Security-Policy) forbids WebAssembly, so Attention Lab cannot run. The owner of this site should add \'wasm-unsafe-eval\' to script-src.',
  },
  stopped: {
    zh: '注意力实验室意外停止了。当前状态保存在地址栏里，重新载入即可继续。',
    en: 'Attention Lab has stopped unexpectedly. Its state is kept in the address: reload to go on.',
  },
  'file_too_large': {
    zh: '“{0}”有 {1} MB，超过了页面能打开的 {2} MB。请先选出一部分再保存，例如 np.save("part.npy", weights[:, :, :512, :512])。之前的图保持不变。',
    en: '"{0}" has {1} MB, more than the {2} MB that the page opens. Save a part of it, for example np.save("part.npy", weights[:, :, :512, :512]). The picture before stays.',
  },
  'file_unreadable': {
    zh: '“{0}”无法读取（{1}）。请检查它是否还在、有没有被别的程序改动，然后再试。之前的图保持不变。',
    en: '"{0}" could not be read ({1}). Check that it still exists and that no other program is changing it, and try again. The picture before stays.',
  },
  'reading_ended': {
    zh: '“{0}”没有读完：读文件的程序停止了（{1}），多半是因为内存不够。请关掉别的标签页再试，或先选出一部分再保存，例如 np.save("part.npy", weights[:, :, :512, :512])。之前的图保持不变。',
    en: '"{0}" was not read to its end: the program that reads files has stopped ({1}), most likely for want of memory. Close other tabs and try again, or save a part of it, for example np.save("part.npy", weights[:, :, :512, :512]). The picture before stays.',
  },
  'frame_failed': {
    zh: '这一页出了差错，画面上可能有一部分没有更新。可以继续；如果看起来不对，请重新载入，状态保存在地址栏里。',
    en: 'Something went wrong in this page, and a part of what you see may not be up to date. You can go on; if it looks wrong, reload: the state is kept in the address.',
  },
  'no_matrix': {
    zh: '剪贴板里只有“{0}”，不是一个矩阵。请复制一张表（几行几列的数），或在表格里选一格再粘贴。',
    en: 'There is only "{0}" on the clipboard, which is no matrix. Copy a table of numbers, or choose a cell of a table and paste there.',
  },
  'not_copied': {
    zh: '浏览器不允许写入剪贴板。请允许后再试，或者下载文件。',
    en: 'The browser does not allow writing to the clipboard. Allow it and try again, or download the file.',
  },
  licences: {
    zh: '浏览器不允许打开新窗口。实验室各组成部分的许可在 {0}。',
    en: 'The browser does not allow a new window. The licences of all that the lab is built of are in {0}.',
  },
};
const DISMISS = { zh: '知道了', en: 'Dismiss' };

function fill(sentence, values) {
  return sentence.replace(/\{(\d)\}/g, (_, i) => values[i]);
}

/** The language the page speaks now. */
export const pageLanguage = () => (document.documentElement.lang.startsWith('zh') ? 'zh' : 'en');

/** A sentence for whoever calls the page from a script; {0}, {1} … are filled in. */
export const inPageLanguage = (zh, en, ...values) => fill(pageLanguage() === 'zh' ? zh : en, values);

/** The notice of this name, as such a sentence. */
export const noticeInPageLanguage = (reason, ...values) => fill(SENTENCES[reason][pageLanguage()], values);

/** Shows the sentence named `reason`, or another one. `detail` goes to the console, for whoever maintains the page. */
export function showNotice(reason, { sentence = SENTENCES[reason], values = [], detail = '', canDismiss = false } = {}) {
  const notice = document.getElementById('notice');
  const first = pageLanguage();
  const languages = [first, first === 'zh' ? 'en' : 'zh'];
  notice.replaceChildren(...languages.map((language) => {
    const paragraph = document.createElement('p');
    paragraph.lang = language;
    paragraph.textContent = fill(sentence[language], values);
    return paragraph;
  }));
  if (canDismiss) {
    const button = document.createElement('button');
    button.textContent = DISMISS[first];
    button.addEventListener('click', () => { notice.hidden = true; });
    notice.append(button);
  }
  notice.dataset.reason = reason;
  notice.hidden = false;
  if (detail) console.warn(`Attention Lab: ${detail}`);
}

/** Hides the notice; of one `reason` only, if it is named. */
export function hideNotice(reason) {
  const notice = document.getElementById('notice');
  if (!reason || notice.dataset.reason === reason) notice.hidden = true;
}
