// The common part of the elements that stand alone, without a session: they ask the core for one thing by their
// attributes, and show it, or say what is wrong with an attribute and show the default.

import { settle } from './base.js';
import { restyle } from './canvas.js';
import { make, put, set } from './dom.js';
import { lessons } from './lessons.js';
import { isAnswer, life } from './life.js';
import { parse } from './number.js';
import { css } from './style.js';
import { errorText, t, texts } from './text.js';
import { View } from './view.js';

/** Attributes that every element may have, or that all elements of this project share. */
const COMMON = new Set(['id', 'class', 'style', 'slot', 'part', 'hidden', 'title', 'lang', 'dir', 'role', 'tabindex', 'theme', 'base', 'loading', 'for', 'exportparts', 'inert', 'translate']);
/** Whether an attribute is one of the element's own. */
const isOwn = (name) => !COMMON.has(name) && !/^(on|aria-|data-)|[-:]/.test(name);
/** So many attributes are put right before the element shows what it shows without any. */
const TRIES = 12;

const look = css`
  :host {
    container-type: inline-size;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  .message {
    margin: 0;
    padding: 10px 16px;
    border-bottom: 1px solid var(--chalk-rule);
    font-size: 14px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .failed {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
    padding: 10px 16px;
  }
  .message p {
    margin: 0;
  }
  @media print {
    .card {
      break-inside: avoid;
    }
  }
`;

/**
 * Subclasses say what is asked for (`asked(attributes)`: an object for the core), ask it (`ask(core, asked)`) and show
 * the answer (`show(view)`); `drop(asked, key)` takes out what an error names, and gives what stood there, and `used`
 * says what is shown instead.
 * @attr {'en' | 'zh-CN'} lang – the language of all elements of the page
 * @attr {'auto' | 'light' | 'dark'} theme – the colours
 * @attr {string} base – where the modules, texts and data are, if not beside the script; a page has one such place
 */
export class Alone extends View {
  static styles = [look];

  #core = null;
  #state = 'none';
  #error = null;
  /** What did not fit: the errors, what was written, and whether the old is kept. */
  #wrong = [];
  #message = make('div', { class: 'message', role: 'status', part: 'message', hidden: true });
  #words = make('span', { role: 'status' });
  #again = make('button', { type: 'button' });
  #failed = make('div', { class: 'failed', hidden: true }, this.#words, this.#again);
  #waiting = make('div', { class: 'waiting' }, make('slot'));
  #body = make('div', { class: 'body', hidden: true });
  #watch = globalThis.MutationObserver && new MutationObserver((records) => this.#changed(records.map(({ attributeName }) => attributeName)));

  /** What the core was asked last, with everything that did not fit left out. */
  request = null;
  view = null;

