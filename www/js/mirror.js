// The settings of a session: what they are, what they are by default, which experiment they change, and the attributes
// of the element that mirror them.

import { DEMO, experimentOf, isAnswer, settingsOf } from './session.js';
import { SETTINGS, settingFrom } from './settings.js';

const KEYS = Object.keys(SETTINGS);

export class Mirror {
  #element;
  #values = { ...DEMO };
  #defaults = DEMO;
  /** The experiment that the settings are changes of; `undefined`: the demo. */
  #base;
  /** Whether it is the mirror itself that writes an attribute. */
  writing = false;

  constructor(element) {
    this.#element = element;
  }

  get values() {
    return { ...this.#values };
  }

  get defaults() {
    return this.#defaults;
  }

  /** The experiment file with these settings. */
  experiment(values = this.#values) {
    return experimentOf(values, this.#base);
  }

  /** The settings with changes, and which of them are others then. Throws for a value that cannot be used. */
  with(changes) {
    const next = this.values;
    for (const [key, value] of Object.entries(changes)) {
      if (KEYS.includes(key)) next[key] = settingFrom(key, value);
    }
    return { next, changed: KEYS.filter((key) => next[key] !== this.#values[key]) };
  }

  /** Takes settings over. */
  take(values) {
    this.#values = values;
    this.write();
  }

  /** Takes those of another experiment; they are the defaults from now on. */
  follow(experiment) {
    this.#base = experiment;
    this.#defaults = settingsOf(experiment);
    this.take({ ...this.#defaults });
  }

  /**
   * Takes settings from the attributes, each tried on its own with `attempt(file)`, so that one bad value spoils no
   * other. Gives those that cannot be used.
   */
  read(attempt) {
    const problems = [];
    for (const key of KEYS) {
      const text = this.#element.getAttribute(key);
      if (text === null) continue;
      try {
        const value = settingFrom(key, text);
        attempt(this.experiment({ ...this.#defaults, [key]: value }));
        this.#values[key] = value;
      } catch (error) {
        if (!isAnswer(error)) throw error;
        this.#values[key] = this.#defaults[key];
        problems.push({ key, text, error });
      }
    }
    return problems;
  }

  /** Writes the attributes. */
  write() {
    this.writing = true;
    for (const key of KEYS) {
      const text = String(this.#values[key]);
      if (this.#element.getAttribute(key) !== text) this.#element.setAttribute(key, text);
    }
    this.writing = false;
  }
}

/** Gives a class the settings as properties: `session.lr = 0.02`. */
export function settingProperties(prototype) {
  for (const key of KEYS) {
    Object.defineProperty(prototype, key, {
      get() {
        return this.settings[key];
      },
      set(value) {
        this.configure({ [key]: value });
      },
    });
  }
}
