// Says why the lab's modules are not loaded (no_start.js). What the modules themselves find out is said by notice.mjs.
(() => {
  const SENTENCES = {
    disk: {
      zh: '从磁盘打开的 index.html 不能运行：浏览器不让它载入程序。请改用同一个文件夹里的 {0}，整个实验室都在那一个文件里。',
      en: 'Opened from a disk, index.html cannot run: browsers do not let it load its program. Open {0} in the same folder: the whole lab is in that one file.',
    },
    sandbox: {
      zh: '注意力实验室被放在沙盒 (sandbox) 中，而它所在的网站没有发送 Access-Control-Allow-Origin: *，所以程序不能载入。请这一页的作者在 sandbox 中加上 allow-same-origin，或者请网站的维护者发送这个头。',
      en: 'Attention Lab has been put into a sandbox, and its own site does not send Access-Control-Allow-Origin: *, so its program cannot be loaded. The author of this page can add allow-same-origin to the sandbox, or the owner of the site send that header.',
    },
    incomplete: {
      zh: '注意力实验室的程序文件没有全部下载成功。请检查网络后重新载入；如果仍然失败，请本站的维护者检查文件是否齐全。',
      en: 'Not all program files of Attention Lab could be downloaded. Check the network and reload; if it fails again, the owner of this site should see whether all files are there.',
    },
  };
  const SINGLE_FILE = 'attention-lab.html';

  /** The sentence with a link in place of {0}. */
  function paragraph(language, sentence) {
    const element = document.createElement('p');
    const [before, after] = sentence.split('{0}');
    element.lang = language;
    element.append(before);
    if (after === undefined) return element;
    const link = document.createElement('a');
    link.href = SINGLE_FILE + location.search + location.hash;
    link.textContent = SINGLE_FILE;
    element.append(link, after);
    return element;
  }

  function sayWhy() {
    const reason = location.protocol === 'file:' ? 'disk' : self.origin === 'null' ? 'sandbox' : 'incomplete';
    const wish = /[?&#]lang=(zh|en)/.exec(location.search + location.hash)?.[1] ?? navigator.language;
    const languages = /^zh/i.test(wish) ? ['zh', 'en'] : ['en', 'zh'];
    const notice = document.getElementById('notice');
    notice.replaceChildren(...languages.map((language) => paragraph(language, SENTENCES[reason][language])));
    notice.dataset.reason = reason;
    notice.hidden = false;
    const message = SENTENCES[reason][languages[0]].replace('{0}', SINGLE_FILE);
    if (parent !== window) parent.postMessage({ attentionLab: 1, type: 'failed', reason, message }, '*');
  }

  sayWhy();
})();
