// What authors with a build do: a Vite bundle, and a page that React renders on a server, both from the npm package.

import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = resolve(import.meta.dirname, '..');
const tools = resolve(here, '../e2e/node_modules');

/** Where `cargo xtask package` puts the npm package. */
export const PACKAGE = resolve(process.env.PACKAGE ?? join(here, '../../target/npm'));

/** A copy of a host's folder with the packages that it names installed, as npm would. */
async function installed(name, packages) {
  const folder = await mkdtemp(join(tmpdir(), `chalkgrad-${name}-`));
  await cp(join(here, name), folder, { recursive: true });
  await mkdir(join(folder, 'node_modules'));
  await cp(PACKAGE, join(folder, 'node_modules/chalkgrad'), { recursive: true });
  for (const each of packages) await symlink(join(tools, each), join(folder, 'node_modules', each), 'junction');
  return folder;
}

const remove = (folder) => rm(folder, { recursive: true, force: true });

/** The folder that Vite makes of tests/embed/vite, without any configuration. */
export async function vite() {
  const folder = await installed('vite', []);
  await run(process.execPath, [join(tools, 'vite/bin/vite.js'), 'build', '--logLevel', 'warn', '--base', './'], { cwd: folder });
  return { folder: join(folder, 'dist'), remove: () => remove(folder) };
}

/** A page that Node has rendered, with the script that takes it over, and the package beside it. */
export async function server() {
  const folder = await installed('server', ['react', 'react-dom', 'scheduler']);
  const render = `
    import { createElement } from 'react';
    import { renderToString } from 'react-dom/server';
    import { Page } from './page.mjs';
    console.log(renderToString(createElement(Page)));`;
  const { stdout: html } = await run(process.execPath, ['--input-type=module', '-e', render], { cwd: folder });
  const { build } = createRequire(join(tools, 'x.js'))('esbuild');
  const out = join(folder, 'site');
  await build({
    entryPoints: [join(folder, 'client.mjs')],
    outfile: join(out, 'client.js'),
    bundle: true,
    format: 'esm',
    define: { 'process.env.NODE_ENV': '"production"' },
    // The package stays whole beside the page: its files find each other.
    alias: { chalkgrad: './chalkgrad/chalkgrad.js' },
    external: ['./chalkgrad/*'],
  });
  await cp(PACKAGE, join(out, 'chalkgrad'), { recursive: true });
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Rendered</title><link rel="icon" href="data:,">
    <script type="module" src="client.js"></script></head><body><main>${html.trim()}</main></body></html>`;
  await writeFile(join(out, 'index.html'), page);
  return { folder: out, html, remove: () => remove(folder) };
}
