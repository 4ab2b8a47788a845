// The keyboard alone: Space plays and pauses, arrows step, with Shift a whole epoch; Tab reaches everything, gets
// out again, and one always sees where one is.

import assert from 'node:assert/strict';
import { button, position, share, state, visit, everything } from './lib/visit.mjs';

share();

const playing = async (page) => (await button(page, 'Pause').count()) === 1;

visit('the keys, after a click on the page', {}, async (page) => {
  await page.getByRole('heading', { level: 1 }).click();
  const KEYS = [
    ['ArrowRight', 1],
    ['ArrowRight', 2],
    ['ArrowLeft', 1],
    ['Shift+ArrowRight', 13],
    ['Shift+ArrowRight', 26],
    ['ArrowRight', 27],
    ['Shift+ArrowLeft', 26],
    ['Shift+ArrowLeft', 13],
    ['Control+ArrowRight', 13],
    ['Alt+Shift+ArrowRight', 13],
    ['x', 13],
  ];
  for (const [key, expected] of KEYS) {
    await page.keyboard.press(key);
    assert.equal(await position(page), expected, key);
  }
  await page.keyboard.press('Space');
  assert.ok(await playing(page), 'Space plays');
  await page.keyboard.press('Space');
  assert.ok(!(await playing(page)), 'Space pauses');
  assert.equal(await page.evaluate(() => scrollY), 0, 'Space does not scroll as well');
});

visit('the keys belong to the widget only while it has the focus', {}, async (page) => {
  const outside = async (where) => {
    for (const key of ['ArrowRight', 'Shift+ArrowRight']) await page.keyboard.press(key);
    assert.equal(await position(page), 0, where);
  };
  await outside('nothing has the focus');
  await page.keyboard.press('Space');
  assert.ok(!(await playing(page)));
  await button(page, '中文').focus();
  await outside('a button outside has the focus');
});

visit('a slider keeps the plain arrows, the player the rest', {}, async (page) => {
  await page.getByRole('slider', { name: 'Timeline of the run' }).focus();
  for (const [key, expected] of [['ArrowRight', 1], ['Shift+ArrowRight', 13], ['Shift+ArrowRight', 26], ['ArrowLeft', 25], ['Shift+ArrowLeft', 13]]) {
    await page.keyboard.press(key);
    assert.equal(await position(page), expected, key);
  }
  await page.keyboard.press('Space');
  assert.ok(await playing(page), 'Space plays');
  await page.keyboard.press('Space');
  assert.equal(await page.evaluate(() => scrollY), 0, 'Space does not scroll as well');
});

visit('fields keep their keys', {}, async (page) => {
  for (const field of ['Learning rate', 'Epochs', 'Seed']) {
    await page.getByRole('spinbutton', { name: field }).focus();
    for (const key of ['ArrowRight', 'ArrowLeft', 'Shift+ArrowRight', 'Space']) await page.keyboard.press(key);
    assert.equal(await position(page), 0, field);
    assert.ok(!(await playing(page)), field);
  }
  await page.getByRole('radio', { name: 'linear' }).focus();
  await page.keyboard.press('ArrowRight');
  assert.ok(await page.getByRole('radio', { name: 'log' }).isChecked(), 'arrows choose the axis');
  assert.equal(await position(page), 0);
  await button(page, 'Step operation').focus();
  await page.keyboard.press('Space');
  assert.equal(await position(page), 1, 'Space presses the button that has the focus, once');
  assert.ok(!(await playing(page)));
  await page.keyboard.press('ArrowRight');
  assert.equal(await position(page), 2, 'arrows step while a button has the focus');
  await page.getByRole('slider', { name: 'Timeline of the run' }).focus();
  await page.keyboard.press('ArrowRight');
  assert.equal((await state(page)).position, 3, 'the timeline moves by one, once');
});

/** More stops than the page has. */
const MANY = 100;

/** What has the focus: its name, and whether one sees that it has it. */
const focused = (page) =>
  page.evaluate(() => {
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    if (!node || node === document.body) return null;
    const outlined = (each) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(each);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    };
    // A node of the graph draws its ring itself.
    const ringed = (each) => {
      const ring = each.closest('.box')?.querySelector('.ring') ?? each;
      return ring.localName === 'rect' && getComputedStyle(ring).display !== 'none' && parseFloat(getComputedStyle(ring).strokeWidth) >= 2;
    };
    const box = node.getBoundingClientRect();
    const label = node.closest('label');
    let top = document.elementFromPoint(box.x + Math.min(box.width, 40) / 2, box.y + Math.min(box.height, 20) / 2);
    while (top?.shadowRoot?.elementFromPoint) {
      const inner = top.shadowRoot.elementFromPoint(box.x + Math.min(box.width, 40) / 2, box.y + Math.min(box.height, 20) / 2);
      if (!inner || inner === top) break;
      top = inner;
    }
    const name = node.getAttribute('aria-label') ?? (label ?? node).innerText ?? '';
    return {
      name: `${node.localName} ${name.trim().replace(/\s+/g, ' ').slice(0, 40)}`,
      seen: outlined(node) || (label !== null && outlined(label)) || ringed(node),
      free: top !== null && (node.contains(top) || label?.contains(top) || top.getRootNode() === node.getRootNode()),
      inside: box.bottom > 0 && box.top < innerHeight,
    };
  });

for (const [what, viewport] of Object.entries({ desktop: { width: 1280, height: 860 }, phone: { width: 360, height: 740 } })) {
  visit(`Tab reaches everything, sees it and leaves again (${what})`, { viewport }, async (page) => {
    await everything(page);
    const forwards = [];
    for (let press = 0; press < MANY; press += 1) {
      await page.keyboard.press('Tab');
      const here = await focused(page);
      if (here === null) break;
      forwards.push(here);
    }
    const names = forwards.map(({ name }) => name);
    assert.ok(names.length >= 15 && names.length < MANY, `no trap: ${names.join(' | ')}`);
    assert.equal(new Set(names.filter((name) => name !== 'summary Show data')).size, names.filter((name) => name !== 'summary Show data').length, names.join(' | '));
    for (const { name, seen, inside, free } of forwards) {
      assert.ok(seen, `one sees the focus on: ${name}`);
      assert.ok(inside, `within the window: ${name}`);
      assert.ok(free, `not behind anything: ${name}`);
    }
    const words = ['Play', 'Step operation', 'Back operation', 'Reset', 'Learning rate', 'Epochs', 'Seed', 'New seed', 'Training log', 'Timeline of the run', 'Copy', 'Digits'];
    for (const word of words) assert.ok(names.some((name) => name.includes(word)), `${word} is among ${names.join(' | ')}`);

    const backwards = [];
    for (let press = 0; press < MANY; press += 1) {
      await page.keyboard.press('Shift+Tab');
      const here = await focused(page);
      if (here === null) break;
      backwards.push(here.name);
    }
    assert.deepEqual(backwards.reverse().slice(-names.length), names, 'the same way back');
  });
}

visit('a visit without a mouse: skip to the controls, play, pause, step back', {}, async (page) => {
  await page.keyboard.press('Tab');
  assert.match((await focused(page)).name, /Skip to the controls/);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.match((await focused(page)).name, /Reset/);
  await page.keyboard.press('ArrowRight');
  assert.equal(await position(page), 1);
  await page.keyboard.press('Shift+ArrowRight');
  assert.equal(await position(page), 13);
  await page.keyboard.press('ArrowLeft');
  assert.equal(await position(page), 12);
});
