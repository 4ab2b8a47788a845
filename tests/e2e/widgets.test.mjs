// The page of widgets and “Embed this”: what one copies there works in a page of one's own.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pageOf } from './lib/host.mjs';
import { clipped } from './lib/look.mjs';
import { POLICY } from './lib/server.mjs';
import { button, share, stateText, visit } from './lib/visit.mjs';

share();

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function complaints(page) {
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  assert.ok(passes.length > 15, `axe looked: ${passes.length} rules passed`);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.flat().join(' ')}: ${failureSummary}`));
}

const WORDS = {
  en: { widget: 'Widget', experiment: 'Experiment', seed: 'Seed', tag: 'Tag', frame: 'Frame', markdown: 'Markdown link', classic: 'Classic script', json: 'Tag with the experiment', copy: 'Copy', open: 'Embed this', close: 'Close', step: 'Step epoch', every: 'Every element', one: 'A whole figure in one tag' },
  'zh-CN': { widget: '组件', experiment: '实验', seed: '随机种子', tag: '标签', frame: '框架', markdown: 'Markdown 链接', classic: '传统脚本', json: '带实验的标签', copy: '复制', open: '嵌入', close: '关闭', step: '前进一轮', every: '全部元素', one: '一个标签就是完整的一幅' },
};

const at = { at: 'widgets.html', ready: false };
const ready = (page, tag = 'chalk-playground') => page.waitForFunction((tag) => ['ready'].includes(document.querySelector(tag)?.status), tag);
const radio = (page, name) => page.getByRole('radio', { name, exact: true });
const text = (page) => page.locator('.copies code').textContent();
const form = async (page, name) => {
  await radio(page, name).check();
  return text(page);
};

/** Opens a page of somebody else's with this in it, in the same profile. */
async function pasted(page, url, markup, body) {
  const host = await page.context().newPage();
  const problems = [];
  host.on('pageerror', (error) => problems.push(error.message));
  host.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await host.route(`${url}pasted.html`, (route) => route.fulfill({ contentType: 'text/html', headers: { 'content-security-policy': `${POLICY}; require-trusted-types-for 'script'` }, body: pageOf(markup, { script: '' }) }));
  await host.goto(`${url}pasted.html`);
  await body(host);
  assert.deepEqual(problems, []);
  await host.close();
}

for (const [lang, words] of Object.entries(WORDS)) {
  visit(`${lang}: a widget that one sets up is shown, and its tag runs in another page`, { ...at, at: `widgets.html?lang=${lang}` }, async (page, { url }) => {
    await ready(page);
    await page.getByRole('combobox', { name: words.experiment }).selectOption('moons');
    await page.getByRole('spinbutton', { name: words.seed }).fill('7');
    await page.waitForFunction(() => document.querySelector('chalk-playground')?.getAttribute('seed') === '7');
    await ready(page);
    assert.equal(await page.evaluate(() => document.querySelector('chalk-playground').experiment.data.name), 'moons');
    assert.match(page.url(), /#widget=playground&experiment=moons&seed=7$/);

    const tag = await form(page, words.tag);
    assert.match(tag, /^<script type="module" src="http[^"]+chalkgrad\.js"><\/script>\n<chalk-playground experiment="moons" seed="7"><\/chalk-playground>$/);
    await pasted(page, url, tag, async (host) => {
      await ready(host);
      assert.deepEqual(await host.evaluate(() => [document.querySelector('chalk-playground').seed, document.querySelector('chalk-playground').experiment.data.name]), [7, 'moons']);
      await host.getByRole('button', { name: /^(Step epoch|前进一轮)$/ }).click();
      await host.waitForFunction(() => document.querySelector('chalk-playground').moment.epoch >= 1);
    });

    const frame = await form(page, words.frame);
    await pasted(page, url, frame, async (host) => {
      const inside = host.frameLocator('iframe').getByRole('button', { name: /^(Step epoch|前进一轮)$/ });
      await inside.waitFor();
      assert.ok((await host.locator('iframe').getAttribute('title')).startsWith('Chalkgrad'));
    });

    const [, address] = /^\[[^\]]+\]\((\S+)\)$/.exec(await form(page, words.markdown));
    assert.equal(new URL(address).search, '?experiment=moons&seed=7');
  });

  for (const colorScheme of ['light', 'dark']) {
    visit(`${lang}, ${colorScheme}: axe finds nothing, on a screen and on a phone nothing is cut off`, { ...at, at: `widgets.html?lang=${lang}`, colorScheme, prepare: (page) => page.addInitScript(axe) }, async (page) => {
      await ready(page);
      await page.getByText(words.one).click();
      const found = { playground: await complaints(page) };
      await page.evaluate(() => scrollTo(0, 0)); // What is far off the screen does not load.
      await page.getByRole('combobox', { name: words.widget, exact: true }).selectOption('optimizer');
      await page.waitForFunction(() => document.querySelector('chalk-optimizer')?.view);
      found.optimizer = await complaints(page);
      await page.setViewportSize({ width: 360, height: 740 });
      found.phone = await complaints(page);
      assert.deepEqual(found, { playground: [], optimizer: [], phone: [] });
      assert.deepEqual(await clipped(page), []);
    });
  }

  visit(`${lang}: “Embed this” gives the present moment, and it opens there`, { at: `?lang=${lang}#seed=7`, prepare: (page) => page.addInitScript(axe) }, async (page, { url }) => {
    for (let epoch = 0; epoch < 3; epoch += 1) await button(page, words.step).click();
    const { position, loss } = await page.evaluate(() => document.querySelector('chalk-session').moment);
    await button(page, words.open).click();
    await page.getByRole('dialog', { name: words.open }).waitFor();
    assert.deepEqual(await complaints(page), []);
    const tag = await form(page, words.tag);
    assert.match(tag, new RegExp(`<chalk-playground seed="7" at="${position}"></chalk-playground>$`));
    const json = await form(page, words.json);
    assert.match(json, /<script type="application\/json">/);
    for (const markup of [tag, json]) {
      await pasted(page, url, markup, async (host) => {
        await host.waitForFunction((position) => document.querySelector('chalk-playground').moment?.position === position, position);
        assert.equal(await host.evaluate(() => document.querySelector('chalk-playground').moment.loss), loss);
      });
    }
    await button(page, words.close).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });
}

