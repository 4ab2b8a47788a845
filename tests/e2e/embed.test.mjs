// The elements in pages of other people: one script, one tag, and what an author can say about them.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { share, visit } from './lib/visit.mjs';

share();

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Visits a page of somebody else. Errors in it that an author's mistake makes are no errors of ours. */
function foreign(name, body, run, { lang = 'en', head = '', ...options } = {}) {
  const html = `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="icon.svg"><title>A page</title>${head}<script type="module" src="embed/v0/chalkgrad.js"></script></head><body><main>${body}</main></body></html>`;
  const prepare = async (page) => {
    await page.route('**/foreign.html', (each) => each.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
  };
  visit(name, { at: 'foreign.html', ready: false, prepare, ...options }, run);
}

const figure = (page) => page.locator('chalk-playground');
const ready = (page, selector = 'chalk-playground') => page.waitForFunction((name) => document.querySelector(name)?.status === 'ready', selector);
const read = (page, name) => figure(page).evaluate((node, key) => node[key], name);
const button = (page, name) => page.getByRole('button', { name, exact: true });

/** Counts events on the document, before anything happens. */
const LISTEN = `<script>window.heard = []; for (const type of ['chalk-ready', 'chalk-step', 'chalk-change', 'chalk-error']) document.addEventListener(type, (event) => heard.push({ type, target: event.target.localName, key: event.detail?.key, used: event.detail?.used, code: event.detail?.error?.code }));</script>`;

foreign('one tag draws, and can be stepped through', '<chalk-playground></chalk-playground>', async (page, { requests }) => {
  await button(page, 'Play').and(page.locator(':enabled')).waitFor();
  await page.getByRole('img', { name: /^Fit/ }).waitFor();
  await page.getByRole('img', { name: /^Loss/ }).waitFor();
  await button(page, 'Step operation').click();
  await page.getByRole('heading', { name: /Forward through/ }).waitFor();
  assert.equal((await read(page, 'moment')).position, 1);
  assert.equal(requests.some(({ path }) => /full|workbench|configuration/.test(path)), false, 'only what the demo needs is fetched');
}, { host: {} });

foreign(
  'attributes of every kind',
  '<chalk-playground experiment="article" seed="7" lr="0.02" epochs="20" speed="50" at="epoch:2"></chalk-playground>',
  async (page) => {
    await ready(page);
    assert.deepEqual(await read(page, 'settings'), { seed: 7, lr: 0.02, epochs: 20 });
    assert.equal(await read(page, 'speed'), 50);
    await page.waitForFunction(() => document.querySelector('chalk-playground').moment.position === 26);
    await figure(page).evaluate((node) => node.setAttribute('at', 'end'));
    await page.waitForFunction(() => document.querySelector('chalk-playground').moment.finished);
    await figure(page).evaluate((node) => node.setAttribute('lr', '0.005'));
    await page.waitForFunction(() => document.querySelector('chalk-playground').lr === 0.005);
    await figure(page).evaluate((node) => (node.seed = 3));
    assert.equal((await read(page, 'settings')).seed, 3);
  },
);

foreign('a model, a loss and an optimizer in short', '<chalk-playground model="4-3 relu" optimizer="Adam" loss="L1Loss"></chalk-playground>', async (page) => {
  await ready(page);
  const { model, optimizer, loss } = await read(page, 'experiment');
  assert.deepEqual(
    model.map((layer) => layer.Linear?.out_features ?? layer),
    [4, 'ReLU', 3, 'ReLU', 1],
  );
  assert.equal(optimizer.Adam.lr, 0.01);
  assert.equal(loss, 'L1Loss');
});

for (const [name, inputs] of Object.entries({ line: 1, sine: 1, quadratic: 1, moons: 2, circles: 2, xor: 2, spiral: 2, iris: 4, wine: 13, digits: 64 })) {
  foreign(`the experiment ${name}`, `<chalk-playground experiment="${name}" controls="play fit loss"></chalk-playground>`, async (page) => {
    await ready(page);
    const { parameters } = await read(page, 'moment');
    assert.equal(parameters[0].shape.at(-1), inputs);
    assert.deepEqual(await read(page, 'problems'), []);
    await page.getByRole('img', { name: inputs === 1 ? /^Fit/ : inputs === 2 ? /boundary/i : /^Loss/ }).waitFor();
  });
}

const EXPERIMENT = { version: 1, seed: 5, data: { name: 'article' }, model: [{ Linear: { out_features: 1 } }], loss: 'MSELoss', optimizer: { SGD: { lr: 0.02 } }, epochs: 30 };

foreign(
  'an experiment in the page, attributes on top of it',
  `<chalk-playground lr="0.004"><script type="application/json">${JSON.stringify(EXPERIMENT)}</script></chalk-playground>`,
  async (page) => {
    await ready(page);
    assert.deepEqual(await read(page, 'settings'), { seed: 5, lr: 0.004, epochs: 30 });
  },
);

foreign('what is set before it is in the page counts', '', async (page) => {
  await page.waitForFunction(() => customElements.get('chalk-playground'));
  const make = (properties) =>
    page.evaluate(async (properties) => {
      const node = Object.assign(document.createElement('chalk-playground'), properties);
      const opened = node.open('{}');
      document.querySelector('main').replaceChildren(node);
      while (node.status !== 'ready') await new Promise(requestAnimationFrame);
      return [node.settings, node.digits, node.speed, node.problems.map(({ key }) => key), await opened];
    }, properties);
  assert.deepEqual(await make({ experiment: EXPERIMENT, digits: '6', speed: '30' }), [{ seed: 5, lr: 0.02, epochs: 30 }, '6', 30, [], false]);
  assert.deepEqual(await make({ experiment: 'iris', lr: '0.3' }), [{ seed: 0, lr: 0.3, epochs: 50 }, '4', 260, [], false]);
  assert.deepEqual(await make({ lr: '-3', model: '2 relu', speed: 70 }), [{ seed: 0, lr: 0.01, epochs: 100 }, '4', 70, ['lr'], false]);
});

foreign(
  'what is set before the script is there counts',
  '<chalk-playground></chalk-playground><chalk-session id="b" loading="eager"></chalk-session><script>document.querySelector("chalk-playground").config = { experiment: "moons", seed: 2 }; b.lr = 0.2; b.digits = "6"</script>',
  async (page) => {
    await ready(page);
    assert.equal((await read(page, 'experiment')).data.name, 'moons');
    assert.equal(await read(page, 'seed'), 2);
    await ready(page, '#b');
    assert.deepEqual(await page.locator('#b').evaluate((node) => [node.lr, node.digits]), [0.2, '6']);
    await page.locator('#b').evaluate((node) => (node.lr = 0.3));
    assert.equal(await page.locator('#b').evaluate((node) => node.getAttribute('lr')), '0.3');
  },
);

foreign('a configuration as an object', '<chalk-playground></chalk-playground>', async (page) => {
  await ready(page);
  await figure(page).evaluate((node, experiment) => (node.config = { ...experiment, speed: 30 }), EXPERIMENT);
  await page.waitForFunction(() => document.querySelector('chalk-playground').settings.epochs === 30);
  assert.deepEqual(await read(page, 'settings'), { seed: 5, lr: 0.02, epochs: 30 });
  assert.equal(await read(page, 'speed'), 30);
  await figure(page).evaluate((node) => (node.config = { experiment: 'moons', seed: 2, controls: 'play' }));
  await page.waitForFunction(() => document.querySelector('chalk-playground').experiment?.data.name === 'moons');
  assert.equal((await read(page, 'settings')).seed, 2);
  assert.equal(await button(page, 'Step operation').isVisible(), false);
});

foreign(
  'what cannot be used is said, replaced and told',
  `${LISTEN}<chalk-playground experiment="nowhere" lr="-3" speed="fast" at="epoch:900" optimizer="Magic" controls="play nonsense"></chalk-playground>`,
  async (page) => {
    await ready(page);
    const keys = ['at', 'controls', 'experiment', 'lr', 'optimizer', 'speed'];
    await page.waitForFunction((count) => document.querySelector('chalk-playground').problems.length === count, keys.length);
    const heard = await page.evaluate(() => window.heard.filter(({ type }) => type === 'chalk-error'));
    assert.deepEqual(heard.map(({ key }) => key).sort(), keys);
    assert.ok(heard.every(({ code, used, target }) => code && used !== undefined && target === 'chalk-playground'));
    const words = page.getByRole('status').filter({ hasText: 'nowhere' });
    for (const word of ['-3', 'fast', 'epoch:900', 'Magic', 'nonsense']) await words.filter({ hasText: word }).waitFor();
    assert.deepEqual(await read(page, 'settings'), { seed: 0, lr: 0.01, epochs: 100 });
    await button(page, 'Hide').click();
    await words.waitFor({ state: 'hidden' });
  },
);

for (const width of [1100, 700, 360]) {
  foreign(`the button of a message stands at the end of its line, or below the words, at ${width} px`, '<chalk-playground lr="-3"></chalk-playground>', async (page) => {
    const [words, hide] = await Promise.all([page.getByRole('status').filter({ hasText: 'lr cannot be' }), button(page, 'Hide')].map((each) => each.boundingBox()));
    const box = await figure(page).evaluate((node) => node.shadowRoot.querySelector('chalk-notice').shadowRoot.querySelector('.box').getBoundingClientRect().toJSON());
    if (width > 600) assert.ok(Math.abs(box.right - hide.x - hide.width) < 20, `${box.right} ${hide.x + hide.width}`);
    else assert.ok(hide.x - words.x < 2 && hide.y >= words.y + words.height, 'below the words, where they begin');
  }, { viewport: { width, height: 900 } });
}

foreign('a speed that cannot be used is told, and the usual one taken', `${LISTEN}<chalk-playground></chalk-playground>`, async (page) => {
  await ready(page);
  const usual = await read(page, 'speed');
  await figure(page).evaluate((node) => (node.speed = 'full'));
  assert.equal(await read(page, 'speed'), Infinity);
  for (const speed of [-1, 0, NaN, 'fast', '', {}, [1, 2], true]) {
    await figure(page).evaluate((node, value) => {
      window.heard = [];
      node.speed = 7;
      node.speed = value;
    }, speed);
    assert.equal(await read(page, 'speed'), usual, `${speed}`);
    assert.deepEqual(await page.evaluate(() => heard.filter(({ type }) => type === 'chalk-error').map(({ key, code, used }) => [key, code, used])), [['speed', 'asked_speed', usual]]);
  }
  await page.getByRole('status').filter({ hasText: 'Use operations per second, a number above 0, or “full”.' }).waitFor();
  await figure(page).evaluate((node) => {
    node.speed = 7;
    node.setAttribute('speed', 'slow');
  });
  await page.waitForFunction((usual) => document.querySelector('chalk-playground').speed === usual, usual);
});

foreign(
  'what was wrong is said no more once it is right',
  `<chalk-playground lr="-3" speed="fast" at="epoch:900" controls="play step nonsense"></chalk-playground>`,
  async (page) => {
    await ready(page);
    const words = page.getByRole('status').filter({ hasText: 'nonsense' });
    await words.waitFor();
    const keys = () => read(page, 'problems').then((problems) => problems.map(({ key }) => key).sort());
    const write = (name, value) => figure(page).evaluate((node, [key, text]) => (text === null ? node.removeAttribute(key) : node.setAttribute(key, text)), [name, value]);
    await write('lr', '0.02');
    assert.deepEqual(await keys(), ['at', 'controls', 'speed']);
    await write('at', 'epoch:1');
    await write('speed', null);
    assert.deepEqual(await keys(), ['controls']);
    await write('seed', 'x');
    await write('experiment', 'line'); // A training from the start again reads all attributes anew, and the rest is as wrong as before.
    await page.waitForFunction(() => document.querySelector('chalk-playground').experiment?.data.name === 'line');
    assert.deepEqual(await keys(), ['controls', 'seed']);
    await write('controls', 'play step');
    await figure(page).evaluate((node) => node.configure({ seed: 3 }));
    assert.deepEqual(await keys(), []);
    await words.waitFor({ state: 'hidden' });
    await write('at', 'end');
    await page.getByRole('status').filter({ hasText: 'Finished' }).waitFor();
  },
);

const HOSTILE = ['{', '{"data":', '[]', '{"version":1}', '<img src=x onerror=alert(1)>', '__proto__', 'constructor', `{"version":1,"data":{"name":"article"},"model":${'['.repeat(2000)}`, '\u0000', '1e999', 'x'.repeat(100_000)];

/** Objects that are no configuration, and the key that is told of. */
const CONFIGS = [
  ['(() => { const a = {}; a.a = a; return a; })()', 'config'],
  ['1n', 'config'],
  ['[1]', null],
  ['Symbol.iterator', 'config'],
  ['({ data: 1n })', 'config'],
  ['({ data: 5, model: null })', 'experiment'],
  ['({ seed: {} })', 'seed'],
];

foreign('hostile experiments are answered', `${LISTEN}<chalk-playground></chalk-playground>`, async (page) => {
  await ready(page);
  for (const text of HOSTILE) {
    await page.evaluate(() => (window.heard = []));
    await figure(page).evaluate((node, value) => node.setAttribute('experiment', value), text);
    await page.waitForFunction(() => window.heard.some(({ type, key }) => type === 'chalk-error' && key === 'experiment'), null, { timeout: 10_000 });
    await ready(page);
  }
  await figure(page).evaluate((node) => node.removeAttribute('experiment'));
  await ready(page);
  for (const [make, key] of CONFIGS) {
    const problems = await figure(page).evaluate(async (node, code) => {
      const again = new Promise((resolve) => node.addEventListener('chalk-ready', resolve, { once: true }));
      node.config = new Function(`return ${code}`)();
      await again;
      return node.problems;
    }, make);
    assert.deepEqual(problems.map((problem) => problem.key), key ? [key] : [], make);
    await page.getByRole('status').filter({ hasText: `${key ?? ''} cannot be` }).waitFor({ state: key ? 'visible' : 'hidden' });
  }
  assert.equal(await page.locator('img[src]').count(), 0);
});

foreign('events come out, methods and properties go in', `${LISTEN}<chalk-playground></chalk-playground>`, async (page) => {
  await ready(page);
  const found = await figure(page).evaluate((node) => {
    node.step('operation');
    node.step('epoch');
    const there = node.moment.position;
    node.back('operation');
    const back = node.moment.position;
    node.seek(5);
    const sought = node.state.position;
    node.reset();
    const reset = node.moment.position;
    node.play();
    const playing = node.playing;
    node.pause();
    return { there, back, sought, reset, playing, after: node.playing };
  });
  assert.deepEqual(found, { there: 13, back: 12, sought: 5, reset: 0, playing: true, after: false });
  const types = await page.evaluate(() => [...new Set(window.heard.map(({ type, target }) => `${type} ${target}`))].sort());
  assert.deepEqual(types, ['chalk-change chalk-playground', 'chalk-ready chalk-playground', 'chalk-step chalk-playground']);
});

foreign('it opens at its place: first it is ready, then come the steps', `${LISTEN}<chalk-playground at="epoch:2" speed="50"></chalk-playground>`, async (page) => {
  await ready(page);
  await page.waitForFunction(() => heard.some(({ type }) => type === 'chalk-ready'));
  const types = () => page.evaluate(() => heard.splice(0).map(({ type }) => type).filter((type) => /ready|step/.test(type)));
  assert.deepEqual(await types(), ['chalk-ready']);
  assert.equal((await read(page, 'moment')).position, 26);
  await button(page, 'Step operation').click();
  assert.deepEqual(await types(), ['chalk-step']);
});

foreign('controls choose what there is', '<chalk-playground controls="play step"></chalk-playground>', async (page) => {
  await ready(page);
  assert.deepEqual(await page.getByRole('button').allTextContents().then((all) => all.length), 2);
  await button(page, 'Play').waitFor();
  await button(page, 'Step operation').waitFor();
  assert.equal(await page.getByRole('slider').count(), 0);
  await figure(page).evaluate((node) => (node.controls = 'play code log'));
  await page.getByRole('log').waitFor();
  await page.getByRole('list', { name: /program/i }).first().waitFor();
  await figure(page).evaluate((node) => [1, 2, 3].forEach(() => node.step('epoch')));
  await page.getByRole('log').filter({ hasText: '[3/100]' }).waitFor();
  assert.equal(await page.getByRole('log').evaluate((node) => Math.round(node.children[1].offsetTop - node.children[0].offsetTop)), 22, 'its lines stand one below the other');
  assert.equal(await page.getByRole('img').count(), 0);
});

foreign('views that come when it is ready do not wait', '<chalk-playground controls="play fit loss"></chalk-playground>', async (page) => {
  await ready(page);
  await page.getByRole('img', { name: /^Loss/ }).waitFor();
  await figure(page).evaluate((node) => (node.controls = 'play log'));
  await page.getByRole('log').waitFor({ timeout: 2500 }); // Without a session they wait for three seconds.
});

foreign('the page’s language is the elements’', '<chalk-playground></chalk-playground>', async (page) => {
  await ready(page);
  await button(page, '播放').waitFor();
  await button(page, '播放').and(page.locator(':enabled')).waitFor();
  await figure(page).evaluate((node) => node.setAttribute('lang', 'en'));
  await button(page, 'Play').waitFor();
}, { lang: 'zh-Hans' });

foreign('a page in neither language gets the reader’s', '<chalk-playground></chalk-playground>', async (page) => {
  await button(page, '播放').waitFor();
}, { lang: 'fr', locale: 'zh-CN' });

const colour = (page) => figure(page).evaluate((node) => getComputedStyle(node.shadowRoot.querySelector('chalk-session')).backgroundColor);

foreign('themes: the host’s, or its own', '<chalk-playground></chalk-playground>', async (page) => {
  await ready(page);
  const light = await colour(page);
  await figure(page).evaluate((node) => node.setAttribute('theme', 'dark'));
  const dark = await colour(page);
  assert.notEqual(light, dark);
  await figure(page).evaluate((node) => node.setAttribute('theme', 'auto'));
  assert.equal(await colour(page), light);
  await page.evaluate(() => document.documentElement.style.setProperty('color-scheme', 'dark'));
  assert.equal(await colour(page), dark);
  await page.evaluate(() => document.documentElement.style.setProperty('--chalk-card', 'rgb(1, 2, 3)'));
  assert.equal(await colour(page), 'rgb(1, 2, 3)');
});

const WILD = '<style>* { color: green !important } p, div, section, span, button, canvas { font: italic 30px fantasy; padding: 20px; text-transform: uppercase; filter: invert(1) } body { letter-spacing: 0.2em; font-family: Georgia } chalk-playground::part(play) { border-color: rgb(9, 9, 9) }</style>';

foreign('styles stay where they belong', '<p>Host</p><chalk-playground></chalk-playground>', async (page) => {
  await ready(page);
  const looks = await figure(page).evaluate((node) => {
    const controls = node.shadowRoot.querySelector('chalk-controls');
    const style = getComputedStyle(controls.shadowRoot.querySelector('.play'));
    const { color, letterSpacing, textTransform, fontFamily, fontSize } = style;
    return { color, letterSpacing, textTransform, fontFamily, fontSize, sheets: document.adoptedStyleSheets.length };
  });
  assert.equal(looks.textTransform, 'none');
  assert.equal(looks.letterSpacing, 'normal');
  assert.equal(looks.fontSize, '15px');
  assert.match(looks.fontFamily, /Georgia/, 'the host’s typeface');
  assert.equal(looks.sheets, 0, 'nothing is added to the host’s styles');
}, { head: WILD });

foreign('what cannot be seen loads nothing', `<div style="height: 4000px"></div><chalk-playground></chalk-playground>`, async (page, { requests }) => {
  await page.waitForTimeout(500);
  assert.equal(requests.some(({ path }) => path.endsWith('.wasm')), false);
  await figure(page).scrollIntoViewIfNeeded();
  await ready(page);
}, { host: {} });

foreign('a session with views of one’s own', '<chalk-session seed="3"><chalk-fit></chalk-fit><chalk-controls></chalk-controls><chalk-code></chalk-code></chalk-session><chalk-session id="b" lr="0"></chalk-session><chalk-log for="b"></chalk-log>', async (page) => {
  await ready(page, 'chalk-session');
  await ready(page, '#b');
  assert.equal(await page.locator('chalk-session').first().evaluate((node) => node.seed), 3);
  await page.getByRole('list', { name: /program/i }).first().waitFor();
  await page.locator('#b').evaluate((node) => node.step('epoch'));
  await page.getByRole('log').filter({ hasText: '[1/100]' }).waitFor();
});

const ALL = 'play step back reset batch epoch speed timeline settings fit loss explain parameters code log';
for (const width of [240, 320, 500, 760, 1200]) {
  foreign(`nothing sticks out at ${width} px`, `<chalk-playground controls="${ALL}"></chalk-playground>`, async (page) => {
    await ready(page);
    await page.getByRole('spinbutton').first().waitFor();
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width);
  }, { viewport: { width, height: 900 } });
}

for (const lang of ['en', 'zh-CN']) {
  for (const colorScheme of ['light', 'dark']) {
    foreign(`axe finds nothing, ${lang}, ${colorScheme}`, `<h1>A page</h1><h2>A section</h2><chalk-playground controls="${ALL}"></chalk-playground>`, async (page) => {
      await ready(page);
      await page.getByRole('spinbutton').first().waitFor();
      await figure(page).evaluate((node) => node.step('epoch'));
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document));
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.flat().join(' ')).join(', ')}`), []);
    }, { lang, colorScheme, head: '<meta name="color-scheme" content="light dark">' });
  }
}
