// The reference of all elements: the manifest as a page. What it says is said in English; texts of the part `reference`
// say it in other languages.

import { make } from './dom.js';
import { t, texts } from './text.js';

const said = (sentence) => texts.core(sentence, sentence);
/** `code` in a sentence. */
const words = (sentence) => said(sentence).split('`').map((piece, index) => (index % 2 ? make('code', {}, piece) : piece));

/** `first`: the elements in the order in which they come; all others follow. */
export function referenceOf(manifest, first) {
  const elements = manifest.modules.flatMap(({ declarations }) => declarations);
  const place = ({ tagName }) => (first.includes(tagName) ? first.indexOf(tagName) : first.length);
  const ordered = elements.toSorted((a, b) => place(a) - place(b) || a.tagName.localeCompare(b.tagName));
  const looks = make('details', {}, make('summary', {}, t('reference.properties'), ' ', make('code', {}, '--chalk-…')), listOf(ordered[0].cssProperties));
  return [...ordered.map(entryOf), looks];
}

function entryOf({ tagName, description, attributes = [], members = [], events = [], cssParts = [], slots = [] }) {
  const summary = make('summary', {}, make('code', {}, `<${tagName}>`), ' ', make('span', {}, ...words(description)));
  const lists = [
    ['attributes', attributes],
    ['fields', members.filter(({ kind }) => kind === 'field')],
    ['methods', members.filter(({ kind }) => kind === 'method')],
    ['events', events],
    ['parts', cssParts],
    ['slots', slots.map((slot) => ({ ...slot, name: slot.name || '–' }))],
  ];
  const some = lists.filter(([, list]) => list.length > 0);
  const body = some.flatMap(([name, list]) => [make('h3', {}, t(`reference.${name}`)), listOf(list)]);
  return make('details', { id: tagName }, summary, ...(body.length > 0 ? body : [make('p', {}, t('reference.none'))]));
}

function listOf(items) {
  const rows = items.map(({ name, type, description, default: usual }) => {
    const kind = type?.text ?? usual;
    const dt = make('dt', {}, make('code', {}, name), ...(kind ? [' ', make('code', { class: 'type' }, kind)] : []));
    return make('div', {}, dt, make('dd', {}, ...words(description)));
  });
  return make('dl', {}, ...rows);
}
