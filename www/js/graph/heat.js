// The numbers of a tensor as a small picture: the more colour, the further from 0. What is above 0 fills its cell,
// what is below is a bar like a minus sign in another colour, so that the sign shows without colour, too.

import { draw, set } from '../dom.js';

/** Shades of colour on either side of 0. */
const SHADES = 5;

export class Heat {
  element;
  #grid;
  #paths = new Map();
  #last = null;
  #scale = 0;

  /** `grid` as `gridOf` gives it; the picture's corner at `x`, `y`. */
  constructor(grid, { x, y }) {
    this.#grid = grid;
    const ground = draw('rect', { class: 'ground', width: grid.width, height: grid.height });
    this.element = draw('g', { class: 'heat', transform: `translate(${x} ${y})` }, ground);
  }

  /** Draws the cells; `scale` is the number that gets the full colour. Does nothing if it is as before. */
  paint(cells, scale) {
    if (scale === this.#scale && this.#last?.length === cells.length && this.#last.every((cell, index) => Object.is(cell, cells[index]))) return;
    this.#last = cells.slice();
    this.#scale = scale;
    const { across, wide, tall } = this.#grid;
    const shapes = new Map();
    cells.forEach((cell, index) => {
      const kind = kindOf(cell, scale);
      if (kind === null) return;
      const [x, y] = [(index % across) * wide, Math.floor(index / across) * tall];
      shapes.set(kind, (shapes.get(kind) ?? '') + shapeOf(kind[0], x, y, wide, tall));
    });
    for (const [kind, path] of this.#paths) if (!shapes.has(kind)) set(path, 'd', '');
    for (const [kind, shape] of shapes) set(this.#path(kind), 'd', shape);
  }

  /** There are no numbers at this moment. */
  clear() {
    if (this.#last === null) return;
    this.#last = null;
    for (const path of this.#paths.values()) set(path, 'd', '');
  }

  #path(kind) {
    if (!this.#paths.has(kind)) {
      const path = draw('path', { class: kind });
      this.#paths.set(kind, path);
      this.element.append(path);
    }
    return this.#paths.get(kind);
  }
}

/** "p3": positive, third shade; "m5": negative, full; "odd": no number. Null for 0. */
function kindOf(cell, scale) {
  if (!Number.isFinite(cell)) return 'odd';
  if (cell === 0) return null;
  const shade = Math.min(SHADES, Math.max(1, Math.ceil((Math.abs(cell) / scale) * SHADES)));
  return `${cell > 0 ? 'p' : 'm'}${shade}`;
}

function shapeOf(kind, x, y, wide, tall) {
  const [w, h] = [wide - 1, tall - 1];
  if (kind === 'p') return `M${x} ${y}h${w}v${h}h-${w}z`;
  const bar = Math.round(h * 0.4);
  if (kind === 'm') return `M${x} ${y + (h - bar) / 2}h${w}v${bar}h-${w}z`;
  return `M${x} ${y}l${w} ${h}M${x + w} ${y}l-${w} ${h}`;
}
