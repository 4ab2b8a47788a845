// The project's own pages have their tokens before any script runs (css/tokens.css), the elements in pages of others have
// them from js/tokens.js and js/style.js: one cannot be made of the other without a wait, so both have to say the same.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { TOKENS } from '../../www/js/tokens.js';

const read = (name) => readFile(new URL(`../../www/${name}`, import.meta.url), 'utf8');

/** The tokens that a piece of a style sheet sets, by name; quotation marks of either kind are the same. */
const tokens = (text) => Object.fromEntries([...text.matchAll(/--chalk-([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value.replaceAll("'", '"')]));

/** From a line of a style sheet on to the end of its block. */
const block = (text, start) => text.slice(text.indexOf(start)).split('}')[0];

test('the pages and the elements have the same tokens', async () => {
  const { sans, ...others } = tokens(block(await read('css/tokens.css'), ':root'));
  assert.ok(sans, 'only the typeface for words is the pages’ own: elsewhere it is that of the page around');
  assert.ok(Object.keys(others).length > 18);
  assert.deepEqual(others, TOKENS);
});

test('where the reader’s system chooses the colours, too', async () => {
  const [page, elements] = (await Promise.all(['css/tokens.css', 'js/style.js'].map(read))).map((text) => tokens(block(text, '(forced-colors: active)')));
  assert.ok(Object.keys(page).length > 14);
  assert.deepEqual(page, elements);
});
