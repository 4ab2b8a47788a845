// Each way in which the program may not arrive is told apart, said in both languages, and the tag's own content stays.

import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WIDGET, all, hosted, pageOf } from './lib/host.mjs';
import { serve } from './lib/server.mjs';
import { DIST, share, visit } from './lib/visit.mjs';

share();

const TAG = '<chalk-session><p>The author’s own words.</p><chalk-fit></chalk-fit></chalk-session>';
const TITLE = { en: 'the numbers did not load', 'zh-CN': '没有加载成功' };
const LANGUAGES = ['en', 'zh-CN'];

/** The page says this in one language and then in the other, and the author's words are still there. */
async function says(page, words) {
  for (const lang of LANGUAGES) {
    await page.evaluate((lang) => document.querySelector('chalk-session').setAttribute('lang', lang), lang);
    await page.getByRole('status').filter({ hasText: TITLE[lang] }).filter({ hasText: words[lang] ?? words }).first().waitFor();
  }
  assert.ok(await page.getByText('The author’s own words.').isVisible());
}

/** What is done to the page before it opens, and what it then says, by language where that differs. */
const FAILURES = {
  'a policy without wasm-unsafe-eval': { policy: "default-src 'self'", words: /wasm-unsafe-eval/ },
  'the module is not there': { route: ['**/*.wasm', { status: 404, body: 'no' }], words: /chalkgrad-web_bg\.wasm.*404/ },
  'the glue is not there': { route: ['**/chalkgrad-web.js*', { status: 410, body: 'no' }], words: /chalkgrad-web\.js.*410/ },
  'the module comes as something else': { route: ['**/*.wasm', { body: '<!doctype html>', contentType: 'text/html' }], words: /chalkgrad-web_bg\.wasm.*text\/html/ },
  'the glue comes as something else': { route: ['**/chalkgrad-web.js*', { body: '<!doctype html>', contentType: 'text/html' }], words: /chalkgrad-web\.js.*text\/html/ },
  'a policy that allows no other host': { policy: "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'", words: /connect-src/ },
  'the connection breaks': { route: ['**/*.wasm', null], words: { en: /chalkgrad-web_bg\.wasm could not be fetched/, 'zh-CN': /没有取到 chalkgrad-web_bg\.wasm/ } },
  'offline': {
    route: ['**/*.wasm', null],
    script: () => Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false }),
    words: { en: /no connection to the network/, 'zh-CN': /没有网络连接/ },
  },
  'no WebAssembly': { script: () => delete globalThis.WebAssembly, words: { en: /This browser has no WebAssembly/, 'zh-CN': /没有 WebAssembly/ } },
  'no SIMD': { script: () => (WebAssembly.validate = () => false), words: /SIMD/ },
};

for (const [name, { policy, route, script, words }] of Object.entries(FAILURES)) {
  visit(`${name}: said in both languages`, {
    ...hosted(TAG, policy && { policy }),
    expected: [/LoadError/],
    tolerated: [/./],
    async prepare(page) {
      if (script) await page.addInitScript(script);
      if (route) await page.route(route[0], (each) => (route[1] ? each.fulfill(route[1]) : each.abort()));
    },
  }, (page) => says(page, words));
}

visit('another host without permission: said in both languages', { ready: false, at: 'icon.svg', expected: [/LoadError/], tolerated: [/./] }, async (page) => {
  // Scripts may come from there, the module may not.
  const elsewhere = await serve(DIST, { allow: /\.js$/ });
  const script = `<script type="module" src="${elsewhere.url}embed/v0/chalkgrad.js"></script>`;
  const policy = `default-src 'self' 'wasm-unsafe-eval' ${elsewhere.url}`;
  const host = await serve(DIST, { policy, pages: { '/host.html': pageOf(TAG, { script }) } });
  try {
    await page.goto(`${host.url}host.html`);
    await says(page, new RegExp(`${new URL(elsewhere.url).host}.*Access-Control-Allow-Origin`));
  } finally {
    await Promise.all([host.close(), elsewhere.close()]);
  }
});

