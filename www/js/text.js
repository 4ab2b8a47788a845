// Every word the page says, in the reader's language. A language loads when it is wanted.

const EMPTY = {};
/**
 * The parts of the texts: those of the first page, of the workbench and of what teaches alone, which load later, and those of the core, which
 * speaks English itself, for its small and its full vocabulary.
 */
const PARTS = {
  page: { en: () => import('../text/en.js'), 'zh-CN': () => import('../text/zh-CN.js') },
  core: { 'zh-CN': () => import('../text/core.zh-CN.js') },
  workbench: { en: () => import('../text/workbench.en.js'), 'zh-CN': () => import('../text/workbench.zh-CN.js') },
  teach: { en: () => import('../text/teach.en.js'), 'zh-CN': () => import('../text/teach.zh-CN.js') },
  full: { 'zh-CN': () => import('../text/full.zh-CN.js') },
};

export const LANGUAGES = Object.keys(PARTS.page);

/** Tells with the event `change` that the language is another one now. */
class Texts extends EventTarget {
  #language = null;
  #all = EMPTY;
  #parts = ['page', 'core'];
  #asked = null;
  #loading = null;
  #using = null;

  get language() {
    return this.#language;
  }

  /** Loads a language and then switches to it; the last call wins, and the others wait for it. */
  use(language) {
    return (this.#using = this.#use(language));
  }

  async #use(language) {
    this.#asked = language;
    const loaders = this.#parts.map((part) => PARTS[part][language]).filter(Boolean);
    const loading = (this.#loading = Promise.all(loaders.map((load) => load())));
    const modules = await loading;
    if (loading !== this.#loading) return this.#using;
    const same = language === this.#language;
    [this.#language, this.#all] = [language, Object.assign({}, ...modules.map((module) => module.default))];
    if (!same) this.dispatchEvent(new Event('change'));
  }

  /** Loads a further part of the texts, for this language and those to come. */
  async widen(part) {
    const known = this.#parts.includes(part);
    if (!known) this.#parts.push(part);
    await (known ? this.#using : this.use(this.#asked)).catch(console.error);
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

function fillIn(text, fields = EMPTY) {
  if (typeof text === 'function') return text(fields);
  return text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(fields, name) ? fields[name] : whole));
}

export const texts = new Texts();

// Whoever imports this module finds the words of the page's language there already, or else the English ones.
const first = globalThis.document?.documentElement.lang;
await texts.use(LANGUAGES.includes(first) ? first : 'en').catch(() => texts.use('en'));

/** `t('where.epoch', { epoch: 5 })` */
export const t = (key, fields) => texts.say(key, fields);

/** An operation's, optimizer's or phase's name as a word of the sentence ("subtract" for `sub`). */
export function nameOf(kind, id) {
  const key = `${kind}.${id}`;
  return texts.has(key) ? t(key) : id;
}

/** An error of the core in the reader's language. */
export function errorText(error) {
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
