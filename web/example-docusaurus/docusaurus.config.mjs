// A small course with the lab in its notes, as a pattern to copy and as what tests/sites drives. What the lab needs:
// the script below, whose address begins with the `baseUrl`, and the lab as static/lab/, where the npm package's
// command puts it; then <attention-lab scene="…"></attention-lab> anywhere in a note.
// usage: npx attention-lab-element static/lab && npx docusaurus build
export default {
  title: '深度学习课程笔记',
  url: 'http://localhost',
  baseUrl: '/',
  i18n: { defaultLocale: 'zh-Hans', locales: ['zh-Hans'] },
  scripts: ['/lab/attention-lab-element.js'],
  presets: [['classic', { docs: { routeBasePath: '/' }, blog: false }]],
  themeConfig: { navbar: { title: '深度学习课程笔记' } },
};
