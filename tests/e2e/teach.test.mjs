// The elements that teach a single thing: every name of the registries draws or shows its worked example; the point
// moves; optimizers go step by step; what does not fit is said and the default shown.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { POLICY } from './lib/server.mjs';
import { clipped } from './lib/look.mjs';
import { button, share, visit } from './lib/visit.mjs';

share();

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A page of somebody's own with these elements in it, beside the built site. */
const page = (body, lang = 'en', options = {}) => ({
  ready: false,
  at: 'lesson.html',
  ...options,
  prepare: async (page) => {
    await page.addInitScript(axe);
    await page.addInitScript(() => {
      globalThis.heard = [];
      for (const type of ['chalk-ready', 'chalk-step', 'chalk-change', 'chalk-error']) {
        addEventListener(type, ({ detail }) => heard.push({ type, key: detail?.key, value: detail?.value, used: detail?.used, code: detail?.error?.code }));
      }
    });
    const head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A lesson</title><link rel="icon" href="icon.svg"><link rel="stylesheet" href="css/tokens.css">';
    const html = `<!doctype html><html lang="${lang}"><head>${head}<script type="module" src="embed/v0/chalkgrad.js"></script></head><body><main><h1>A lesson</h1><h2>One thing</h2>${body}</main></body></html>`;
    await page.route('**/lesson.html', (route) => route.fulfill({ contentType: 'text/html', headers: { 'content-security-policy': POLICY }, body: html }));
  },
});

const op = (page) => page.locator('chalk-op');
const optimizer = (page) => page.locator('chalk-optimizer');
const picture = (page, name) => page.getByRole('img', { name });
const message = (page) => page.getByRole('status').filter({ hasText: /instead|stays|改为|保持/ });
const heard = (page, type) => page.evaluate((type) => globalThis.heard.filter((event) => event.type === type), type);

