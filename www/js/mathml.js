// Formulas as MathML, from the plain text in which an operation tells them: the text stays the one place.

/** Spaces; then a derivative, a word, a number, what is below or above the line, or any other sign. */
const TOKENS = /(\s*)(∂\w\/∂|[A-Za-zα-ω_]+|[\d.]+|₍[^₎]*₎|[₀-ₜᵢⱼ∞]+(?:,[₀-ₜᵢⱼ]+)*|[²³¹⁰-ⁿˣᵇᵗ]+|.)/gsu;
const LOW = /^[₀-ₜᵢⱼ∞]/;
const HIGH = /^[²³¹⁰-ⁿˣᵇᵗ]/;
const OPERAND = /^[\p{L}\d([|√∫∂]/u;
const CLOSING = { '(': ')', '[': ']', '|': '|' };

const node = (tag, ...children) => {
  const element = document.createElementNS('http://www.w3.org/1998/Math/MathML', tag);
  element.append(...children);
  return element;
};

/** `y = a / b²` as `<math>`; whatever it does not know stands there as it is. */
export function mathOf(text) {
  const tokens = [...text.matchAll(TOKENS)];
  let at = 0;
  const next = () => tokens[at]?.[2];
  const take = () => tokens[at++]?.[2] ?? '';

  /** Everything up to a closing sign. */
  const row = (end) => {
    const nodes = [];
    let operand = false;
    while (at < tokens.length && next() !== end) {
      if (next() === '/' && operand) {
        at += 1;
        nodes.push(node('mfrac', bare(nodes.pop()), below()));
        continue;
      }
      const begins = OPERAND.test(next());
      if (begins && operand && tokens[at][1]) nodes.push(node('mtext', '\u00a0')); // ln x
      operand = begins && !/[Σ∫]/.test(next()); // These keep a distance of their own.
      nodes.push(atom());
    }
    return nodes;
  };

  /** What stands below the line: a sum goes with what it adds up. */
  const below = () => {
    const sum = next() === 'Σ';
    const first = bare(atom());
    return sum && at < tokens.length ? node('mrow', first, atom()) : first;
  };

  /** One sign, word or bracket, with what is below and above it. */
  const atom = () => {
    const token = take();
    let made;
    if (token[3] === '∂') made = node('mfrac', node('mrow', node('mi', '∂'), node('mi', token[1])), node('mrow', node('mi', '∂'), atom()));
    else if (token === '√') made = node('msqrt', bare(atom()));
    else if (CLOSING[token]) {
      made = node('mrow', node('mo', token), ...row(CLOSING[token]), node('mo', CLOSING[token]));
      at += 1;
    } else made = node(/\d/.test(token) ? 'mn' : /\p{L}/u.test(token) && token !== 'Σ' ? 'mi' : 'mo', token);
    if (made.localName === 'mi' && next() === '(' && !tokens[at][1]) made = node('mrow', made, atom()); // exp(x)
    for (;;) {
      if (LOW.test(next())) made = node('msub', made, small(take()));
      else if (HIGH.test(next())) made = node('msup', made, small(take()));
      else if (next() === '^') {
        at += 1;
        made = node('msup', made, next() === '−' ? node('mrow', node('mo', take()), bare(atom())) : bare(atom()));
      } else return made;
    }
  };
  return node('math', ...row());
}

/** `ᵢ₊₁` as i + 1, sign by sign. */
function small(text) {
  const plain = text.normalize('NFKD');
  if (plain.startsWith('(')) return node('mtext', plain.slice(1, -1));
  return node('mrow', ...[...plain].map((sign) => node(/\d/.test(sign) ? 'mn' : /[a-z]/.test(sign) ? 'mi' : 'mo', sign)));
}

/** A fraction, a root and an exponent need no round brackets of their own. */
function bare(made) {
  if (made.localName === 'mrow' && made.firstChild.textContent === '(') {
    made.firstChild.remove();
    made.lastChild.remove();
  }
  return made;
}

/** Texts of numbers in their shape: a single one, a row, a matrix, or matrices below each other. */
export function matrixOf(shape, cells) {
  const block = (dims, from) => {
    if (dims.length === 0) return node('mn', cells[from]);
    const [size, ...rest] = dims;
    const width = rest.reduce((product, each) => product * each, 1);
    const parts = Array.from({ length: size }, (_, index) => from + index * width);
    const row = (start, count) => node('mtr', ...Array.from({ length: count }, (_, index) => node('mtd', node('mn', cells[start + index]))));
    const rows = rest.length === 0 ? [row(from, size)] : rest.length === 1 ? parts.map((start) => row(start, width)) : parts.map((start) => node('mtr', node('mtd', block(rest, start))));
    return node('mrow', node('mo', '['), node('mtable', ...rows), node('mo', ']'));
  };
  return node('math', block(shape, 0));
}