/** Opens “Embed this” and pastes each form that is a tag into a page of one's own, and the frame: all of them open in this state. */
async function reproduces(page, url) {
  const now = await stateText(page);
  await button(page, 'Embed this').click();
  const forms = { tag: await form(page, 'Tag'), json: await form(page, 'Tag with the experiment'), classic: await form(page, 'Classic script') };
  const frame = await form(page, 'Frame');
  await button(page, 'Close').click();
  assert.equal(await stateText(page), now, 'asking changes nothing');
  const same = (expected) => JSON.stringify(document.querySelector('chalk-playground')?.state) === expected;
  for (const [name, markup] of Object.entries(forms)) {
    await pasted(page, url, markup, async (host) => {
      await host.waitForFunction(same, now).catch(async () => assert.equal(await host.evaluate(() => JSON.stringify(document.querySelector('chalk-playground')?.state)), now, `${name}: ${markup}`));
      assert.deepEqual(await host.evaluate(() => document.querySelector('chalk-playground').problems), []);
    });
  }
  await pasted(page, url, frame, async (host) => {
    const inside = await (await host.locator('iframe').elementHandle()).contentFrame();
    await inside.waitForFunction(same, now);
  });
  return forms.tag;
}

const edit = (page, change) => page.evaluate((change) => document.querySelector('chalk-session').edit(change), change);

visit('“Embed this” of an edited run: the widget has the same edits at the same moments, and stands where it stood', {}, async (page, { url }) => {
  for (let epoch = 0; epoch < 3; epoch += 1) await button(page, 'Step epoch').click();
  await page.locator('chalk-edit').scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelector('chalk-session').edit);
  await edit(page, { lr: 0.02 });
  await edit(page, { data: { row: 3, x: [4.4], y: [2] } });
  await button(page, 'Step epoch').click();
  await edit(page, { parameter: { name: '0.weight', cell: 0, value: 0.1 } });
  await edit(page, { loss: 'L1Loss' });
  await button(page, 'Step epoch').click();
  await edit(page, { zero_grad: false });
  await page.evaluate(() => document.querySelector('chalk-session').undo());
  await edit(page, { optimizer: { Adam: { lr: 0.1, betas: [0.8, 0.99] } } });
  for (let epoch = 0; epoch < 2; epoch += 1) await button(page, 'Step epoch').click();
  await button(page, 'Back operation').click();
  assert.equal(await page.evaluate(() => document.querySelector('chalk-session').edits.length), 5);
  const tag = await reproduces(page, url);
  assert.match(tag, /<chalk-playground edits="\[{&quot;at&quot;:39,&quot;lr&quot;:0.02}/);
  // In the past of its edits, too.
  await page.evaluate(() => document.querySelector('chalk-session').seek(20));
  await reproduces(page, url);
});

