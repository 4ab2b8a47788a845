// <chalk-legend>: the names of the two runs under the loss, with the strokes that they are drawn with.

import { runNames } from '../changes.js';
import { make, put, set } from '../dom.js';
import { css } from '../style.js';
import { t } from '../text.js';
import { View } from '../view.js';

const look = css`
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 2px 10px;
    margin: 0;
    padding: 6px 16px;
    border-top: 1px solid var(--chalk-rule);
    font-size: 13px;
    line-height: 1.5;
  }
  dt {
    white-space: nowrap;
    color: var(--chalk-muted);
  }
  dt::before {
    content: '';
    display: inline-block;
    width: 22px;
    margin-right: 8px;
    vertical-align: 0.25em;
    border-top: 3px solid var(--chalk-fit);
  }
  dt.other::before {
    border-top: 2px dashed color-mix(in srgb, var(--chalk-fit) 60%, var(--chalk-card));
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
`;

/** How tall the picture of the loss is without it. */
const PICTURE = 232;

/**
 * The legend of the loss, where there is another run beside this one.
 * @csspart legend – the legend
 */
export class ChalkLegend extends View {
  static styles = [look];

  #own = [make('dt'), make('dd')];
  #other = [make('dt', { class: 'other' }), make('dd')];
  #list = make('dl', { part: 'legend', hidden: true }, ...this.#own, ...this.#other);

  /** It takes its room from the picture above, so that nothing below moves when there is a second run. */
  #room = globalThis.ResizeObserver && new ResizeObserver(() => this.parentElement?.style.setProperty('--plot', `max(150px, ${PICTURE - this.#list.offsetHeight}px)`));

  build(root) {
    root.append(this.#list);
  }

  attach() {
    this.#room.observe(this.#list);
  }

  detach() {
    this.#room.disconnect();
  }

  update(owner) {
    const runs = owner?.moment && owner.runs;
    set(this.#list, 'hidden', !runs?.other);
    if (!runs?.other) return;
    const names = runNames(runs, owner.moment.batches);
    put(this.#own[0], t('runs.this'));
    put(this.#own[1], names.run);
    put(this.#other[0], t('runs.other'));
    put(this.#other[1], names.other);
  }
}
