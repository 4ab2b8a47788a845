// <chalk-gradcheck>: a parameter's gradient beside the slope between two losses next to each other, for any distance h,
// in single and double precision.

import { Plot } from '../canvas.js';
import { make, put, set } from '../dom.js';
import { field } from '../field.js';
import { placeOf, shown } from '../math.js';
import { css, plot, stage, table } from '../style.js';
import { t } from '../text.js';
import { DataTable, View, tableOf } from '../view.js';
import { Widening, wideningStyle } from '../widening.js';

const look = css`
  .choose {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 20px;
    align-items: end;
    padding: 12px 16px 8px;
  }
  label {
    font-size: 13px;
    color: var(--chalk-muted);
  }
  label span {
    display: block;
    margin-bottom: 2px;
  }
  select {
    min-height: 40px;
    padding: 0 8px;
    border-radius: 8px;
    font: 14px var(--chalk-mono);
  }
  .distance {
    flex: 1 1 220px;
  }
  input[type='range'] {
    width: 100%;
    height: 40px;
    margin: 0;
    accent-color: var(--chalk-fit);
  }
  output {
    color: var(--chalk-ink);
    font: 13px var(--chalk-mono);
  }
  .numbers {
    overflow-x: auto;
    border-top: 1px solid var(--chalk-rule);
  }
  .numbers th,
  .numbers td {
    padding-block: 4px;
    white-space: nowrap;
  }
  .numbers td {
    font-size: 13px;
  }
  tr.gradient td {
    color: var(--chalk-grad);
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 20px;
    margin: 0;
    padding: 8px 16px 0;
    list-style: none;
    font-size: 13px;
    color: var(--chalk-muted);
    border-top: 1px solid var(--chalk-rule);
  }
  .legend span {
    margin-right: 6px;
    font-weight: 700;
  }
  .single {
    color: var(--chalk-fit);
  }
  .double {
    color: var(--chalk-axis);
  }
  .now {
    color: var(--chalk-now-bar);
  }
  .words {
    padding: 10px 16px;
    border-top: 1px solid var(--chalk-rule);
  }
  .words p {
    max-width: 72ch;
    min-height: 3.1em;
    margin: 0;
    font-size: 14px;
  }
  .words p + p {
    margin-top: 4px;
  }
  .words .why {
    min-height: 0;
    color: var(--chalk-muted);
  }
`;

/** How many values of h there are, and which one is chosen at first: 1e-3. */
const STEPS = 49;
const FIRST = 12;
const PRECISIONS = ['f32', 'f64'];
const LINES = ['above', 'below', 'slope', 'gradient', 'error'];

/**
 * The gradient beside the slope between two losses next to each other.
 * @csspart card – the card around everything
 * @csspart canvas – the picture
 * @csspart data – the numbers of the picture as a table
 */
export class ChalkGradcheck extends View {
  static styles = [table, plot, stage, field, wideningStyle, look];

  #parameter = make('select');
  #cell = make('select');
  #distance = make('input', { type: 'range', min: 0, max: STEPS - 1, step: 1, value: STEPS - 1 - FIRST });
  #h = make('output');
  #labels = { parameter: make('span'), cell: make('span'), h: make('b') };
  #canvas = make('canvas', { role: 'img', part: 'canvas' });
  #plot = new Plot(this.#canvas, (canvas, style) => this.#draw(canvas, style));
  #table = new DataTable((region) => this.#fill(region));
  #waiting = make('div', { class: 'waiting' }, make('slot'));
  #body = make('tbody');
  #caption = make('caption', { class: 'hidden' });
  #heads = [make('th', { scope: 'col' }), ...PRECISIONS.map(() => make('th', { scope: 'col' }))];
  #legend = { single: make('b'), double: make('b'), now: make('b') };
  #sides = PRECISIONS.map(() => make('p'));
  #why = make('p', { class: 'why' });
  #widening = new Widening(() => this.update(this.owner), { quiet: true });
  #parts = [];
  #check = null;
  #shape = '';
  #due = 0;

