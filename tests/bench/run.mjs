#!/usr/bin/env node
// The benchmark of training steps; `cargo xtask bench` builds the engines and calls this.
// node run.mjs [--only a,b] [--skip a,b] [--workloads W1,W3] [--host chromium|node] [--rounds 7] [--rep-ms 400] [--warm-ms 1000] [--out out/run] [--base name]
import fs from 'node:fs'; import path from 'node:path'; import { pathToFileURL } from 'node:url';
import { WORKLOADS, makeData, parameters, reference, flopsPerStep, flopsPredict } from './lib/workloads.mjs';
import { ROOT, startServer, launchChromium, ChromiumHost, LineHost } from './lib/hosts.mjs';
import { report } from './lib/report.mjs';
const arg = (k, d) => { const i = process.argv.indexOf('--' + k); return i < 0 ? d : process.argv[i + 1]; };
const list = (v) => (v ? v.split(',') : null);
const only = list(arg('only')), skip = list(arg('skip')) || [], wl = list(arg('workloads')), host = arg('host', 'chromium');
const ROUNDS = +arg('rounds', 7), REP = +arg('rep-ms', 400), WARM = +arg('warm-ms', 1000), OUT = arg('out', 'out/run'), MAXSTEP = +arg('max-step-ms', 4000);
process.chdir(ROOT);

const adapters = [];
for (const f of fs.readdirSync('adapters').sort()) {
  if (!f.endsWith('.mjs') || f.startsWith('_')) continue;
  const file = path.join(ROOT, 'adapters', f), a = (await import(pathToFileURL(file))).default;
  if ((only && !only.some((o) => a.name === o || a.group === o)) || skip.some((o) => a.name === o || a.group === o)) continue;
  if (a.needsEnv?.some((k) => !process.env[k])) { console.error(`- ${a.name}: not run (needs ${a.needsEnv})`); continue; }
  if (!a.proc && !a.hosts.includes(host)) continue;
  adapters.push({ ...a, file });
}
const specs = WORKLOADS.filter((w) => (!wl && !w.more) || wl?.some((x) => w.id === x || w.id.startsWith(x)));
fs.mkdirSync('.data', { recursive: true }); fs.mkdirSync(path.dirname(OUT), { recursive: true });
const works = specs.map((spec) => {
  const blob = makeData(spec), hdr = Buffer.from(JSON.stringify(spec)), len = Buffer.alloc(4); len.writeUInt32LE(hdr.length);
  const raw = Buffer.from(blob.buffer); fs.writeFileSync(`.data/${spec.id}.blob`, raw); fs.writeFileSync(`.data/${spec.id}.bin`, Buffer.concat([len, hdr, raw]));
  const nref = spec.id === 'W4h512' ? 2 : 6; return { spec, file: path.join(ROOT, '.data', spec.id + '.bin'), nref, ref: reference(spec, blob, nref) };
});
const srv = await startServer(), browser = adapters.some((a) => !a.proc) && host === 'chromium' ? await launchChromium() : null;
const live = [];
for (const a of adapters) {
  try {
    a.h = a.proc ? await LineHost.open(a.proc[0], a.proc.slice(1)) : host === 'chromium' ? await ChromiumHost.open(browser, srv.port, a.file) : await LineHost.open(process.execPath, ['lib/node-host.mjs', a.file]);
    live.push(a); console.error(`+ ${a.name}`);
  } catch (e) { console.error(`! ${a.name}: ${e.message.split('\n')[0]}`); }
}
const R = { date: new Date().toISOString(), host, rounds: ROUNDS, repMs: REP, chromium: browser?.version(), node: process.version, results: {} };
for (const w of works) {
  const s = w.spec, pred = s.mode === 'predict', rows = {};
  for (const a of live) {
    if (!a.supports(s)) continue;
    const row = { name: a.name, group: a.group, note: a.note, ms: [], check: '' };
    try {
      await a.h.setup(w);
      // correctness against the f64 reference
      const exact = typeof a.exact === 'function' ? a.exact(s) : a.exact; let worst = 0;
      if (pred) { const o = await a.h.out(); for (let i = 0; i < o.length; i += 37) worst = Math.max(worst, Math.abs(o[i] - w.ref.out[i])); if (o.length !== w.ref.out.length) worst = Infinity; }
      else { const l = await a.h.losses(w.nref); w.ref.losses.forEach((v, i) => { worst = Math.max(worst, Math.abs(l[i] - v) / Math.max(Math.abs(v), 1e-3)); }); }
      row.check = exact || pred ? (worst <= (a.tol ?? 2e-3) ? 'ok' : 'MISMATCH') : 'not comparable'; row.err = worst;
      // warm-up and calibration
      const go = (n) => (pred ? a.h.predict(n) : a.h.run(n)); let n = 1, spent = 0, per;
      for (;;) { const { ms } = await go(n); spent += ms; per = ms / n; if (spent >= WARM || (per > MAXSTEP && n === 1)) break; n = Math.max(1, Math.min(n * 3, Math.ceil(Math.max(20, WARM - spent) / Math.max(per, 1e-5)))); }
      row.n = Math.max(1, Math.round(REP / per)); rows[a.name] = row; row.a = a;
    } catch (e) { console.error(`! ${s.id} ${a.name}: ${e.message.split('\n')[0]}`); }
  }
  let order = Object.values(rows);
  for (let r = 0; order.length && r < ROUNDS; r++) {
    order = [...order.slice(1), order[0]]; if (r % 2) order.reverse();   // interleaved, the order changes every round
    for (const row of order) {
      await row.a.h.setup(w); const go = (n) => (pred ? row.a.h.predict(n) : row.a.h.run(n));
      if (row.n > 4) await go(Math.ceil(row.n / 10)); const { ms } = await go(row.n); (row.r ??= {})[r] = ms / row.n;
    }
  }
  for (const row of Object.values(rows)) { row.ms = Array.from({ length: ROUNDS }, (_, r) => row.r[r]); delete row.r; delete row.a; }
  R.results[s.id] = { title: s.title, mode: s.mode, batch: pred ? s.grid : s.batch, n_batches: s.n_batches, parameters: parameters(s), flops: pred ? flopsPredict(s) : flopsPerStep(s), rows: Object.values(rows) };
  fs.writeFileSync(OUT + '.json', JSON.stringify(R, null, 1)); console.error(`  ${s.id} done`);
}
for (const a of live) await a.h.close(); await browser?.close(); srv.close();
const md = report(R, arg('base')); fs.writeFileSync(OUT + '.md', md); console.log(md); process.exit(0);
