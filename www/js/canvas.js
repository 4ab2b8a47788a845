// Keeps a canvas as large as its box, sharp on every screen and in the page's colours.
// Rust draws; this decides when: at once if it can be seen, else when it comes into view.

import { make } from './dom.js';
import { withDefaults } from './tokens.js';

/** The colours a drawing may use, and the tokens they come from. */
const TOKENS = {
  ink: 'ink',
  muted: 'muted',
  grid: 'grid',
  axis: 'axis',
  data: 'data',
  fit: 'fit',
  now: 'now-bar',
  ok: 'ok',
  grad: 'grad',
  card: 'card',
};

/** Every plot on the page: one observer of each kind serves them all. */
const plots = new Map();
let sizes, visibility;

/** With the first plot. */
function observe() {
  sizes = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) plots.get(target)?.resize(contentRect);
  });
  visibility = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) plots.get(target)?.seen(isIntersecting);
    },
    { rootMargin: '100px' },
  );
  // Pages choose their colours by attributes of these two.
  const themes = new MutationObserver(restyle);
  for (const element of [document.documentElement, document.body]) themes.observe(element, { attributes: true });
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
    matchMedia(query).addEventListener('change', restyle);
  }
  addEventListener('beforeprint', () => printing(true));
  addEventListener('afterprint', () => printing(false));
}

/** Colours and sharpness may have changed under drawings that stay the same. */
export function restyle() {
  for (const plot of plots.values()) plot.restyle();
}

/** Paper is white: while printing, the page and its drawings wear the light colours. */
function printing(on) {
  document.documentElement.toggleAttribute('data-printing', on);
  for (const [canvas, plot] of plots) {
    canvas.getRootNode().host?.toggleAttribute('data-printing', on);
    plot.restyle(true);
  }
}

export class Plot {
  #canvas;
  #draw;
  #visible = false;
  #size = null;
  #style = null;

  /** `draw(canvas, style)` paints; `style` lacks only its texts. */
  constructor(canvas, draw) {
    this.#canvas = canvas;
    this.#draw = draw;
  }

  connect() {
    if (!sizes) observe();
    plots.set(this.#canvas, this);
    sizes.observe(this.#canvas);
    visibility.observe(this.#canvas);
  }

  disconnect() {
    plots.delete(this.#canvas);
    sizes.unobserve(this.#canvas);
    visibility.unobserve(this.#canvas);
  }

  resize({ width, height }) {
    this.#size = { width: Math.round(width), height: Math.round(height) };
    this.restyle();
  }

  seen(visible) {
    const came = visible && !this.#visible;
    this.#visible = visible;
    if (came) this.drawNow();
  }

  /** Looks at the page's colours again, and draws: at once, or (unless `hidden`) when it can be seen. */
  restyle(hidden = false) {
    this.#style = null;
    if (hidden) this.drawNow();
    else this.request();
  }

  /** Draws if anybody can see it. */
  request() {
    if (this.#visible) this.drawNow();
  }

  drawNow() {
    const ratio = devicePixelRatio || 1;
    const { width, height } = this.#size ?? { width: 0, height: 0 };
    if (width === 0 || height === 0) return;
    if (this.#style?.ratio !== ratio) this.#style = { width, height, ratio, ...looks(this.#canvas) };
    this.#draw(this.#canvas, this.#style);
  }
}

/** Font and colours that the canvas has from the page. Asking costs a style recalculation, so the answer is kept. */
function looks(canvas) {
  const { fontFamily, fontSize } = getComputedStyle(canvas);
  return { font: fontFamily, fontSize: parseFloat(fontSize), colors: colors(canvas) };
}

/** The tokens as #rrggbb, whatever notation the page's author uses. */
function colors(canvas) {
  const probe = canvas.parentNode.querySelector('.probe');
  const found = {};
  for (const [name, token] of Object.entries(TOKENS)) {
    probe.style.setProperty('color', withDefaults(`var(--chalk-${token})`));
    found[name] = hex(getComputedStyle(probe).color);
  }
  return found;
}

const known = new Map();
let brush;

function hex(color) {
  if (!known.has(color)) {
    brush ??= make('canvas', { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
    brush.fillStyle = color;
    brush.fillRect(0, 0, 1, 1);
    const [red, green, blue] = brush.getImageData(0, 0, 1, 1).data;
    known.set(color, `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`);
  }
  return known.get(color);
}
