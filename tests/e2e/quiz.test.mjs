// Try it yourself: a prediction first, then the result; answers in several ways of writing, hints, and both languages.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { button, position, share, state, visit } from './lib/visit.mjs';

share();

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const LANGUAGES = {
  en: {
    start: 'Ask me',
    check: 'Check',
    hint: 'Hint',
    show: 'Show',
    next: 'Next question',
    stop: 'Stop asking',
    step: 'Step operation',
    titles: ['Forward through linear', 'Backward through mean'],
    value: 'What will be y₁ =',
    gradient: 'Which gradient will it send: ∂L/∂x₁ =',
    empty: 'Type a number first: 0.25, 0,25 or 1/4.',
    unreadable: 'That cannot be read as a number.',
    infinite: 'nothing can be divided by 0',
    off: 'Not yet: 0.5 is off by 0.5247, which is 2123.8 % of the result.',
    right: 'Right: it is −0.0247.',
    is: 'It is 0.5117.',
    incoming: 'One factor, the gradient that arrives: 1.',
  },
  'zh-CN': {
    start: '考考我',
    check: '检查',
    hint: '提示',
    show: '看答案',
    next: '下一题',
    stop: '不再提问',
    step: '前进一个运算',
    titles: ['前向传播：线性（linear）', '反向传播：求平均'],
    value: '结果会是多少： y₁ =',
    gradient: '它会传回怎样的梯度： ∂L/∂x₁ =',
    empty: '请先写一个数：0.25、0,25 或 1/4 都可以。',
    unreadable: '看不懂这个数。',
    infinite: '不能除以 0',
    off: '还不对：0.5 相差 0.5247，是结果的 2123.8 %。',
    right: '对：是 −0.0247。',
    is: '结果是 0.5117。',
    incoming: '其中一个因数，传来的梯度： 1.',
  },
};
/** What these tests are about. */
const PARTS = ['chalk-quiz', 'chalk-parameters'];

async function complaints(page) {
  const { violations } = await page.evaluate(([include, rules]) => globalThis.axe.run({ include }, { runOnly: rules }), [PARTS, RULES]);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.flat().join(' ')}: ${failureSummary}`));
}

/** Scrolls down to where the questions are, which fetches them, and begins. */
async function begin(page, start = 'Ask me') {
  await page.locator('chalk-quiz').scrollIntoViewIfNeeded();
  await button(page, start).click();
}

/** Types an answer and sends it with Enter. */
async function answer(page, text) {
  await page.getByRole('textbox').fill(text);
  await page.getByRole('textbox').press('Enter');
}

for (const [lang, words] of Object.entries(LANGUAGES)) {
  visit(`wrong, empty and unreadable answers, a right one, a hint, and the result shown, ${lang}`, { at: `?lang=${lang}`, prepare: (page) => page.addInitScript(axe) }, async (page) => {
    const quiz = page.locator('chalk-quiz');
    await begin(page, words.start);
    await quiz.getByRole('heading', { name: words.titles[0] }).waitFor();
    await page.getByRole('textbox', { name: words.value }).waitFor();
    const before = await state(page);
    for (const [text, said] of [['', words.empty], ['abc', words.unreadable], ['NaN', words.unreadable], ['1/0', words.infinite], ['0,5', words.off], ['1/2', words.off], ['０．５', words.off]]) {
      await answer(page, text);
      await quiz.getByText(said).waitFor();
      assert.deepEqual(await state(page), before, `${text}: nothing is done before the answer`);
    }
    assert.deepEqual(await complaints(page), []);
    // 3.3 · (−0.00748682): a full-width minus is a minus, too.
    await answer(page, '－0.0247');
    await quiz.getByText(words.right).waitFor();
    assert.equal(await position(page), 1, 'now it is done');
    assert.equal(await quiz.locator('.equation').innerText(), 'y₁ = 3.3 · (−0.0075) ≈ −0.0247');
    await button(page, words.next).click();
    assert.match(await quiz.locator('.equation').innerText(), /^y₁ = −0\.0247 \+ 0\.5364 . \?$/);
    await button(page, words.show).click();
    await quiz.getByText(words.is).waitFor();
    assert.equal(await position(page), 2);
    for (let more = 0; more < 3; more += 1) {
      await button(page, words.next).click();
      await button(page, words.show).click();
    }
    // Zeroing the gradients gives no number: it is done on the way.
    await button(page, words.next).click();
    assert.equal(await position(page), 6);
    await quiz.getByRole('heading', { name: words.titles[1] }).waitFor();
    await page.getByRole('textbox', { name: words.gradient }).waitFor();
    assert.equal(await quiz.locator('.equation').count(), 0, 'the numbers of a gradient are not given away');
    await button(page, words.hint).click();
    await quiz.getByText(words.incoming).waitFor();
    assert.deepEqual(await complaints(page), []);
    await answer(page, '1/15');
    await quiz.getByText(/0\.0667/).first().waitFor();
    assert.equal(await position(page), 7);
    await button(page, words.stop).click();
    await button(page, words.start).waitFor();
  });
}

visit('a whole epoch is predicted by somebody who computes like the engine', {}, async (page) => {
  const asked = [];
  await begin(page);
  for (let question = 0; question < 12; question += 1) {
    await page.getByRole('textbox').and(page.locator(':not([readonly])')).waitFor();
    const here = await position(page);
    const title = await page.locator('chalk-quiz').getByRole('heading').innerText();
    // A second page's engine would say the same; here the session itself is asked, as the next step.
    const expected = await page.evaluate(() => {
      const owner = document.querySelector('chalk-session');
      owner.step('operation');
      const account = owner.session.explainAt(owner.moment.operation - 1, 0, 0, false);
      owner.back('operation');
      return account.explanation.equations.at(-1).at(-1).value;
    });
    assert.equal(await position(page), here);
    await answer(page, String(expected).replace('.', ','));
    await page.locator('chalk-quiz').locator('.verdict').filter({ hasText: /^(Right|Exactly):/ }).waitFor();
    asked.push(title);
    await button(page, 'Next question').click();
  }
  assert.equal(asked.length, 12);
  assert.ok(asked.includes('Update the weight (SGD)') && asked.includes('Backward through linear'));
  assert.equal(await position(page), 13);
});

visit('another cell of a tensor; stepping on asks about what comes next; at the end there is nothing to ask', { at: '#epochs=1' }, async (page) => {
  const quiz = page.locator('chalk-quiz');
  await begin(page);
  await page.getByRole('textbox', { name: 'What will be y₁ =' }).waitFor();
  await button(page, 'Next row').click();
  await page.getByRole('textbox', { name: 'What will be y₂ =' }).waitFor();
  await answer(page, '-0.03294');
  await quiz.getByText('Right: it is −0.0329.').waitFor();
  await button(page, 'Step operation').click();
  await quiz.getByRole('heading', { name: 'Forward through subtract' }).waitFor();
  // The reader's own steps are never made longer: zeroing the gradients waits to be passed.
  for (let more = 0; more < 3; more += 1) await button(page, 'Step operation').click();
  await quiz.getByText('This operation gives no number to predict.').waitFor();
  assert.equal(await position(page), 5);
  await button(page, 'Next question').click();
  await quiz.getByRole('heading', { name: 'Backward through mean' }).waitFor();
  await button(page, 'Back operation').click();
  assert.equal(await position(page), 5);
  await button(page, 'Step epoch').click();
  await quiz.getByRole('heading', { name: 'The training is at its end' }).waitFor();
  assert.equal(await page.getByRole('textbox').count(), 0);
});
