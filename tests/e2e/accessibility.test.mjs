// For everybody: axe finds nothing in any state, language or theme; pictures have names that change with them and
// tables with the same numbers; what happens is also said.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { button, logLines, playUntil, share, state, visit } from './lib/visit.mjs';

share();

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const golden = JSON.parse(await readFile(new URL('../golden/training.json', import.meta.url)));

/** What axe complains about, one line each. An init script may run where the policy forbids others. */
async function complaints(page) {
  const { violations, passes } = await page.evaluate((rules) => globalThis.axe.run(document, { runOnly: rules }), RULES);
  assert.ok(passes.length > 20, `axe looked: ${passes.length} rules passed`);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.flat().join(' ')}: ${failureSummary}`));
}

const LANGUAGES = {
  en: { step: 'Step operation', epoch: 'Step epoch', play: 'Play', speed: 'Speed', finished: 'Finished:', stopped: 'Training stopped', data: 'Show data' },
  'zh-CN': { step: '前进一个运算', epoch: '前进一轮', play: '播放', speed: '速度', finished: '训练完成', stopped: '训练停在', data: '显示数据' },
};

for (const [lang, words] of Object.entries(LANGUAGES)) {
  for (const colorScheme of ['light', 'dark']) {
    const options = { colorScheme, prepare: (page) => page.addInitScript(axe) };
    visit(`axe, ${lang}, ${colorScheme}: start, in the middle, tables, finished`, { at: `?lang=${lang}`, ...options }, async (page) => {
      const found = { start: await complaints(page) };
      for (let epoch = 0; epoch < 3; epoch += 1) await button(page, words.epoch).click();
      for (let operation = 0; operation < 11; operation += 1) await button(page, words.step).click();
      found.middle = await complaints(page);
      for (const summary of await page.getByText(words.data, { exact: true }).all()) await summary.click();
      found.tables = await complaints(page);
      await playUntil(page, words.finished, words);
      found.finished = await complaints(page);
      assert.deepEqual(found, { start: [], middle: [], tables: [], finished: [] });
    });

    visit(`axe, ${lang}, ${colorScheme}: edited, another run beside it, a value being typed, zero_grad left out`, { at: `?lang=${lang}`, ...options }, async (page) => {
      const found = {};
      await page.locator('chalk-edit').scrollIntoViewIfNeeded();
      await page.locator('chalk-marks').waitFor({ state: 'attached' });
      for (let epoch = 0; epoch < 6; epoch += 1) await button(page, words.epoch).click();
      await page.evaluate(async () => {
        const session = document.querySelector('chalk-session');
        await session.widen();
        session.seek(39);
        await session.edit({ data: { row: 3, y: [1] } });
      });
      for (let epoch = 0; epoch < 2; epoch += 1) await button(page, words.epoch).click();
      await page.getByText(words.data, { exact: true }).last().click();
      found.edited = await complaints(page);
      await page.locator('chalk-parameters > button').first().click();
      await page.keyboard.type('x');
      await page.keyboard.press('Enter');
      found.typed = await complaints(page);
      await page.getByRole('switch').first().click();
      await page.waitForFunction(() => document.querySelector('chalk-session').experiment?.zero_grad === false);
      found.leftOut = await complaints(page);
      assert.deepEqual(found, { edited: [], typed: [], leftOut: [] });
    });

    visit(`axe, ${lang}, ${colorScheme}: messages, diverged`, { at: `?lang=${lang}#lr=0.03&seed=-1&x=1`, ...options, viewport: { width: 1280, height: 1300 } }, async (page) => {
      const found = { messages: await complaints(page) };
      await playUntil(page, words.stopped, words);
      found.diverged = await complaints(page);
      assert.deepEqual(found, { messages: [], diverged: [] });
    });
  }
}

visit('the pictures’ names begin with Fit and Loss, and change while it trains', {}, async (page) => {
  const name = (word) => page.getByRole('img', { name: new RegExp(`^${word}\\b`) }).getAttribute('aria-label');
  assert.equal(await page.getByRole('img').count(), 2);
  const names = [[await name('Fit'), await name('Loss')]];
  await button(page, 'Step epoch').click();
  names.push([await name('Fit'), await name('Loss')]);
  await button(page, 'Play').click();
  await page.getByRole('log').getByText('[4/100]').waitFor();
  await button(page, 'Pause').click();
  names.push([await name('Fit'), await name('Loss')]);
  for (const column of [0, 1]) assert.equal(new Set(names.map((row) => row[column])).size, 3, JSON.stringify(names));
  assert.match(names[1][0], /^Fit: 15 data points and the fitted line y = −?\d\.\d{4} x [+−] \d\.\d{4}$/);
  assert.match(names[1][1], /^Loss: 3\.9270 in training step 1, best possible 0\.1689$/);
});

