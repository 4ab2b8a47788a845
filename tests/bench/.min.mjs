// node min.mjs engines workloads [chunkMs] [rounds]: fastest chunk per engine, interleaved, in Chromium
import { startServer, launchChromium, ROOT } from '/work/wt/speed/tests/bench/lib/hosts.mjs';
import { WORKLOADS, makeData } from '/work/wt/speed/tests/bench/lib/workloads.mjs';
const [engines, wls, CH = 8, R = 40] = process.argv.slice(2);
const srv = await startServer(), br = await launchChromium();
const rows = {};
const ctx = await br.newContext(), page = await ctx.newPage(); await page.goto(`http://127.0.0.1:${srv.port}/lib/blank.html`);
for (const w of WORKLOADS.filter((w) => wls.split(',').some((x) => w.id.startsWith(x)))) {
  const out = await page.evaluate(async ([engines, spec, blob, CH, R]) => {
    const list = [];
    for (const name of engines) { const m = await import(`/rust/pkg/${name}/engine.js`); await m.default(); const e = new m.Eng(JSON.stringify(spec), new Float32Array(blob)); const f = spec.mode === 'predict' ? () => e.predict() : () => e.step(); list.push({ name, f, ms: [] }); }
    const run = (f, n) => { const t = performance.now(); for (let i = 0; i < n; i++) f(); return performance.now() - t; };
    for (const l of list) { let n = 1, t; const t0 = performance.now(); do { t = run(l.f, n); if (t < CH) n = Math.max(n + 1, Math.round(n * Math.min(4, CH / Math.max(t, 0.2)))); } while (performance.now() - t0 < 150); l.n = Math.max(1, Math.round(n * CH / t)); }
    for (let r = 0; r < R; r++) { for (const l of list) l.ms.push(run(l.f, l.n) / l.n); }
    return list.map((l) => { l.ms.sort((a, b) => a - b); return { name: l.name, min: l.ms[0], q: l.ms[R >> 2], med: l.ms[R >> 1] }; });
  }, [engines.split(','), w, [...makeData(w)], +CH, +R]);
  const base = out[0];
  console.log(w.id.padEnd(7), out.map((o) => `${o.name} ${(o.min * 1000).toPrecision(4)}us (${(base.min / o.min).toFixed(3)}; q ${(base.q / o.q).toFixed(3)})`).join('  '));
}
await br.close(); srv.close(); process.exit(0);
