// A web server for the tests: hands out the files of one folder on this computer only, under the page's content
// security policy, and answers 404 for what is not there, as any static host does.

import { createServer } from 'node:http';
import { readFile, stat } from 'node:fs/promises';
import { basename, extname, join, normalize } from 'node:path';

/** What the page promises to work under. */
export const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'self'";

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

/**
 * Serves `root` below `folder` ("/" or "/a/b/"). `missing` is a pattern of paths that are answered with 404, `pages` has
 * texts of pages by path, a file whose name is in the folder `over` comes from there, and pages of other hosts may use the
 * paths that `allow` matches.
 * Gives the page's address, the requests so far, and `close`.
 */
export async function serve(root, { folder = '/', policy = POLICY, missing, pages = {}, over, allow } = {}) {
  const requests = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    if (Object.hasOwn(pages, path)) {
      response.writeHead(200, { 'content-security-policy': policy, 'content-type': TYPES['.html'] }).end(pages[path]);
      return;
    }
    const other = over && (await find(over, '/', `/${basename(path)}`));
    const file = other ? other : missing?.test(path) ? null : await find(root, folder, path);
    requests.push({ path, status: file ? 200 : 404 });
    const headers = { 'content-security-policy': policy, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };
    if (allow?.test(path)) headers['access-control-allow-origin'] = '*';
    if (!file) {
      response.writeHead(404, { ...headers, 'content-type': 'text/plain' }).end('There is no such file.');
      return;
    }
    response.writeHead(200, { ...headers, 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(await readFile(file));
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  server.unref(); // A test that fails early must not leave the process waiting.
  return {
    url: `http://127.0.0.1:${server.address().port}${folder}`,
    requests,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

/** The file that a path means, or null. */
async function find(root, folder, path) {
  if (!path.startsWith(folder)) return null;
  const inside = normalize(path.slice(folder.length));
  if (inside.startsWith('..')) return null;
  const file = join(root, inside === '.' || inside.endsWith('/') ? join(inside, 'index.html') : inside);
  const found = await stat(file).catch(() => null);
  return found?.isFile() ? file : null;
}