visit('after a failure Try again helps', {
  ...hosted(TAG),
  expected: [/LoadError/],
  tolerated: [/./],
  prepare: (page) => page.route('**/chalkgrad-web*', (route) => route.abort()),
}, async (page) => {
  await says(page, { en: /could not be fetched/, 'zh-CN': /没有取到/ });
  await page.unroute('**/chalkgrad-web*');
  await page.getByRole('button', { name: '再试一次' }).click();
  await all(page);
});

visit('Try again tries what was wanted last, not what there was before', {
  ...hosted(WIDGET),
  expected: [/LoadError/],
  tolerated: [/./],
  prepare: (page) => page.route('**/chalkgrad-full_bg.wasm', (route) => route.abort()),
}, async (page) => {
  await all(page);
  await page.evaluate(() => document.querySelector('chalk-session').setAttribute('experiment', 'moons'));
  await page.getByRole('status').filter({ hasText: 'chalkgrad-full_bg.wasm could not be fetched' }).waitFor();
  await page.unroute('**/chalkgrad-full_bg.wasm');
  await page.getByRole('button', { name: 'Try again' }).click();
  await all(page);
  assert.equal(await page.evaluate(() => document.querySelector('chalk-session').experiment.data.name), 'moons');
});

visit('an example that does not load is not said to be open', {
  ...hosted(WIDGET.replace('</chalk-session>', '<chalk-examples></chalk-examples></chalk-session>')),
  expected: [/LoadError/],
  tolerated: [/./],
  prepare: (page) => page.route('**/chalkgrad-full_bg.wasm', (route) => route.abort()),
}, async (page) => {
  await all(page);
  await page.getByRole('button', { name: 'From w = b = 0' }).click();
  await page.getByRole('status').filter({ hasText: 'chalkgrad-full_bg.wasm could not be fetched' }).waitFor();
  assert.equal(await page.getByText('ready at the start').count(), 0);
  await page.unroute('**/chalkgrad-full_bg.wasm');
  await page.getByRole('button', { name: 'Try again' }).click();
  await all(page);
  await page.getByRole('button', { name: 'From w = b = 0' }).click();
  await page.getByText('ready at the start').waitFor();
});

/** Scripts that come later: what is on a page that needs each, the view that then comes, and what a reader does before. */
const VIEWS = '<chalk-session loading="eager"><chalk-controls></chalk-controls>';
const LATER = {
  views: { tags: `${VIEWS}<chalk-log></chalk-log></chalk-session>`, view: (page) => page.getByRole('log') },
  workbench: { tags: `${VIEWS}<chalk-examples></chalk-examples></chalk-session>`, view: (page) => page.getByRole('button', { name: 'One neuron' }) },
  teach: { tags: '<chalk-op name="tanh"></chalk-op>', view: (page) => page.getByRole('slider').first() },
  configuration: { tags: `<chalk-playground speed="50" at="epoch:2"></chalk-playground>`, view: (page) => page.getByRole('button', { name: 'Step operation', disabled: false }) },
  notices: {
    tags: '<chalk-playground epochs="1"></chalk-playground>',
    before: (page) => page.getByRole('button', { name: 'Step epoch' }).click(),
    view: (page) => page.getByRole('status').filter({ hasText: 'Finished: 1 epoch' }),
  },
  dagre: { tags: `${VIEWS}<chalk-graph></chalk-graph></chalk-session>`, words: /graph/, view: (page) => page.getByRole('button', { name: /data x/ }) },
};

// Their words, too.
for (const name of ['views', 'workbench', 'teach']) LATER[`${name}.en`] = LATER[name];

