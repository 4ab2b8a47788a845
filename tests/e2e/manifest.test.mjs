// What editors and bundlers are told of the elements is what the elements are: every one, its attributes, its parts.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { DIST } from './lib/visit.mjs';

const run = promisify(execFile);
const SOURCES = new URL('../../www/js/', import.meta.url);
const EMBED = join(DIST, 'embed/v0');

const manifest = JSON.parse(await readFile(join(EMBED, 'custom-elements.json')));
const elements = manifest.modules.flatMap(({ declarations }) => declarations);
const named = (tag) => elements.find(({ tagName }) => tagName === tag);
const names = (list = []) => list.map(({ name }) => name);

test('the manifest has every element that a script defines, and no other', async () => {
  const lists = await Promise.all(['define.js', 'views.js', 'workbench.js', 'teach.js'].map((name) => readFile(new URL(name, SOURCES), 'utf8')));
  const defined = lists.flatMap((text) => [...text.matchAll(/'(chalk-[\w-]+)': Chalk/g)].map(([, tag]) => tag));
  assert.ok(defined.length > 30, `${defined.length} elements`);
  assert.deepEqual(elements.map(({ tagName }) => tagName).sort(), defined.sort());
  for (const { tagName, description } of elements) assert.ok(description, `${tagName} is described`);
  assert.match(manifest.schemaVersion, /^[12]\./);
});

test('the attributes are those that the elements observe', async () => {
  for (const file of await readdir(new URL('elements/', SOURCES))) {
    const tag = file.replace('.js', '');
    const [element] = Object.values(await import(new URL(`elements/${file}`, SOURCES)));
    const observed = [...new Set(element.observedAttributes ?? [])];
    for (const name of observed) assert.ok(names(named(tag).attributes).includes(name), `${tag} observes ${name}`);
  }
});

test('the parts are those that the elements have', async () => {
  for (const file of await readdir(new URL('elements/', SOURCES))) {
    const tag = file.replace('.js', '');
    const text = await readFile(new URL(`elements/${file}`, SOURCES), 'utf8');
    const had = [...text.matchAll(/\bpart: '([\w -]+)'/g)].flatMap(([, parts]) => parts.split(' '));
    for (const part of had) assert.ok(names(named(tag).cssParts).includes(part), `${tag} has the part ${part}`);
  }
});

test('sessions, playgrounds and single things tell of their events; every element of its properties', () => {
  const EVENTS = ['chalk-ready', 'chalk-step', 'chalk-change', 'chalk-error'];
  for (const tag of ['chalk-session', 'chalk-playground', 'chalk-optimizer']) assert.deepEqual(names(named(tag).events), EVENTS);
  for (const tag of ['chalk-session', 'chalk-playground']) {
    for (const name of ['play', 'pause', 'step', 'back', 'seek', 'reset', 'open', 'state', 'config']) assert.ok(names(named(tag).members).includes(name), `${tag}.${name}`);
  }
  for (const element of elements) assert.ok(names(element.cssProperties).includes('--chalk-ink'), element.tagName);
  for (const item of elements.flatMap(({ attributes = [], members = [], events = [], cssParts = [], cssProperties = [] }) => [...attributes, ...members, ...events, ...cssParts, ...cssProperties])) {
    assert.ok(item.description, `${item.name} is described`);
  }
});

test('everything that the manifest says is said in Chinese, too', async () => {
  const { default: chinese } = await import('../../www/text/reference.zh-CN.js');
  const lists = ['attributes', 'members', 'events', 'slots', 'cssParts', 'cssProperties'];
  const said = elements.flatMap((element) => [element, ...lists.flatMap((list) => element[list] ?? [])]).map(({ description }) => description);
  assert.deepEqual([...new Set(said)].sort(), Object.keys(chinese).sort());
});

test('what the script exports is what its types declare', async () => {
  const types = await readFile(join(EMBED, 'chalkgrad.d.ts'), 'utf8');
  const declared = [...types.matchAll(/^export declare (?:function|const|class) (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(Object.keys(await import(pathToFileURL(join(EMBED, 'chalkgrad.js')))).sort(), declared.sort());
});

const USE = `import { define } from './chalkgrad.js';
define({});
const playground = document.querySelector('chalk-playground')!;
playground.seed = 7;
playground.controls = 'play step';
playground.config = { experiment: 'moons', lr: 0.03 };
playground.step('epoch');
playground.seek(12);
playground.addEventListener('chalk-error', (event) => console.log(event.detail.key, event.detail.error.message));
const status: 'loading' | 'ready' | 'crashed' | 'failed' = document.createElement('chalk-session').status;
console.log(status);
`;
const MISUSE = `const playground = document.querySelector('chalk-playground')!;
playground.step('year');
`;

test('the types compile, and tell of a mistake', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'types-'));
  try {
    await copyFile(join(EMBED, 'chalkgrad.d.ts'), join(folder, 'chalkgrad.d.ts'));
    const tsc = new URL('node_modules/.bin/tsc', import.meta.url).pathname;
    const compile = async (text) => {
      await writeFile(join(folder, 'use.ts'), text);
      const words = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--lib', 'es2022,dom', 'use.ts', 'chalkgrad.d.ts'];
      return run(tsc, words, { cwd: folder }).then(() => '', ({ stdout }) => stdout);
    };
    assert.equal(await compile(USE), '');
    assert.match(await compile(MISUSE), /"year"/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
