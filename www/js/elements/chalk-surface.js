// <chalk-surface>: the loss as a landscape over weight and bias, and the way of the training on it. A click, or the arrow
// keys and Enter, starts the training at another place.

import { Plot } from '../canvas.js';
import { make, put, set } from '../dom.js';
import { shown } from '../math.js';
import { css, plot, stage, table } from '../style.js';
import { t } from '../text.js';
import { DataTable, View, tableOf } from '../view.js';
import { Widening, wideningStyle } from '../widening.js';

const look = css`
  canvas {
    height: 344px;
    cursor: crosshair;
    touch-action: manipulation;
  }
  .stage:focus-visible {
    outline-offset: -3px;
    border-radius: var(--chalk-radius) var(--chalk-radius) 0 0;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 20px;
    margin: 0;
    padding: 0 16px 8px;
    list-style: none;
    font-size: 13px;
    color: var(--chalk-muted);
  }
  .legend span {
    margin-right: 6px;
    font-weight: 700;
  }
  .path,
  .start {
    color: var(--chalk-fit);
  }
  .now {
    color: var(--chalk-now-bar);
  }
  .lowest {
    color: var(--chalk-ok);
  }
  .words {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: center;
    gap: 8px 24px;
    padding: 10px 16px;
    border-top: 1px solid var(--chalk-rule);
  }
  .words p {
    flex: 1 1 320px;
    max-width: 62ch;
    margin: 0;
    font-size: 14px;
    color: var(--chalk-muted);
  }
  .words .place {
    flex-basis: 100%;
    min-height: 1.55em;
    color: var(--chalk-ink);
    font-variant-numeric: tabular-nums;
  }
`;

/** How far an arrow key moves the cross, as a share of the plot; with Shift further. */
const STEP = 0.02;
const STRIDE = 0.1;
const HEARD = ['click', 'keydown', 'pointermove', 'pointerleave', 'blur'];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * The loss for every weight and bias, seen from above, and the way that training has taken.
 * @csspart card – the card around everything
 * @csspart canvas – the picture
 * @csspart data – the numbers of the picture as a table
 */
export class ChalkSurface extends View {
  static styles = [table, plot, stage, wideningStyle, look];

  #canvas = make('canvas', { role: 'img', part: 'canvas' });
  #sheet = make('canvas');
  #plot = new Plot(this.#canvas, (canvas, style) => this.#draw(canvas, style));
  #table = new DataTable((region) => this.#fill(region));
  #waiting = make('div', { class: 'waiting' }, make('slot'));
  #stage = make('div', { class: 'stage', role: 'application', 'aria-describedby': 'how' }, this.#canvas, make('span', { class: 'probe' }), this.#waiting);
  #words = { path: make('b'), start: make('b'), now: make('b'), lowest: make('b'), lines: make('b') };
  #rate = make('p');
  #how = make('p', { id: 'how' });
  #place = make('p', { class: 'place', role: 'status' });
  #again = make('button', { type: 'button', hidden: true });
  #widening = new Widening(() => this.update(this.owner), { quiet: true });
  #bounds = [];
  #cross = null;
  #view = null;
  /** The experiment of the page before it was started at another place. */
  #before = null;
  #opening = false;

