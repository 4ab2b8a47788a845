// What a view of the workbench shows until the full module is there, or where it did not come.

import { make, put, set } from './dom.js';
import { css } from './style.js';
import { t } from './text.js';

export const wideningStyle = css`
  .widening {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
    padding: 16px 24px;
    color: var(--chalk-muted);
  }
`;

export class Widening {
  #words = make('span', { role: 'status' });
  #again = make('button', { type: 'button' });
  element = make('div', { class: 'card widening', hidden: true }, this.#words, this.#again);
  #changed;
  #quiet;
  #state = 'none';

  /** `changed()` is called when there is something else to show. A `quiet` one has words for a failure only. */
  constructor(changed, { quiet = false } = {}) {
    this.#changed = changed;
    this.#quiet = quiet;
    this.#again.addEventListener('click', () => {
      this.#state = 'none';
      this.#changed();
    });
  }

  /** Whether the session can be asked; if not yet, sees to it. */
  ready(owner) {
    const ready = Boolean(owner?.full && owner.moment);
    const failed = this.#state === 'failed';
    put(this.#words, t(failed ? 'widening.failed' : 'widening.loading'));
    put(this.#again, t('widening.again'));
    set(this.#again, 'hidden', !failed);
    set(this.element, 'hidden', ready || (this.#quiet && !failed));
    // While another training is on its way, nothing is asked: it may be one of the full module.
    if (!ready && owner?.moment && owner.status === 'ready' && this.#state === 'none') this.#widen(owner);
    return ready;
  }

  async #widen(owner) {
    this.#state = 'loading';
    try {
      await owner.widen();
      this.#state = 'none';
    } catch {
      this.#state = 'failed';
    }
    this.#changed();
  }
}
