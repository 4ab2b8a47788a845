// The worked examples, digit for digit: what can be computed by hand, or stands in a textbook, is what the page shows.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { serve } from './lib/server.mjs';
import { button, enter, launch, logLines, playUntil, share, state, visit } from './lib/visit.mjs';

share();

/** The module with micrograd's expression, which `cargo xtask test` builds. */
const WORKED = new URL('../../target/worked/', import.meta.url).pathname;

test('micrograd’s expression through the Rust interface, compiled to WebAssembly', async () => {
  await mkdir(WORKED, { recursive: true });
  await writeFile(`${WORKED}/index.html`, '<!doctype html><title>micrograd</title>');
  const [browser, site] = await Promise.all([launch(), serve(WORKED)]);
  try {
    const page = await browser.newPage();
    await page.goto(site.url);
    const numbers = await page.evaluate(async () => {
      const module = await import('/worked.js');
      await module.default();
      return [...module.micrograd()];
    });
    assert.deepEqual(numbers.map((number) => number.toFixed(4)), ['24.7041', '138.8338', '645.5773']);
  } finally {
    await Promise.all([browser.close(), site.close()]);
  }
});

/** Opens an example of the menu. */
async function open(page, name) {
  await page.getByRole('heading', { name: 'Examples to compute by hand' }).scrollIntoViewIfNeeded();
  await button(page, name).click();
  await page.getByRole('status').filter({ hasText: `${name}: ready at the start` }).waitFor();
}

/** The table of the numbers now: a parameter's value and gradient, or the loss, as the page shows them. */
const now = async (page, name) => {
  const row = page.getByRole('row', { name: new RegExp(`^${name}`) }).first();
  return (await row.getByRole('cell').allInnerTexts()).map((text) => text.trim());
};

visit('one neuron: prediction 7, loss 4, gradients −8 and −4, then w 3.4, b 1.2 and the loss 1', {}, async (page) => {
  await open(page, 'One neuron');
  assert.match(await page.getByRole('img', { name: /^Fit/ }).getAttribute('aria-label'), /y = 3\.0000 x \+ 1\.0000/);
  for (let operation = 0; operation < 2; operation += 1) await button(page, 'Step operation').click();
  const explained = await page.locator('chalk-explain .equation').first().innerText();
  assert.equal(explained, 'y = 6 + 1 = 7', 'the prediction');
  await button(page, 'Reset').click();
  for (let operation = 0; operation < 11; operation += 1) await button(page, 'Step operation').click();
  assert.deepEqual([await now(page, 'weight'), await now(page, 'bias'), await now(page, 'loss')].map((cells) => cells.filter(Boolean)), [
    ['3.0000', '−8.0000'],
    ['1.0000', '−4.0000'],
    ['4.0000'],
  ]);
  await button(page, 'Step epoch').click();
  assert.equal((await now(page, 'weight'))[0], '3.4000');
  assert.equal((await now(page, 'bias'))[0], '1.2000');
  await button(page, 'Step epoch').click();
  assert.deepEqual(await logLines(page), ['[1/10] loss:4.0000', '[2/10] loss:1.0000']);
});

visit('the demo from w = b = 0: the losses, and w and b after 100 epochs', {}, async (page) => {
  await open(page, 'From w = b = 0');
  await page.getByRole('combobox', { name: 'Digits' }).selectOption('6');
  const losses = [];
  for (let epoch = 0; epoch < 5; epoch += 1) {
    await button(page, 'Step epoch').click();
    losses.push((await now(page, 'loss'))[0]);
  }
  assert.deepEqual(losses, ['5.946703', '0.337818', '0.233698', '0.231455', '0.231099']);
  await playUntil(page, 'Finished: 100 epochs');
  const { parameters } = await state(page);
  assert.equal(parameters['0.weight'].data[0].toFixed(5), '0.33733');
  assert.equal(parameters['0.bias'].data[0].toFixed(5), '0.20954');
  const shown = async (name) => Number((await now(page, name))[0]).toFixed(5);
  assert.deepEqual([await shown('weight'), await shown('bias')], ['0.33733', '0.20954']);
});

visit('standardized x, learning rate 0.5: the lowest loss after one step', {}, async (page) => {
  await open(page, 'Standardized x');
  await page.getByRole('combobox', { name: 'Digits' }).selectOption('all');
  await button(page, 'Step epoch').click();
  await button(page, 'Step epoch').click();
  const loss = Number((await now(page, 'loss'))[0]);
  assert.equal(loss.toFixed(7), '0.1689153');
});

visit('the examples keep the settings usable, and the demo comes back', {}, async (page) => {
  await open(page, 'One neuron');
  assert.equal(await page.getByRole('spinbutton', { name: 'Learning rate', exact: true }).inputValue(), '0.05');
  await enter(page, 'Epochs', '3');
  await playUntil(page, 'Finished: 3 epochs');
  await open(page, 'The demo');
  await button(page, 'Step epoch').click();
  assert.deepEqual(await logLines(page), ['[1/100] loss:3.9270']);
});

visit('the examples in Chinese', { at: '?lang=zh-CN' }, async (page) => {
  await page.getByRole('heading', { name: '可以笔算的例子' }).scrollIntoViewIfNeeded();
  await button(page, '一个神经元').click();
  await page.getByRole('status').filter({ hasText: '一个神经元：已在起点' }).waitFor();
  await button(page, '前进一轮').click();
  assert.deepEqual(await logLines(page), ['[1/10] loss:4.0000']);
});
