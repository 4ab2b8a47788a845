// <chalk-edit>: "Change from here": another learning rate, optimizer, loss or point from this moment on; the edits of
// this run with undo, and the run beside it.

import { changeName, runNames } from '../changes.js';
import { make, put, set } from '../dom.js';
import { field } from '../field.js';
import { number, parse } from '../number.js';
import { css } from '../style.js';
import { fieldError, t } from '../text.js';
import { View } from '../view.js';

/** What can be chosen here; whatever else an experiment names stays at the top of the list. */
const OPTIMIZERS = ['SGD', 'Adam', 'AdamW', 'RMSprop', 'Adagrad', 'NAdam'];
const LOSSES = ['MSELoss', 'L1Loss', 'SmoothL1Loss', 'HuberLoss'];
/** Where the option stands that pushes on, for those that have one. */
const MOMENTUM = ['SGD', 'RMSprop'];

const look = css`
  .intro,
  .note {
    margin: 0;
    padding: 10px 16px;
    font-size: 14px;
  }
  .intro {
    min-height: calc(3lh + 20px); /* what it says in the middle of a step, so that nothing moves at its end */
  }
  .note {
    padding-top: 0;
    min-height: 1.6em;
    font-size: 13.5px;
    color: var(--chalk-muted);
  }
  .note.wrong {
    color: var(--chalk-data);
  }
  form {
    display: grid;
    grid-template-columns: minmax(6em, auto) minmax(0, 1fr) auto;
    align-items: center;
    gap: 8px 12px;
    margin: 0;
    padding: 6px 16px;
  }
  form > span {
    font-size: 14px;
  }
  .fields {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .fields label {
    display: flex;
    align-items: center;
    gap: 6px;
    font-size: 13px;
    color: var(--chalk-muted);
  }
  input[role='spinbutton'] {
    width: auto;
    min-width: 5.5em;
    max-width: 100%;
    field-sizing: content; /* a long number is seen in full */
    min-height: 36px;
  }
  input[data-name='momentum'] {
    min-width: 4em;
  }
  select {
    min-height: 36px;
    padding-inline: 8px;
    border-radius: 8px;
    font-size: 14px;
  }
  button {
    min-height: 36px;
  }
  .runs {
    padding: 10px 16px;
    border-top: 1px solid var(--chalk-rule);
  }
  .runs header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  h3 {
    flex: 1 1 auto;
    margin: 0;
    font: 600 14px/1.5 var(--chalk-sans);
  }
  ol {
    margin: 4px 0 0;
    padding-left: 20px;
    font-size: 14px;
  }
  li .link {
    color: inherit;
    font-size: 14px;
    white-space: normal;
    text-align: left;
  }
  .none,
  .other p {
    margin: 4px 0 0;
    font-size: 14px;
    color: var(--chalk-muted);
  }
  @container (max-width: 420px) {
    form {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    form > span {
      grid-column: 1 / -1;
    }
  }
  .card {
    container-type: inline-size;
  }
`;

/**
 * Changes in the middle of a run, with undo.
 * @csspart card – the card around everything
 */
export class ChalkEdit extends View {
  static styles = [field, look];

  #intro = make('p', { class: 'intro' });
  #note = make('p', { class: 'note', role: 'status' });
  #forms = {};
  #undo = make('button', { type: 'button' });
  #redo = make('button', { type: 'button' });
  #switch = make('button', { type: 'button' });
  #drop = make('button', { type: 'button' });
  #ownHead = make('h3');
  #edits = make('ol');
  #none = make('p', { class: 'none' });
  #otherHead = make('h3');
  #otherName = make('p');
  #other = make('section', { class: 'runs other', hidden: true }, make('header', {}, this.#otherHead, this.#switch, this.#drop), this.#otherName);

