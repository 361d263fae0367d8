// The release archive: what it holds, that it is the same whenever it is made, and that what it holds works.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync,
  writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync, gunzipSync } from 'node:zlib';
import { serve } from '../../web/serve.mjs';
import { DIST, LOADED, ROOT, labReady, openTab } from './lab_page.mjs';

const BUILD = join(DIST, '..');
const skip = !existsSync(join(BUILD, 'build.ninja')) && 'no build folder';
const VERSION = /project\(attention_lab VERSION (\S+)/.exec(readFileSync(join(ROOT, 'CMakeLists.txt'), 'utf8'))[1];
const ARCHIVE = join(BUILD, `attention-lab-${VERSION}.tar.gz`);
const TIME = 1_767_225_600;  // of the release, seconds since 1970
const filesIn = (folder) => readdirSync(folder, { recursive: true })
  .filter((name) => statSync(join(folder, name)).isFile()).sort();

function temporaryFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), 'attention-lab-release-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function buildRelease() {
  execFileSync('cmake', ['--build', BUILD, '--target', 'release'],
    { stdio: 'pipe', env: { ...process.env, SOURCE_DATE_EPOCH: String(TIME) } });
  return readFileSync(ARCHIVE);
}

/** The build's own program, with other folders. */
function makeRelease(folder, { dist = DIST, source = ROOT, npm = 'npm', env = {} }) {
  const { SOURCE_DATE_EPOCH: _, ...rest } = process.env;
  return spawnSync('python3', [join(ROOT, 'web/toolchain/release.py'), folder, dist, source, npm],
    { encoding: 'utf8', env: { ...rest, GIT_CEILING_DIRECTORIES: tmpdir(), ...env } });
}

/** What npm packs under any ending, whatever package.json says: these have no compressed forms. */
const ALWAYS_PACKED = ['attention-core/README.md', 'attention-lab-element/README.md', 'attention-lab-element/LICENSE'];

/** Every .br and .gz is its neighbour, compressed; and there is one beside every other file that it makes smaller. */
function checkCompressed(folder) {
  const names = new Set(filesIn(folder));
  let compressed = 0;
  for (const name of names) {
    const content = readFileSync(join(folder, name)), neighbour = name.replace(/\.\w+$/, '');
    const unpack = { '.br': brotliDecompressSync, '.gz': gunzipSync }[name.slice(-3)];
    if (unpack) {
      const plain = readFileSync(join(folder, neighbour));
      assert.ok(unpack(content).equals(plain), `${name} is ${neighbour}`);
      assert.ok(content.length < plain.length, `${name} is smaller`);
      compressed += 1;
    } else if (!names.has(`${name}.br`) && !ALWAYS_PACKED.includes(name)) {
      assert.ok(brotliCompressSync(content).length >= content.length, `${name}.br`);
    }
  }
  assert.ok(compressed > 100, `${compressed} compressed files`);
}

test('the release archive holds the folder to deploy both packages and the notices', { skip }, async (t) => {
  buildRelease();
  const folder = temporaryFolder(t), release = join(folder, `attention-lab-${VERSION}`), dist = join(release, 'dist');
  execFileSync('tar', ['xzf', ARCHIVE, '-C', folder]);
  assert.deepEqual(readdirSync(folder), [`attention-lab-${VERSION}`]);
  assert.deepEqual(readdirSync(release).sort(),
    ['LICENSES.txt', `attention-lab-core-${VERSION}.tgz`, `attention-lab-element-${VERSION}.tgz`, 'dist']);
  assert.deepEqual(filesIn(dist), filesIn(DIST));
  for (const name of filesIn(dist)) {
    assert.ok(readFileSync(join(dist, name)).equals(readFileSync(join(DIST, name))), `${name}: as it was built`);
  }
  assert.ok(readFileSync(join(release, 'LICENSES.txt')).equals(readFileSync(join(DIST, 'LICENSES.txt'))));
  checkCompressed(dist);
  for (const name of ['core', 'element']) {
    const packed = join(release, `attention-lab-${name}-${VERSION}.tgz`);
    const source = join(DIST, { core: 'attention-core', element: 'attention-lab-element' }[name]);
    const listed = execFileSync('tar', ['tzf', packed], { encoding: 'utf8' }).trim().split('\n').sort();
    const plain = filesIn(source).filter((file) => !/\.(br|gz)$/.test(file)).map((file) => `package/${file}`);
    assert.deepEqual(listed, plain.sort(), 'a package holds every file of its folder, uncompressed');
  }

  const server = await serve(dist);
  t.after(() => server.close());
  const home = `http://localhost:${server.port}/`;
  assert.equal(await (await fetch(`${home}VERSION`)).text(), `${VERSION}\n`);
  const { page, problems } = await openTab(t, { mayFail: true });
  await page.goto(`${home}#scene=cues`);
  await labReady(page);
  assert.match(await page.evaluate(() => attentionLab.getState()), /^scene=cues/);
  assert.deepEqual(problems.filter((problem) => !problem.startsWith(`request to ${home}`)), []);
});

