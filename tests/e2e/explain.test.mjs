// Asking about numbers: formulas as MathML, any operation and cell, the parts of a gradient, an update line by line;
// where a number came from, where it goes, and the way there and back.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { hosted } from './lib/host.mjs';
import { button, position, settled, share, state, visit } from './lib/visit.mjs';

share();

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What these tests are about. */
const PARTS = ['chalk-explain', 'chalk-explain-more', 'chalk-parameters', 'chalk-log', 'chalk-trace'];

async function complaints(page) {
  const { violations, passes } = await page.evaluate(([include, rules]) => globalThis.axe.run({ include }, { runOnly: rules }), [PARTS, RULES]);
  assert.ok(passes.length > 10);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.flat().join(' ')}: ${failureSummary}`));
}

const WORDS = {
  en: {
    step: 'Step operation',
    epoch: 'Step epoch',
    open: 'Another operation, another cell, every part',
    operation: 'Operation',
    row: /^row/,
    next: 'Next row',
    all: 'Show all 15 terms',
    chain: 'The chain rule, term by term',
    trace: 'Where from, where to',
    weight: 'weight = 0.2788',
    update: 'Update the weight (SGD), epoch 2',
    forward: 'Forward through linear',
    back: 'Back to where I was',
    close: 'Close',
    start: 'Ask me',
  },
  'zh-CN': {
    step: '前进一个运算',
    epoch: '前进一轮',
    open: '换一个运算、换一个位置，逐项来看',
    operation: '运算',
    row: /^行/,
    next: '下一个：行',
    all: '显示全部 15 项',
    chain: '链式法则，逐项来看',
    trace: '从哪里来，到哪里去',
    weight: '权重 = 0.2788',
    update: '更新权重（SGD），第 2 轮',
    forward: '前向传播：线性（linear）',
    back: '回到刚才的地方',
    close: '关闭',
    start: '考考我',
  },
};

/** Two epochs, then on to backward through linear. */
async function middle(page, words = WORDS.en) {
  for (let epoch = 0; epoch < 2; epoch += 1) await button(page, words.epoch).click();
  for (let operation = 0; operation < 11; operation += 1) await button(page, words.step).click();
}

/** The fuller explanation, opened. */
async function opened(page, words = WORDS.en) {
  await page.locator('summary').filter({ hasText: words.open }).click();
  const more = page.locator('chalk-explain-more');
  await more.getByRole('heading', { level: 3 }).waitFor();
  return more;
}

/** Presses a number of the table of parameters, and waits for the answer. */
async function ask(page, row, column, words = WORDS.en) {
  await page.locator('chalk-parameters').getByRole('row').nth(row).locator('chalk-number').nth(column).click();
  const trace = page.getByRole('region', { name: words.trace });
  await trace.getByRole('status').filter({ hasText: ' = ' }).waitFor();
  return trace;
}

const numbersOf = async (row) => (await row.getByRole('cell').allInnerTexts()).map((text) => Number(text.replace('−', '-')));

visit('each operation’s formula is MathML that says what its text says', {}, async (page) => {
  const FORMULAS = ['yij=Σkxik·wjk', 'y=a+b', 'y=a−b', 'y=x2', 'y=Σixin', null, '∂L∂x=gn', '∂L∂x=g·2·x', '∂L∂a=g', '∂L∂a=g', '∂L∂w=Σg·x', 'w←w−lr·g', 'w←w−lr·g'];
  for (const [operation, formula] of FORMULAS.entries()) {
    await button(page, 'Step operation').click();
    const math = page.locator('chalk-explain').getByRole('math');
    if (formula === null) assert.equal(await math.count(), 0);
    else assert.equal((await math.first().evaluate((node) => node.textContent)).replaceAll(/\s/g, ''), formula, `operation ${operation + 1}`);
  }
  const fraction = page.locator('chalk-explain mfrac');
  await button(page, 'Back operation').click();
  await button(page, 'Back operation').click();
  assert.equal(await fraction.count(), 1, '∂L/∂w is a fraction');
});

for (const [lang, words] of Object.entries(WORDS)) {
  visit(`any operation, any cell, all terms and the chain rule in parts, ${lang}`, { at: `?lang=${lang}`, prepare: (page) => page.addInitScript(axe) }, async (page) => {
    await middle(page, words);
    const more = await opened(page, words);
    const before = await state(page);
    const line = more.locator('.equation').first();
    await more.locator('small').filter({ hasText: /11.*13/ }).waitFor();
    // The weight's gradient: fifteen terms, of which four are shown until all are wanted.
    assert.match(await line.innerText(), /^∂L\/∂w = .* \+ … \+ .* ≈? ?=? ?−0\.4604$/);
    await button(page, words.all).click();
    assert.equal((await line.innerText()).split('·').length, 16, 'fifteen products');
    const rows = more.getByRole('region', { name: words.chain }).locator('tbody').getByRole('row');
    assert.equal(await rows.count(), 15);
    await page.getByRole('combobox', { name: /^(Digits|小数位)/ }).selectOption('all');
    let sum = 0;
    for (const row of await rows.all()) {
      const [local, incoming, product] = await numbersOf(row);
      assert.ok(Math.abs(local * incoming - product) < 1e-6, `${local} · ${incoming} = ${product}`);
      sum += product;
    }
    const gradient = before.parameters['0.weight'].grad[0];
    assert.ok(Math.abs(sum - gradient) < 1e-5, `${sum}, the engine has ${gradient}`);

    // Another operation, long done: the third row of linear, with the weight of that time.
    await more.getByRole('combobox', { name: words.operation, exact: true }).selectOption({ index: 1 });
    await button(page, words.next).click();
    const row = more.getByRole('spinbutton', { name: words.row });
    await row.fill('3');
    await row.press('Enter');
    const { nodes, parameters } = await state(page);
    const weight = Math.fround(parameters['0.weight'].data[0]);
    const y = Number((await line.innerText()).split('=').at(-1).replace('−', '-'));
    assert.match(await line.innerText(), /^y₃ = 5\.5 · 0\.\d+ = \d\.\d+$/);
    assert.ok(Math.abs(y - 5.5 * weight) < 1e-5, `${y} = 5.5 · ${weight}`);
    // An update to come has no result yet.
    await more.getByRole('combobox', { name: words.operation, exact: true }).selectOption({ index: 13 });
    assert.match(await line.innerText(), /^w ← 0\.\d+ − 0\.01 · \(−0\.\d+\) = \?$/);
    assert.deepEqual(await state(page), before, 'asking changes nothing');
    assert.ok(nodes.length > 0);
    assert.deepEqual(await complaints(page), []);
  });

  visit(`a number says where it comes from and where it goes, and one can go there and back, ${lang}`, { at: `?lang=${lang}`, prepare: (page) => page.addInitScript(axe) }, async (page) => {
    await middle(page, words);
    const here = await position(page);
    // The first number asked about fetches what knows the answer.
    const trace = await ask(page, 1, 0, words);
    await trace.getByText(words.weight, { exact: true }).waitFor();
    const pressed = page.locator('chalk-parameters').getByRole('button', { pressed: true });
    assert.deepEqual(await pressed.allInnerTexts(), ['0.2788']);
    assert.deepEqual(await complaints(page), []);
    await trace.getByRole('button', { name: words.update, exact: true }).click();
    assert.equal(await position(page), 25, 'the update of the epoch before');
    await trace.getByRole('button', { name: words.back, exact: true }).click();
    assert.equal(await position(page), here);
    await trace.getByRole('button', { name: words.forward, exact: true }).click();
    assert.equal(await position(page), 27);
    await trace.getByRole('button', { name: words.close, exact: true }).click();
    await trace.waitFor({ state: 'hidden' });
    assert.equal(await page.evaluate(() => document.querySelector('chalk-session').selected), null);
  });
}

visit('numbers in explanations, tables, the log and the plots’ data can all be asked about', {}, async (page) => {
  await middle(page);
  const trace = await ask(page, 1, 1);
  const said = () => trace.getByRole('status').innerText();
  assert.equal(await said(), 'gradient of weight = −0.4604');
  assert.match(await trace.innerText(), /Comes from\s*Backward through linear \(now\)\s*Is used by\s*Update the weight \(SGD\) \(to come\)/);
  const explanation = page.locator('chalk-explain');
  await explanation.getByRole('button', { name: '3.3', exact: true }).click();
  assert.equal(await said(), 'data x, row 1, column 1 = 3.3, row 1 of the data');
  assert.match(await trace.innerText(), /Comes from\s*the data\s*Is used by\s*Forward through linear\s*Backward through linear \(now\)/);
  await page.getByRole('log').getByRole('button').first().click();
  assert.equal(await said(), 'loss of training step 1 = 3.9270');
  await trace.getByRole('button', { name: 'Forward through mean, epoch 1', exact: true }).click();
  assert.equal(await position(page), 5);
  await trace.getByRole('button', { name: 'Back to where I was' }).click();
  for (const summary of await page.getByText('Show data', { exact: true }).all()) await summary.click();
  await page.getByRole('table', { name: 'Original data' }).getByRole('button', { name: '2.53', exact: true }).click();
  assert.equal(await said(), 'data y, row 9, column 1 = 2.53, row 9 of the data');
  await page.getByRole('table', { name: 'The loss of every training step' }).getByRole('button').nth(1).click();
  assert.match(await said(), /^loss of training step 2 = 0\.2421/);
});

visit('by keyboard: one stop per card, arrows among its numbers, Enter asks, Escape closes', {}, async (page) => {
  await middle(page);
  const trace = await ask(page, 1, 0);
  const card = page.locator('chalk-parameters');
  assert.equal(await card.locator('chalk-number[tabindex="0"]').count(), 1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.equal(await trace.getByRole('status').innerText(), 'bias = 0.5785');
  assert.equal(await card.locator('chalk-number[tabindex="0"]').count(), 1);
  // The player's arrows still step, also where the number with the keyboard is written anew.
  const explanation = page.locator('chalk-explain');
  await explanation.getByRole('button').first().focus();
  const here = await position(page);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  assert.equal(await position(page), here + 2);
  await trace.getByRole('button').first().focus();
  await page.keyboard.press('Escape');
  await trace.waitFor({ state: 'hidden' });
});

const open = (page, experiment) => page.evaluate((text) => document.querySelector('chalk-session').open(text), JSON.stringify(experiment));

const NET = {
  version: 1,
  data: { name: 'moons', samples: 20 },
  model: [{ Linear: { out_features: 3 } }, 'Tanh', { Linear: { out_features: 1 } }],
  loss: 'BCEWithLogitsLoss',
  optimizer: { Adam: { lr: 0.01, weight_decay: 0.1 } },
  penalty: { l2: 0.01 },
  clip_grad: { norm: 0.5 },
  epochs: 3,
};

visit('an update line by line, clipping as a step of its own, and a gradient as the sum of its parts', {}, async (page) => {
  await open(page, NET);
  await settled(page);
  await button(page, 'Step epoch').click();
  const more = await opened(page);
  const operations = more.getByRole('combobox', { name: 'Operation', exact: true });
  const choose = async (title) => {
    const option = operations.locator('option').filter({ hasText: title }).first();
    await operations.selectOption(await option.getAttribute('value'));
  };
  await choose('Update the weight (Adam)');
  const lines = await more.locator('.step > span').allInnerTexts();
  assert.deepEqual(lines, ['rate, bias-corrected', 'weight decay', 'average of the gradients (m)', 'average of their squares (v)', 'divisor', 'the new parameter']);
  await button(page, 'Next column').click();
  await button(page, 'Next row').click();
  assert.match(await more.locator('.equation').last().innerText(), /^w₂,₂ ← .* ≈ −?0\.\d+$/);
  await choose('Clip the gradients');
  assert.deepEqual(await more.locator('.step > span').allInnerTexts(), ['length of all gradients', 'factor', 'the clipped gradient']);

  // The first weight is read by linear and by the penalty: two parts.
  const backward = operations.locator('option').filter({ hasText: 'Backward through linear' }).last();
  await operations.selectOption(await backward.getAttribute('value'));
  await more.getByRole('heading', { name: 'The parts of this gradient' }).waitFor();
  await page.getByRole('combobox', { name: 'Digits' }).selectOption('all');
  const table = more.getByRole('table').last();
  const parts = (await table.locator('tbody').getByRole('cell').allInnerTexts()).map((text) => Number(text.replace('−', '-')));
  const [sum] = (await table.locator('tfoot').getByRole('cell').allInnerTexts()).map((text) => Number(text.replace('−', '-')));
  assert.equal(parts.length, 2);
  assert.ok(Math.abs(parts[0] + parts[1] - sum) < 1e-6, `${parts.join(' + ')} = ${sum}`);
});

visit('a node that is asked about elsewhere is explained', {}, async (page) => {
  await middle(page);
  const more = await opened(page);
  // Node 6 of the demo's tape is the result of subtract: x, y, weight and bias, linear, add, subtract.
  await page.evaluate(() => document.querySelector('chalk-session').select({ node: 6, cell: 4, kind: 'value' }));
  await more.getByRole('heading', { name: /^Forward through subtract/ }).waitFor();
  assert.match(await more.locator('.equation').first().innerText(), /^y₅ = \d\.\d+ − 1\.694 ≈ \d\.\d+$/);
  // The next step is what happens now.
  await button(page, 'Step operation').click();
  await more.getByRole('heading', { name: /^Update the weight/ }).waitFor();
});

visit('where the larger part does not come, it says so, and training goes on', { host: { missing: /chalkgrad-full/ }, expected: [/404/], tolerated: [/error/] }, async (page) => {
  await button(page, 'Step epoch').click();
  await page.locator('summary').filter({ hasText: WORDS.en.open }).click();
  const more = page.locator('chalk-explain-more');
  await more.getByText('The larger part of the program could not be loaded. Training goes on without it.').waitFor();
  await button(page, 'Step epoch').click();
  assert.equal(await position(page), 26);
  await more.getByRole('button', { name: 'Try again' }).waitFor();
});

visit('where the workbench does not come, a press on a number asks for it once', { host: { missing: /text\/workbench/ }, expected: [/404/], tolerated: [/error/i] }, async (page, { requests }) => {
  await page.evaluate(() => {
    globalThis.presses = 0;
    document.addEventListener('click', () => (presses += 1));
  });
  const asked = () => requests.filter(({ path }) => path.includes('/workbench')).length;
  for (const times of [1, 2]) {
    const before = asked();
    await page.locator('chalk-parameters chalk-number').first().click();
    while (asked() === before) await page.waitForTimeout(20);
    await page.waitForTimeout(500); // So long nothing more happens.
    assert.equal(await page.evaluate(() => presses), times);
  }
});

/** All that only the full module does: masks, statistics, clipping, another learning rate. */
const EVERYTHING = {
  version: 1,
  data: { name: 'article' },
  model: [{ Linear: { out_features: 3 } }, { BatchNorm1d: {} }, { Dropout: { p: 0.4 } }, { Linear: { out_features: 1 } }],
  loss: 'MSELoss',
  optimizer: { SGD: { lr: 0.05 } },
  clip_grad: { norm: 1 },
  scheduler: { StepLR: { step_size: 1 } },
  epochs: 2,
};
const FIGURE = `<chalk-playground loading="eager" controls="step explain parameters"><script type="application/json">${JSON.stringify(EVERYTHING)}</script></chalk-playground>`;

for (const [lang, titles] of [
  ['en', ['Draw a mask', 'Update the running statistics', 'Clip the gradients', 'Set the learning rate (StepLR)']],
  ['zh-CN', ['抽取掩码', '更新滑动统计量', '裁剪梯度', '设定学习率（StepLR）']],
]) {
  visit(`a figure in a page of others names every operation, ${lang}`, hosted(FIGURE, { lang }), async (page) => {
    const title = page.locator('chalk-explain').getByRole('heading', { level: 3 });
    await title.waitFor();
    const found = new Set();
    const operations = await page.evaluate(() => document.querySelector('chalk-playground').moment.total / 2);
    for (let operation = 0; operation < operations; operation += 1) {
      await page.evaluate(() => document.querySelector('chalk-playground').step());
      found.add(await title.innerText());
    }
    assert.deepEqual(titles.filter((each) => !found.has(each)), []);
  });
}

const ALONE = '<chalk-session loading="eager"><chalk-controls></chalk-controls><chalk-explain></chalk-explain></chalk-session>';
visit('a number can be asked about only where the answer has a place', hosted(ALONE), async (page, { requests }) => {
  await button(page, 'Step operation').click();
  const number = page.locator('chalk-explain chalk-number').first();
  await number.click();
  await page.waitForTimeout(500);
  assert.deepEqual(requests.filter(({ path }) => /workbench|full/.test(path)), []);
  await page.evaluate(() => document.querySelector('chalk-session').append(document.createElement('chalk-trace')));
  await number.click();
  await page.getByRole('region', { name: WORDS.en.trace }).getByRole('status').filter({ hasText: ' = ' }).waitFor();
  assert.equal(await number.getAttribute('role'), 'button');
  await page.evaluate(() => document.querySelector('chalk-trace').remove());
  await button(page, 'Step operation').click();
  assert.equal(await page.locator('chalk-explain').getByRole('button').count(), 0);
});

visit('on a phone of 320 px nothing is cut off', { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true }, async (page) => {
  await button(page, 'More').click();
  await middle(page);
  await opened(page);
  await ask(page, 1, 0);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.equal(wide, 320);
});
