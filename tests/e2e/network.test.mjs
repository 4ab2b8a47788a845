// The page of networks: it trains what one chooses, draws every frame, is said in words, and nothing that anybody writes
// into its address breaks it.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { button, dice, enter, fullSpeed, playUntil, share, state, visit } from './lib/visit.mjs';

share();

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function complaints(page) {
  const { violations, passes } = await page.evaluate((rules) => globalThis.axe.run(document, { runOnly: rules }), RULES);
  assert.ok(passes.length > 20, `axe looked: ${passes.length} rules passed`);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.flat().join(' ')}: ${failureSummary}`));
}

const boundary = (page) => page.getByRole('img', { name: /^Decision boundary/ });
const rightSide = async (page) => Number((await boundary(page).getAttribute('aria-label')).match(/^Decision boundary: (\d+) of \d+ points on the right side$/)[1]);
const hash = (page, expected) => page.waitForFunction((text) => location.hash === text, expected, { timeout: 3000 });

visit('a network learns the moons; the boundary’s name says how well', { at: 'network.html' }, async (page) => {
  assert.equal(await page.title(), 'Chalkgrad – a network learns a boundary, one operation at a time');
  const first = await rightSide(page);
  assert.ok(first < 95, `${first} of 100 before training`);
  await playUntil(page, 'Finished: 100 epochs');
  assert.ok((await rightSide(page)) >= 97, `${await rightSide(page)} of 100 after training`);
  assert.match(await page.getByRole('log').innerText(), /\[100\/100\] loss:0\.\d{4}/);
  const { parameters } = await state(page);
  assert.deepEqual(Object.keys(parameters), ['0.weight', '0.bias', '2.weight', '2.bias', '4.weight', '4.bias']);
  assert.deepEqual(parameters['2.weight'].shape, [8, 8]);
});

for (const [data, least] of [['circles', 95], ['xor', 85], ['spiral', 60]]) {
  visit(`${data} with other settings from the address`, { at: `network.html#data=${data}&noise=0.05&units=12&activation=ReLU&lr=0.02&epochs=60` }, async (page) => {
    const first = await rightSide(page);
    await playUntil(page, 'Finished: 60 epochs');
    const last = await rightSide(page);
    assert.ok(last > first && last >= least, `${data}: ${first}, then ${last} of 100`);
    assert.equal(await page.getByRole('combobox', { name: 'Data' }).inputValue(), data);
  });
}

visit('a setting opens another network and stands in the address; the usual ones do not', { at: 'network.html' }, async (page) => {
  await page.getByRole('combobox', { name: 'Data' }).selectOption('circles');
  await hash(page, '#data=circles');
  await enter(page, 'Hidden layers', '3');
  await enter(page, 'Neurons in each', '4');
  await page.getByRole('combobox', { name: 'Optimizer', exact: true }).selectOption('SGD');
  await page.getByRole('combobox', { name: 'Loss', exact: true }).selectOption('MSELoss');
  await hash(page, '#data=circles&layers=3&units=4&loss=MSELoss&optimizer=SGD');
  const { parameters } = await state(page);
  assert.deepEqual(Object.values(parameters).map(({ shape }) => shape.join('×')), ['4×2', '4', '4×4', '4', '4×4', '4', '1×4', '1']);
  await button(page, 'Step epoch').click();
  const { position } = await state(page);
  await enter(page, 'Epochs', '7');
  await hash(page, '#data=circles&layers=3&units=4&loss=MSELoss&optimizer=SGD&epochs=7');
  assert.equal((await state(page)).position, position, 'another number of epochs goes on where it is');
  await enter(page, 'Neurons in each', '17');
  await page.getByRole('status').filter({ hasText: 'Neurons in each cannot be “17”: it takes a whole number from 1 to 16. It stays 4.' }).waitFor();
  await page.reload();
  await page.getByRole('img', { name: /^Decision boundary: \d/ }).waitFor();
  assert.equal(await page.getByRole('spinbutton', { name: 'Hidden layers' }).inputValue(), '3');
});

visit('the boundary’s table has every point, and agrees with its name', { at: 'network.html#epochs=30' }, async (page) => {
  await playUntil(page, 'Finished: 30 epochs');
  await page.locator('chalk-boundary').getByText('Show data', { exact: true }).click();
  const table = page.getByRole('table', { name: 'The data and what the model says' }).locator('tbody');
  await table.getByRole('row').nth(99).waitFor();
  const rows = await table.getByRole('row').all();
  const cells = await Promise.all(rows.map(async (row) => (await row.getByRole('cell').allInnerTexts()).map((text) => text.replace('−', '-'))));
  assert.equal(cells.length, 100);
  assert.equal(cells.filter((row) => row[4] === 'yes').length, await rightSide(page));
  for (const [, , actual, prediction, right] of cells) assert.equal(right === 'yes', (Number(prediction) > 0) === (actual === '1'), 'a logit above 0 means class 1');
});

