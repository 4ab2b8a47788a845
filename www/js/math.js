// Formulas and equations as DOM: every number carries its role, seen by colour and by the line under it.

import { make } from './dom.js';
import { mathOf } from './mathml.js';
import { isRounded, number, plain } from './number.js';
import { nameOf, t } from './text.js';

/** A number as text; one that is not finite is said in words, a missing one is a dash. */
export function shown(value, digits, options) {
  if (value === null || value === undefined) return '—';
  if (Number.isNaN(value)) return t('value.nan');
  if (value === Infinity) return t('value.inf');
  if (value === -Infinity) return t('value.-inf');
  return number(value, digits, options);
}

/** One formula line, in the serif of the lesson. */
export function formulaLine(text) {
  return make('div', { class: 'formula', part: 'formula' }, mathOf(text));
}

/**
 * A number that one can ask about as soon as the workbench is there. `from` says where it stands: `node cell kind`, or a
 * name instead of the node ("loss 0 value 12": of training step 12).
 */
export function numeral(text, from, attributes) {
  return make('chalk-number', { from, ...attributes }, text);
}

/** One equation: a list of pieces, each a text or a number with a role. */
export function equationLine(pieces, digits) {
  const line = make('div', { class: 'equation', part: 'equation' });
  const rounded = pieces.some(({ role, value }) => role !== 'text' && Number.isFinite(value) && isRounded(value, digits));
  pieces.forEach((piece, index) => {
    const made = pieceOf(piece, digits, rounded);
    // A power of ten that is squared, as the one number that it is.
    const raised = made.textContent.includes('×') && /^[²³]/.test(pieces[index + 1]?.text ?? '');
    line.append(...(raised ? ['(', made, ')'] : [made]));
  });
  return line;
}

/** A piece of an equation; where something is rounded, what is equal is only nearly so. */
export function pieceOf({ role, text, value, source }, digits, rounded) {
  // The sign stays with what comes after it when the line breaks.
  if (role === 'text' && text === ' = ') return make('span', { class: role }, ' ', make('span', { class: 'sign' }, rounded ? '≈ ' : '= '));
  if (role === 'text') return make('span', { class: role }, text);
  const words = inEquation(numberOf(value, text), digits);
  // The full module says of each number whether it stands anywhere.
  if (source === null) return make('span', { class: role }, words);
  return numeral(words, source && `${source.node} ${source.cell} ${source.kind}`, { class: role });
}

/** Short numbers as they were given (3.3, a learning rate of 0.01), others with the digits that the reader wants. */
function inEquation(value, digits) {
  return Number.isFinite(value) ? plain(value, digits) : shown(value, digits);
}

/** A number that is not finite comes as a word only. */
function numberOf(value, text) {
  return typeof value === 'number' ? value : { inf: Infinity, '-inf': -Infinity }[text] ?? NaN;
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

/** What a letter of a formula stands for: "weight, 1 × 1". In an update, g is the parameter's own gradient. */
export function meaningOf({ symbol, name, shape }, kind) {
  const size = shape.length > 1 || shape[0] > 1 ? shape.join(' × ') : '';
  let words;
  if (symbol === 'g' && name === 'start') words = t('symbol.start');
  else if (symbol === 'g') words = t(kind === 'update' ? 'symbol.grad' : 'symbol.g');
  else if (name === 'x' || name === 'y') words = t(`symbol.${name}`);
  else if (name.includes('.')) words = parameterName(name);
  else if (kind === 'update') words = nameOf('letter', name);
  else words = t('symbol.result', { op: nameOf('op', name) });
  return size === '' ? words : `${words}, ${size}`;
}

/** A letter and what it stands for, in its role's colour. */
export function symbolItem(symbol, kind) {
  return make('li', {}, make('span', { class: symbol.role }, symbol.symbol), ` ${meaningOf(symbol, kind)}`);
}

/** A straight line's equation from its weight and bias, where the model has just these two. */
export function lineEquation(parameters, digits) {
  if (parameters.length !== 2 || parameters.some(({ data }) => data.length !== 1)) return null;
  const [weight, bias] = parameters.map(({ data }) => data[0]);
  if (!Number.isFinite(weight) || !Number.isFinite(bias)) return null;
  const sign = bias < 0 ? '−' : '+';
  return `y = ${shown(weight, digits)} x ${sign} ${shown(Math.abs(bias), digits)}`;
}
