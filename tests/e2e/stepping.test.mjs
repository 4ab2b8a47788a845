// Stepping: every button does what its name says, forwards and backwards, and however one gets to a moment, it is
// the same moment in every bit.

import assert from 'node:assert/strict';
import { button, dice, enter, fullSpeed, position, press, share, state, stateText, visit } from './lib/visit.mjs';

share();

/** The operations of one epoch of the demo. */
const EPOCH = 13;
const MOVES = ['Step operation', 'Step batch', 'Step epoch', 'Back operation', 'Back batch', 'Back epoch'];

/** A walk: what is pressed, and the position after it. */
const WALK = [
  ['Step operation', 1],
  ['Step operation', 2],
  ['Back operation', 1],
  ['Step batch', 13],
  ['Back operation', 12],
  ['Step epoch', 13],
  ['Step epoch', 26],
  ['Step operation', 27],
  ['Back epoch', 26], // from within an epoch: to its start
  ['Back epoch', 13], // from a boundary: to the one before
  ['Step operation', 14],
  ['Back batch', 13],
  ['Back batch', 0],
  ['Back operation', 0],
  ['Back epoch', 0],
  ['Step epoch', 13],
  ['Step batch', 26],
  ['Reset', 0],
];

visit('every control by its name, and where it leads', {}, async (page) => {
  for (const [index, [name, expected]] of WALK.entries()) {
    await button(page, name).click();
    assert.equal(await position(page), expected, `click ${index + 1}, ${name}`);
  }
});

visit('the thirteen operations of an epoch, in words', {}, async (page) => {
  const TITLES = [
    'Forward through linear',
    'Forward through add',
    'Forward through subtract',
    'Forward through square',
    'Forward through mean',
    'Zero the gradients',
    'Backward through mean',
    'Backward through square',
    'Backward through subtract',
    'Backward through add',
    'Backward through linear',
    'Update the weight (SGD)',
    'Update the bias (SGD)',
  ];
  for (const [index, title] of TITLES.entries()) {
    await button(page, 'Step operation').click();
    await page.getByRole('heading', { name: title, exact: true }).waitFor();
    await page.getByRole('status').filter({ hasText: `Epoch 1, operation ${index + 1} of 13. ${title}` }).waitFor();
    const marked = page.getByRole('list', { name: 'PyTorch program' }).getByRole('listitem').and(page.locator('[aria-current="step"]'));
    assert.equal(await marked.count(), 1, `one line of the program is marked at operation ${index + 1}`);
  }
});

visit('a walk of 60 random presses comes by the same states as a straight way', {}, async (page, { url }) => {
  const roll = dice(2);
  const seen = new Map([[0, await stateText(page)]]);
  let back = 0;
  for (let click = 0; click < 60; click += 1) {
    // A little more forwards than backwards, so that the walk gets somewhere.
    const name = MOVES[roll(5) < 3 ? roll(3) : 3 + roll(3)];
    const text = await press(page, name);
    const { position: at } = JSON.parse(text);
    if (seen.has(at)) assert.equal(text, seen.get(at), `click ${click + 1}, ${name}: position ${at} again`);
    seen.set(at, text);
    if (name.startsWith('Back')) back += 1;
  }
  assert.ok(back > 10 && seen.size > 20, `${back} presses go back, ${seen.size} positions`);

  const fresh = await page.context().newPage();
  await fresh.goto(url);
  await button(fresh, 'Play').and(fresh.locator(':enabled')).waitFor();
  let here = 0;
  for (const target of [...seen.keys()].sort((a, b) => a - b)) {
    let text = target === 0 ? await stateText(fresh) : '';
    while (here < target) {
      const epoch = Math.floor(here / EPOCH) < Math.floor(target / EPOCH);
      text = await press(fresh, epoch ? 'Step epoch' : 'Step operation');
      here = JSON.parse(text).position;
    }
    assert.equal(text, seen.get(target), `position ${target}`);
  }
  console.log(`# ${seen.size} positions equal, ${back} of 60 presses backwards`);
});

visit('the state: its keys, and gradients that come and go as in PyTorch', {}, async (page) => {
  const start = await state(page);
  for (const key of ['position', 'phase', 'epoch', 'batch', 'loss', 'parameters']) assert.ok(key in start, key);
  assert.deepEqual(Object.keys(start.parameters), ['0.weight', '0.bias']);
  for (const parameter of Object.values(start.parameters)) {
    for (const key of ['shape', 'data', 'grad']) assert.ok(key in parameter, key);
    assert.ok(Array.isArray(parameter.data));
  }
  assert.deepEqual(start.parameters['0.weight'].shape, [1, 1]);
  assert.deepEqual(start.parameters['0.bias'].shape, [1]);
  const grads = ({ parameters }) => Object.values(parameters).map(({ grad }) => grad !== null);
  assert.deepEqual(grads(start), [false, false], 'before the first backward pass');
  for (let operation = 1; operation <= 2 * EPOCH; operation += 1) {
    const now = JSON.parse(await press(page, 'Step operation'));
    // The bias has its gradient after backward through add (10), the weight after linear (11), until zero_grad (6).
    const within = ((operation - 1) % EPOCH) + 1;
    const old = operation > EPOCH && within < 6;
    assert.deepEqual(grads(now), [old || within >= 11, old || within >= 10], `operation ${operation}`);
  }
});

