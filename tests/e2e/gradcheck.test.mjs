// The gradient check: two losses and the slope between them beside the gradient of backward, for every h.

import assert from 'node:assert/strict';
import { button, share, state, visit } from './lib/visit.mjs';

share();

const check = (page) => page.locator('chalk-gradcheck');
const row = async (page, name) => {
  const cells = await check(page).getByRole('row', { name, exact: false }).first().getByRole('cell').allInnerTexts();
  return cells.map((text) => Number(text.replaceAll('−', '-').replace(/×10(.*)/, (_, power) => `e${[...power].map((c) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c)).map((d) => (d < 0 ? '-' : d)).join('')}`)));
};

async function reach(page) {
  await check(page).scrollIntoViewIfNeeded();
  await check(page).getByRole('slider').waitFor();
}

visit('a network: truncation on one side, rounding on the other', { at: 'network.html' }, async (page) => {
  await button(page, 'Step epoch').click();
  await reach(page);
  await check(page).getByRole('combobox', { name: 'Parameter' }).selectOption({ label: '2.weight' });
  await check(page).getByRole('combobox', { name: 'Number' }).selectOption({ label: 'row 4, column 6' });
  const slider = check(page).getByRole('slider');
  await slider.focus();
  await page.keyboard.press('End');
  await check(page).getByText('float64, h = 1: on the side of truncation.').waitFor();
  await check(page).getByText('float32, h = 1: on the side of truncation.').waitFor();
  const [above, below, slope, gradient, error] = await Promise.all(['L(w + h)', 'L(w − h)', '/ 2h', 'gradient', 'difference'].map((name) => row(page, name)));
  assert.ok(Math.abs((above[1] - below[1]) / 2 - slope[1]) < 1e-12, `${above} ${below} ${slope}`);
  assert.ok(Math.abs(Math.abs(slope[1] - gradient[1]) - error[1]) <= 0.06 * error[1], `${slope} ${gradient} ${error}`);
  await page.keyboard.press('Home');
  await check(page).getByText('float32, h = 1×10⁻¹²: on the side of rounding.').waitFor();
  assert.equal(await slider.getAttribute('aria-valuetext'), 'h = 1×10⁻¹²');
  assert.match(await check(page).getByRole('img').getAttribute('aria-label'), /^Gradient check of 2\.weight: at h = 1×10⁻¹² the difference is .+ in float32 and .+ in float64$/);
});

visit('in double precision the difference is small at h = 10⁻⁴; the table has every h', { at: 'network.html' }, async (page) => {
  await reach(page);
  await check(page).getByText('Show data', { exact: true }).click();
  const lines = page.getByRole('table', { name: 'The difference for every h' }).locator('tbody').getByRole('row');
  await lines.first().waitFor();
  const rows = await lines.allInnerTexts();
  assert.equal(rows.length, 49);
  const [, , double] = rows[16].split('\t');
  assert.equal(rows[16].split('\t')[0], '0.0001');
  assert.match(double, /10⁻([⁷⁸⁹]|¹.)$/, double);
});

visit('for a straight line the loss is a parabola: only rounding, and the page says so', {}, async (page) => {
  await reach(page);
  await check(page).getByText('In this parameter the loss is a parabola').waitFor();
  const [value] = (await row(page, 'gradient')).slice(1);
  for (let operation = 0; operation < 11; operation += 1) await button(page, 'Step operation').click();
  const { parameters } = await state(page);
  assert.ok(Math.abs(parameters['0.weight'].grad[0] - value) < 1e-5, 'it is the gradient that backward computes');
});

visit('in Chinese', { at: '?lang=zh-CN' }, async (page) => {
  await reach(page);
  await check(page).getByText('float64，h = 0.001：在舍入误差一侧。').waitFor();
});
