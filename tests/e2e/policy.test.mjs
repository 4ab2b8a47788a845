// The page works from any folder of any static host, under a strict content security policy, alone; and where
// something it needs is missing, it says so in words.

import assert from 'node:assert/strict';
import { button, enter, fullSpeed, position, settled, share, visit } from './lib/visit.mjs';

share();

/** A visit in which everything on the page is used once. */
async function everything(page) {
  await button(page, 'Step operation').click();
  await button(page, 'Play').click();
  await page.getByRole('log').getByText('[3/100]').waitFor();
  await button(page, 'Pause').click();
  await page.getByRole('radio', { name: 'log' }).check({ force: true });
  for (const summary of await page.getByText('Show data', { exact: true }).all()) await summary.click();
  await page.getByRole('combobox', { name: 'Digits' }).selectOption('6');
  await button(page, 'Copy').click();
  await page.getByRole('button', { name: /^(Copied|Selected)/ }).waitFor();
  for (const theme of ['light', 'dark', 'as the system']) {
    await page.getByRole('button', { name: /^Theme/ }).click();
    await button(page, `Theme: ${theme}`).waitFor();
  }
  await button(page, '中文').click();
  await button(page, '前进一个运算').click();
  await button(page, 'English').click();
  await enter(page, 'Learning rate', '0.03');
  await fullSpeed(page);
  await button(page, 'Play').click();
  await button(page, 'Finished').or(page.getByRole('status').filter({ hasText: /^(Finished|Training stopped)/ })).waitFor();
  await enter(page, 'Seed', '-1');
  await button(page, 'Reset').click();
  assert.equal(await position(page), 0);
}

for (const folder of ['/', '/a/deep%20er/folder/']) {
  const host = { folder: decodeURIComponent(folder) };
  visit(`a whole visit under the policy, in ${folder}`, { host }, async (page, { requests }) => {
    await everything(page);
    assert.ok(requests.every(({ path }) => path.startsWith(host.folder)), 'everything comes from the folder');
    assert.ok(requests.some(({ path }) => path.endsWith('.wasm')));
    assert.ok(requests.length < 30, `${requests.length} requests`);
    // Chromium warns about preloads that were for nothing some seconds after the load.
    await page.waitForTimeout(4000);
  });
}

visit('the policy is in force, and its breach is seen', { expected: [/TrustedScript/, /policy: /] }, async (page) => {
  const inForce = await page.evaluate(async () => {
    const response = await fetch(location.href);
    try {
      new Function('return 1')();
      return 'eval works';
    } catch {
      return response.headers.get('content-security-policy');
    }
  }).catch((error) => String(error));
  assert.equal(inForce, "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'self'");
  // The page's own meta element asks for the same or more.
  const own = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  for (const part of inForce.split('; ')) assert.ok(own.includes(part), part);
});

visit('the icon is there and is a picture', {}, async (page) => {
  const [type, width] = await page.evaluate(async () => {
    const { href } = document.querySelector('link[rel="icon"]');
    const image = new Image();
    image.src = href;
    await image.decode();
    return [(await fetch(href)).headers.get('content-type'), image.naturalWidth];
  });
  assert.equal(type, 'image/svg+xml');
  assert.ok(width > 0);
});

visit('no link leads nowhere', {}, async (page) => {
  const targets = await page.evaluate(() => [...document.querySelectorAll('a[href]')].map(({ href }) => href));
  for (const target of targets) {
    const { hash } = new URL(target);
    if (hash !== '') assert.equal(await page.locator(hash).count(), 1, target);
    assert.equal(await page.evaluate(async (address) => (await fetch(address)).status, target), 200, target);
  }
});

// Chromium blocks the preload of a script too, where scripts are switched off.
const OFF = { javaScriptEnabled: false, ready: false, tolerated: [/(chalkgrad-web|views|chunk-\w+)\.js csp$/] };
visit('without JavaScript: what it is, and why nothing moves', OFF, async (page) => {
  await page.getByRole('heading', { level: 1, name: 'Fit a line, one operation at a time' }).waitFor();
  await page.getByRole('heading', { name: 'Why nothing moves' }).waitFor();
  for (const words of ['JavaScript does not run here', '这里没有运行 JavaScript', 'Here are the fifteen data points', 'How to read this page']) {
    await page.getByText(words).first().waitFor();
  }
  assert.equal(await page.getByRole('button').count(), 0, 'no button that does nothing');
});

const failed = (page, words) => page.getByRole('status').filter({ hasText: 'Nothing moves, because the numbers did not load' }).filter({ hasText: words }).waitFor();

visit('the module is missing on the host: said in words', {
  host: { missing: /\.wasm$/ },
  ready: false,
  expected: [/404/, /wasm|fetch|preload|MIME|LoadError/i],
}, async (page) => {
  await failed(page, 'The server does not have chalkgrad-web_bg.wasm');
  await button(page, 'Try again').click();
  await failed(page, 'The server does not have chalkgrad-web_bg.wasm');
  assert.equal(await button(page, 'Play').isEnabled(), false);
});

visit('the connection breaks once: Try again helps', {
  ready: false,
  expected: [/wasm/, /LoadError/],
  prepare: (page) => page.route('**/*.wasm', (route) => route.abort()),
}, async (page) => {
  await failed(page, 'could not be fetched');
  await page.unroute('**/*.wasm');
  await button(page, 'Try again').click();
  await settled(page);
  await button(page, 'Step epoch').click();
  assert.equal(await page.getByRole('log').innerText(), '[1/100] loss:3.9270');
});

visit('a policy that forbids WebAssembly: said in words, in Chinese too', {
  host: { policy: "default-src 'self'" },
  ready: false,
  expected: [/content security policy|unsafe-eval|wasm/i],
}, async (page) => {
  await failed(page, 'content security policy forbids WebAssembly');
  await button(page, '中文').click();
  await page.getByRole('status').filter({ hasText: '内容安全策略禁止 WebAssembly' }).waitFor();
});

visit('a browser without WebAssembly: said in words', {
  ready: false,
  expected: [/missing/],
  prepare: (page) => page.addInitScript(() => delete globalThis.WebAssembly),
}, async (page) => {
  await failed(page, 'This browser has no WebAssembly');
});
