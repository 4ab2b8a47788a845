// <chalk-op name="tanh">: a single operation, activation or loss: its curve and derivative, a point that can be moved,
// and the formulas with its numbers. Where there is no curve, the worked example.

import { Alone, mirrored, valueOf } from '../alone.js';
import { Plot } from '../canvas.js';
import { make, put, set } from '../dom.js';
import { lines } from '../lines.js';
import { equationLine, formulaLine } from '../formulas.js';
import { matrixOf } from '../mathml.js';
import { plain } from '../number.js';
import { OptionFields, optionStyle } from '../options.js';
import { css, plot, table } from '../style.js';
import { nameOf, t, texts } from '../text.js';
import { DataTable, tableOf } from '../view.js';

const look = css`
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 12px;
    padding: 14px 16px 0;
  }
  h3 {
    margin: 0;
    font: 600 20px/1.3 var(--chalk-serif);
    overflow-wrap: anywhere;
  }
  header span {
    font-size: 13px;
    color: var(--chalk-muted);
  }
  .sentence {
    margin: 2px 16px 8px;
    max-width: 62ch;
  }
  :host(:lang(zh)) .sentence {
    max-width: 36em;
    line-height: 1.75;
  }
  canvas {
    height: 264px;
    cursor: ew-resize;
    touch-action: pan-y;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 20px;
    margin: 0;
    padding: 0 16px 4px;
    list-style: none;
    font-size: 13px;
    color: var(--chalk-muted);
  }
  .legend span {
    margin-right: 6px;
    font-weight: 700;
  }
  .value {
    color: var(--chalk-fit);
  }
  .slope {
    color: var(--chalk-grad);
  }
  .point {
    color: var(--chalk-now-bar);
  }
  .move {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 0 16px;
    font: 18px var(--chalk-formula);
  }
  input[type='range'] {
    flex: 1;
    min-width: 0;
    height: 40px;
    margin: 0;
    accent-color: var(--chalk-fit);
  }
  dl {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    margin: 0;
    border-block: 1px solid var(--chalk-rule);
  }
  dl div {
    min-width: 0;
    padding: 8px 16px;
  }
  dl div + div {
    border-left: 1px solid var(--chalk-rule);
  }
  dt {
    font: 15px var(--chalk-formula);
    color: var(--chalk-muted);
  }
  dd {
    margin: 0;
    font: 17px var(--chalk-mono);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .maths {
    display: grid;
    gap: 8px;
    padding: 10px 16px 12px;
    overflow-x: auto;
  }
  .maths math {
    math-style: normal;
  }
  .maths .op {
    margin-right: 12px;
    color: var(--chalk-muted);
    font-family: var(--chalk-sans);
    font-size: 13px;
  }
  .options {
    padding: 10px 16px;
    border-top: 1px solid var(--chalk-rule);
  }
  .worked {
    overflow-x: auto;
    border-block: 1px solid var(--chalk-rule);
  }
  .worked th,
  .worked td {
    text-align: left;
    vertical-align: middle;
    font: 17px var(--chalk-formula);
  }
  .worked thead th {
    font: 500 13px var(--chalk-sans);
  }
  .worked .grad {
    text-decoration: none;
  }
  @media print {
    .move {
      display: none;
    }
  }
  @container (max-width: 420px) {
    canvas {
      height: 212px;
    }
    dl div {
      padding-inline: 12px 6px;
    }
    dd {
      font-size: 14px;
    }
  }
`;

const DIGITS = '4';
const HEARD = ['pointerdown', 'pointermove', 'pointerup', 'pointercancel'];
const POINT = ['name', 'options', 'inputs', 'over', 'from', 'to', 'at'];

/**
 * An operation, activation or loss by itself: its curve, its derivative, and a point to move.
 * @attr {string} name – the operation, layer or loss, by PyTorch’s name
 * @attr {string} over – the input that the curve runs over
 * @attr {number} from – where the curve begins
 * @attr {number} to – where the curve ends
 * @attr {number} at – where the point is
 * @fires {CustomEvent<{}>} chalk-ready – it can be used, also after a restart
 * @fires {CustomEvent<{ what: string }>} chalk-change – something else has changed: `detail.what` names it
 * @fires {CustomEvent<{ error: Error; key?: string; value?: unknown; used?: unknown }>} chalk-error – a value that
 *   cannot be used, a failed load or a crash
 * @slot – what is shown where nothing can run
 * @csspart card – the card around everything
 * @csspart title – the name of the operation
 * @csspart canvas – the picture
 * @csspart numbers – the numbers
 * @csspart formula – the formula
 * @csspart equation – the formula with numbers in it
 * @csspart sentence – one sentence why
 * @csspart options – the fields of the options
 * @csspart data – the numbers of the picture as a table
 * @csspart message – what is wrong with a value
 */
export class ChalkOp extends Alone {
  static styles = [...Alone.styles, table, plot, lines, optionStyle, look];

