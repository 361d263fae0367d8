// The static server: right types, compressed where the browser takes it, nothing from outside its folder.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { serve } from '../../web/serve.mjs';
import { watch } from '../../web/watch.mjs';
import { DIST, LOADED, pause } from './lab_page.mjs';

/** A raw request: fetch() would tidy the path first. */
function get(port, path, { headers = {}, method = 'GET' } = {}) {
  return new Promise((done, failed) => {
    request({ host: '127.0.0.1', port, path, headers, method }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', failed);
      response.on('end', () => done({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
    }).on('error', failed).end();
  });
}

/** A folder with `files` {name: content}, served; both are gone after the test. */
async function serveFiles(t, files) {
  const folder = mkdtempSync(join(tmpdir(), 'served-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const server = await serve(folder);
  t.after(async () => { await server.close(); rmSync(folder, { recursive: true }); });
  return { folder, port: server.port };
}

test('files have their types and come compressed when asked for', async (t) => {
  const server = await serve(DIST);
  t.after(() => server.close());
  for (const [path, type] of [['/', 'text/html; charset=utf-8'], [`/${LOADED()}/lab.mjs`, 'text/javascript; charset=utf-8'],
    [`/${LOADED()}/attention-lab.wasm`, 'application/wasm'], [`/${LOADED()}/lab.css`, 'text/css; charset=utf-8'], [`/${LOADED()}/lab-font.otf`, 'font/otf']]) {
    const plain = await get(server.port, path);
    assert.equal(plain.status, 200, path);
    assert.equal(plain.headers['content-type'], type);
    const packed = await get(server.port, path, { headers: { 'accept-encoding': 'gzip, br' } });
    assert.equal(packed.headers['content-encoding'], 'br');
    assert.ok(brotliDecompressSync(packed.body).equals(plain.body), `${path} is the same, compressed`);
    assert.ok(packed.body.length < plain.body.length);
    assert.equal((await get(server.port, path, { headers: { 'if-none-match': plain.headers.etag } })).status, 304);
  }
  assert.equal((await get(server.port, '/nothing.html')).status, 404);
  assert.equal((await get(server.port, '/', { method: 'POST' })).status, 405);
});

test('nothing outside the folder is served', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'served-'));
  mkdirSync(join(folder, 'inside'));
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'inside', 'open.txt'), 'open');
  mkdirSync(join(folder, 'inside-too'));
  writeFileSync(join(folder, 'inside-too', 'secret.txt'), 'secret');
  const server = await serve(join(folder, 'inside'));
  t.after(async () => { await server.close(); rmSync(folder, { recursive: true }); });
  assert.equal((await get(server.port, '/open.txt')).body.toString(), 'open');
  for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/x/../../secret.txt', '/../inside-too/secret.txt',
    '//etc/passwd', '/%00', '/%', '/..', '/.']) {
    const { status, body } = await get(server.port, path);
    assert.equal(status, 404, path);
    assert.ok(!body.includes('secret'), path);
  }
});

