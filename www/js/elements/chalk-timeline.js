// <chalk-timeline>: the whole run as one line with the loss along it; drag to any operation, past or future.

import { draw, make, put, set } from '../dom.js';
import { css } from '../style.js';
import { t } from '../text.js';
import { View } from '../view.js';

const WIDE = 1000;
const TALL = 40;
/** The curve is drawn through at most this many points. */
const POINTS = 500;
/** The curve of a run with more steps than this is drawn at most every so many milliseconds while it runs. */
const LONG = 5000;
const PAUSE = 100;

const look = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 4px 20px;
    align-items: center;
  }
  .line {
    position: relative;
    height: 46px;
  }
  svg {
    position: absolute;
    inset: 2px 0 4px;
    width: 100%;
    height: 40px;
    overflow: visible;
  }
  path {
    fill: none;
    stroke: var(--chalk-fit);
    stroke-width: 2;
    vector-effect: non-scaling-stroke;
  }
  .future,
  .other {
    opacity: 0.35;
  }
  .other {
    opacity: 0.6;
    stroke-dasharray: 4 3;
  }
  .ground {
    stroke: var(--chalk-edge);
    stroke-width: 1;
  }
  .gone {
    stroke: var(--chalk-muted);
    stroke-width: 3;
  }
  .now {
    stroke: var(--chalk-now-bar);
    stroke-width: 3;
    vector-effect: non-scaling-stroke;
  }
  /* The thumb stands in the middle of the now-mark; its half width sticks out on both sides. */
  input {
    appearance: none;
    position: absolute;
    inset: 0 -12px;
    width: calc(100% + 24px);
    height: 100%;
    margin: 0;
    background: transparent;
    cursor: pointer;
    border-radius: 8px;
  }
  input::-webkit-slider-runnable-track {
    height: 100%;
  }
  input::-webkit-slider-thumb {
    appearance: none;
    width: 24px;
    height: 100%;
    background: transparent;
    cursor: grab;
  }
  input::-moz-range-track {
    height: 100%;
    background: transparent;
  }
  input::-moz-range-thumb {
    width: 24px;
    height: 100%;
    border: 0;
    background: transparent;
    cursor: grab;
  }
  input:disabled {
    cursor: default;
  }
  .where {
    min-width: 156px;
    font-size: 13.5px;
    line-height: 1.5;
    color: var(--chalk-muted);
    font-variant-numeric: tabular-nums;
    text-align: right;
    white-space: nowrap;
  }
  .where span {
    display: block;
  }
  b {
    color: var(--chalk-ink);
    font-weight: 600;
  }
  @narrow 900px {
    :host {
      grid-template-columns: minmax(0, 1fr);
    }
    .line {
      margin-inline: 12px;
      height: 38px;
    }
    svg {
      height: 32px;
    }
    .where {
      text-align: left;
      font-size: 13px;
    }
    .where:not(.long) span {
      display: inline;
    }
    .where:not(.long) span + span::before {
      content: ' · ';
    }
  }
