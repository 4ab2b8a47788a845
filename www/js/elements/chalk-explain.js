// <chalk-explain>: what the last operation did: its formula, the numbers in it, and why.

import { make, put, set } from '../dom.js';
import { lines } from '../lines.js';
import { equationLine, formulaLine, meaningOf, symbolItem } from '../formulas.js';
import { titleOf } from '../math.js';
import { css } from '../style.js';
import { t, texts } from '../text.js';
import { View } from '../view.js';

const look = css`
  :host {
    container-type: inline-size;
  }
  .card {
    display: flex;
    flex-direction: column;
    gap: 12px;
    min-height: 312px; /* what the demo's longest explanation needs, so that nothing below moves */
    padding: 16px 24px;
  }
  h3 {
    margin: 0;
    font: 600 20px/1.3 var(--chalk-serif);
  }
  p {
    margin: 0;
    max-width: 62ch;
    font-size: 16px;
  }
  :host(:lang(zh)) p {
    max-width: 36em;
    line-height: 1.75;
  }
  .formulas {
    display: flex;
    flex-wrap: wrap;
    gap: 0 40px;
    margin-bottom: 4px;
  }
  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    margin-top: auto;
    padding-top: 4px;
    font-size: 13px;
  }
  .tools {
    font-variant-numeric: tabular-nums;
  }
  @container (max-width: 600px) {
    .card {
      min-height: 338px;
    }
  }
  @container (max-width: 450px) {
    .card {
      min-height: 400px;
      padding: 12px 16px;
    }
    .tools {
      display: none; /* no room beside the heading; the timeline says it too */
    }
  }
  @container (max-width: 300px) {
    .card {
      min-height: 460px;
    }
  }
`;

const ROLES = ['data', 'model', 'grad'];

/**
 * What has just happened: the formula, the formula with numbers, and one sentence why.
 * @csspart tools – what one can choose, at the top
 * @csspart card – the card around everything
 * @csspart title – the name of the operation
 * @csspart formula – the formula
 * @csspart equation – the formula with numbers in it
 * @csspart symbols – what the letters stand for
 * @csspart sentence – one sentence why
 * @csspart key – the key to the colours
 */
export class ChalkExplain extends View {
  static styles = [lines, look];

  #where = make('div', { class: 'tools', part: 'tools' });
  #title = make('h3', { part: 'title' });
  #formulas = make('div', { class: 'formulas' });
  #equations = make('div');
  #lines = make('div', { class: 'lines' }, this.#formulas, this.#equations);
  #sentence = make('p', { part: 'sentence' });
  #symbols = make('ul', { class: 'symbols', part: 'symbols' });
  #key = make('div', { class: 'key', part: 'key' }, ...ROLES.map((role) => make('span', { class: role })));
  #waiting = make('p', {}, make('slot'));
  #card = make('div', { class: 'card', part: 'card' }, this.#title, this.#lines, this.#symbols, this.#sentence, this.#waiting, this.#key);

  #width = 0;
  #height = 0;

  build(root) {
    root.append(this.#where, this.#card);
  }

  update(owner) {
    const moment = owner?.moment;
    set(this.#waiting, 'hidden', moment || owner?.status === 'loading');
    ROLES.forEach((role, index) => put(this.#key.children[index], t(`key.${role}`)));
    const { epoch, operation, operations } = moment ?? {};
    put(this.#where, operation ? t('explain.where', { operation, operations, epoch }) : '');
    if (!moment) return;
    if (owner.rushing) this.#rush(moment);
    else this.#explain(owner);
  }

  #explain(owner) {
    const explanation = owner.ask((session) => session.explain());
    if (!explanation) return;
    const { kind, formula, equations, symbols, sentence, sentenceKey } = explanation;
    put(this.#title, titleOf(explanation));
    this.#formulas.replaceChildren(...formula.map(formulaLine));
    this.#equations.replaceChildren(...equations.map((pieces) => equationLine(pieces, owner.digits)));
    set(this.#lines, 'hidden', formula.length + equations.length === 0);
    this.#symbols.replaceChildren(...symbols.map((symbol) => symbolItem(symbol, kind)));
    const words = texts.core(sentenceKey, sentence);
    put(this.#sentence, kind === 'ready' ? t('explain.ready.how', { sentence: words }) : words);
    this.#keepHeight();
  }

  /** The card grows where it must (more digits, a long sentence) and does not shrink again. */
  #keepHeight() {
    const { offsetWidth, offsetHeight, style } = this.#card;
    if (offsetWidth !== this.#width) style.removeProperty('min-height');
    else if (offsetHeight > this.#height) style.setProperty('min-height', `${offsetHeight}px`);
    this.#width = offsetWidth;
    this.#height = this.#card.offsetHeight;
  }

  /** Sixty operations a second would only flicker. */
  #rush({ epoch, epochs }) {
    put(this.#title, t('explain.rushing', { epoch, epochs }));
    this.#symbols.replaceChildren();
    set(this.#lines, 'hidden', true);
    put(this.#sentence, t('explain.rushing.why'));
  }
}
