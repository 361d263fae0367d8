// Serves the page, builds it again when a source has changed, and reloads it wherever it is open.
// usage: node watch.mjs FOLDER [PORT]      from the repository's root, after a first build
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { POLICY, serve } from './serve.mjs';

const SOURCES = ['src', 'shaders', 'web', 'CMakeLists.txt'];
const BETWEEN_LOOKS = 500;  // ms
const SCRIPT = '/reload-when-built.js', EVENTS = '/built';
const RELOADS = `new EventSource('${EVENTS}').onmessage = () => location.reload();\n`;

/** Something that differs when a file has come, gone or changed. */
function look(places) {
  const files = places.flatMap((place) => (statSync(place).isDirectory()
    ? readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    : [place]));
  return files.map((file) => `${file} ${statSync(file, { throwIfNoEntry: false })?.mtimeMs}`).join('\n');
}

/**
 * Serves `folder`; when something in `sources` has changed, `build()` is called, and if the promise it returns is true,
 * open pages are reloaded. One build at a time; what changes during one is built by the next.
 * @returns {Promise<{port, close}>}
 */
export async function watch(folder, port, { sources = SOURCES, build, betweenLooks = BETWEEN_LOOKS }) {
  const open = new Set();  // the pages' connections
  const server = await serve(folder, port, POLICY, undefined, (request, response) => {
    const path = request.url.split('?')[0];
    if (path === SCRIPT) response.writeHead(200, { 'content-type': 'text/javascript' }).end(RELOADS);
    else if (path === EVENTS) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': waiting\n\n');
      open.add(response);
      response.on('close', () => open.delete(response));
    } else if (path === '/' || path === '/index.html') {
      const page = readFileSync(join(folder, 'index.html'), 'utf8').replace('</head>', `  <script src="${SCRIPT}"></script>\n</head>`);
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache', 'content-security-policy': POLICY }).end(page);
    } else return false;
    return true;
  });
  let seen = look(sources), isBuilding = false;
  const timer = setInterval(async () => {
    if (isBuilding) return;
    const now = look(sources);
    if (now === seen) return;
    seen = now;
    isBuilding = true;
    if (await build()) for (const page of open) page.write('data: built\n\n');
    isBuilding = false;
  }, betweenLooks);
  return { port: server.port, close() { clearInterval(timer); return server.close(); } };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, port = '8000'] = process.argv.slice(2);
  const build = () => new Promise((done) => {
    spawn('bash', ['web/serve.sh', '--build-only'], { stdio: 'inherit' }).on('close', (status) => done(status === 0));
  });
  watch(folder, Number(port), { build }).then(
    (server) => console.log(`http://localhost:${server.port}/ is built and reloaded when a source changes.`),
    (error) => {
      console.error(error.code === 'EADDRINUSE' ? `Port ${port} is in use: choose another with --port.` : String(error));
      process.exit(1);
    });
}
