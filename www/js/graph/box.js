// One box of the graph: a node, or a folded layer. It is built once for a layout; afterwards only what has changed is
// written.

import { draw, put, set } from '../dom.js';
import { shown } from '../math.js';
import { number } from '../number.js';
import { Heat } from './heat.js';
import { PAD, learns, sizeText } from './scene.js';

/** Marks beside the name, so that no colour is needed: now (forward, backward, an update), done, to come, in part. */
const MARKS = { forward: '▶', backward: '◀', update: '↻', done: '✓', todo: '○', part: '◐', given: '•' };

/** Numbers of a range are short: what counts is where they lie. */
function brief(value) {
  const size = Math.abs(value);
  return size !== 0 && (size < 0.005 || size >= 1000) ? number(value, 0) : number(value, '2');
}

/** From where to where the numbers of a tensor go. */
function range({ low, high }, [first]) {
  if (low === null) return shown(first);
  const [from, to] = [brief(low), brief(high)];
  return from === to ? from : [from, to].join(from.length + to.length > 10 ? '…' : ' … ');
}

export class Box {
  element;
  button = draw('rect', { role: 'button', tabindex: -1, class: 'target' });
  #box;
  #frame;
  #mark = draw('text', { class: 'mark', x: PAD });
  #title = draw('text', { class: 'title', x: PAD + 16 });
  #size = draw('text', { class: 'size' });
  #parts = {};

  constructor(box, vertex, place) {
    this.#box = box;
    const { plan, grid, width, height } = box;
    this.#frame = draw('rect', { class: 'frame', width, height, rx: vertex.kind === 'operation' || box.block !== null ? 6 : 16 });
    set(this.#mark, 'y', plan.titleY - 0.5);
    set(this.#title, 'y', plan.titleY);
    set(this.#size, 'y', plan.titleY);
    set(this.#size, 'x', width - PAD);
    const inside = [draw('rect', { class: 'ring', x: -4, y: -4, width: width + 8, height: height + 8, rx: 12 }), this.#frame, this.#mark, this.#title, this.#size];
    box.extra.forEach((text, line) => inside.push(draw('text', { class: 'extra', x: PAD, y: plan.extraY[line] }, text)));
    for (const kind of ['value', 'grad']) {
      if (plan[kind]) inside.push(this.#part(kind, plan[kind], grid));
    }
    set(this.button, 'width', width);
    set(this.button, 'height', height);
    set(this.button, 'data-id', box.id);
    // What is drawn is for the eye; the button in front of it says it as a sentence.
    this.element = draw('g', { class: 'box', transform: `translate(${place.x} ${place.y})` }, draw('g', { 'aria-hidden': 'true' }, ...inside), this.button);
  }

  /** Value or gradient: its name, its number or range, its picture. */
  #part(kind, { textY, grid: place }, grid) {
    const label = draw('text', { class: 'label', x: PAD, y: textY });
    const text = draw('text', { class: grid ? 'range' : 'number', x: this.#box.width - PAD, y: textY });
    const heat = grid && new Heat(grid, place);
    const group = draw('g', { class: `part ${kind}` }, label, text);
    if (heat) group.append(heat.element, draw('rect', { class: 'edge', x: place.x - 1.5, y: place.y - 1.5, width: grid.width + 2, height: grid.height + 2, rx: 2 }));
    else group.append(draw('line', { class: 'edge', x1: PAD, x2: this.#box.width - PAD, y1: textY + 4, y2: textY + 4 }));
    this.#parts[kind] = { group, label, text, heat };
    return group;
  }

  /** Words that change with the language or the circuit only. */
  name(vertex, letter) {
    const { title, block } = this.#box;
    put(this.#title, block === null ? title : `▸ ${title}`);
    put(this.#size, sizeText(vertex.shape));
    set(this.element, 'class', `box ${block === null ? vertex.kind : 'block'}`);
    set(this.button, 'aria-expanded', block !== null && 'false');
    if (this.#parts.grad) put(this.#parts.grad.label, `∂L/∂${letter}`);
  }

  /** The numbers, and how far it is. `status` is a key of MARKS. */
  show(vertex, now, cells, status, digits) {
    set(this.element, 'data-status', status);
    put(this.#mark, MARKS[status]);
    const count = vertex.grid.rows * vertex.grid.columns;
    this.#fill('value', now.value, cells.subarray(vertex.first, vertex.first + count), digits);
    if (learns(vertex)) this.#fill('grad', now.grad, cells.subarray(vertex.first + count, vertex.first + 2 * count), digits);
  }

  #fill(kind, digest, cells, digits) {
    const { group, text, heat } = this.#parts[kind];
    set(group, 'data-there', digest !== null && (digest.arrived ?? 'all'));
    if (digest === null) {
      put(text, '—');
      heat?.clear();
    } else if (heat) {
      put(text, range(digest, cells));
      heat.paint(cells, Math.max(Math.abs(digest.low), Math.abs(digest.high)));
    } else {
      put(text, shown(cells[0], digits, { sign: kind === 'grad' }));
    }
  }

  /** Whether the reader asks about it, or about something in it. */
  choose(chosen) {
    set(this.element, 'data-chosen', chosen);
    if (this.#box.block === null) set(this.button, 'aria-pressed', String(chosen));
  }

  /** The same for ears, and whether it is the present operation. */
  say(text, current) {
    set(this.button, 'aria-label', text);
    set(this.button, 'aria-current', current && 'step');
  }
}
