// <chalk-zero-grad>: the switch beside `optimizer.zero_grad()`: without this line the gradients pile up.

import { make, put, set } from '../dom.js';
import { css } from '../style.js';
import { errorText, t } from '../text.js';
import { View } from '../view.js';

const look = css`
  label {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    margin-left: 12px;
    font: 12.5px/1.4 var(--chalk-sans);
    color: var(--chalk-muted);
    white-space: nowrap;
    cursor: pointer;
  }
  label:hover {
    color: var(--chalk-ink);
  }
  input {
    appearance: none;
    width: 36px;
    height: 24px;
    margin: 0;
    /* The track is smaller than what can be hit. */
    border: 4px solid transparent;
    border-radius: 12px;
    background: var(--chalk-card) padding-box;
    box-shadow: inset 0 0 0 1px var(--chalk-edge);
    cursor: pointer;
  }
  input::before {
    content: '';
    display: block;
    width: 10px;
    height: 10px;
    margin: 3px;
    border-radius: 50%;
    background: var(--chalk-muted);
  }
  input:checked {
    background-color: var(--chalk-ink);
    box-shadow: none;
  }
  input:checked::before {
    margin-left: 15px;
    background: var(--chalk-card);
  }
  @media (forced-colors: active) {
    input::before {
      background: CanvasText;
      forced-color-adjust: none;
    }
  }
  @media print {
    label {
      display: none;
    }
  }
`;

/** A switch that leaves `zero_grad` out of the program. */
export class ChalkZeroGrad extends View {
  static styles = [look];

  #switch = make('input', { type: 'checkbox', role: 'switch' });
  #word = make('span', { 'aria-hidden': 'true' });
  #label = make('label', {}, this.#switch, this.#word);

  build(root) {
    root.append(this.#label);
  }

  attach() {
    this.#switch.addEventListener('change', this);
  }

  detach() {
    this.#switch.removeEventListener('change', this);
  }

  async act() {
    try {
      const begun = this.owner.moment?.position > 0;
      await this.owner.leaveOut(!this.#switch.checked);
      if (begun) put(this.#word, t(this.#switch.checked ? 'zero.on.again' : 'zero.off.again'));
    } catch (error) {
      put(this.#word, errorText(error));
    }
    this.#switch.focus();
  }

  update(owner, reason) {
    if (reason === 'step') return;
    const on = owner?.experiment?.zero_grad ?? true;
    this.#switch.checked = on;
    set(this.#switch, 'aria-label', t('zero.name'));
    set(this.#label, 'title', t('zero.hint'));
    put(this.#word, t(on ? 'zero.on' : 'zero.off'));
  }
}
