// Widgets in other people's pages: each host is a folder here. In each of them the widget gets ready, steps, plays and
// stops, nothing is complained about, and the host's own elements look as they did without it.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { join } from 'node:path';
import { DIST, launch } from '../e2e/lib/visit.mjs';
import { host } from './lib/site.mjs';
import { server, vite } from './lib/packages.mjs';

const folder = (name) => join(import.meta.dirname, name);
/** What a host has to send so that other sites may load the elements from it. */
const SHARED = { 'access-control-allow-origin': '*' };
const STRICT = { 'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; require-trusted-types-for 'script'" };

/** `at`: the page; `folders`: what is served; `headers`: its headers; `other`: headers of another site that has Chalkgrad. */
const HOSTS = {
  'a plain page': { folders: [folder('plain'), DIST] },
  'a plain page with the classic script': { folders: [folder('classic'), DIST] },
  'the script from another site': { folders: [folder('elsewhere')], other: SHARED },
  'the classic script from another site': { folders: [folder('elsewhere-classic')], other: SHARED },
  'a strict policy with trusted types': { folders: [folder('strict'), DIST], headers: STRICT },
  'a book of mdBook': { folders: [folder('mdbook/book'), DIST], at: 'line.html' },
  'a notebook of nbconvert': { folders: [folder('jupyter'), DIST] },
  'a bundle of Vite': { made: vite },
  'a page rendered on a server': { made: server },
  'a frame with a sandbox': { folders: [folder('sandbox')], other: SHARED, framed: true },
};

let browser;
const open = new Set();
before(async () => (browser = await launch()));
afterEach(() => Promise.all([...open].map((profile) => profile.close().then(() => open.delete(profile)))));
after(() => browser?.close());

/** A page in a fresh profile, and what went wrong in it. */
async function visit(url, prepare) {
  const profile = await browser.newContext({ viewport: { width: 1000, height: 800 }, locale: 'en-US', colorScheme: 'light' });
  open.add(profile);
  const page = await profile.newPage();
  page.setDefaultTimeout(20_000);
  const problems = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error.stack ?? error)));
  page.on('response', (response) => response.status() >= 400 && problems.push(`${response.status()} ${response.url()}`));
  page.on('request', (request) => /^https?:\/\/(?!127\.0\.0\.1)/.test(request.url()) && problems.push(`another host: ${request.url()}`));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} blocks ${event.blockedURI}`));
  });
  if (prepare) await page.addInitScript(prepare);
  await page.goto(url);
  return { page, problems };
}

/** Starts a host's servers, does something with its address, and ends them. */
async function within({ folders, made, at = '', headers, other }, work) {
  const build = await made?.();
  const elsewhere = other && (await host([DIST], { headers: other }));
  const own = await host(folders ?? [build.folder], { headers, other: elsewhere?.url });
  try {
    await work(own.url + at, { own, elsewhere, build });
  } finally {
    await Promise.all([own.close(), elsewhere?.close(), build?.remove()]);
  }
}

const button = (where, name) => where.getByRole('button', { name, exact: true, disabled: false });
const position = (where) => where.evaluate(() => document.querySelector('chalk-playground').state.position);

/** Ready, one operation, some more by themselves, and a stop. */
async function works(where) {
  await button(where, 'Play').waitFor();
  assert.equal(await position(where), 0);
  await button(where, 'Step operation').click();
  assert.equal(await position(where), 1);
  await button(where, 'Play').click();
  await where.waitForFunction(() => document.querySelector('chalk-playground').state.position > 20);
  await button(where, 'Pause').click();
  const stopped = await position(where);
  await where.waitForTimeout(300);
  assert.equal(await position(where), stopped);
  assert.equal(await where.evaluate(() => document.querySelector('chalk-playground').settings.seed), 7);
}

/** How the host's own elements look, but for where they are and how large. */
const looks = (page) =>
  page.evaluate(() => {
    const PLACE = /^(width|height|(block|inline)-size|inset|top|right|bottom|left|perspective-origin|transform-origin)|inset-/;
    const own = [document.documentElement, ...document.querySelectorAll('body, body *')].filter((each) => !each.closest('chalk-playground'));
    return own.flatMap((element, at) => {
      const style = getComputedStyle(element);
      return [...style].filter((name) => !PLACE.test(name)).map((name) => `${at} ${element.localName}.${element.className} ${name}: ${style.getPropertyValue(name)}`);
    });
  });

/** Some of the lines that only one of two lists has. */
function differences(a, b) {
  const [inA, inB] = [new Set(a), new Set(b)];
  return [...a.filter((line) => !inB.has(line)), ...b.filter((line) => !inA.has(line))].slice(0, 20);
}

/** Before the page's scripts: no element of ours comes to life. */
const without = () => {
  const define = customElements.define.bind(customElements);
  customElements.define = (name, ...more) => name.startsWith('chalk-') || define(name, ...more);
};

for (const [name, about] of Object.entries(HOSTS)) {
  test(name, async () => {
    await within(about, async (url) => {
      const { page, problems } = await visit(url);
      const where = about.framed ? await (await page.locator('iframe').elementHandle()).contentFrame() : page;
      await button(where, 'Play').waitFor();
      const dressed = await looks(page);
      await works(where);
      if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`), fullPage: true });
      assert.deepEqual(problems, []);
      const bare = await visit(url, without);
      await bare.page.waitForLoadState('networkidle');
      const plain = await looks(bare.page);
      assert.ok(plain.length > 1000);
      assert.deepEqual(differences(dressed, plain), [], 'the host looks as it does without us');
    });
  });
}

