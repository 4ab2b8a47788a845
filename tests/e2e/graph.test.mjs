// The operation graph: its nodes by role and name in both languages, the same numbers as in the state, the keyboard,
// folding, zooming, choosing, and going to where something is computed.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { button, dice, position, share, state, visit } from './lib/visit.mjs';

share();

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** One neuron, one example: all numbers are whole. */
const NEURON = {
  version: 1,
  data: { x: [[2]], y: [[9]] },
  model: [{ Linear: { out_features: 1 } }],
  parameters: { '0.weight': [[3]], '0.bias': [1] },
  loss: 'MSELoss',
  optimizer: { SGD: { lr: 0.05 } },
  epochs: 3,
};
const MOONS = {
  version: 1,
  data: { name: 'moons', samples: 120 },
  model: [{ Linear: { out_features: 8 } }, 'Tanh', { Linear: { out_features: 8 } }, 'Tanh', { Linear: { out_features: 1 } }],
  loss: 'BCEWithLogitsLoss',
  optimizer: { SGD: { lr: 0.5 } },
  epochs: 20,
};
/** A penalty, masks, running statistics, two sizes of batches. */
const EVERYTHING = {
  version: 1,
  data: { name: 'article' },
  model: [{ Linear: { out_features: 3 } }, { BatchNorm1d: {} }, 'Tanh', { Dropout: { p: 0.4 } }, { Linear: { out_features: 1 } }],
  loss: 'MSELoss',
  batch_size: 4,
  shuffle: true,
  penalty: { l2: 0.01 },
  optimizer: { Adam: { lr: 0.05 } },
  epochs: 6,
};

/** Scrolls the graph onto the screen and waits until it is drawn; opens an experiment, if one is given. */
async function shown(page, experiment) {
  if (experiment) await page.evaluate((text) => document.querySelector('chalk-session').open(text), JSON.stringify(experiment));
  await page.locator('chalk-graph').scrollIntoViewIfNeeded();
  await page.locator('chalk-graph').getByRole('button', { name: /data x|数据 x/ }).waitFor();
}

const graph = (page) => page.locator('chalk-graph');
const node = (page, name) => graph(page).getByRole('button', { name });
const steps = (page, count) =>
  page.evaluate((times) => {
    for (let done = 0; done < times; done += 1) document.querySelector('chalk-session').step();
  }, count);
const selected = (page) => page.evaluate(() => document.querySelector('chalk-session').selected);
/** What the session's own view of the graph says of the node with this name. */
const vertexOf = (page, name) =>
  page.evaluate((wanted) => document.querySelector('chalk-session').ask((session) => session.diagram().vertices.find((vertex) => vertex.name === wanted)), name);
const scale = (page) => graph(page).getByText(/^\d+ %$/).innerText().then((text) => Number.parseInt(text, 10));
const pressed = (page, name) => node(page, name).getAttribute('aria-pressed');

visit('each node can be heard: what, from what to what, its gradient', {}, async (page) => {
  await shown(page, NEURON);
  const names = () => graph(page).locator('[data-id]').evaluateAll((nodes) => nodes.map((each) => each.getAttribute('aria-label')));
  assert.deepEqual(await names(), [
    'Fold 0: Linear(1, 1)', 'Fold MSELoss()',
    'data x, 2', 'parameter 0.weight, 3, no gradient yet', 'linear, not computed yet', 'parameter 0.bias, 1, no gradient yet', 'add, not computed yet',
    'data y, 9', 'subtract, not computed yet', 'square, not computed yet', 'mean, not computed yet',
  ]);
  await steps(page, 11);
  assert.deepEqual((await names()).slice(2), [
    'data x, 2', 'parameter 0.weight, 3, gradient minus 8', 'linear, 2 times 3 is 6, gradient minus 4', 'parameter 0.bias, 1, gradient minus 4',
    'add, 6 plus 1 is 7, gradient minus 4', 'data y, 9', 'subtract, 7 minus 9 is minus 2, gradient minus 4', 'square, minus 2 squared is 4, gradient 1',
    'mean, of 4 is 4, gradient 1',
  ]);
  assert.equal(await graph(page).locator('[aria-current=step]').getAttribute('aria-label'), 'linear, 2 times 3 is 6, gradient minus 4');
});

visit('in Chinese, too', { at: '?lang=zh-CN' }, async (page) => {
  await shown(page, NEURON);
  await steps(page, 11);
  for (const name of ['数据 x，2', '参数 0.weight，3，梯度 负 8', '线性（linear），2 乘以 3 等于 6，梯度 负 4', '减法，7 减 9 等于 负 2，梯度 负 4', '折叠 MSELoss()']) {
    await graph(page).getByRole('button', { name, exact: true }).waitFor();
  }
  await page.getByRole('button', { name: 'English' }).click();
  await graph(page).getByRole('button', { name: 'linear, 2 times 3 is 6, gradient minus 4', exact: true }).waitFor();
});

