// <chalk-values>: the buttons beside the parameters' values, and the field in which a value is typed.

import { make, put, set } from '../dom.js';
import { field } from '../field.js';
import { parameterName } from '../math.js';
import { number, parse } from '../number.js';
import { css } from '../style.js';
import { fieldError, t } from '../text.js';
import { View } from '../view.js';

const look = css`
  form {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    margin: 0;
    padding: 8px 16px;
    border-top: 1px solid var(--chalk-rule);
    background: var(--chalk-paper);
  }
  label {
    flex: 1 0 auto;
    font-size: 14px;
  }
  input[role='spinbutton'] {
    flex: 1 1 8em;
    width: 8em;
    min-height: 36px;
  }
  button {
    min-height: 36px;
  }
  p {
    flex: 1 0 100%;
    margin: 0;
    font-size: 13px;
    color: var(--chalk-muted);
  }
  .wrong {
    color: var(--chalk-data);
  }
`;

const PENCIL = '✎\uFE0E';

/** Pencils stand in the slots of the card, but their looks belong to the page around it. */
const pencils = css`
  chalk-parameters > button {
    width: 24px;
    min-height: 0;
    height: 24px;
    margin: -4px 0 -4px 4px;
    padding: 0;
    border: 0;
    border-radius: 4px;
    background: transparent;
    color: var(--chalk-muted);
    font: 14px/24px var(--chalk-sans);
    cursor: pointer;
  }
  chalk-parameters > button:hover {
    color: var(--chalk-ink);
    background: var(--chalk-paper);
  }
  chalk-parameters > button:focus-visible {
    outline: 3px solid var(--chalk-focus);
  }
  @media print {
    chalk-parameters > button {
      display: none;
    }
  }
`;

/** The parameters as fields that one can change. */
export class ChalkValues extends View {
  static styles = [field, look];

  #name = make('label', { for: 'value' });
  #input = make('input', { id: 'value', type: 'text', role: 'spinbutton', inputmode: 'decimal', autocomplete: 'off', 'aria-describedby': 'note' });
  #take = make('button', { type: 'submit' });
  #leave = make('button', { type: 'button' });
  #note = make('p', { id: 'note', role: 'status' });
  #form = make('form', { hidden: true }, this.#name, this.#input, this.#take, this.#leave, this.#note);
  /** For each pencil: the parameter and the element that it changes. */
  #cells = new Map();
  #shape = '';
  #open = null;

  build(root) {
    root.append(this.#form);
  }

  attach() {
    const root = this.getRootNode();
    if (!root.adoptedStyleSheets.includes(pencils)) root.adoptedStyleSheets.push(pencils);
    this.#form.addEventListener('submit', this);
    this.#form.addEventListener('keydown', this);
    this.#leave.addEventListener('click', this);
  }

  detach() {
    this.#form.removeEventListener('submit', this);
    this.#form.removeEventListener('keydown', this);
    this.#leave.removeEventListener('click', this);
  }

  act(event) {
    const { currentTarget, type } = event;
    if (type === 'submit') {
      event.preventDefault();
      this.#apply();
    } else if (currentTarget === this.#leave || (type === 'keydown' && event.key === 'Escape')) this.#close();
    else if (type === 'click') this.#show(currentTarget);
    else if (type === 'dblclick') this.#show([...this.#cells.keys()].find((pencil) => rowOf(pencil) === event.target.closest('tr')));
  }

  update(owner, reason) {
    const moment = owner?.moment;
    if (!moment) return;
    this.#pencils(moment.parameters);
    put(this.#take, t('edit.take'));
    put(this.#leave, t('edit.leave'));
    for (const [pencil, { label }] of this.#cells) set(pencil, 'aria-label', t('edit.value', { name: label() }));
    if (this.#open) put(this.#name, this.#cells.get(this.#open).label());
    if (this.#open && owner.playing) this.#close(false);
    if (reason === 'ready') this.#close(false);
  }

  /** A pencil for each value in the table, in the slot of its row. */
  #pencils(parameters) {
    const shape = parameters.map(({ name, data }) => `${name}:${data.length}`).join();
    if (shape === this.#shape) return;
    this.#shape = shape;
    for (const pencil of this.#cells.keys()) pencil.remove();
    this.#cells.clear();
    const view = this.parentElement;
    for (const { name, data } of parameters) {
      for (let cell = 0; cell < data.length; cell += 1) {
        const pencil = make('button', { type: 'button', slot: `${name}.${cell}` }, PENCIL);
        view.append(pencil);
        if (!pencil.assignedSlot) {
          pencil.remove(); // Of a large parameter only the first elements are listed.
          continue;
        }
        const label = () => (data.length === 1 ? parameterName(name) : `${parameterName(name)} [${cell}]`);
        this.#cells.set(pencil, { name, cell, label });
        pencil.addEventListener('click', this);
        rowOf(pencil).cells[1].addEventListener('dblclick', this);
      }
    }
  }

  #show(pencil) {
    if (!pencil) return;
    const { owner } = this;
    owner.pause();
    this.#open = pencil;
    const { name, cell, label } = this.#cells.get(pencil);
    const { data } = owner.moment.parameters.find((each) => each.name === name);
    put(this.#name, label());
    this.#input.value = number(data[cell], 'all').replace('−', '-');
    this.#say(t('edit.hint'));
    set(this.#form, 'hidden', null);
    this.#input.select();
    this.#input.focus();
  }

  #close(focus = true) {
    set(this.#form, 'hidden', true);
    if (focus) this.#open?.focus();
    this.#open = null;
  }

  async #apply() {
    const { name, cell } = this.#cells.get(this.#open);
    const value = parse(this.#input.value);
    if (value === null) {
      this.#say(t('edit.number', { value: this.#input.value.slice(0, 40) }), true);
      return;
    }
    try {
      await this.owner.edit({ parameter: { name, cell, value } });
      this.#close();
    } catch (error) {
      this.#say(error.code ? fieldError(error) : t('edit.load'), true);
    }
  }

  #say(words, wrong = false) {
    put(this.#note, words);
    set(this.#note, 'class', wrong && 'wrong');
    set(this.#input, 'aria-invalid', wrong && 'true');
  }
}

const rowOf = (pencil) => pencil.assignedSlot?.closest('tr');
