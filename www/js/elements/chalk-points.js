// <chalk-points>: handles on the data points of the fit: drag them, or move them with the keyboard.

import { make, put, set } from '../dom.js';
import { number } from '../number.js';
import { css } from '../style.js';
import { errorText, t } from '../text.js';
import { View } from '../view.js';

/** More points than this have no handles; they would lie on one another. */
const MOST = 200;
/** How far an arrow key moves a point, in pixels; with Shift, ten times as far. */
const NUDGE = 2;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const look = css`
  :host {
    position: absolute;
    inset: 0;
    pointer-events: none;
  }
  .handle {
    position: absolute;
    width: 24px;
    height: 24px;
    min-height: 0;
    margin: -12px 0 0 -12px;
    padding: 0;
    border: 2px solid transparent;
    border-radius: 50%;
    pointer-events: auto;
    touch-action: none;
    cursor: grab;
  }
  .handle:hover {
    border-color: var(--chalk-data);
  }
  .handle[aria-pressed='true'] {
    border-color: var(--chalk-data);
    box-shadow: 0 0 0 3px var(--chalk-now);
    cursor: grabbing;
  }
  .where {
    position: absolute;
    inset: auto 8px 4px auto;
    margin: 0;
    padding: 0 6px;
    border-radius: 4px;
    background: var(--chalk-card);
    font-size: 12.5px;
    font-variant-numeric: tabular-nums;
  }
  .where:empty {
    display: none;
  }
  @media print {
    :host {
      display: none;
    }
  }
`;

/** Handles to move the points of the fit. */
export class ChalkPoints extends View {
  static styles = [look];

  #group = make('div', { role: 'group' });
  #where = make('p', { class: 'where', role: 'status' });
  /** The point that is being moved: its row, where it is on the canvas, what it is worth, and by which pointer. */
  #held = null;
  #sizes = new ResizeObserver(() => this.#later());
  /** Out of sight the plot is not drawn; when it comes into view, it is. */
  #sight = new IntersectionObserver(() => this.#later());
  #frame = 0;

