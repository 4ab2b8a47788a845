// At what pace a session trains: its clock, and where in a training step it may stop to be looked at.

import { Clock } from './clock.js';

/** Above this many operations per second no eye can follow single ones: views show only where training is. */
const READABLE = 12;

export class Pace {
  playing = false;
  #clock;
  /** While the clock runs: how many operations of the training step are done, and how many it has. */
  #into = 0;
  #operations = 1;

  /** `advance` and `show` are those of the clock. */
  constructor(advance, show) {
    const counted = (count) => {
      const done = advance(count);
      this.#into = (this.#into + done) % this.#operations;
      return done;
    };
    this.#clock = new Clock(counted, show, (count) => this.#whole(count));
  }

  get rate() {
    return this.#clock.rate;
  }
  set rate(rate) {
    if (!(rate > 0)) throw new RangeError(`speed: ${rate}`);
    this.#clock.rate = rate;
  }

  /** Whether operations go by too fast to be read one by one. */
  get rushing() {
    return this.#clock.jumping || (this.playing && this.rate > READABLE);
  }

  play({ operation, operations }) {
    this.playing = true;
    [this.#into, this.#operations] = [operation, operations];
    this.#clock.play();
  }

  /** Whether it was playing. */
  stop() {
    const { playing } = this;
    this.#clock.stop();
    this.playing = false;
    return playing;
  }

  /** Does `count` operations in slices. */
  jump(count) {
    this.#clock.jump(count);
  }

  /** Nobody looks, or somebody looks again. */
  look(hidden) {
    if (hidden) this.#clock.hold();
    else this.#clock.resume();
  }

  /** Too fast to be read, every picture shows the end of a training step: gradients that come and go would only flicker. */
  #whole(count) {
    if (!this.rushing) return count;
    const left = this.#operations - this.#into;
    return count < left ? 0 : left + Math.floor((count - left) / this.#operations) * this.#operations;
  }
}
