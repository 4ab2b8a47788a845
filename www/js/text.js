// Every word the page says, in the reader's language. A language loads when it is wanted.

import { placed, settle } from './base.js';
import { part } from './part.js';

const EMPTY = {};
/**
 * The parts of the texts: those of the first elements, of the views that load after them, of the project's own pages, of
 * the workbench, of what teaches alone and of the page of widgets, which load later, and those of the core, of its
 * full vocabulary and of the elements' reference, which speak English themselves, but for the titles of some operations.
 */
const PARTS = {
  elements: { en: () => import('../text/en.js'), 'zh-CN': () => import('../text/zh-CN.js') },
  views: { en: () => import('../text/views.en.js'), 'zh-CN': () => import('../text/views.zh-CN.js') },
  page: { en: () => import('../text/page.en.js'), 'zh-CN': () => import('../text/page.zh-CN.js') },
  core: { 'zh-CN': () => import('../text/core.zh-CN.js') },
  workbench: { en: () => import('../text/workbench.en.js'), 'zh-CN': () => import('../text/workbench.zh-CN.js') },
  teach: { en: () => import('../text/teach.en.js'), 'zh-CN': () => import('../text/teach.zh-CN.js') },
  builder: { en: () => import('../text/builder.en.js'), 'zh-CN': () => import('../text/builder.zh-CN.js') },
  reference: { 'zh-CN': () => import('../text/reference.zh-CN.js') },
  full: { en: () => import('../text/full.en.js'), 'zh-CN': () => import('../text/full.zh-CN.js') },
};

export const LANGUAGES = Object.keys(PARTS.elements);

/** The project's own pages want more at once. */
const further = globalThis.document?.documentElement.dataset.chalkTexts === 'page' ? ['core', 'views', 'page'] : [];

/** Tells with the event `change` that the language is another one now. */
class Texts extends EventTarget {
  #language = null;
  #all = EMPTY;
  /** The parts that are wanted, and those that are there. */
  #parts = ['elements', ...further];
  #there = this.#parts;
  #asked = null;
  #loading = null;
  #using = null;
  #settled = false;

  get language() {
    return this.#language;
  }

  /** Loads a language and then switches to it; the last call wins, and the others wait for it. A failure changes nothing. */
  use(language) {
    return (this.#using = this.#use(language));
  }

  /** Uses the language of a page's first element, and of no other (a page has one) unless that changes: `again`. */
  async settle(element, again = false) {
    if (this.#settled && !again) return;
    this.#settled = true;
    const language = languageOf(element);
    if (language !== this.#asked) await this.use(language).catch(console.error);
  }

  async #use(language) {
    this.#asked = language;
    const parts = this.#parts;
    const loading = (this.#loading = Promise.all(parts.map((name) => wordsOf(name, language))));
    const modules = await loading.catch(() => null);
    if (loading !== this.#loading) return this.#using;
    if (!modules) {
      [this.#asked, this.#parts] = [this.#language, this.#there];
      return loading;
    }
    const same = language === this.#language;
    [this.#language, this.#there, this.#all] = [language, parts, Object.assign({}, ...modules.map((module) => module?.default))];
    if (!same) this.dispatchEvent(new Event('change'));
  }

  /** Loads a further part of the texts, for this language and those to come. Rejects where that fails. */
  async widen(part) {
    if (!this.#parts.includes(part)) {
      this.#parts = [...this.#parts, part];
      this.use(this.#asked);
    }
    await this.#using.catch((error) => {
      if (!this.#there.includes(part)) throw error; // Otherwise only another language has failed.
    });
  }

  /** The page's own text for `key`. For a missing one the key itself, loudly; a test compares the languages' keys. */
  say(key, fields) {
    const text = this.#all[key];
    if (text === undefined) {
      console.error(`No text for “${key}”.`);
      return key;
    }
    return fillIn(text, fields);
  }

  has(key) {
    return this.#all[key] !== undefined;
  }

  /** A text that the core owns in English: its translation where there is one. */
  core(key, english, fields) {
    const text = this.#all[key];
    return text === undefined ? english : fillIn(text, fields);
  }
}

/** A part of the texts: from the page's own place for files, if it has one and they are there. */
function wordsOf(name, language) {
  if (!PARTS[name][language]) return null; // English needs no words for what the core says in it.
  const file = `text/${name === 'elements' ? '' : `${name}.`}${language}.js`;
  const beside = () => part(`../${file}`, PARTS[name][language]);
  const own = placed(file);
  return own ? import(own.href).catch(beside) : beside();
}

function fillIn(text, fields = EMPTY) {
  if (typeof text === 'function') return text(fields);
  return text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(fields, name) ? fields[name] : whole));
}

export const texts = new Texts();

/** The language of ours that is nearest to an element: what its `lang` or one around it says, else what its reader prefers. */
export function languageOf(element) {
  let named;
  // Out of every shadow root that it stands in.
  for (let each = element; each && !named; each = each.getRootNode().host) named = each.config?.lang ?? each.closest('[lang]')?.lang;
  const tags = [named, ...(globalThis.navigator?.languages ?? [])];
  const known = tags.map((tag) => LANGUAGES.find((each) => String(tag ?? '').slice(0, 2).toLowerCase() === each.slice(0, 2)));
  return known.find(Boolean) ?? 'en';
}

// Whoever imports this module finds the words of the page's language there already, or else the English ones.
const page = globalThis.document;
const widget = page?.querySelector('chalk-playground, chalk-session, chalk-op, chalk-optimizer');
if (page) settle(widget);
await texts.use(languageOf(widget ?? page?.documentElement)).catch(() => texts.use('en'));

/** `t('where.epoch', { epoch: 5 })` */
export const t = (key, fields) => texts.say(key, fields);

/** An operation's, optimizer's or phase's name as a word of the sentence ("subtract" for `sub`). */
export function nameOf(kind, id) {
  const key = `${kind}.${id}`;
  return texts.has(key) ? t(key) : id;
}

/** An error of the core in the reader's language, or why something did not load. */
export function errorText(error) {
  if (error.kind) return t(`failed.${error.kind}`, error.fields);
  return texts.core(`error.${error.code}`, error.message, error.fields);
}

/** The same about a field of the page: named as it is there (`lr`, not `optimizer.SGD.lr`), long numbers shortened. */
export function fieldError(error) {
  let text = errorText(error);
  for (const [name, whole] of Object.entries(error.fields ?? EMPTY)) {
    const short = name === 'key' ? whole.replace(/\[\d+\]$/, '').replace(/^.*\./, '') : whole.replace(/^-?[\d.]{13,}$/, (long) => Number(long).toExponential(3).replace('e+', 'e'));
    text = text.replace(whole, short);
  }
  return text;
}

/** Translates the static part of the page: every element with `data-text="key"`. */
export function translate(root) {
  for (const element of root.querySelectorAll('[data-text]')) {
    const { text } = element.dataset;
    if (texts.has(text)) element.textContent = t(text);
    // Words of the workbench come with it; the English ones stand there already.
    element.toggleAttribute('data-missing', !texts.has(text) && texts.language !== 'en');
  }
}
