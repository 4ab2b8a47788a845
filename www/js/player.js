// Playing a session: the clock, and where in a training step it is.

import { Clock } from './clock.js';

/** Above this many operations per second no eye can follow single ones: views show only where training is. */
const READABLE = 12;

export class Player extends Clock {
  playing = false;
  /** While the clock runs: how many operations of the training step are done, and how many it has. */
  #into = 0;
  #operations = 1;

  /** `advance(count)` and `show(over)` as for the clock. */
  constructor(advance, show) {
    const counted = (count) => {
      const done = advance(count);
      this.#into = (this.#into + done) % this.#operations;
      return done;
    };
    super(counted, show, (count) => this.#whole(count));
  }

  /** Whether operations go by too fast to be read one by one. */
  get rushing() {
    return this.jumping || (this.playing && this.rate > READABLE);
  }

  /** Plays from a moment on. */
  from({ operation, operations }) {
    this.playing = true;
    [this.#into, this.#operations] = [operation, operations];
    this.play();
  }

  /** Stops; whether it was playing. */
  pause() {
    this.stop();
    const played = this.playing;
    this.playing = false;
    return played;
  }

  /** Too fast to be read, every picture shows the end of a training step: gradients that come and go would only flicker. */
  #whole(count) {
    if (!this.rushing) return count;
    const left = this.#operations - this.#into;
    return count < left ? 0 : left + Math.floor((count - left) / this.#operations) * this.#operations;
  }
}