async function complaints(page) {
  const { violations, passes } = await page.evaluate((rules) => globalThis.axe.run(document, { runOnly: rules }), RULES);
  assert.ok(passes.length > 15, `axe looked: ${passes.length} rules passed`);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.flat().join(' ')}: ${failureSummary}`));
}

for (const lang of ['en', 'zh-CN']) {
  visit(`every name shows something, ${lang}`, page('<chalk-op></chalk-op>', lang), async (page) => {
    await picture(page, /^tanh/).waitFor();
    const { shown, names } = await page.evaluate(async () => {
      const core = await import('./embed/v0/chalkgrad-teach.js');
      const { lessons: names } = core.names();
      const element = document.querySelector('chalk-op');
      const root = element.shadowRoot;
      const brush = new OffscreenCanvas(64, 64).getContext('2d', { willReadFrequently: true });
      const shown = [];
      for (const name of names) {
        const canvas = root.querySelector('canvas');
        canvas.width = canvas.width; // Empty: what was drawn for another name counts for nothing.
        element.setAttribute('name', name);
        let [curve, pixels] = [true, false];
        for (let frame = 0; frame < 20 && curve && !pixels; frame += 1) {
          await new Promise((done) => requestAnimationFrame(done));
          curve = canvas.checkVisibility();
          brush.clearRect(0, 0, 64, 64);
          brush.drawImage(canvas, 0, 0, 64, 64);
          pixels = brush.getImageData(0, 0, 64, 64).data.some((part) => part > 0);
        }
        shown.push({
          title: root.querySelector('h3').textContent,
          words: root.querySelector('.sentence').textContent.length,
          formulas: root.querySelectorAll('math').length,
          drawn: curve ? pixels : root.querySelectorAll('.worked tbody tr').length > 1,
          name: !curve || canvas.getAttribute('aria-label').startsWith(name),
          wrong: !root.querySelector('.message').hidden,
        });
      }
      return { shown, names };
    });
    assert.ok(names.length > 130, `${names.length} names`);
    assert.deepEqual(shown.map(({ title }) => title), names);
    const bare = shown.filter(({ words, formulas, drawn, name, wrong }) => !(words > 5 && formulas > 1 && drawn && name && !wrong));
    assert.deepEqual(bare, []);
  });

  visit(`every optimizer goes down, ${lang}`, page('<chalk-optimizer></chalk-optimizer>', lang), async (page) => {
    await picture(page, /^Adam/).waitFor();
    const shown = await page.evaluate(async () => {
      const core = await import('./embed/v0/chalkgrad-teach.js');
      const { optimizers, surfaces } = core.names();
      const element = document.querySelector('chalk-optimizer');
      const shown = [];
      for (const surface of surfaces) {
        for (const name of optimizers) {
          Object.assign(element, { name, surface, at: 20 });
          await new Promise((done) => requestAnimationFrame(done));
          const root = element.shadowRoot;
          const lines = root.querySelectorAll('.maths .equation').length;
          if (root.querySelector('h3').textContent !== name || lines === 0 || !root.querySelector('.message').hidden) shown.push(`${name} on ${surface}: ${lines}`);
        }
      }
      return { shown, tried: optimizers.length * surfaces.length };
    });
    assert.deepEqual(shown, { shown: [], tried: 44 });
  });
}

visit('the point moves with the keyboard and with the pointer', page('<chalk-op name="tanh" at="1"></chalk-op>'), async (page) => {
  await picture(page, 'tanh: at x = 1 it gives y = 0.7616, and the slope is 0.4200').waitFor();
  const slider = page.getByRole('slider', { name: 'Move x' });
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await picture(page, /at x = 1.05 /).waitFor();
  await page.keyboard.press('Home');
  await picture(page, 'tanh: at x = −4 it gives y = −0.9993, and the slope is 0.0013').waitFor();
  assert.equal(await slider.getAttribute('aria-valuetext'), 'x = −4: y = −0.9993, slope 0.0013');
  const box = await picture(page, /^tanh/).boundingBox();
  await page.mouse.move(box.x + box.width * 0.2, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width, box.y + 100);
  await picture(page, /at x = 4 /).waitFor();
  await page.mouse.up();
  await page.mouse.move(box.x + box.width / 2, box.y + 100);
  await picture(page, /at x = 4 /).waitFor();
  assert.ok((await heard(page, 'chalk-change')).length >= 3);
  await op(page).getByText('Show data', { exact: true }).click();
  const rows = page.getByRole('table', { name: 'tanh: some points of the curve' }).getByRole('row');
  await rows.nth(21).waitFor();
  assert.equal(await rows.count(), 22);
  assert.equal((await rows.nth(11).innerText()).replace(/\s+/g, ' '), '0 0 1');
});

visit('options and other inputs: by attribute, by field, and what does not fit', page('<chalk-op name="LeakyReLU" negative_slope="0.2" at="-2"></chalk-op>'), async (page) => {
  await picture(page, /^LeakyReLU: at x = −2 it gives y = −0.4, and the slope is 0.2$/).waitFor();
  const field = page.getByRole('textbox', { name: 'negative_slope' });
  await field.fill('0,5');
  await page.keyboard.press('Enter');
  await picture(page, /at x = −2 it gives y = −1, /).waitFor();
  await field.fill('steep');
  await page.keyboard.press('Enter');
  await message(page).filter({ hasText: '`LeakyReLU.negative_slope` is "steep"; a number is needed. It stays as it was.' }).waitFor();
  assert.equal(await field.inputValue(), '0.5');
  await op(page).evaluate((element) => element.setAttribute('name', 'mul'));
  await message(page).filter({ hasText: 'negative_slope' }).waitFor();
  await op(page).evaluate((element) => {
    element.removeAttribute('negative_slope');
    element.setAttribute('b', '3');
  });
  await picture(page, 'mul: at a = −2 it gives y = −6, and the slope is 3').waitFor();
  await page.getByRole('combobox', { name: 'curve over' }).selectOption('b');
  await picture(page, /^mul: at b = /).waitFor();
});

visit('attributes count that have changed while it was out of the page; what the reader has moved stays where only the page has changed', page('<chalk-op name="tanh" at="1"></chalk-op>'), async (page) => {
  await picture(page, /^tanh: at x = 1 /).waitFor();
  await op(page).evaluate((node) => {
    const { parentNode } = node;
    node.remove();
    node.setAttribute('at', '-2');
    parentNode.append(node);
  });
  await picture(page, /^tanh: at x = −2 /).waitFor();
  await op(page).evaluate(async (node) => {
    const { parentNode } = node;
    node.setAttribute('name', 'relu'); // Not seen yet when it goes.
    node.remove();
    await new Promise((done) => setTimeout(done, 50));
    node.at = 3;
    await new Promise((done) => setTimeout(done, 50));
    parentNode.append(node);
  });
  await picture(page, /^relu: at x = 3 /).waitFor();
  const slider = page.getByRole('slider', { name: 'Move x' });
  await slider.focus();
  await page.keyboard.press('Home');
  await picture(page, /^relu: at x = −4 /).waitFor();
  await op(page).evaluate(async (node) => {
    node.classList.add('wide');
    node.dataset.seen = 'true';
    node.parentNode.append(node); // A move, and nothing else.
    await new Promise((done) => setTimeout(done, 100));
  });
  await picture(page, /^relu: at x = −4 /).waitFor();
});

visit('theme and language are its attributes, too', page('<chalk-op name="tanh" theme="dark" lang="zh-CN"></chalk-op><chalk-optimizer name="SGD" theme="light"></chalk-optimizer>', 'en', { colorScheme: 'light' }), async (page) => {
  const colour = (element) => element.evaluate((node) => getComputedStyle(node.shadowRoot.querySelector('article')).backgroundColor);
  await page.getByRole('slider', { name: '移动 x' }).waitFor();
  await page.getByRole('button', { name: '播放' }).waitFor();
  const [dark, light] = [await colour(op(page)), await colour(optimizer(page))];
  assert.notEqual(dark, light);
  const ink = () => op(page).evaluate((node) => node.shadowRoot.querySelector('canvas').toDataURL());
  const drawn = await ink();
  await op(page).evaluate((node) => {
    node.setAttribute('theme', 'auto');
    node.setAttribute('lang', 'en');
  });
  await page.getByRole('slider', { name: 'Move x' }).waitFor();
  assert.equal(await colour(op(page)), light);
  assert.notEqual(await ink(), drawn, 'the picture, too');
});

visit('a frame’s address says the language of a single operation', { at: 'embed.html?element=op&name=tanh&lang=zh-CN', ready: false }, async (page) => {
  await page.getByRole('slider', { name: '移动 x' }).waitFor();
});

visit('an unknown name is answered with those that are close', page('<chalk-op name="thanh" at="1"><p>Fallback</p></chalk-op>'), async (page) => {
  await message(page).filter({ hasText: '`name` is thanh, which is not known; what fits: tanh, Tanh. Shown instead: tanh.' }).waitFor();
  await picture(page, /^tanh/).waitFor();
  assert.deepEqual(await heard(page, 'chalk-error'), [{ type: 'chalk-error', key: 'name', value: 'thanh', used: 'tanh', code: 'unknown_name' }]);
  assert.equal(await page.getByText('Fallback').isVisible(), false);
  await op(page).evaluate((element) => element.setAttribute('name', '<img src=x onerror=alert(1)>'));
  await message(page).filter({ hasText: '<img' }).waitFor();
  assert.equal(await page.locator('img:not([role])').count(), 0);
});

visit('an optimizer is stepped, played and started elsewhere', page('<chalk-optimizer name="SGD" lr="0.9"></chalk-optimizer>'), async (page) => {
  const where = (at) => optimizer(page).getByText(new RegExp(`^Step ${at} of 40:`));
  await where(0).waitFor();
  await button(page, 'Step').click();
  await where(1).waitFor();
  await picture(page, 'SGD on the surface “long bowl”. Step 1 of 40: x = −6.37, y = −2.4, f = 7.7888').waitFor();
  await button(page, 'Back').click();
  await where(0).waitFor();
  assert.equal(await button(page, 'Back').isDisabled(), true);
  await button(page, 'Play').click();
  await optimizer(page).getByText(/^Step ([3-9]|[12]\d) of 40:/).waitFor();
  await button(page, 'Pause').click();
  await page.getByRole('slider', { name: 'step' }).focus();
  await page.keyboard.press('End');
  await where(40).waitFor();
  await optimizer(page).getByText('Show data', { exact: true }).click();
  const rows = page.getByRole('table', { name: 'The way of SGD so far' }).getByRole('row');
  await rows.nth(41).waitFor();
  assert.equal(await rows.count(), 42);
  await page.getByRole('application', { name: 'Choose where to start' }).focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.getByRole('textbox', { name: 'start' }).inputValue(), '-5 2.8');
  const box = await picture(page, /^SGD/).boundingBox();
  await page.mouse.click(box.x + box.width * 0.8, box.y + box.height * 0.3);
  await page.waitForFunction(() => Number(document.querySelector('chalk-optimizer').shadowRoot.querySelector('[name=start]').value.split(' ')[0]) > 3);
  assert.ok((await heard(page, 'chalk-step')).length >= 6);
});

visit('several optimizers side by side; each takes the options that it knows', page('<chalk-optimizer name="SGD Adam" momentum="0.9" betas="0.8, 0.99" at="10"></chalk-optimizer>'), async (page) => {
  await picture(page, /^SGD, Adam on the surface/).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'momentum' }).inputValue(), '0.9');
  await page.getByRole('radio', { name: 'Adam' }).check();
  assert.equal(await page.getByRole('textbox', { name: 'betas' }).inputValue(), '0.8 0.99');
  await optimizer(page).getByText('exp_avg_sq').first().waitFor();
  assert.equal(await message(page).count(), 0);
  await optimizer(page).evaluate((element) => element.setAttribute('name', 'Adma'));
  await message(page).filter({ hasText: '`name` is Adma, which is not known; what fits: Adam, AdamW, Adamax. Shown instead: Adam.' }).waitFor();
});

const BOTH = '<chalk-op name="CrossEntropyLoss"></chalk-op><chalk-op name="matmul"></chalk-op><chalk-op name="thanh"></chalk-op><chalk-optimizer name="SGD Adam" at="9"></chalk-optimizer>';

for (const lang of ['en', 'zh-CN']) {
  for (const colorScheme of ['light', 'dark']) {
    visit(`axe, ${lang}, ${colorScheme}`, page(BOTH, lang, { colorScheme }), async (page) => {
      await picture(page, /SGD, Adam|SGD，Adam/).waitFor();
      assert.deepEqual(await complaints(page), []);
      for (const summary of await page.locator('summary:visible').all()) await summary.click();
      assert.deepEqual(await complaints(page), []);
    });
  }
  visit(`nothing is cut off at 320 px, ${lang}`, page(BOTH, lang, { viewport: { width: 320, height: 640 } }), async (page) => {
    await optimizer(page).scrollIntoViewIfNeeded();
    await picture(page, /SGD, Adam|SGD，Adam/).waitFor();
    assert.deepEqual(await clipped(page), []);
  });
}

visit('without its module it says so, keeps the fallback, and Try again helps', {
  ...page('<chalk-op name="relu"><p>A ramp.</p></chalk-op>'),
  expected: [/chalkgrad-teach/],
  tolerated: [/LoadError/, /Failed to load/, /ERR_FAILED/],
}, async (page, { url }) => {
  await page.route('**/chalkgrad-teach_bg.wasm', (route) => route.abort());
  await page.goto(`${url}lesson.html`);
  await button(page, 'Try again').waitFor();
  assert.equal(await page.getByText('A ramp.').isVisible(), true);
  await page.unroute('**/chalkgrad-teach_bg.wasm');
  await button(page, 'Try again').click();
  await picture(page, /^relu/).waitFor();
});

visit('when an instance breaks every lesson says so, and one restart brings all back as they were', {
  ...page('<chalk-op name="tanh"></chalk-op><chalk-optimizer name="SGD" at="3"></chalk-optimizer>'),
  expected: [/2D pictures/],
}, async (page) => {
  await page.getByRole('slider', { name: 'Move x' }).focus();
  await page.keyboard.press('End');
  await picture(page, /at x = 4 /).waitFor();
  await page.evaluate(() => {
    const { prototype } = HTMLCanvasElement;
    const { getContext } = prototype;
    prototype.getContext = () => null;
    document.querySelector('chalk-optimizer').step();
    prototype.getContext = getContext;
  });
  assert.equal(await button(page, 'Restart').count(), 2);
  assert.deepEqual((await heard(page, 'chalk-error')).map(({ code }) => code), ['crashed', 'crashed']);
  await button(page, 'Restart').first().click();
  await button(page, 'Restart').first().waitFor({ state: 'hidden' });
  await button(page, 'Step').click();
  await picture(page, /Step 5 of 40/).waitFor();
  await picture(page, /at x = 4 /).waitFor();
});
