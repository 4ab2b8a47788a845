// Choosing a cell of a tensor: a field with two arrows for each dimension that has more than one place.

import { make, put, set } from './dom.js';
import { css } from './style.js';
import { t } from './text.js';

export const cellStyle = css`
  .cells {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 16px;
    font-size: 13px;
    color: var(--chalk-muted);
  }
  .cells:empty {
    display: none;
  }
  .cells > span {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  .cells label {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .cells input {
    width: 3.6em;
    min-height: 32px;
    padding: 0 6px;
    border: 1px solid var(--chalk-edge);
    border-radius: 6px;
    background: var(--chalk-card);
    color: var(--chalk-ink);
    font: 14px var(--chalk-mono);
  }
  .cells button {
    min-height: 32px;
    min-width: 32px;
    padding: 0;
    border-radius: 6px;
  }
`;

export class CellPicker {
  element = make('div', { class: 'cells' });
  #chosen;
  #shape = [];
  #index = [];
  #inputs = [];

  /** `chosen(cell)` is told which cell of the tensor, counted through, somebody wants. */
  constructor(chosen) {
    this.#chosen = chosen;
    this.element.addEventListener('change', (event) => this.#set(this.#inputs.indexOf(event.target), Number(event.target.value)));
    this.element.addEventListener('click', (event) => this.#press(event.composedPath().find((node) => node.localName === 'button')));
  }

  /** Shows the place `index` (counted from 1) in a tensor of this shape. */
  show(shape, index) {
    const names = namesOf(shape);
    if (shape.join() !== this.#shape.join() || this.#inputs.length === 0) this.#build(shape);
    [this.#shape, this.#index] = [shape, index];
    this.#inputs.forEach((input, dimension) => {
      if (!input) return;
      const [name, size] = [names[dimension], shape[dimension]];
      input.value = index[dimension];
      const [back, label, on] = input.closest('span').children;
      put(label.firstChild, name);
      put(label.lastChild, t('cell.of', { size }));
      set(back, 'aria-label', t('cell.back', { name }));
      set(on, 'aria-label', t('cell.on', { name }));
      set(back, 'disabled', index[dimension] <= 1);
      set(on, 'disabled', index[dimension] >= size);
    });
  }

  #build(shape) {
    this.#inputs = shape.map((size) => (size > 1 ? make('input', { type: 'number', min: 1, max: size, step: 1 }) : null));
    const field = (input, dimension) =>
      make(
        'span',
        {},
        make('button', { type: 'button', 'data-dimension': dimension, 'data-by': -1 }, '‹'),
        make('label', {}, make('span'), input, make('span')),
        make('button', { type: 'button', 'data-dimension': dimension, 'data-by': 1 }, '›'),
      );
    this.element.replaceChildren(...this.#inputs.flatMap((input, dimension) => (input ? [field(input, dimension)] : [])));
  }

  #press(button) {
    if (!button) return;
    const { dimension, by } = button.dataset;
    this.#set(Number(dimension), this.#index[dimension] + Number(by));
    // An arrow that has come to its end cannot keep the keyboard.
    if (button.disabled) this.#inputs[dimension].focus();
  }

  #set(dimension, place) {
    if (!(dimension >= 0)) return;
    const index = [...this.#index];
    const size = this.#shape[dimension];
    index[dimension] = Number.isInteger(place) ? Math.min(Math.max(place, 1), size) : index[dimension];
    this.#inputs[dimension].value = index[dimension];
    this.#chosen(index.reduce((cell, each, at) => cell * this.#shape[at] + each - 1, 0));
  }
}

/** What the dimensions are called: row and column of a table, otherwise by number. */
function namesOf(shape) {
  if (shape.length === 1) return [t('cell.place')];
  if (shape.length === 2) return [t('cell.row'), t('cell.column')];
  return shape.map((_, dimension) => t('cell.dimension', { n: dimension + 1 }));
}
