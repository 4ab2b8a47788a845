// A learning rate that is too large: the page warns while the loss grows, and stops before a number means nothing
// any more. It says in words what happened and offers ways out.

import assert from 'node:assert/strict';
import { button, logLines, playUntil, position, settled, share, state, visit } from './lib/visit.mjs';
import { spoken } from './lib/look.mjs';

share();

const AT = '#lr=0.03&epochs=200';
const TITLE = /Training stopped in epoch (\d+), at operation (\d+)/;

async function diverge(page) {
  await playUntil(page, TITLE);
  const words = await page.getByRole('status').filter({ hasText: TITLE }).innerText();
  const [, epoch, operation] = words.match(TITLE).map(Number);
  return { words, epoch, operation };
}

visit('training stops where the first number overflows, and says where', { at: AT }, async (page) => {
  const { words, epoch, operation } = await diverge(page);
  assert.match(words, /“(Forward|Backward) through \w+|“Update the \w+/);
  assert.match(words, /infinity|not a number/);
  assert.match(words, new RegExp(`in training step ${epoch};`));
  assert.equal(await position(page), (epoch - 1) * 13 + operation);
  const text = await spoken(page);
  assert.ok(text.length > 1000, 'the page is read');
  assert.doesNotMatch(text, /\bnan\b/i);
  assert.doesNotMatch(text, /\binf\b/i);
  for (const line of await logLines(page)) assert.match(line, /^\[\d+\/200\] loss:\d+\.\d{4}$/);
  const here = await position(page);
  await button(page, 'Step operation').click();
  assert.equal(await position(page), here, 'no step leads further');
  console.log(`# lr 0.03 stops in epoch ${epoch}, operation ${operation}`);
});

visit('way out: back to before', { at: AT }, async (page) => {
  const { epoch } = await diverge(page);
  await button(page, `Back to the start of epoch ${epoch}`).click();
  assert.equal(await position(page), (epoch - 1) * 13);
  await page.getByRole('status').filter({ hasText: TITLE }).waitFor({ state: 'hidden' });
  const { parameters, loss } = await state(page);
  for (const value of [loss, ...Object.values(parameters).flatMap(({ data }) => data)]) assert.ok(Number.isFinite(value));
  await button(page, 'Step epoch').click();
  await page.getByRole('status').filter({ hasText: TITLE }).waitFor();
});

visit('way out: a smaller rate', { at: AT }, async (page) => {
  await diverge(page);
  const smaller = page.getByRole('button', { name: /^Try lr 0\.\d+$/ });
  const lr = Number((await smaller.innerText()).split(' ').at(-1));
  assert.ok(lr > 0 && lr < 0.0231, `${lr} converges`);
  await smaller.click();
  assert.equal(await position(page), 0);
  assert.equal(await page.getByRole('spinbutton', { name: 'Learning rate' }).inputValue(), String(lr));
  await button(page, 'Play').click();
  await page.getByRole('status').filter({ hasText: 'Finished: 200 epochs' }).waitFor();
});

visit('way out: start over', { at: AT }, async (page) => {
  await diverge(page);
  await button(page, 'Start over').click();
  assert.equal(await position(page), 0);
  assert.equal(await page.getByRole('log').innerText(), '');
  assert.equal(await page.getByRole('spinbutton', { name: 'Learning rate' }).inputValue(), '0.03');
});

visit('in Chinese too', { at: `?lang=zh-CN${AT}` }, async (page) => {
  await playUntil(page, '训练停在第', { speed: '速度', play: '播放' });
  for (const name of [/^退回到第 \d+ 轮开始处$/, '从头开始']) assert.equal(await button(page, name).count(), 1, String(name));
  assert.doesNotMatch(await spoken(page), /\b(nan|inf)\b/i);
});

visit('a loss that grows is warned of before: lr 0.025 never overflows in 100 epochs', { at: '#lr=0.025' }, async (page) => {
  const warning = page.getByRole('status').filter({ hasText: 'The loss is growing' });
  let epoch = 0;
  while (epoch < 100 && (await warning.count()) === 0) {
    await button(page, 'Step epoch').click();
    epoch += 1;
  }
  assert.ok(epoch > 1 && epoch < 100, `the warning came after epoch ${epoch}`);
  assert.match(await warning.innerText(), /within \d+ training steps\. With the learning rate 0\.025/);
  await button(page, 'Hide').click();
  await warning.waitFor({ state: 'hidden' });
  await page.getByRole('slider', { name: 'Speed' }).press('End');
  await button(page, 'Play').click();
  await page.waitForFunction(() => document.querySelector('chalk-session').state.position === 1300);
  assert.equal((await logLines(page)).length, 100);
  assert.equal(await button(page, /^Back to the start/).count(), 0);
  console.log(`# lr 0.025 is warned of after epoch ${epoch}`);
});

visit('a run at the demo’s rate is not warned of', {}, async (page) => {
  await settled(page);
  await playUntil(page, 'Finished');
  assert.equal(await page.getByRole('status').filter({ hasText: 'growing' }).count(), 0);
});
