// <chalk-trace>: where the number came from that the reader asks about, and where it goes, with the ways there.

import { make, put, set } from '../dom.js';
import { pieceOf } from '../formulas.js';
import { parameterName, placeOf, titleOf } from '../math.js';
import { asking, mark } from '../numbers.js';
import { nameOf, t } from '../text.js';
import { css } from '../style.js';
import { View } from '../view.js';

const look = css`
  .box {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 4px 20px;
    max-width: 1288px;
    margin-inline: auto;
    padding: 10px 24px 8px;
    border-bottom: 1px solid var(--chalk-rule);
  }
  h2 {
    margin: 0;
    font: 600 13px/24px var(--chalk-sans);
    letter-spacing: 0.05em;
    text-transform: uppercase;
    color: var(--chalk-muted);
  }
  :host(:lang(zh)) h2 {
    letter-spacing: 0.08em;
  }
  .what {
    margin: 0;
    font-weight: 600;
  }
  .what chalk-number,
  .what .number {
    font: 600 15px var(--chalk-mono);
  }
  .data {
    color: var(--chalk-data);
  }
  .model {
    color: var(--chalk-fit);
  }
  .grad {
    color: var(--chalk-grad);
  }
  .close {
    order: 1;
    margin-left: auto;
  }
  dl {
    display: flex;
    flex-basis: 100%;
    order: 2;
    flex-wrap: wrap;
    gap: 4px 20px;
    margin: 0;
    font-size: 13.5px;
  }
  dl > div {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 6px;
  }
  dt {
    color: var(--chalk-muted);
  }
  dd {
    margin: 0;
  }
  dd button {
    min-height: 28px;
    padding: 2px 10px;
    border-radius: 14px;
    font-size: 13px;
    white-space: normal;
  }
  dd .here {
    background: var(--chalk-now);
    border-color: var(--chalk-now-bar);
    color: var(--chalk-ink);
  }
  .later {
    border-style: dashed;
  }
  .back {
    order: 1;
  }
  @media (max-width: 760px) {
    .box {
      padding-inline: 16px;
      max-height: 45vh;
      overflow: auto;
    }
    .what {
      flex-basis: 100%;
      order: 2;
    }
  }
`;

/** More operations than this are counted, not listed. */
const MOST = 6;

/**
 * Where a number comes from and where it goes.
 * @csspart box – the box around the words
 */
export class ChalkTrace extends View {
  static styles = [look];

  #heading = make('h2');
  #what = make('p', { class: 'what', role: 'status' });
  #list = make('dl');
  #back = make('button', { type: 'button', class: 'link back', hidden: true });
  #again = make('button', { type: 'button', class: 'link back', hidden: true });
  #close = make('button', { type: 'button', class: 'link close' });
  #box = make('section', { class: 'box', part: 'box', hidden: true }, this.#heading, this.#what, this.#back, this.#again, this.#close, this.#list);
  /** Where the reader was before the first jump. */
  #home = null;
  #ways = [];

