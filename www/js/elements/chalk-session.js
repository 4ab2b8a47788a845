// <chalk-session>: owns one training session and its clock; the views inside it show what it does.

import { Asked } from '../asked.js';
import { settle } from '../base.js';
import { catchUp } from '../element.js';
import { Later } from '../later.js';
import { answer } from '../life.js';
import { load } from '../loader.js';
import { whenNear } from '../near.js';
import { Player } from '../player.js';
import { Saved } from '../saved.js';
import { LoadError, fullOpener, isAnswer, life } from '../session.js';
import { SPEED, rateOf } from '../speed.js';
import { css, dress } from '../style.js';
import { texts } from '../text.js';

const look = css`:where(chalk-session) { display: block; } :where(chalk-session:focus) { outline: none; }`;

/** A jump over more operations than this that were never trained is made in slices, so that the page stays alive. */
const FAR = 20_000;

/**
 * Owns one training; the views inside it show it.
 * @attr {boolean} waits – trains nothing until `open` is called
 * @slot – the views
 */
export class ChalkSession extends Asked {
  #status = 'loading';
  #open = null;
  #session = null;
  /** What ends the waiting for being seen. */
  #wait = null;
  /** Begins again what is under way, until it is done. */
  #wanted = null;
  /** Another object for each start: what was begun before is of no interest any more. */
  #turn = null;
  /** Whether the session is one of the full module, which the workbench needs. */
  #full = false;
  #widening = null;
  #moment = null;
  /** What a restart after a crash goes on from. */
  #saved = null;
  #returning = null;
  #error = null;

