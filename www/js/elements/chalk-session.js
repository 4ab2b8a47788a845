// <chalk-session>: owns one training session and its clock; the views inside it show what it does.

import { EDITS } from '../edits.js';
import { Element } from '../element.js';
import { meaningOf } from '../keys.js';
import { Loader } from '../loader.js';
import { Mirror, settingProperties } from '../mirror.js';
import { Player } from '../player.js';
import { LoadError, fullOpener, isAnswer } from '../session.js';
import { SETTINGS } from '../settings.js';

/** A jump over more operations than this that were never trained is made in slices, so that the page stays alive. */
const FAR = 20_000;

/**
 * @attr seed, lr, epochs – the settings; mirrored by properties
 * @attr waits – nothing is trained until `open` is called, and then in the full module
 * @fires chalk-ready – the session can be used (also after a restart)
 * @fires chalk-step – the position is another one
 * @fires chalk-change – `detail.what`: 'settings', 'playing', 'speed', 'digits', 'ended' (Play pressed at the end), 'loading',
 *   'module' (the full one is there now), 'edited' (another run or another future) or 'selected'
 * @fires chalk-error – `detail.error`: a setting that cannot be used, a failed load or a crash
 */
export class ChalkSession extends Element {
  static observedAttributes = Object.keys(SETTINGS);

  #status = 'loading';
  #open = null;
  #session = null;
  #settings = new Mirror(this);
  /** The experiment file that is to be opened, until it is. */
  #wanted = null;
  #loader = new Loader(() => this.#tell('chalk-change', { what: 'loading' }));
  /** Whether the session is one of the full module, which the workbench needs. */
  #full = false;
  #widening = null;
  #selected = null;
  #moment = null;
  #place = 0;
  #error = null;

  #digits = '4';
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

  /** Everything that decides the future, as plain JSON: equal states go on equally. */
  get state() {
    return this.ask((session) => session.state()) ?? null;
  }

  get experiment() {
    return this.ask((session) => session.experiment()) ?? null;
  }

