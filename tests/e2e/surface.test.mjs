// The loss surface: the same losses as the training's, the way of the parameters, other places to start from.

import assert from 'node:assert/strict';
import { hosted } from './lib/host.mjs';
import { button, enter, logLines, playUntil, share, state, visit } from './lib/visit.mjs';

share();

const picture = (page) => page.getByRole('img', { name: /^Loss surface: weight/ });
const chooser = (page) => page.getByRole('application', { name: 'Choose a weight and a bias to start from' });

/** Scrolls to the surface and waits until it is there. */
async function reach(page) {
  await page.locator('chalk-surface').scrollIntoViewIfNeeded();
  await picture(page).waitFor();
}

/** The table, once it has so many rows. */
const cells = async (page, count) => {
  const body = page.getByRole('table', { name: 'The way of the parameters' }).locator('tbody').getByRole('row');
  await body.nth(count - 1).waitFor();
  const rows = await body.all();
  return Promise.all(rows.map(async (row) => (await row.getByRole('cell').allInnerTexts()).map((text) => text.replace('−', '-'))));
};

visit('the surface names where training is and where the lowest loss is; its table is the way there', {}, async (page) => {
  for (let epoch = 0; epoch < 3; epoch += 1) await button(page, 'Step epoch').click();
  await reach(page);
  const { parameters } = await state(page);
  const now = ['0.weight', '0.bias'].map((name) => parameters[name].data[0].toFixed(4).replace('-', '−'));
  assert.equal(
    await picture(page).getAttribute('aria-label'),
    `Loss surface: weight ${now[0]}, bias ${now[1]} after 3 training steps; the lowest loss, 0.1689, is at weight 0.2600, bias 0.7477`,
  );
  await page.locator('chalk-surface').getByText('Show data', { exact: true }).click();
  const rows = await cells(page, 4);
  assert.deepEqual(rows.map(([step]) => step), ['0', '1', '2', '3']);
  assert.deepEqual(rows[0].slice(1, 3), ['-0.007487', '0.536444'], 'where seed 0 starts');
  assert.deepEqual(rows.slice(0, 3).map(([, , , loss]) => Number(loss).toFixed(4)), (await logLines(page)).map((line) => line.split(':')[1]));
  assert.equal(Number(rows[3][1]).toFixed(4).replace('-', '−'), now[0]);
  await button(page, 'Back epoch').click();
  assert.equal((await cells(page, 3)).length, 3);
});

visit('the largest stable learning rate stands beside the present one', {}, async (page) => {
  await reach(page);
  const surface = page.locator('chalk-surface');
  await surface.getByText('The learning rate is 0.01. Up to 2/λ = 0.023149 every step comes closer').waitFor();
  await enter(page, 'Learning rate', '0.03');
  await surface.getByText('The learning rate is 0.03, above 2/λ = 0.023149').waitFor();
  await playUntil(page, 'Training stopped');
  await picture(page).waitFor();
});

visit('the keyboard starts the training at another place, and the seed’s weights come back', {}, async (page) => {
  await button(page, 'Step epoch').click();
  await reach(page);
  await chooser(page).focus();
  for (const key of ['ArrowRight', 'ArrowUp', 'Shift+ArrowRight', 'ArrowLeft']) await page.keyboard.press(key);
  const said = await page.locator('chalk-surface').getByRole('status').innerText();
  const [, weight, bias, loss] = said.replaceAll('−', '-').match(/^Weight (\S+), bias (\S+): loss (\S+)\.$/);
  assert.equal((await state(page)).position, 13, 'pointing changes nothing');
  await page.keyboard.press('Enter');
  await button(page, 'Back to the seed’s weights').waitFor();
  const there = await state(page);
  assert.equal(there.position, 0);
  assert.deepEqual([there.parameters['0.weight'].data[0].toFixed(4), there.parameters['0.bias'].data[0].toFixed(4)], [weight, bias]);
  await button(page, 'Step epoch').click();
  assert.deepEqual(await logLines(page), [`[1/100] loss:${loss}`], 'the surface has the loss that training has there');
  assert.match(await page.locator('chalk-code .code').innerText(), new RegExp(weight.replace('.', '\\.')), 'the program starts there, too');
  await button(page, 'Back to the seed’s weights').click();
  await page.getByRole('status').filter({ hasText: 'Back at the weights that the seed draws.' }).waitFor();
  await button(page, 'Step epoch').click();
  assert.deepEqual(await logLines(page), ['[1/100] loss:3.9270']);
  assert.equal(await button(page, 'Back to the seed’s weights').count(), 0);
});