visit('tensors say their shape, their range and what is still to come', {}, async (page) => {
  await shown(page);
  await node(page, 'linear, 15 by 1, not computed yet').waitFor();
  await steps(page, 1);
  await node(page, /^linear, 15 by 1, from minus 0\.0\d+ to minus 0\.0\d+, no gradient yet$/).waitFor();
  await node(page, 'subtract, 15 by 1, not computed yet').waitFor();
  // Done, now and to come differ without colour: by marks and by the dash of the outline.
  const outline = (name) => node(page, name).evaluate((each) => [each.parentNode.querySelector('.mark').textContent, getComputedStyle(each.parentNode.querySelector('.frame')).strokeDasharray !== 'none']);
  assert.deepEqual(await outline(/^linear/), ['▶', false]);
  await steps(page, 1);
  assert.deepEqual([await outline(/^linear/), await outline(/^add/), await outline(/^square/)], [['✓', false], ['▶', false], ['○', true]]);
});

/** The numbers in the open table, as they are in the state. */
async function table(page) {
  const read = (kind) => graph(page).locator(`.cell.${kind}`).evaluateAll((cells) => cells.map(({ textContent }) => textContent));
  const number = (text) => (text === '—' ? null : Math.fround(Number(text.replace('−', '-').replace(/×10(.*)/, (_, power) => `e${[...power].map((char) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(char)).join('').replace('-1', '-')}`))));
  return { value: (await read('value')).map(number), grad: (await read('grad')).map(number) };
}

visit('a chosen node shows all its numbers: those of the state', {}, async (page) => {
  await shown(page);
  await page.getByRole('combobox', { name: 'Digits' }).selectOption('all');
  const roll = dice(4);
  for (let round = 0; round < 6; round += 1) {
    await steps(page, 1 + roll(9));
    const { nodes, parameters } = await state(page);
    for (const [at, op] of ['linear', 'add', 'subtract', 'square', 'mean'].entries()) {
      await node(page, new RegExp(`^${op},`)).click();
      const { value, grad } = nodes[at];
      const count = op === 'mean' ? 1 : 15;
      const exact = (cells) => cells?.map(Math.fround) ?? Array(count).fill(null);
      assert.deepEqual(await table(page), { value: exact(value), grad: exact(grad) }, `${op} at ${await position(page)}`);
      await node(page, new RegExp(`^${op},`)).click();
    }
    await node(page, /^parameter 0\.bias/).click();
    assert.deepEqual((await table(page)).value, parameters['0.bias'].data.map(Math.fround));
  }
});

visit('choosing: here, elsewhere, single cells, pages', {}, async (page) => {
  await shown(page, MOONS);
  await steps(page, 30);
  await node(page, /^tanh,/).first().click();
  const tanh = await vertexOf(page, 'tanh');
  assert.deepEqual(await selected(page), { node: tanh.node, cell: 0, kind: 'value' });
  assert.deepEqual(tanh.shape, [120, 8]);
  const cells = graph(page).locator('.cell.value');
  assert.equal(await cells.count(), 96);
  await graph(page).getByText('1–96 of 960').waitFor();
  await cells.nth(9).click();
  assert.deepEqual(await selected(page), { node: tanh.node, cell: 9, kind: 'value' });
  assert.equal(await cells.nth(9).getAttribute('aria-pressed'), 'true');
  await button(page, 'Further numbers').click();
  await graph(page).getByText('97–192 of 960').waitFor();
  assert.equal(await button(page, 'Earlier numbers').isEnabled(), true);
  // Asked about elsewhere: the node stands out here, and its page is open.
  await page.evaluate((node) => document.querySelector('chalk-session').select({ node, cell: 400, kind: 'grad' }), tanh.node);
  await graph(page).getByText('385–480 of 960').waitFor();
  assert.equal(await graph(page).locator('.cell.grad[data-cell="400"]').getAttribute('aria-pressed'), 'true');
  assert.equal(await node(page, /^tanh,/).first().getAttribute('aria-pressed'), 'true');
  await graph(page).getByRole('button', { name: 'Close' }).click();
  assert.equal(await selected(page), null);
  assert.equal(await graph(page).locator('.cell').first().isVisible(), false);
});

