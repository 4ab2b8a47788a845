// The page prints what PyTorch prints: every line of the log, compared with lines that PyTorch's own program printed.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { share, state, playUntil, logLines, visit } from './lib/visit.mjs';

share();

const golden = JSON.parse(await readFile(new URL('../golden/training.json', import.meta.url)));
const pytorch = (id) => golden.cases.find((each) => each.id === `${id}/f32`);

/** PyTorch's run, the address that asks the page for the same, and figures known by heart (line: loss). */
const RUNS = [
  { id: 'demo-seed-0', at: '', known: { 1: '3.9270', 2: '0.2421', 3: '0.1739', 100: '0.1712' } },
  { id: 'demo-seed-42', at: '#seed=42', known: { 1: '11.4546', 2: '0.3778', 3: '0.1728', 100: '0.1689' } },
  { id: 'demo-seed-7', at: '#seed=7', known: {} },
  { id: 'demo-seed-largest', at: '#seed=4294967295', known: {} },
  { id: 'demo-lr-0.02', at: '#lr=0.02', known: {} },
];

for (const { id, at, known } of RUNS) {
  visit(`the log of ${id} is PyTorch's, line by line`, { at }, async (page) => {
    const { log, experiment, initial, final } = pytorch(id);
    sameParameters(await state(page), initial);
    await playUntil(page, 'Finished');
    const lines = await logLines(page);
    const equal = lines.filter((line, index) => line === log[index]).length;
    assert.deepEqual(lines, log);
    assert.equal(lines.length, experiment.epochs);
    for (const [epoch, loss] of Object.entries(known)) assert.equal(lines[epoch - 1], `[${epoch}/${lines.length}] loss:${loss}`);
    sameParameters(await state(page), final);
    console.log(`# ${id}: ${equal} of ${log.length} lines equal`);
  });
}

/** The same 32-bit numbers as PyTorch's, in every bit. */
function sameParameters({ parameters }, expected) {
  const ours = Object.fromEntries(Object.entries(parameters).map(([name, { data }]) => [name, data.map(Math.fround)]));
  const theirs = Object.fromEntries(Object.entries(expected).map(([name, data]) => [name, data.flat().map(Math.fround)]));
  assert.deepEqual(ours, theirs);
}
