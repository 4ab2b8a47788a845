// <chalk-marks>: marks on the timeline: epochs, edits, where two runs part, and the first number that was not finite.

import { changeName } from '../changes.js';
import { face, make, set } from '../dom.js';
import { css } from '../style.js';
import { t } from '../text.js';
import { View } from '../view.js';

/** At most so many epochs are marked. */
const EPOCHS = 10;

const look = css`
  :host {
    position: absolute;
    inset: 0;
    pointer-events: none;
  }
  button {
    position: absolute;
    bottom: -17px;
    width: 24px;
    min-height: 0;
    height: 24px;
    margin-left: -12px;
    padding: 0;
    border: 0;
    border-radius: 4px;
    font: 600 13px/14px var(--chalk-sans);
    color: var(--chalk-muted);
    pointer-events: auto;
  }
  /* The slider is there to be dragged; to these marks one comes with the keyboard. */
  .epoch:not(:focus) {
    pointer-events: none;
  }
  .epoch::before {
    content: '';
    position: absolute;
    left: 11.5px;
    top: 0;
    width: 1px;
    height: 6px;
    background: var(--chalk-edge);
  }
  .edit,
  .fork,
  .stop {
    bottom: auto;
    top: -8px;
    line-height: 24px;
    color: var(--chalk-ink);
  }
  .edit::after,
  .stop::after {
    content: '';
    position: absolute;
    left: 11.5px;
    top: 18px;
    height: 30px;
    border-left: 1px dashed var(--chalk-muted);
    pointer-events: none;
  }
`;

/**
 * The places on the timeline where something was changed.
 * @csspart mark – each mark
 */
export class ChalkMarks extends View {
  static styles = [look];

  #bar = make('div', { role: 'toolbar' });
  #known = '';
  /** Where a number was not finite, also after going back. */
  #stop = null;

  build(root) {
    root.append(this.#bar);
  }

  attach() {
    this.#bar.addEventListener('click', this);
    this.#bar.addEventListener('keydown', this);
  }

  detach() {
    this.#bar.removeEventListener('click', this);
    this.#bar.removeEventListener('keydown', this);
  }

  act(event) {
    const button = event.target.closest('button');
    if (!button) return;
    if (event.type === 'click') this.owner.seek(Number(button.dataset.position));
    else this.#key(event, button);
  }

  /** One stop for the Tab key; the arrows go from mark to mark. */
  #key(event, button) {
    const next = { ArrowRight: button.nextSibling, ArrowLeft: button.previousSibling, Home: this.#bar.firstChild, End: this.#bar.lastChild }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    if (next) this.#stand(next, true);
  }

  #stand(button, focus = false) {
    for (const each of this.#bar.children) each.tabIndex = each === button ? 0 : -1;
    if (focus) button.focus();
  }

  handleEvent(event) {
    const what = event.detail?.what;
    if (event.type === 'chalk-ready' || what === 'settings' || what === 'edited') this.#stop = null;
    super.handleEvent(event);
  }

  update(owner) {
    const moment = owner?.moment;
    set(this.#bar, 'aria-label', t('marks.name'));
    if (!moment) return;
    if (moment.stopped) this.#stop = { position: moment.position, step: moment.step };
    const marks = this.#marks(owner, moment);
    const known = JSON.stringify(marks);
    if (known === this.#known) return;
    this.#known = known;
    const at = [...this.#bar.children].findIndex((each) => each.tabIndex === 0);
    this.#bar.replaceChildren(...marks.map((mark) => this.#button(mark)));
    this.#stand(this.#bar.children[at] ?? this.#bar.firstChild);
  }

  #button({ kind, glyph, name, position, share }) {
    const button = make('button', { type: 'button', class: kind, title: name, part: 'mark', 'data-position': position });
    face(button, glyph, name);
    button.style.setProperty('left', `${100 * share}%`);
    return button;
  }

  /** All marks in the order of time. */
  #marks(owner, { epochs, batches, steps, total }) {
    const place = (step) => owner.ask((session) => (owner.full ? session.stepPosition(step) : (total / steps) * step));
    const marks = [];
    const every = [1, 2, 5, 10, 20, 50].find((each) => epochs / each <= EPOCHS) ?? 10 ** Math.ceil(Math.log10(epochs / EPOCHS));
    for (let epoch = every; epoch <= epochs; epoch += every) {
      marks.push({ kind: 'epoch', glyph: '', name: t('marks.epoch', { epoch }), position: place(epoch * batches), share: epoch / epochs });
    }
    const { run, other, fork } = owner.runs ?? { run: { edits: [] } };
    for (const change of run.edits) {
      marks.push({ kind: 'edit', glyph: '◆', name: t('marks.edit', { name: changeName(change, batches) }), position: change.position, share: change.step / steps });
    }
    if (other && !run.edits.some(({ step }) => step === fork)) {
      marks.push({ kind: 'fork', glyph: '◇', name: t('marks.fork'), position: place(fork), share: fork / steps });
    }
    if (this.#stop) {
      marks.push({ kind: 'stop', glyph: '✕', name: t('marks.stop'), position: this.#stop.position, share: this.#stop.step / steps });
    }
    return marks.sort((a, b) => a.share - b.share);
  }
}
