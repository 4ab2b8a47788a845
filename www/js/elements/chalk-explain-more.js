// <chalk-explain-more>: any operation of this training step, done or to come, for any cell; the chain rule in its parts.

import { CellPicker, cellStyle } from '../cell.js';
import { make, put, set } from '../dom.js';
import { field } from '../field.js';
import { equationLine, formulaLine, meaningOf, pieceOf, symbolItem } from '../formulas.js';
import { titleOf } from '../math.js';
import { moreLook } from '../looks.js';
import { table } from '../style.js';
import { nameOf, t, texts } from '../text.js';
import { View } from '../view.js';
import { lines } from '../lines.js';
import { Widening, wideningStyle } from '../widening.js';

/**
 * The formula of any other operation or number.
 * @csspart card – the card around everything
 * @csspart title – the name of the operation
 * @csspart formula – the formula
 * @csspart equation – the formula with numbers in it
 */
export class ChalkExplainMore extends View {
  static styles = [table, field, lines, cellStyle, wideningStyle, moreLook];

  #operations = make('select');
  #operationWord = make('span');
  #choices = make('select');
  #choiceWord = make('span');
  #choiceLabel = make('label', {}, this.#choiceWord, this.#choices);
  #picker = new CellPicker((cell) => this.#show({ cell }));
  #choose = make('div', { class: 'choose' }, make('label', {}, this.#operationWord, this.#operations), this.#choiceLabel, this.#picker.element);
  #title = make('h3', { part: 'title' });
  #where = make('small');
  #words = make('span');
  #steps = make('div');
  #all = make('button', { type: 'button', class: 'link' });
  #parts = make('div');
  #sentence = make('p');
  #symbols = make('ul', { class: 'symbols' });
  #unknown = make('p', { class: 'note' });
  #body = make('div', { class: 'card', part: 'card', hidden: true }, this.#choose, this.#title, this.#steps, this.#all, this.#parts, this.#symbols, this.#sentence, this.#unknown);
  /** What it can be folded away in, where there is such a thing. */
  #details = null;
  #widening = new Widening(() => this.update(this.owner));

  /** What is asked: an operation of the step (null: the one just done), a tensor of it, a cell, all terms or not. */
  #asked = { operation: null, choice: 0, cell: 0, all: false };
  #menu = '';
  #seen = null;
  /** Whether the operation was chosen elsewhere: then the next step leads back to the one just done. */
  #followed = false;

