// <chalk-quiz>: predict what the next operation gives, before it is done and shown.

import { CellPicker, cellStyle } from '../cell.js';
import { make, put, set } from '../dom.js';
import { field } from '../field.js';
import { equationLine, formulaLine, meaningOf, pieceOf, symbolItem } from '../formulas.js';
import { shown, titleOf } from '../math.js';
import { lines } from '../lines.js';
import { plain } from '../number.js';
import { quizLook } from '../looks.js';
import { t, texts } from '../text.js';
import { View } from '../view.js';
import { Widening, wideningStyle } from '../widening.js';

/**
 * Questions: what does the next operation give?
 * @csspart card – the card around everything
 */
export class ChalkQuiz extends View {
  static styles = [field, lines, cellStyle, wideningStyle, quizLook];

  #intro = make('p');
  #start = make('button', { type: 'button' });
  #title = make('h3');
  #formula = make('div');
  #symbols = make('ul', { class: 'symbols' });
  #choices = make('select');
  #choiceWord = make('span');
  #choiceLabel = make('label', { class: 'choice' }, this.#choiceWord, this.#choices);
  #picker = new CellPicker((cell) => this.#choose({ cell }));
  #all = make('button', { type: 'button', class: 'link' });
  #asks = make('span');
  #symbol = make('span', { class: 'asked' });
  #input = make('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', inputmode: 'text' });
  #check = make('button');
  #form = make('form', { novalidate: true }, make('label', {}, this.#asks, this.#symbol, this.#input), this.#check);
  #verdict = make('p', { class: 'verdict', role: 'status' });
  #hint = make('div', { class: 'hint', role: 'status', hidden: true });
  #help = make('button', { type: 'button' });
  #reveal = make('button', { type: 'button' });
  #next = make('button', { type: 'button' });
  #stop = make('button', { type: 'button', class: 'link' });
  #rule = make('p', { class: 'note' });
  #question = make('div', { class: 'card', part: 'card', hidden: true }, this.#title, this.#formula, this.#all, this.#symbols, this.#choiceLabel, this.#picker.element, this.#form, this.#verdict, this.#hint, make('div', { class: 'buttons' }, this.#next, this.#help, this.#reveal, this.#stop), this.#rule);
  #idle = make('div', { class: 'card' }, this.#intro, make('div', { class: 'buttons' }, this.#start));
  #widening = new Widening(() => this.update(this.owner));

  /** 'idle', 'asking' or 'answered'. */
  #state = 'idle';
  #position = null;
  #choice = 0;
  #cell = 0;
  #open = false;
  /** What is shown, to be said again in another language. */
  #asked = null;
  #said = null;
  #hinted = null;

