// What one can set, and the address that remembers it: good values are obeyed, bad ones are answered in words and
// replaced by the default, and nothing that anybody writes into an address breaks the page.

import assert from 'node:assert/strict';
import { button, dice, enter, playUntil, position, share, settled, stateText, visit } from './lib/visit.mjs';

share();

const FIELDS = { lr: 'Learning rate', epochs: 'Epochs', seed: 'Seed' };
const DEFAULTS = { lr: '0.01', epochs: '100', seed: '0' };

async function assertFields(page, expected) {
  for (const [key, field] of Object.entries(FIELDS)) {
    assert.equal(await page.getByRole('spinbutton', { name: field, exact: true }).inputValue(), expected[key], field);
  }
}

const hash = (page, expected) => page.waitForFunction((text) => location.hash === text, expected, { timeout: 3000 });
const says = (page, text) => page.getByRole('status').filter({ hasText: text }).waitFor();

visit('an address with settings is obeyed', { at: '#seed=7&lr=0.02&epochs=200' }, async (page) => {
  await assertFields(page, { seed: '7', lr: '0.02', epochs: '200' });
  await hash(page, '#seed=7&lr=0.02&epochs=200');
  await playUntil(page, 'Finished: 200 epochs');
  assert.match(await page.getByRole('log').innerText(), /\[200\/200\] loss:0\.\d{4}/);
});

visit('a change of the address takes effect, and default values leave it', {}, async (page) => {
  await page.evaluate(() => (location.hash = '#lr=0.02&seed=42&epochs=100'));
  await hash(page, '#seed=42&lr=0.02');
  await assertFields(page, { seed: '42', lr: '0.02', epochs: '100' });
  await page.evaluate(() => (location.hash = ''));
  await page.waitForFunction(() => document.querySelector('chalk-session').seed === 0);
  await assertFields(page, DEFAULTS);
});

visit('fields: each takes effect, says so, and is written into the address', {}, async (page) => {
  await button(page, 'Step epoch').click();
  await enter(page, 'Learning rate', '0.02');
  await says(page, 'Learning rate 0.02: training starts again');
  assert.equal(await position(page), 0);
  await hash(page, '#lr=0.02');
  await button(page, 'Step epoch').click();
  await enter(page, 'Epochs', '200');
  await says(page, '200 epochs: the run goes on where it is.');
  assert.equal(await position(page), 13);
  await hash(page, '#lr=0.02&epochs=200');
  await enter(page, 'Seed', '7');
  await says(page, 'Seed 7: other initial weights');
  assert.equal(await position(page), 0);
  await hash(page, '#seed=7&lr=0.02&epochs=200');
  const there = await stateText(page);
  await page.reload();
  await settled(page);
  assert.equal(await stateText(page), there, 'the address is enough to come back');
});

/** What somebody may type, and what the page says to it. */
const TYPED = [
  ['Learning rate', '-1', /Learning rate cannot be “-1”: it takes a number from 0/],
  ['Learning rate', '1e99', /Learning rate cannot be “1e99”/],
  ['Learning rate', '', /Learning rate takes a number from 0/],
  ['Epochs', '0', /Epochs cannot be “0”: it takes a whole number from 1/],
  ['Epochs', '2.5', /Epochs cannot be “2.5”/],
  ['Epochs', '1e99', /Epochs cannot be “1e99”/],
  ['Seed', '-4', /Seed cannot be “-4”: it takes a whole number from 0/],
  ['Seed', '4294967296', /Seed cannot be “4294967296”/],
];

visit('fields: a bad value is answered, and the old one stays', {}, async (page) => {
  await button(page, 'Step operation').click();
  const before = await stateText(page);
  for (const [field, value, answer] of TYPED) {
    await enter(page, field, value);
    await says(page, answer);
    await assertFields(page, DEFAULTS);
    assert.equal(await stateText(page), before, `${field} ${value}`);
  }
});

