// Changing something in the middle of a run: by the card, in the numbers, on the picture, in the program; the past stays,
// the old future stays beside the new one, and every edit can be undone.

import assert from 'node:assert/strict';
import { button, enter, fullSpeed, logLines, playUntil, position, press, share, state, stateText, visit } from './lib/visit.mjs';

share();

const WORDS = {
  en: { card: 'Change from here', lr: 'Change: Learning rate', loss: 'Change: Loss', undo: 'Undo', redo: 'Redo', switch: 'Switch to it', drop: 'Drop it', zero: 'zero_grad is in the program', epoch: 'Step epoch' },
  'zh-CN': { card: '从这里起改变', lr: '修改：学习率', loss: '修改：损失', undo: '撤销', redo: '重做', switch: '切换过去', drop: '丢弃', zero: '程序里有 zero_grad', epoch: '前进一轮' },
};

/** Goes to the card, which loads the workbench. */
async function workbench(page, lang = 'en') {
  await page.locator('chalk-edit').scrollIntoViewIfNeeded();
  await button(page, WORDS[lang].undo).waitFor();
}

const epochs = async (page, count, name = 'Step epoch') => {
  for (let epoch = 0; epoch < count; epoch += 1) await button(page, name).click();
};

/** The fields of a line of the card. */
const line = (page, name) => page.locator('chalk-edit form').filter({ has: button(page, name) });

async function change(page, name, fields) {
  const form = line(page, name);
  for (const [label, value] of Object.entries(fields)) {
    const input = form.getByLabel(new RegExp(`[:：] ?${label}$`));
    if ((await input.evaluate((node) => node.tagName)) === 'SELECT') await input.selectOption(value);
    else await input.fill(value);
  }
  await button(page, name).click();
}

const losses = (page) => page.evaluate(() => Array.from(document.querySelector('chalk-session').session.losses(), (loss) => loss.toFixed(3)));
const edits = (page) => page.locator('chalk-edit').getByRole('listitem').allInnerTexts();

for (const [lang, words] of Object.entries(WORDS)) {
  visit(`the learning rate is changed in the middle, undone, done again (${lang})`, { at: `?lang=${lang}` }, async (page) => {
    await workbench(page, lang);
    await epochs(page, 3, words.epoch);
    const before = await stateText(page);
    // A decimal comma and full-width digits are fine.
    await change(page, words.lr, { lr: '０，０２' });
    await page.waitForFunction(() => document.querySelector('chalk-session').edits.length === 1);
    assert.match((await edits(page))[0], lang === 'en' ? /^lr 0\.01 → 0\.02 from epoch 4$/ : /^第 4 轮起 lr 0\.01 → 0\.02$/);
    const after = await stateText(page);
    assert.deepEqual([JSON.parse(after).position, JSON.parse(after).phase], [40, 'edit']);
    await button(page, words.undo).click();
    assert.equal((await state(page)).position, 39);
    await button(page, words.redo).click();
    assert.equal(await stateText(page), after);
    await button(page, words.undo).click();
    const { generator, parameters, optimizer, loss } = JSON.parse(before);
    const undone = await state(page);
    assert.deepEqual([undone.generator, undone.parameters, undone.optimizer, undone.loss], [generator, parameters, optimizer, loss]);
  });
}

visit('a bad value is answered, and nothing changes', {}, async (page) => {
  await workbench(page);
  await epochs(page, 2);
  await page.evaluate(() => document.querySelector('chalk-session').widen());
  const before = await stateText(page);
  const says = (text) => page.locator('chalk-edit').getByRole('status').filter({ hasText: text }).waitFor();
  await change(page, 'Change: Learning rate', { lr: 'fast' });
  await says('lr: “fast” is not a number.');
  await change(page, 'Change: Learning rate', { lr: '-1' });
  await says(/lr` is -1; it must be from 0 to/);
  await change(page, 'Change: Point', { number: '3', x: '1e99', y: '1' });
  await says(/x` is/);
  await change(page, 'Change: Learning rate', { lr: '0.01' });
  await says('That is what it is already.');
  assert.equal(await stateText(page), before);
  assert.deepEqual(await edits(page), []);
});