  build(root) {
    const glyphs = { path: '━', start: '○', now: '●', lowest: '✕', lines: '─' };
    const entries = Object.entries(this.#words).map(([key, word]) => make('li', {}, make('span', { class: key, 'aria-hidden': 'true' }, glyphs[key]), word));
    const words = make('div', { class: 'words' }, this.#place, this.#rate, this.#again, this.#how);
    root.append(make('div', { class: 'card', part: 'card' }, this.#stage, make('ul', { class: 'legend' }, ...entries), words, this.#table.element), this.#widening.element);
  }

  attach() {
    this.#plot.connect();
    for (const type of HEARD) this.#stage.addEventListener(type, this);
    this.#again.addEventListener('click', this);
  }

  detach() {
    this.#plot.disconnect();
    for (const type of HEARD) this.#stage.removeEventListener(type, this);
    this.#again.removeEventListener('click', this);
  }

  act(event) {
    if (event.currentTarget === this.#again) this.#return();
    else if (!this.#view) return;
    else if (event.type === 'keydown') this.#key(event);
    else if (event.type === 'click') this.#start(this.#at(event));
    else this.#point(event.type === 'pointermove' ? this.#at(event) : null);
  }

  /** Where the pointer is, as shares of the plot; null outside. */
  #at({ offsetX, offsetY }) {
    const [left, top, right, bottom] = this.#bounds;
    const place = [(offsetX - left) / (right - left), (bottom - offsetY) / (bottom - top)];
    return place.every((share) => share >= 0 && share <= 1) ? place : null;
  }

  #key(event) {
    const arrow = ARROWS[event.key];
    if (event.key === 'Enter') this.#start(this.#cross);
    if (event.key === 'Escape') this.#point(null);
    if (!arrow) return;
    event.preventDefault();
    event.stopPropagation(); // The session's own arrow keys are for elsewhere.
    const [x, y] = this.#cross ?? [0.5, 0.5];
    const far = event.shiftKey ? STRIDE : STEP;
    const moved = [x + far * arrow[0], y + far * arrow[1]].map((share) => Math.min(Math.max(share, 0), 1));
    this.#point(moved);
  }

  #point(place) {
    this.#cross = place;
    const there = place && this.owner?.ask((session) => session.surfacePlace(...place));
    put(this.#place, there ? t('surface.there', numbers(there)) : '');
    this.#plot.request();
  }

  /** Trains from this place: the same experiment with these first values. */
  async #start(place) {
    const there = place && this.owner?.ask((session) => session.surfacePlace(...place));
    const experiment = this.owner?.experiment;
    if (!there || !experiment) return;
    const before = this.#before ?? experiment;
    if (!(await this.#open({ ...experiment, parameters: { '0.weight': [[there.weight]], '0.bias': [there.bias] } }))) return;
    this.#before = before;
    this.#point(null);
    put(this.#place, t('surface.started', numbers(there)));
    this.update(this.owner);
  }

  /** Back to the weights that the seed draws, with the settings of now. */
  async #return() {
    const { seed, optimizer, epochs } = this.owner.experiment;
    const { parameters } = this.#before;
    const rest = { ...this.#before, seed, optimizer, epochs };
    if (parameters) rest.parameters = parameters;
    this.#before = null;
    if (await this.#open(rest)) put(this.#place, t('surface.returned'));
  }

  async #open(experiment) {
    this.#opening = true;
    try {
      return await this.owner.open(JSON.stringify(experiment));
    } finally {
      this.#opening = false;
    }
  }

  handleEvent(event) {
    // Another experiment has been opened, or another seed: what was before is no longer of this one.
    const seed = event.type === 'chalk-change' && event.detail.what === 'settings' && event.detail.changed.includes('seed');
    if (event.type === 'chalk-ready' && event.currentTarget === this.owner && !this.#opening) this.#before = null;
    super.handleEvent(event);
    if (seed && this.#before) this.#return();
  }

  update(owner, reason) {
    const ready = this.#widening.ready(owner);
    this.#view = ready ? owner.ask((session) => session.surface()) ?? null : null;
    set(this.#waiting, 'hidden', this.#view || owner?.status === 'loading');
    set(this.#stage, 'tabindex', this.#view ? '0' : '-1');
    set(this.#stage, 'aria-label', t('surface.choose'));
    for (const [key, word] of Object.entries(this.#words)) put(word, t(`surface.${key}`));
    put(this.#again, t('surface.again'));
    set(this.#again, 'hidden', !this.#before);
    put(this.#how, t('surface.how'));
    this.#table.name(t('surface.table'));
    set(this.#canvas, 'aria-label', this.#name(owner));
    if (!this.#view) {
      if (ready) put(this.#rate, t('surface.none'));
      this.#plot.request();
      return;
    }
    put(this.#rate, this.#rateWords(owner));
    this.#plot.request();
    if (!owner.playing || reason !== 'step') this.#table.refresh();
  }

  #name(owner) {
    if (!this.#view) return t('surface.name.empty');
    const [weight, bias] = owner.moment.parameters.map(({ data }) => shown(data[0], owner.digits));
    const lowest = numbers(this.#view);
    return t('surface.name', { weight, bias, steps: owner.moment.step, lowestWeight: lowest.weight, lowestBias: lowest.bias, lowestLoss: lowest.loss });
  }

  #rateWords({ moment: { lr } }) {
    const { limit } = this.#view;
    if (limit === null) return t('surface.rate.none');
    const words = { limit: limit.toFixed(6), lr: String(lr) };
    return t(lr > limit ? 'surface.rate.over' : 'surface.rate.under', words);
  }

  #draw(canvas, style) {
    if (!this.owner?.full) return;
    const text = { x: t('surface.weight'), y: t('surface.bias') };
    const cross = new Float64Array(this.#cross ?? []);
    this.#bounds = this.owner.ask((session) => session.drawSurface(canvas, this.#sheet, JSON.stringify({ ...style, text }), cross)) ?? [];
  }

  #fill(region) {
    const rows = this.#view?.path ?? [];
    const heads = [t('surface.step'), t('surface.weight'), t('surface.bias'), t('surface.loss')];
    const cells = rows.map(({ step, weight, bias, loss }) => [String(step), shown(weight, '6'), shown(bias, '6'), shown(loss, '6')]);
    const every = this.#view?.every > 1 ? [make('p', { class: 'note' }, t('surface.every', { n: this.#view.every }))] : [];
    region.replaceChildren(...every, tableOf(t('surface.table'), heads, cells));
  }
}

function numbers({ weight, bias, loss }) {
  return { weight: shown(weight, '4'), bias: shown(bias, '4'), loss: shown(loss, '4') };
}