test('React gives objects and texts to a widget before it puts it into the page', async () => {
  await within(HOSTS['a page rendered on a server'], async (url) => {
    const { page, problems } = await visit(url);
    await button(page, 'Play').waitFor();
    await button(page, '100 epochs').click();
    await page.waitForFunction(() => document.querySelector('#second')?.status === 'ready');
    const [first, second] = await page.evaluate(() => [...document.querySelectorAll('chalk-playground')].map(({ settings, digits, speed }) => ({ ...settings, digits, speed })));
    assert.equal(first.epochs, 101);
    assert.deepEqual(second, { seed: 5, lr: 0.02, epochs: 30, digits: '6', speed: Infinity });
    assert.deepEqual(problems, []);
  });
});

test('a frame has the height of what is in it, and no other page can say so', async () => {
  await within(HOSTS['a frame with a sandbox'], async (url) => {
    const { page } = await visit(url);
    const frame = page.getByTitle('A line through fifteen points');
    const inside = await (await frame.elementHandle()).contentFrame();
    await button(inside, 'Play').waitFor();
    const difference = () => inside.evaluate(() => innerHeight - Math.ceil(document.body.getBoundingClientRect().height));
    await page.waitForFunction(() => document.querySelector('iframe').height !== '300');
    await page.waitForTimeout(500);
    assert.equal(await difference(), 0);
    await page.setViewportSize({ width: 360, height: 800 });
    await page.waitForTimeout(500);
    assert.equal(await difference(), 0, 'after it has become narrow');
    const before = await frame.getAttribute('height');
    await page.evaluate(async () => {
      const forger = document.createElement('iframe');
      forger.srcdoc = '<script>parent.postMessage({ chalkgrad: { version: 1, height: 9 } }, "*")</' + 'script>';
      document.body.append(forger);
      postMessage({ chalkgrad: { version: 1, height: 11 } }, '*');
      await new Promise((done) => setTimeout(done, 500));
    });
    assert.equal(await frame.getAttribute('height'), before);
  });
});

test('a frame says its height in our words and in Embedly’s', async () => {
  await within(HOSTS['a frame with a sandbox'], async (url) => {
    const { page } = await visit(url, () => {
      globalThis.heard = [];
      addEventListener('message', ({ data }) => heard.push(data));
    });
    await page.waitForFunction(() => heard.length >= 2);
    const [ours, embedly] = await page.evaluate(() => [heard.at(-2), JSON.parse(heard.at(-1))]);
    assert.equal(ours.chalkgrad.version, 1);
    assert.ok(ours.chalkgrad.height > 100);
    assert.equal(embedly.context, 'iframe.resize');
    assert.equal(embedly.height, ours.chalkgrad.height);
    assert.match(embedly.src, /\/embed\.html\?/);
  });
});