visit('the old future stays beside the new one: legend, table, switch, drop', {}, async (page) => {
  await workbench(page);
  await epochs(page, 8);
  const old = await losses(page);
  await page.getByRole('slider', { name: 'Timeline of the run' }).evaluate((range) => {
    range.value = String(3 * 13);
    range.dispatchEvent(new Event('input'));
  });
  await change(page, 'Change: Loss', { choice: 'L1Loss' });
  await page.waitForFunction(() => document.querySelector('chalk-session').runs?.other);
  await epochs(page, 4);
  const legend = page.locator('chalk-legend dl');
  assert.match(await legend.innerText(), /this run\s+loss MSELoss\(\) → L1Loss\(\) from epoch 4\s+the other run\s+unchanged/);
  await page.locator('chalk-loss').getByText('Show data').click();
  const table = page.getByRole('table', { name: 'The loss of every training step' });
  await table.getByRole('row').nth(7).waitFor();
  assert.deepEqual(await table.getByRole('columnheader').allInnerTexts(), ['training step', 'loss', 'the other run']);
  const rows = await table.locator('tbody').getByRole('row').allInnerTexts();
  assert.equal(rows.length, 7);
  assert.ok(rows.every((row, index) => Math.abs(Number(row.split(/\s+/)[2]) - Number(old[index])) < 1e-3), rows.join('\n'));
  assert.notEqual(rows[3].split(/\s+/)[1], rows[3].split(/\s+/)[2], 'from the fourth epoch on they differ');
  await button(page, 'Switch to it').click();
  assert.equal((await state(page)).experiment.loss, 'MSELoss');
  assert.deepEqual((await losses(page)).slice(0, 7), old.slice(0, 7));
  assert.deepEqual((await logLines(page)).map((text) => Number(text.split(':')[1]).toFixed(3)), await losses(page), 'the log is that of this run');
  assert.match(await legend.innerText(), /this run\s+unchanged\s+the other run\s+loss/);
  await button(page, 'Drop it').click();
  await legend.getByText('the other run').waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => document.querySelector('chalk-session').runs.other), null);
});

