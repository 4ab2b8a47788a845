// <chalk-neurons>: the network with a small picture of every neuron: what it makes of each place in the plane. Lines are
// weights: as wide as they are large, blue for plus, red and dashed for minus.

import { Plot } from '../canvas.js';
import { draw, make, put, set } from '../dom.js';
import { shown } from '../math.js';
import { css, stage } from '../style.js';
import { t } from '../text.js';
import { View } from '../view.js';
import { Widening, wideningStyle } from '../widening.js';

const look = css`
  .scroll {
    overflow-x: auto;
  }
  .net {
    position: relative;
    display: flex;
    justify-content: space-between;
    gap: 28px;
    width: max-content;
    min-width: 100%;
    padding: 12px 16px 16px;
  }
  svg {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    pointer-events: none;
  }
  path {
    fill: none;
    stroke: var(--chalk-fit);
    opacity: 0.75;
  }
  path.minus {
    stroke: var(--chalk-data);
    stroke-dasharray: 5 3;
  }
  .layer {
    position: relative;
    display: flex;
    flex-direction: column;
    justify-content: center;
    align-items: center;
    gap: 8px;
  }
  .layer h3 {
    margin: 0 0 auto;
    font: 13px/1.5 var(--chalk-sans);
    color: var(--chalk-muted);
    white-space: nowrap;
  }
  .layer::after {
    content: '';
    margin-bottom: auto;
  }
  .unit {
    position: relative;
    min-height: 0;
    padding: 0;
    border: 1px solid var(--chalk-edge);
    border-radius: 4px;
    background: var(--chalk-card);
    line-height: 0;
  }
  .unit[aria-pressed='true'] {
    outline: 2px solid var(--chalk-ink);
    outline-offset: 1px;
  }
  .unit:focus-visible {
    outline: 3px solid var(--chalk-focus);
  }
  canvas {
    display: block;
    width: 34px;
    height: 34px;
    border-radius: 3px;
  }
  .large {
    display: grid;
    grid-template-columns: 128px minmax(0, 1fr);
    gap: 4px 20px;
    min-height: 154px;
    padding: 12px 16px;
    border-top: 1px solid var(--chalk-rule);
  }
  .large canvas {
    width: 128px;
    height: 128px;
    border: 1px solid var(--chalk-edge);
  }
  .large h3 {
    margin: 0;
    font: 600 17px/1.4 var(--chalk-serif);
  }
  .large p {
    margin: 2px 0 0;
    max-width: 62ch;
    font-size: 13.5px;
    color: var(--chalk-muted);
  }
  .large .sum {
    font: 13px/1.6 var(--chalk-mono);
    color: var(--chalk-ink);
    overflow-wrap: anywhere;
  }
  .probe {
    display: none;
    forced-color-adjust: none;
  }
  @media (max-width: 760px) {
    .net {
      gap: 18px;
      padding-inline: 12px;
    }
    canvas {
      width: 26px;
      height: 26px;
    }
    .large {
      grid-template-columns: 96px minmax(0, 1fr);
    }
    .large canvas {
      width: 96px;
      height: 96px;
    }
  }
`;

/** While training rushes by, words change at most this often (milliseconds); pictures and lines do at every frame. */
const CALM = 250;
/** How wide the largest weight's line is, and a line of no weight, in pixels. */
const WIDEST = 4;
const THINNEST = 0.4;

/**
 * Every neuron as a small picture of what it computes.
 * @csspart card – the card around everything
 */
export class ChalkNeurons extends View {
  static styles = [stage, wideningStyle, look];

  #net = make('div', { class: 'net' });
  #lines = draw('svg', { 'aria-hidden': 'true' });
  #scroll = make('div', { class: 'scroll', tabindex: '0', role: 'group' }, this.#net);
  #picture = make('canvas', { role: 'img' });
  #head = make('h3');
  #sum = make('p', { class: 'sum' });
  #more = make('p');
  #large = make('div', { class: 'large' }, this.#picture, make('div', {}, this.#head, this.#sum, this.#more));
  #waiting = make('div', { class: 'waiting' }, make('slot'));
  #card = make('div', { class: 'card', part: 'card' }, this.#waiting, this.#scroll, this.#large);
  /** Watches colours and whether anybody can see the card; the pictures are drawn with its style. */
  #plot = new Plot(this.#card, (card, style) => this.#draw(style));
  #heads = [];
  /** The buttons of every column, the inputs first. */
  #columns = [];
  #paths = [];
  #shape = '';
  #chosen = [1, 0];
  #network = null;
  #named = 0;
  #resized = new ResizeObserver(() => this.#lay());
  #widening = new Widening(() => this.update(this.owner), { quiet: true });

