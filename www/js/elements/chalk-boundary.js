// <chalk-boundary>: what the model makes of every place in the plane, the data on it, and how much of it is right.

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
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 20px;
    margin: 0;
    padding: 0 16px 10px;
    list-style: none;
    font-size: 13px;
    color: var(--chalk-muted);
  }
  .legend span {
    margin-right: 6px;
    font-weight: 700;
  }
  .zero {
    color: var(--chalk-data);
  }
  .one {
    color: var(--chalk-fit);
  }
  .right {
    margin-left: auto;
    color: var(--chalk-ink);
    font-variant-numeric: tabular-nums;
  }
`;

/**
 * The data in the plane, and where the model draws the border between the classes.
 * @csspart card – the card around everything
 * @csspart canvas – the picture
 * @csspart data – the numbers of the picture as a table
 */
export class ChalkBoundary extends View {
  static styles = [table, plot, stage, wideningStyle, look];

  #canvas = make('canvas', { role: 'img', part: 'canvas' });
  #sheet = make('canvas');
  #plot = new Plot(this.#canvas, (canvas, style) => this.#draw(canvas, style));
  #table = new DataTable((region) => this.#fill(region));
  #waiting = make('div', { class: 'waiting' }, make('slot'));
  #words = { zero: make('b'), one: make('b'), line: make('b') };
  #right = make('li', { class: 'right' });
  #widening = new Widening(() => this.update(this.owner), { quiet: true });

  build(root) {
    const stage = make('div', { class: 'stage' }, this.#canvas, make('span', { class: 'probe' }), this.#waiting);
    const glyphs = { zero: '●', one: '✕', line: '━' };
    const entries = Object.entries(this.#words).map(([key, word]) => make('li', {}, make('span', { class: key, 'aria-hidden': 'true' }, glyphs[key]), word));
    const legend = make('ul', { class: 'legend' }, ...entries, this.#right);
    root.append(make('div', { class: 'card', part: 'card' }, stage, legend, this.#table.element), this.#widening.element);
  }

  attach() {
    this.#plot.connect();
  }

  detach() {
    this.#plot.disconnect();
  }

  update(owner) {
    const ready = this.#widening.ready(owner);
    set(this.#waiting, 'hidden', ready || owner?.status === 'loading');
    for (const [key, word] of Object.entries(this.#words)) put(word, t(`boundary.${key}`));
    this.#table.name(t('boundary.table'));
    const found = ready && owner.ask((session) => session.boundary());
    set(this.#canvas, 'aria-label', found ? t('boundary.name', found) : t('boundary.name.empty'));
    put(this.#right, found ? t('boundary.right', found) : '');
    if (!ready) return;
    this.#plot.request();
    if (!owner.playing) this.#table.refresh();
  }

  #draw(canvas, style) {
    const text = { x: 'x₁', y: 'x₂' };
    if (this.owner?.full) this.owner.ask((session) => session.drawBoundary(canvas, this.#sheet, JSON.stringify({ ...style, text })));
  }

  #fill(region) {
    const rows = this.owner?.ask((session) => session.boundaryRows()) ?? [];
    const heads = ['x₁', 'x₂', t('boundary.class'), t('boundary.prediction'), t('boundary.side')];
    const cells = rows.map((row) => [
      ...Array.from(row.x, (value) => shown(value, 'all')),
      row.class ? '1' : '0',
      shown(row.prediction, '4'),
      t(row.right ? 'boundary.yes' : 'boundary.no'),
    ]);
    region.replaceChildren(tableOf(t('boundary.table'), heads, cells));
  }
}