test('the release archive is the same wherever and whenever it is made', { skip }, (t) => {
  const first = buildRelease(), folder = temporaryFolder(t), dist = join(folder, 'copied');
  cpSync(DIST, dist, { recursive: true });  // at another time, and in another order on the disk
  const run = makeRelease(folder, { dist, env: { SOURCE_DATE_EPOCH: String(TIME) } });
  assert.equal(run.status, 0, run.stderr);
  const second = join(folder, `attention-lab-${VERSION}.tar.gz`);
  assert.ok(readFileSync(second).equals(first));
  execFileSync('tar', ['xzf', second, '-C', folder]);
  const unpacked = join(folder, `attention-lab-${VERSION}`);
  const times = filesIn(unpacked).map((name) => statSync(join(unpacked, name)).mtimeMs / 1000);
  assert.deepEqual([...new Set(times)], [TIME]);
  const listed = execFileSync('tar', ['tzf', second], { encoding: 'utf8' }).trim().split('\n');
  assert.deepEqual(listed, [...listed].sort(), 'in the order of their names');
});

test('a release without a time or without npm is refused with a sentence', (t) => {
  const nowhere = temporaryFolder(t);
  for (const [options, sentence] of [[{}, /is no git repository .* set SOURCE_DATE_EPOCH/],
    [{ env: { SOURCE_DATE_EPOCH: 'today' } }, /SOURCE_DATE_EPOCH is “today”/],
    [{ npm: 'LAB_NPM-NOTFOUND' }, /npm is needed to pack the packages/]]) {
    const run = makeRelease(nowhere, { source: nowhere, ...options });
    assert.equal(run.status, 1);
    assert.match(run.stderr, sentence);
  }
  assert.deepEqual(readdirSync(nowhere), [], 'and nothing is left behind');
});

test('compressed files that are broken or of nothing are put right by the next build', { skip }, (t) => {
  const dist = join(temporaryFolder(t), 'dist'), loaded = join(DIST, LOADED());
  cpSync(DIST, dist, { recursive: true });
  writeFileSync(join(dist, 'LICENSES.txt.br'), readFileSync(join(dist, 'LICENSES.txt.br')).subarray(0, 1000));
  writeFileSync(join(dist, 'icon.svg.gz'), readFileSync(join(dist, 'index.html.gz')));
  rmSync(join(dist, 'attention-core.simd.wasm.br'));
  mkdirSync(join(dist, 'attention-lab-element/lab/lab-0123456789'));
  const left = ['VERSION.br', 'attention-core/README.md.br', 'gone.js.br', 'attention-core.old.mjs.gz',
    'attention-lab-element/lab/lab-0123456789/x.mjs'];
  for (const name of left) writeFileSync(join(dist, name), 'left over');
  const own = readdirSync(join(ROOT, 'web'))
    .filter((name) => /\.(html|css|mjs|svg|js|d\.ts)$/.test(name) && !/^(serve|watch|pack|single_file|join_modules|compress)\.mjs$/.test(name));
  const built = ['attention-lab.mjs', 'attention-lab-reader.mjs', 'attention-lab-reader.wasm',
    'lab-font.otf', 'lab-font-larger.otf'];
  execFileSync(process.execPath, [join(ROOT, 'web/pack.mjs'), dist, join(BUILD, 'posters'),
    join(BUILD, 'attention-lab-element'), join(BUILD, 'program'), ...own.map((name) => join(ROOT, 'web', name)),
    ...built.map((name) => join(loaded, name)), join(DIST, 'LICENSES.txt')], { stdio: 'pipe' });
  assert.deepEqual(filesIn(dist), filesIn(DIST));
  checkCompressed(dist);
});