visit('from a node to where it is computed, sends its gradient, is updated', {}, async (page) => {
  await shown(page);
  await steps(page, 20);
  const { moment } = await page.evaluate(() => ({ moment: document.querySelector('chalk-session').moment }));
  assert.equal(moment.step, 2);
  await node(page, /^square,/).click();
  await button(page, 'Go to this operation').click();
  assert.equal(await position(page), 13 + 4);
  assert.equal(await graph(page).locator('[aria-current=step]').getAttribute('aria-pressed'), 'true');
  await button(page, 'Go to where it sends its gradient back').click();
  assert.equal(await position(page), 13 + 8);
  await node(page, /^parameter 0\.bias/).click();
  await button(page, 'Go to its update').click();
  assert.equal(await position(page), 13 + 13);
});

visit('by keyboard: along the lines, Enter, the session’s own arrows', {}, async (page) => {
  await shown(page);
  await steps(page, 5);
  await graph(page).getByRole('group', { name: 'Operation graph' }).focus();
  await page.keyboard.press('Tab');
  const focused = () => page.evaluate(() => document.querySelector('chalk-graph').shadowRoot.activeElement.getAttribute('aria-label')?.split(',')[0]);
  const walk = [];
  for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowLeft', 'End', 'ArrowLeft', 'ArrowDown']) {
    await page.keyboard.press(key);
    walk.push(await focused());
  }
  assert.deepEqual(walk, ['data x', 'linear', 'add', 'linear', 'parameter 0.weight', 'parameter 0.weight', 'mean', 'square', 'mean']);
  assert.equal(await position(page), 5, 'inside the graph the arrows walk');
  await page.keyboard.press('Enter');
  assert.equal(await pressed(page, /^mean/), 'true');
  await page.keyboard.press('Tab');
  // A click with the mouse leaves the keys to the session.
  await node(page, /^square/).click();
  await page.keyboard.press('ArrowRight');
  assert.equal(await position(page), 6);
  await page.keyboard.press('Shift+ArrowLeft');
  assert.equal(await position(page), 0);
});

visit('layers fold into one box and open again, by mouse and by keyboard', {}, async (page) => {
  await shown(page, MOONS);
  await steps(page, 3);
  await node(page, 'Fold 2: Linear(8, 8)').click();
  await node(page, '2: Linear(8, 8), folded, weight 8 by 8, bias 8, output 120 by 8, not computed yet, no gradient yet').waitFor();
  assert.equal(await node(page, /^linear/).count(), 2);
  // Folded stays folded: in training, and in another language.
  await page.evaluate(() => document.querySelector('chalk-session').step('epoch'));
  await page.getByRole('button', { name: '中文' }).click();
  const chinese = node(page, /^2: Linear\(8, 8\)，已折叠/);
  await chinese.waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await node(page, /^2: Linear\(8, 8\), folded/).focus();
  await page.keyboard.press('Enter');
  await node(page, 'Fold 2: Linear(8, 8)').waitFor();
  assert.equal(await node(page, 'Fold 2: Linear(8, 8)').evaluate((each) => each.matches(':focus')), true);
  await button(page, 'Fold layers').click();
  await node(page, /^4: Linear\(8, 1\), folded/).waitFor();
  assert.equal(await node(page, /^linear/).count(), 0);
  await button(page, 'Open layers').click();
  await node(page, /^linear/).nth(2).waitFor();
});

visit('zoom: buttons, keys, Ctrl and wheel; pan: drag and arrows', {}, async (page) => {
  await shown(page, MOONS);
  const view = graph(page).getByRole('group', { name: 'Operation graph' });
  const place = () => view.evaluate((each) => [each.scrollLeft, each.scrollTop]);
  assert.equal(await scale(page), 80);
  await button(page, 'Zoom in').click();
  assert.equal(await scale(page), 100);
  await view.focus();
  await page.keyboard.press('+');
  assert.equal(await scale(page), 125);
  await page.keyboard.press('-');
  await page.keyboard.press('-');
  assert.equal(await scale(page), 80);
  const [left] = await place();
  await page.keyboard.press('ArrowRight');
  assert.ok((await place())[0] > left, 'the arrows pan');
  assert.equal(await position(page), 0, 'and do not step');
  const box = await view.boundingBox();
  await page.mouse.move(box.x + 500, box.y + 30);
  const [before] = await place();
  await page.mouse.down();
  await page.mouse.move(box.x + 380, box.y + 30, { steps: 4 });
  await page.mouse.up();
  assert.equal((await place())[0], before + 120, 'dragging pans');
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -150);
  await page.keyboard.up('Control');
  await graph(page).getByText('113 %').waitFor();
  await button(page, 'Fit').click();
  const fitted = await view.evaluate((each) => each.scrollWidth <= each.clientWidth && each.scrollHeight <= each.clientHeight);
  assert.equal(fitted, true, 'all of it can be seen');
});