  build(root) {
    root.append(this.#group, this.#where);
  }

  attach() {
    for (const type of ['pointerdown', 'pointermove', 'pointerup', 'pointercancel', 'keydown', 'focusout']) this.#group.addEventListener(type, this);
    this.#sizes.observe(this);
    this.#sight.observe(this);
  }

  detach() {
    for (const type of ['pointerdown', 'pointermove', 'pointerup', 'pointercancel', 'keydown', 'focusout']) this.#group.removeEventListener(type, this);
    this.#sizes.disconnect();
    this.#sight.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  act(event) {
    const handle = event.target.closest('.handle');
    if (!handle || !this.owner?.full) return;
    const row = [...this.#group.children].indexOf(handle);
    if (event.type === 'pointerdown' && event.button === 0) this.#grab(row, handle, event);
    else if (event.type === 'pointermove') this.#drag(event);
    else if (event.type === 'pointerup' && this.#held?.pointer === event.pointerId) this.#drop();
    else if (event.type === 'pointercancel') this.#leave();
    else if (event.type === 'keydown') this.#key(row, handle, event);
    else if (event.type === 'focusout' && this.#held?.pointer === null) this.#leave();
  }

  update(owner, reason) {
    set(this.#group, 'aria-label', t('points.name'));
    // The full module knows where points stand; it comes with the first edit, or when the fit is touched.
    if (owner?.moment && !owner.full && !this.#asked && reason !== 'step') this.#ask(owner);
    if (!this.#held) this.#later();
  }

  #asked = false;

  /** Handles need the full module: it is fetched when somebody comes near the points. */
  #ask(owner) {
    this.#asked = true;
    const view = this.parentElement;
    const come = () => owner.widen().catch(() => {});
    view.addEventListener('pointerenter', come, { once: true });
    view.addEventListener('focusin', come, { once: true });
  }

  /** After the plot has been drawn, the handles are put on its points. */
  #later() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#place());
  }

  #place() {
    const { owner } = this;
    const places = owner?.full && !owner.rushing ? owner.ask((session) => session.fitPlaces()) : [];
    const count = !places || places.length > 2 * MOST ? 0 : places.length / 2;
    while (this.#group.children.length > count) this.#group.lastChild.remove();
    while (this.#group.children.length < count) {
      this.#group.append(make('button', { type: 'button', class: 'handle', 'aria-pressed': 'false', tabindex: this.#group.children.length ? -1 : 0 }));
    }
    const points = count && owner.ask((session) => session.points());
    for (let row = 0; row < count; row += 1) {
      const handle = this.#group.children[row];
      stand(handle, places[2 * row], places[2 * row + 1]);
      set(handle, 'aria-label', t('points.point', { row: row + 1, x: number(points.x[row], 'all'), y: number(points.y[row], 'all') }));
    }
  }

  #grab(row, handle, event) {
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    handle.focus();
    this.#hold(row, handle, event.pointerId);
  }

  #hold(row, handle, pointer) {
    this.owner.pause();
    const box = handle.getBoundingClientRect();
    const stage = this.getBoundingClientRect();
    const place = [box.x + box.width / 2 - stage.x, box.y + box.height / 2 - stage.y];
    this.#held = { row, handle, pointer, place, value: null };
    set(handle, 'aria-pressed', 'true');
  }

  #drag(event) {
    if (this.#held?.pointer !== event.pointerId) return;
    const stage = this.getBoundingClientRect();
    this.#move([event.clientX - stage.x, event.clientY - stage.y]);
  }

  /** Shows the point at another place of the canvas: one edit is made when it is let go. */
  #move(place) {
    const { owner } = this;
    const held = this.#held;
    const value = owner.ask((session) => session.fitPoint(...place));
    if (!value) return;
    const [x, y] = value;
    Object.assign(held, { place, value });
    owner.ask((session) => session.preview(held.row, x, y));
    stand(held.handle, ...place);
    put(this.#where, t('points.point', { row: held.row + 1, x: number(x, 'all'), y: number(y, 'all') }));
    owner.dispatchEvent(new CustomEvent('chalk-change', { detail: { what: 'preview' } }));
  }

  async #drop() {
    const { row, value } = this.#held;
    this.#leave(false);
    if (!value) return;
    try {
      await this.owner.edit({ data: { row, x: [value[0]], y: [value[1]] } });
    } catch (error) {
      put(this.#where, errorText(error));
      this.owner.ask((session) => session.preview(-1, 0, 0));
      this.owner.dispatchEvent(new CustomEvent('chalk-change', { detail: { what: 'preview' } }));
    }
  }

  /** Lets go. `back`: the point goes back to where it was. */
  #leave(back = true) {
    if (!this.#held) return;
    set(this.#held.handle, 'aria-pressed', 'false');
    this.#held = null;
    put(this.#where, '');
    if (!back) return;
    this.owner.ask((session) => session.preview(-1, 0, 0));
    this.owner.dispatchEvent(new CustomEvent('chalk-change', { detail: { what: 'preview' } }));
  }

  /** The arrows go from point to point; Enter picks one up, then they move it, Enter puts it down, Escape back. */
  #key(row, handle, event) {
    const held = this.#held;
    const arrow = ARROWS[event.key];
    if (event.key === 'Enter' || event.key === ' ') {
      if (held) this.#drop();
      else {
        this.#hold(row, handle, null);
        put(this.#where, t('points.held'));
      }
    } else if (event.key === 'Escape' && held) this.#leave();
    else if (arrow && held) {
      const far = NUDGE * (event.shiftKey ? 10 : 1);
      this.#move(held.place.map((at, axis) => at + arrow[axis] * far));
    } else if (arrow) {
      const next = this.#group.children[row + (arrow[0] || arrow[1])];
      if (next) {
        [handle.tabIndex, next.tabIndex] = [-1, 0];
        next.focus();
      }
    } else return;
    event.preventDefault();
  }
}

/** Puts a handle at a place of the canvas. */
function stand(handle, x, y) {
  handle.style.setProperty('left', `${x}px`);
  handle.style.setProperty('top', `${y}px`);
}
