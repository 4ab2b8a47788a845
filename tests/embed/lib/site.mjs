// A host of other people's pages: hands out one folder of theirs, the built site below it where `embed` is, and sends
// only the headers that it is told to send.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
};

/** What pages write where the address of another site belongs, which only the test knows. */
const EXAMPLE = 'https://chalkgrad.example/';

/** Serves the first of `folders` that has a file. `headers` go with every answer; `other` is the address of the other site. */
export async function host(folders, { headers = {}, other = EXAMPLE } = {}) {
  const requests = [];
  const server = createServer(async ({ url }, response) => {
    const path = normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname));
    requests.push(path);
    if (path === '/favicon.ico') {
      response.writeHead(204).end(); // Browsers ask for one where a page names none.
      return;
    }
    const name = path.endsWith('/') ? `${path}index.html` : path;
    for (const folder of folders) {
      const bytes = await readFile(join(folder, name)).catch(() => null);
      if (!bytes) continue;
      const type = TYPES[extname(name)] ?? 'application/octet-stream';
      response.writeHead(200, { ...headers, 'content-type': type, 'x-content-type-options': 'nosniff' });
      response.end(extname(name) === '.html' ? bytes.toString().replaceAll(EXAMPLE, other) : bytes);
      return;
    }
    response.writeHead(404, { ...headers, 'content-type': 'text/plain' }).end('There is no such file.');
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  server.unref();
  const close = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  return { url: `http://127.0.0.1:${server.address().port}/`, requests, close };
}