visit('every neuron has its numbers as a name, and shows itself large', { at: 'network.html' }, async (page) => {
  const units = page.getByRole('button', { name: /^Layer \d, neuron \d+: bias −?\d/ });
  assert.equal(await units.count(), 16);
  assert.equal(await page.getByRole('button', { name: /^Output: bias/ }).count(), 1);
  await page.getByRole('button', { name: /^Layer 2, neuron 3:/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Layer 2, neuron 3' }).waitFor();
  const { parameters } = await state(page);
  const weight = parameters['2.weight'].data[2 * 8].toFixed(4).replace('-', '−');
  assert.ok((await page.locator('chalk-neurons .sum').innerText()).includes(`Tanh(${weight.replace('−', '− ')}·h₁`), weight);
  const before = await page.getByRole('button', { name: /^Layer 1, neuron 1:/ }).getAttribute('aria-label');
  await button(page, 'Step epoch').click();
  assert.notEqual(await page.getByRole('button', { name: /^Layer 1, neuron 1:/ }).getAttribute('aria-label'), before);
  const painted = await page.locator('chalk-neurons').evaluate((element) => {
    const canvases = [...element.shadowRoot.querySelectorAll('.unit canvas')];
    return canvases.map((canvas) => new Set(new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size);
  });
  assert.equal(painted.length, 2 + 8 + 8 + 1);
  for (const colors of painted) assert.ok(colors > 8, `a picture of ${colors} colours`);
});

visit('all parameters stand in grids; gradients, too', { at: 'network.html' }, async (page) => {
  const middle = page.getByRole('table', { name: '2.weight, values' });
  await middle.scrollIntoViewIfNeeded();
  assert.equal(await middle.getByRole('row').count(), 8);
  assert.equal(await middle.getByRole('cell').count(), 64);
  await button(page, 'Step epoch').click();
  await page.getByRole('radio', { name: 'gradients' }).check();
  const { parameters } = await state(page);
  const shown = await page.getByRole('table', { name: '2.weight, gradients' }).getByRole('cell').allInnerTexts();
  assert.equal(shown.length, 64);
  parameters['2.weight'].grad.forEach((exact, index) => {
    // Smaller ones are shown as powers of ten.
    if (Math.abs(exact) >= 0.005) assert.equal(Number(shown[index].replace('−', '-')).toFixed(2), exact.toFixed(2));
    else assert.match(shown[index], /×10⁻|^0/);
  });
});

visit('the two pages lead to each other, in the language of the address', { at: 'network.html?lang=zh-CN' }, async (page) => {
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), '看网络怎样学会一条边界');
  await page.getByRole('link', { name: '直线' }).click();
  await page.getByRole('heading', { level: 1, name: '一步一个运算，拟合一条直线' }).waitFor();
  assert.equal(await page.getByRole('link', { name: '直线' }).getAttribute('aria-current'), 'page');
  await page.getByRole('link', { name: '网络' }).click();
  await page.getByRole('img', { name: /^决策边界：\d+ 个点中有 \d+ 个在正确的一侧$/ }).waitFor();
});

visit('only the full module is fetched', { at: 'network.html', host: {} }, async (page, { requests }) => {
  const wasm = requests.filter(({ path }) => path.endsWith('.wasm')).map(({ path }) => path);
  assert.deepEqual([...new Set(wasm)], ['/embed/v0/chalkgrad-full_bg.wasm']);
});

for (const [lang, colorScheme] of [['en', 'light'], ['zh-CN', 'dark']]) {
  visit(`axe, network, ${lang}, ${colorScheme}: start, trained, tables`, { at: `network.html?lang=${lang}#epochs=5&colour=1&noise=x`, colorScheme, prepare: (page) => page.addInitScript(axe) }, async (page) => {
    const found = { start: await complaints(page) };
    for (let epoch = 0; epoch < 2; epoch += 1) await button(page, lang === 'en' ? 'Step epoch' : '前进一轮').click();
    for (let operation = 0; operation < 9; operation += 1) await button(page, lang === 'en' ? 'Step operation' : '前进一个运算').click();
    for (const summary of await page.getByText(lang === 'en' ? 'Show data' : '显示数据', { exact: true }).all()) await summary.click();
    found.tables = await complaints(page);
    assert.deepEqual(found, { start: [], tables: [] });
  });
}

visit('on a phone nothing is wider than the screen', { at: 'network.html', viewport: { width: 320, height: 640 } }, async (page) => {
  await page.locator('chalk-gradcheck').scrollIntoViewIfNeeded();
  await page.getByRole('slider', { name: /h/ }).first().waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page does not scroll sideways');
});

visit('with reduced motion the pictures change seldom', { at: 'network.html#epochs=2000', reducedMotion: 'reduce' }, async (page) => {
  await fullSpeed(page);
  await page.evaluate(() => {
    globalThis.steps = 0;
    document.querySelector('chalk-session').addEventListener('chalk-step', () => (globalThis.steps += 1));
  });
  await button(page, 'Play').click();
  await page.waitForTimeout(2000);
  const steps = await page.evaluate(() => globalThis.steps);
  assert.ok(steps > 0 && steps <= 7, `${steps} changes in two seconds`);
});

visit('while training as fast as it goes, everything is drawn many times a second', { at: 'network.html#data=spiral&epochs=100000', viewport: { width: 1280, height: 1400 } }, async (page) => {
  await fullSpeed(page);
  await button(page, 'Play').click();
  const { frames, steps, trained } = await page.evaluate(async () => {
    const session = document.querySelector('chalk-session');
    const from = session.moment.step;
    let [frames, steps] = [0, 0];
    session.addEventListener('chalk-step', () => (steps += 1));
    const began = performance.now();
    while (performance.now() - began < 5000) {
      await new Promise(requestAnimationFrame);
      frames += 1;
    }
    return { frames: frames / 5, steps: steps / 5, trained: (session.moment.step - from) / 5 };
  });
  assert.ok(steps >= 10, `${steps} drawings per second`);
  console.log(`# ${frames} frames, ${steps} drawings, ${Math.round(trained)} training steps per second`);
});

/** Addresses that nobody means well with, the same in every run. */
function hostile(count) {
  const roll = dice(400);
  const pick = (list) => list[roll(list.length)];
  const KEYS = ['data', 'noise', 'samples', 'layers', 'units', 'activation', 'loss', 'optimizer', 'lr', 'batch', 'epochs', 'seed', 'w', '__proto__', 'constructor', '', '种子'];
  const VALUES = ['', '0', '1', '2', '-1', '16', '17', '999', '1000', '1e6', '1e999', 'NaN', 'Infinity', '0.5', '1,5', '１０', '9'.repeat(300), 'moons', 'spiral', 'penguins', 'Tanh', 'tanh', 'Softmax', 'LBFGS', 'Adam', 'SGD', 'MSELoss', 'hasOwnProperty', '%zz', '%E0%A4%A', '<img src=x>', '{"a":1}', '[]', '\u202e', '😀', 'null'];
  const one = () => `${pick(KEYS)}${pick(['=', '=', '=', '', '=='])}${pick(VALUES)}`;
  return Array.from({ length: count }, () => `#${Array.from({ length: 1 + roll(5) }, one).join(pick(['&', '&', '&', ';']))}`);
}

visit('2,000 hostile addresses: no exception, always a network that trains', { at: 'network.html' }, async (page) => {
  // The views have nothing to do with the address, and drawing each network would take minutes.
  await page.evaluate(() => document.querySelectorAll('.bench, .view:not(.network)').forEach((part) => part.remove()));
  const outcomes = await page.evaluate(async (addresses) => {
    const session = document.querySelector('chalk-session');
    const found = [];
    for (const address of addresses) {
      const ready = new Promise((done) => session.addEventListener('chalk-ready', done, { once: true }));
      if (location.hash === address) continue;
      location.hash = address;
      const outcome = await Promise.race([ready, new Promise((done) => setTimeout(() => done('late'), 3000))]);
      session.step('operation');
      found.push([address, outcome === 'late' ? 'late' : session.status, session.moment?.position, document.querySelectorAll('.message').length]);
    }
    return found;
  }, hostile(2000));
  const bad = outcomes.filter(([, status, position]) => status !== 'ready' || position !== 1);
  assert.deepEqual(bad.slice(0, 5), []);
  const answered = outcomes.filter(([, , , messages]) => messages > 0).length;
  assert.ok(answered > outcomes.length / 2, `${answered} answered`);
  console.log(`# ${answered} of ${outcomes.length} hostile addresses answered with a message, the others mean nothing bad`);
});
