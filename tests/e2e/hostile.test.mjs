// Ten thousand made-up values at each door: what cannot be used is answered with a message, nothing is thrown, nothing
// becomes markup, and the widget works afterwards.

import assert from 'node:assert/strict';
import { all, hosted } from './lib/host.mjs';
import { dice, share, visit } from './lib/visit.mjs';

share();

const COUNT = 10_000;

const PIECES = [
  '', ' ', '0', '-1', '1e999', '-0', 'NaN', 'Infinity', '0x10', '1_000', '１２', '4294967296', '1e-400', '0.1', 'null', 'true', '[]', '{}', '"', '\\', '\0', '\u202e', '\ud800', '😀', '粉笔',
  '<img src=x onerror=hit()>', '<script>hit()</script>', '</chalk-session>', 'javascript:hit()', '${hit()}', '{{hit()}}', '__proto__', 'constructor', 'toString', '../../etc/passwd', '%00', '%', '&', '#', '=', ';', ',',
  '[{"at": 13, "lr": 0.5}]', 'SGD', 'Adam', 'MSELoss', 'xor', 'article', 'moons', '8-8 tanh', 'Linear', 'a'.repeat(5000), '['.repeat(3000), '9'.repeat(400),
];
const KEYS = ['version', 'seed', 'data', 'split', 'preprocess', 'model', 'loss', 'optimizer', 'scheduler', 'batch_size', 'shuffle', 'epochs', 'parameters', 'zero_grad', 'penalty', 'clip_grad', '__proto__', 'constructor', 'x', 'y', 'name'];
const GOOD = { version: 1, seed: 0, data: { name: 'article' }, model: [{ Linear: { out_features: 1 } }], loss: 'MSELoss', optimizer: { SGD: { lr: 0.01 } }, epochs: 100 };

/** A text of a few pieces. */
function text(roll) {
  return Array.from({ length: 1 + roll(3) }, () => PIECES[roll(PIECES.length)]).join('');
}

/** A value as JSON has them, not deep. */
function value(roll, depth = 0) {
  const kind = roll(depth < 3 ? 8 : 5);
  if (kind === 0) return text(roll);
  if (kind === 1) return [0, -1, 1e308, 0.5, 2 ** 53, 4294967296, -1e-320][roll(7)];
  if (kind === 2) return [null, true, false][roll(3)];
  if (kind < 5) return PIECES[roll(PIECES.length)];
  if (kind === 5) return Array.from({ length: roll(4) }, () => value(roll, depth + 1));
  return Object.fromEntries(Array.from({ length: roll(4) }, () => [KEYS[roll(KEYS.length)], value(roll, depth + 1)]));
}

/** An experiment file: a good one with something wrong in it, one cut short, or something else. */
function experiment(roll) {
  const kind = roll(4);
  if (kind === 0) return JSON.stringify(value(roll));
  if (kind === 1) return text(roll);
  const file = JSON.stringify({ ...GOOD, [KEYS[roll(KEYS.length)]]: value(roll) });
  return kind === 2 ? file : file.slice(0, roll(file.length));
}

/** Each door: what is made for it, and how it is given to the page; runs in the page. */
const DOORS = {
  attributes: {
    make: (roll) => [['seed', 'lr', 'epochs'][roll(3)], text(roll)],
    give: ([key, given]) => document.querySelector('chalk-session').setAttribute(key, given),
  },
  properties: {
    make: (roll) => [['seed', 'lr', 'epochs', 'speed'][roll(4)], value(roll)],
    give: ([key, given]) => {
      document.querySelector('chalk-session')[key] = given;
    },
  },
  'the method open': {
    make: experiment,
    give: async (given) => {
      try {
        await document.querySelector('chalk-session').open(given);
      } catch (error) {
        if (typeof error.code !== 'string') throw error;
      }
    },
  },
  methods: {
    make: (roll) => [['step', 'back', 'seek'][roll(3)], value(roll)],
    give: ([method, given]) => document.querySelector('chalk-session')[method](given),
  },
  'the address, four at a time': {
    host: { ready: true },
    count: COUNT / 4,
    // An address is read up to its thousandth letter: most of these are short, so that all four count.
    make: (roll) => {
      const short = () => text(roll).slice(0, roll(20) ? 20 : undefined).toWellFormed();
      return ['seed', 'lr', 'epochs', short()].map((key) => `${encodeURIComponent(key)}=${encodeURIComponent(short())}`).join('&');
    },
    give: (given) => {
      // The views are drawn in every other test; here they would take minutes.
      for (const view of document.querySelectorAll('chalk-session :is(.view, chalk-explain, chalk-code, chalk-log, chalk-settings, chalk-timeline, chalk-parameters)')) view.remove();
      history.replaceState(null, '', `#${given}`);
      dispatchEvent(new HashChangeEvent('hashchange'));
    },
  },
};

