// The wishes of an author for a session: from attributes, from the property `config`, from an experiment in the page.

import { SETTINGS } from './settings.js';

/** Those that make another experiment, in the order in which they count. */
const MAKING = ['experiment', 'model', 'loss', 'optimizer', 'batch_size'];
/** Those that say how it is shown. */
const SHOWING = ['speed', 'at', 'lang', 'theme'];
/** Attributes of an element that has a session. */
export const ATTRIBUTES = [...Object.keys(SETTINGS), ...MAKING, ...SHOWING];
/** Their changes begin the training anew. */
export const isMaking = (key) => MAKING.includes(key);

const CHILD = ':scope > script[type="application/json"]';

export class Wishes {
  #element;
  #config = {};

  constructor(element) {
    this.#element = element;
  }

  get config() {
    return this.#config;
  }

  /** An object with the keys of the attributes; or an experiment, with what says how it is shown beside its own keys. */
  set config(config) {
    const given = Object.entries({ ...config });
    const among = (keys) => Object.fromEntries(given.filter(([key]) => keys.includes(key)));
    if (!config || !Object.hasOwn(config, 'data')) this.#config = among(ATTRIBUTES);
    else this.#config = { ...among(SHOWING), experiment: Object.fromEntries(given.filter(([key]) => !SHOWING.includes(key))) };
  }

  /** What is wanted for a key, or null: what an object says counts more than an attribute. */
  get(key) {
    return this.#config[key] ?? this.#element.getAttribute(key) ?? (key === 'experiment' ? this.#child : null);
  }

  get #child() {
    return this.#element.querySelector(CHILD)?.textContent ?? null;
  }

  /** The wishes that make another experiment than the demo. */
  get making() {
    return MAKING.map((key) => [key, this.get(key)]).filter(([, wanted]) => wanted !== null);
  }
}
