// <chalk-loss>: the loss of every training step so far, on a linear or a logarithmic axis.

import { Plot } from '../canvas.js';
import { make, put, set } from '../dom.js';
import { numeral, shown } from '../math.js';
import { Rows } from '../rows.js';
import { plot, stage, table, toggle } from '../style.js';
import { t } from '../text.js';
import { DataTable, View, rowOf, tableOf } from '../view.js';

let groups = 0;

/**
 * The loss of every training step so far.
 * @csspart tools – what one can choose, at the top
 * @csspart card – the card around everything
 * @csspart canvas – the picture
 * @csspart data – the numbers of the picture as a table
 */
export class ChalkLoss extends View {
  static styles = [table, plot, stage, toggle];

  #canvas = make('canvas', { role: 'img', part: 'canvas' });
  #plot = new Plot(this.#canvas, (canvas, style) => this.#draw(canvas, style));
  #table = new DataTable((region) => this.#fill(region));
  #waiting = make('div', { class: 'waiting' }, make('slot'));
  #scale = make('fieldset', { class: 'toggle', part: 'tools' });
  #legend = make('legend', { class: 'hidden' });
  #choices = {};
  #log = false;
  #rows = null;
  #series = [];
  #other = null;
  #note = null;

  build(root) {
    this.#scale.append(this.#legend);
    groups += 1;
    for (const kind of ['linear', 'log']) {
      const radio = make('input', { type: 'radio', name: `scale-${groups}`, value: kind });
      const word = make('span');
      radio.checked = kind === 'linear';
      this.#choices[kind] = word;
      this.#scale.append(make('label', {}, radio, word));
    }
    const stage = make('div', { class: 'stage' }, this.#canvas, make('span', { class: 'probe' }), this.#waiting);
    root.append(this.#scale, make('div', { class: 'card', part: 'card' }, stage, make('slot', { name: 'legend' }), this.#table.element));
  }

  attach() {
    this.#plot.connect();
    this.#scale.addEventListener('change', this);
  }

  detach() {
    this.#plot.disconnect();
    this.#scale.removeEventListener('change', this);
  }

  act(event) {
    this.#log = event.target.value === 'log';
    this.#plot.request();
  }

  update(owner, reason) {
    const moment = owner?.moment;
    set(this.#waiting, 'hidden', moment || owner?.status === 'loading');
    put(this.#legend, t('loss.axis'));
    for (const [kind, word] of Object.entries(this.#choices)) put(word, t(`loss.${kind}`));
    this.#table.name(t('loss.table'));
    set(this.#canvas, 'aria-label', moment ? this.#name(owner, moment) : t('loss.name.empty'));
    if (!moment) return;
    if (reason !== 'step') this.#rows = null;
    this.#plot.request();
    this.#table.refresh();
  }

  #name(owner, { loss, step }) {
    if (loss === null) return t('loss.name.none');
    const best = owner.ask((session) => session.best());
    const name = t('loss.name', { loss: shown(loss, owner.digits), step });
    return best === undefined ? name : `${name}${t('loss.name.best', { best: shown(best, owner.digits) })}`;
  }

  #draw(canvas, style) {
    const { owner } = this;
    owner?.ask((session) => {
      const best = session.best();
      const text = { x: t(owner.moment.batches > 1 ? 'loss.step' : 'loss.epoch'), y: t('loss.y') };
      if (best !== undefined) text.best = t('loss.best', { best: shown(best, '4') });
      session.drawLoss(canvas, JSON.stringify({ ...style, text, log: this.#log }));
    });
  }

  #fill(region) {
    const { owner } = this;
    const losses = owner?.ask((session) => session.losses());
    if (!losses) return;
    // The run beside this one has a column of its own.
    const other = owner.runs?.other ? owner.ask((session) => session.otherLosses()) : null;
    if (!this.#rows) {
      const body = make('tbody');
      this.#note = make('p', { class: 'note', hidden: true });
      const whole = tableOf(t('loss.table'), [t('loss.step'), t('loss.y'), ...(other ? [t('runs.other')] : [])], []);
      whole.tBodies[0].replaceWith(body);
      region.replaceChildren(whole, this.#note);
      this.#rows = new Rows(body, (index) => {
        const more = this.#other ? [shown(this.#other[index], 'all')] : [];
        return rowOf([String(index + 1), numeral(shown(this.#series[index], 'all'), `loss 0 value ${index + 1}`), ...more]);
      });
    }
    [this.#series, this.#other] = [losses, other];
    this.#rows.show(losses.length);
    put(this.#note, losses.length === 0 ? t('loss.none') : t('rows.left', { n: this.#rows.left }));
    set(this.#note, 'hidden', losses.length > 0 && this.#rows.left === 0);
  }
}