  build(root) {
    this.#net.append(this.#lines);
    root.append(this.#card, this.#widening.element, make('span', { class: 'probe' }));
  }

  attach() {
    this.#plot.connect();
    this.#net.addEventListener('click', this);
    this.#resized.observe(this.#net);
  }

  detach() {
    this.#plot.disconnect();
    this.#net.removeEventListener('click', this);
    this.#resized.disconnect();
  }

  act(event) {
    const unit = event.target.closest('.unit');
    if (!unit) return;
    const layer = this.#columns.findIndex((column) => column.includes(unit));
    this.#chosen = [layer, this.#columns[layer].indexOf(unit)];
    this.update(this.owner);
  }

  update(owner) {
    const ready = this.#widening.ready(owner);
    this.#network = ready ? owner.ask((session) => session.neurons()) ?? null : null;
    set(this.#waiting, 'hidden', this.#network || owner?.status === 'loading');
    for (const part of [this.#scroll, this.#large]) set(part, 'hidden', !this.#network);
    if (!this.#network) return;
    set(this.#scroll, 'aria-label', t('neurons.name'));
    this.#shapes();
    this.#weigh();
    if (!owner.rushing || performance.now() - this.#named >= CALM) this.#words(owner.digits);
    this.#plot.request();
  }

  /** As many columns and buttons as the network has. */
  #shapes() {
    const { layers } = this.#network;
    const sizes = [2, ...layers.map(({ units }) => units.length)];
    if (this.#shape === sizes.join()) return;
    this.#shape = sizes.join();
    const one = () => make('button', { type: 'button', class: 'unit' }, make('canvas', { 'aria-hidden': 'true' }));
    this.#columns = sizes.map((size) => Array.from({ length: size }, one));
    this.#heads = sizes.map(() => make('h3'));
    this.#paths = layers.map(({ units }) => units.map(({ weights }) => Array.from(weights, () => draw('path'))));
    this.#lines.replaceChildren(...this.#paths.flat(2));
    const columns = this.#columns.map((units, index) => make('div', { class: 'layer' }, this.#heads[index], ...units));
    this.#net.replaceChildren(this.#lines, ...columns);
    const [layer, unit] = this.#chosen;
    if (unit >= (this.#columns[layer]?.length ?? 0)) this.#chosen = [1, 0];
    this.#lay();
  }

  /** Each line from the middle of one picture to that of another. */
  #lay() {
    const from = this.#net.getBoundingClientRect();
    const place = (unit, side) => {
      const box = unit.getBoundingClientRect();
      return [box[side] - from.left, box.top + box.height / 2 - from.top];
    };
    this.#paths.forEach((units, layer) =>
      units.forEach((paths, unit) =>
        paths.forEach((path, input) => {
          const [x, y] = place(this.#columns[layer][input], 'right');
          const [toX, toY] = place(this.#columns[layer + 1][unit], 'left');
          const bend = (toX - x) / 2;
          set(path, 'd', `M${x} ${y}C${x + bend} ${y} ${toX - bend} ${toY} ${toX} ${toY}`);
        }),
      ),
    );
  }

  #title(layer, unit) {
    const last = this.#columns.length - 1;
    if (layer === 0) return t('neurons.input', { n: unit + 1 });
    return layer === last ? t('neurons.output') : t('neurons.unit', { layer, n: unit + 1 });
  }

  /** Every line as wide as its weight is large. */
  #weigh() {
    this.#paths.forEach((units, layer) =>
      units.forEach((paths, unit) => {
        const { weights, shares } = this.#network.layers[layer].units[unit];
        paths.forEach((path, input) => {
          set(path, 'class', weights[input] < 0 && 'minus');
          set(path, 'stroke-width', (THINNEST + (WIDEST - THINNEST) * shares[input]).toFixed(1));
        });
      }),
    );
  }

  #words(digits) {
    this.#named = performance.now();
    const last = this.#columns.length - 1;
    this.#heads.forEach((head, layer) => put(head, t(layer === 0 ? 'neurons.inputs' : layer === last ? 'neurons.output' : 'neurons.layer', { layer })));
    this.#columns.forEach((units, layer) =>
      units.forEach((button, unit) => {
        const own = this.#network.layers[layer - 1]?.units[unit];
        const range = own && { bias: shown(own.bias, '2'), low: shown(own.low, '2'), high: shown(own.high, '2') };
        const name = this.#title(layer, unit);
        set(button, 'aria-label', own ? t('neurons.says', { name, ...range }) : name);
        set(button, 'aria-pressed', String(layer === this.#chosen[0] && unit === this.#chosen[1]));
      }),
    );
    this.#say(digits);
  }

  #say(digits) {
    const [layer, unit] = this.#chosen;
    const name = this.#title(layer, unit);
    const own = this.#network.layers[layer - 1]?.units[unit];
    put(this.#head, name);
    set(this.#picture, 'aria-label', t('neurons.picture', { name }));
    if (!own) {
      put(this.#sum, '');
      put(this.#more, t('neurons.input.more'));
      return;
    }
    const { activation } = this.#network.layers[layer - 1];
    const letter = layer === 1 ? 'x' : 'h';
    const terms = Array.from(own.weights, (weight, index) => `${index > 0 || weight < 0 ? `${weight < 0 ? '−' : '+'} ` : ''}${shown(Math.abs(weight), digits)}·${letter}${below(index + 1)}`);
    if (own.bias !== null) terms.push(`${own.bias < 0 ? '−' : '+'} ${shown(Math.abs(own.bias), digits)}`);
    const sum = terms.join(' ');
    put(this.#sum, activation ? `${activation}(${sum})` : sum);
    put(this.#more, t(layer === 1 ? 'neurons.first.more' : 'neurons.more', { low: shown(own.low, digits), high: shown(own.high, digits) }));
  }

  #draw(style) {
    const { owner } = this;
    if (!owner?.full || !this.#network) return;
    const { size } = this.#network;
    const pixels = owner.ask((session) => session.neuronPixels(JSON.stringify({ colors: style.colors })));
    if (!pixels?.length) return;
    const bytes = new Uint8ClampedArray(pixels.buffer);
    const one = 4 * size * size;
    const [layer, unit] = this.#chosen;
    this.#columns.flat().forEach((button, index) => {
      const image = new ImageData(bytes.subarray(index * one, (index + 1) * one), size, size);
      paint(button.firstChild, image);
      if (button === this.#columns[layer][unit]) paint(this.#picture, image);
    });
  }
}

function paint(canvas, image) {
  if (canvas.width !== image.width) [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext('2d').putImageData(image, 0, 0);
}

/** `12` as ₁₂. */
function below(n) {
  return [...String(n)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[digit]).join('');
}
