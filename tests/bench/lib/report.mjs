// Result object -> markdown. Ratios are medians of per-round ratios (paired), so slow drift of the machine cancels.
export const med = (a) => { const b = [...a].sort((x, y) => x - y), m = b.length >> 1; return b.length % 2 ? b[m] : (b[m - 1] + b[m]) / 2; };
const sig = (v) => (v >= 1e6 ? (v / 1e6).toPrecision(3) + 'M' : v >= 1e4 ? (v / 1e3).toPrecision(3) + 'k' : v >= 100 ? v.toFixed(0) : v.toPrecision(3));
const ratio = (a, b) => med(a.ms.map((m, i) => b.ms[i] / m));    // >1: a is faster than b
export function report(R, base) {
  let o = `<!-- ${R.date} host=${R.host} chromium=${R.chromium ?? '-'} node=${R.node} rounds=${R.rounds} rep=${R.repMs}ms -->\n`;
  o += summary(R);
  for (const [id, w] of Object.entries(R.results)) {
    const rows = [...w.rows].sort((a, b) => med(a.ms) - med(b.ms)); if (!rows.length) continue;
    const f = base ? rows.find((r) => r.name === base) : rows.find((r) => r.group === 'browser' && r.check === 'ok') ?? rows.find((r) => r.group === 'browser') ?? rows[0], t = rows.find((r) => r.group === 'native' && r.name.startsWith('torch'));
    const pred = w.mode === 'predict';
    o += `\n### ${id}: ${w.title}\n\n| engine | kind | ${pred ? 'grids' : 'steps'}/s median | min-max | ${pred ? 'points' : 'samples'}/s |${w.n_batches > 1 ? ' epochs/s |' : ''} us/${pred ? 'grid' : 'step'} | GFLOP/s | x ${f?.name} |${t ? ` x ${t.name} |` : ''} check |\n|---|---|--:|--:|--:|${w.n_batches > 1 ? '--:|' : ''}--:|--:|--:|${t ? '--:|' : ''}---|\n`;
    for (const r of rows) { const m = med(r.ms), rate = 1e3 / m;
      o += `| ${r.name} | ${r.group} | ${sig(rate)} | ${sig(1e3 / Math.max(...r.ms))}-${sig(1e3 / Math.min(...r.ms))} | ${sig(rate * w.batch)} |${w.n_batches > 1 ? ` ${sig(rate / w.n_batches)} |` : ''} ${sig(m * 1e3)} | ${(w.flops * rate / 1e9).toPrecision(2)} | ${f ? ratio(r, f).toPrecision(3) : ''} |${t ? ` ${ratio(r, t).toPrecision(3)} |` : ''} ${r.check}${r.err > 0 && Number.isFinite(r.err) ? ' ' + r.err.toExponential(0) : ''} |\n`; }
  }
  const W4 = Object.entries(R.results).filter(([k]) => k.startsWith('W4h')); 
  if (W4.length > 1) { o += `\n### W4 cost growth: ms per step\n\n| engine | ${W4.map(([k]) => k.slice(2)).join(' | ')} | GFLOP/s at largest |\n|---|${W4.map(() => '--:|').join('')}--:|\n`;
    const names = [...new Set(W4.flatMap(([, w]) => w.rows.map((r) => r.name)))];
    for (const n of names) { const last = W4.at(-1)[1].rows.find((r) => r.name === n); o += `| ${n} | ${W4.map(([, w]) => { const r = w.rows.find((q) => q.name === n); return r ? med(r.ms).toPrecision(3) : '-'; }).join(' | ')} | ${last ? (W4.at(-1)[1].flops / med(last.ms) / 1e6).toPrecision(3) : '-'} |\n`; } }
  return o + growth(R);
}

// Where the cost is linear, the last column stays the same or falls, as what each step has to do once weighs less
function growth(R) {
  const works = Object.entries(R.results).filter(([id]) => id.startsWith('G'));
  if (!works.length) return '';
  let o = '\n### Growth of the cost\n\n| engine | rows | parameters | us/step | ns per row and parameter |\n|---|--:|--:|--:|--:|\n';
  for (const n of [...new Set(works.flatMap(([, w]) => w.rows.map((r) => r.name)))])
    for (const [, w] of works) { const r = w.rows.find((q) => q.name === n); if (r) o += `| ${n} | ${w.batch} | ${w.parameters} | ${sig(med(r.ms) * 1e3)} | ${(med(r.ms) * 1e6 / w.batch / w.parameters).toPrecision(3)} |\n`; }
  return o;
}

// chalkgrad against the ceiling, the throw-away tape, and each peer that computes the same
function summary(R) {
  const works = Object.entries(R.results).filter(([, w]) => w.rows.some((r) => r.name === 'chalkgrad'));
  if (!works.length) return '';
  const names = [...new Set(works.flatMap(([, w]) => w.rows.map((r) => r.name)))].filter((n) => n !== 'chalkgrad');
  const order = (n) => ['hand-wasm', 'tape-wasm'].indexOf(n) + 1 || 3;
  names.sort((a, b) => order(a) - order(b) || a.localeCompare(b));
  let o = `\n### chalkgrad against each: how many times as fast (medians of ratios within a round)\n\n| | chalkgrad /s | ${names.join(' | ')} |\n|---|--:|${names.map(() => '--:|').join('')}\n`;
  for (const [id, w] of works) {
    const own = w.rows.find((r) => r.name === 'chalkgrad');
    const cells = names.map((n) => { const r = w.rows.find((q) => q.name === n); return r ? ratio(own, r).toPrecision(3) + (r.check === 'ok' ? '' : ` (${r.check})`) : '–'; });
    o += `| ${id} | ${sig(1e3 / med(own.ms))} | ${cells.join(' | ')} |\n`;
  }
  return o;
}