visit('Reset leads to the same weights, a seed to others, and the state cannot be written', {}, async (page) => {
  const start = await stateText(page);
  await button(page, 'Step epoch').click();
  const once = await stateText(page);
  assert.notEqual(once, start);
  assert.equal(await press(page, 'Reset'), start);
  assert.equal(await press(page, 'Step epoch'), once);
  const refused = await page.evaluate(() => {
    'use strict';
    const session = document.querySelector('chalk-session');
    try {
      session.state = {};
      return false;
    } catch {
      return true;
    }
  });
  assert.ok(refused, 'state is read-only');
  await enter(page, 'Seed', '42');
  assert.notEqual(await stateText(page), start);
  await enter(page, 'Seed', '0');
  assert.equal(await stateText(page), start);
  await button(page, 'New seed').click();
  assert.notEqual(await stateText(page), start);
});

visit('the timeline goes anywhere, and finds the same moments', {}, async (page) => {
  for (let epoch = 0; epoch < 3; epoch += 1) await button(page, 'Step epoch').click();
  const there = await stateText(page);
  const timeline = page.getByRole('slider', { name: 'Timeline of the run' });
  await timeline.fill('700');
  assert.equal(await position(page), 700);
  assert.match(await timeline.getAttribute('aria-valuetext'), /^Epoch 54 of 100, operation 11 of 13$/);
  await timeline.fill('39');
  assert.equal(await stateText(page), there);
});

visit('Pause halts, and single steps go on from there', {}, async (page) => {
  await button(page, 'Play').click();
  await page.getByRole('log').getByText('[2/100]').waitFor();
  await button(page, 'Pause').click();
  const halted = await stateText(page);
  await page.waitForTimeout(400);
  assert.equal(await stateText(page), halted);
  const next = JSON.parse(await press(page, 'Step operation'));
  assert.equal(next.position, JSON.parse(halted).position + 1);
  assert.equal(await press(page, 'Back operation'), halted);
});

visit('a step or Reset while it plays pauses it', {}, async (page) => {
  for (const name of [...MOVES, 'Reset']) {
    await button(page, 'Play').click();
    await button(page, 'Pause').waitFor();
    await button(page, name).click();
    await button(page, 'Play').waitFor();
    const there = await stateText(page);
    await page.waitForTimeout(80);
    assert.equal(await stateText(page), there, name);
  }
});

visit('nobody looks: a hidden page waits, and does not hurry after', {}, async (page) => {
  const hide = (hidden) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { get: () => value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
      return document.querySelector('chalk-session').state.position;
    }, hidden);
  await button(page, 'Play').click();
  await page.getByRole('log').getByText('[1/100]').waitFor();
  const left = await hide(true);
  await page.waitForTimeout(600);
  assert.equal(await position(page), left, 'nothing while hidden');
  assert.equal(await hide(false), left);
  const soon = await page.evaluate(
    () =>
      new Promise((done) => {
        requestAnimationFrame(() => requestAnimationFrame(() => done(document.querySelector('chalk-session').state.position)));
      }),
  );
  // 600 ms at 260 operations a second would be 156 operations at once.
  assert.ok(soon - left < 80, `no burst: ${soon - left} operations in two frames`);
  await page.waitForFunction((least) => document.querySelector('chalk-session').state.position > least, left + 13);
});

visit('the speed goes from one operation a second to as fast as it goes, in words', {}, async (page) => {
  const speed = page.getByRole('slider', { name: 'Speed', exact: true });
  await speed.focus();
  await page.keyboard.press('Home');
  assert.equal(await speed.getAttribute('aria-valuetext'), '1 operation/s');
  const words = new Set();
  for (let notch = 0; notch < 40; notch += 1) {
    words.add(await speed.getAttribute('aria-valuetext'));
    await page.keyboard.press('ArrowRight');
  }
  assert.ok(words.size >= 10 && words.has('as fast as it goes'), [...words].join(', '));
  for (const each of words) assert.match(each, /^([\d,]+ (operations?|epochs?)\/s|as fast as it goes)$/);
  await page.keyboard.press('Home');
  const before = await stateText(page);
  await button(page, 'Play').click();
  await button(page, 'Pause').waitFor();
  await page.waitForTimeout(300);
  await button(page, 'Pause').click();
  const done = (await position(page)) - JSON.parse(before).position;
  assert.ok(done >= 1 && done <= 3, `${done} operations at one a second`);
});

visit('at the end, Play offers to go on, and Step says so too', {}, async (page) => {
  await fullSpeed(page);
  await button(page, 'Play').click();
  const over = page.getByRole('status').filter({ hasText: 'Finished: 100 epochs, loss 0.1712' });
  await over.waitFor();
  for (const name of ['Play', 'Step operation']) {
    await button(page, 'Hide').click();
    await over.waitFor({ state: 'hidden' });
    await button(page, name).click();
    await over.waitFor();
    assert.equal(await position(page), 1300);
  }
  await button(page, '100 more epochs').click();
  await page.getByRole('status').filter({ hasText: 'Finished: 200 epochs' }).waitFor();
  assert.equal(await position(page), 2600);
  await button(page, 'Start over').click();
  assert.equal(await position(page), 0);
});
