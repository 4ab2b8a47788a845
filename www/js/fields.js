// A form of settings: a field for each, a message below. A value that cannot be used is answered, never obeyed.

import { make, put, set } from './dom.js';
import { field } from './field.js';
import { isAnswer } from './session.js';
import { parse } from './number.js';
import { neighbour } from './settings.js';
import { css } from './style.js';
import { errorText, t } from './text.js';
import { View } from './view.js';

const look = css`
  .fields {
    display: flex;
    gap: 12px;
    align-items: end;
  }
  label {
    flex: 1 1 0;
    min-width: 0;
    font-size: 13px;
    color: var(--chalk-muted);
    white-space: nowrap;
  }
  label span {
    display: block;
    margin-bottom: 2px;
  }
  div.seed {
    display: flex;
    flex: 1.7 1 0;
    min-width: 0;
    gap: 4px;
    align-items: end;
  }
  .message {
    min-height: 40px;
    margin: 6px 0 0;
    font-size: 13px;
    line-height: 1.5;
    color: var(--chalk-muted);
  }
  :host(:lang(zh)) .message {
    line-height: 1.55;
  }
  .message.wrong {
    color: var(--chalk-ink);
    font-weight: 600;
  }
  @narrow 760px {
    .fields {
      gap: 8px;
    }
    div.seed {
      flex: 2.4 1 0;
    }
    button {
      padding-inline: 8px;
      font-size: 14px;
    }
    input {
      padding-inline: 8px 4px;
    }
  }
  @narrow 400px {
    .fields {
      flex-wrap: wrap;
    }
    div.seed {
      flex: 1 0 100%;
    }
  }
`;

/** `blur`: a number that the arrow keys have turned makes no `change` event. */
const EVENTS = ['change', 'keydown', 'blur'];

/**
 * Subclasses say which settings there are (`schema`, as in settings.js) and what they are now (`values`), and take one
 * (`take(key, text)`), which throws for a value that cannot be used.
 * @csspart fields message
 */
export class Fields extends View {
  static styles = [field, look];

  #fields = {};
  #again = make('button', { type: 'button' });
  /** The field whose number was turned with the arrow keys and not taken yet. */
  #turned = null;
  #message = make('p', { class: 'message', id: 'message', role: 'status', part: 'message' });

  build(root) {
    const row = make('div', { class: 'fields', part: 'fields' });
    for (const [key, { least, most, choices }] of Object.entries(this.schema)) {
      // Not of type "number": that would drop a decimal comma without a word, and turn with the wheel.
      const limits = { 'aria-valuemin': least, 'aria-valuemax': most };
      const input = choices
        ? make('select', { disabled: true }, ...choices.map((value) => make('option', { value })))
        : make('input', { type: 'text', role: 'spinbutton', inputmode: 'decimal', autocomplete: 'off', disabled: true, 'aria-describedby': 'message', ...limits });
      const word = make('span');
      this.#fields[key] = { input, word };
      const label = make('label', { class: key }, word, input);
      row.append(key === 'seed' ? make('div', { class: 'seed' }, label, this.#again) : label);
    }
    root.append(row, this.#message);
  }

  attach() {
    for (const { input } of Object.values(this.#fields)) for (const event of EVENTS) input.addEventListener(event, this);
    this.#again.addEventListener('click', this);
  }

  detach() {
    for (const { input } of Object.values(this.#fields)) for (const event of EVENTS) input.removeEventListener(event, this);
    this.#again.removeEventListener('click', this);
  }

  act(event) {
    const { currentTarget } = event;
    if (currentTarget === this.#again) {
      this.#newSeed();
      return;
    }
    const [key] = Object.entries(this.#fields).find(([, { input }]) => input === currentTarget);
    if (event.type === 'keydown' && !this.schema[key].choices) this.#key(key, currentTarget, event);
    else if (event.type === 'change' || currentTarget === this.#turned) this.#apply(key, currentTarget);
  }

  /** The arrow keys turn a number up and down; Enter, or leaving the field, takes it. */
  #key(key, input, event) {
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === 'Enter' && input === this.#turned) this.#apply(key, input);
    if (!way) return;
    event.preventDefault();
    input.value = String(neighbour(this.schema[key], parse(input.value) ?? this.values[key], way));
    this.#turned = input;
  }

  /** Another start, not too long to read out to a neighbour. */
  #newSeed() {
    let { seed } = this.values;
    while (seed === this.values.seed) seed = crypto.getRandomValues(new Uint16Array(1))[0] % 10_000;
    this.take('seed', seed);
  }

  #apply(key, input) {
    const typed = input.value;
    this.#turned = null;
    try {
      this.take(key, typed);
      this.restore();
    } catch (error) {
      if (!isAnswer(error)) throw error;
      input.value = String(this.values[key]);
      set(input, 'aria-invalid', 'true');
      this.say(this.#complaint(key, typed, error), true);
    }
  }

  #complaint(key, typed, error) {
    const fields = { name: t(`settings.${key}`), value: typed, fits: t(`settings.fits.${key}`), kept: this.values[key] };
    if (typed === '') return t('settings.empty', fields);
    return error.code === 'setting' ? t('settings.wrong', fields) : `${errorText(error)} ${t('settings.kept', fields)}`;
  }

  /** Shows the values as they are. */
  restore() {
    const { values } = this;
    for (const [key, { input }] of Object.entries(this.#fields)) {
      if (values) input.value = String(values[key]);
      if (values && !this.schema[key].choices) set(input, 'aria-valuenow', values[key]);
      set(input, 'aria-invalid', null);
    }
  }

  /** Says something below the fields. */
  say(words, wrong = false) {
    put(this.#message, words);
    this.#message.classList.toggle('wrong', wrong);
  }

  update(owner, reason) {
    const ready = owner?.status === 'ready';
    for (const [key, { input, word }] of Object.entries(this.#fields)) {
      put(word, t(`settings.${key}`));
      for (const option of input.options ?? []) put(option, t(`settings.${key}.${option.value}`));
      input.disabled = !ready;
    }
    put(this.#again, t('settings.again'));
    this.#again.disabled = !ready;
    if (reason === 'step') return;
    if (reason === 'ready' || reason === 'text') {
      this.restore();
      this.say(t('settings.hint'));
    }
  }

  handleEvent(event) {
    super.handleEvent(event);
    if (event.type === 'chalk-change' && event.detail.what === 'settings') this.changed(event.detail.changed);
  }

  /** The session has other settings now. */
  changed(changed) {
    this.restore();
    const key = ['seed', 'lr', 'epochs'].find((each) => changed.includes(each));
    this.say(t(`settings.changed.${key}`, this.values));
  }
}
