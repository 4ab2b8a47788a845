// Waiting until something is about to be seen, so that what nobody looks at is not fetched and does not run.

const MARGIN = { rootMargin: '200px' };

/** Calls `then` once, as soon as one of the elements is on the screen or just below it. Gives what ends the waiting. */
export function whenNear(elements, then) {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      then();
    },
    MARGIN,
  );
  for (const element of elements) observer.observe(element);
  return () => observer.disconnect();
}

/** Which sight watches an element. */
const watched = new Map();

/** Not where there is no page. */
const observer = globalThis.IntersectionObserver && new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) watched.get(target)?.see(target, isIntersecting);
}, MARGIN);

/** Whether one can see any of some elements. */
export class Sight {
  /** The elements, and whether each can be seen. */
  #seen = new Map();
  #changed;

  /** `changed()` is called when there may be another answer. */
  constructor(changed) {
    this.#changed = changed;
  }

  /** Whether there are elements, and all of them are known to be out of sight. */
  get none() {
    return this.#seen.size > 0 && ![...this.#seen.values()].some(Boolean);
  }

  /** Whether there is an element of this name. */
  has(name) {
    return [...this.#seen.keys()].some(({ localName }) => localName === name);
  }

  add(element) {
    this.#seen.set(element, true);
    watched.set(element, this);
    observer.observe(element);
    this.#changed();
  }

  remove(element) {
    this.#seen.delete(element);
    watched.delete(element);
    observer.unobserve(element);
    this.#changed();
  }

  see(element, seen) {
    this.#seen.set(element, seen);
    this.#changed();
  }
}