const HOST = hosted('<chalk-session><chalk-controls></chalk-controls><chalk-notice></chalk-notice></chalk-session>');

/** Gives all values to a door of the page, one after the other; what was thrown, and the slowest answer. */
const giveAll = (page, values, give) =>
  page.evaluate(async ([values, source]) => {
    const thrown = [];
    globalThis.hit = () => thrown.push('markup ran');
    addEventListener('error', ({ message }) => thrown.push(`error ${message}`));
    addEventListener('unhandledrejection', ({ reason }) => thrown.push(`rejected ${reason}`));
    const give = eval?.(`(${source})`);
    let slowest = [0];
    for (const value of values) {
      const began = performance.now();
      try {
        await give(value);
      } catch (error) {
        thrown.push(`${error.stack} for ${JSON.stringify(value).slice(0, 200)}`);
      }
      const took = performance.now() - began;
      if (took > slowest[0]) slowest = [took, JSON.stringify(value).slice(0, 200)];
    }
    return { thrown: thrown.slice(0, 5), slowest };
  }, [values, String(give)]);

for (const [name, { make, give, host = HOST, count = COUNT }] of Object.entries(DOORS)) {
  visit(`ten thousand hostile values: ${name}`, { ...host, tolerated: [/^error: (Error|RangeError)/] }, async (page) => {
    await all(page);
    const images = await page.locator('img, iframe').count();
    const roll = dice(name.length);
    const { thrown, slowest } = await giveAll(page, Array.from({ length: count }, () => make(roll)), give);
    assert.deepEqual(thrown, []);
    assert.ok(slowest[0] < 3000, `${slowest}`);
    assert.equal(await page.locator('img, iframe').count(), images, 'no markup');
    await page.evaluate((good) => document.querySelector('chalk-session').open(good), JSON.stringify(GOOD));
    await all(page);
    await page.getByRole('button', { name: 'Step operation', exact: true }).first().click();
  });
}

/** What an author may ask for besides the settings. */
const WISHES = ['experiment', 'model', 'loss', 'optimizer', 'batch_size', 'speed', 'edits', 'at'];

/** Doors that make a training: each value is for a widget of its own, twenty at a time. */
const MAKERS = {
  'attributes that make an experiment, eight at a time': {
    count: Math.ceil(COUNT / WISHES.length),
    make: (roll) => WISHES.map((key) => [key, roll(2) ? text(roll) : experiment(roll)]),
    give: (widget, given) => {
      for (const [key, value] of given) widget.setAttribute(key, value);
    },
  },
  'the property config, eight values at a time': {
    count: Math.ceil(COUNT / WISHES.length),
    make: (roll) => Object.fromEntries(WISHES.map((key) => [key, value(roll)])),
    give: (widget, given) => {
      widget.config = given;
    },
  },
  'an experiment in the page': {
    count: COUNT,
    make: experiment,
    give: (widget, given) => {
      const child = document.createElement('script');
      child.type = 'application/json';
      child.textContent = given;
      widget.append(child);
    },
  },
};
/** A whole figure takes one wish more. */
const FIGURES = {
  ...MAKERS,
  'controls, and what a figure hands on, ten at a time': {
    count: COUNT / 10,
    make: (roll) => ['controls', 'seed', 'lr', 'epochs', 'theme', 'lang', 'loading', 'speed', 'at', 'batch_size'].map((key) => [key, text(roll)]),
    give: MAKERS['attributes that make an experiment, eight at a time'].give,
  },
};