visit('“Embed this” on the page of networks', { at: 'network.html#data=xor&units=4&optimizer=SGD&batch=20&seed=3' }, async (page, { url }) => {
  for (let epoch = 0; epoch < 2; epoch += 1) await button(page, 'Step epoch').click();
  await button(page, 'Step operation').click();
  assert.match(await reproduces(page, url), /<script type="application\/json">/);
});

const TWICE = pageOf(`<chalk-playground edits='[{"at": 13, "lr": 0.02}, {"at": 27, "lr": 0.01}]' at="epoch:50"></chalk-playground>`);
visit('an epoch is where the engine says that it ends: edits are operations, too', { at: 'host.html', ready: false, host: { pages: { '/host.html': TWICE } } }, async (page) => {
  await page.waitForFunction(() => document.querySelector('chalk-playground').status === 'ready');
  const { epoch, operation, operations, position } = await page.evaluate(() => document.querySelector('chalk-playground').moment);
  assert.deepEqual([epoch, operation === operations, position], [50, true, 652]);
});

visit('an edit far from the start is made before the widget is ready', { at: 'host.html', ready: false, host: { pages: { '/host.html': pageOf('<chalk-playground epochs="5000" edits=\'[{"at": 40000, "lr": 0.02}]\' at="40001"></chalk-playground>') } } }, async (page) => {
  await ready(page);
  const [position, edits, problems] = await page.evaluate(() => {
    const { moment, problems, shadowRoot } = document.querySelector('chalk-playground');
    return [moment.position, shadowRoot.querySelector('chalk-session').session.runs().run.edits, problems];
  });
  assert.deepEqual([position, edits.map(({ to }) => to), problems], [40001, [0.02], []]);
});

visit('edits that cannot be made are told, and none of them is made', { at: 'host.html', ready: false, host: { pages: { '/host.html': pageOf('<chalk-playground at="26"></chalk-playground>') } } }, async (page) => {
  await page.waitForFunction(() => document.querySelector('chalk-playground').moment?.position === 26);
  const heard = await page.evaluate(async () => {
    const figure = document.querySelector('chalk-playground');
    const heard = [];
    figure.addEventListener('chalk-error', ({ detail: { key, used, error } }) => heard.push([key, used, error.code]));
    for (const edits of ['[{"at": 13, "lr": 0.02}, {"at": 13, "lr": -1}]', '{', '[{"lr": 1}]', '[{"at": 9e9, "lr": 1}]', '7', JSON.stringify(Array(40).fill({ at: 1, lr: 1 }))]) {
      figure.setAttribute('edits', edits);
      await new Promise((done) => figure.addEventListener('chalk-ready', done, { once: true }));
    }
    return heard;
  });
  assert.deepEqual(heard.map(([key, used]) => [key, used]), Array(6).fill(['edits', '[]']));
  assert.deepEqual(heard.slice(1).map(([, , code]) => code), ['asked_json', 'asked_edits', 'asked_at', 'asked_edits', 'asked_edits']);
  await page.getByRole('status').filter({ hasText: 'Write a list as JSON, at most 31 edits' }).waitFor();
  assert.deepEqual(await page.evaluate(() => [document.querySelector('chalk-playground').moment.position, document.querySelector('chalk-playground').settings.lr]), [26, 0.01]);
});

for (const [name, host, sandbox] of [
  ['a site that lets others use its files', { allow: /./ }, 'allow-scripts'],
  ['a site that does not', {}, null],
]) {
  visit(`the frame of ${name} runs under a strict policy, without a style and with the sandbox that it can have`, { ...at, host }, async (page, { url }) => {
    await ready(page);
    const frame = await form(page, 'Frame');
    assert.doesNotMatch(frame, /style/);
    await pasted(page, url, frame, async (host) => {
      const inside = host.frameLocator('iframe');
      await inside.getByRole('button', { name: 'Step operation', exact: true, disabled: false }).click();
      await inside.getByText('Forward through').first().waitFor();
      const element = host.locator('iframe');
      assert.equal(await element.getAttribute('sandbox'), sandbox);
      assert.equal(await element.evaluate((node) => getComputedStyle(node).borderWidth), '0px');
      assert.equal(await element.evaluate((node) => node.clientWidth), await host.evaluate(() => document.body.clientWidth));
    });
  });
}