  build(root) {
    this.#title.append(this.#words, ' ', this.#where);
    root.append(this.#widening.element, this.#body);
  }

  attach() {
    for (const type of ['change', 'click']) this.#body.addEventListener(type, this);
    this.#details = this.closest('details');
    this.#details?.addEventListener('toggle', this);
  }

  detach() {
    for (const type of ['change', 'click']) this.#body.removeEventListener(type, this);
    this.#details?.removeEventListener('toggle', this);
  }

  act({ type, target }) {
    if (type === 'toggle') this.update(this.owner);
    else if (type === 'change' && target === this.#operations) this.#show({ operation: target.value === 'now' ? null : Number(target.value), choice: 0, all: false });
    else if (type === 'change' && target === this.#choices) this.#show({ choice: target.selectedIndex, cell: 0 });
    else if (type === 'click' && target === this.#all) this.#show({ all: !this.#asked.all });
  }

  update(owner, reason) {
    if (!this.#widening.ready(owner)) {
      set(this.#body, 'hidden', true);
      return;
    }
    if (reason === 'change' && owner.selected !== this.#seen) this.#follow(owner);
    if (reason === 'step' && this.#followed) [this.#followed, this.#asked.operation] = [false, null];
    // Behind a closed summary nobody looks.
    if (!owner.rushing && this.checkVisibility()) this.#show({});
  }

  /** A number that was chosen elsewhere, in the graph for example: the operation that wrote it, and its cell. */
  #follow(owner) {
    const { selected } = owner;
    this.#seen = selected;
    // What is pressed in this view leads away from it, but the view stays.
    if (!selected || selected.step !== undefined || this.shadowRoot.activeElement) return;
    const trace = owner.ask((session) => session.trace(selected.node, selected.cell, selected.kind));
    const { written } = trace ?? {};
    const { epoch, batch, operations } = owner.moment;
    if (!written || written.operation >= operations || written.epoch !== Math.max(1, epoch) || written.batch !== Math.max(1, batch)) return;
    this.#followed = true;
    Object.assign(this.#asked, { operation: written.operation, choice: trace.choice, cell: selected.cell, all: false });
  }

  #show(change) {
    const { owner } = this;
    if ('operation' in change) this.#followed = false;
    const asked = Object.assign(this.#asked, change);
    const { operation } = owner.moment;
    const wanted = asked.operation ?? Math.max(0, operation - 1);
    const seen = owner.ask((session) => [session.operations(), session.explainAt(wanted, asked.choice, asked.cell, asked.all)]);
    if (!seen) return;
    const [operations, account] = seen;
    set(this.#body, 'hidden', false);
    this.#fillMenu(operations, operation);
    this.#fillChoices(account);
    this.#explain(account, operations.length);
  }

  #fillMenu(operations, done) {
    put(this.#operationWord, t('more.operation'));
    const entry = (each) => ({ value: String(each.operation), text: t(each.done ? 'more.done' : 'more.later', { n: each.operation + 1, title: titleOf(each) }) });
    const entries = [{ value: 'now', text: t('more.now') }, ...operations.map(entry)];
    const menu = entries.map(({ text }) => text).join();
    if (menu !== this.#menu) {
      this.#menu = menu;
      this.#operations.replaceChildren(...entries.map(({ value, text }) => make('option', { value }, text)));
    }
    const { operation } = this.#asked;
    this.#operations.value = operation === null ? 'now' : String(Math.min(operation, operations.length - 1));
    set(this.#operations, 'data-done', done);
  }

  #fillChoices({ choices, choice, cell, index, explanation }) {
    Object.assign(this.#asked, { choice, cell });
    put(this.#choiceWord, t(explanation.kind === 'backward' ? 'more.gradient' : 'more.tensor'));
    set(this.#choiceLabel, 'hidden', choices.length < 2);
    const name = (each) => `${each.symbol}: ${meaningOf(each, explanation.kind)}`;
    const names = choices.map(name);
    if ([...this.#choices.options].map(({ text }) => text).join() !== names.join()) this.#choices.replaceChildren(...names.map((text) => make('option', {}, text)));
    this.#choices.selectedIndex = choice;
    this.#picker.show(choices[choice]?.shape ?? [], index);
  }

  #explain(account, operations) {
    const { operation, explanation, terms, shortened, chain, shares, gradient } = account;
    const { kind, symbols, sentence, sentenceKey } = explanation;
    put(this.#words, titleOf(explanation));
    put(this.#where, t(operation.done ? 'more.where.done' : 'more.where.later', { n: operation.operation + 1, of: operations }));
    this.#steps.replaceChildren(...this.#linesOf(explanation));
    const opened = this.#asked.all && terms > 4;
    set(this.#all, 'hidden', !shortened && !opened);
    put(this.#all, opened ? t('more.fewer') : t('more.all', { n: terms }));
    const parts = [chain && this.#chain(chain, account), shares.length > 0 && this.#shares(shares, gradient)].filter(Boolean);
    this.#parts.replaceChildren(...parts);
    this.#symbols.replaceChildren(...symbols.map((symbol) => symbolItem(symbol, kind)));
    put(this.#sentence, texts.core(sentenceKey, sentence));
    const pending = !operation.done;
    put(this.#unknown, t('more.unknown'));
    set(this.#unknown, 'hidden', !pending);
  }

  /** Formula and numbers; an update line by line, each with the name of what it computes. */
  #linesOf({ kind, formula, equations, symbols }) {
    const { digits } = this.owner;
    if (kind !== 'update' && kind !== 'clip_grad') return [...formula.map(formulaLine), ...equations.map((pieces) => equationLine(pieces, digits))];
    const names = Object.fromEntries(symbols.map((symbol) => [symbol.symbol, symbol.name]));
    return formula.map((text, index) => {
      const letter = text.split(' ')[0];
      const name = nameOfLine(text, letter, index === formula.length - 1, names);
      const line = make('div', { class: 'step' }, make('span', {}, name), formulaLine(text));
      if (equations[index]) line.append(equationLine(equations[index], digits));
      return line;
    });
  }

  #chain({ derivative, terms, leftOut, sum }, { choices, choice }) {
    const { digits } = this.owner;
    const { symbol } = choices[choice];
    const head = (words, formula) => make('th', { scope: 'col' }, words, ' ', formulaLine(formula).firstChild);
    const cell = (...nodes) => make('td', {}, ...nodes);
    const same = (term) => term.derivative.length === 1 && term.derivative[0].text === term.local.text;
    const local = (term) => (same(term) ? [pieceOf(term.derivative[0], digits)] : [...term.derivative.map((piece) => pieceOf(piece, digits)), ' = ', pieceOf(term.local, digits)]);
    const row = (term) => make('tr', {}, cell(...local(term)), cell(pieceOf(term.incoming, digits)), cell(pieceOf(term.product, digits)));
    const rows = terms.map(row);
    if (leftOut > 0) rows.splice(-1, 0, make('tr', {}, make('td', { colspan: 3 }, t('more.left', { n: leftOut }))));
    const table = make(
      'table',
      {},
      make('caption', {}, t('more.chain.why')),
      make('thead', {}, make('tr', {}, head(t('more.local'), `∂y/∂${symbol} = ${derivative}`), head(t('more.incoming'), 'g = ∂L/∂y'), head(t('more.product'), `g · ∂y/∂${symbol}`))),
      make('tbody', {}, ...rows),
      terms.length > 1 ? make('tfoot', {}, make('tr', {}, make('th', { scope: 'row', colspan: 2 }, t('more.sum')), cell(pieceOf(sum, digits)))) : '',
    );
    return make('div', {}, make('h4', {}, t('more.chain')), make('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': t('more.chain') }, table));
  }

  #shares(shares, gradient) {
    const { digits } = this.owner;
    const row = ({ from, number }) => make('tr', {}, make('th', { scope: 'row' }, from ? titleOf(from) : t('more.kept')), make('td', {}, pieceOf(number, digits)));
    const sum = gradient ? pieceOf(gradient, digits) : '?';
    const table = make(
      'table',
      {},
      make('caption', {}, t('more.shares.why')),
      make('tbody', {}, ...shares.map(row)),
      make('tfoot', {}, make('tr', {}, make('th', { scope: 'row' }, t('more.sum')), make('td', {}, sum))),
    );
    return make('div', {}, make('h4', {}, t('more.shares')), table);
  }
}

/** What a line of an update computes, in a word. */
function nameOfLine(text, letter, last, names) {
  if (last) return t(letter === 'g' ? 'line.clipped' : 'line.parameter');
  return nameOf('line', text.includes('λ') ? 'weight_decay' : names[letter] ?? letter);
}
