// <chalk-code>: the experiment as a PyTorch program, with the line that has just been executed.

import { make, put, set } from '../dom.js';
import { piecesOf } from '../program.js';
import { css } from '../style.js';
import { nameOf, t } from '../text.js';
import { View } from '../view.js';

const look = css`
  .card {
    display: flex;
    flex-direction: column;
    min-height: 546px; /* the demo's program, before it is there */
  }
  .code {
    margin: 0;
    padding: 12px 0;
    overflow-x: auto;
    font: 13px/1.75 var(--chalk-mono);
    list-style: none;
    counter-reset: line;
  }
  .code li {
    display: grid;
    grid-template-columns: 2.6em 1fr auto;
    width: max-content;
    min-width: 100%;
    padding-right: 10px;
    border-left: 4px solid transparent;
    white-space: pre;
    counter-increment: line;
  }
  .code li::before {
    content: counter(line);
    padding-right: 1em;
    text-align: right;
    color: var(--chalk-muted);
    user-select: none;
  }
  .code .now {
    background: var(--chalk-now);
    border-left-color: var(--chalk-now-bar);
  }
  .code .running {
    border-left-color: var(--chalk-now-bar);
  }
  .code:focus-visible {
    outline-offset: -3px;
  }
  .code button {
    min-height: 24px;
    padding: 0;
    border: 0;
    border-radius: 4px;
    font: inherit;
    color: inherit;
    text-align: left;
    white-space: pre;
  }
  .code button:hover {
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .keyword {
    font-weight: 600;
  }
  .string,
  .comment {
    color: var(--chalk-muted);
  }
  .now :is(.string, .comment) {
    color: var(--chalk-ink);
  }
  .data {
    color: var(--chalk-data);
  }
  .model {
    color: var(--chalk-fit);
  }
  .grad {
    color: var(--chalk-grad);
  }
  .phases {
    display: flex;
    flex-wrap: wrap;
    gap: 2px;
    margin: auto 0 0;
    padding: 8px 8px;
    border-top: 1px solid var(--chalk-rule);
    list-style: none;
    font-size: 12.5px;
    font-variant-numeric: tabular-nums;
  }
  .phases:empty,
  .code:empty {
    display: none;
  }
  .phases li {
    padding: 2px 5px 2px 9px;
    border: 1px solid transparent;
    border-radius: 99px;
    color: var(--chalk-muted);
    white-space: nowrap;
  }
  .phases span + span {
    display: inline-block;
    min-width: 1.9em;
    margin-left: 5px;
  }
  .phases .done {
    color: var(--chalk-ok);
  }
  .phases [aria-current] {
    background: var(--chalk-now);
    border-color: var(--chalk-now-bar);
    color: var(--chalk-ink);
  }
  @media (forced-colors: active) {
    .code li,
    .phases li {
      border-color: Canvas;
    }
    .code .running {
      border-left-color: Highlight;
    }
    .now,
    .phases [aria-current] {
      background: Highlight;
      forced-color-adjust: none;
    }
    .now::before,
    .now *,
    .phases [aria-current] * {
      color: HighlightText !important;
    }
  }
`;

/**
 * The training as a PyTorch program, with the line that has just been executed.
 * @csspart tools – what one can choose, at the top
 * @csspart card – the card around everything
 * @csspart code – the program
 * @csspart phases – the parts of an epoch
 */
export class ChalkCode extends View {
  static styles = [look];

  #copy = make('button', { class: 'link', type: 'button' });
  #tools = make('div', { class: 'tools', part: 'tools' }, make('span', {}, 'PyTorch'), this.#copy);
  #code = make('ol', { class: 'code', part: 'code', tabindex: '0' });
  #phases = make('ol', { class: 'phases', part: 'phases' });
  #waiting = make('div', { class: 'waiting' }, make('slot'));
  #program = [];
  #copied = 0;

