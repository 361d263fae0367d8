// ?file=weights.npy: a file that the page's address names. Only one of this site: of the same origin, in the folder of
// the page or below it, and still so where the server sends us on. To another origin no request is made.
import { showNotice } from './notice.mjs';

const NO_ADDRESS = {
  zh: '地址里的 ?file={0} 不是一个文件的地址。它应是本站的一个文件，例如 ?file=weights.npy；文件名里的百分号在那里写作 %2525。',
  en: '?file={0} in the address is no address of a file. It should name one of this site, as in ?file=weights.npy; a percent sign in a name is written %2525 there.',
};
const ELSEWHERE = {
  zh: '“{0}”不在本站的文件夹 {1} 里，没有打开。请把它放到那里，或者下载后拖到这里。',
  en: '"{0}" is not in this site\'s folder {1} and was not opened. Put it there, or download it and drop it here.',
};
const NO_SITE = {
  zh: '从磁盘打开的页面，或者没有自己来源的框架，不能按地址打开“{0}”。请把文件拖到这里。',
  en: 'A page from the disk, or in a frame without an origin of its own, cannot open "{0}" by its address. Drop the file here.',
};

const folder = new URL('.', location.href);

/** Throws if the path is no text in UTF-8. */
function isOfThisSite({ protocol, origin, pathname }) {
  const climbs = decodeURIComponent(pathname).split(/[/\\]/).includes('..');  // "..%2f": a server may take it for "../"
  return /^https?:$/.test(protocol) && origin === self.origin && pathname.startsWith(folder.pathname) && !climbs;
}

/** Does the server send us on to another origin, which is why the request has failed? */
const leadsElsewhere = (url) => fetch(url, { mode: 'same-origin', redirect: 'manual' })
  .then(({ type }) => type === 'opaqueredirect', () => false);

/** `wanted` is what the address says; `open(name, blob)` opens it. What cannot be opened gets a sentence. */
export async function openNamedFile(wanted, open) {
  const refuse = (reason, sentence, ...values) => showNotice(reason, { sentence, values: [wanted, ...values], canDismiss: true });
  let url, name, isHere;
  try {
    url = new URL(wanted, location.href);
    isHere = isOfThisSite(url);
    name = decodeURIComponent(url.pathname.split('/').at(-1));
  } catch {
    return refuse('no_address', NO_ADDRESS);
  }
  if (self.origin === 'null') return refuse('no_site', NO_SITE);
  if (!isHere) return refuse('file_elsewhere', ELSEWHERE, folder.href);
  try {
    const response = await fetch(url, { mode: 'same-origin' });
    if (!isOfThisSite(new URL(response.url))) return refuse('file_elsewhere', ELSEWHERE, folder.href);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return await open(name || wanted, await response.blob());
  } catch (error) {
    if (await leadsElsewhere(url)) return refuse('file_elsewhere', ELSEWHERE, folder.href);
    return showNotice('file_unreadable', { values: [name || wanted, error.message], canDismiss: true });
  }
}