  #title = make('h3', { part: 'title' });
  #kind = make('span');
  #sentence = make('p', { class: 'sentence', part: 'sentence' });
  #canvas = make('canvas', { role: 'img', part: 'canvas' });
  #plot = new Plot(this.#canvas, (canvas, style) => this.#draw(canvas, style));
  #stage = make('div', { class: 'stage' }, this.#canvas, make('span', { class: 'probe' }));
  #legend = { value: make('b'), slope: make('b'), point: make('b') };
  #letter = make('label', { for: 'move' });
  #slider = make('input', { type: 'range', id: 'move' });
  #numbers = ['x', 'y', 'slope'].map((key) => ({ head: make('dt'), number: make('dd', { class: { y: 'value' }[key] ?? key }) }));
  #maths = make('div', { class: 'maths' });
  #worked = make('div', { class: 'worked', tabindex: '0', role: 'group' });
  #fields = new OptionFields((name, value) => this.#set(name, value));
  #table = new DataTable((region) => this.#fill(region));
  #curved = [];
  #bounds = [];

  fill(body) {
    const glyphs = { value: '━', slope: '╍', point: '●' };
    const entries = Object.entries(this.#legend).map(([key, word]) => make('li', {}, make('span', { class: key, 'aria-hidden': 'true' }, glyphs[key]), word));
    const legend = make('ul', { class: 'legend' }, ...entries);
    const move = make('div', { class: 'move' }, this.#letter, this.#slider);
    const numbers = make('dl', { part: 'numbers' }, ...this.#numbers.map(({ head, number }) => make('div', {}, head, number)));
    this.#curved = [this.#stage, legend, move, numbers, this.#table.element];
    const header = make('header', {}, this.#title, this.#kind);
    body.append(header, this.#sentence, this.#stage, legend, move, numbers, this.#worked, this.#maths, this.#fields.element, this.#table.element);
  }

  attach() {
    super.attach();
    this.#plot.connect();
    for (const type of HEARD) this.#canvas.addEventListener(type, this);
    this.#slider.addEventListener('input', this);
  }

  detach() {
    super.detach();
    this.#plot.disconnect();
    for (const type of HEARD) this.#canvas.removeEventListener(type, this);
    this.#slider.removeEventListener('input', this);
  }

  // What is asked ----------------------------------------------------------------------------------

  asked(core, { name = 'tanh', over, from, to, at, ...rest }) {
    const request = { name, options: {}, inputs: {} };
    const inputs = this.attempt(() => core.lesson(JSON.stringify({ name })).inputs.map((input) => input.name)) ?? [];
    for (const [key, value] of Object.entries({ from, to, at })) if (value !== undefined) request[key] = valueOf(value);
    if (over !== undefined) request.over = over;
    for (const [key, value] of Object.entries(rest)) request[inputs.includes(key) ? 'inputs' : 'options'][key] = valueOf(value);
    return request;
  }

  ask(core, request) {
    return core.lesson(JSON.stringify(request));
  }

  /** Takes out what does not fit; where it is the name, all that belongs to it, too. */
  drop(request, key) {
    const [, owner, option] = key.match(/^(?:len\()?(\w+)(?:\.(\w+))?/) ?? [];
    for (const part of ['inputs', 'options']) {
      if (option === undefined || !Object.hasOwn(request[part], option)) continue;
      const value = request[part][option];
      delete request[part][option];
      return { key: option, value };
    }
    const value = request[owner];
    if (owner !== 'name' && value !== undefined && POINT.includes(owner)) {
      delete request[owner];
      return { key: owner, value };
    }
    // A shape or a class that does not fit names no attribute.
    const whole = owner === 'name' ? 'name' : 'inputs';
    const there = whole === 'name' ? value : JSON.stringify({ ...request.inputs, ...request.options });
    for (const each of whole === 'name' ? POINT : ['options', 'inputs', 'over', 'from', 'to', 'at']) delete request[each];
    Object.assign(request, { options: {}, inputs: {} });
    return { key: whole, value: there };
  }

  used(key) {
    const { view } = this;
    if (!view) return '';
    const { from, to, point, slot } = view.curve ?? {};
    const { value } = view.options.find(({ name }) => name === key) ?? {};
    const { cells } = view.inputs.find(({ name }) => name === key) ?? {};
    const all = { name: view.name, from, to, at: point?.x, over: view.inputs[slot]?.name };
    return String(all[key] ?? value ?? cells?.join(' ') ?? view.name);
  }

  // What happens -----------------------------------------------------------------------------------

  act(event) {
    if (!this.view?.curve) return;
    if (event.currentTarget === this.#slider) this.#move({ at: Number(this.#slider.value) });
    else if (event.type === 'pointerdown' && event.button === 0) {
      this.#canvas.setPointerCapture(event.pointerId);
      this.#drag(event);
    } else if (event.type === 'pointermove' && this.#canvas.hasPointerCapture(event.pointerId)) this.#drag(event);
  }

  #drag({ offsetX }) {
    const [left, , right] = this.#bounds;
    if (right > left) this.#move({ share: Math.min(Math.max((offsetX - left) / (right - left), 0), 1) });
  }

  /** Where the core puts a share of the picture is where the point is from then on. */
  #move(place) {
    const { at, ...rest } = this.request;
    if (!this.change({ ...rest, ...place })) return;
    const { share, ...request } = this.request;
    this.request = { ...request, at: this.view.curve.point.x };
  }

  /** Another number of an input that stays, or another option. */
  #set(name, value) {
    const { view, request } = this;
    if (name === 'over') {
      const { over, at, from, to, ...rest } = request;
      this.change({ ...rest, over: value });
      return;
    }
    const part = view.inputs.some((input) => input.name === name) ? 'inputs' : 'options';
    this.change({ ...request, [part]: { ...request[part], [name]: value } });
  }

  // What is shown ----------------------------------------------------------------------------------

  show(view) {
    const { name, kind, curve } = view;
    put(this.#title, name);
    const word = kind === 'op' ? nameOf('op', name) : '';
    put(this.#kind, t(`teach.kind.${kind}`) + (word && word !== name ? t('teach.called', { word }) : ''));
    put(this.#sentence, texts.core(view.sentenceKey, view.sentence));
    for (const part of this.#curved) set(part, 'hidden', !curve);
    set(this.#worked, 'hidden', Boolean(curve));
    this.#maths.replaceChildren(formulaLine(view.formula), ...view.derivatives.map(formulaLine), ...view.equations.map(equationOf));
    this.#fields.show(fieldsOf(view));
    if (curve) this.#point(view);
    else this.#example(view);
  }

  #point(view) {
    const { curve, kind } = view;
    const { letter } = curve;
    const out = kind === 'loss' ? 'L' : 'y';
    const values = [curve.point.x, curve.point.y, curve.point.slope];
    const heads = [letter, out, `d${out}/d${letter}`];
    this.#numbers.forEach(({ head, number }, index) => {
      put(head, heads[index]);
      put(number, said(values[index]));
    });
    const [x, y, slope] = values.map(said);
    put(this.#legend.value, out);
    put(this.#legend.slope, t('teach.legend.slope', { slope: heads[2] }));
    put(this.#legend.point, t('teach.legend.point'));
    put(this.#letter, letter);
    for (const [key, value] of Object.entries({ min: curve.from, max: curve.to, step: curve.step })) set(this.#slider, key, value);
    this.#slider.value = curve.point.x;
    set(this.#slider, 'aria-label', t('teach.move', { letter }));
    set(this.#slider, 'aria-valuetext', t('teach.at', { letter, x, out, y, slope }));
    set(this.#canvas, 'aria-label', t('teach.name', { name: view.name, letter, x, out, y, slope }));
    this.#table.name(t('teach.table', { name: view.name }));
    this.#plot.request();
    this.#table.refresh();
  }

  #example({ inputs, output, name }) {
    const heads = [t('teach.letter'), t('teach.numbers'), t('teach.gradient')];
    const row = (letter, value, grad) => make('tr', {}, make('th', { scope: 'row' }, letter), make('td', {}, value), make('td', { class: 'grad' }, grad));
    const rows = inputs.map(({ letter, shape, cells, grad }) => row(letter, matrixOf(shape, cells.map(said)), grad ? matrixOf(shape, grad.map(said)) : '—'));
    rows.push(row('y', matrixOf(output.shape, output.cells.map(said)), '1'));
    const grid = tableOf(t('teach.example', { name }), heads, []);
    grid.tBodies[0].append(...rows);
    set(this.#worked, 'aria-label', t('teach.example', { name }));
    this.#worked.replaceChildren(grid);
  }

  #draw(canvas, style) {
    const { view } = this;
    if (!view?.curve) return;
    const text = { x: view.curve.letter, y: '' };
    this.#bounds = this.attempt((core) => core.drawLesson(canvas, JSON.stringify({ ...style, text }), JSON.stringify(this.request))) ?? [];
  }

  #fill(region) {
    const { curve, kind, name } = this.view ?? {};
    if (!curve) return;
    const [letter, out] = [curve.letter, kind === 'loss' ? 'L' : 'y'];
    const rows = curve.rows.map(({ x, y, slope }) => [x, y, slope].map(said));
    region.replaceChildren(tableOf(t('teach.table', { name }), [letter, out, `d${out}/d${letter}`], rows));
  }
}

mirrored(ChalkOp, ['name', 'over', 'from', 'to', 'at']);

const said = (number) => (Number.isFinite(number) ? plain(number, DIGITS) : t('value.nan'));

function equationOf({ op, pieces }) {
  const line = equationLine(pieces, DIGITS);
  if (op) line.prepend(make('span', { class: 'op' }, nameOf('op', op)));
  return line;
}

/** The other inputs, which one the curve runs over, and the options. */
function fieldsOf({ inputs, curve, options }) {
  if (!curve) return options;
  const movable = inputs.filter(({ grad }) => grad).map(({ name }) => name);
  const over = { name: 'over', kind: 'choice', names: movable, value: inputs[curve.slot].name, label: t('teach.over') };
  const others = inputs.filter(({ cells }, slot) => slot !== curve.slot || cells.length > 1);
  const field = ({ name, cells }) => ({ name, kind: 'numbers', min: -1, value: cells });
  return [...(movable.length > 1 ? [over] : []), ...others.map(field), ...options];
}
