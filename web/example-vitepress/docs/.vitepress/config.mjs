// A small course with the lab in its notes, as a pattern to copy and as what tests/sites drives. What the lab needs:
// the script in `head`, whose address begins with the site's `base`, if it has one; the line with isCustomElement; and
// the lab as docs/public/lab/, where the npm package's command puts it. Then <attention-lab scene="…"></attention-lab>
// anywhere in a note. A link to the lab needs a target, or VitePress takes it for one of its own pages.
// usage: npx attention-lab-element docs/public/lab && npx vitepress build docs
export default {
  lang: 'zh-Hans',
  title: '深度学习课程笔记',
  head: [['script', { src: '/lab/attention-lab-element.js' }]],
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag === 'attention-lab' } } },
  themeConfig: {
    nav: [{ text: '注意力提示', link: '/attention-cues' }, { text: '小结', link: '/summary' }],
    sidebar: [{ text: '注意力', items: [{ text: '注意力提示', link: '/attention-cues' }, { text: '小结', link: '/summary' }] }],
  },
};
