// What the JavaScript is checked for: mistakes, not taste. Run by `bash tests/run.sh lint`.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const js = require('@eslint/js');
const globals = require('globals');

export default [
  { ignores: ['**/node_modules/', 'build/', 'tests/golden/', '**/.vitepress/cache/', '**/.docusaurus/'] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 'latest', globals: { ...globals.browser, ...globals.node, ...globals.worker,
      attentionLab: 'readonly' } },
    rules: {
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Names that others gave are written as strings where they are keys: 'no_wasm'; the program's functions: _lab_act.
      camelcase: ['error', { properties: 'always', allow: ['^_lab_'] }],
      'no-control-regex': 'off',  // they are what is looked for
    },
  },
  { files: ['web/service-worker.js'], languageOptions: { globals: globals.serviceworker } },
  // What the tests put into their pages.
  { files: ['tests/**'], languageOptions: { globals: { probe: 'readonly', search: 'readonly', bench: 'readonly', tf: 'readonly' } } },
];
