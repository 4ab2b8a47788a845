// On paper: pictures, numbers and words in dark ink, nothing that only a screen can use, nothing cut off.

import assert from 'node:assert/strict';
import { pageOf } from './lib/host.mjs';
import { clipped } from './lib/look.mjs';
import { share, visit } from './lib/visit.mjs';

share();

/** A page that is dark by its own choice, and widgets of it that are darker still. */
const SCRIPT = '<meta charset="utf-8"><meta name="color-scheme" content="dark"><script type="module" src="embed/v0/chalkgrad.js"></script>';
const ALL = 'play step timeline settings fit loss explain parameters code log';
const WIDGETS = {
  'chalk-playground': `<chalk-playground theme="dark" controls="${ALL}"></chalk-playground>`,
  'chalk-op': '<chalk-op name="LeakyReLU" theme="dark"></chalk-op>',
  'chalk-optimizer': '<chalk-optimizer name="SGD Adam" theme="dark"></chalk-optimizer>',
};
const PAPER = { width: 718, height: 1000 }; // A4 between margins of a centimetre

const pictures = (page, tag) => page.evaluate((tag) => {
  const widget = document.querySelector(tag);
  const within = (root) => [...root.querySelectorAll('*')].flatMap((each) => [each, ...(each.shadowRoot ? within(each.shadowRoot) : [])]);
  return within(widget.shadowRoot).filter((each) => each.localName === 'canvas' && each.checkVisibility()).map((canvas) => canvas.toDataURL());
}, tag);

/** Waits for the widget, and lets it do something. */
async function begun(page, tag) {
  await page.waitForFunction((tag) => document.querySelector(tag)?.status === 'ready' || document.querySelector(tag)?.view, tag);
  await page.evaluate(async (tag) => {
    const widget = document.querySelector(tag);
    if (tag !== 'chalk-op') for (let step = 0; step < 12; step += 1) widget.step('epoch');
    await new Promise((done) => setTimeout(done, 400));
  }, tag);
}

for (const [tag, markup] of Object.entries(WIDGETS)) {
  const at = (html, script) => ({ at: 'host.html', ready: false, viewport: PAPER, host: { pages: { '/host.html': pageOf(html, { script }) } } });
  let light;
  visit(`${tag} by day, to compare with`, at(markup.replace(' theme="dark"', ''), SCRIPT.replace('"dark"', '"light"')), async (page) => {
    await begun(page, tag);
    light = await pictures(page, tag);
    assert.ok(light.length > 0);
  });

  visit(`${tag} on paper: dark ink, no controls, nothing cut off`, at(markup, SCRIPT), async (page) => {
    await begun(page, tag);
    assert.notDeepEqual(await pictures(page, tag), light, 'on the screen it is dark');
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    const buttons = await page.getByRole('button').filter({ visible: true }).allInnerTexts();
    assert.deepEqual(buttons.filter((text) => !/^ {4}/.test(text)), [], 'no buttons, but for the lines of the program');
    for (const role of ['slider', 'radio', 'switch']) assert.equal(await page.getByRole(role).filter({ visible: true }).count(), 0, role);
    assert.deepEqual(await clipped(page), []);
    assert.deepEqual(await pictures(page, tag), light, 'pictures are those of the day');
    const colours = await page.evaluate((tag) => {
      const found = new Set();
      const walk = (node) => {
        if (!node.checkVisibility()) return;
        const { color } = getComputedStyle(node);
        if ([...node.childNodes].some(({ nodeType, data }) => nodeType === Node.TEXT_NODE && data.trim())) found.add(color);
        const scroll = getComputedStyle(node).overflowY;
        if (['auto', 'scroll'].includes(scroll) && node.scrollHeight > node.clientHeight + 1) found.add(`${node.localName}.${node.className} hides ${node.scrollHeight - node.clientHeight} px`);
        for (const child of (node.shadowRoot ?? node).children) walk(child);
        if (node.shadowRoot) for (const child of node.children) walk(child);
      };
      walk(document.querySelector(tag));
      return [...found];
    }, tag);
    const pale = colours.filter((colour) => !/^rgb/.test(colour) || colour.match(/\d+/g).slice(0, 3).every((part) => part > 150));
    assert.deepEqual(pale, [], 'every word can be read on white');
  });
}
