// What is kept of a training outside of the module, so that it can come back after a crash: its experiment, every edit
// and where it was made, how far it had come, and where it stood. All of it together decides every number.

/** So many operations are trained again at once. */
const AT_ONCE = 200_000;

export class Saved {
  #experiment;
  #edits = [];
  #place = 0;
  #farthest = 0;
  #trying = false;

  constructor(experiment) {
    this.#experiment = experiment;
  }

  /** The experiment file. */
  get experiment() {
    return this.#experiment;
  }

  /** Where it stands; called with every picture, so it keeps two numbers. */
  at(place) {
    this.#place = place;
    if (place > this.#farthest) this.#farthest = place;
  }

  /** That the session's `method` was called here and changed the training. */
  edited(method, args) {
    this.#edits.push({ place: this.#place, farthest: this.#farthest, method, args });
    this.#farthest = 0; // The future is another one.
  }

  /**
   * Makes the same edits in a new session, and trains it as far as it was known. Gives the place to go to; it is the start
   * if it was this that broke the instance the last time.
   */
  revive(session) {
    if (this.#trying) this.#forget();
    this.#trying = true;
    for (const { place, farthest, method, args } of this.#edits) {
      session.seek(farthest); // The run beside is known as far as it was.
      session.seek(place);
      session[method](...args);
    }
    this.#trying = false;
    if (this.#farthest <= AT_ONCE) session.seek(this.#farthest);
    return this.#place;
  }

  #forget() {
    this.#edits = [];
    this.#place = 0;
    this.#farthest = 0;
  }
}