/** Makes widgets of all values, twenty at a time, and waits until each of them trains something. */
const makeAll = (page, tag, values, give) =>
  page.evaluate(async ([tag, values, source]) => {
    const thrown = [];
    globalThis.hit = () => thrown.push('markup ran');
    addEventListener('error', ({ message }) => thrown.push(`error ${message}`));
    addEventListener('unhandledrejection', ({ reason }) => thrown.push(`rejected ${reason?.stack}`));
    const give = eval?.(`(${source})`);
    const unready = [];
    for (let first = 0; first < values.length && thrown.length < 5 && unready.length < 5; first += 20) {
      const widgets = values.slice(first, first + 20).map((value) => {
        const widget = document.createElement(tag);
        if (tag === 'chalk-playground') widget.setAttribute('controls', 'play'); // The views are drawn in every other test.
        try {
          give(widget, value);
        } catch (error) {
          thrown.push(`${error.stack} for ${JSON.stringify(value).slice(0, 300)}`);
        }
        widget.setAttribute('loading', 'eager'); // Not all of them fit on the screen.
        return widget;
      });
      document.body.append(...widgets);
      const began = performance.now();
      const waiting = () => widgets.filter(({ status }) => status !== 'ready');
      while (waiting().length > 0 && performance.now() - began < 3000) await new Promise(requestAnimationFrame);
      for (const widget of waiting()) unready.push([widget.status, String(widget.error), JSON.stringify(values[first + widgets.indexOf(widget)]).slice(0, 300)]);
      for (const widget of widgets) widget.remove();
    }
    return { thrown, unready };
  }, [tag, values, String(give)]);

for (const [tag, doors] of [['chalk-session', MAKERS], ['chalk-playground', FIGURES]]) {
  for (const [name, { count, make, give }] of Object.entries(doors)) {
    visit(`ten thousand hostile values, ${tag}: ${name}`, { ...HOST, tolerated: [/^error: (Error|RangeError)/] }, async (page) => {
      await all(page);
      const roll = dice(name.length);
      const { thrown, unready } = await makeAll(page, tag, Array.from({ length: count }, () => make(roll)), give);
      assert.deepEqual(thrown, []);
      assert.deepEqual(unready, [], 'each widget trains something, and none hangs');
      assert.equal(await page.locator('img, iframe').count(), 0, 'no markup');
      assert.equal(await page.evaluate(() => document.querySelector('chalk-session').status), 'ready');
    });
  }
}

/** What the address of a frame may say, and one key more. */
const QUERY = [...WISHES, 'seed', 'lr', 'epochs', 'lang', 'theme', 'controls', 'show', 'loading', 'name', 'over', 'from', 'to', 'surface', 'start', 'other'];
/** Frames at a time. */
const FRAMES = 10;

visit('ten thousand hostile values: the address of a frame, all keys at a time', { ...HOST, tolerated: [/^error: (Error|RangeError)/] }, async (page) => {
  await all(page);
  const roll = dice(3);
  const short = () => (roll(4) ? text(roll) : experiment(roll)).slice(0, 300).toWellFormed();
  const element = () => ['playground', 'fit', 'controls', 'op', 'optimizer', short()][roll(6)];
  const query = () => new URLSearchParams([['element', element()], ...QUERY.map((key) => [key, short()])]).toString();
  const queries = Array.from({ length: Math.ceil(COUNT / QUERY.length) }, query);
  const wrong = await page.evaluate(async ([queries, count]) => {
    const wrong = [];
    for (let first = 0; first < queries.length && wrong.length < 5; first += count) {
      const frames = queries.slice(first, first + count).map((query) => Object.assign(document.createElement('iframe'), { src: `embed.html?${query}`, width: 700, height: 500 }));
      for (const { style } of frames) Object.assign(style, { position: 'fixed', inset: '0' }); // What cannot be seen does not load.
      document.body.append(...frames);
      const widget = (frame) => frame.contentDocument?.querySelector('main > *');
      const began = performance.now();
      const waiting = () => frames.filter((frame) => !(widget(frame)?.status === 'ready' || widget(frame)?.view));
      while (waiting().length > 0 && performance.now() - began < 8000) await new Promise(requestAnimationFrame);
      for (const frame of waiting()) wrong.push(`${widget(frame)?.localName} ${widget(frame)?.status}: ${frame.src.slice(0, 600)}`);
      for (const frame of frames) if (frame.contentDocument.querySelector('img, iframe')) wrong.push(`markup: ${frame.src}`);
      for (const frame of frames) frame.remove();
    }
    return wrong;
  }, [queries, FRAMES]);
  assert.deepEqual(wrong, []);
});