  build(root) {
    this.#again.addEventListener('click', () => (life.broken ? life.restart() : this.#open()));
    root.append(make('article', { class: 'card', part: 'card' }, this.#message, this.#failed, this.#waiting, this.#body));
    this.fill(this.#body);
    // Not only while it is in the document: what changes outside counts, too.
    this.#watch.observe(this, { attributes: true });
  }

  attach() {
    for (const type of ['crash', 'restart']) life.addEventListener(type, this.#lived);
    texts.settle(this);
    if (this.#state === 'none' && !life.broken) this.#open();
  }

  detach() {
    for (const type of ['crash', 'restart']) life.removeEventListener(type, this.#lived);
  }

  #changed(names) {
    if (names.includes('theme')) restyle();
    if (names.includes('lang')) texts.settle(this, true);
    if (names.some(isOwn)) this.renew();
  }

  /** An instance has broken, perhaps by another element; or there is a new one. */
  #lived = ({ type }) => {
    if (type === 'crash') this.#fail(life.broken);
    else this.#open();
  };

  update(owner, reason) {
    if (reason !== 'text' && reason !== 'ready') return;
    this.#explain();
    this.#say(this.#wrong);
    this.#shown();
  }

  async #open() {
    this.#state = 'loading';
    this.#error = null;
    set(this.#failed, 'hidden', true);
    try {
      // The core speaks English itself; its Chinese has two parts.
      const further = ['core', 'full', ...(settle(this) ? ['views'] : [])];
      [this.#core] = await Promise.all([lessons(), ...further.map((part) => texts.widen(part))]);
      this.#state = 'ready';
      const first = !this.view;
      // After a restart all is where the reader had put it.
      if (first) this.renew();
      else this.change(this.request, 'chalk-ready');
      if (first && this.view) this.dispatchEvent(new CustomEvent('chalk-ready', { bubbles: true, composed: true }));
    } catch (error) {
      this.#fail(error);
    }
  }

  /** It did not load, or an instance is broken: then all elements learn of it at once. */
  #fail(error) {
    if (this.#state === 'none' && this.#error) return;
    if (!life.broken) console.error(error);
    this.#state = 'none';
    this.#core = null;
    this.#error = life.broken ? { kind: 'crashed', message: String(error?.message ?? error) } : error;
    this.#explain();
    set(this.#failed, 'hidden', false);
    this.#tell(this.#error, null, null, null);
  }

  #explain() {
    if (!this.#error) return;
    const crashed = this.#error.kind === 'crashed';
    put(this.#words, crashed ? t('crashed.text') : t(`failed.${this.#error.kind ?? 'broken'}`, this.#error.fields));
    put(this.#again, t(crashed ? 'crashed.restart' : 'failed.again'));
  }

  #tell(error, key, value, used) {
    const { code = error.kind ?? 'broken', message, fields = {} } = error;
    this.dispatchEvent(new CustomEvent('chalk-error', { bubbles: true, composed: true, detail: { error: { code, message, fields }, key, value, used } }));
  }

  /** Reads the attributes again. */
  renew() {
    if (!this.#core) return;
    const misplaced = settle(this);
    const wrong = misplaced ? [{ ...misplaced, value: misplaced.text }] : [];
    let request = this.attempt((core) => this.asked(core, this.#written()));
    if (!request) return;
    for (let tries = 0; ; tries += 1) {
      try {
        this.view = this.ask(this.#core, request);
        this.request = request;
        break;
      } catch (error) {
        if (!fits(error)) return this.#fail(error);
        if (tries > TRIES) throw error;
        if (tries === TRIES) request = this.asked(this.#core, {});
        else wrong.push({ error, ...this.drop(request, error.fields?.key ?? '', error) });
      }
    }
    this.#say(wrong);
    for (const { error, key, value, used = this.used(key) } of wrong) this.#tell(error, key, value, used);
    this.#shown();
  }

  /** The same with other numbers of the reader's; false where these do not fit, with a message. */
  change(request, event = 'chalk-change') {
    if (!this.#core) return false;
    try {
      this.view = this.ask(this.#core, request);
      this.request = request;
      this.#say([]);
    } catch (error) {
      if (!fits(error)) return this.#fail(error);
      this.#say([{ error, kept: true }]);
      this.#shown();
      return false;
    }
    this.#shown();
    this.dispatchEvent(new CustomEvent(event, { bubbles: true, composed: true, detail: { what: 'lesson', request } }));
    return true;
  }

  /** Something that the core is asked besides; nothing where that fails. */
  attempt(work) {
    if (!this.#core) return null;
    try {
      return work(this.#core);
    } catch (error) {
      if (!fits(error)) this.#fail(error);
      return null;
    }
  }

  #shown() {
    if (!this.view) return;
    set(this.#waiting, 'hidden', true);
    set(this.#body, 'hidden', false);
    this.show(this.view);
  }

  #say(wrong) {
    this.#wrong = wrong;
    set(this.#message, 'hidden', wrong.length === 0);
    const words = wrong.map(({ error, key, value, kept, used = this.used(key) }) => {
      const said = errorText(error);
      if (key === 'base') return make('p', {}, t('problem.text', { key, value, fits: said, used }));
      return make('p', {}, kept ? t('teach.kept', { said }) : t('teach.instead', { said, used }));
    });
    this.#message.replaceChildren(...words);
  }

  /** The attributes that are its own, as values. */
  #written() {
    const own = [...this.attributes].filter(({ name }) => isOwn(name));
    return Object.fromEntries(own.map(({ name, value }) => [name, value]));
  }
}

/** Whether an error is an answer to what was asked, and not about the instance. */
const fits = (error) => isAnswer(error) && error.code !== 'gone';

/** Properties for attributes: `op.at = 2` is `at="2"`. */
export function mirrored(Class, names) {
  for (const name of names) {
    Object.defineProperty(Class.prototype, name, {
      get() {
        return this.getAttribute(name);
      },
      set(value) {
        set(this, name, value);
      },
    });
  }
}

/** A number, numbers (`0.9, 0.999`), true or false, or else the text itself: as an attribute says it. */
export function valueOf(text) {
  const plain = text.trim().slice(0, 400);
  if (plain === '' || plain === 'true') return true;
  if (plain === 'false') return false;
  const one = parse(plain);
  if (one !== null) return one;
  const parts = plain.replace(/^[[(]|[\])]$/g, '').split(/[\s,，;]+/).filter(Boolean).map(parse);
  return parts.length > 0 && parts.every((part) => part !== null) ? parts : text.trim().slice(0, 100);
}