/** The numbers of a table, row by row. */
const numbers = async (table) => {
  const rows = await table.locator('tbody').getByRole('row').all();
  const read = async (row) => (await row.getByRole('cell').allInnerTexts()).map((text) => Number(text.replace('−', '-')));
  return Promise.all(rows.map(read));
};

visit('the tables hold what the pictures show, and follow it', {}, async (page) => {
  for (const summary of await page.getByText('Show data', { exact: true }).all()) await summary.click();
  const article = golden.cases.find(({ experiment }) => experiment.data.x && experiment.data.x.length === 15);
  await page.getByRole('table', { name: 'Original data' }).getByRole('row').nth(15).waitFor();
  const points = await numbers(page.getByRole('table', { name: 'Original data' }));
  assert.equal(points.length, 15);
  assert.deepEqual([points[0], points[14]], [[3.3, 1.7], [3.1, 1.3]]);
  if (article) assert.deepEqual(points, article.experiment.data.x.map(([x], index) => [x, article.experiment.data.y[index][0]]));
  for (let epoch = 1; epoch <= 3; epoch += 1) {
    await button(page, 'Step epoch').click();
    const { parameters } = await state(page);
    const [w, b] = [parameters['0.weight'].data[0], parameters['0.bias'].data[0]];
    const line = await numbers(page.getByRole('table', { name: 'Fitted line' }));
    assert.ok(line.length >= 2);
    for (const [x, y] of line) assert.ok(Math.abs(y - (w * x + b)) < 1e-5, `${y} = ${w} · ${x} + ${b}`);
    const losses = await numbers(page.getByRole('table', { name: 'The loss of every training step' }));
    const logged = (await logLines(page)).map((text) => text.split(':')[1]);
    assert.deepEqual(losses.map(([step, loss]) => [step, loss.toFixed(4)]), logged.map((loss, index) => [index + 1, loss]));
  }
  await button(page, 'Back epoch').click();
  assert.equal((await numbers(page.getByRole('table', { name: 'The loss of every training step' }))).length, 2);
});

visit('the numbers now are a table with the state’s numbers', {}, async (page) => {
  const rows = async () => Promise.all((await page.getByRole('table').first().getByRole('row').all()).map(async (row) => (await row.innerText()).split(/\s*\t\s*/)));
  await page.getByRole('table').getByText('none yet').first().waitFor();
  assert.match(JSON.stringify(await rows()), /none yet/);
  await page.getByRole('combobox', { name: 'Digits' }).selectOption('all');
  for (let operation = 0; operation < 12; operation += 1) await button(page, 'Step operation').click();
  const { parameters, loss } = await state(page);
  const shown = (await rows()).map((cells) => cells.map((text) => Math.fround(Number(text.replace('−', '-')))));
  const exact = ({ data, grad }) => [data[0], grad[0]].map(Math.fround);
  assert.deepEqual([shown[1].slice(1), shown[2].slice(1)], [exact(parameters['0.weight']), exact(parameters['0.bias'])]);
  assert.equal(shown[3][1], Math.fround(loss));
});

visit('what happens is said: steps, a pause, nothing while it rushes', {}, async (page) => {
  const said = page.getByRole('status').filter({ hasText: /^Epoch/ });
  await button(page, 'Step operation').click();
  assert.match(await said.innerText(), /^Epoch 1, operation 1 of 13\. Forward through linear: \S/);
  await button(page, 'Play').click();
  await page.getByRole('log').getByText('[2/100]').waitFor();
  assert.equal(await page.getByRole('log').getAttribute('aria-live'), 'off');
  await button(page, 'Pause').click();
  const { epoch } = await state(page);
  await page.waitForTimeout(100);
  assert.match(await said.innerText(), new RegExp(`^Epoch ${epoch}, operation \\d+ of 13\\.`), 'a pause says where it is');
  assert.equal(await page.getByRole('log').getAttribute('aria-live'), 'polite');
  assert.equal(await page.getByRole('log').getAttribute('aria-label'), 'Training log');
});
