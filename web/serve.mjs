// A small static server for this machine: right MIME types, precompressed files, nothing outside its folder.
// usage: node serve.mjs FOLDER [PORT]      (port 0 = any free one)
import { createReadStream, realpathSync, statSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8', '.json': 'application/json', '.wasm': 'application/wasm', '.otf': 'font/otf',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.txt': 'text/plain; charset=utf-8',
};
// What a careful host sends; the page has to run under it.
export const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; "
  + "img-src 'self' blob: data:; font-src 'self'; worker-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'";

const HASHED = /[/\\]lab-[0-9a-f]{10}[/\\]/;  // named after their content: see pack.mjs

const NOT_THERE = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EACCES', 'EPERM'];

/** Where `path` really is and what is there, or null: nothing, no file, or a link that leads out of the folder. */
async function find(folder, path) {
  if (path.includes('\0')) return null;
  try {
    const place = await realpath(join(folder, path.endsWith('/') ? `${path}index.html` : path));
    const found = await stat(place);
    return found.isFile() && place.startsWith(folder + sep) ? { place, size: found.size, mtimeMs: found.mtimeMs } : null;
  } catch (error) {
    if (NOT_THERE.includes(error.code)) return null;
    throw error;
  }
}

/** The path that is asked for, as text; null if it is none. */
function pathOf(address) {
  try {
    return address.startsWith('/') ? decodeURIComponent(address.split('?')[0]) : null;
  } catch {
    return null;
  }
}

async function answer(folder, { policy, kept }, request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD') return response.writeHead(405, { allow: 'GET, HEAD' }).end();
  const path = pathOf(request.url), found = path && await find(folder, path);
  if (!found) return response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
  const accepted = (request.headers['accept-encoding'] ?? '').split(',').map((entry) => entry.split(';')[0].trim());
  let sent = found, encoding = '';
  for (const [name, ending] of [['br', '.br'], ['gzip', '.gz']]) {
    const packed = !encoding && accepted.includes(name) && await find(folder, relative(folder, found.place) + ending);
    if (packed) [sent, encoding] = [packed, name];
  }
  const tag = `"${found.size}-${found.mtimeMs}${encoding}"`;
  const headers = {
    'content-type': TYPES[extname(found.place)] ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'access-control-allow-origin': '*',  // a sandboxed frame has no origin of its own
    'cache-control': kept ?? (HASHED.test(found.place) ? 'public, max-age=31536000, immutable' : 'no-cache'), vary: 'accept-encoding', etag: tag,
  };
  if (policy) headers['content-security-policy'] = policy;
  if (encoding) headers['content-encoding'] = encoding;
  if (request.headers['if-none-match'] === tag) return response.writeHead(304, headers).end();
  headers['content-length'] = sent.size;
  response.writeHead(200, headers);
  if (request.method === 'HEAD' || sent.size === 0) return response.end();
  const bytes = createReadStream(sent.place, { end: sent.size - 1 });
  await pipeline(bytes, response);  // closes the file, however the download ends
  if (bytes.bytesRead < sent.size) request.socket.destroy();  // a build has shortened it: nobody waits for the rest
  return response;
}

/**
 * Serves `folder` on this machine only; `policy` '' for pages that are not ours, `kept` the cache-control of a host that
 * has one for all files. `first(request, response)` may answer a request itself, and says whether it has.
 * @returns {Promise<{port, close}>}
 */
export async function serve(folder, port = 0, policy = POLICY, kept = undefined, first = () => false) {
  const root = realpathSync(folder);
  const server = createServer((request, response) => {
    if (first(request, response)) return;
    answer(root, { policy, kept }, request, response).catch(() => {  // given up by whoever asked, or not readable
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' }).end('Cannot be read\n');
      else response.destroy();
    });
  });
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => done({
      port: server.address().port,
      close: () => new Promise((closed) => { server.close(closed); server.closeAllConnections(); }),
    }));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, port = '8000'] = process.argv.slice(2);
  if (!statSync(folder ?? '', { throwIfNoEntry: false })?.isDirectory()) {
    console.error(folder ? `There is no folder ${folder}.` : 'usage: node serve.mjs FOLDER [PORT]');
    process.exit(1);
  }
  serve(folder, Number(port)).then(
    (server) => console.log(`http://localhost:${server.port}/`),
    (error) => {
      console.error(error.code === 'EADDRINUSE' ? `Port ${port} is in use: choose another with --port.` : String(error));
      process.exit(1);
    });
}
