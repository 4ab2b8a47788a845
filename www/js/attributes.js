// A session's settings as attributes of its element, and as properties.

import { isAnswer } from './session.js';
import { SETTINGS, settingFrom } from './settings.js';

/**
 * Settings from the attributes, each tried on its own, so that one bad value spoils no other. `use(key, value)` throws
 * for one that cannot be used; those are given back with what is wrong: `{ key, text, error }`.
 */
export function readAttributes(element, use) {
  const problems = [];
  for (const key of Object.keys(SETTINGS)) {
    const text = element.getAttribute(key);
    if (text === null) continue;
    try {
      use(key, settingFrom(key, text));
    } catch (error) {
      if (!isAnswer(error)) throw error;
      problems.push({ key, text, error });
    }
  }
  return problems;
}

/**
 * Gives a session settings as texts (null: the default). Those that cannot be used are replaced by the default and given
 * back with what is wrong.
 */
export function adoptTexts(session, given, defaults) {
  const problems = [];
  for (const [key, text] of Object.entries(given)) {
    try {
      session.configure({ [key]: text === null ? defaults[key] : text });
    } catch (error) {
      if (!isAnswer(error)) throw error;
      session.configure({ [key]: defaults[key] });
      problems.push({ key, text, error });
    }
  }
  return problems;
}

/** Writes the settings into the attributes. */
export function writeAttributes(element, settings) {
  for (const key of Object.keys(SETTINGS)) {
    const text = String(settings[key]);
    if (element.getAttribute(key) !== text) element.setAttribute(key, text);
  }
}

/** Gives a class its settings as properties: `session.lr = 0.02`. */
export function defineSettings(prototype) {
  for (const key of Object.keys(SETTINGS)) {
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
