// Formulas and equations as DOM: every number carries its role, seen by colour and by the line under it.

import { make } from './dom.js';
import { numeral, parameterName, shown } from './math.js';
import { mathOf } from './mathml.js';
import { isRounded, plain } from './number.js';
import { nameOf, t } from './text.js';

/** One formula line, in the serif of the lesson. */
export function formulaLine(text) {
  return make('div', { class: 'formula', part: 'formula' }, mathOf(text));
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
