// What a reader can set, and which values make sense, whichever door they come through.

import { parse } from './number.js';

/** Every setting: its bounds, and whether it is whole. */
export const SETTINGS = {
  lr: { least: 0, most: 1_000_000, whole: false },
  epochs: { least: 1, most: 1_000_000, whole: true },
  seed: { least: 0, most: 4_294_967_295, whole: true },
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

/** The next value up (`way` 1) or down (−1): by one, or for numbers that are not whole along 1, 2, 5, 10. */
export function neighbour({ least, most, whole }, value, way) {
  const next = whole ? value + way : rounder(value, way);
  return Math.min(Math.max(next, least), most);
}

function rounder(value, way) {
  const figures = Array.from({ length: 12 }, (_, index) => index - 6).flatMap((power) => [1, 2, 5].map((figure) => Number(`${figure}e${power}`)));
  const near = (figure) => Math.abs(figure - value) <= 1e-9 * figure;
  const others = figures.filter((figure) => !near(figure) && (way > 0 ? figure > value : figure < value));
  return way > 0 ? others[0] ?? value : others.at(-1) ?? 0;
}

/** What `text` means for this setting of a page: a number, or one of the `choices`. */
export function settingFrom(key, text, settings = SETTINGS) {
  const { least, most, whole, choices } = settings[key];
  if (choices?.includes(text)) return text;
  const value = choices ? null : parse(text);
  if (value === null || !(value >= least && value <= most) || (whole && !Number.isInteger(value))) {
    throw new SettingError(key, String(text).slice(0, 40));
  }
  return value;
}