  build(root) {
    root.append(this.#widening.element, this.#idle, this.#question);
  }

  attach() {
    for (const node of [this.#idle, this.#question]) node.addEventListener('click', this);
    this.#form.addEventListener('submit', this);
    this.#choices.addEventListener('change', this);
  }

  detach() {
    for (const node of [this.#idle, this.#question]) node.removeEventListener('click', this);
    this.#form.removeEventListener('submit', this);
    this.#choices.removeEventListener('change', this);
  }

  act(event) {
    if (event.type === 'submit') {
      event.preventDefault();
      if (this.#state === 'asking') this.#judge();
      return;
    }
    if (event.type === 'change') {
      this.#choose({ choice: this.#choices.selectedIndex });
      return;
    }
    const button = event.target.closest('button');
    if (button === this.#start || button === this.#next) this.#begin();
    else if (button === this.#help) this.#giveHint();
    else if (button === this.#reveal) this.#finish({ kind: 'shown' });
    else if (button === this.#stop) this.#leave();
    else if (button === this.#all) {
      this.#open = !this.#open;
      if (this.#state === 'answered') this.#show();
      else this.#ask();
    }
  }

  update(owner) {
    this.#words();
    const idle = this.#state === 'idle';
    set(this.#idle, 'hidden', !idle);
    if (idle || !this.#widening.ready(owner)) {
      set(this.#question, 'hidden', true);
      if (idle) set(this.#widening.element, 'hidden', true);
      return;
    }
    set(this.#question, 'hidden', false);
    if (owner.playing) return; // Until it halts somewhere.
    if (owner.moment.position !== this.#position) this.#ask();
    else this.#show();
  }

  /** The words that do not depend on the question. */
  #words() {
    put(this.#intro, t('quiz.intro'));
    put(this.#start, t('quiz.start'));
    put(this.#check, t('quiz.check'));
    put(this.#help, t('quiz.hint'));
    put(this.#reveal, t('quiz.show'));
    put(this.#next, t('quiz.next'));
    put(this.#stop, t('quiz.stop'));
    put(this.#rule, t('quiz.rule'));
  }

  async #begin() {
    const { owner } = this;
    if (!owner?.moment) return;
    owner.pause();
    this.#state = 'asking';
    this.#position = null;
    this.update(owner);
    await owner.widen().catch(() => {});
    if (!owner.full || this.#state !== 'asking') return;
    this.#pass();
    this.#ask();
    this.#input.focus();
  }

  #leave() {
    this.#state = 'idle';
    this.update(this.owner);
    this.#start.focus();
  }

  #choose({ choice = this.#choice, cell = 0 }) {
    [this.#choice, this.#cell] = [choice, cell];
    this.#ask();
  }

  /** Does the operations that have no number to predict; only on the way to a question, never when the reader steps. */
  #pass() {
    const { owner } = this;
    const asks = () => owner.ask((session) => session.question(0, 0, false))?.asks;
    while (asks() === 'nothing') owner.step('operation');
  }

  /** Asks about the next operation. */
  #ask() {
    const { owner } = this;
    const asked = owner.ask((session) => session.question(this.#choice, this.#cell, this.#open)) ?? null;
    this.#state = 'asking';
    const place = (question) => question && [question.asks, question.account.choice, question.account.cell].join();
    const same = this.#position === owner.moment.position && place(this.#asked) === place(asked);
    this.#position = owner.moment.position;
    this.#asked = asked;
    if (asked) ({ choice: this.#choice, cell: this.#cell } = asked.account);
    if (!same) {
      this.#said = this.#hinted = null;
      this.#input.value = '';
    }
    this.#show();
  }

  #judge() {
    const verdict = this.owner.ask((session) => session.judge(this.#choice, this.#cell, this.#input.value));
    if (!verdict) return;
    if (verdict.kind === 'right') this.#finish(verdict);
    else {
      this.#said = verdict;
      this.#show();
      this.#input.select();
      this.#input.focus();
    }
  }

  #giveHint() {
    this.#hinted = this.owner.ask((session) => session.hint(this.#choice, this.#cell)) ?? null;
    this.#show();
  }

  /** The answer is known: now the operation is done, and all views show it. */
  #finish(verdict) {
    const { owner } = this;
    this.#state = 'answered';
    this.#said = verdict;
    this.#position = owner.moment.position + 1;
    owner.step('operation');
    this.#show();
    this.#next.focus();
  }

  #show() {
    const { owner } = this;
    const answered = this.#state === 'answered';
    const over = this.#asked === null;
    const nothing = this.#asked?.asks === 'nothing';
    for (const node of [this.#formula, this.#symbols, this.#form, this.#rule]) set(node, 'hidden', over || nothing);
    for (const node of [this.#help, this.#reveal]) set(node, 'hidden', over || nothing || answered);
    set(this.#verdict, 'class', `verdict ${this.#said?.kind ?? ''}`);
    set(this.#next, 'hidden', !answered && !nothing);
    set(this.#hint, 'hidden', this.#hinted === null || over || nothing || answered);
    if (over || nothing) {
      put(this.#title, over ? t('quiz.over') : titleOf(this.#asked.account.explanation));
      put(this.#verdict, over ? '' : t('quiz.nothing'));
      this.#picker.show([], []);
      for (const node of [this.#all, this.#choiceLabel]) set(node, 'hidden', true);
      return;
    }
    const { asks, account } = this.#asked;
    // Once it is done, the same operation with its result.
    const done = answered ? owner.ask((session) => session.explainAt(account.operation.operation, account.choice, account.cell, this.#open)) : null;
    const { explanation, choices, choice, index, terms, shortened } = done ?? account;
    put(this.#title, titleOf(explanation));
    const hidden = asks === 'gradient' && !answered;
    const { digits } = owner;
    this.#formula.replaceChildren(...explanation.formula.slice(choice, asks === 'gradient' ? choice + 1 : undefined).map(formulaLine), ...(hidden ? [] : explanation.equations.map((pieces) => equationLine(pieces, digits))));
    set(this.#all, 'hidden', hidden || !(shortened || this.#open));
    put(this.#all, this.#open ? t('more.fewer') : t('more.all', { n: terms }));
    this.#symbols.replaceChildren(...explanation.symbols.map((symbol) => symbolItem(symbol, explanation.kind)));
    this.#fillChoices(choices, choice, explanation.kind, answered);
    this.#picker.show(choices[choice].shape, index);
    set(this.#picker.element, 'hidden', answered);
    put(this.#asks, t(`quiz.asks.${asks}`));
    put(this.#symbol, explanation.equations.at(asks === 'parameter' ? -1 : 0)[0].text.replace('←', '=').trim());
    set(this.#input, 'readonly', answered);
    set(this.#check, 'disabled', answered);
    put(this.#verdict, this.#wordsOf(this.#said, done));
    this.#showHint(explanation);
  }

  #fillChoices(choices, choice, kind, answered) {
    set(this.#choiceLabel, 'hidden', choices.length < 2 || answered);
    put(this.#choiceWord, t('more.gradient'));
    const names = choices.map((each) => `${each.symbol}: ${meaningOf(each, kind)}`);
    if ([...this.#choices.options].map(({ text }) => text).join() !== names.join()) this.#choices.replaceChildren(...names.map((text) => make('option', {}, text)));
    this.#choices.selectedIndex = choice;
  }

  #wordsOf(said, done) {
    if (!said) return '';
    const { digits } = this.owner;
    const result = done && resultOf(done, digits);
    if (said.kind === 'shown') return t('quiz.is', { result });
    if (said.kind === 'right') return said.off === 0 ? t('quiz.exact', { result }) : t('quiz.right', { result, off: shown(said.off, digits), said: plain(said.said, digits) });
    if (said.kind !== 'off') return t(`quiz.${said.kind}`);
    const fields = { said: plain(said.said, digits), off: shown(said.off, digits) };
    return said.percent === null ? t('quiz.off', fields) : t('quiz.off.percent', { ...fields, percent: shown(said.percent, '1') });
  }

  #showHint({ sentence, sentenceKey }) {
    if (!this.#hinted) return;
    const { digits } = this.owner;
    const { term, terms, line } = this.#hinted;
    const words = (text) => make('p', {}, text);
    if (term) {
      const known = term.incoming.role !== 'text';
      const [key, piece] = known ? ['quiz.hint.incoming', term.incoming] : ['quiz.hint.local', term.local];
      const several = terms > 1 ? ` ${t('quiz.hint.terms', { n: terms })}` : '';
      this.#hint.replaceChildren(make('p', {}, t(key), ' ', pieceOf(piece, digits), `.${several}`));
    } else if (line) this.#hint.replaceChildren(words(t('quiz.hint.line')), equationLine(line, digits));
    else this.#hint.replaceChildren(words(texts.core(sentenceKey, sentence)));
  }
}

/** The number that the operation has written. */
function resultOf({ explanation }, digits) {
  const piece = explanation.equations.at(-1).at(-1);
  return pieceOf({ ...piece, source: undefined }, digits).textContent;
}
