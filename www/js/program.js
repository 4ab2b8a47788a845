// The words of a Python line, so that the program wears the same colours as everything else:
// data, model and gradient by meaning, keywords by weight. No other colours.

const KEYWORDS = new Set(['import', 'from', 'as', 'for', 'in', 'if', 'else', 'with', 'def', 'class', 'return', 'not', 'and', 'or', 'None', 'True', 'False']);
const MEANINGS = {
  x: 'data',
  y: 'data',
  model: 'model',
  prediction: 'model',
  predictions: 'model',
  pred: 'model',
  backward: 'grad',
  zero_grad: 'grad',
};
const TOKENS = /(#.*)|([rfb]?"(?:[^"\\]|\\.)*"|[rfb]?'(?:[^'\\]|\\.)*')|([A-Za-z_]\w*)|([^A-Za-z_"'#]+)/g;

/** A line as pieces `{ text, kind }`; kind is 'keyword', 'string', 'comment', 'data', 'model', 'grad' or ''. */
export function piecesOf(line) {
  const pieces = [];
  for (const [text, comment, string, word] of line.matchAll(TOKENS)) {
    let kind = '';
    if (comment) kind = 'comment';
    else if (string) kind = 'string';
    else if (word) kind = KEYWORDS.has(word) ? 'keyword' : Object.hasOwn(MEANINGS, word) ? MEANINGS[word] : '';
    const last = pieces.at(-1);
    if (last && last.kind === kind) last.text += text;
    else pieces.push({ text, kind });
  }
  return pieces;
}