test('no request stops the server', async (t) => {
  const { folder, port } = await serveFiles(t, { 'index.html': 'home', 'empty.txt': '', 'folder/x.txt': 'x', 'closed.txt': 'closed' });
  symlinkSync('loop', join(folder, 'loop'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);  // opening it would wait for a writer
  for (const path of ['/index.html/', '/index.html/x', `/${'x'.repeat(300)}`, `/${'x/'.repeat(3000)}`, '/folder', '/folder/', '/loop', '/loop/x',
    '/pipe', '/%', '/%zz', '/%ff', '/%c0%ae%c0%ae/', '/%00', '/index.html%00.txt', '/?', '*', 'http://elsewhere/index.html', '/\\..\\secret']) {
    const { status } = await get(port, path);
    assert.equal(status, path === '/?' ? 200 : 404, path.slice(0, 40));
  }
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE']) assert.equal((await get(port, '/', { method })).status, 405, method);
  const head = await get(port, '/', { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers['content-length'], head.body.length], [200, '4', 0]);
  const empty = await get(port, '/empty.txt');
  assert.deepEqual([empty.status, empty.body.length], [200, 0]);
  // A part of a file may be asked for; the whole of it is an answer, too.
  for (const range of ['bytes=0-1', 'bytes=9-', 'bytes=-1', 'bytes=3-1', 'lines=1']) {
    const { status, body } = await get(port, '/index.html', { headers: { range } });
    assert.deepEqual([status, body.toString()], [200, 'home'], range);
  }
  await new Promise((done) => {  // what is no HTTP at all
    connect(port, '127.0.0.1').on('error', done).on('close', done).on('data', () => {}).end('\0\x01\x02 nonsense\r\n\r\n');
  });
  assert.equal((await get(port, '/')).body.toString(), 'home');
});

test('a link does not lead out of the folder', async (t) => {
  const outside = await serveFiles(t, { 'secret.txt': 'secret', 'deep/secret.txt': 'secret' });
  const { folder, port } = await serveFiles(t, { 'open.txt': 'open', 'page.html': 'page' });
  symlinkSync(join(outside.folder, 'secret.txt'), join(folder, 'file.txt'));
  symlinkSync(join(outside.folder, 'deep'), join(folder, 'deep'));
  symlinkSync(join(outside.folder, 'secret.txt'), join(folder, 'page.html.br'));
  symlinkSync('open.txt', join(folder, 'inside.txt'));
  for (const path of ['/file.txt', '/deep/secret.txt', '/deep/']) assert.equal((await get(port, path)).status, 404, path);
  assert.equal((await get(port, '/page.html', { headers: { 'accept-encoding': 'br' } })).body.toString(), 'page');
  assert.equal((await get(port, '/inside.txt')).body.toString(), 'open');
});

test('downloads that are given up leave no open file behind', { skip: process.platform !== 'linux' && 'no /proc' }, async (t) => {
  const { port } = await serveFiles(t, { 'large.bin': Buffer.alloc(8 * 2 ** 20), 'small.txt': 'small' });
  const openFiles = () => readdirSync('/proc/self/fd').length;
  await get(port, '/small.txt');
  const before = openFiles();
  for (let i = 0; i < 200; i += 1) {
    await new Promise((done) => {
      const asked = request({ host: '127.0.0.1', port, path: '/large.bin', agent: false }, (response) => response.once('data', () => response.destroy()));
      asked.on('error', () => {}).on('close', done).end();
    });
  }
  for (let turn = 0; turn < 100 && openFiles() > before + 5; turn += 1) await get(port, '/small.txt');
  assert.ok(openFiles() <= before + 5, `${openFiles()} files are open, ${before} were`);
});

test('when a source changes it is built and open pages are reloaded', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'watched-')), sources = join(folder, 'src'), dist = join(folder, 'dist');
  for (const each of [sources, dist]) mkdirSync(each);
  writeFileSync(join(dist, 'index.html'), '<head></head>old');
  writeFileSync(join(sources, 'a.cpp'), 'one');
  let isGood = false, builds = 0;
  const server = await watch(dist, 0, { sources: [sources], betweenLooks: 20, async build() {
    builds += 1;
    writeFileSync(join(dist, 'index.html'), '<head></head>new');
    return isGood;
  } });
  const given = new AbortController();
  t.after(async () => { given.abort(); await server.close(); rmSync(folder, { recursive: true }); });
  const page = (await get(server.port, '/')).body.toString();
  const [, script] = /<script src="([^"]+)">/.exec(page);
  assert.match((await get(server.port, script)).body.toString(), /reload/);
  const events = (await fetch(`http://localhost:${server.port}/built`, { signal: given.signal })).body.getReader();
  const next = async () => Buffer.from((await events.read()).value).toString();
  assert.match(await next(), /^:/);
  writeFileSync(join(sources, 'b.cpp'), 'does not compile');
  while (builds < 1) await pause(10);
  await pause(100);
  isGood = true;
  writeFileSync(join(sources, 'b.cpp'), 'two');
  assert.equal(await next(), 'data: built\n\n', 'the failed build has told nothing');
  assert.equal(builds, 2);
  assert.match((await get(server.port, '/')).body.toString(), /new/);
});