visit('with another loss there is no surface; undone, it is there again', { tolerated: [/willReadFrequently/] }, async (page) => {
  await reach(page);
  const surface = page.locator('chalk-surface');
  const painted = () =>
    surface.evaluate(({ shadowRoot }) => {
      const { width, height } = shadowRoot.querySelector('canvas');
      const { data } = shadowRoot.querySelector('canvas').getContext('2d').getImageData(0, 0, width, height);
      return data.some((value) => value > 0);
    });
  await page.waitForFunction(() => document.querySelector('chalk-surface').shadowRoot.querySelector('canvas').width > 0);
  assert.ok(await painted());
  await page.locator('chalk-session').evaluate((session) => session.edit({ loss: 'L1Loss' }));
  await surface.getByText('Only the squared error of one straight line for all points at once has such a map here.').waitFor();
  await surface.getByRole('img', { name: 'Loss surface: nothing drawn yet' }).waitFor();
  assert.ok(!(await painted()), 'nothing is drawn that is no longer so');
  assert.equal(await surface.evaluate(({ owner }) => owner.session.surfacePlace(0.5, 0.5)), null);
  await page.locator('chalk-session').evaluate((session) => session.undo());
  await picture(page).waitFor();
  assert.ok(await painted());
});

visit('a click starts there; another seed forgets the place, the address goes on working', {}, async (page) => {
  await reach(page);
  const box = await picture(page).boundingBox();
  await page.mouse.click(box.x + box.width * 0.7, box.y + box.height * 0.3);
  await page.getByRole('status').filter({ hasText: /^Started at weight/ }).waitFor();
  await enter(page, 'Seed', '42');
  await page.waitForFunction(() => location.hash === '#seed=42');
  await button(page, 'Step epoch').click();
  assert.deepEqual(await logLines(page), ['[1/100] loss:11.4546']);
});

visit('in Chinese, dark, on a phone', { at: '?lang=zh-CN', colorScheme: 'dark', viewport: { width: 320, height: 640 } }, async (page) => {
  await page.locator('chalk-surface').scrollIntoViewIfNeeded();
  await page.getByRole('img', { name: /^损失曲面：0 个训练步之后权重/ }).waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page does not scroll sideways');
});

visit('without the full module the surface says so, and training goes on', { host: { missing: /chalkgrad-full/ }, expected: [/chalkgrad-full/], tolerated: [/LoadError/] }, async (page) => {
  await page.locator('chalk-surface').scrollIntoViewIfNeeded();
  await page.locator('chalk-surface').getByText('could not be loaded. Training goes on without it.').waitFor();
  await page.locator('chalk-surface').getByRole('button', { name: 'Try again' }).waitFor();
  await button(page, 'Step epoch').click();
  assert.deepEqual(await logLines(page), ['[1/100] loss:3.9270']);
});

for (const name of ['boundary', 'neurons', 'gradcheck']) {
  const tags = `<chalk-session loading="eager"><chalk-controls></chalk-controls><chalk-${name}></chalk-${name}></chalk-session>`;
  const { host, ...rest } = hosted(tags);
  visit(`without the full module chalk-${name} says so, and asks again only when told to`, { ...rest, host: { ...host, missing: /chalkgrad-full/ }, expected: [/chalkgrad-full/] }, async (page, { requests }) => {
    const view = page.locator(`chalk-${name}`);
    const words = view.getByRole('status').filter({ hasText: 'could not be loaded. Training goes on without it.' });
    await words.waitFor();
    const asked = () => requests.filter(({ path }) => path.includes('chalkgrad-full')).length;
    const before = asked();
    for (let epoch = 0; epoch < 3; epoch += 1) await button(page, 'Step epoch').click();
    await page.waitForTimeout(300);
    assert.equal(asked(), before);
    await view.getByRole('button', { name: 'Try again' }).click();
    while (asked() === before) await page.waitForTimeout(20);
    await words.waitFor();
  });
}
