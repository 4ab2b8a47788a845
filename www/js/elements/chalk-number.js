// <chalk-number>: a number that one can ask about: where does it come from, and where does it go?

import { set } from '../dom.js';
import { Element } from '../element.js';
import { asking, isFirst, join, leave, numbersOf, viewOf } from '../numbers.js';
import { css } from '../style.js';
import { t } from '../text.js';

const look = css`
  :host([role]) {
    border-radius: 3px;
    cursor: pointer;
  }
  :host([role]:hover) {
    background: var(--chalk-grid);
  }
  :host([aria-pressed='true']) {
    background: var(--chalk-grid);
    outline: 2px solid currentColor;
    outline-offset: 1px;
  }
  :host(:focus-visible) {
    outline: 3px solid var(--chalk-focus);
    outline-offset: 2px;
  }
`;

const HEARD = ['click', 'keydown', 'focus', 'blur'];
/** The number that has the keyboard: its view, and which of its numbers it is. */
let focused = null;

/**
 * A number to ask about: where it comes from and where it goes.
 * @attr {string} from – which number it is: `node cell kind`
 */
export class ChalkNumber extends Element {
  static observedAttributes = ['from'];

  #owner = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [look];
    root.append(document.createElement('slot'));
  }

  connectedCallback() {
    this.#owner = ownerOf(this);
    join(this);
    for (const type of HEARD) this.addEventListener(type, this);
    this.mark();
  }

  disconnectedCallback() {
    leave(this);
    for (const type of HEARD) this.removeEventListener(type, this);
    if (focused?.number === this) queueMicrotask(restoreOf(focused, this.#owner));
  }

  attributeChangedCallback() {
    if (this.isConnected) this.mark();
  }

  /** Whether something shows the answer. */
  get #answered() {
    return Boolean(this.#owner?.sight.has('chalk-trace'));
  }

  /** What the reader asks about is marked, wherever it stands. */
  mark() {
    const asked = this.hasAttribute('from') && this.#answered;
    set(this, 'role', asked && 'button');
    set(this, 'title', asked && t('number.ask'));
    if (!asked) return;
    const found = this.#owner?.selected && this.#source();
    const { selected } = this.#owner ?? {};
    const same = found && ['node', 'cell', 'kind', 'step'].every((key) => found[key] === selected[key]);
    set(this, 'aria-pressed', String(Boolean(same)));
    if (!this.hasAttribute('tabindex')) this.tabIndex = isFirst(this) ? 0 : -1;
  }

  handleEvent(event) {
    if (event.type === 'focus') this.#enter();
    else if (event.type === 'blur') queueMicrotask(() => focused?.number === this && this.isConnected && (focused = null));
    else if (event.type === 'click') this.#ask();
    else if (event.key === 'Enter' || event.key === ' ') this.#press(event, () => this.#ask());
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') this.#press(event, () => this.#move(event.key === 'ArrowDown' ? 1 : -1));
  }

  #press(event, act) {
    event.preventDefault();
    act();
  }

  #enter() {
    const [view, group] = [viewOf(this), numbersOf(viewOf(this))];
    for (const number of group) number.tabIndex = number === this ? 0 : -1;
    focused = { number: this, view, index: group.indexOf(this) };
  }

  #move(by) {
    const group = numbersOf(viewOf(this));
    group[group.indexOf(this) + by]?.focus();
  }

  async #ask() {
    if (!getSelection().isCollapsed) return; // Text is being selected.
    const owner = this.#owner;
    if (!this.#answered) return;
    const source = this.#source();
    if (source) {
      owner.select(this.getAttribute('aria-pressed') === 'true' ? null : source);
      return;
    }
    if (owner.full) return;
    // The full module knows where its numbers stand; it writes the same line again, with the same number in the same place.
    const all = (view) => [...view.querySelectorAll('chalk-number')];
    const [view, index] = [viewOf(this), all(viewOf(this)).indexOf(this)];
    asking.dispatchEvent(new Event('loading'));
    await owner.widen().catch((error) => asking.dispatchEvent(new CustomEvent('failed', { detail: error })));
    const number = owner.full ? all(view)[index] : null;
    number?.focus({ preventScroll: true });
    number?.click();
  }

  /** The number on the tape; undefined where it is not in the present batch, or before the full module is there. */
  #source() {
    const [name, cell, kind, step] = (this.getAttribute('from') ?? '').split(' ');
    if (kind === undefined || !this.#owner?.full) return undefined;
    const node = Number(name);
    const place = Number.isNaN(node) ? this.#owner.ask((session) => session.locate(name, Number(cell))) : [node, Number(cell)];
    if (!place) return undefined;
    // The loss that stands on the page is the last that was computed, perhaps in the step before.
    const last = name === 'loss' && this.#owner.ask((session) => session.losses().length);
    return { node: place[0], cell: place[1], kind, step: Number(step ?? last) || undefined };
  }
}

/** A view that writes its line again takes the number away that has the keyboard: the one in its place gets it. */
function restoreOf({ view, index }, owner) {
  return () => {
    if (document.activeElement !== document.body) return;
    (numbersOf(view)[index] ?? owner)?.focus({ preventScroll: true });
  };
}

/** The session around a node, through shadow roots, or the one that its view names. */
function ownerOf(node) {
  for (let at = node; at; at = at.getRootNode().host) {
    const view = at.owner ?? at.closest('chalk-log')?.owner;
    if (view) return view;
    const session = at.closest('chalk-session');
    if (session) return session;
  }
  return null;
}
