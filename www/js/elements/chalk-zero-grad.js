// <chalk-zero-grad>: the switch beside `optimizer.zero_grad()`: without this line the gradients pile up.

import { make, put, set } from '../dom.js';
import { css } from '../style.js';
import { errorText, t } from '../text.js';
import { View } from '../view.js';

const look = css`
  label {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    margin-left: 12px;
    padding-inline: 6px;
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
    width: 28px;
    height: 16px;
    margin: 0;
    border: 1px solid var(--chalk-edge);
    border-radius: 99px;
    background: var(--chalk-card);
    cursor: pointer;
  }
  input::before {
    content: '';
    display: block;
    width: 10px;
    height: 10px;
    margin: 2px;
    border-radius: 50%;
    background: var(--chalk-muted);
  }
  input:checked {
    background: var(--chalk-ink);
    border-color: var(--chalk-ink);
  }
  input:checked::before {
    margin-left: 14px;
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
      await this.owner.leaveOut(!this.#switch.checked);
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
