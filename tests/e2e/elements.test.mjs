// Every element that the manifest names, one after the other in a page with nothing else in it: axe finds nothing, by day
// and by night. Prints how many of its rules each has passed.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after } from 'node:test';
import { DIST, share, visit } from './lib/visit.mjs';

share();

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const manifest = JSON.parse(await readFile(join(DIST, 'embed/v0/custom-elements.json')));
const tags = manifest.modules.flatMap(({ declarations }) => declarations.map(({ tagName }) => tagName));

/** Those that stand alone; all others stand in a session. */
const WHOLE = ['chalk-session', 'chalk-playground', 'chalk-op', 'chalk-optimizer'];
/** Those that show something only of a network with two inputs, and one that shows something only when all is not well. */
const EXPERIMENTS = { 'chalk-boundary': 'xor', 'chalk-neurons': 'xor', 'chalk-weights': 'xor' };
const LEARNING_RATES = { 'chalk-notice': 'too much' };

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>A page</title><link rel="icon" href="icon.svg">
<script type="module" src="embed/v0/chalkgrad.js"></script></head><body><main><h1>A page</h1><h2>An element</h2><div></div></main></body></html>`;

const rows = Object.fromEntries(tags.map((tag) => [tag, {}]));
after(() => console.table(rows));

for (const colorScheme of ['light', 'dark']) {
  visit(`axe finds nothing in any element, ${colorScheme}`, { at: 'host.html', ready: false, host: { pages: { '/host.html': PAGE } }, colorScheme, prepare: (page) => page.addInitScript(axe) }, async (page) => {
    await page.evaluate(async () => {
      document.documentElement.style.background = 'Canvas'; // axe takes a page without a background for white.
      const { openTeach, openWorkbench } = await import(new URL('embed/v0/chalkgrad.js', location.href));
      await Promise.all([openTeach(), openWorkbench()]);
    });
    const wrong = {};
    for (const tag of tags) {
      const { passes, violations, drawn } = await page.evaluate(async ([tag, whole, experiment, lr]) => {
        const element = document.createElement(tag);
        const widget = whole ? element : document.createElement('chalk-session');
        if (widget !== element) widget.append(element);
        if (experiment) widget.setAttribute('experiment', experiment);
        if (lr) widget.setAttribute('lr', lr);
        document.querySelector('main > div').replaceChildren(widget);
        while (!(widget.status === 'ready' || widget.view)) await new Promise(requestAnimationFrame);
        if (widget.configure) {
          widget.step('epoch');
          widget.step('operation');
        }
        await new Promise((done) => setTimeout(done, 300)); // What comes later has come, plots are drawn.
        const { passes, violations } = await globalThis.axe.run(document);
        const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.flat().join(' ')}: ${failureSummary}`));
        return { passes: passes.length, violations: found, drawn: customElements.get(tag) !== undefined };
      }, [tag, WHOLE.includes(tag), EXPERIMENTS[tag], LEARNING_RATES[tag]]);
      assert.ok(drawn && passes > 10, `${tag}: ${passes} rules passed`);
      Object.assign(rows[tag], { [`passed, ${colorScheme}`]: passes, [`violations, ${colorScheme}`]: violations.length });
      if (violations.length > 0) wrong[tag] = violations;
    }
    assert.deepEqual(wrong, {});
  });
}
