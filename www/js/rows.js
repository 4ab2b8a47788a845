// A list on the page that follows a count: new rows are added at its end, rows vanish when time goes back,
// and only the last thousand are kept, so that a long run stays cheap.

export class Rows {
  #parent;
  #make;
  #cap;
  #first = 0;
  #end = 0;

  /** `make(index)` gives one row's node (index from 0). */
  constructor(parent, make, cap = 1000) {
    this.#parent = parent;
    this.#make = make;
    this.#cap = cap;
  }

  /** How many rows at the start are not on the page. */
  get left() {
    return this.#first;
  }

  /** How many rows there are, with those left out. */
  get end() {
    return this.#end;
  }

  clear() {
    this.#parent.replaceChildren();
    this.#first = this.#end = 0;
  }

  /** Shows rows up to `count`, at most `cap` of them; touches only what has changed. Returns whether anything has. */
  show(count, cap = this.#cap) {
    const first = Math.max(0, count - cap);
    const few = count - this.#first < Math.min(count, cap / 2);
    if (count === this.#end && !few) return false;
    if (first >= this.#end || few) {
      this.clear();
      this.#first = this.#end = first;
    }
    while (this.#end > count) {
      this.#parent.lastChild.remove();
      this.#end -= 1;
    }
    const fresh = document.createDocumentFragment();
    while (this.#end < count) {
      fresh.append(this.#make(this.#end));
      this.#end += 1;
    }
    this.#parent.append(fresh);
    while (this.#first < first) {
      this.#parent.firstChild.remove();
      this.#first += 1;
    }
    return true;
  }
}
