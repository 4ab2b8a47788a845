// The page fits: nothing sticks out or is cut off on any window, nothing jumps while it trains, it prints, and it
// keeps still for those who want it still.

import assert from 'node:assert/strict';
import { button, enter, playUntil, share, visit } from './lib/visit.mjs';
import { hosted } from './lib/host.mjs';
import { cards, clipped, overlapping } from './lib/look.mjs';

share();

const WORDS = {
  en: { epoch: 'Step epoch', step: 'Step operation', more: 'More', play: 'Play', speed: 'Speed', stopped: 'Training stopped', lr: 'Learning rate', data: 'Show data' },
  'zh-CN': { epoch: '前进一轮', step: '前进一个运算', more: '更多', play: '播放', speed: '速度', stopped: '训练停在', lr: '学习率', data: '显示数据' },
};
const WIDTHS = [320, 360, 768, 1280, 1920];

/** Each finding once, with the moments in which it shows. */
function summary(found) {
  const moments = new Map();
  for (const [moment, complaints] of Object.entries(found)) for (const each of complaints) moments.set(each, [...(moments.get(each) ?? []), moment]);
  return [...moments].map(([complaint, at]) => `${complaint} (at: ${at.join(' ')})`).join('\n');
}

for (const [lang, words] of Object.entries(WORDS)) {
  for (const width of WIDTHS) {
    visit(`nothing is cut off at ${width} px, ${lang}`, { at: `?lang=${lang}#seed=x&lr=0.03`, viewport: { width, height: 800 } }, async (page) => {
      const found = { start: await clipped(page) };
      const more = button(page, words.more);
      if (await more.isVisible()) await more.click();
      await button(page, words.epoch).click();
      found.boundary = await clipped(page);
      for (let operation = 1; operation <= 13; operation += 1) {
        await button(page, words.step).click();
        found[operation] = await clipped(page);
      }
      for (const summary of await page.getByText(words.data, { exact: true }).all()) await summary.click();
      found.tables = await clipped(page);
      await playUntil(page, words.stopped, words);
      found.stopped = await clipped(page);
      assert.equal(summary(found), '');
    });
  }
}

/** Boxes narrower than the window: a figure goes by its own width, not by the window's. */
const BOXES = [260, 300, 420, 600, 742, 800, 880, 960, 1100, 1240];

for (const [lang, words] of Object.entries(WORDS)) {
  visit(`nothing in a figure lies over something else in a box of any width, ${lang}`, hosted('<chalk-playground loading="eager"></chalk-playground>', { lang }), async (page) => {
    await button(page, words.epoch).click();
    const found = {};
    for (const width of BOXES) {
      await page.locator('chalk-playground').evaluate((node, width) => Object.assign(node.style, { width: `${width}px` }), width);
      found[width] = await overlapping(page, 'chalk-playground .bar');
    }
    assert.equal(summary(found), '');
  });
}

/** Whose box changed by more than half a pixel. */
function moved(before, after) {
  return Object.keys(before).flatMap((name) =>
    ['x', 'y', 'width', 'height']
      .filter((side) => Math.abs(before[name][side] - after[name][side]) > 0.5)
      .map((side) => `${name}: ${side} ${before[name][side]} → ${after[name][side]}`),
  );
}

for (const [lang, words] of Object.entries(WORDS)) {
  for (const width of WIDTHS) {
    visit(`cards keep their place while stepping and playing at ${width} px, ${lang}`, { at: `?lang=${lang}`, viewport: { width, height: 800 } }, async (page) => {
      const before = await cards(page);
      const found = {};
      for (let operation = 1; operation <= 13; operation += 1) {
        await button(page, words.step).click();
        found[operation] = moved(before, await cards(page));
      }
      await button(page, words.play).click();
      await page.getByRole('log').getByText('[3/100]').waitFor();
      found.playing = moved(before, await cards(page));
      await page.getByRole('log').getByText('[10/100]').waitFor();
      found.later = moved(before, await cards(page));
      assert.equal(summary(found), '');
    });
  }
}

