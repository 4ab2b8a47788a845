// The settings of a session: what they are, what they are by default, which experiment they change, and the attributes
// of the element that mirror them.

import { set } from './dom.js';
import { DEMO, experimentOf, isAnswer, settingsOf } from './session.js';
import { SETTINGS, settingFrom } from './settings.js';

const KEYS = Object.keys(SETTINGS);

export class Mirror {
  #element;
  #values = { ...DEMO };
  #defaults = DEMO;
  /** The experiment that the settings are changes of; `undefined`: the demo. */
  #base;
  /** What the mirror itself has written, and no author. */
  #written = new Map();
  #wishes;
  /** Whether it is the mirror itself that writes an attribute. */
  writing = false;

  /** The settings are those that `wishes` have for the element, and then its attributes are written. */
  constructor(element, wishes) {
    this.#element = element;
    this.#wishes = wishes;
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

  /** Takes settings over, which differ by these keys. */
  take(values, changed) {
    this.#values = values;
    this.write(changed);
  }

  /** Takes those of another experiment, or the demo; they are the defaults from now on. */
  follow(experiment) {
    this.begin(experiment);
    this.write();
  }

  /** The same, before the attributes have been read. */
  begin(experiment) {
    this.#base = experiment;
    this.#defaults = experiment ? settingsOf(experiment) : DEMO;
    this.#values = { ...this.#defaults };
  }

  /** Another experiment is wanted: what was written here was about the old one. */
  forget() {
    this.writing = true;
    for (const [key, text] of this.#written) if (this.#element.getAttribute(key) === text) this.#element.removeAttribute(key);
    this.#written.clear();
    this.writing = false;
  }

  /**
   * Takes settings from the wishes, each tried on its own with `attempt(file)`, so that one bad value spoils no
   * other. Gives those that cannot be used.
   */
  read(attempt) {
    const problems = [];
    for (const key of KEYS) {
      const text = this.#wishes.get(key);
      if (text === null) continue;
      try {
        const value = settingFrom(key, text);
        attempt(this.experiment({ ...this.#defaults, [key]: value }));
        this.#values[key] = value;
      } catch (error) {
        if (!isAnswer(error)) throw error;
        this.#values[key] = this.#defaults[key];
        problems.push({ key, text, error, used: this.#defaults[key] });
      }
    }
    return problems;
  }

  /** Writes the attributes. */
  write(keys = KEYS) {
    this.writing = true;
    for (const key of keys) {
      const text = String(this.#values[key]);
      if (this.#element.getAttribute(key) === text) continue;
      this.#element.setAttribute(key, text);
      this.#written.set(key, text);
    }
    this.writing = false;
  }
}

/** Gives a class the settings as properties: `session.lr = 0.02`. What cannot be used is answered by an event. */
export function settingProperties(prototype) {
  for (const key of KEYS) {
    Object.defineProperty(prototype, key, {
      configurable: true,
      get() {
        return this.settings[key];
      },
      set(value) {
        this.adopt({ [key]: value === null || value === undefined ? null : String(value) });
      },
    });
  }
}

/** Gives a class properties that are its attributes. */
export function reflect(prototype, names) {
  for (const name of names) {
    Object.defineProperty(prototype, name, {
      configurable: true,
      get() {
        return this.getAttribute(name);
      },
      set(value) {
        set(this, name, typeof value === 'object' && value !== null ? JSON.stringify(value) : value);
      },
    });
  }
}

/** Gives a class properties and methods that are those of another element, which `innerOf(element)` finds. */
export function handOn(prototype, innerOf, properties, methods) {
  for (const name of properties) {
    Object.defineProperty(prototype, name, {
      configurable: true,
      get() {
        return innerOf(this)[name];
      },
      set(value) {
        innerOf(this)[name] = value;
      },
    });
  }
  for (const name of methods) {
    prototype[name] = function call(...args) {
      return innerOf(this)[name](...args);
    };
  }
}
