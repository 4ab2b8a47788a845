// Runs inside the page (Chromium) or a child process (Node): owns one adapter and one engine instance.
import { split } from './workloads.mjs';
export class Session {
  constructor(adapter, ctx) { this.a = adapter; this.ctx = ctx; this.eng = null; this.cache = new Map(); }
  async load() { this.lib = await this.a.load(this.ctx); }
  async setup(spec, blob) {
    this.eng?.dispose?.(); this.eng = null;
    this.eng = await this.a.create(this.lib, spec, { ...split(spec, blob), blob, specJson: JSON.stringify(spec) });
  }
  async losses(n) { const r = []; for (let i = 0; i < n; i++) r.push(+(await this.eng.step())); return r; }
  async run(n) {
    const e = this.eng; let s = 0; const t = performance.now();
    if (e.async) for (let i = 0; i < n; i++) s += await e.step(); else for (let i = 0; i < n; i++) s += e.step();
    return { ms: performance.now() - t, sum: Number.isFinite(s) ? s : -1 };
  }
  async predict(n) {
    const e = this.eng; let s = 0; const t = performance.now();
    if (e.async) for (let i = 0; i < n; i++) s += (await e.predict())[i % 100]; else for (let i = 0; i < n; i++) s += e.predict()[i % 100];
    return { ms: performance.now() - t, sum: s };
  }
  async out() { return Array.from(await this.eng.predict()); }
}
