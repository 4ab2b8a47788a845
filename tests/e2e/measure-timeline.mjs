// Not a test: measures how long a jump on the timeline takes in a run of 10,000 steps, from the call to the painted
// frame, and what the run takes of memory. Run it after `cargo xtask build`, with nothing else running:
// CHROMIUM=/usr/bin/chromium node tests/e2e/measure-timeline.mjs

import { watchInstances } from './lib/host.mjs';
import { serve } from './lib/server.mjs';
import { DIST, dice, launch, settled } from './lib/visit.mjs';

const JUMPS = 200;
const network = (optimizer) => ({
  version: 1,
  data: { name: 'moons', samples: 200 },
  model: [{ Linear: { out_features: 8 } }, 'Tanh', { Linear: { out_features: 8 } }, 'Tanh', { Linear: { out_features: 1 } }],
  loss: 'BCEWithLogitsLoss',
  batch_size: 20,
  shuffle: true,
  optimizer,
  epochs: 1000,
});
const RUNS = {
  demo: { version: 1, data: { name: 'article' }, model: [{ Linear: { out_features: 1 } }], loss: 'MSELoss', optimizer: { SGD: { lr: 0.01 } }, epochs: 10_000 },
  '2-8-8-1, SGD': network({ SGD: { lr: 0.1 } }),
  '2-8-8-1, Adam': network({ Adam: { lr: 0.01 } }),
};

/** In the page: milliseconds of each jump, to the painted frame and for the work alone. */
async function jump(shares) {
  const session = document.querySelector('chalk-session');
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(null);
  }));
  const { total } = session.moment;
  const [frames, work] = [[], []];
  for (const share of shares) {
    await painted();
    const began = performance.now();
    const target = Math.round(total * share);
    session.seek(target);
    work.push(performance.now() - began);
    while (session.moment.position !== target) await new Promise(requestAnimationFrame);
    frames.push((await painted()) - began);
  }
  return { frames, work };
}

const sorted = (times) => times.toSorted((a, b) => a - b);
const line = (times) => {
  const all = sorted(times);
  return `median ${all[all.length >> 1].toFixed(1)}, 95th percentile ${all[Math.floor(all.length * 0.95)].toFixed(1)}, worst ${all.at(-1).toFixed(1)} ms`;
};

const [browser, site] = await Promise.all([launch(), serve(DIST)]);
for (const [name, experiment] of Object.entries(RUNS)) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  await watchInstances(page);
  await page.goto(site.url);
  await settled(page);
  await page.evaluate(async (text) => {
    const session = document.querySelector('chalk-session');
    await session.widen();
    await session.open(text);
    const { total } = session.moment;
    while (!session.moment.finished) session.seek(Math.min(total, session.moment.position + 20_000));
  }, JSON.stringify(experiment));
  const { steps, position } = await page.evaluate(() => document.querySelector('chalk-session').moment);
  const roll = dice(1);
  const { frames, work } = await page.evaluate(jump, Array.from({ length: JUMPS }, () => roll(1_000_000) / 1_000_000));
  const bytes = await page.evaluate(() => document.querySelector('chalk-session').ask((session) => session.runs().bytes));
  const pages = await page.evaluate(() => globalThis.memories().map((memory) => memory.buffer.byteLength / 65_536));
  console.log(`${name}: ${steps} steps, ${position} operations; jump to the painted frame: ${line(frames)}; its work: ${line(work)}; the run's numbers take ${bytes} bytes; wasm pages of the small and the full module: ${pages.join(', ')}`);
  await page.close();
}
await Promise.all([browser.close(), site.close()]);
