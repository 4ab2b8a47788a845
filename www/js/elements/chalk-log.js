// <chalk-log>: what the program has printed so far, one line per epoch. In the light DOM, as text to select and copy.

import { make, set } from '../dom.js';
import { Element } from '../element.js';
import { numeral } from '../math.js';
import { Rows } from '../rows.js';
import { css, dress } from '../style.js';
import { texts, t } from '../text.js';

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

const HEARD = ['chalk-ready', 'chalk-step', 'chalk-change'];

/** What the program prints: one line per epoch. */
export class ChalkLog extends Element {
  #owner = null;
  #atEnd = true;
  #time = 0;
  #rest = 0;
  #rows = new Rows(this, (index) => this.#line(index + 1));

  connectedCallback() {
    dress(this, look);
    if (!this.hasAttribute('role')) this.setAttribute('role', 'log');
    if (!this.hasAttribute('tabindex')) this.tabIndex = 0; // It scrolls, so the keyboard must get in.
    const id = this.getAttribute('for');
    this.#owner = id === null ? this.closest('chalk-session') : this.getRootNode().getElementById(id);
    for (const type of HEARD) this.#owner?.addEventListener(type, this);
    texts.addEventListener('change', this);
    this.addEventListener('scroll', this);
    this.#update('ready');
  }

  disconnectedCallback() {
    for (const type of HEARD) this.#owner?.removeEventListener(type, this);
    texts.removeEventListener('change', this);
    this.removeEventListener('scroll', this);
    clearTimeout(this.#rest);
    this.#owner = null;
  }

  handleEvent(event) {
    if (event.type === 'scroll') this.#atEnd = this.scrollTop + this.clientHeight >= this.scrollHeight - 8;
    else this.#update(event.type === 'chalk-step' ? 'step' : event.detail?.what ?? 'ready');
  }

  #line(epoch) {
    const text = this.#owner.ask((session) => session.logLine(epoch)) ?? '';
    return make('div', {}, numeral(text, `loss 0 value ${epoch * this.#owner.moment.batches}`), '\n');
  }

  #update(reason) {
    set(this, 'aria-label', t('log.name'));
    set(this, 'data-empty', t('log.empty'));
    const moment = this.#owner?.moment;
    if (!moment) return;
    // Twenty lines a second are no announcement; single ones are.
    set(this, 'aria-live', this.#owner.playing ? 'off' : 'polite');
    if (['ready', 'settings', 'edited'].includes(reason)) this.#rows.clear();
    const now = performance.now();
    const many = Math.abs(moment.loggedEpochs - this.#rows.end) > MANY;
    if (many && this.#owner.rushing && now - this.#time < PAUSE) return;
    clearTimeout(this.#rest);
    // After a jump the last lines come at once, the others when it is quiet.
    if (many) this.#rest = setTimeout(() => this.#update('step'), PAUSE);
    if (!this.#rows.show(moment.loggedEpochs, many ? MANY : MOST)) return;
    this.#time = now;
    set(this, 'data-left', this.#rows.left > 0 && t('rows.left', { n: this.#rows.left }));
    if (this.#atEnd) this.scrollTop = this.scrollHeight;
  }
}