  #player = new Player(
    (count) => this.#advance(count),
    (over) => this.#ticked(over),
  );

  // What a page may ask -------------------------------------------------------------------------

  /** 'loading', 'ready', 'crashed' or 'failed'. */
  get status() {
    return this.#status;
  }

  /** The wasm session; views use `ask` instead, which survives a crash. */
  get session() {
    return this.#session;
  }

  /** What has just happened, and where training stands; null until there is a session. */
  get moment() {
    if (this.#session && !this.#moment) this.#moment = this.ask((session) => session.moment()) ?? null;
    return this.#moment;
  }

  get playing() {
    return this.#player.playing;
  }

  /** Whether operations go by too fast to be read one by one. */
  get rushing() {
    return this.#player.rushing;
  }

  /** Why there is no session: a LoadError, or what a crash threw. */
  get error() {
    return this.#error;
  }

  /** Operations per second; Infinity for as fast as it goes. Written as the attribute is. */
  get speed() {
    return this.#player.rate;
  }
  set speed(wanted) {
    const rate = rateOf(wanted ?? SPEED);
    this.#player.rate = rate > 0 ? rate : SPEED;
    this.tell('chalk-change', { what: 'speed' });
    if (!(rate > 0)) this.wishes.report({ key: 'speed', text: wanted, error: answer('asked_speed'), used: SPEED });
  }

  /** Whether the session can do all that the workbench shows; see `widen`. */
  get full() {
    return this.#full;
  }

  /** Lets `read(session)` look at the session. `undefined` if there is none or it has just broken. */
  ask(read) {
    if (!this.#session) return undefined;
    try {
      return read(this.#session);
    } catch (error) {
      if (error !== life.broken) console.error(error); // That one has been told already.
      return undefined;
    }
  }

  // What a page may do --------------------------------------------------------------------------

  play() {
    const moment = this.moment;
    if (!moment || this.#status !== 'ready' || this.playing) return;
    if (moment.finished || moment.stopped) {
      this.tell('chalk-change', { what: 'ended' });
      return;
    }
    this.#player.from(moment);
    this.tell('chalk-change', { what: 'playing' });
  }

  pause() {
    if (this.#player.pause()) this.tell('chalk-change', { what: 'playing' });
  }

  step(unit = 'operation') {
    this.#go((session) => session.step(String(unit)));
  }

  back(unit = 'operation') {
    this.#go((session) => session.back(String(unit)));
  }

  /** Goes to any position; what has not been trained yet is trained on the way. */
  seek(position) {
    const moment = this.moment;
    if (!this.#session || !moment || Number.isNaN(Number(position))) return;
    const { total, steps } = moment;
    const target = Math.max(0, Math.min(total, Math.round(position)));
    const near = () => target - (total / steps) * this.ask((session) => session.allLosses().length) <= FAR;
    if (target - moment.position <= FAR || near()) {
      this.#go((session) => session.seek(target));
      return;
    }
    this.pause();
    this.#player.jump(target - moment.position);
  }

  /** Back to the same initial weights. */
  reset() {
    this.#go((session) => session.seek(0));
  }

  /**
   * Changes settings. Another seed or learning rate starts again from the initial weights; with another
   * number of epochs the run goes on where it is. Throws for a value that cannot be used, and keeps the old.
   */
  configure(changes) {
    const { next, changed } = this.mirror.with(changes);
    for (const key of Object.keys(changes)) this.wishes.settle(key);
    if (changed.length === 0) return;
    if (!this.#open) {
      this.mirror.take(next, changed);
      this.#wanted = () => this.start(); // A training with other settings begins at its start.
      return;
    }
    const longer = changed.every((key) => key === 'epochs');
    const place = longer ? (this.moment?.position ?? 0) : 0;
    // Both throw before anything is given up.
    const experiment = this.mirror.experiment(next);
    if (longer && this.#full) {
      this.#saved.at(place);
      this.#session.setEpochs(next.epochs);
      this.#saved.edited('setEpochs', [next.epochs]);
    } else this.#take({ open: this.#open, session: this.#open(experiment), full: this.#full }, experiment);
    this.pause();
    this.mirror.take(next, changed);
    if (place > 0) this.ask((session) => session.seek(Math.min(place, session.moment().total)));
    this.#moment = null;
    this.tell('chalk-change', { what: 'settings', changed });
    this.#moved();
  }

  /**
   * Trains another experiment, given as the text of an experiment file. Resolves to whether it does, and not something
   * else by then, or nothing; rejects with the core's answer for one that cannot be used, and keeps the old.
   */
  async open(experiment) {
    this.pause();
    const before = this.#wanted;
    const current = this.#begin(() => this.open(experiment).catch((error) => this.tell('chalk-error', { error })));
    let opened;
    try {
      opened = await this.#load(experiment, current);
    } catch (error) {
      this.#wanted = null;
      if (before) before();
      else if (this.#session) this.#status = 'ready';
      this.tell('chalk-change', { what: 'loading' });
      throw error;
    }
    if (!opened) return false;
    this.#take(opened, experiment);
    this.mirror.follow(this.experiment);
    this.#ready();
    return true;
  }

  /** Makes another run of this one by a method of the session. Whether it did; throws the core's answer where it cannot. */
  rewrite(method, ...args) {
    this.pause();
    const { moment } = this;
    if (!this.#session) return false;
    try {
      if (!this.#session[method](...args)) return false;
    } catch (error) {
      if (isAnswer(error)) throw error;
      return false;
    }
    this.#saved.at(moment.position);
    this.#saved.edited(method, args);
    this.unselect();
    this.#moment = null;
    this.tell('chalk-change', { what: 'edited' });
    this.#moved();
    return true;
  }

  /**
   * Goes on in the full module, at the same moment of the same training. Resolves to whether that is so now; rejects
   * with a LoadError, and then training goes on in the small one.
   */
  async widen() {
    if (!this.#full) await (this.#widening ??= this.#widen().finally(() => (this.#widening = null)));
    return this.#full;
  }

  /**
   * Tries a failed load again; after a crash brings all sessions of the page back, in a fresh instance and at the place
   * where they were, with their edits.
   */
  restart() {
    if (life.broken) life.restart();
    else if (this.#status === 'failed') this.#returning = this.#again();
    return this.#returning;
  }

  // Life ----------------------------------------------------------------------------------------

  connectedCallback() {
    document.addEventListener('visibilitychange', this);
    this.rest();
    this.addEventListener('keydown', this);
    life.addEventListener('crash', this);
    life.addEventListener('restart', this);
    if (!this.hasAttribute('tabindex')) this.tabIndex = -1; // A click anywhere inside gives it the keys.
    catchUp(this);
    dress(this, look);
    texts.settle(this);
    Later.watch(this.getRootNode());
    if (this.begun || this.hasAttribute('waits')) return;
    if (this.getAttribute('loading') === 'eager') this.start();
    else this.#wait = whenNear([this], () => this.start());
  }

  disconnectedCallback() {
    document.removeEventListener('visibilitychange', this);
    this.removeEventListener('keydown', this);
    this.#wait?.();
    // Moving an element disconnects and connects it at once: only one that stays away lets go.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.pause();
      life.removeEventListener('crash', this);
      life.removeEventListener('restart', this);
      this.#turn = null;
      this.#release();
      this.#status = 'loading';
      this.begun = false;
    });
  }

  handleEvent(event) {
    if (event.type === 'keydown') this.press(event);
    else if (event.type === 'crash') this.begun && this.#crash(); // Whoever has not loaded yet has nothing to lose.
    else if (event.type === 'restart') this.#returning = this.#status === 'crashed' ? this.#again() : null;
    else this.rest();
  }

  /** Nothing runs where nobody looks. */
  rest() {
    if (document.hidden || this.sight.none) this.#player.hold();
    else this.#player.resume();
  }

  /** Begins what `again()` would begin once more. Gives a function that says whether this is still what is wanted. */
  #begin(again) {
    this.#wanted = again;
    this.#wait?.();
    this.begun = this.isConnected;
    const turn = (this.#turn = {});
    return () => turn === this.#turn && this.isConnected;
  }

  async start() {
    const misplaced = settle(this);
    const current = this.#begin(() => this.start());
    let problems;
    try {
      const wanted = await this.wishes.experiment((experiment) => this.#load(experiment, current));
      if (!wanted) return;
      problems = [...wanted.problems, ...(misplaced ? [misplaced] : [])];
      this.mirror.begin(wanted.base);
      const plain = this.mirror.experiment(this.mirror.defaults);
      const opened = await this.#load(plain, current);
      if (!opened) return;
      this.#take(opened, plain);
      problems.push(...this.mirror.read((experiment) => opened.open(experiment).free()));
      const experiment = this.mirror.experiment();
      this.#take({ ...opened, session: opened.open(experiment) }, experiment);
      this.mirror.write();
      if (problems.length > 0) await texts.widen('core').catch(console.error);
      await this.wishes.show(current);
    } catch (error) {
      if (current() && !life.broken) this.#fail(error);
      return;
    }
    if (!current()) return;
    this.#ready();
    for (const problem of problems) this.wishes.report(problem);
  }

  async #widen() {
    const open = await fullOpener();
    // Meanwhile training went on, or is another one: the new session starts from what is there now.
    if (this.#full || !this.#session || !this.isConnected) return;
    const { position, total, steps } = this.moment;
    const experiment = JSON.stringify(this.experiment);
    const session = open(experiment);
    session.seek((total / steps) * this.#session.allLosses().length); // What was gone back over stays known.
    session.seek(position);
    this.#take({ open, session, full: true }, experiment);
    this.tell('chalk-change', { what: 'module' });
    this.#moved();
  }

  /** Opens an experiment file; nothing when that failed, or when nobody waits for it any more, as `current()` says. */
  async #load(experiment, current) {
    if (!current()) return;
    this.#status = 'loading';
    this.#error = null;
    try {
      return await load(experiment, this.#full || this.hasAttribute('waits'), current, () => this.tell('chalk-change', { what: 'loading' }));
    } catch (error) {
      if (life.broken) this.#crash();
      else if (isAnswer(error)) throw error;
      else this.#fail(error);
    }
  }

  /** Comes back after a failed load or a crash. */
  async #again() {
    const saved = this.#saved;
    if (this.#wanted) return this.#wanted();
    const current = this.#begin(null);
    try {
      const opened = await this.#load(saved.experiment, current);
      if (!opened) return;
      this.#take(opened, saved.experiment);
      const place = saved.revive(opened.session);
      this.#saved = saved;
      this.seek(place);
      this.#ready();
    } catch (error) {
      if (!life.broken) this.#fail(error);
    }
  }

  #ready() {
    this.#wanted = null;
    this.#status = 'ready';
    this.tell('chalk-ready', {});
  }

  #take({ open, session, full }, experiment) {
    this.#release();
    this.#open = open;
    this.#session = session;
    this.#full = full;
    this.unselect();
    this.#saved = new Saved(experiment);
  }

  #fail(error) {
    this.#status = 'failed';
    this.#error = error instanceof LoadError ? error : new LoadError('broken', {}, error);
    console.error(error);
    this.#say({ error: this.#error });
  }

  /** The instance has broken: what is on the screen stays, and nothing is asked any more. */
  #crash() {
    if (this.#status === 'crashed') return;
    this.#status = 'crashed';
    this.#error = life.broken;
    this.#turn = this.#session = this.#open = null;
    this.pause();
    this.#say({ error: life.broken });
  }

  /** Tells of an error that stops everything; where nothing inside could say it, a notice comes up. */
  #say(detail) {
    if (!this.sight.has('chalk-notice')) this.prepend(document.createElement('chalk-notice'));
    this.tell('chalk-error', detail);
  }

  #release() {
    this.#session?.free();
    this.#session = this.#open = this.#moment = null;
  }

  // Time ----------------------------------------------------------------------------------------

  #go(move) {
    this.pause();
    this.ask(move);
    this.#moved();
  }

  #moved() {
    const moment = this.ask((session) => session.moment());
    if (!moment) return;
    this.#moment = moment;
    this.#saved.at(moment.position);
    if (this.#status === 'ready') this.tell('chalk-step', {}); // Not on the way to where it opens.
  }

  #advance(count) {
    const done = this.ask((session) => session.advance(count));
    if (done > 0) this.#moment = null;
    return done ?? 0;
  }

  #ticked(over) {
    if (over) this.pause();
    this.#moved();
  }

}
