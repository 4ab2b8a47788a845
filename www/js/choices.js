// What the page of widgets lets one choose: the widgets, and the fields of each. A field left empty is left out.

import { EXPERIMENTS } from './configuration.js';

/** Everything that a session takes. */
const OF_SESSION = ['experiment', 'seed', 'lr', 'epochs', 'optimizer', 'loss', 'model', 'batch_size', 'at', 'speed', 'theme', 'lang'];
const VIEWS = ['fit', 'loss', 'explain', 'parameters', 'code', 'log', 'graph', 'settings'];
const BUTTONS = ['play', 'step', 'back', 'reset', 'batch', 'epoch', 'speed'];
/** What only a network with two inputs has. */
const OF_PLANE = ['boundary', 'neurons', 'weights'];

const choice = (...choices) => ({ choices });
const number = (least, step) => ({ least, step });
const some = (...some) => ({ some });

/** For each field the choices, the bounds of a number, several that one may tick, or else a text. */
export const FIELDS = {
  experiment: choice(...Object.keys(EXPERIMENTS)),
  seed: number(0, 1),
  lr: number(0, 'any'),
  epochs: number(1, 1),
  optimizer: choice(),
  loss: choice('MSELoss', 'L1Loss', 'SmoothL1Loss', 'HuberLoss', 'BCEWithLogitsLoss', 'CrossEntropyLoss'),
  model: { example: '8-8 tanh' },
  batch_size: number(1, 1),
  at: { example: 'epoch:5' },
  speed: choice('5', '20', '100', '1000', 'full'),
  theme: choice('auto', 'light', 'dark'),
  lang: choice('en', 'zh-CN'),
  controls: some(...BUTTONS, 'timeline', ...VIEWS),
  show: some(...BUTTONS),
  views: some(...VIEWS, 'timeline', 'controls'),
  buttons: some('controls'),
  op: choice(),
  optimizers: some('SGD', 'Adam'),
  over: {},
  from: number(undefined, 'any'),
  to: number(undefined, 'any'),
  point: number(undefined, 'any'),
  surface: choice('bowl', 'valley', 'saddle', 'article'),
  start: { example: '-7 3' },
  steps: number(1, 1),
};

/** Fields that are another attribute where they stand. */
const ATTRIBUTES = { op: 'name', optimizers: 'name', point: 'at' };
/** Fields that make elements. */
const INSIDE = ['views', 'buttons'];

const view = () => [...OF_SESSION, 'buttons'];

/** For each widget its fields. */
export const WIDGETS = {
  playground: ['controls', ...OF_SESSION],
  session: ['views', ...OF_SESSION],
  op: ['op', 'over', 'from', 'to', 'point', 'theme', 'lang'],
  optimizer: ['optimizers', 'surface', 'start', 'steps', 'point', 'theme', 'lang'],
  ...Object.fromEntries(['fit', 'loss', 'explain', 'parameters', 'code', 'log', 'graph', 'settings', 'timeline', ...OF_PLANE].map((name) => [name, view()])),
  controls: ['show', ...OF_SESSION],
};

/** What a widget begins with, so that there is something to see. */
export const USUAL = {
  session: { views: 'fit loss controls' },
  op: { op: 'tanh' },
  optimizer: { optimizers: 'SGD Adam' },
  ...Object.fromEntries(OF_PLANE.map((name) => [name, { experiment: 'moons', buttons: 'controls' }])),
  ...Object.fromEntries(['fit', 'loss', 'explain', 'parameters', 'code', 'log', 'graph', 'timeline'].map((name) => [name, { buttons: 'controls' }])),
};

/** The widget of a choice and the values of its fields, as `tag.js` writes it. */
export function widgetOf(name, values) {
  const given = WIDGETS[name].filter((field) => values[field]);
  const attributes = Object.fromEntries(given.filter((field) => !INSIDE.includes(field)).map((field) => [ATTRIBUTES[field] ?? field, values[field]]));
  if (['playground', 'op', 'optimizer'].includes(name)) return { element: name, attributes };
  const { show, ...others } = attributes;
  const inside = name === 'session' ? [] : [{ element: name, ...(show ? { attributes: { show } } : {}) }];
  for (const field of INSIDE) inside.push(...(values[field] && WIDGETS[name].includes(field) ? values[field].split(' ') : []).map((element) => ({ element })));
  return { element: 'session', attributes: others, inside };
}
