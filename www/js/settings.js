// What a reader can set, and which values make sense, whichever door they come through.

import { parse } from './number.js';

/** Every setting: its bounds, whether it is whole, and the step of its field. */
export const SETTINGS = {
  lr: { least: 0, most: 1_000_000, whole: false, step: 'any' },
  epochs: { least: 1, most: 1_000_000, whole: true, step: 1 },
  seed: { least: 0, most: 4_294_967_295, whole: true, step: 1 },
};

/** A value that cannot be used. `key`, `value` and the text `settings.fits.<key>` say why. */
export class SettingError extends Error {
  constructor(key, value) {
    super(`${key}: ${value}`);
    this.name = 'SettingError';
    this.code = 'setting';
    this.key = key;
    this.value = value;
  }
}

/** The number that `text` means for this setting. */
export function settingFrom(key, text) {
  const { least, most, whole } = SETTINGS[key];
  const value = parse(text);
  if (value === null || !(value >= least && value <= most) || (whole && !Number.isInteger(value))) {
    throw new SettingError(key, String(text).slice(0, 40));
  }
  return value;
}