test('a sandboxed frame of a site without CORS keeps its words', async () => {
  await within({ ...HOSTS['a frame with a sandbox'], other: {} }, async (url) => {
    const { page, problems } = await visit(url);
    await page.frameLocator('iframe').getByText('this site has to send “Access-Control-Allow-Origin: *”').waitFor();
    await page.waitForTimeout(500);
    assert.ok(problems.some((problem) => /CORS/.test(problem)), 'the browser names the reason');
  });
});

test('what a frame’s address names wrongly is said in it', async () => {
  await within({ folders: [DIST], at: 'embed.html?element=chalk-nothing&seed=7&onclick=1&base=//evil.example' }, async (url) => {
    const { page, problems } = await visit(url);
    await works(page);
    await page.getByRole('status').filter({ hasText: 'The address names “element=nothing”, “onclick”, “base”' }).waitFor();
    assert.deepEqual(await page.locator('chalk-playground').evaluate((widget) => widget.getAttributeNames()), ['seed']);
    assert.deepEqual(problems, []);
  });
});

test('a frame shows one view of a session, or a lesson', async () => {
  await within({ folders: [DIST] }, async (url) => {
    const view = await visit(`${url}embed.html?element=fit&seed=7&lang=zh-CN&theme=dark`);
    await view.page.locator('chalk-session > chalk-fit').getByRole('img').waitFor();
    await view.page.waitForFunction(() => document.documentElement.lang === 'zh-CN' && document.querySelector('chalk-session').settings?.seed === 7);
    assert.equal(await view.page.evaluate(() => document.documentElement.dataset.theme), 'dark');
    const lesson = await visit(`${url}embed.html?element=op&name=tanh`);
    await lesson.page.locator('chalk-op').getByRole('slider').first().waitFor();
    assert.deepEqual([view.problems, lesson.problems], [[], []]);
  });
});

test('twenty widgets: one instance, and those off the screen do nothing', async () => {
  await within({ folders: [folder('twenty'), DIST] }, async (url, { own }) => {
    const { page, problems } = await visit(url, () => {
      globalThis.instances = 0;
      const { Instance } = WebAssembly;
      WebAssembly.Instance = new Proxy(Instance, { construct: (...given) => ((instances += 1), Reflect.construct(...given)) });
      for (const name of ['instantiate', 'instantiateStreaming']) {
        const own = WebAssembly[name];
        WebAssembly[name] = (...given) => ((instances += 1), own.apply(WebAssembly, given));
      }
    });
    const widgets = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('chalk-playground')].map(({ status, playing, state }) => ({ status, playing, position: state?.position ?? null })),
      );
    await button(page, 'Play').first().waitFor();
    await page.waitForTimeout(500);
    const ready = (await widgets()).filter(({ status }) => status === 'ready').length;
    assert.ok(ready >= 1 && ready <= 4, `${ready} of twenty have begun, for the others are not near the screen`);
    // All of them, one after the other, are brought on the screen and play.
    for (let n = 0; n < 20; n += 1) {
      await page.locator('chalk-playground').nth(n).scrollIntoViewIfNeeded();
      await page.waitForFunction((at) => document.querySelectorAll('chalk-playground')[at].status === 'ready', n);
      await page.locator('chalk-playground').nth(n).evaluate((widget) => widget.play());
    }
    await page.waitForTimeout(500);
    const [before] = [await widgets()];
    await page.waitForTimeout(1000);
    const later = await widgets();
    assert.ok(later.at(-1).position > before.at(-1).position, 'what can be seen plays');
    const moved = later.filter(({ position }, n) => position !== before[n].position).length;
    assert.ok(moved <= 4, `${moved} of twenty move, for the others are off the screen`);
    assert.equal(await page.evaluate(() => instances), 1);
    assert.equal(own.requests.filter((path) => path.endsWith('.wasm')).length, 1);
    assert.deepEqual(problems, []);
  });
});
