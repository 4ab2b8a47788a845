// Not a test: measures how long the page takes with the operation graph open, from a press of → to the painted frame,
// and how many frames a second it draws while it trains as fast as it goes. Run it after `cargo xtask build`, with
// nothing else running: CHROMIUM=/usr/bin/chromium node tests/e2e/measure.mjs

import { serve } from './lib/server.mjs';
import { DIST, launch, settled } from './lib/visit.mjs';

const PRESSES = 100;
const MODELS = {
  demo: null,
  '2-8-8-1': {
    version: 1,
    data: { name: 'moons', samples: 100 },
    model: [{ Linear: { out_features: 8 } }, 'Tanh', { Linear: { out_features: 8 } }, 'Tanh', { Linear: { out_features: 1 } }],
    loss: 'BCEWithLogitsLoss',
    optimizer: { SGD: { lr: 0.1 } },
    epochs: 1_000_000,
  },
};

/** In the page: the milliseconds from each key press to the frame that shows what it did. */
async function pressKeys(count) {
  const session = document.querySelector('chalk-session');
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now()); // After this frame has been painted.
    port2.postMessage(null);
  }));
  const [times, work] = [[], []];
  for (let press = 0; press < count + 10; press += 1) {
    await painted();
    const began = performance.now();
    session.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
    work.push(performance.now() - began);
    times.push((await painted()) - began);
  }
  return { times: times.slice(10), work: work.slice(10) };
}

/** In the page: frames and training steps within some seconds of training. */
async function train(seconds) {
  const session = document.querySelector('chalk-session');
  session.speed = Infinity;
  session.reset();
  session.play();
  const began = performance.now();
  let steps = 0;
  const gaps = [];
  let last = began;
  let shown = 0;
  const count = () => (shown += 1);
  session.addEventListener('chalk-step', count);
  while (last - began < seconds * 1000) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    gaps.push(now - last);
    last = now;
    if (session.playing) continue;
    steps += session.moment.step; // A million epochs of the demo are over in a second.
    session.reset();
    session.play();
  }
  session.pause();
  session.removeEventListener('chalk-step', count);
  return { frames: gaps.length, shown, seconds: (last - began) / 1000, steps: steps + session.moment.step, longest: Math.max(...gaps) };
}

const at = (list, part) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))].toFixed(1);

const [browser, site] = [await launch(), await serve(DIST)];
for (const [name, experiment] of Object.entries(MODELS)) {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-US' })).newPage();
  await page.goto(`${site.url}#epochs=1000000`);
  await settled(page);
  if (experiment) await page.evaluate((text) => document.querySelector('chalk-session').open(text), JSON.stringify(experiment));
  const graph = page.locator('chalk-graph');
  await graph.scrollIntoViewIfNeeded();
  await graph.locator('[data-id]').first().waitFor();
  await page.waitForTimeout(500);
  const { times, work } = await page.evaluate(pressKeys, PRESSES);
  console.log(`${name}: from → to the painted frame: median ${at(times, 0.5)} ms, 95th percentile ${at(times, 0.95)} ms; of it the page's own work: median ${at(work, 0.5)} ms, 95th percentile ${at(work, 0.95)} ms`);
  const { frames, shown, seconds, steps, longest } = await page.evaluate(train, 4);
  console.log(`${name}: training as fast as it goes, all drawn: ${(frames / seconds).toFixed(1)} frames/s (${(shown / seconds).toFixed(1)} with a new picture), longest frame ${longest.toFixed(0)} ms, ${Math.round(steps / seconds)} training steps/s`);
  await page.context().close();
}
await browser.close();
await site.close();
