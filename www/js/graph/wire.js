// One edge of the graph: a line with an arrow to the one that reads, and, once the gradient has gone back along it, a
// second one beside it, dashed, with its arrow at the other end.

import { draw, set } from '../dom.js';

const HEAD = 8;
/** How far the gradient's line lies beside the other. */
const BESIDE = 7;

export class Wire {
  element;
  #forth;
  #back;

  /** `points` as the layout gives them. */
  constructor(points) {
    const [start, end] = [points[0], points.at(-1)];
    const upright = Math.abs(end.y - start.y) > Math.abs(end.x - start.x);
    const aside = points.map(({ x, y }) => (upright ? { x: x + BESIDE, y } : { x, y: y + BESIDE }));
    this.#forth = arrow('forth', points);
    this.#back = arrow('back', aside.reverse());
    this.element = draw('g', { class: 'wire' }, this.#forth, this.#back);
  }

  /** How far each way is: 'todo', 'done' or 'now'; null for a way that nothing goes. */
  show(forth, back) {
    set(this.#forth, 'data-way', forth);
    set(this.#back, 'data-way', back ?? 'none');
  }
}

/** A smooth line through some points with a head at its end. */
function arrow(kind, points) {
  const [before, end] = [points.at(-2), points.at(-1)];
  const length = Math.hypot(end.x - before.x, end.y - before.y) || 1;
  const [dx, dy] = [(end.x - before.x) / length, (end.y - before.y) / length];
  const foot = { x: end.x - dx * HEAD, y: end.y - dy * HEAD };
  const side = (sign) => `${at(foot.x - sign * dy * HEAD * 0.5)} ${at(foot.y + sign * dx * HEAD * 0.5)}`;
  const head = `M${at(end.x)} ${at(end.y)}L${side(1)}L${side(-1)}z`;
  return draw('g', { class: kind }, draw('path', { class: 'line', d: smooth([...points.slice(0, -1), foot]) }), draw('path', { class: 'head', d: head }));
}

const at = (number) => number.toFixed(1);

/** A B-spline from the first point to the last. */
function smooth(points) {
  const [first, second] = points;
  if (points.length === 2) return `M${at(first.x)} ${at(first.y)}L${at(second.x)} ${at(second.y)}`;
  const mix = (a, b, of) => `${at(a.x + (b.x - a.x) * of)} ${at(a.y + (b.y - a.y) * of)}`;
  let path = `M${at(first.x)} ${at(first.y)}`;
  for (let index = 1; index < points.length - 1; index += 1) {
    const [a, b, c] = points.slice(index - 1, index + 2);
    path += `L${mix(a, b, index === 1 ? 0.5 : 0.75)}Q${at(b.x)} ${at(b.y)} ${mix(b, c, index === points.length - 2 ? 0.5 : 0.25)}`;
  }
  return `${path}L${at(points.at(-1).x)} ${at(points.at(-1).y)}`;
}
