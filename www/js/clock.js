// The clock that training runs by: how many operations a frame does, never more than the frame can bear.

import { SPEED } from './speed.js';

/** Milliseconds of work, drawing included, that one frame may take. */
const BUDGET = 8;
/** With reduced motion, views change at most this often (milliseconds) while training runs. */
const CALM = 400;

export class Clock {
  /** Operations per second; Infinity for as fast as it goes. */
  rate = SPEED;

  #advance;
  #show;
  #whole;
  #left = null;
  #frame = 0;
  #running = false;
  #held = false;
  #last = 0;
  #owed = 0;
  #chunk = 256;
  #drawing = 1;
  #drawn = 0;
  #still = matchMedia('(prefers-reduced-motion: reduce)');

  /**
   * `advance(count)` does at most `count` operations and says how many it did (fewer: there are no more);
   * `show(over)` draws what has become of them, `over` telling that the clock has stopped by itself;
   * `whole(count)` is how many of `count` operations end where one may stop to look (0: not enough yet).
   */
  constructor(advance, show, whole) {
    this.#advance = advance;
    this.#show = show;
    this.#whole = whole;
  }

  /** Runs at the rate until there is nothing more to do. */
  play() {
    this.#begin(null);
    this.#owed = 1; // The first operation comes at once, however slow the rate.
  }

  /** Does `count` operations as fast as it goes, in slices, so that the page stays alive. */
  jump(count) {
    this.#begin(count);
  }

  get running() {
    return this.#running;
  }

  get jumping() {
    return this.running && this.#left !== null;
  }

  stop() {
    cancelAnimationFrame(this.#frame);
    this.#running = false;
  }

  /** Nobody looks: nothing runs until `resume`. */
  hold() {
    this.#held = true;
    cancelAnimationFrame(this.#frame);
  }

  /** After a time in which nobody looked: that time does not count, so there is no burst. */
  resume() {
    if (!this.#held) return;
    this.#held = false;
    if (this.running) this.#schedule();
    this.#last = performance.now();
  }

  #begin(left) {
    this.#left = left;
    this.#running = true;
    this.#last = performance.now();
    this.#schedule();
  }

  #schedule() {
    cancelAnimationFrame(this.#frame);
    if (!this.#held) this.#frame = requestAnimationFrame((now) => this.#tick(now));
  }

  #tick(now) {
    const seconds = Math.min(Math.max(now - this.#last, 0), 100) / 1000;
    this.#last = now;
    const rate = this.jumping ? Infinity : this.rate;
    this.#owed = rate === Infinity ? Infinity : this.#owed + seconds * rate;
    const due = Math.min(Math.floor(this.#owed), this.#left ?? Infinity);
    const wanted = this.jumping ? due : this.#whole(due);
    const { done, over } = this.#work(wanted);
    // What did not fit into the frame is forgotten: a slow machine trains slower, it never piles up debt.
    this.#owed = rate === Infinity || done < wanted ? 0 : this.#owed - done;
    if (this.#left !== null) this.#left -= done;
    const ended = over || this.#left === 0;
    if (ended) this.#running = false;
    if (ended || (done > 0 && (!this.#still.matches || now - this.#drawn >= CALM))) this.#draw(now, ended);
    if (this.running) this.#schedule();
  }

  #draw(now, ended) {
    const began = performance.now();
    this.#show(ended);
    this.#drawn = now;
    this.#drawing = performance.now() - began;
  }

  #work(wanted) {
    const began = performance.now();
    const budget = Math.max(2, BUDGET - this.#drawing);
    let done = 0;
    let over = false;
    while (done < wanted && !over) {
      const most = Math.min(this.#chunk, wanted - done);
      const chunk = this.jumping ? most : this.#whole(most) || most;
      const before = performance.now();
      const did = this.#advance(chunk);
      const after = performance.now();
      done += did;
      over = did < chunk;
      if (after - before > 2) this.#chunk = Math.max(16, this.#chunk >> 1);
      else if (after - before < 0.5 && chunk >= this.#chunk >> 1) this.#chunk = Math.min(65_536, this.#chunk << 1);
      if (after - began >= budget) break;
    }
    return { done, over };
  }
}
