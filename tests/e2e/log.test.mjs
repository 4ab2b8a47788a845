// The page prints what PyTorch prints: every line of the log, compared with lines that PyTorch's own program printed.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { hosted } from './lib/host.mjs';
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

const FAR = `<chalk-session loading="eager"><chalk-controls></chalk-controls><p>${'<br>'.repeat(200)}</p><chalk-log></chalk-log></chalk-session>`;
visit('a session plays on where only its log can be seen', hosted(FAR), async (page) => {
  await page.getByRole('button', { name: 'Play', disabled: false }).waitFor();
  await page.evaluate(() => document.querySelector('chalk-log').scrollIntoView());
  await page.evaluate(() => document.querySelector('chalk-session').play());
  await page.getByRole('log').getByText('[2/100] loss:').waitFor();
  await page.evaluate(() => scrollTo(0, 2000)); // Neither the buttons nor the log.
  await page.waitForTimeout(200);
  const { position } = await state(page);
  await page.waitForTimeout(500);
  assert.equal((await state(page)).position, position);
});

visit('a log finds the session that `for` names, also one that comes later', hosted('<chalk-log for="later"></chalk-log>'), async (page) => {
  const log = page.getByRole('log');
  await log.waitFor();
  await page.evaluate(async () => {
    for (const [id, lr] of [['later', '0.01'], ['other', '0.02']]) {
      const session = Object.assign(document.createElement('chalk-session'), { id, loading: 'eager', lr });
      const ready = new Promise((resolve) => session.addEventListener('chalk-ready', resolve));
      document.body.append(session);
      await ready;
      session.step('epoch');
      session.step('epoch');
    }
  });
  await log.getByText('[2/100] loss:0.2421').waitFor();
  await page.evaluate(() => document.querySelector('chalk-log').setAttribute('for', 'other'));
  await log.getByText('[2/100] loss:0.2421').waitFor({ state: 'hidden' });
  await log.getByText('[2/100] loss:').waitFor();
});
