// <chalk-log>: what the program has printed so far, one line per epoch. In the light DOM, as text to select and copy.

import { make, set } from '../dom.js';
import { numeral } from '../math.js';
import { Rows } from '../rows.js';
import { css, dress } from '../style.js';
import { t } from '../text.js';
import { View } from '../view.js';

/** Of no weight: whatever a page says about the log counts more. */
const look = css`
  :where(chalk-log) {
    display: block;
    max-height: 420px;
    overflow: auto;
    padding: 8px 16px;
    color: var(--chalk-ink);
    background: var(--chalk-card);
    border: 1px solid var(--chalk-rule);
    border-radius: var(--chalk-radius);
    font: 13px/1.7 var(--chalk-mono);
  }
  :where(chalk-log:empty)::before {
    content: attr(data-empty);
    color: var(--chalk-muted);
  }
`;

/** So many of the last lines are kept. */
const MOST = 1000;
/** More lines than this at a time are not written one frame after the other: nobody could read them, so the last ones do. */
const MANY = 100;
const PAUSE = 250;

/** What the program prints: one line per epoch. */
export class ChalkLog extends View {
  #atEnd = true;
  #time = 0;
  #rest = 0;
  #rows = new Rows(this, (index) => this.#line(index + 1));

  /** Text to select and copy with what is around it stands in the page itself. */
  shade() {
    return this;
  }

  build() {
    if (!this.hasAttribute('role')) this.setAttribute('role', 'log');
    if (!this.hasAttribute('tabindex')) this.tabIndex = 0; // It scrolls, so the keyboard must get in.
  }

  attach() {
    dress(this, look);
    this.addEventListener('scroll', this);
  }

  detach() {
    this.removeEventListener('scroll', this);
    clearTimeout(this.#rest);
  }

  act() {
    this.#atEnd = this.scrollTop + this.clientHeight >= this.scrollHeight - 8;
  }

  handleEvent(event) {
    // Lines that are there already may be others now.
    if (['settings', 'edited'].includes(event.detail?.what)) this.#rows.clear();
    super.handleEvent(event);
  }

  #line(epoch) {
    const text = this.owner.ask((session) => session.logLine(epoch)) ?? '';
    return make('div', {}, numeral(text, `loss 0 value ${epoch * this.owner.moment.batches}`), '\n');
  }

  update(owner, reason) {
    set(this, 'aria-label', t('log.name'));
    set(this, 'data-empty', t('log.empty'));
    const moment = owner?.moment;
    if (!moment) return;
    // Twenty lines a second are no announcement; single ones are.
    set(this, 'aria-live', owner.playing ? 'off' : 'polite');
    if (reason === 'ready') this.#rows.clear();
    const now = performance.now();
    const many = Math.abs(moment.loggedEpochs - this.#rows.end) > MANY;
    if (many && owner.rushing && now - this.#time < PAUSE) return;
    clearTimeout(this.#rest);
    // After a jump the last lines come at once, the others when it is quiet.
    if (many) this.#rest = setTimeout(() => this.update(owner, 'step'), PAUSE);
    if (!this.#rows.show(moment.loggedEpochs, many ? MANY : MOST)) return;
    this.#time = now;
    set(this, 'data-left', this.#rows.left > 0 && t('rows.left', { n: this.#rows.left }));
    if (this.#atEnd) this.scrollTop = this.scrollHeight;
  }
}
