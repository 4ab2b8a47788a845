// <chalk-parameters>: the numbers now: every parameter, its gradient, and the loss.

import { make, put, set } from '../dom.js';
import { field } from '../field.js';
import { numeral, parameterName, shown, titleOf } from '../math.js';
import { DIGITS } from '../number.js';
import { css, table } from '../style.js';
import { t } from '../text.js';
import { View } from '../view.js';

const look = css`
  .tools select {
    margin-left: -4px;
  }
  .card {
    container-type: inline-size;
  }
  table {
    table-layout: fixed;
  }
  th:first-child {
    width: 42%;
  }
  tbody th {
    color: var(--chalk-ink);
    font-weight: 400;
  }
  tbody code {
    margin-left: 8px;
    font: 12px var(--chalk-mono);
    color: var(--chalk-muted);
  }
  td {
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .model {
    color: var(--chalk-fit);
  }
  .grad {
    color: var(--chalk-grad);
  }
  .now {
    background: var(--chalk-now);
    box-shadow: inset 0 -2px var(--chalk-now-bar);
    color: var(--chalk-ink);
  }
  .none {
    font-family: var(--chalk-sans);
    font-size: 13px;
    color: var(--chalk-muted);
  }
  .now .none {
    color: var(--chalk-ink);
  }
  .foot {
    min-height: calc(2lh + 17px);
    margin: 0;
    padding: 8px 16px;
    border-top: 1px solid var(--chalk-rule);
    font-size: 13.5px;
    color: var(--chalk-muted);
  }
  @container (max-width: 400px) {
    th,
    td {
      padding-inline: 4px 8px;
      font-size: 13px;
    }
    th:first-child {
      width: 30%;
    }
    :is(th, td):first-child {
      padding-left: 12px;
    }
    :is(th, td):last-child {
      padding-right: 8px;
    }
    tbody code {
      display: block;
      margin: 0;
    }
    .foot {
      min-height: calc(3lh + 17px);
    }
  }
`;

/** Of a large parameter only the first elements are listed. */
const LISTED = 8;

/**
 * The parameters and their gradients at this moment.
 * @csspart tools – what one can choose, at the top
 * @csspart card – the card around everything
 */
export class ChalkParameters extends View {
  static styles = [table, field, look];

  #tools = make('label', { class: 'tools', part: 'tools' });
  #word = make('span');
  #digits = make('select');
  #heads = [make('th', { scope: 'col' }), make('th', { scope: 'col' }), make('th', { scope: 'col' })];
  #body = make('tbody');
  #foot = make('p', { class: 'foot' });
  #waiting = make('div', { class: 'waiting' }, make('slot'));
  #table = make('table', {}, make('thead', {}, make('tr', {}, ...this.#heads)), this.#body);
  #shape = '';

  build(root) {
    for (const value of DIGITS) this.#digits.append(make('option', { value }));
    this.#tools.append(this.#word, this.#digits);
    root.append(this.#tools, make('div', { class: 'card', part: 'card' }, this.#table, make('slot', { name: 'values' }), this.#foot, this.#waiting));
  }

  attach() {
    this.#digits.addEventListener('change', this);
  }

  detach() {
    this.#digits.removeEventListener('change', this);
  }

  act() {
    if (this.owner) this.owner.digits = this.#digits.value;
  }

  update(owner) {
    const moment = owner?.moment;
    set(this.#waiting, 'hidden', moment || owner?.status === 'loading');
    put(this.#word, t('numbers.digits'));
    this.#digits.value = owner?.digits ?? '4';
    for (const option of this.#digits.options) put(option, option.value === 'all' ? t('numbers.all') : option.value);
    ['parameter', 'value', 'gradient'].forEach((head, column) => put(this.#heads[column], t(`numbers.${head}`)));
    if (!moment) return;
    this.#rows(moment.parameters);
    const calm = owner.rushing;
    const { digits } = owner;
    let index = 0;
    for (const { name, data, grad, changed } of moment.parameters) {
      for (let element = 0; element < Math.min(data.length, LISTED); element += 1) {
        const [head, value, gradient] = this.#body.rows[index].cells;
        put(head.firstChild, label(name, data.length, element));
        put(value.firstChild, shown(data[element], digits));
        this.#gradient(gradient, grad, element, digits, t(moment.epoch > 1 ? 'numbers.cleared' : 'numbers.none'));
        set(value, 'class', changed === 'value' && !calm ? 'model now' : 'model');
        set(gradient, 'class', changed === 'grad' && !calm ? 'grad now' : 'grad');
        index += 1;
      }
    }
    const [head, loss] = this.#body.rows[index].cells;
    put(head, t('numbers.loss'));
    put(loss.firstChild, shown(moment.loss, digits));
    set(loss, 'class', !calm && justComputed(moment) && 'now');
    this.#say(owner, moment);
  }

  /** The table's rows follow the parameters' shapes. */
  #rows(parameters) {
    const shape = parameters.map(({ name, data }) => `${name}:${data.length}`).join();
    if (shape === this.#shape) return;
    this.#shape = shape;
    this.#body.replaceChildren();
    for (const { name, data } of parameters) {
      for (let element = 0; element < Math.min(data.length, LISTED); element += 1) {
        const head = make('th', { scope: 'row' }, make('span'), make('code', {}, name), make('slot', { name: `${name}.${element}` }));
        const cell = (kind) => make('td', {}, numeral('', `${name} ${element} ${kind}`));
        this.#body.append(make('tr', {}, head, cell('value'), cell('grad')));
      }
    }
    this.#body.append(make('tr', { class: 'loss' }, make('th', { scope: 'row' }), make('td', {}, numeral('', 'loss 0 value')), make('td')));
  }

  #gradient(cell, grad, element, digits, none) {
    const [number, ...words] = cell.children;
    set(number, 'hidden', grad === null);
    if (grad !== null) {
      put(number, shown(grad[element], digits, { sign: true }));
      for (const word of words) word.remove();
    } else if (words.length > 0) put(cell.lastChild, none);
    else cell.append(make('span', { class: 'none', 'aria-hidden': 'true' }, '— '), make('span', { class: 'none' }, none));
  }

  #say(owner, moment) {
    const explanation = owner.rushing ? null : owner.ask((session) => session.explain());
    let words = t('numbers.rushing', { epoch: moment.epoch });
    if (explanation) {
      const title = titleOf(explanation);
      const formula = explanation.formula.join('; ');
      words = formula === '' ? title : t('numbers.just', { title, formula });
    }
    put(this.#foot, words);
  }
}

function label(name, length, element) {
  const word = parameterName(name);
  return length === 1 ? word : `${word} [${element}]`;
}

/** Whether the operation just done is the one that gives the loss: the last of its phase. */
function justComputed({ phase, phases }) {
  const entry = phases.find((each) => each.phase === 'loss');
  return phase === 'loss' && entry.done === entry.of;
}