visit('every widget of the list is shown, and has a tag', at, async (page) => {
  await ready(page);
  const list = page.getByRole('combobox', { name: 'Widget', exact: true });
  const names = await list.locator('option').evaluateAll((options) => options.map(({ value }) => value));
  assert.ok(names.length > 12, `${names.length} widgets`);
  for (const name of names) {
    await list.selectOption(name);
    await page.waitForFunction((tag) => customElements.get(tag) && document.querySelector(`.stage ${tag}`), `chalk-${name}`);
    if (name !== 'op' && name !== 'optimizer' && name !== 'playground') await ready(page, 'chalk-session');
    assert.ok((await text(page)).includes(`<chalk-${name}`), name);
  }
});

visit('the frame of each widget shows what its tag shows', { ...at }, async (page, { url }) => {
  await ready(page);
  const names = await page.getByRole('combobox', { name: 'Widget', exact: true }).locator('option').evaluateAll((options) => options.map(({ value }) => value));
  assert.ok(names.length > 15);
  const elements = (markup) => [...new Set([...markup.matchAll(/<(chalk-[\w-]+)/g)].map(([, tag]) => tag))].sort();
  for (const name of names) {
    await page.evaluate(() => scrollTo(0, 0));
    await page.getByRole('combobox', { name: 'Widget', exact: true }).selectOption(name);
    if (name === 'optimizer') await page.getByRole('spinbutton', { name: 'Steps' }).fill('7');
    await page.waitForFunction((text) => document.querySelector('.copies code').textContent.includes(text), name === 'optimizer' ? 'steps="7"' : `<chalk-${name}`);
    const tag = elements(await form(page, 'Tag'));
    const [, address] = /\((\S+)\)$/.exec(await form(page, 'Markdown link'));
    await radio(page, 'Tag').check();
    const frame = await page.context().newPage();
    await frame.goto(address);
    await frame.waitForFunction(() => document.querySelector('main > *')?.status === 'ready' || document.querySelector('main > *')?.view);
    const shown = await frame.evaluate(() => [...document.querySelectorAll('main *')].map(({ localName }) => localName).filter((name) => name.startsWith('chalk-') && !/^chalk-(notice|number)$/.test(name)));
    assert.deepEqual([...new Set(shown)].sort(), tag, name);
    assert.deepEqual(await frame.evaluate(() => [document.querySelector('main > *').problems ?? [], document.querySelector('[role=status]').hidden]), [[], true], `${name}: nothing is reported`);
    if (name === 'optimizer') assert.equal(await frame.evaluate(() => document.querySelector('main > *').request.steps), 7);
    await frame.close();
  }
});

for (const query of ['element=op&name=LeakyReLU&negative_slope=0.3', 'element=optimizer&name=Adam&betas=0.8,0.9']) {
  visit(`a frame’s address has the options of what it names: ${query}`, { at: `embed.html?${query}`, ready: false }, async (page) => {
    await page.waitForFunction(() => document.querySelector('main > *')?.view);
    assert.equal(await page.locator('[role=status]').filter({ visible: true, hasText: /negative_slope|betas/ }).count(), 0);
    assert.match(await page.evaluate(() => JSON.stringify(document.querySelector('main > *').request)), /0\.3|0\.8/);
  });
}

visit('the address brings back what was set up, and a frame composes the same', { ...at, at: 'widgets.html#widget=session&views=fit+log+controls&lr=0.02' }, async (page) => {
  await ready(page, 'chalk-session');
  assert.equal(await page.getByRole('spinbutton', { name: 'Learning rate' }).first().inputValue(), '0.02');
  assert.ok((await text(page)).endsWith('<chalk-session lr="0.02">\n  <chalk-fit></chalk-fit>\n  <chalk-log></chalk-log>\n  <chalk-controls></chalk-controls>\n</chalk-session>'));
  assert.equal(await page.locator('.message').count(), 0);
  const frame = await form(page, 'Frame');
  assert.match(frame, /embed\.html\?element=fit\+log\+controls&amp;lr=0\.02"/);
});

visit('what is typed never becomes markup, here or in what is copied', { ...at, at: `widgets.html#widget=playground&model=${encodeURIComponent('"><img src=x onerror=alert(1)>')}` }, async (page) => {
  await ready(page);
  assert.equal(await page.locator('img[src="x"]').count(), 0);
  assert.ok((await text(page)).includes('model="&quot;>&lt;img src=x onerror=alert(1)>"'));
});

visit('everything goes by keyboard, and copying says so', { ...at, permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
  await ready(page);
  await page.getByRole('combobox', { name: 'Widget', exact: true }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.waitForFunction(() => document.querySelector('chalk-playground')?.getAttribute('controls') === 'play');
  await button(page, 'Copy').first().focus();
  await page.keyboard.press('Enter');
  await page.getByText('Copied.').waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /<chalk-playground controls="play"><\/chalk-playground>$/);
});
