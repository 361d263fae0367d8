// The static server: right types, compressed where the browser takes it, nothing from outside its folder.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { serve } from '../../web/serve.mjs';
import { DIST, LOADED } from './lab_page.mjs';

/** A raw request: fetch() would tidy the path first. */
function get(port, path, { headers = {}, method = 'GET' } = {}) {
  return new Promise((done, failed) => {
    request({ host: '127.0.0.1', port, path, headers, method }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => done({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
    }).on('error', failed).end();
  });
}

test('files_have_their_types_and_come_compressed_when_asked_for', async (t) => {
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

test('nothing_outside_the_folder_is_served', async (t) => {
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