visit('a weight is typed into the numbers, with the keyboard alone', {}, async (page) => {
  await workbench(page);
  await epochs(page, 2);
  const pencil = button(page, 'Change the weight');
  await pencil.focus();
  await page.keyboard.press('Enter');
  const field = page.getByRole('spinbutton', { name: 'weight', exact: true });
  await field.fill('much');
  await page.keyboard.press('Enter');
  await page.getByRole('status').filter({ hasText: '“much” is not a number.' }).waitFor();
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  await field.fill('0,5');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('chalk-session').edits.length === 1);
  const { parameters, position: at, phase } = await state(page);
  assert.deepEqual([parameters['0.weight'].data, at, phase], [[0.5], 27, 'edit']);
  assert.ok(await pencil.evaluate((node) => node === document.activeElement), 'the focus is where it was');
  const explained = page.locator('chalk-explain');
  await explained.getByText('Changed by hand').waitFor();
  assert.match(await explained.locator('.equation').first().innerText(), /^weight\[0, 0\]: .* → 0\.5/);
  // Undo with the keys, wherever the focus is, but not in a field.
  await page.keyboard.press('Control+z');
  assert.equal(await position(page), 26);
  await page.keyboard.press('Control+Shift+z');
  assert.equal(await position(page), 27);
  await page.getByRole('spinbutton', { name: 'Learning rate', exact: true }).first().focus();
  await page.keyboard.press('Control+z');
  assert.equal(await position(page), 27);
  // A double click opens the field, too; Escape leaves it.
  await page.locator('chalk-parameters').getByRole('row', { name: /bias/ }).getByRole('cell').first().dblclick({ position: { x: 4, y: 4 } });
  await page.getByRole('spinbutton', { name: 'bias', exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('spinbutton', { name: 'bias', exact: true }).waitFor({ state: 'hidden' });
});

for (const width of [1280, 360]) {
  visit(`the legend of two runs takes its room from the picture, and the card of the loss keeps its height, ${width} px`, { viewport: { width, height: 800 } }, async (page) => {
    const card = page.locator('chalk-loss');
    await page.locator('chalk-edit').scrollIntoViewIfNeeded(); // The workbench comes.
    await page.waitForFunction(() => document.querySelector('chalk-legend:defined'));
    await card.scrollIntoViewIfNeeded();
    const height = () => card.evaluate((node) => node.offsetHeight);
    const before = await height();
    await page.evaluate(() => {
      const session = document.querySelector('chalk-session');
      for (let epoch = 0; epoch < 3; epoch += 1) session.step('epoch');
      return session.edit({ lr: 0.02 });
    });
    await page.getByText('this run', { exact: true }).waitFor();
    assert.equal(await height(), before);
    await page.evaluate(() => document.querySelector('chalk-session').undo());
    await page.getByText('this run', { exact: true }).waitFor({ state: 'hidden' });
    assert.equal(await card.getByRole('img').evaluate((node) => node.offsetHeight), 232);
  });
}

visit('a point is dragged: a preview on the way, one edit at the end', {}, async (page) => {
  await workbench(page);
  await epochs(page, 5);
  await page.evaluate(() => document.querySelector('chalk-session').widen());
  await page.evaluate(() => scrollTo(0, 0));
  const handle = page.getByRole('button', { name: /^point 4: x 6\.71, y 3\.19$/ });
  const box = await handle.boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 5; step += 1) await page.mouse.move(x, y + 12 * step);
  assert.equal(await page.evaluate(() => document.querySelector('chalk-session').edits.length), 0, 'nothing is edited on the way');
  await page.mouse.up();
  await page.waitForFunction(() => document.querySelector('chalk-session').edits.length === 1);
  const [first] = await page.evaluate(() => document.querySelector('chalk-session').edits);
  assert.deepEqual([first.kind, first.row, first.from], ['data', 3, { x: [6.71], y: [3.19] }]);
  assert.ok(Math.abs(first.to.x[0] - 6.71) < 0.1 && first.to.y[0] < 2.5, JSON.stringify(first.to));
  // With the keyboard: Enter picks it up, arrows move it, Enter puts it down. At the same moment it is the same edit.
  const moved = page.getByRole('button', { name: /^point 4: / });
  await moved.focus();
  await page.keyboard.press('Enter');
  for (let press = 0; press < 3; press += 1) await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForFunction((y) => document.querySelector('chalk-session').edits[0]?.to.y[0] < y, first.to.y[0]);
  const after = await page.evaluate(() => document.querySelector('chalk-session').edits);
  assert.deepEqual([after.length, after[0].from], [1, { x: [6.71], y: [3.19] }]);
  await button(page, 'Undo').click();
  assert.equal((await state(page)).experiment.data.name, 'article');
  // Escape puts a point back.
  const before = await stateText(page);
  await moved.focus();
  for (const key of ['Enter', 'ArrowUp', 'ArrowUp', 'Escape']) await page.keyboard.press(key);
  assert.equal(await stateText(page), before);
});

visit('without zero_grad gradients pile up: the losses of the lesson', {}, async (page) => {
  await workbench(page);
  await page.evaluate(() => {
    const demo = { version: 1, data: { name: 'article' }, model: [{ Linear: { out_features: 1 } }], loss: 'MSELoss', optimizer: { SGD: { lr: 0.01 } }, epochs: 100 };
    return document.querySelector('chalk-session').open(JSON.stringify({ ...demo, parameters: { '0.weight': [[0]], '0.bias': [0] } }));
  });
  await epochs(page, 2);
  const zero = page.getByRole('switch', { name: 'zero_grad is in the program' });
  assert.ok(await zero.isChecked());
  await zero.uncheck();
  await page.waitForFunction(() => document.querySelector('chalk-session').moment.position === 0);
  assert.ok(!(await zero.isChecked()));
  assert.equal(await page.locator('chalk-code').getByRole('deletion').innerText(), '# optimizer.zero_grad()');
  await epochs(page, 7);
  assert.deepEqual(await losses(page), ['5.947', '0.338', '4.316', '7.101', '1.144', '2.582', '7.514']);
  await epochs(page, 20);
  await page.getByText('Without optimizer.zero_grad() each step adds its gradients to the old ones.').waitFor();
  await zero.check();
  await page.waitForFunction(() => document.querySelector('chalk-session').moment.position === 0);
  await epochs(page, 5);
  assert.deepEqual(await losses(page), ['5.947', '0.338', '0.234', '0.231', '0.231']);
});

