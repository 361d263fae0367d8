// Somebody's project: a folder outside the repository in which a package of ours is installed as it comes from npm,
// and the bundlers that such a project is built with. What the tests themselves use is in tests/web/node_modules.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const MODULES = new URL('../web/node_modules/', import.meta.url).pathname;
export const NO_VITE = process.versions.node < '20' && 'Vite 8 needs Node 20';
export const required = createRequire(join(MODULES, 'index.js'));
export const imported = async (name) => {
  const { exports, main } = JSON.parse(readFileSync(join(MODULES, name, 'package.json')));
  const entry = exports?.['.'] ?? exports ?? main;
  return import(join(MODULES, name, entry.import?.default ?? entry.import ?? entry.default ?? entry));
};

/**
 * A project with the files of the folder `start`, in which the package of the folder `source` is packed and installed
 * without a network. run(command, ...words) runs in it and returns what is printed.
 */
export function makeProject(start, source) {
  const project = mkdtempSync(join(tmpdir(), 'somebodys-project-')), packed = join(project, 'packed');
  const run = (command, ...words) =>
    execFileSync(command, words, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  cpSync(start, project, { recursive: true });
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true }));
  mkdirSync(packed);
  run('npm', 'pack', source, '--pack-destination', packed);
  const [archive] = readdirSync(packed);
  run('npm', 'install', '--offline', '--no-audit', '--no-fund', `./packed/${archive}`);
  return { project, run, remove: () => rmSync(project, { recursive: true }) };
}

/** What TypeScript says of these files of the project, under `strict`; "" if it is content. */
export function compile(run, files, resolution, ...options) {
  const compiler = required.resolve('typescript/package.json').replace('package.json', 'bin/tsc');
  const module = resolution === 'bundler' ? 'esnext' : resolution;
  try {
    // TypeScript's own libraries are not ours to check, and are half of the work.
    return run('node', compiler, '--noEmit', '--skipDefaultLibCheck', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022',
      '--lib', 'es2022,dom', '--module', module, '--moduleResolution', resolution, ...options, ...files);
  } catch (error) {
    return error.stdout;
  }
}

/** Bundles the project's file `entry` as FOLDER/page.js; resolves with the warnings. */
export const bundle = {
  async esbuild(project, entry, folder) {
    const { build } = required('esbuild');
    const { warnings } = await build({ absWorkingDir: project, entryPoints: [entry], outfile: `${folder}/page.js`,
      bundle: true, minify: true, format: 'esm', platform: 'browser', logLevel: 'silent' });
    return warnings.map(({ text }) => text);
  },

  async rollup(project, entry, folder) {
    const { rollup } = await imported('rollup');
    const { default: resolver } = await imported('@rollup/plugin-node-resolve');
    const warnings = [];
    const made = await rollup({ input: join(project, entry), plugins: [resolver({ browser: true })],
      onwarn: (warning) => warnings.push(warning.message) });
    await made.write({ file: join(project, folder, 'page.js'), format: 'es' });
    await made.close();
    return warnings;
  },

  /** `format`: of a worker's script */
  async vite(project, entry, folder, format = 'es') {
    const { build, createLogger } = await imported('vite');
    const warnings = [], logger = createLogger('silent');
    for (const kind of ['warn', 'warnOnce', 'error']) logger[kind] = (message) => warnings.push(message);
    const rollupOptions = { input: join(project, entry), output: { entryFileNames: 'page.js' } };
    await build({ root: project, base: './', customLogger: logger, configFile: false, worker: { format },
      build: { outDir: folder, assetsDir: '', target: 'esnext', modulePreload: false, rollupOptions } });
    return warnings;
  },

  async webpack(project, entry, folder) {
    const webpack = required('webpack');
    const output = { path: join(project, folder), filename: 'page.js', publicPath: 'auto',
      assetModuleFilename: '[name].[hash:8][ext]' };
    const stats = await promisify(webpack)({ context: project, mode: 'production', target: 'web', entry: `./${entry}`,
      output, performance: false });
    const { errors, warnings } = stats.toJson({ errors: true, warnings: true });
    return [...errors, ...warnings].map(({ message }) => message);
  },
};

/** Vite's development server of this project. @returns {Promise<{url, close}>} */
export async function viteDevelopment(project) {
  const { createServer } = await imported('vite');
  const server = await createServer({ root: project, configFile: false, logLevel: 'silent',
    server: { port: 0, host: '127.0.0.1', hmr: false, ws: false } });
  await server.listen();
  return { url: `http://127.0.0.1:${server.httpServer.address().port}`, close: () => server.close() };
}
