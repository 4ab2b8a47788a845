// Two kinds of host with one interface: setup(w) losses(n) run(n) predict(n) out() close()
import fs from 'node:fs'; import path from 'node:path'; import http from 'node:http'; import { spawn } from 'node:child_process'; import readline from 'node:readline'; import os from 'node:os';
import { fileURLToPath } from 'node:url';
export const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const MIME = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' };
export const envPaths = () => Object.fromEntries(Object.entries(process.env).filter(([k]) => /^(PLAYGROUND_NN|ENGINE_\w+)$/.test(k)));

export function startServer() {
  const srv = http.createServer((q, r) => {
    const u = decodeURIComponent(new URL(q.url, 'http://x').pathname); let f;
    const m = u.match(/^\/ext\/([A-Z_0-9]+)\/(.*)$/);
    if (m) f = path.join(path.dirname(envPaths()[m[1]] || '/nonexistent/x'), m[2]); else f = path.join(ROOT, u);
    fs.readFile(f, (e, b) => { if (e) { r.writeHead(404); r.end(); return; } r.writeHead(200, { 'content-type': MIME[path.extname(f)] || 'application/octet-stream', 'cache-control': 'no-store' }); r.end(b); });
  });
  return new Promise((ok) => srv.listen(0, '127.0.0.1', () => ok({ port: srv.address().port, close: () => srv.close() })));
}
export const CHROME_ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows'];
export async function launchChromium(extra = []) {
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', headless: true, args: [...CHROME_ARGS, ...extra] }); // playwright makes a fresh --user-data-dir
}
export async function bundle(file, opts = {}) {
  const esbuild = await import('esbuild'), name = path.basename(file, '.mjs'), out = path.join(ROOT, 'dist', name + (opts.suffix || '') + '.mjs');
  const entry = `import a from ${JSON.stringify(path.resolve(file))}; import {Session} from ${JSON.stringify(path.join(ROOT, 'lib/session.mjs'))}; export {a as adapter, Session};`;
  await esbuild.build({ stdin: { contents: entry, resolveDir: ROOT }, bundle: true, format: 'esm', platform: 'browser', target: 'es2022', outfile: out, minify: !!opts.minify, logLevel: 'error',
    loader: { '.node': 'empty' }, define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' }, mainFields: ['browser', 'module', 'main'] });
  return '/dist/' + name + (opts.suffix || '') + '.mjs';
}
export class ChromiumHost {
  static async open(browser, port, file, v8) {
    const h = new ChromiumHost(); const url = await bundle(file);
    h.context = await browser.newContext(); h.page = await h.context.newPage();   // own context = own renderer process
    h.page.on('pageerror', (e) => console.error('[page]', path.basename(file), e.message)); h.page.on('console', (m) => { if (m.type() === 'error' && !/404/.test(m.text())) console.error('[page]', path.basename(file), m.text()); });
    h.base = `http://127.0.0.1:${port}`; await h.page.goto(h.base + '/lib/blank.html');
    const env = Object.fromEntries(Object.entries(envPaths()).map(([k, v]) => [k, `${h.base}/ext/${k}/${path.basename(v)}`]));
    await h.page.evaluate(async ([url, env, base]) => { const m = await import(url); const ctx = { host: 'chromium', env, asset: (p) => base + '/' + p, bytes: null };
      window.S = new m.Session(m.adapter, ctx); await window.S.load(); window.B = {}; }, [url, env, h.base]);
    return h;
  }
  async setup(w) { await this.page.evaluate(async ([spec, url]) => { if (!window.B[spec.id]) window.B[spec.id] = new Float32Array(await (await fetch(url)).arrayBuffer()); await window.S.setup(spec, window.B[spec.id]); }, [w.spec, `${this.base}/.data/${w.spec.id}.blob`]); }
  losses(n) { return this.page.evaluate((n) => window.S.losses(n), n); }
  run(n) { return this.page.evaluate((n) => window.S.run(n), n); }
  predict(n) { return this.page.evaluate((n) => window.S.predict(n), n); }
  out() { return this.page.evaluate(() => window.S.out()); }
  async close() { await this.context.close(); }
}
export class LineHost {
  static async open(cmd, args, env) {
    const h = new LineHost(); h.p = spawn(cmd, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, OMP_NUM_THREADS: '1', RAYON_NUM_THREADS: '1', MKL_NUM_THREADS: '1', ...env }, cwd: ROOT });
    h.q = []; h.dead = false; readline.createInterface({ input: h.p.stdout }).on('line', (l) => h.q.shift()?.[0](JSON.parse(l)));
    h.p.on('exit', (c) => { h.dead = true; for (const [, no] of h.q) no(new Error('process ended ' + c)); });
    h.info = (await h.wait()).info; return h;
  }
  wait() { return new Promise((a, b) => this.q.push([a, b])); }
  ask(o) { if (this.dead) throw new Error('process gone'); const w = this.wait(); this.p.stdin.write(JSON.stringify(o) + '\n'); return w; }
  async setup(w) { await this.ask({ cmd: 'setup', file: w.file }); }
  async losses(n) { return (await this.ask({ cmd: 'losses', n })).losses; }
  run(n) { return this.ask({ cmd: 'run', n }); }
  predict(n) { return this.ask({ cmd: 'predict', n }); }
  async out() { return (await this.ask({ cmd: 'out' })).out; }
  async close() { if (!this.dead) this.p.stdin.write('{"cmd":"quit"}\n'); }
}
