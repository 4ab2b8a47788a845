// Loading sessions: only the last one that was asked for counts, and whoever waits long is told.

import { isAnswer, opener } from './session.js';

/** So many milliseconds are no waiting yet. */
const SLOW = 200;

export class Loader {
  #last = null;
  #timer = 0;
  #slow;

  /** `slow()` is called when a load takes long. */
  constructor(slow) {
    this.#slow = slow;
  }

  /** Opens an experiment file; nothing when nobody waits for it any more, as `wanted()` says. */
  async open(experiment, full, wanted) {
    this.#timer = setTimeout(this.#slow, SLOW);
    const loading = (this.#last = opener(experiment, full));
    const current = () => wanted() && loading === this.#last;
    try {
      const opened = await loading;
      if (current()) return opened;
      opened.session.free();
    } catch (error) {
      if (isAnswer(error) || current()) throw error;
    } finally {
      clearTimeout(this.#timer);
    }
  }

  /** Nobody waits any more. */
  leave() {
    clearTimeout(this.#timer);
  }
}
