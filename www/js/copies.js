// The forms in which a widget can be copied: which one is shown, its text, and a button that copies it.

import { make, put } from './dom.js';
import { t } from './text.js';

let groups = 0;

export class Copies {
  element;
  #forms = {};
  #shown;
  #legend = make('legend', { class: 'hidden' });
  #labels = new Map();
  #hint = make('p', { class: 'hint' });
  #code = make('code');
  #pre = make('pre', { tabindex: 0, role: 'group' }, this.#code);
  #copy = make('button', { type: 'button' });
  #said = make('span', { role: 'status' });

  /** `names` of the forms, the usual one first. */
  constructor(names) {
    const name = `copies-${(groups += 1)}`;
    [this.#shown] = names;
    for (const each of names) {
      const input = make('input', { type: 'radio', name, value: each, checked: each === this.#shown });
      this.#labels.set(each, make('label', {}, input, make('span')));
    }
    const choice = make('fieldset', {}, this.#legend, ...this.#labels.values());
    choice.addEventListener('change', ({ target }) => {
      this.#shown = target.value;
      this.#show();
    });
    this.#copy.addEventListener('click', () => this.#take());
    this.element = make('div', { class: 'copies' }, choice, this.#hint, this.#pre, make('p', { class: 'take' }, this.#copy, this.#said));
    this.say();
  }

  /** Shows texts by name of the form. */
  show(forms) {
    this.#forms = forms;
    this.#show();
  }

  /** Says it in the language of the moment. */
  say() {
    put(this.#legend, t('copies.legend'));
    for (const [name, label] of this.#labels) put(label.lastChild, t(`copies.${name}`));
    put(this.#copy, t('copies.copy'));
    this.#show();
  }

  #show() {
    put(this.#hint, t(`copies.${this.#shown}.hint`));
    put(this.#code, this.#forms[this.#shown] ?? '');
    put(this.#said, '');
    this.#pre.setAttribute('aria-label', t(`copies.${this.#shown}`));
  }

  async #take() {
    try {
      await navigator.clipboard.writeText(this.#code.textContent);
      put(this.#said, t('copies.done'));
    } catch {
      // Not every browser lets a page copy: then what is to be copied is marked.
      getSelection().selectAllChildren(this.#code);
      put(this.#said, t('copies.marked'));
    }
  }
}
