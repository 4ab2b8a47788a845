// Numbers and names in words.

import { make } from './dom.js';
import { number } from './number.js';
import { nameOf, t } from './text.js';

/** A number as text; one that is not finite is said in words, a missing one is a dash. */
export function shown(value, digits, options) {
  if (value === null || value === undefined) return '—';
  if (Number.isNaN(value)) return t('value.nan');
  if (value === Infinity) return t('value.inf');
  if (value === -Infinity) return t('value.-inf');
  return number(value, digits, options);
}

/**
 * A number that one can ask about as soon as the workbench is there. `from` says where it stands: `node cell kind`, or a
 * name instead of the node ("loss 0 value 12": of training step 12).
 */
export function numeral(text, from, attributes) {
  return make('chalk-number', { from, ...attributes }, text);
}

/** What just happened, in words: "Backward through mean". */
export function titleOf({ kind, op, target }) {
  return t(`title.${kind}`, {
    op: op === null ? '' : kind === 'update' ? op : nameOf('op', op),
    target: target === null ? '' : parameterName(target),
  });
}

/** A parameter's name for people: the last part of its `state_dict` name ("weight" for `0.weight`). */
export function parameterName(name) {
  return nameOf('parameter', name.slice(name.lastIndexOf('.') + 1));
}

/** Where in a tensor a number stands, counted from 1 as in the formulas' y₁: "row 1, column 2". */
export function placeOf(index) {
  return t(`place.${Math.min(index.length, 3)}`, { first: index[0], second: index[1], all: index.join(', ') });
}

/** A straight line's equation from its weight and bias, where the model has just these two. */
export function lineEquation(parameters, digits) {
  if (parameters.length !== 2 || parameters.some(({ data }) => data.length !== 1)) return null;
  const [weight, bias] = parameters.map(({ data }) => data[0]);
  if (!Number.isFinite(weight) || !Number.isFinite(bias)) return null;
  const sign = bias < 0 ? '−' : '+';
  return `y = ${shown(weight, digits)} x ${sign} ${shown(Math.abs(bias), digits)}`;
}