`;

/**
 * The whole run as a line: drag along it to any moment.
 * @csspart line – the loss over the whole run
 * @csspart where – where training stands
 */
export class ChalkTimeline extends View {
  static styles = [look];

  #range = make('input', { type: 'range', min: 0, max: 1, step: 1, value: 0, disabled: true });
  #future = draw('path', { class: 'future' });
  #other = draw('path', { class: 'other' });
  #past = draw('path', { class: 'past' });
  #gone = draw('path', { class: 'gone' });
  #now = draw('line', { class: 'now', y1: -2, y2: TALL + 2 });
  #epoch = make('span');
  #operation = make('span');
  #where = make('div', { class: 'where', part: 'where' }, this.#epoch, this.#operation);
  /** How many losses were past when the curve was drawn last, and when that was. */
  #count = -1;
  #time = 0;

  build(root) {
    const ground = draw('path', { class: 'ground', d: `M0 ${TALL}H${WIDE}` });
    const picture = draw('svg', { viewBox: `0 0 ${WIDE} ${TALL}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' });
    picture.append(ground, this.#gone, this.#other, this.#future, this.#past, this.#now);
    root.append(
      make('div', { class: 'line', part: 'line' }, picture, this.#range, make('slot')),
      this.#where,
    );
  }

  attach() {
    this.#range.addEventListener('input', this);
  }

  detach() {
    this.#range.removeEventListener('input', this);
  }

  act() {
    this.owner?.seek(this.#range.valueAsNumber);
  }

  update(owner, reason) {
    const moment = owner?.moment;
    set(this.#range, 'aria-label', t('timeline.name'));
    this.#range.disabled = !moment || owner.status !== 'ready';
    set(this.#now, 'visibility', !moment && 'hidden');
    if (!moment) return;
    const { position, total, epoch, epochs, batch, batches, operation, operations } = moment;
    this.#range.max = String(total);
    this.#range.value = String(position);
    const fields = { epoch, epochs, batch, batches, operation, operations };
    set(this.#range, 'aria-valuetext', t(position === 0 ? 'timeline.start' : 'timeline.at', fields));
    set(this.#where, 'class', batches > 1 ? 'where long' : 'where');
    this.#write(this.#epoch, t(batches > 1 ? 'where.batch' : 'where.epoch', fields));
    this.#write(this.#operation, t('where.operation', fields));
    // By training steps, not by operations: not all have as many.
    this.#mark(((Math.max(moment.step - 1, 0) + operation / operations) / moment.steps) * WIDE);
    this.#curve(owner, moment, reason !== 'step');
  }

  #mark(x) {
    set(this.#now, 'x1', x);
    set(this.#now, 'x2', x);
    set(this.#gone, 'd', `M0 ${TALL}H${x}`);
  }

  /** The text with its `*marked*` numbers in bold. */
  #write(element, text) {
    const parts = text.split('*');
    if (element.childNodes.length !== parts.length) {
      element.replaceChildren(...parts.map((_, index) => (index % 2 ? make('b') : document.createTextNode(''))));
    }
    parts.forEach((part, index) => put(element.childNodes[index], part));
  }

  /** Drawn again once per training step: what is past in full, the visited future paler. */
  #curve(owner, { step, steps, phases }, anew) {
    const past = step - (phases.some(({ phase, done, of }) => phase === 'loss' && done < of) ? 1 : 0);
    const now = performance.now();
    const soon = owner.rushing && steps > LONG && now - this.#time < PAUSE;
    if (!anew && (past === this.#count || soon)) return;
    this.#count = past;
    this.#time = now;
    const [points, other] = heights(owner.ask((session) => [session.allLosses(), owner.full ? session.otherLosses() : []]) ?? [[], []], steps);
    set(this.#other, 'd', pathOf(other));
    const at = points.findIndex(([index]) => index >= past);
    const end = at < 0 ? points.length : at;
    set(this.#past, 'd', pathOf(points.slice(0, end)));
    set(this.#future, 'd', pathOf(points.slice(Math.max(0, end - 1))));
  }
}

/** Some of each run's losses as [index, x, y], on one logarithmic scale from the smallest to the largest. */
function heights(runs, steps) {
  let low = Infinity;
  let high = -Infinity;
  const logs = runs.map((losses) => {
    const every = Math.max(1, Math.ceil(losses.length / POINTS));
    const some = [];
    for (let index = 0; index < losses.length; index += every) {
      const log = Math.log(Math.max(losses[index], 1e-12));
      if (!Number.isFinite(log)) continue;
      low = Math.min(low, log);
      high = Math.max(high, log);
      some.push([index, ((index + 0.5) / steps) * WIDE, log]);
    }
    return some;
  });
  const span = high - low || 1;
  return logs.map((some) => some.map(([index, x, log]) => [index, x, TALL - 3 - ((log - low) / span) * (TALL - 6)]));
}

function pathOf(points) {
  return points.map(([, x, y], index) => `${index ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}
