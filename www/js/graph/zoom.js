// Looking around in a picture that is larger than its window: zoom by wheel, pinch and key, pan by dragging and by the
// arrow keys. The window scrolls by itself, so touch and scroll bars work as everywhere.

import { set } from '../dom.js';

const LEAST = 0.25;
const MOST = 3;
const STEP = 1.25;
/** The arrow keys move by so many pixels. */
const PAN = 60;
/** A press that moves further than this is no click. */
const STILL = 4;

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Zoom {
  /** How large the picture is shown. */
  scale = 1;

  #window;
  #picture;
  #told;
  #size = { width: 1, height: 1 };
  #drag = null;
  #dragged = false;
  #pinch = null;

  /** `told()` is called after each change of the scale. */
  constructor(view, picture, told) {
    this.#window = view;
    this.#picture = picture;
    this.#told = told;
    for (const type of ['pointerdown', 'pointermove', 'pointerup', 'pointercancel']) view.addEventListener(type, this);
    for (const type of ['wheel', 'touchstart', 'touchmove']) view.addEventListener(type, this, { passive: false });
    view.addEventListener('click', this, { capture: true });
    view.addEventListener('keydown', this);
  }

  /** The picture has another size now. */
  resize(size) {
    this.#size = size;
    set(this.#picture, 'viewBox', `0 0 ${size.width} ${size.height}`);
    this.#write();
  }

  /** All of it, but never larger than life, and never smaller than `least`. */
  fit(least = LEAST) {
    const { clientWidth, clientHeight } = this.#window;
    const most = parseFloat(getComputedStyle(this.#window).maxHeight) || clientHeight;
    this.set(Math.max(least, Math.min(1, clientWidth / this.#size.width, most / this.#size.height)));
  }

  in() {
    this.set(this.scale * STEP);
  }

  out() {
    this.set(this.scale / STEP);
  }

  /** Zooms so that the point of the window (its middle, if none is given) stays where it is. */
  set(scale, { x, y } = { x: this.#window.clientWidth / 2, y: this.#window.clientHeight / 2 }) {
    const next = Math.min(MOST, Math.max(LEAST, scale));
    const grown = next / this.scale;
    const { scrollLeft, scrollTop } = this.#window;
    this.scale = next;
    this.#write();
    this.#window.scrollLeft = (scrollLeft + x) * grown - x;
    this.#window.scrollTop = (scrollTop + y) * grown - y;
    this.#told();
  }

  /** Scrolls the window, and nothing else, so that a place of the picture can be seen. */
  reveal({ x, y, width, height }) {
    const view = this.#window;
    const along = (start, length, from, room) => (start < from || length > room ? start - 16 : Math.max(from, start + length + 16 - room));
    const left = along(x * this.scale, width * this.scale, view.scrollLeft, view.clientWidth);
    const top = along(y * this.scale, height * this.scale, view.scrollTop, view.clientHeight);
    if (left !== view.scrollLeft || top !== view.scrollTop) view.scrollTo(left, top);
  }

  handleEvent(event) {
    this[`on_${event.type}`](event);
  }

  on_wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.set(this.scale * 2 ** (-event.deltaY / 300), this.#point(event));
  }

  on_pointerdown(event) {
    // Fingers scroll the window themselves.
    if (event.pointerType !== 'mouse' || event.button !== 0) return;
    const { scrollLeft, scrollTop } = this.#window;
    this.#drag = { x: event.clientX, y: event.clientY, scrollLeft, scrollTop, moved: false };
  }

  on_pointermove(event) {
    const drag = this.#drag;
    if (!drag) return;
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.moved && Math.hypot(dx, dy) <= STILL) return;
    if (!drag.moved) this.#window.setPointerCapture(event.pointerId);
    drag.moved = true;
    this.#window.scrollTo(drag.scrollLeft - dx, drag.scrollTop - dy);
  }

  on_pointerup() {
    this.#dragged = this.#drag?.moved ?? false;
    this.#drag = null;
  }

  on_pointercancel() {
    this.#drag = null;
  }

  /** A drag ends with a click that nobody meant. */
  on_click(event) {
    if (this.#dragged) event.stopPropagation();
    this.#dragged = false;
  }

  on_touchstart(event) {
    this.#pinch = event.touches.length === 2 ? { apart: apart(event.touches), scale: this.scale } : null;
  }

  on_touchmove(event) {
    if (!this.#pinch || event.touches.length !== 2) return;
    event.preventDefault();
    const [a, b] = event.touches;
    const middle = { clientX: (a.clientX + b.clientX) / 2, clientY: (a.clientY + b.clientY) / 2 };
    this.set((this.#pinch.scale * apart(event.touches)) / this.#pinch.apart, this.#point(middle));
  }

  on_keydown(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const arrow = event.target === this.#window && ARROWS[event.key];
    if (arrow) this.#window.scrollBy(arrow[0] * PAN, arrow[1] * PAN);
    else if (event.key === '+' || event.key === '=') this.in();
    else if (event.key === '-') this.out();
    else if (event.key === '0') this.fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #point({ clientX, clientY }) {
    const { left, top } = this.#window.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  #write() {
    set(this.#picture, 'width', Math.round(this.#size.width * this.scale));
    set(this.#picture, 'height', Math.round(this.#size.height * this.scale));
  }
}

const apart = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