visit('a phone: from top to bottom, a large model folded, two fingers zoom', { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true }, async (page) => {
  await shown(page);
  const places = await graph(page).locator('.box').evaluateAll((boxes) => boxes.map((box) => box.getBoundingClientRect().top));
  assert.ok(places.at(-1) > places[0] + 300, 'the loss is below the data');
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320, 'the page does not scroll sideways');
  const before = await scale(page);
  await page.evaluate(() => {
    const view = document.querySelector('chalk-graph').shadowRoot.querySelector('.window');
    const touch = (identifier, clientX) => new Touch({ identifier, target: view, clientX, clientY: 300 });
    const send = (type, apart) => view.dispatchEvent(new TouchEvent(type, { touches: [touch(1, 150 - apart / 2), touch(2, 150 + apart / 2)], bubbles: true, cancelable: true }));
    send('touchstart', 100);
    send('touchmove', 150);
  });
  assert.equal(await scale(page), Math.round(before * 1.5));
  await page.evaluate((text) => document.querySelector('chalk-session').open(text), JSON.stringify(MOONS));
  await node(page, /^0: Linear\(2, 8\), folded/).waitFor();
  assert.equal(await node(page, /^linear/).count(), 0);
});

visit('gradients flow back: a line beside the line, for the present step only', {}, async (page) => {
  await shown(page);
  const back = () => graph(page).locator('.back').evaluateAll((lines) => lines.map((line) => line.dataset.way));
  const count = async (way) => (await back()).filter((each) => each === way).length;
  await steps(page, 5);
  assert.equal((await count('done')) + (await count('now')), 0, 'no gradient in the forward pass');
  await steps(page, 3);
  assert.deepEqual([await count('done'), await count('now')], [1, 1]);
  await steps(page, 3);
  assert.deepEqual([await count('done'), await count('now'), await count('none')], [5, 1, 2], 'all but those to the data');
  await steps(page, 3);
  assert.equal((await count('done')) + (await count('now')), 0, 'a new step begins with none');
});

visit('everything at once: masks, statistics, a penalty, two sizes of batches', {}, async (page) => {
  await shown(page, EVERYTHING);
  await button(page, 'Open layers').click();
  await node(page, 'constant mask, 4 by 3, not computed yet').waitFor();
  await node(page, 'Fold penalty').waitFor();
  for (let batch = 0; batch < 4; batch += 1) await page.evaluate(() => document.querySelector('chalk-session').step('batch'));
  await node(page, /^constant mask, 3 by 3, from 0/).waitFor();
  const boxes = await graph(page).locator('.box').count();
  await page.evaluate(() => document.querySelector('chalk-session').step('batch'));
  await node(page, /^constant mask, 4 by 3, from 0/).waitFor();
  assert.equal(await graph(page).locator('.box').count(), boxes);
});

visit('while training rushes the graph shows the present numbers, and pausing says them', {}, async (page) => {
  await shown(page);
  await page.evaluate(() => Object.assign(document.querySelector('chalk-session'), { speed: Infinity }));
  await button(page, 'Play').click();
  await page.getByRole('status').filter({ hasText: 'Finished' }).waitFor();
  const { loss } = await state(page);
  await node(page, `mean, ${loss.toFixed(4)}, gradient 1`).waitFor();
});

visit('without its library the page says so, and tries again', { host: { missing: /vendor/ }, expected: [/404/, /Failed to fetch dynamically/] }, async (page) => {
  await page.locator('chalk-graph').scrollIntoViewIfNeeded();
  await page.getByText('The operation graph could not be loaded').waitFor();
  await button(page, 'Step operation').click();
  assert.equal(await position(page), 1);
  await graph(page).getByRole('button', { name: 'Try again' }).click();
  await page.getByText('The operation graph could not be loaded').waitFor();
});

for (const [language, words] of [['en', /data x/], ['zh-CN', /数据 x/]]) {
  for (const colorScheme of ['light', 'dark']) {
    visit(`axe, ${language}, ${colorScheme}: at the start, backward, folded, with numbers`, { at: `?lang=${language}`, colorScheme, prepare: (page) => page.addInitScript(axe) }, async (page) => {
      const complaints = async () => {
        // The graph alone: of what lies half behind the bar, the size of a target cannot be told.
        const { violations } = await page.evaluate((rules) => globalThis.axe.run({ include: ['chalk-graph'] }, { runOnly: rules }), RULES);
        return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.flat().join(' ')}: ${failureSummary}`));
      };
      await shown(page);
      const found = [await complaints()];
      await steps(page, 22);
      found.push(await complaints());
      await node(page, words).click();
      found.push(await complaints());
      await graph(page).locator('.bar button').last().click();
      await graph(page).locator('[aria-expanded=false]').first().waitFor();
      found.push(await complaints());
      assert.deepEqual(found, [[], [], [], []]);
    });
  }
}
