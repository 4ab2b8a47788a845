import { serve } from '/work/wt/network/tests/e2e/lib/server.mjs';
import { launch, fullSpeed, settled } from '/work/wt/network/tests/e2e/lib/visit.mjs';
const [browser, site] = [await launch(), await serve(process.env.DIST)];
const page = await (await browser.newContext({viewport:{width:1280,height:1400}})).newPage();
await page.goto(site.url + 'network.html#data=spiral&epochs=100000');
await settled(page);
await fullSpeed(page);
await page.evaluate(() => {
  const s = document.querySelector('chalk-session');
  globalThis.cost = {};
  for (const el of document.querySelectorAll('chalk-session *')) {
    if (!el.update || !el.localName.startsWith('chalk-')) continue;
    const old = el.update.bind(el);
    el.update = (...a) => { const t = performance.now(); old(...a); globalThis.cost[el.localName] = (globalThis.cost[el.localName] ?? 0) + performance.now() - t; };
  }
  globalThis.n = 0; s.addEventListener('chalk-step', () => globalThis.n++);
});
await page.getByRole('button', {name:'Play', exact:true}).click();
const r = await page.evaluate(async () => {
  const s = document.querySelector('chalk-session'); const from = s.moment.step; const n0 = globalThis.n; globalThis.cost = {};
  let frames = 0; const began = performance.now();
  while (performance.now() - began < 5000) { await new Promise(requestAnimationFrame); frames++; }
  const n = globalThis.n - n0;
  return { fps: frames/5, draws: n/5, steps: (s.moment.step-from)/5, cost: Object.fromEntries(Object.entries(globalThis.cost).map(([k,v]) => [k, +(v/n).toFixed(2)])) };
});
console.log(JSON.stringify(r, null, 1));
await browser.close(); await site.close();
