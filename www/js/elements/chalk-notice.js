// <chalk-notice>: what is out of the ordinary, in words, and what can be done: loading, finished, a loss that grows,
// a training that has blown up, a module that did not load, a crash.

import { make, put, set } from '../dom.js';
import { part } from '../part.js';
import { css } from '../style.js';
import { errorText, t, texts } from '../text.js';
import { View } from '../view.js';

/** A loss that swings grows and falls many times a second: what is said of it stays for as many milliseconds. */
const STAYS = 3000;

const look = css`
  .box {
    display: flex;
    flex-wrap: wrap;
    gap: 10px 24px;
    align-items: center;
    padding: 12px 16px;
    background: var(--chalk-card);
    border: 1px solid var(--chalk-edge);
    border-radius: var(--chalk-radius);
    box-shadow: var(--chalk-shadow);
  }
  .grave {
    border-color: var(--chalk-ink);
    border-left-width: 6px;
  }
  .words {
    flex: 1 1 24em;
    min-width: 0;
  }
  strong {
    display: block;
    font: 600 17px/1.4 var(--chalk-serif);
  }
  p {
    margin: 2px 0 0;
    max-width: 62ch;
  }
  :host(:lang(zh)) p {
    max-width: 40em;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .first {
    background: var(--chalk-ink);
    border-color: var(--chalk-ink);
    color: var(--chalk-paper);
  }
  @media print {
    .buttons {
      display: none;
    }
  }
  @narrow 760px {
    .box {
      padding: 10px 12px;
      font-size: 14px;
    }
    strong {
      font-size: 16px;
    }
  }
`;

/**
 * What is wrong, and what to do.
 * @csspart box – the box around the words
 * @csspart buttons – the row of buttons
 */
export class ChalkNotice extends View {
  static styles = [look];

  #title = make('strong');
  #text = make('p');
  #buttons = make('div', { class: 'buttons', part: 'buttons' });
  #words = make('div', { class: 'words', role: 'status' }, this.#title, this.#text);
  #box = make('div', { class: 'box', part: 'box', hidden: true }, this.#words, this.#buttons);
  #shown = '';
  #hidden = '';
  #acts = new Map();
  #slow = false;
  /** Makes the notices about a training; null before it is there. */
  #more = null;
  #loading = null;
  /** What has not come: the `error`, and what tries `again`. */
  missing = null;
  #grew = { notice: null, until: 0 };

  build(root) {
    root.append(this.#box);
  }

  attach() {
    this.#buttons.addEventListener('click', this);
  }

  detach() {
    this.#buttons.removeEventListener('click', this);
  }

  act({ target }) {
    const action = this.#acts.get(target.closest('button'));
    if (!action) return;
    action();
    this.update(this.owner, 'text');
    this.owner?.focus({ preventScroll: true }); // The button may be gone; the keys go on working.
  }

  handleEvent(event) {
    if (event.type === 'chalk-change' && event.detail.what === 'ended') this.#hidden = '';
    if (event.type === 'chalk-change' && event.detail.what === 'loading') this.#slow = true;
    if (event.type === 'chalk-ready') this.#slow = false;
    super.handleEvent(event);
  }

  update(owner, reason) {
    const notice = this.#steady(this.#find(owner), owner);
    const kind = notice?.kind ?? '';
    if (kind !== this.#hidden) this.#hidden = '';
    const visible = notice !== null && this.#hidden === '';
    set(this.#box, 'hidden', !visible);
    if (!visible) {
      this.#shown = '';
      put(this.#title, '');
      put(this.#text, '');
      return;
    }
    put(this.#title, notice.title);
    put(this.#text, notice.text);
    this.#box.classList.toggle('grave', notice.grave ?? false);
    const key = `${kind} ${notice.buttons.map(([name]) => name).join()}`;
    if (key === this.#shown && reason !== 'text') return;
    this.#shown = key;
    this.#acts.clear();
    this.#buttons.replaceChildren(
      ...notice.buttons.map(([name, action], index) => {
        const button = make('button', { type: 'button', class: notice.grave && index === 0 && 'first' }, name);
        this.#acts.set(button, action);
        return button;
      }),
    );
  }

  /** The notice, or the last one about a growing loss while it may come back at any moment. */
  #steady(notice, owner) {
    const now = performance.now();
    if (notice?.kind === 'growing') this.#grew = { notice, until: now + STAYS };
    return notice ?? (owner?.playing && now < this.#grew.until ? this.#grew.notice : null);
  }

  /** The most important thing to say now, or null. */
  #find(owner) {
    if (owner?.status === 'failed') return this.#failed(t('failed.title'), { error: owner.error, again: () => owner.restart() });
    if (owner?.status === 'crashed') return this.#crashed(owner);
    if (this.missing) return this.#failed('', this.missing);
    if (!owner) return null;
    if (owner.status === 'loading') return this.#slow ? { kind: 'loading', title: t('loading.title'), text: t('loading.text'), buttons: [] } : null;
    return this.#more ? this.#more(owner, (kind) => this.#hide(kind)) : this.#load(owner);
  }

  /** What is to be said of a training comes when there is something to say. */
  #load({ moment, problems }) {
    if (!moment || !(problems.length > 0 || moment.stopped || moment.growing || moment.finished)) return null;
    this.#loading ??= this.#open();
    return null;
  }

  async #open() {
    try {
      const [{ noticeOf }] = await Promise.all([part('./notices.js', () => import('../notices.js')), texts.widen('views')]);
      this.#more = noticeOf;
    } catch (error) {
      this.missing = { error, again: () => (this.#loading = this.missing = null) };
    }
    this.update(this.owner, 'text');
  }

  #failed(title, { error, again }) {
    return { kind: title, grave: true, title, text: errorText(error), buttons: [[t('failed.again'), again]] };
  }

  #crashed(owner) {
    return {
      kind: 'crashed',
      grave: true,
      title: t('crashed.title'),
      text: t('crashed.text'),
      buttons: [[t('crashed.restart'), () => owner.restart()]],
    };
  }

  #hide(kind) {
    return [
      t('notice.hide'),
      () => {
        this.#hidden = kind;
        set(this.#box, 'hidden', true);
      },
    ];
  }
}