  get settings() {
    return this.#settings.values;
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

  /** Operations per second; Infinity for as fast as it goes. */
  get speed() {
    return this.#player.rate;
  }
  set speed(rate) {
    if (!(rate > 0)) throw new RangeError(`speed: ${rate}`);
    this.#player.rate = rate;
    this.#tell('chalk-change', { what: 'speed' });
  }

  /** Decimals of the numbers shown: '2', '4', '6' or 'all'. */
  get digits() {
    return this.#digits;
  }
  set digits(digits) {
    this.#digits = String(digits);
    this.#tell('chalk-change', { what: 'digits' });
  }

  /** The number that the reader asks about: `{ node, cell, kind }` with `kind` 'value' or 'grad'; null for none. */
  get selected() {
    return this.#selected;
  }

  /** Whether the session can do all that the workbench shows; see `widen`. */
  get full() {
    return this.#full;
  }

  /** Lets `read(session)` look at the session. `undefined` if there is none or it has just broken. */
  ask(read) {
    if (!this.#session || this.#status === 'crashed') return undefined;
    try {
      return read(this.#session);
    } catch (error) {
      if (!isAnswer(error)) return this.#crash(error);
      console.error(error);
      return undefined;
    }
  }

  // What a page may do --------------------------------------------------------------------------

  play() {
    const moment = this.moment;
    if (!moment || this.#status !== 'ready' || this.playing) return;
    if (moment.finished || moment.stopped) {
      this.#tell('chalk-change', { what: 'ended' });
      return;
    }
    this.#player.from(moment);
    this.#tell('chalk-change', { what: 'playing' });
  }

  pause() {
    if (this.#player.pause()) this.#tell('chalk-change', { what: 'playing' });
  }

  step(unit = 'operation') {
    this.#go((session) => session.step(unit));
  }

  back(unit = 'operation') {
    this.#go((session) => session.back(unit));
  }

  /** Goes to any position; what has not been trained yet is trained on the way. */
  seek(position) {
    const moment = this.moment;
    if (!moment) return;
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
    const { next, changed } = this.#settings.with(changes);
    if (changed.length === 0) return;
    if (!this.#open) {
      this.#settings.take(next);
      return;
    }
    const longer = changed.every((key) => key === 'epochs');
    const place = longer ? (this.moment?.position ?? 0) : 0;
    // Both throw before anything is given up.
    if (longer && this.#full) this.#session.setEpochs(next.epochs);
    else this.#take({ open: this.#open, session: this.#open(this.#settings.experiment(next)), full: this.#full });
    this.pause();
    this.#settings.take(next);
    if (place > 0) this.ask((session) => session.seek(Math.min(place, session.moment().total)));
    this.#moment = null;
    this.#tell('chalk-change', { what: 'settings', changed });
    this.#tell('chalk-step', {});
  }

  /**
   * Trains another experiment, given as the text of an experiment file. Rejects with the core's answer for one that
   * cannot be used, and keeps the old.
   */
  async open(experiment) {
    this.pause();
    this.#wanted = experiment;
    let opened;
    try {
      opened = await this.#load(experiment);
    } catch (error) {
      this.#wanted = null;
      if (this.#session) this.#status = 'ready';
      this.#tell('chalk-change', { what: 'loading' });
      throw error;
    }
    if (!opened) return;
    this.#wanted = null;
    this.#take(opened);
    this.#settings.follow(this.experiment);
    this.#tell('chalk-ready', {});
  }

  /**
   * Asks about a number: where it came from and where it goes. The views show it until another is asked about, or none.
   */
  select(selected) {
    this.#selected = selected;
    this.#tell('chalk-change', { what: 'selected' });
  }

  /** Lets `change(session)` make another run of this one. Whether it did; throws the core's answer where it cannot. */
  rewrite(change) {
    this.pause();
    let done;
    try {
      done = change(this.#session);
    } catch (error) {
      if (isAnswer(error)) throw error;
      return this.#crash(error);
    }
    if (!done) return false;
    this.#selected = null;
    this.#moment = null;
    this.#tell('chalk-change', { what: 'edited' });
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

  /** After a crash or a failed load: a fresh instance, at the place where the old one was. */
  async restart() {
    const place = this.#place;
    this.#loader.generation += 1; // Also after a failed load: browsers remember that an address failed.
    if (this.#wanted !== null) return this.open(this.#wanted).catch((error) => this.#tell('chalk-error', { error }));
    await this.#start();
    if (this.#status === 'ready' && place > 0) this.seek(place);
  }

  // Life ----------------------------------------------------------------------------------------

  connectedCallback() {
    document.addEventListener('visibilitychange', this);
    this.addEventListener('keydown', this);
    if (!this.hasAttribute('tabindex')) this.tabIndex = -1; // A click anywhere inside gives it the keys.
    if (!this.#session && !this.#waits) this.#start();
  }

  disconnectedCallback() {
    document.removeEventListener('visibilitychange', this);
    this.removeEventListener('keydown', this);
    this.pause();
    // Moving an element disconnects and connects it at once: only one that stays away lets go.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#loader.leave();
      this.#release();
      this.#status = 'loading';
    });
  }

  attributeChangedCallback(key, old, value) {
    if (this.#settings.writing || old === value || !this.#open) return;
    this.adopt({ [key]: value });
  }

  handleEvent(event) {
    if (event.type === 'keydown') this.#key(event);
    else if (document.hidden) this.#player.hold();
    else this.#player.resume();
  }

  /** Takes settings as texts (null: the default). What cannot be used is reported and replaced by the default. */
  adopt(given) {
    for (const [key, text] of Object.entries(given)) {
      const wanted = text === null ? this.#settings.defaults[key] : text;
      try {
        this.configure({ [key]: wanted });
      } catch (error) {
        if (!isAnswer(error)) throw error;
        this.configure({ [key]: this.#settings.defaults[key] });
        this.#report(key, text, error);
      }
    }
  }

  get #waits() {
    return this.hasAttribute('waits');
  }

  async #start() {
    let problems;
    try {
      const opened = await this.#load(this.#settings.experiment(this.#settings.defaults));
      if (!opened) return;
      this.#take(opened);
      problems = this.#settings.read((experiment) => opened.open(experiment).free());
      this.#take({ ...opened, session: opened.open(this.#settings.experiment()) });
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#settings.write();
    this.#tell('chalk-ready', {});
    for (const { key, text, error } of problems) this.#report(key, text, error);
  }

  async #widen() {
    const open = await fullOpener(this.#loader.generation);
    // Meanwhile training went on, or is another one: the new session starts from what is there now.
    if (this.#full || this.#status !== 'ready' || !this.isConnected) return;
    const { position, total, steps } = this.moment;
    const session = open(JSON.stringify(this.experiment));
    session.seek((total / steps) * this.#session.allLosses().length); // What was gone back over stays known.
    session.seek(position);
    this.#take({ open, session, full: true });
    this.#place = position;
    this.#tell('chalk-change', { what: 'module' });
    this.#tell('chalk-step', {});
  }

  /** Opens an experiment file; nothing when that failed, or when nobody waits for it any more. */
  async #load(experiment) {
    this.#status = 'loading';
    this.#error = null;
    try {
      return await this.#loader.open(experiment, this.#full || this.#waits, () => this.isConnected);
    } catch (error) {
      if (isAnswer(error)) throw error;
      this.#fail(error);
    }
  }

  #take({ open, session, full }) {
    this.#release();
    this.#open = open;
    this.#session = session;
    this.#full = full;
    this.#selected = null;
    this.#place = 0;
    this.#status = 'ready';
  }

  #report(key, value, error) {
    this.#tell('chalk-error', { error, key, value, used: this.#settings.defaults[key] });
  }

  #fail(error) {
    this.#status = 'failed';
    this.#error = error instanceof LoadError ? error : new LoadError('broken', error);
    console.error(error);
    this.#tell('chalk-error', { error: this.#error });
  }

  /** Something that should not happen has: nothing of this instance is touched again. */
  #crash(error) {
    if (this.#status === 'crashed') return undefined;
    this.#status = 'crashed';
    this.#error = error;
    this.pause();
    console.error(error);
    this.#tell('chalk-error', { error });
    return undefined;
  }

  #release() {
    try {
      this.#session?.free();
    } catch {
      // A crashed session cannot be freed; it goes with its instance.
    }
    this.#session = null;
    this.#moment = null;
  }

  // Time ----------------------------------------------------------------------------------------

  #go(move) {
    this.pause();
    this.ask(move);
    this.#moved();
  }

  #moved() {
    this.#moment = null;
    const moment = this.moment;
    if (!moment) return;
    this.#place = moment.position;
    this.#tell('chalk-step', {});
  }

  #advance(count) {
    this.#moment = null;
    return this.ask((session) => session.advance(count)) ?? 0;
  }

  #ticked(over) {
    if (over) this.pause();
    this.#moved();
  }

  // Keys ----------------------------------------------------------------------------------------

  #key(event) {
    if (event.key === 'Escape' && this.#selected && !event.defaultPrevented) this.select(null);
    const meaning = meaningOf(event);
    if (meaning === null) return;
    event.preventDefault();
    if (meaning.move === 'step') this.step(meaning.unit);
    else if (meaning.move === 'back') this.back(meaning.unit);
    else if (meaning.move === 'toggle') this.playing ? this.pause() : this.play();
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, detail }));
  }
}

Object.defineProperties(ChalkSession.prototype, Object.getOwnPropertyDescriptors(EDITS));

settingProperties(ChalkSession.prototype);
