// `base`: modules, texts and data from another folder than the script's; what is no address is told, and the script's own
// folder serves.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { pageOf } from './lib/host.mjs';
import { DIST, share, visit } from './lib/visit.mjs';

share();

const MODULE = '<script type="module" src="embed/v0/chalkgrad.js"></script>';
const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.csv': 'text/csv' };
/** What comes from the base: modules with their code, the texts of a language, data. */
const MOVED = /\/(chalkgrad-\w+(\.js|_bg\.wasm)|data\/\w+\.csv|text\/([a-z]+\.)?(en|zh-CN)\.js)$/;

/** A page with these tags, on a site that has the same files in `other/files/`, too. */
function moved(name, tags, body, { script = MODULE, lang = 'en', ...options } = {}) {
  const files = [];
  const prepare = async (page) => {
    page.on('request', (request) => files.push(new URL(request.url()).pathname));
    await page.route('**/other/files/**', async (route) => {
      const [, file] = new URL(route.request().url()).pathname.split('/other/files/');
      await route.fulfill({ contentType: TYPES[extname(file)], body: await readFile(join(DIST, 'embed/v0', file)) });
    });
    await page.addInitScript(() => {
      window.heard = [];
      document.addEventListener('chalk-error', ({ detail: { key, value, used, error } }) => heard.push({ key, value, used, code: error.code }));
    });
  };
  const host = { pages: { '/host.html': pageOf(tags, { script, lang }) } };
  visit(name, { at: 'host.html', ready: false, host, prepare, ...options }, (page) => body(page, () => files.filter((path) => MOVED.test(path))));
}

const ready = (page, tag = 'chalk-playground') => page.waitForFunction((tag) => [...document.querySelectorAll(tag)].every(({ status }) => status === 'ready'), tag);

for (const [name, { script, tags }] of Object.entries({
  'a playground': { tags: '<chalk-playground base="other/files" experiment="iris" controls="play loss"></chalk-playground>' },
  'the script': { script: MODULE.replace('src', 'data-base="other/files/" src'), tags: '<chalk-playground experiment="iris" controls="play loss"></chalk-playground>' },
  'the classic script': { script: '<script src="embed/v0/loader.js" data-base="other/files"></script>', tags: '<chalk-playground experiment="iris" controls="play loss"></chalk-playground>' },
})) {
  moved(`the base of ${name} has modules, texts and data`, tags, async (page, files) => {
    await ready(page);
    const names = files().map((path) => path.split('/').slice(-1)[0]);
    for (const each of ['chalkgrad-full.js', 'chalkgrad-full_bg.wasm', 'zh-CN.js', 'full.zh-CN.js', 'iris.csv']) assert.ok(names.includes(each), `${each} in ${names}`);
    assert.deepEqual(files().filter((path) => !path.startsWith('/other/files/')), []);
    await page.getByRole('button', { name: '播放', exact: true, disabled: false }).waitFor();
  }, { script, lang: 'zh-CN' });
}

moved('the base of a single operation has what it needs', '<chalk-op name="tanh" base="other/files"></chalk-op>', async (page, files) => {
  await page.getByRole('slider', { name: 'Move x' }).waitFor();
  assert.ok(files().some((path) => path === '/other/files/chalkgrad-teach_bg.wasm'));
  assert.deepEqual(files().filter((path) => !path.startsWith('/other/files/')), []);
});

for (const base of ['ftp://example.org/files/', 'http://[', 'data:text/javascript,1', 'http://<img src=x onerror=hit()>/']) {
  const written = base.replaceAll('<', '&lt;');
  moved(`no address: ${base}`, `<chalk-playground base="${written}"></chalk-playground><chalk-op base="${written}"></chalk-op>`, async (page, files) => {
    await ready(page);
    await page.getByRole('slider', { name: 'Move x' }).waitFor();
    await page.waitForFunction(() => heard.length === 2);
    const used = new URL('/embed/v0/', page.url()).href;
    for (const problem of await page.evaluate(() => heard)) assert.deepEqual(problem, { key: 'base', value: base, used, code: 'asked_base' });
    const told = page.getByRole('status').filter({ hasText: `base cannot be “${base}”` }).filter({ hasText: `Using ${used}.` });
    await told.nth(1).waitFor();
    assert.equal(await told.count(), 2, 'both say it');
    assert.equal(await page.locator('img').count(), 0);
    assert.deepEqual(files().filter((path) => !path.startsWith('/embed/v0/')), []);
  });
}

moved('a base where nothing is: the texts come all the same, and say so', '<chalk-playground base="nowhere/">What is shown instead</chalk-playground>', async (page) => {
  await page.getByRole('status').filter({ hasText: /chalkgrad-web(\.js|_bg\.wasm)/ }).waitFor(); // Whichever is missed first.
  await page.getByText('What is shown instead').waitFor();
  await page.getByRole('button', { name: 'Try again' }).waitFor();
}, { tolerated: [/nowhere/, /404/] });

visit('the address of a frame has no say in it', { at: 'embed.html?base=other/files', ready: false }, async (page) => {
  await page.getByRole('status').filter({ hasText: 'The address names “base”' }).waitFor();
  await ready(page);
  assert.equal(await page.locator('[base]').count(), 0);
});

moved('one page has one base: the second is told', '<chalk-playground base="other/files"></chalk-playground><chalk-playground base="embed/v0"></chalk-playground>', async (page, files) => {
  await ready(page);
  await page.getByText('a page has one such folder').waitFor();
  assert.deepEqual(await page.evaluate(() => heard.map(({ key, value }) => [key, value])), [['base', 'embed/v0']]);
  assert.deepEqual(files().filter((path) => !path.startsWith('/other/files/')), []);
});