  build(root) {
    const lr = this.#form('lr', this.#number('lr'));
    const optimizer = this.#form('optimizer', this.#choice('name', OPTIMIZERS), this.#number('lr'), this.#number('momentum'));
    const loss = this.#form('loss', this.#choice('name', LOSSES));
    const zero = this.#form('zero_grad', this.#choice('name', ['on', 'off']));
    const point = this.#form('data', this.#choice('row', []), this.#number('x'), this.#number('y'));
    const own = make('section', { class: 'runs' }, make('header', {}, this.#ownHead, this.#undo, this.#redo), this.#edits, this.#none);
    root.append(make('div', { class: 'card', part: 'card' }, this.#intro, lr, optimizer, loss, zero, point, this.#note, own, this.#other));
  }

  /** A line with what can be changed, its fields and a button. */
  #form(kind, ...fields) {
    const word = make('span');
    const take = make('button', { type: 'submit' });
    const form = make('form', { 'data-kind': kind }, word, make('div', { class: 'fields' }, ...fields.map((each) => each.label)), take);
    this.#forms[kind] = { form, word, take, fields: Object.fromEntries(fields.map((each) => [each.name, each])) };
    return form;
  }

  #number(name) {
    const input = make('input', { type: 'text', role: 'spinbutton', inputmode: 'decimal', autocomplete: 'off', 'data-name': name });
    const word = make('span');
    return { name, input, word, label: make('label', {}, word, input) };
  }

  #choice(name, values) {
    const input = make('select', {}, ...values.map((value) => make('option', { value })));
    return { name, input, word: make('span'), label: make('label', {}, input) };
  }

  #buttons() {
    return [this.#undo, this.#redo, this.#switch, this.#drop, this.#edits];
  }

  attach() {
    for (const { form } of Object.values(this.#forms)) {
      form.addEventListener('submit', this);
      form.addEventListener('change', this);
    }
    for (const button of this.#buttons()) button.addEventListener('click', this);
  }

  detach() {
    for (const { form } of Object.values(this.#forms)) {
      form.removeEventListener('submit', this);
      form.removeEventListener('change', this);
    }
    for (const button of this.#buttons()) button.removeEventListener('click', this);
    this.#keys?.removeEventListener('keydown', this);
    this.#keys = null;
  }

  /** The session whose keys are heard: Ctrl+Z takes an edit back. */
  #keys = null;

  act(event) {
    const { owner } = this;
    const { type, currentTarget, target } = event;
    if (type === 'submit') {
      event.preventDefault();
      this.#apply(currentTarget.dataset.kind);
    } else if (type === 'change') this.#changed(currentTarget.dataset.kind, target);
    else if (currentTarget === this.#edits) this.#goTo(target.closest('button'));
    else {
      this.#say(''); // What was said is of another run now.
      if (currentTarget === this.#undo) owner.undo();
      else if (currentTarget === this.#redo) owner.redo();
      else if (currentTarget === this.#switch) owner.switchTo(owner.runs.other.id);
      else if (currentTarget === this.#drop) owner.drop();
    }
  }

  handleEvent(event) {
    if (event.type === 'keydown' && event.currentTarget === this.#keys) this.#key(event);
    else super.handleEvent(event);
  }

  #key(event) {
    const { owner } = this;
    const letter = event.key.toLowerCase();
    const [target] = event.composedPath();
    const typing = target.matches?.('input:not([type="range"], [type="radio"], [type="checkbox"]), textarea, [contenteditable]');
    if (typing || event.altKey || !(event.ctrlKey || event.metaKey) || !['z', 'y'].includes(letter) || !owner.runs) return;
    event.preventDefault();
    this.#say('');
    if (letter === 'y' || event.shiftKey) owner.redo();
    else owner.undo();
  }

  #goTo(button) {
    if (button) this.owner.seek(Number(button.dataset.position));
  }

  /** Another point, another optimizer: its fields follow. */
  #changed(kind, target) {
    const { fields } = this.#forms[kind];
    if (kind === 'data' && target === fields.row.input) this.#point();
    if (kind === 'optimizer') set(fields.momentum.label, 'hidden', !MOMENTUM.includes(fields.name.input.value));
  }

  async #apply(kind) {
    const { form, fields } = this.#forms[kind];
    form.after(this.#note); // The answer stands where the reader has just pressed.
    const values = {};
    for (const { name, input, word, label } of Object.values(fields)) {
      if (label.hidden) continue;
      const typed = input instanceof HTMLSelectElement && name !== 'row' ? input.value : parse(input.value);
      set(input, 'aria-invalid', typed === null && 'true');
      if (typed === null) return this.#say(t('edit.wrong', { name: word.textContent, value: input.value.slice(0, 40) }), true);
      values[name] = typed;
    }
    try {
      const done = await this.owner.edit(CHANGES[kind](values));
      this.#say(done ? t('edit.done', { name: changeName(this.owner.edits.at(-1), this.owner.moment.batches) }) : t('edit.same'));
    } catch (error) {
      this.#say(error.code ? fieldError(error) : t('edit.load'), true);
      if (!error.code) console.error(error);
    }
  }

  #say(words, wrong = false) {
    put(this.#note, words);
    set(this.#note, 'class', wrong ? 'note wrong' : 'note');
  }

  update(owner, reason) {
    if (owner && owner !== this.#keys) {
      this.#keys?.removeEventListener('keydown', this);
      owner.addEventListener('keydown', this);
      this.#keys = owner;
    }
    const moment = owner?.moment;
    if (!moment) return;
    put(this.#intro, this.#when(moment));
    if (reason === 'step' && owner.rushing) return;
    this.#words();
    if (reason !== 'step') this.#values(owner, moment);
    this.#lists(owner, moment);
    if (reason === 'ready') this.#say('');
  }

  /** What an edit now would mean. */
  #when({ finished, stopped, operation, operations, epoch, epochs, batch, batches }) {
    if (finished) return t('edit.ended', { epochs });
    const whole = !stopped && (operation === operations || operation === 0);
    const next = whole ? (batch % batches) + 1 : batch;
    const fields = { epoch: whole && (batch === batches || operation === 0) ? epoch + 1 : epoch, batch: next };
    return t(`edit.${whole ? 'next' : 'again'}${batches > 1 ? '.batch' : ''}`, fields);
  }

  #words() {
    for (const [kind, { word, take, fields }] of Object.entries(this.#forms)) {
      put(word, t(`edit.kind.${kind}`));
      put(take, t('edit.take'));
      set(take, 'aria-label', t('edit.take.name', { name: t(`edit.kind.${kind}`) }));
      for (const { name, input, word: field } of Object.values(fields)) {
        put(field, t(`edit.field.${name}`));
        set(input, 'aria-label', t('edit.field', { kind: t(`edit.kind.${kind}`), field: t(`edit.field.${name}`) }));
      }
    }
    for (const option of this.#forms.zero_grad.fields.name.input.options) put(option, t(`change.${option.value}`));
    for (const kind of ['optimizer', 'loss']) for (const option of this.#forms[kind].fields.name.input.options) put(option, option.value);
    put(this.#undo, t('edit.undo'));
    put(this.#redo, t('edit.redo'));
    put(this.#switch, t('runs.switch'));
    put(this.#drop, t('runs.drop'));
    put(this.#ownHead, t('edit.list'));
    put(this.#otherHead, t('runs.other'));
    put(this.#none, t('edit.none'));
  }

  /** The fields show what holds now. */
  #values(owner, { lr }) {
    const { experiment } = owner;
    const [[optimizer, options]] = Object.entries(experiment.optimizer);
    const loss = typeof experiment.loss === 'string' ? experiment.loss : Object.keys(experiment.loss)[0];
    const { lr: rate, optimizer: other, loss: losses, zero_grad, data } = this.#forms;
    fillIn(rate.fields.lr.input, exact(lr));
    choose(other.fields.name.input, optimizer);
    fillIn(other.fields.lr.input, exact(lr));
    fillIn(other.fields.momentum.input, exact(options.momentum ?? 0));
    this.#changed('optimizer');
    choose(losses.fields.name.input, loss);
    choose(zero_grad.fields.name.input, experiment.zero_grad ? 'on' : 'off');
    const { x } = owner.ask((session) => session.points()) ?? { x: [] };
    set(data.form, 'hidden', x.length === 0 || x.length > 1000);
    const rows = data.fields.row.input;
    if (rows.options.length !== x.length) rows.replaceChildren(...Array.from(x, (_, row) => make('option', { value: row }, String(row + 1))));
    this.#point();
  }

  /** The fields of the point that is chosen. */
  #point() {
    const { row, x, y } = this.#forms.data.fields;
    const points = this.owner.ask((session) => session.points());
    const index = Number(row.input.value);
    if (!(index < points?.x.length)) return;
    fillIn(x.input, exact(points.x[index]));
    fillIn(y.input, exact(points.y[index]));
  }

  #lists(owner, { batches }) {
    const runs = owner.runs;
    const edits = runs?.run.edits ?? [];
    set(this.#undo, 'disabled', !runs?.canUndo);
    set(this.#redo, 'disabled', !runs?.canRedo);
    set(this.#none, 'hidden', edits.length > 0);
    while (this.#edits.children.length > edits.length) this.#edits.lastChild.remove();
    edits.forEach((change, index) => {
      const item = this.#edits.children[index] ?? this.#edits.appendChild(make('li', {}, make('button', { type: 'button', class: 'link' })));
      put(item.firstChild, changeName(change, batches));
      set(item.firstChild, 'data-position', change.position);
    });
    set(this.#other, 'hidden', !runs?.other);
    if (runs?.other) put(this.#otherName, runNames(runs, batches).other);
  }
}

const exact = (value) => number(value, 'all').replace('−', '-').replace(/×10(.+)$/, (_, power) => `e${plainDigits(power)}`);

/** `⁻⁷` as `-7`: a field takes what it shows. */
const plainDigits = (power) => [...power].map((digit) => ('⁰¹²³⁴⁵⁶⁷⁸⁹'.includes(digit) ? '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit) : '-')).join('');

/** Fills a field in, unless somebody is typing there. */
function fillIn(input, text) {
  if (input.getRootNode().activeElement !== input) input.value = text;
}

/** Chooses an entry; one that is not there is added. */
function choose(select, value) {
  if (![...select.options].some((option) => option.value === value)) select.prepend(make('option', { value }, value));
  select.value = value;
}

/** What each line changes, from the values of its fields. */
const CHANGES = {
  lr: ({ lr }) => ({ lr }),
  optimizer: ({ name, lr, momentum }) => ({ optimizer: { [name]: { lr, ...(momentum === undefined ? {} : { momentum }) } } }),
  loss: ({ name }) => ({ loss: name }),
  zero_grad: ({ name }) => ({ zero_grad: name === 'on' }),
  data: ({ row, x, y }) => ({ data: { row, x: [x], y: [y] } }),
};
