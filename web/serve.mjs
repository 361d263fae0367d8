// A small static server for this machine: right MIME types, precompressed files, nothing outside its folder.
// usage: node serve.mjs FOLDER [PORT]      (port 0 = any free one)
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8', '.json': 'application/json', '.wasm': 'application/wasm', '.otf': 'font/otf',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.txt': 'text/plain; charset=utf-8',
};
// What a careful host sends; the page has to run under it.
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; "
  + "img-src 'self' blob: data:; font-src 'self'; worker-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'";

const HASHED = /[/\\]lab-[0-9a-f]{10}[/\\]/;  // named after their content: see pack.mjs

/** The file for a request path, or null: not there, not a file, or outside the folder. */
function find(folder, path) {
  let decoded;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (decoded.includes('\0')) return null;
  const place = resolve(join(folder, decoded.endsWith('/') ? `${decoded}index.html` : decoded));
  if (!place.startsWith(resolve(folder) + sep)) return null;
  const stat = statSync(place, { throwIfNoEntry: false });
  return stat?.isFile() ? { place, stat } : null;
}

function answer(folder, policy, request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD') return response.writeHead(405, { allow: 'GET, HEAD' }).end();
  const found = find(folder, request.url.split('?')[0]);
  if (!found) return response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
  const accepted = (request.headers['accept-encoding'] ?? '').split(',').map((entry) => entry.split(';')[0].trim());
  const packed = [['br', '.br'], ['gzip', '.gz']].find(([name, ending]) =>
    accepted.includes(name) && statSync(found.place + ending, { throwIfNoEntry: false }));
  const place = packed ? found.place + packed[1] : found.place;
  const tag = `"${found.stat.size}-${found.stat.mtimeMs}${packed ? packed[0] : ''}"`;
  const headers = {
    'content-type': TYPES[extname(found.place)] ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'access-control-allow-origin': '*',  // a sandboxed frame has no origin of its own
    'cache-control': HASHED.test(found.place) ? 'public, max-age=31536000, immutable' : 'no-cache', vary: 'accept-encoding', etag: tag,
  };
  if (policy) headers['content-security-policy'] = policy;
  if (packed) headers['content-encoding'] = packed[0];
  if (request.headers['if-none-match'] === tag) return response.writeHead(304, headers).end();
  headers['content-length'] = statSync(place).size;
  response.writeHead(200, headers);
  if (request.method === 'HEAD') return response.end();
  return createReadStream(place).on('error', () => response.destroy()).pipe(response);
}

/** Serves `folder` on this machine only; `policy` '' for pages that are not ours. @returns {Promise<{port, close}>} */
export function serve(folder, port = 0, policy = POLICY) {
  const server = createServer((request, response) => answer(folder, policy, request, response));
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
  serve(folder, Number(port)).then(
    (server) => console.log(`http://localhost:${server.port}/`),
    (error) => {
      console.error(error.code === 'EADDRINUSE' ? `Port ${port} is in use: choose another with --port.` : String(error));
      process.exit(1);
    });
}
