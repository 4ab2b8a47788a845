// <chalk-guide>: what there is to know about the parts of the workbench, below what the page tells about the others.

import { make, put } from '../dom.js';
import { Element } from '../element.js';
import { t, texts } from '../text.js';

/** Each part by its name and by what is said about it. */
const PARTS = [
  ['more.open', 'guide.more.text'],
  ['trace.title', 'guide.trace.text'],
  ['card.quiz', 'guide.quiz.text'],
  ['card.edit', 'guide.edit.text'],
  ['marks.name', 'guide.marks.text'],
];

/** What the workbench’s parts are for. */
export class ChalkGuide extends Element {
  #entries = PARTS.map(() => [make('dt'), make('dd')]);

  connectedCallback() {
    if (!this.firstChild) this.append(make('dl', {}, ...this.#entries.map((entry) => make('div', {}, ...entry))));
    texts.addEventListener('change', this);
    texts.widen('page').then(() => this.handleEvent(), console.error); // The parts are called as the project's own pages call them.
  }

  disconnectedCallback() {
    texts.removeEventListener('change', this);
  }

  handleEvent() {
    if (!texts.has(PARTS[0][0])) return; // It is about to come.
    PARTS.forEach((keys, part) => keys.forEach((key, index) => put(this.#entries[part][index], t(key))));
  }
}