  build(root) {
    root.append(this.#tools, make('div', { class: 'card', part: 'card' }, this.#code, this.#phases, this.#waiting));
  }

  attach() {
    this.#copy.addEventListener('click', this);
    this.#code.addEventListener('click', this);
  }

  detach() {
    this.#copy.removeEventListener('click', this);
    this.#code.removeEventListener('click', this);
    clearTimeout(this.#copied);
  }

  act({ target, currentTarget }) {
    if (currentTarget === this.#copy) return this.#copyAll();
    const line = target.closest('button') && this.#program[[...this.#code.children].indexOf(target.closest('li'))];
    if (line) this.#go(line);
  }

  /** Goes to the first operation of a line, in the present training step. */
  #go({ phase, edit }) {
    const { owner } = this;
    if (edit) return owner.seek(edit);
    const { position, operation, phases } = owner.moment;
    const index = phases.findIndex((each) => each.phase === phase);
    const before = phases.slice(0, index).reduce((sum, each) => sum + each.of, 0);
    if (index >= 0) owner.seek(position - operation + before + 1);
  }

  async #copyAll() {
    const text = this.#program.map((line) => line.text).join('\n');
    let done = 'code.copied';
    try {
      await navigator.clipboard.writeText(`${text}\n`);
    } catch {
      getSelection().selectAllChildren(this.#code); // Forbidden here: at least it is selected.
      done = 'code.selected';
    }
    put(this.#copy, t(done));
    clearTimeout(this.#copied);
    this.#copied = setTimeout(() => put(this.#copy, t('code.copy')), 2500);
  }

  update(owner, reason) {
    const moment = owner?.moment;
    set(this.#waiting, 'hidden', moment || owner?.status === 'loading');
    set(this.#copy, 'hidden', !moment);
    set(this.#code, 'aria-label', t('code.name'));
    set(this.#phases, 'aria-label', t('code.phases'));
    if (reason !== 'step') put(this.#copy, t('code.copy'));
    if (!moment) return;
    if (reason !== 'step') this.#write(owner.ask((session) => session.program()) ?? []);
    this.#mark(moment, owner.rushing);
  }

  #write(program) {
    if (JSON.stringify(program) === JSON.stringify(this.#program)) return;
    this.#program = program;
    const pieces = (text) => piecesOf(text).map((piece) => make('span', { class: piece.kind || null }, piece.text));
    // A line that is left out is struck through; to the others one can go.
    const line = ({ text, phase }) => {
      if (!phase) return make('span', {}, ...pieces(text));
      const start = text.search('# ');
      if (start >= 0) return make('span', {}, text.slice(0, start), make('del', {}, ...pieces(text.slice(start))));
      return make('button', { type: 'button' }, ...pieces(text));
    };
    const item = (each) => make('li', {}, line(each), ...(each.phase ? [make('slot', { name: each.phase })] : []));
    this.#code.replaceChildren(...program.map(item));
    this.#code.scrollTop = this.#code.scrollHeight; // Where a page keeps it low, the loop at its end is what matters.
  }

  /** Every operation belongs to the line of its phase. */
  #mark({ phase, phases, position }, rushing) {
    [...this.#code.children].forEach((item, index) => {
      const { phase: line, edit } = this.#program[index] ?? {};
      const now = line === phase && !rushing && (!edit || edit === position);
      const running = rushing && line;
      if (now && !item.className) this.#code.scrollTop = item.offsetTop - this.#code.offsetTop - 120;
      set(item, 'class', now ? 'now' : running ? 'running' : null);
      set(item, 'aria-current', now && 'step');
    });
    while (this.#phases.children.length > phases.length) this.#phases.lastChild.remove();
    phases.forEach((phase, index) => this.#chip(this.#phases.children[index], phase, rushing));
  }

  #chip(given, { phase, done, of, current }, rushing) {
    const chip = given ?? this.#phases.appendChild(make('li', {}, make('span'), make('span')));
    const [name, count] = chip.children;
    const over = done === of && !current && !rushing;
    put(name, nameOf('phase', phase));
    put(count, over ? '✓' : rushing ? String(of) : `${done}/${of}`);
    set(count, 'class', over && 'done');
    set(chip, 'aria-current', current && !rushing && 'step');
    set(chip, 'aria-label', t('code.chip', { phase: nameOf('phase', phase), done, of }));
  }
}
