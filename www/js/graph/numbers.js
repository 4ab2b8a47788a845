// All numbers of one node as a table: values and gradients, a hundred cells at a time. Each number is a button that asks
// about it; the arrow keys go from one to the next.

import { make, put, set } from '../dom.js';
import { shown } from '../math.js';
import { t, texts } from '../text.js';
import { learns, sizeText, titleOf } from './scene.js';

/** At most this many cells are on the page at once. */
const PAGE = 100;
/** A tensor with more columns than this, or with one only, is listed in rows of ten. */
const WIDE = 16;
const TEN = 10;
/** Where there is no room for that, each number gets a row. */
const roomy = globalThis.matchMedia?.('(min-width: 700px)');
const KINDS = ['value', 'grad'];
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export class Numbers {
  element;
  #title = make('h3');
  #size = make('span', { class: 'size' });
  #go = { forward: goTo(), backward: goTo(), update: goTo() };
  #close = make('button', { class: 'link', type: 'button' });
  #back = make('button', { class: 'link', type: 'button' });
  #page = make('span');
  #next = make('button', { class: 'link', type: 'button' });
  #pager = make('div', { class: 'pager' }, this.#back, this.#page, this.#next);
  #caption = make('caption', { class: 'hidden' });
  #head = make('thead');
  #body = make('tbody');
  #scroll = make('div', { class: 'cells' }, make('table', {}, this.#caption, this.#head, this.#body));
  #owner = null;
  #vertex = null;
  #start = 0;
  /** What the reader asked about last. */
  #asked = null;
  #first = 0;
  #focus = 0;
  #shape = '';
  #buttons = [];

  constructor() {
    const goes = make('div', { class: 'goes' }, ...Object.values(this.#go));
    const top = make('div', { class: 'top' }, make('div', {}, this.#title, this.#size), goes, this.#close);
    this.element = make('section', { class: 'numbers', part: 'numbers', hidden: true }, top, this.#scroll, this.#pager);
    this.element.addEventListener('click', this);
    this.element.addEventListener('keydown', this);
  }

  /** The node that is shown, or -1. */
  get node() {
    return this.#vertex?.node ?? -1;
  }

  /** Shows a vertex at this moment; null for none. `start` is the position before the step's first operation. */
  show(owner, vertex, start) {
    set(this.element, 'hidden', vertex === null);
    if (vertex?.node !== this.#vertex?.node) this.#first = this.#focus = 0;
    const selected = owner.selected;
    // A cell that was asked about elsewhere is on the page, too.
    const asked = vertex && selected?.node === vertex.node ? selected.cell : null;
    const page = this.#rowsOf(vertex);
    if (asked !== null && this.#asked !== selected) this.#first = Math.floor(asked / page) * page;
    [this.#owner, this.#vertex, this.#start, this.#asked] = [owner, vertex, start, selected];
    if (vertex === null) return;
    this.#words(vertex);
    this.#table(vertex, page);
    this.#fill(owner, vertex);
  }

  #words(vertex) {
    const { name, kind, shape } = vertex;
    put(this.#title, kind === 'operation' ? titleOf(vertex) : t(`graph.kind.${kind}`, { name }));
    put(this.#size, sizeText(shape));
    for (const [way, button] of Object.entries(this.#go)) {
      set(button, 'hidden', vertex[way] === null);
      put(button, t(`graph.go.${kind === 'operation' || way !== 'forward' ? way : 'load'}`));
    }
    put(this.#close, t('graph.close'));
    put(this.#caption, t('graph.cells', { name: titleOf(vertex) }));
    set(this.element, 'aria-label', t('graph.cells', { name: titleOf(vertex) }));
  }

  /** How many columns the table has: the tensor's own, where they are a handful. */
  #width({ shape }) {
    const columns = shape.at(-1) ?? 1;
    const listed = columns > WIDE || columns === 1 || shape.length === 1;
    if (!listed) return columns;
    const count = shape.reduce((product, size) => product * size, 1);
    return roomy.matches ? Math.min(TEN, count) : 1;
  }

  /** How many cells a page has: whole rows. */
  #rowsOf(vertex) {
    if (!vertex) return PAGE;
    const width = this.#width(vertex);
    return Math.floor(PAGE / width) * width;
  }

  /** The table's frame, made anew for another shape or page. */
  #table(vertex, page) {
    const count = vertex.shape.reduce((product, size) => product * size, 1);
    const shown = Math.min(page, count - this.#first);
    const width = this.#width(vertex);
    const shape = [vertex.node, vertex.shape, this.#first, learns(vertex), width, texts.language].join();
    set(this.#pager, 'hidden', count <= page);
    put(this.#page, t('graph.page', { from: this.#first + 1, to: this.#first + shown, count }));
    put(this.#back, t('graph.page.back'));
    put(this.#next, t('graph.page.next'));
    this.#back.disabled = this.#first === 0;
    this.#next.disabled = this.#first + shown >= count;
    if (shape === this.#shape) return;
    this.#shape = shape;
    this.#build(vertex, shown);
  }

  #build(vertex, shown) {
    const width = this.#width(vertex);
    const listed = width !== vertex.shape.at(-1) || vertex.shape.length === 1;
    const kinds = learns(vertex) ? KINDS : KINDS.slice(0, 1);
    // A single column stands beside its gradient; several have it below each number.
    const beside = width === 1;
    const heads = beside ? kinds.map((kind) => t(`graph.${kind}`)) : Array.from({ length: width }, (_, column) => String(column + 1));
    this.#head.replaceChildren(make('tr', {}, make('td'), ...heads.map((text) => make('th', { scope: 'col' }, text))));
    this.#buttons = [];
    const cell = (index, kind) => {
      const button = make('button', { type: 'button', class: `cell ${kind}`, tabindex: -1, 'data-cell': index, 'data-kind': kind });
      this.#buttons.push(button);
      return button;
    };
    const rows = [];
    for (let index = this.#first; index < this.#first + shown; index += width) {
      const head = listed ? index + 1 : index / width + 1;
      const cells = Array.from({ length: Math.min(width, this.#first + shown - index) }, (_, column) => index + column);
      const filled = beside ? kinds.map((kind) => make('td', {}, cell(index, kind))) : cells.map((at) => make('td', {}, ...kinds.map((kind) => cell(at, kind))));
      rows.push(make('tr', {}, make('th', { scope: 'row' }, String(head)), ...filled));
    }
    this.#body.replaceChildren(...rows);
    this.#focus = Math.min(this.#focus, this.#buttons.length - 1);
    set(this.#buttons[this.#focus], 'tabindex', 0);
  }

  #fill(owner, { node }) {
    const read = (kind) => owner.ask((session) => session.nodeCells(node, kind, this.#first, PAGE)) ?? [];
    const cells = { value: read('value'), grad: read('grad') };
    const { selected, digits } = owner;
    for (const button of this.#buttons) {
      const { cell, kind } = button.dataset;
      put(button, shown(cells[kind][cell - this.#first], digits, { sign: kind === 'grad' }));
      set(button, 'aria-pressed', String(selected?.node === node && selected.cell === Number(cell) && selected.kind === kind));
      set(button, 'aria-label', kind === 'grad' && t('graph.cell.grad', { value: button.textContent }));
    }
  }

  handleEvent(event) {
    if (event.type === 'keydown') this.#key(event);
    else this.#click(event.target.closest('button'));
  }

  #click(button) {
    const owner = this.#owner;
    if (!button || !owner) return;
    const way = Object.keys(this.#go).find((each) => this.#go[each] === button);
    if (way) owner.seek(this.#start + this.#vertex[way] + 1);
    else if (button === this.#close) owner.select(null);
    else if (button === this.#back || button === this.#next) this.#turn(button === this.#next ? 1 : -1);
    else owner.select({ node: this.#vertex.node, cell: Number(button.dataset.cell), kind: button.dataset.kind });
  }

  #turn(pages) {
    this.#first += pages * this.#rowsOf(this.#vertex);
    this.show(this.#owner, this.#vertex, this.#start);
  }

  /** From number to number: left and right within a row, up and down between rows. */
  #key(event) {
    const at = this.#buttons.indexOf(event.target);
    const move = MOVES[event.key];
    if (at < 0 || !move || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const row = event.target.closest('tr').querySelectorAll('button').length;
    const beside = this.#width(this.#vertex) === 1 || !learns(this.#vertex);
    // Below each number of a table stands its gradient: that is one button further.
    const [down, right] = beside ? [row, 1] : [1, 2];
    const next = this.#buttons[at + move[0] * down + move[1] * right];
    if (!next) return;
    set(this.#buttons[this.#focus], 'tabindex', -1);
    this.#focus = this.#buttons.indexOf(next);
    set(next, 'tabindex', 0);
    next.focus();
  }
}

const goTo = () => make('button', { class: 'link', type: 'button' });
