// A field for each option that the core tells: numbers, rows of numbers, yes or no, one of some names.

import { make, put, set } from './dom.js';
import { valueOf } from './alone.js';
import { css } from './style.js';
import { texts } from './text.js';

export const optionStyle = css`
  .options {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 12px;
    align-items: end;
  }
  .options:empty {
    display: none;
  }
  .options label {
    display: block;
    flex: 1 1 108px;
    max-width: 200px;
    min-width: 0;
    font: 13px var(--chalk-mono);
    color: var(--chalk-muted);
  }
  .options label span {
    display: block;
    margin-bottom: 2px;
    overflow-wrap: anywhere;
  }
  .options .flag {
    display: flex;
    flex: none;
    align-items: center;
    gap: 8px;
    max-width: 100%;
    min-height: 32px;
    order: 1;
  }
  .options .flag span {
    margin: 0;
  }
  .options input:not([type='checkbox']),
  .options select {
    width: 100%;
    min-width: 0;
    min-height: 36px;
    padding: 0 8px;
    border: 1px solid var(--chalk-edge);
    border-radius: 8px;
    background: var(--chalk-card);
    color: var(--chalk-ink);
    font: 14px var(--chalk-mono);
  }
  .options input[type='checkbox'] {
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--chalk-fit);
  }
  @media print {
    .options input:not([type='checkbox']),
    .options select {
      min-height: 0;
      padding: 0;
      border: 0;
      appearance: none;
    }
  }
`;

export class OptionFields {
  element = make('div', { class: 'options', part: 'options' });
  #changed;
  #fields = new Map();

  /** `changed(name, value)` is told what a reader has chosen. */
  constructor(changed) {
    this.#changed = changed;
    this.element.addEventListener('change', ({ target }) => {
      const value = target.type === 'checkbox' ? target.checked : target.localName === 'select' ? target.value : valueOf(target.value);
      this.#changed(target.name, value);
    });
  }

  /** Shows options as the core lists them; fields that are there stay, and keep the keyboard. */
  show(options) {
    const shown = options.filter(({ kind }) => kind !== 'other');
    const kept = shown.map(keyOf).join() === [...this.#fields.keys()].join();
    if (!kept) {
      this.#fields = new Map(shown.map((option) => [keyOf(option), fieldOf(option)]));
      this.element.replaceChildren(...[...this.#fields.values()].map(({ label }) => label));
    }
    for (const option of shown) {
      const { name, kind, value, sentence, key, label } = option;
      const field = this.#fields.get(keyOf(option));
      put(field.word, label ?? name);
      option.titles?.forEach((title, index) => put(field.input.options[index], title));
      set(field.label, 'title', sentence ? texts.core(key, sentence) : null);
      if (kind === 'flag') field.input.checked = value === true;
      else field.input.value = Array.isArray(value) ? value.join(' ') : value === null ? '' : String(value);
    }
  }
}

const keyOf = ({ name, kind, names = [] }) => [name, kind, ...names].join(' ');

function fieldOf({ name, kind, names, min }) {
  const word = make('span');
  let input;
  if (kind === 'flag') input = make('input', { type: 'checkbox', name });
  else if (kind === 'choice') input = make('select', { name }, ...names.map((each) => make('option', { value: each }, each)));
  else input = make('input', { type: 'text', name, inputmode: kind === 'numbers' ? 'text' : min < 0 ? 'text' : 'decimal', autocomplete: 'off', maxlength: 60 });
  return { input, word, label: make('label', { class: kind }, ...(kind === 'flag' ? [input, word] : [word, input])) };
}
