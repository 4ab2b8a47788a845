// <chalk-weights>: every parameter of a network as a grid of numbers, or their gradients. What the last operation wrote is
// yellow; a click on a number asks where it came from.

import { make, put, set } from '../dom.js';
import { shown } from '../math.js';
import { css, toggle } from '../style.js';
import { t } from '../text.js';
import { View } from '../view.js';

const look = css`
  .all {
    display: grid;
    gap: 16px;
    padding: 12px 16px 16px;
  }
  section {
    min-width: 0;
  }
  h3 {
    margin: 0 0 4px;
    font: 13px/1.5 var(--chalk-sans);
    color: var(--chalk-muted);
  }
  h3 code {
    font: 13px var(--chalk-mono);
    color: var(--chalk-ink);
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
    font: 12.5px/1.5 var(--chalk-mono);
    font-variant-numeric: tabular-nums;
  }
  td,
  th {
    min-width: 46px;
    padding: 1px 5px;
    text-align: right;
    white-space: nowrap;
  }
  th {
    min-width: 26px;
    font-weight: 400;
    color: var(--chalk-muted);
  }
  td {
    border: 1px solid var(--chalk-rule);
    color: var(--chalk-fit);
  }
  .grads td {
    color: var(--chalk-grad);
  }
  .now td {
    background: var(--chalk-now);
    color: var(--chalk-ink);
  }
  .none {
    padding: 2px 0;
    color: var(--chalk-muted);
    font-size: 13px;
  }
`;

/** While training rushes by, more than ten changes of a number in a second cannot be read. */
const CALM = 100;

let groups = 0;

/**
 * The weights of every layer as a picture, with their spread.
 * @csspart tools – what one can choose, at the top
 * @csspart card – the card around everything
 */
export class ChalkWeights extends View {
  static styles = [toggle, look];

  #tools = make('fieldset', { class: 'toggle', part: 'tools' });
  #legend = make('legend', { class: 'hidden' });
  #choices = {};
  #all = make('div', { class: 'all' });
  #waiting = make('div', { class: 'waiting' }, make('slot'));
  #parts = [];
  #shape = '';
  #kind = 'value';
  #written = 0;

  build(root) {
    this.#tools.append(this.#legend);
    groups += 1;
    for (const kind of ['value', 'grad']) {
      const radio = make('input', { type: 'radio', name: `weights-${groups}`, value: kind });
      radio.checked = kind === this.#kind;
      this.#choices[kind] = make('span');
      this.#tools.append(make('label', {}, radio, this.#choices[kind]));
    }
    root.append(this.#tools, make('div', { class: 'card', part: 'card' }, this.#all, this.#waiting));
  }

  attach() {
    this.#tools.addEventListener('change', this);
  }

  detach() {
    this.#tools.removeEventListener('change', this);
  }

  act(event) {
    this.#kind = event.target.value;
    this.update(this.owner);
  }

  update(owner) {
    const moment = owner?.moment;
    set(this.#waiting, 'hidden', moment || owner?.status === 'loading');
    set(this.#all, 'hidden', !moment);
    put(this.#legend, t('weights.which'));
    for (const [kind, word] of Object.entries(this.#choices)) put(word, t(`weights.${kind}`));
    if (!moment) return;
    if (owner.rushing && performance.now() - this.#written < CALM) return;
    this.#written = performance.now();
    this.#shapes(moment.parameters);
    set(this.#all, 'class', this.#kind === 'grad' ? 'all grads' : 'all');
    moment.parameters.forEach((parameter, index) => this.#fill(parameter, this.#parts[index], owner));
  }

  #shapes(parameters) {
    const shape = parameters.map(({ name, shape: dims }) => `${name}:${dims}`).join();
    if (shape === this.#shape) return;
    this.#shape = shape;
    this.#parts = parameters.map(({ name, shape: dims, data }) => part(name, dims, data.length));
    this.#all.replaceChildren(...this.#parts.map(({ section }) => section));
  }

  #fill({ name, shape, data, grad, changed }, { table, cells, head, none, rest }, owner) {
    const numbers = this.#kind === 'grad' ? grad : data;
    const size = shape.length > 1 ? `${shape[0]} × ${shape[1]}` : String(shape[0]);
    put(head.lastChild, ` ${t(`weights.of.${name.endsWith('bias') ? 'bias' : 'weight'}`, { size })}`);
    put(none, t('numbers.none'));
    set(none, 'hidden', numbers !== null);
    set(table, 'hidden', numbers === null);
    set(table, 'aria-label', `${name}, ${t(`weights.${this.#kind}`)}`);
    const all = shape.reduce((product, each) => product * each, 1);
    put(rest, t('weights.rest', { n: all - data.length }));
    set(rest, 'hidden', all === data.length || numbers === null);
    set(table, 'class', changed === this.#kind && !owner.rushing && 'now');
    if (numbers) cells.forEach((cell, index) => put(cell, shown(numbers[index], '2', { sign: this.#kind === 'grad' })));
  }
}

/** One parameter's grid: a row for each neuron, a column for each number that it gets. */
function part(name, dims, count) {
  const columns = dims.length > 1 ? dims[1] : dims[0];
  const cells = Array.from({ length: count }, () => make('td'));
  const rows = Array.from({ length: Math.ceil(count / columns) }, (_, row) => make('tr', {}, ...cells.slice(row * columns, (row + 1) * columns)));
  const table = make('table', {}, make('tbody', {}, ...rows));
  const head = make('h3', {}, make('code', {}, name), make('span'));
  const [none, rest] = [make('p', { class: 'none' }), make('p', { class: 'none' })];
  const section = make('section', {}, head, make('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': name }, table), none, rest);
  return { section, table, cells, head, none, rest };
}