  build(root) {
    root.append(this.#box);
  }

  attach() {
    this.#box.addEventListener('click', this);
    this.#box.addEventListener('keydown', this);
    for (const type of ['loading', 'failed']) asking.addEventListener(type, this);
  }

  detach() {
    this.#box.removeEventListener('click', this);
    this.#box.removeEventListener('keydown', this);
    for (const type of ['loading', 'failed']) asking.removeEventListener(type, this);
  }

  act(event) {
    if (event.type === 'loading' || event.type === 'failed') this.#wait(event.type);
    else if (event.type === 'keydown') this.#key(event);
    else this.#press(event.target.closest('button'));
  }

  update(owner, reason) {
    put(this.#heading, t('trace.title'));
    set(this.#box, 'aria-label', t('trace.title'));
    put(this.#close, t('trace.close'));
    put(this.#back, t('trace.back'));
    put(this.#again, t('trace.again'));
    const selected = owner?.selected;
    if (reason !== 'step' || (selected && !owner.rushing)) mark();
    if (!selected) this.#home = null;
    if (owner?.rushing && selected) return;
    const trace = selected && owner.ask((session) => (selected.step === undefined ? session.trace(selected.node, selected.cell, selected.kind) : session.traceLoss(selected.step)));
    this.#open(Boolean(trace));
    if (trace) this.#show(owner, trace, selected);
  }

  #show(owner, trace, selected) {
    set(this.#again, 'hidden', true);
    set(this.#back, 'hidden', this.#home === null || this.#home === owner.moment.position);
    const number = make('span', { class: `number ${trace.number.role}` }, pieceOf({ ...trace.number, source: undefined }, owner.digits));
    const named = make('span', {}, `${this.#name(trace, selected)} = `);
    const row = trace.row === null ? '' : t('trace.row', { row: trace.row });
    const line = make('span', {}, named, trace.number.role === 'text' ? t('trace.unknown') : number, row);
    if (line.textContent !== this.#what.textContent || line.className !== this.#what.className) this.#what.replaceChildren(line);
    const { written, parts, readers } = trace;
    const from = parts.length > 0 ? [...parts, written] : written ? [written] : [];
    this.#ways = [];
    const focus = this.shadowRoot.activeElement?.dataset.way;
    this.#list.replaceChildren(
      this.#visits(owner, t(parts.length > 0 ? 'trace.parts' : 'trace.written'), from, t(`trace.origin.${originOf(trace)}`, { seed: owner.settings.seed })),
      this.#visits(owner, t('trace.readers'), readers, t('trace.unread')),
    );
    if (focus !== undefined) this.#list.querySelector(`[data-way="${focus}"]`)?.focus();
  }

  /** "weight, row 1, column 1"; "gradient of the result of subtract, 3". */
  #name({ what, name, index, kind }, { step }) {
    let words = what === 'parameter' ? parameterName(name) : what === 'x' || what === 'y' ? t(`symbol.${what}`) : t('trace.result', { op: nameOf('op', name) });
    if (what === 'leaf') words = nameOf('leaf', name);
    if (step !== undefined) words = t('trace.loss', { step });
    if (index.length > 0) words = t('place.of', { words, place: placeOf(index) });
    return kind === 'grad' ? t('trace.gradient', { name: words }) : words;
  }

  #visits(owner, head, visits, none) {
    const here = owner.moment;
    const item = (visit) => {
      this.#ways.push(visit.position);
      const elsewhere = visit.epoch !== Math.max(1, here.epoch) || (here.batches > 1 && visit.batch !== Math.max(1, here.batch));
      const title = titleOf(visit);
      const key = here.batches > 1 ? 'trace.in.batch' : 'trace.in.epoch';
      const words = elsewhere ? t(key, { title, epoch: visit.epoch, batch: visit.batch }) : title;
      const now = visit.position === here.position;
      const look = now ? 'here' : visit.done ? '' : 'later';
      const state = now ? t('trace.now') : visit.done ? '' : t('trace.later');
      const label = state === '' ? words : t('trace.state', { words, state });
      return make('dd', {}, make('button', { type: 'button', class: look, 'data-way': this.#ways.length - 1, 'aria-current': now && 'step' }, label));
    };
    const shown = visits.slice(0, MOST);
    const rest = visits.length > MOST ? [make('dd', {}, t('trace.more', { n: visits.length - MOST }))] : [];
    const items = visits.length > 0 ? [...shown.map(item), ...rest] : [make('dd', {}, none)];
    return make('div', {}, make('dt', {}, head), ...items);
  }

  #press(button) {
    const { owner } = this;
    if (!button || !owner) return;
    if (button === this.#close) owner.select(null);
    else if (button === this.#again) owner.widen().then(() => this.#open(false), () => this.#wait('failed'));
    else if (button === this.#back) {
      owner.seek(this.#home);
      this.#close.focus();
    } else {
      this.#home ??= owner.moment.position;
      owner.seek(this.#ways[button.dataset.way]);
    }
  }

  #key(event) {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    this.owner?.select(null);
    this.owner?.focus({ preventScroll: true });
  }

  /** The page keeps what has the keyboard clear of the box while it is open. */
  #open(open) {
    set(this.#box, 'hidden', !open);
    set(this, 'data-open', open);
  }

  /** The full module, which knows, is on its way, or did not come. */
  #wait(state) {
    this.#open(true);
    this.#list.replaceChildren();
    put(this.#what, t(`trace.${state}`));
    set(this.#back, 'hidden', true);
    set(this.#again, 'hidden', state !== 'failed');
  }
}

/** Where a number comes from that no operation has written. */
function originOf({ what, kind }) {
  if (kind === 'grad') return 'grad';
  return what === 'x' || what === 'y' ? 'data' : what === 'parameter' ? 'seed' : 'leaf';
}
