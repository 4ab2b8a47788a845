// The page of widgets: choose one, set it up, see it, copy it. Its state stands in its address.

// For the release: what this shares with the elements then stays in one file.
import './define.js';

import { FIELDS, USUAL, WIDGETS, widgetOf } from './choices.js';
import { Copies } from './copies.js';
import { make, put } from './dom.js';
import { lessons } from './lessons.js';
import { referenceOf } from './reference.js';
import { formsOf, placesOf } from './tag.js';
import { t, texts } from './text.js';

/** No address of ours is longer; whatever comes after this is not read. */
const LONGEST = 4000;
/** So many milliseconds after the last key the widget is made again. */
const PAUSE = 250;

const main = document.querySelector('main');
const [places] = await Promise.all([placesOf(main.dataset.script, main.dataset.frame), texts.widen('builder'), texts.widen('reference')]);
const chooser = main.querySelector('#widget');
const fields = main.querySelector('.fields');
const stage = main.querySelector('.stage');
const entries = main.querySelector('.entries');
const copies = new Copies(['tag', 'frame', 'markdown', 'classic']);
main.querySelector('.copy').append(copies.element);

let chosen = 'playground';
/** What stands in the fields of the chosen widget. */
let values = {};

// Fields ------------------------------------------------------------------------------------------

function fieldOf(name) {
  const { choices, some, least, step, example } = FIELDS[name];
  if (some) {
    const boxes = some.map((each) => make('label', {}, make('input', { type: 'checkbox', name, value: each, checked: (values[name] ?? '').split(' ').includes(each) }), make('span', {}, each)));
    return make('fieldset', {}, make('legend', {}, t(`field.${name}`)), make('div', { class: 'boxes' }, ...boxes));
  }
  let input;
  if (choices) {
    const all = choices.includes(values[name]) || !values[name] ? choices : [values[name], ...choices];
    input = make('select', { name }, make('option', { value: '' }, t('field.usual')), ...all.map((each) => make('option', { value: each, selected: each === values[name] }, each)));
  } else if (step) input = make('input', { type: 'number', name, min: least, step, value: values[name], placeholder: t('field.usual') });
  else input = make('input', { type: 'text', name, value: values[name], placeholder: example ?? t('field.usual'), maxlength: 200, autocomplete: 'off' });
  return make('label', {}, make('span', {}, t(`field.${name}`)), input);
}

function showFields() {
  const list = WIDGETS[chosen].filter((name) => FIELDS[name].some);
  const others = WIDGETS[chosen].filter((name) => !FIELDS[name].some);
  fields.replaceChildren(...list.map(fieldOf), make('div', { class: 'grid' }, ...others.map(fieldOf)));
}

/** Names of the core's, once it is there to tell them. */
async function learnNames() {
  const { lessons: ops, optimizers } = (await lessons()).names();
  Object.assign(FIELDS, { op: { choices: [...ops].sort() }, optimizers: { some: optimizers }, optimizer: { choices: optimizers } });
  if (!fields.contains(document.activeElement)) showFields();
}

// The widget --------------------------------------------------------------------------------------

function built({ element, attributes = {}, inside = [] }) {
  // A page speaks one language, and this one has its own.
  const { lang, ...others } = attributes;
  return make(`chalk-${element}`, others, ...inside.map(built));
}

let shown = '';

function show() {
  const widget = widgetOf(chosen, values);
  const title = t('share.titled', { name: t(`widget.${chosen}`) });
  const { height } = stage.getBoundingClientRect();
  copies.show(formsOf(widget, places, { title, height: Math.max(320, Math.min(1200, Math.round(height))) }));
  const text = JSON.stringify(widget);
  if (text === shown) return;
  shown = text;
  stage.replaceChildren(built(widget));
}

let waiting = 0;

/** The frame's height is known when the widget is there. */
new ResizeObserver(() => {
  clearTimeout(waiting);
  waiting = setTimeout(show, PAUSE);
}).observe(stage);

// The address -------------------------------------------------------------------------------------

function read() {
  const named = new URLSearchParams(location.hash.slice(1, LONGEST));
  chosen = Object.hasOwn(WIDGETS, named.get('widget') ?? '') ? named.get('widget') : 'playground';
  const given = Object.fromEntries(WIDGETS[chosen].filter((name) => named.has(name)).map((name) => [name, named.get(name)]));
  values = named.has('widget') ? given : { ...USUAL[chosen], ...given };
}

function write() {
  const named = new URLSearchParams({ widget: chosen });
  for (const [name, value] of Object.entries(values)) if (value && WIDGETS[chosen].includes(name)) named.set(name, value);
  history.replaceState(history.state, '', `${location.pathname}${location.search}#${named}`);
}

addEventListener('hashchange', () => {
  if (!location.hash.includes('=')) return; // A place on the page.
  read();
  chooser.value = chosen;
  showFields();
  show();
});

// What a reader does ------------------------------------------------------------------------------

chooser.addEventListener('change', () => {
  chosen = chooser.value;
  // What both have stays as it was set.
  values = { ...USUAL[chosen], ...Object.fromEntries(Object.entries(values).filter(([name, value]) => value && WIDGETS[chosen].includes(name))) };
  showFields();
  write();
  show();
});

function take() {
  const form = new FormData(main.querySelector('form'));
  values = Object.fromEntries(WIDGETS[chosen].map((name) => [name, form.getAll(name).join(' ').trim()]));
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    write();
    show();
  }, PAUSE);
}

fields.addEventListener('input', take);
main.querySelector('form').addEventListener('submit', (event) => event.preventDefault());

// Words -------------------------------------------------------------------------------------------

let manifest = null;

function say() {
  const GROUPS = [['whole', ['playground', 'op', 'optimizer']], ['composed', ['session']], ['single', Object.keys(WIDGETS).filter((name) => !['playground', 'session', 'op', 'optimizer'].includes(name))]];
  const option = (name) => make('option', { value: name, selected: name === chosen }, t(`widget.${name}`));
  chooser.replaceChildren(...GROUPS.map(([group, names]) => make('optgroup', { label: t(`widgets.${group}`) }, ...names.map(option))));
  showFields();
  copies.say();
  if (manifest) {
    const open = [...entries.querySelectorAll('[open]')].map(({ id }) => id);
    entries.replaceChildren(...referenceOf(manifest, Object.keys(WIDGETS).map((name) => `chalk-${name}`)));
    for (const entry of entries.querySelectorAll('details')) entry.open = open.includes(entry.id);
  }
}

// The page's furniture first: it takes any session that it finds for the page's own.
await import('./main.js');
read();
say();
show();
texts.addEventListener('change', () => {
  say();
  show();
});
learnNames().catch(console.error);
try {
  const answer = await fetch(new URL(main.dataset.manifest, document.baseURI));
  if (!answer.ok) throw new Error(`custom-elements.json: ${answer.status}`);
  manifest = await answer.json();
  say();
  if (location.hash.startsWith('#chalk-')) document.querySelector(location.hash)?.scrollIntoView();
} catch (error) {
  console.error(error);
  put(entries, t('reference.failed'));
}