visit('bad values in the address are answered and replaced', { at: '?lang=xx#lr=abc&seed=-1&epochs=1e99&colour=red' }, async (page) => {
  await assertFields(page, DEFAULTS);
  for (const [name, value, used] of [
    ['Learning rate', 'abc', '0.01'],
    ['Seed', '-1', '0'],
    ['Epochs', '1e99', '100'],
  ]) {
    await says(page, new RegExp(`${name} cannot be “${value}”.*Using ${used}`));
  }
  await says(page, 'language “xx”');
  await says(page, 'names “colour”');
  await page.waitForFunction(() => location.hash === '');
  const dismiss = button(page, 'Dismiss');
  for (let left = await dismiss.count(); left > 0; left -= 1) await dismiss.first().click();
  assert.equal(await dismiss.count(), 0);
  await button(page, 'Step epoch').click();
  assert.equal(await page.getByRole('log').innerText(), '[1/100] loss:3.9270');
});

visit('?lang=zh-CN is Chinese, and a switch of language keeps everything', { at: '?lang=zh-CN#seed=7' }, async (page) => {
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  await button(page, '前进一轮').click();
  await button(page, '前进一个运算').click();
  const there = await stateText(page);
  await button(page, 'English').click();
  await button(page, 'Step epoch').waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.equal(await stateText(page), there);
  assert.match(page.url(), /\?lang=en#seed=7$/);
  await button(page, '中文').click();
  await button(page, '后退一轮').click();
  assert.match(page.url(), /\?lang=zh-CN#seed=7$/);
  assert.equal(await position(page), 13);
});

/** Addresses that nobody means well with, the same in every run. */
function hostile(count) {
  const roll = dice(200);
  const pick = (list) => list[roll(list.length)];
  const KEYS = ['lr', 'seed', 'epochs', 'LR', 'lang', '__proto__', 'constructor', 'toString', '', 'x'.repeat(50), '%00', '种子'];
  const VALUES = ['', '0', '-0', '1', 'NaN', 'nan', 'inf', 'Infinity', '-Infinity', '1e999', '-1e-999', '0x10', '1_000', '1,5', '１００', '9'.repeat(400)];
  const MORE = ['<img src=x onerror=alert(1)>', 'javascript:alert(1)', '%', '%zz', '%E0%A4%A', '{"a":1}', '[]', '\u202e', '😀', '../../x', "';--", 'null', 'undefined', '4294967295', '4294967296', '1e6', '1000001', '0.0000001', '1e-45'];
  const one = () => `${pick(KEYS)}${pick(['=', '=', '=', '', '=='])}${pick([...VALUES, ...MORE])}`;
  return Array.from({ length: count }, () => `#${Array.from({ length: 1 + roll(4) }, one).join(pick(['&', '&', ';', '#']))}`);
}

visit('a language that does not come leaves the other one, for all that loads later', {
  expected: [/zh-CN/],
  tolerated: [/Failed/],
  prepare: (page) => page.route('**/text/zh-CN.js', (route) => route.abort()),
}, async (page) => {
  await button(page, '中文').click();
  await page.getByText('could not be loaded').waitFor();
  await button(page, 'Embed this').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
  await page.unroute('**/text/zh-CN.js');
  await page.locator('chalk-examples').scrollIntoViewIfNeeded();
  await page.getByRole('button', { name: 'The demo' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await button(page, '中文').click();
  await button(page, '播放').waitFor();
});

visit('200 hostile addresses: no exception, always a session that works', {}, async (page, { url }) => {
  let answered = 0;
  for (const text of hostile(200)) {
    const outcome = await page.evaluate(async (to) => {
      const session = document.querySelector('chalk-session');
      if (location.hash !== to) {
        const changed = new Promise((done) => addEventListener('hashchange', done, { once: true }));
        location.hash = to;
        await Promise.race([changed, new Promise((done) => setTimeout(done, 200))]);
      }
      session.reset();
      session.step('operation');
      return { status: session.status, position: session.state.position, ...session.settings };
    }, text);
    const { status, position: at, lr, seed, epochs } = outcome;
    assert.deepEqual([status, at], ['ready', 1], text);
    assert.ok(lr >= 0 && lr <= 1e6 && Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32 && epochs >= 1 && epochs <= 1e6, `${text} ${JSON.stringify(outcome)}`);
    if ((await button(page, 'Dismiss').count()) > 0) answered += 1;
  }
  assert.ok(answered > 100, `${answered} answered`);
  for (const text of hostile(10)) {
    await page.goto('about:blank');
    await page.goto(url + text);
    await settled(page);
    assert.equal(await position(page), 0, text);
  }
  console.log(`# ${answered} of 200 hostile addresses answered with a message, the others mean nothing bad`);
});
