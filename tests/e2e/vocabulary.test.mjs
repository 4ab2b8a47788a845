// A whole experiment file in the page. The demo's page loads a small module; what that one does not know comes with
// the full module, which is fetched only then.

import assert from 'node:assert/strict';
import { button, logLines, playUntil, settled, share, state, visit } from './lib/visit.mjs';

share();

const DEMO = { version: 1, data: { name: 'article' }, model: [{ Linear: { out_features: 1 } }], loss: 'MSELoss' };
const SMALL = { ...DEMO, seed: 1, optimizer: { SGD: { lr: 0.02, momentum: 0.5 } }, epochs: 20 };

/** Opens an experiment in the page's session; gives the code of the answer where it cannot be used. */
const open = (page, experiment) =>
  page.evaluate(
    (text) => document.querySelector('chalk-session').open(text).then(() => null, (error) => error.code),
    JSON.stringify(experiment),
  );

const fetched = (requests, name) => requests.some(({ path }) => path.endsWith(name));

const MODULE = 'chalkgrad-full_bg.wasm';
const TEXTS = 'text/full.zh-CN.js';

visit('what the small module knows, it trains', { host: {} }, async (page, { requests }) => {
  assert.equal(await open(page, SMALL), null);
  await playUntil(page, 'Finished');
  assert.equal((await logLines(page)).length, 20);
  await button(page, 'Back operation').click();
  assert.equal(fetched(requests, MODULE), false);
});

const IRIS = {
  version: 1,
  seed: 0,
  data: { name: 'iris' },
  split: true,
  preprocess: [{ Standardize: { columns: 'x' } }],
  model: [{ Linear: { out_features: 8 } }, { LeakyReLU: { negative_slope: 0.1 } }, { Linear: { out_features: 3 } }],
  loss: 'CrossEntropyLoss',
  optimizer: { Adam: { lr: 0.01 } },
  batch_size: 20,
  shuffle: true,
  epochs: 10,
};

for (const [language, words] of [['en', { speed: 'Speed', play: 'Play', done: 'Finished' }], ['zh-CN', { speed: '速度', play: '播放', done: '完成' }]]) {
  visit(`flowers, an activation, classes and Adam train and go back, ${language}`, { at: `?lang=${language}`, host: { folder: '/a/folder/' } }, async (page, { requests }) => {
    assert.equal(await open(page, IRIS), null);
    assert.equal(fetched(requests, 'data/iris.csv'), true);
    const first = await state(page);
    for (let step = 0; step < 40; step += 1) await page.keyboard.press('ArrowRight');
    await playUntil(page, words.done, words);
    const log = await logLines(page);
    assert.equal(log.length, 10);
    assert.match(log[9], /^\[10\/10\] loss:0\.\d{4}$/);
    await page.evaluate(() => document.querySelector('chalk-session').reset());
    assert.deepEqual(await state(page), first);
  });
}

for (const [language, folder] of [['en', '/'], ['zh-CN', '/a/folder/']]) {
  visit(`an answer comes from the full module, and the old training stays, ${language}`, { at: `?lang=${language}`, host: { folder } }, async (page, { requests }) => {
    const before = await state(page);
    assert.equal(await open(page, { ...SMALL, optimizer: 'Guess' }), 'unknown_name');
    assert.equal(fetched(requests, MODULE), true);
    assert.equal(fetched(requests, TEXTS), language === 'zh-CN');
    await settled(page);
    assert.deepEqual(await state(page), before);
    assert.equal(await open(page, SMALL), null);
  });
}

visit('the full module does not load: said in words, and Try again helps', {
  expected: [/wasm/, /LoadError/],
  prepare: (page) => page.route(`**/${MODULE}`, (route) => route.abort()),
}, async (page) => {
  assert.equal(await open(page, { ...SMALL, optimizer: 'Guess' }), null);
  const failed = page.getByRole('status').filter({ hasText: 'chalkgrad-full_bg.wasm could not be fetched' });
  await failed.waitFor();
  await page.unroute(`**/${MODULE}`);
  await button(page, 'Try again').click();
  await failed.waitFor({ state: 'hidden' });
  await settled(page);
});