  build(root) {
    const choose = make(
      'div',
      { class: 'choose' },
      make('label', {}, this.#labels.parameter, this.#parameter),
      make('label', {}, this.#labels.cell, this.#cell),
      make('label', { class: 'distance' }, make('span', {}, this.#labels.h, ' ', this.#h), this.#distance),
    );
    for (const line of LINES) {
      this.#body.append(make('tr', { class: line }, make('th', { scope: 'row' }), ...PRECISIONS.map(() => make('td'))));
    }
    const numbers = make('table', {}, this.#caption, make('thead', {}, make('tr', {}, ...this.#heads)), this.#body);
    const glyphs = { single: '●', double: '✕', now: '┃' };
    const entries = Object.entries(this.#legend).map(([key, word]) => make('li', {}, make('span', { class: key, 'aria-hidden': 'true' }, glyphs[key]), word));
    const words = make('div', { class: 'words', role: 'status' }, ...this.#sides, this.#why);
    const stage = make('div', { class: 'stage' }, this.#canvas, make('span', { class: 'probe' }));
    this.#parts = [choose, make('div', { class: 'numbers', tabindex: '0', role: 'group' }, numbers), words, make('ul', { class: 'legend' }, ...entries), stage, this.#table.element];
    root.append(make('div', { class: 'card', part: 'card' }, this.#waiting, ...this.#parts), this.#widening.element);
  }

  attach() {
    this.#plot.connect();
    for (const input of [this.#parameter, this.#cell, this.#distance]) input.addEventListener('input', this);
  }

  detach() {
    this.#plot.disconnect();
    for (const input of [this.#parameter, this.#cell, this.#distance]) input.removeEventListener('input', this);
    clearTimeout(this.#due);
  }

  act(event) {
    if (event.currentTarget === this.#distance) this.#show();
    else this.#look();
  }

  /** The slider's right end is h = 1; the core lists the rows from there. */
  get #row() {
    return STEPS - 1 - Number(this.#distance.value);
  }

  update(owner, reason) {
    const ready = this.#widening.ready(owner);
    set(this.#waiting, 'hidden', ready || owner?.status === 'loading');
    for (const part of this.#parts) set(part, 'hidden', !ready);
    for (const [key, word] of Object.entries(this.#labels)) put(word, t(`gradcheck.${key}`));
    for (const [key, word] of Object.entries(this.#legend)) put(word, t(`gradcheck.${key}`));
    put(this.#caption, t('gradcheck.caption'));
    set(this.#parts[1], 'aria-label', t('gradcheck.caption'));
    [t('gradcheck.number'), 'float32', 'float64'].forEach((word, column) => put(this.#heads[column], word));
    this.#table.name(t('gradcheck.table'));
    if (!ready) return;
    this.#choices(owner.moment.parameters);
    // While training runs, two hundred losses a frame would only slow it down: it looks four times a second.
    if (owner.playing && reason === 'step') this.#due ||= setTimeout(() => this.#look(), 250);
    else this.#look();
  }

  #choices(parameters) {
    const shape = parameters.map(({ name, shape: dims }) => `${name}:${dims}`).join();
    if (shape === this.#shape) return;
    this.#shape = shape;
    this.#parameter.replaceChildren(...parameters.map(({ name }, index) => make('option', { value: index }, name)));
  }

  #cells() {
    const { shape } = this.owner.moment.parameters[this.#parameter.selectedIndex];
    const all = shape.reduce((product, each) => product * each, 1);
    if (this.#cell.options.length === all) return;
    const place = (index) => placeOf(shape.length > 1 ? [Math.floor(index / shape[1]) + 1, (index % shape[1]) + 1] : [index + 1]);
    this.#cell.replaceChildren(...Array.from({ length: all }, (_, index) => make('option', { value: index }, place(index))));
  }

  #look() {
    clearTimeout(this.#due);
    this.#due = 0;
    const { owner } = this;
    if (!owner?.moment || !owner.full) return;
    this.#cells();
    this.#check = owner.ask((session) => session.gradientCheck(this.#parameter.selectedIndex, this.#cell.selectedIndex)) ?? null;
    this.#show();
    this.#table.refresh();
  }

  #show() {
    if (!this.#check) return;
    const { h } = this.#check.f32.rows[this.#row];
    put(this.#h, short(h));
    set(this.#distance, 'aria-valuetext', `h = ${short(h)}`);
    LINES.forEach((line, index) => {
      const [head, ...cells] = this.#body.rows[index].cells;
      put(head, t(`gradcheck.line.${line}`));
      PRECISIONS.forEach((precision, column) => put(cells[column], this.#number(precision, line)));
    });
    PRECISIONS.forEach((precision, index) => put(this.#sides[index], this.#side(precision)));
    const parabola = this.#check.f64.rows.every(({ truncation }) => truncation === 0);
    put(this.#why, t(parabola ? 'gradcheck.parabola' : 'gradcheck.why'));
    const row = (precision) => short(this.#check[precision].rows[this.#row].error);
    set(this.#canvas, 'aria-label', t('gradcheck.name', { name: this.#check.name, h: short(h), single: row('f32'), double: row('f64') }));
    this.#plot.request();
  }

  #number(precision, line) {
    const column = this.#check[precision];
    const value = line === 'gradient' ? column.gradient : column.rows[this.#row][line];
    if (line === 'error') return short(value);
    return precision === 'f32' ? shown(value, 'all') : exact(value);
  }

  /** On which side of the best h this one lies. */
  #side(precision) {
    const { h, truncation, rounding } = this.#check[precision].rows[this.#row];
    const side = truncation > rounding ? 'truncation' : 'rounding';
    const type = precision === 'f32' ? 'float32' : 'float64';
    return t(`gradcheck.side.${side}`, { type, h: short(h), truncation: short(truncation), rounding: short(rounding) });
  }

  #draw(canvas, style) {
    const text = { x: 'h', y: t('gradcheck.axis') };
    if (!this.#check || !this.owner?.full) return;
    const at = [this.#parameter.selectedIndex, this.#cell.selectedIndex, this.#row];
    this.owner.ask((session) => session.drawCheck(canvas, JSON.stringify({ ...style, text }), ...at));
  }

  #fill(region) {
    if (!this.#check) return;
    const heads = ['h', ...PRECISIONS.map((precision) => (precision === 'f32' ? 'float32' : 'float64'))];
    const { f32, f64 } = this.#check;
    const cells = f32.rows.map(({ h, error }, index) => [short(h), short(error), short(f64.rows[index].error)]);
    region.replaceChildren(tableOf(t('gradcheck.table'), heads, cells));
  }
}

/** Two or three figures, as a power of ten where that is shorter: 0.001, 5.6×10⁻⁴. */
function short(value) {
  if (value === 0) return '0';
  return shown(Number(value.toPrecision(2)), 'all');
}

/** All figures of a number in double precision. */
function exact(value) {
  const [mantissa, exponent] = String(value).replace('-', '−').split('e');
  return exponent === undefined ? mantissa : `${mantissa}e${exponent.replace('-', '−')}`;
}
