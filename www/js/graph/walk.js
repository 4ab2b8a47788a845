// The graph by keyboard: Tab comes to one box or frame, and from there the arrow keys go along the lines or from one to
// the next.

import { set } from '../dom.js';

export class Walk {
  /** The id of what Tab comes to. */
  at = null;

  #edges = [];
  #items = [];
  #tall = false;
  #choose;
  #reveal;

  /** `choose(id)` is called for Enter, `reveal(id)` for what gets the focus. */
  constructor(picture, choose, reveal) {
    this.#choose = choose;
    this.#reveal = reveal;
    picture.addEventListener('keydown', this);
  }

  /**
   * The graph has been laid out anew: `elements` holds those of boxes and frames by id. The order is that of
   * computation, each frame before what is in it.
   */
  renew({ boxes, edges }, elements, tall) {
    this.#edges = edges;
    this.#tall = tall;
    const ids = new Set(boxes.flatMap(({ id, framed }) => (framed ? [framed, id] : [id])));
    this.#items = [...ids].map((id) => ({ id, element: elements.get(id) }));
    this.go(ids.has(this.at) ? this.at : this.#items[0].id);
  }

  /** Tab comes to this one now; with `focus` it gets the focus at once. */
  go(id, focus = false) {
    this.at = id;
    for (const item of this.#items) set(item.element, 'tabindex', item.id === id ? 0 : -1);
    if (!focus) return;
    this.#items.find((item) => item.id === id).element.focus({ preventScroll: true });
    this.#reveal(id);
  }

  handleEvent(event) {
    const { id } = event.target.dataset;
    if (!id || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const next = this.#next(event.key, this.#items.findIndex((item) => item.id === id));
    if (event.key === 'Enter') this.#choose(id);
    else if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (next) this.go(next.id, true);
  }

  /** What a key leads to; null: nothing is there; undefined: it is no key of the graph. */
  #next(key, at) {
    if (key === 'Home') return this.#items[0];
    if (key === 'End') return this.#items.at(-1);
    const keys = this.#tall ? ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'] : ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];
    const { id } = this.#items[at];
    const far = [() => this.#along('to', 'from', id), () => this.#along('from', 'to', id), () => this.#items[at - 1], () => this.#items[at + 1]];
    const way = far[keys.indexOf(key)];
    return way && (way() ?? null);
  }

  #along(here, there, id) {
    const edge = this.#edges.find((each) => each[here] === id);
    return this.#items.find((item) => item.id === edge?.[there]);
  }
}