visit('the program shows the edits at their epochs, and its lines lead to their operations', {}, async (page) => {
  await workbench(page);
  await epochs(page, 3);
  await change(page, 'Change: Learning rate', { lr: '0.02' });
  await page.waitForFunction(() => document.querySelector('chalk-session').edits.length === 1);
  await epochs(page, 2);
  const code = page.getByRole('list', { name: 'PyTorch program' });
  const text = (await code.innerText()).replaceAll('\n', ' ');
  assert.match(text, /if epoch == 3:/);
  const current = () => code.locator('[aria-current]').innerText();
  const go = async (name, phase) => {
    await code.getByRole('button', { name }).press('Enter');
    assert.equal((await state(page)).phase, phase);
    assert.match(await current(), name);
  };
  await go(/loss\.backward/, 'backward');
  assert.equal((await state(page)).operation, 7);
  await go(/optimizer\.step/, 'update');
  await go(/prediction = model/, 'forward');
  assert.equal((await state(page)).operation, 1);
  await go(/param_groups/, 'edit');
  assert.equal(await position(page), 40);
});

visit('marks on the timeline: epochs, edits, where a number was not finite', { at: '#lr=0.03' }, async (page) => {
  await workbench(page);
  await epochs(page, 4);
  await change(page, 'Change: Learning rate', { lr: '0.04' });
  await page.waitForFunction(() => document.querySelector('chalk-session').edits.length === 1);
  await playUntil(page, 'Training stopped');
  const marks = page.getByRole('toolbar', { name: 'Marks on the timeline' });
  const names = await marks.getByRole('button').allInnerTexts();
  assert.ok(names.some((name) => name.includes('Edit: lr 0.03 → 0.04 from epoch 5')), names.join());
  const stopped = await position(page);
  await marks.getByRole('button', { name: 'Epoch 10', exact: true }).press('Enter');
  assert.equal(await position(page), 131, 'ten epochs and the edit');
  await marks.getByRole('button', { name: 'Here a number was not finite any more' }).press('Enter');
  assert.equal(await position(page), stopped);
  // One stop for the Tab key; the arrows go on.
  await marks.getByRole('button', { name: /^Edit/ }).focus();
  await page.keyboard.press('ArrowRight');
  assert.match(await page.evaluate(() => {
    let node = document.activeElement;
    while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return node.title;
  }), /^Epoch/);
});

visit('at the end nothing is left to change; more epochs go on with the run and its edits', {}, async (page) => {
  await workbench(page);
  await epochs(page, 3);
  await change(page, 'Change: Learning rate', { lr: '0.02' });
  await page.waitForFunction(() => document.querySelector('chalk-session').edits.length === 1);
  await playUntil(page, 'Finished');
  await change(page, 'Change: Learning rate', { lr: '0.005' });
  await page.locator('chalk-edit').getByRole('status').filter({ hasText: 'choose more epochs' }).waitFor();
  const before = await position(page);
  await enter(page, 'Epochs', '120');
  assert.equal(await position(page), before);
  assert.equal((await edits(page)).length, 1, 'the edit is still there');
  await change(page, 'Change: Learning rate', { lr: '0.005' });
  await page.waitForFunction(() => document.querySelector('chalk-session').edits.length === 2);
});

visit('what was gone back over stays known in the full module', {}, async (page) => {
  await fullSpeed(page);
  await epochs(page, 6);
  await press(page, 'Back epoch');
  await press(page, 'Back epoch');
  await page.evaluate(() => document.querySelector('chalk-session').widen());
  assert.equal(await page.evaluate(() => document.querySelector('chalk-session').session.allLosses().length), 6);
  assert.equal(await position(page), 52);
});

visit('a module that does not load is said, and training goes on', { expected: [/failed: .*chalkgrad-full/], tolerated: [/ERR_FAILED.*chalkgrad-full/, /LoadError/] }, async (page) => {
  await page.route('**/chalkgrad-full*', (route) => route.abort());
  await page.locator('chalk-edit').scrollIntoViewIfNeeded();
  await button(page, 'Undo').waitFor();
  await change(page, 'Change: Learning rate', { lr: '0.02' });
  await page.locator('chalk-edit').getByRole('status').filter({ hasText: 'could not be loaded' }).waitFor();
  await button(page, 'Step epoch').click();
  assert.equal(await position(page), 13);
});
