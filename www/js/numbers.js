// The numbers on the page that one can ask about: which one is asked about, and the way among them by keyboard.

/** Tells with `loading` and `failed` (a CustomEvent whose `detail` is the error) that an answer has to wait. */
export const asking = new EventTarget();

/** Every one that is on the page now. */
const numbers = new Set();

export function join(number) {
  numbers.add(number);
}

export function leave(number) {
  numbers.delete(number);
}

/** Marks each number that is the one asked about. */
export function mark() {
  for (const number of numbers) number.mark();
}

/** The view that a number stands in: its shadow root, or the log. */
export function viewOf(number) {
  const root = number.getRootNode();
  return root instanceof ShadowRoot ? root : number.closest('chalk-log') ?? root;
}

/** The numbers of a view, in order: one of them is reached with Tab, the others with the arrows up and down. */
export function numbersOf(view) {
  return [...view.querySelectorAll('chalk-number[from]')];
}

/** Whether a number is the one that Tab reaches at first. */
export function isFirst(number) {
  return viewOf(number).querySelector('chalk-number[from]') === number;
}
