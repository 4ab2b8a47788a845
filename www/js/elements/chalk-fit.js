// <chalk-fit>: the data points and the line that the model draws through them.

import { Plot } from '../canvas.js';
import { make, set } from '../dom.js';
import { lineEquation, numeral, shown } from '../math.js';
import { plot, stage, table } from '../style.js';
import { t } from '../text.js';
import { DataTable, View, tableOf } from '../view.js';

/**
 * The data and the line that the model draws through them.
 * @csspart card – the card around everything
 * @csspart canvas – the picture
 * @csspart data – the numbers of the picture as a table
 */
export class ChalkFit extends View {
  static styles = [table, plot, stage];

  #canvas = make('canvas', { role: 'img', part: 'canvas' });
  #plot = new Plot(this.#canvas, (canvas, style) => this.#draw(canvas, style));
  #table = new DataTable((region) => this.#fill(region));
  #waiting = make('div', { class: 'waiting' }, make('slot'));

  build(root) {
    const stage = make('div', { class: 'stage' }, this.#canvas, make('span', { class: 'probe' }), make('slot', { name: 'over' }), this.#waiting);
    root.append(make('div', { class: 'card', part: 'card' }, stage, this.#table.element));
  }

  attach() {
    this.#plot.connect();
  }

  detach() {
    this.#plot.disconnect();
  }

  update(owner) {
    const moment = owner?.moment;
    set(this.#waiting, 'hidden', moment || owner?.status === 'loading');
    this.#table.name(t('fit.table'));
    set(this.#canvas, 'aria-label', moment ? this.#name(owner, moment) : t('fit.name.empty'));
    if (!moment) return;
    this.#plot.request();
    this.#table.refresh();
  }

  #name(owner, { parameters }) {
    const points = owner.ask((session) => session.points().x.length) ?? 0;
    const line = lineEquation(parameters, owner.digits);
    return line ? t('fit.name', { points, line }) : t('fit.name.none', { points });
  }

  #draw(canvas, style) {
    const text = { x: t('fit.x'), y: t('fit.y'), data: t('fit.data'), fit: t('fit.fit'), outside: t('fit.outside') };
    if (this.owner?.runs?.other) text.other = t('runs.other');
    this.owner?.ask((session) => session.drawFit(canvas, JSON.stringify({ ...style, text, log: false })));
  }

  #fill(region) {
    const drawn = this.owner?.ask((session) => [session.points(), session.fit()]);
    if (!drawn) return;
    const [points, line] = drawn;
    const cells = ({ x, y }) => Array.from(x, (each, index) => [shown(each, 'all'), shown(y[index], 'all')]);
    const asked = ([x, y], row) => [numeral(x, `x ${row} value`), numeral(y, `y ${row} value`)];
    region.replaceChildren(
      tableOf(t('fit.data'), [t('fit.x'), t('fit.y')], cells(points).map(asked)),
      tableOf(t('fit.fit'), [t('fit.x'), t('fit.prediction')], cells(line)),
    );
  }
}