for (const lang of Object.keys(WORDS)) {
  visit(`each view has the room that was kept for it, ${lang}`, { at: `?lang=${lang}` }, async (page) => {
    const wrong = [];
    for (const width of [320, 360, 390, 412, 460, 500, 600, 700, 850, 1000, 1170, 1280, 1600]) {
      await page.setViewportSize({ width, height: 800 });
      wrong.push(...(await page.evaluate((width) => {
        const views = ['fit', 'loss', 'settings', 'explain', 'parameters', 'timeline', 'code'].map((name) => document.querySelector(`chalk-${name}`));
        const rooms = views.map((view) => [view.localName, `${view.offsetHeight}px`, getComputedStyle(view).getPropertyValue('--later')]);
        return rooms.filter(([, height, room]) => height !== room).map((room) => [width, ...room].join(' '));
      }, width)));
    }
    assert.deepEqual(wrong, []);
  });
}

for (const [lang, words] of Object.entries(WORDS)) {
  for (const width of [960, 1100, 1280]) {
    visit(`on the page of networks, too, all of a training step at ${width} px, ${lang}`, { at: `network.html?lang=${lang}`, viewport: { width, height: 800 } }, async (page) => {
      await page.waitForFunction(() => document.querySelector('chalk-session').full && !document.querySelector('chalk-explain:not(:defined)'));
      await button(page, words.step).click();
      const before = await cards(page);
      const { operations } = await page.evaluate(() => document.querySelector('chalk-session').moment);
      const found = {};
      for (let operation = 2; operation <= operations; operation += 1) {
        await button(page, words.step).click();
        found[operation] = moved(before, await cards(page));
      }
      assert.ok(operations > 20);
      assert.equal(summary(found), '');
    });
  }
}

visit('printed: the lesson without its buttons, in light colours', { colorScheme: 'dark' }, async (page) => {
  for (let epoch = 0; epoch < 5; epoch += 1) await button(page, 'Step epoch').click();
  await page.emulateMedia({ media: 'print' });
  assert.equal(await button(page, 'Play').isVisible(), false);
  assert.equal(await button(page, 'Copy').isVisible(), false);
  for (const name of [/^Fit/, /^Loss/]) assert.ok(await page.getByRole('img', { name }).isVisible());
  assert.ok(await page.getByRole('log').isVisible());
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(251, 250, 246)');
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  const pdf = await page.pdf({ format: 'A4' });
  assert.ok(pdf.length > 20_000, `${pdf.length} bytes`);
});

/** How often the fit's name changes in a second of training. */
async function changes(page) {
  await button(page, 'Play').click();
  return page.getByRole('img', { name: /^Fit/ }).evaluate(
    (canvas) =>
      new Promise((done) => {
        let count = 0;
        const observer = new MutationObserver(() => (count += 1));
        observer.observe(canvas, { attributeFilter: ['aria-label'] });
        setTimeout(() => done(count), 1000);
      }),
  );
}

visit('reduced motion: pictures change seldom, nothing is animated', { reducedMotion: 'reduce' }, async (page) => {
  const count = await changes(page);
  assert.ok(count >= 1 && count <= 4, `${count} changes in a second`);
  assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
  await playUntilEnd(page);
});

visit('without that wish, they move', {}, async (page) => {
  const count = await changes(page);
  assert.ok(count > 5, `${count} changes in a second`);
});

async function playUntilEnd(page) {
  await button(page, 'Pause').click();
  await playUntil(page, 'Finished');
}

visit('pictures are as sharp as the screen', { deviceScaleFactor: 2 }, async (page) => {
  for (const name of [/^Fit/, /^Loss/]) {
    const [width, box] = await page.getByRole('img', { name }).evaluate((canvas) => [canvas.width, canvas.getBoundingClientRect().width]);
    assert.ok(Math.abs(width - 2 * box) <= 2, `${width} pixels for ${box} px at 2×`);
  }
});

visit('a very long number does not break the numbers', { viewport: { width: 320, height: 700 } }, async (page) => {
  await page.getByRole('combobox', { name: 'Digits' }).selectOption('all');
  await enter(page, 'Learning rate', '0.0230123456');
  for (let operation = 0; operation < 12; operation += 1) await button(page, 'Step operation').click();
  assert.deepEqual(await clipped(page), []);
});
