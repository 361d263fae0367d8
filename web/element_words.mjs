// A part of attention-lab-element.js: what the element itself says; {0}, {1} are filled in.

export const WORDS = {
  zh: {
    lab: '注意力实验室', open: '在新页面中打开', start: '启动',
    starting: '图为起始状态', earlier: '图为稍早的状态', readersFile: '图为起始状态：读者打开了自己的文件，它的数只留在实验室里',
    noFolder: 'src 应是实验室所在文件夹的网址 (http 或 https)，而不是“{0}”',
    again: '再试一次', removed: '实验室已从页面中移走', notInPage: '这个元素不在页面中',
    silent: '{0} 没有回应：那里没有实验室，或者不允许嵌入，或者网络太慢。src 应是实验室所在文件夹的网址。',
    hanging: '{0} 的实验室开始启动后，一分钟没有动静：网络可能中断了，或者这台机器太忙。请再试一次，或重新载入页面。',
    origin: '{0} 的实验室以另一个源 ({1}) 回答，不能与它交谈：src 应直接写那里的网址；在沙盒中或磁盘上的页面没有源。',
  },
  en: {
    lab: 'Attention Lab', open: 'Open in a page of its own', start: 'Start',
    starting: 'Picture of the starting state', earlier: 'Picture of an earlier state',
    readersFile: 'Picture of the starting state: the reader has opened a file, whose numbers stay in the lab',
    noFolder: 'src must be the web address (http or https) of the folder that the lab lies in, not “{0}”',
    again: 'Try again', removed: 'the lab was taken from the page', notInPage: 'the element is not in the page',
    silent: 'No answer from {0}: there is no lab, or it must not be embedded, or the network is slow. src must be the web address of the folder that the lab lies in.',
    hanging: 'The lab of {0} began to start and has not said a word for a minute: the network may have broken off, '
      + 'or this machine is too busy. Try again, or load the page again.',
    origin: 'The lab of {0} answers from another origin ({1}), so nothing can be asked of it: src must be the address there; a page in a sandbox or on a disk has no origin.',
  },
};

/** "zh" or "en" of a language tag: English for all other languages; undefined without one. The lab writes zh-Hans. */
export const labLanguage = (tag) => (tag ? (/^zh\b/i.test(tag) ? 'zh' : 'en') : undefined);
