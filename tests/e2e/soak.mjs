// Trains 100,000 steps in half an hour, or in as many minutes as are named, and says whether memory has grown.
// `cargo xtask soak` calls it; the browser tests have a short form.

import { watchInstances, pageOf } from './lib/host.mjs';
import { serve } from './lib/server.mjs';
import { SOAK, soak } from './lib/soak.mjs';
import { DIST, launch } from './lib/visit.mjs';

const minutes = Number(process.argv[2] ?? 30);
const [browser, site] = await Promise.all([launch(), serve(DIST, { pages: { '/host.html': pageOf(SOAK) } })]);
const page = await browser.newPage();
const errors = [];
page.on('pageerror', (error) => errors.push(String(error)));
await watchInstances(page);
await page.goto(`${site.url}host.html`);

const samples = Math.max(10, Math.round(minutes));
const write = ({ steps, heap, wasm }) => console.log(`${String(steps).padStart(7)} steps  heap ${heap.toFixed(2)} MiB  wasm ${wasm.toFixed(2)} MiB`);
const found = await soak(page, { minutes, steps: 100_000, samples, report: write });
await browser.close();
await site.close();

// What a moment needs goes up and down by a tenth, so the middle of the first minutes stands against that of the last.
// The first minute, or tenth, is for warming up.
const middle = (list) => list.map(({ heap }) => heap).sort((a, b) => a - b)[Math.floor(list.length / 2)];
const third = Math.ceil(found.length / 3);
const [early, late] = [found.slice(1, 1 + third), found.slice(-third)].map(middle);
const [first, last] = [found[0], found.at(-1)];
console.log(`heap, the middle of ${third} moments: ${early.toFixed(2)} MiB at the beginning, ${late.toFixed(2)} MiB at the end`);
const problems = [
  ...errors,
  ...(last.steps < 99_000 ? [`only ${last.steps} steps were done`] : []),
  ...(last.wasm > first.wasm ? [`the module's memory grew from ${first.wasm} to ${last.wasm} MiB`] : []),
  ...(late > early * 1.05 ? ['the heap grew by more than 5%'] : []),
];
console.log(problems.length > 0 ? problems.join('\n') : 'Nothing has grown.');
process.exitCode = problems.length > 0 ? 1 : 0;