for (const [name, { tags, before, view, words = new RegExp(`${name}\\.js could not be fetched`) }] of Object.entries(LATER)) {
  visit(`${name}.js does not come: said in its place, and Try again helps`, {
    ...hosted(tags),
    tolerated: [/./],
    prepare: (page) => page.route(`**/${name}.js*`, (route) => route.abort()),
  }, async (page) => {
    await before?.(page);
    await page.getByText(words).first().waitFor();
    assert.equal(await view(page).count(), 0);
    await page.unroute(`**/${name}.js*`);
    const [asked] = await Promise.all([
      page.waitForRequest((request) => request.url().includes(`/${name}.js`)),
      page.getByRole('button', { name: 'Try again' }).first().click(),
    ]);
    assert.match(asked.url(), /\?attempt=\d$/, 'some browsers remember what an address did not give');
    await view(page).waitFor();
    assert.equal(await page.getByText(words).filter({ visible: true }).count(), 0);
  });
}

visit('share.js does not come: the page says so, and the button tries again', {
  tolerated: [/./],
  prepare: (page) => page.route('**/share.js*', (route) => route.abort()),
}, async (page) => {
  await page.getByRole('button', { name: 'Embed this' }).click();
  await page.getByText('could not be loaded').waitFor();
  await page.unroute('**/share.js*');
  await page.getByRole('button', { name: 'Embed this' }).click();
  await page.getByRole('dialog', { name: 'Embed this' }).waitFor();
});

visit('the page of networks comes late, and still with what its address says', {
  at: 'network.html#data=xor',
  ready: false,
  tolerated: [/./],
  prepare: (page) => page.route('**/workbench.js*', (route) => route.abort()),
}, async (page) => {
  await page.getByText('workbench.js could not be fetched').first().waitFor();
  await page.unroute('**/workbench.js*');
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await page.getByRole('button', { name: 'Play', disabled: false }).waitFor();
  assert.equal(await page.evaluate(() => document.querySelector('chalk-session').experiment.data.name), 'xor');
  assert.equal(await page.getByText('workbench.js could not be fetched').filter({ visible: true }).count(), 0);
});

// The classic loader speaks where the module itself does not arrive.
const LOADER = { script: '<script src="embed/v0/loader.js"></script>' };
const SILENT = {
  'is not there': [{ status: 404, body: 'no' }, /chalkgrad\.js/],
  'comes as something else': [{ body: 'x', contentType: 'text/plain' }, /text\/javascript/],
  'cannot be reached': [null, { en: /cannot be reached/, 'zh-CN': /无法访问/ }],
};
for (const [name, [answer, words]] of Object.entries(SILENT)) {
  for (const lang of LANGUAGES) {
    visit(`the script ${name}: the loader says so in ${lang}`, {
      ...hosted(TAG, { lang, ...LOADER }),
      tolerated: [/./],
      prepare: (page) => page.route('**/chalkgrad.js', (route) => (answer ? route.fulfill(answer) : route.abort())),
    }, async (page) => {
      await page.getByRole('status').filter({ hasText: words[lang] ?? words }).waitFor();
      assert.ok(await page.getByText('The author’s own words.').isVisible());
    });
  }
}

visit('a page opened as a file: the loader says so', { ready: false, tolerated: [/./] }, async (page) => {
  const folder = await mkdtemp(join(tmpdir(), 'chalkgrad-'));
  const script = `<script src="${pathToFileURL(join(DIST, 'embed/v0/loader.js'))}"></script>`;
  for (const [lang, words] of [['en', /opened as a file/], ['zh-CN', /作为文件打开/]]) {
    await writeFile(join(folder, `${lang}.html`), `<meta charset="utf-8">${pageOf(TAG, { lang, script })}`);
    await page.goto(String(pathToFileURL(join(folder, `${lang}.html`))));
    await page.getByRole('status').filter({ hasText: words }).waitFor();
    assert.ok(await page.getByText('The author’s own words.').isVisible());
  }
});

visit('the loader starts everything', hosted(WIDGET, LOADER), (page) => all(page));
