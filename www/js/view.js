// The common part of all views: finding the session they belong to, hearing it, and letting go of it.

import { make } from './dom.js';
import { Element, catchUp } from './element.js';
import { Later } from './later.js';
import { texts, t } from './text.js';
import { base } from './style.js';

const HEARD = ['chalk-ready', 'chalk-step', 'chalk-change', 'chalk-error'];

/**
 * A view belongs to the `<chalk-session>` around it, or to the one whose id its attribute `for` names.
 * Subclasses build their nodes once in `build(root)` and fill them in `update(session, reason)`,
 * where `reason` is 'ready', 'step', 'change', 'error' or 'text'. Whatever they add for themselves in
 * `attach()` they take away in `detach()`.
 * @attr {string} for – the id of its session, where that is not around it
 */
export class View extends Element {
  static observedAttributes = ['for'];
  /** Style sheets besides the common one. */
  static styles = [];

  #owner = null;
  #built = false;
  #root;

  constructor() {
    super();
    this.#root = this.shade();
  }

  /** What it builds its nodes in. */
  shade() {
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [base, ...this.constructor.styles];
    return root;
  }

  /** The session element, or null. */
  get owner() {
    return this.#owner;
  }

  connectedCallback() {
    catchUp(this);
    if (!this.#built) {
      this.build(this.#root);
      this.#built = true;
    }
    texts.addEventListener('change', this);
    document.addEventListener('chalk-ready', this);
    Later.watch(this.getRootNode());
    this.attach();
    this.#link();
  }

  disconnectedCallback() {
    texts.removeEventListener('change', this);
    document.removeEventListener('chalk-ready', this);
    this.#unlink();
    this.detach();
  }

  attributeChangedCallback(name) {
    if (!this.isConnected || !this.#built) return;
    if (name === 'for') this.#link();
    else this.#refresh('text');
  }

  handleEvent(event) {
    if (event.target === texts) this.#refresh('text');
    else if (event.currentTarget === document) this.#link(); // A session has come up; perhaps it is ours.
    else if (event.currentTarget === this.#owner) this.#refresh(event.type.slice('chalk-'.length));
    else this.act(event);
  }

  build() {}
  update() {}
  act() {}
  attach() {}
  detach() {}

  #link() {
    const id = this.getAttribute('for');
    const found = id === null ? this.closest('chalk-session') : this.getRootNode().getElementById(id);
    if (found === this.#owner) {
      if (!found) this.#refresh('text');
      return;
    }
    this.#unlink();
    this.#owner = found;
    for (const type of HEARD) found?.addEventListener(type, this);
    found?.join?.(this); // A session that is not defined yet has not come up either.
    this.#refresh('ready');
  }

  #unlink() {
    for (const type of HEARD) this.#owner?.removeEventListener(type, this);
    this.#owner?.leave?.(this);
    this.#owner = null;
  }

  #refresh(reason) {
    this.update(this.#owner, reason);
  }
}

/** The disclosure with a plot's data as a table; `fill(body)` is called only while it is open. */
export class DataTable {
  element;
  #summary;
  #region;
  #fill;

  constructor(fill) {
    this.#fill = fill;
    this.#summary = make('summary');
    this.#region = make('div', { class: 'rows', tabindex: '0', role: 'region' });
    this.element = make('details', { part: 'data' }, this.#summary, this.#region);
    this.element.addEventListener('toggle', this);
  }

  handleEvent() {
    this.refresh();
  }

  name(label) {
    this.#summary.textContent = t('data.show');
    this.#region.setAttribute('aria-label', label);
  }

  refresh() {
    if (this.element.open) this.#fill(this.#region);
  }
}

/** A table from texts or nodes. */
export function tableOf(caption, heads, rows) {
  const head = make('tr', {}, ...heads.map((text) => make('th', { scope: 'col' }, text)));
  return make('table', {}, make('caption', {}, caption), make('thead', {}, head), make('tbody', {}, ...rows.map(rowOf)));
}

export function rowOf(cells) {
  return make('tr', {}, ...cells.map((text) => make('td', {}, text)));
}
