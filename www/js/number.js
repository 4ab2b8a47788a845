// Numbers as people read them. Only formatting: no number is computed here.

const SUPERSCRIPT = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' };

/** How many decimals a reader may choose; 'all' is the shortest text that still means exactly this number. */
export const DIGITS = ['2', '4', '6', 'all'];

/** A true minus sign instead of a hyphen. */
const minus = (text) => text.replace('-', '−');

/** `1.5e-7` as `1.5×10⁻⁷`. */
function power(text) {
  const [mantissa, exponent] = text.split('e');
  if (exponent === undefined) return minus(text);
  const raised = [...exponent.replace('+', '')].map((c) => SUPERSCRIPT[c]).join('');
  return `${minus(mantissa)}×10${raised}`;
}

/** The shortest decimal that rounds to the same 32-bit number. */
function shortest(value) {
  for (let precision = 1; precision <= 9; precision += 1) {
    const text = value.toPrecision(precision);
    if (Math.fround(Number(text)) === Math.fround(value)) return String(Number(text));
  }
  return String(value);
}

/**
 * A finite number with `digits` decimals ('all': as many as it takes). Very large and very small
 * ones become powers of ten, so that the text never grows and a small number never shows as 0.
 */
export function number(value, digits = '4', { sign = false } = {}) {
  const size = Math.abs(value);
  let text;
  if (digits === 'all') text = power(shortest(value));
  else if (size !== 0 && (size >= 1e6 || size < 0.5 * 10 ** -digits)) text = power(value.toExponential(Math.min(digits, 3)));
  else text = minus(value.toFixed(digits));
  return sign && value > 0 ? `+${text}` : text;
}

/** The same, but without zeros at the end that say nothing: 3.3 rather than 3.3000. */
export function plain(value, digits) {
  const exact = number(value, 'all');
  const rounded = number(value, digits);
  return exact.length < rounded.length ? exact : rounded;
}

/** Whether `plain` leaves something of the number out. */
export function isRounded(value, digits) {
  return plain(value, digits) !== number(value, 'all');
}

/** Whole numbers with the language's thousands separators. */
export function count(value, language) {
  return value.toLocaleString(language);
}

/** What somebody typed into an address or a field, as a number; `null` if it is not one. Full-width digits and a decimal comma are fine. */
export function parse(text) {
  const plain = String(text).trim().replace(/[０-９．，－＋]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/^([^.,]*),([^.,]*)$/, '$1.$2');
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : null;
}
