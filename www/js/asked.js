// What a session is asked for: by an author's attributes and properties, by a reader's keys, by the views. The element
// itself (elements/chalk-session.js) does it.

import { set } from './dom.js';
import { Element } from './element.js';
import { meaningOf } from './keys.js';
import { life } from './life.js';
import { Mirror, reflect, settingProperties } from './mirror.js';
import { Sight } from './near.js';
import { isAnswer } from './session.js';
import { SETTINGS } from './settings.js';
import { texts } from './text.js';
import { ATTRIBUTES, Wishes, isMaking } from './wishes.js';

/**
 * Subclasses have `session`, `ask`, `configure`, `start`, `rest` and what moves the training.
 * @attr {string} experiment – a name (`article`, `moons`, `xor`, …), or an experiment as JSON
 * @attr {string} model – the hidden layers, as in `8-8 tanh`, or a list of layers as JSON
 * @attr {string} loss – a loss by PyTorch’s name, or as JSON
 * @attr {string} optimizer – an optimizer by PyTorch’s name, or as JSON
 * @attr {number} batch_size – how many examples a training step takes
 * @attr {number} seed – decides the random numbers: the same seed, the same run
 * @attr {number} lr – the learning rate
 * @attr {number} epochs – how often training goes through the data
 * @attr {number | 'full'} speed – operations per second, or `full`
 * @attr {string} edits – changes in the middle of the run, as JSON: `[{"at": 39, "lr": 0.02}]`
 * @attr {string} at – the moment it opens on: a number of operations, `end`, or `epoch:5`
 * @attr {'en' | 'zh-CN'} lang – the language of all elements of the page
 * @attr {'auto' | 'light' | 'dark'} theme – the colours
 * @attr {'lazy' | 'eager'} loading – `eager` loads before anybody can see it
 * @attr {string} base – where the modules, texts and data are, if not beside the script; a page has one such place
 * @prop {object} config – what the attributes can say as one object, or an experiment
 * @prop {object | null} state – everything that decides what comes next, as plain data
 * @prop {{ lr: number; epochs: number; seed: number }} settings – learning rate, epochs and seed
 * @prop {object | null} moment – what has just happened and where training stands
 * @prop {'loading' | 'ready' | 'crashed' | 'failed'} status – whether it can be used
 * @prop {boolean} playing – whether it plays
 * @prop {Array<{ key: string; text: unknown; error: Error; used: unknown }>} problems – the values that could not be
 *   used
 * @prop {Error | null} error – why nothing runs
 * @prop {string} digits – decimals of the numbers: `2`, `4`, `6` or `all`
 * @method {() => void} play – plays
 * @method {() => void} pause – pauses
 * @method {(unit?: 'operation' | 'batch' | 'epoch') => void} step – goes on by one operation, batch or epoch
 * @method {(unit?: 'operation' | 'batch' | 'epoch') => void} back – goes back by one operation, batch or epoch
 * @method {(position: number) => void} seek – goes to a number of operations from the start
 * @method {() => void} reset – goes back to the same initial weights
 * @method {(experiment: string) => Promise<boolean>} open – trains another experiment, given as JSON text
 * @method {(changes: { lr?: number; epochs?: number; seed?: number }) => void} configure – changes settings; throws for
 *   a value that cannot be used
 * @method {() => Promise<void> | void} restart – tries again after a failed load or a crash
 * @fires {CustomEvent<{}>} chalk-ready – it can be used, also after a restart
 * @fires {CustomEvent<{}>} chalk-step – another moment is shown
 * @fires {CustomEvent<{ what: string }>} chalk-change – something else has changed: `detail.what` names it
 * @fires {CustomEvent<{ error: Error; key?: string; value?: unknown; used?: unknown }>} chalk-error – a value that
 *   cannot be used, a failed load or a crash
 */
export class Asked extends Element {
  static observedAttributes = ATTRIBUTES;

  wishes = new Wishes(this);
  mirror = new Mirror(this, this.wishes);
  /** Whether it has begun to load what the attributes or somebody else wants. */
  begun = false;
  sight = new Sight(() => this.rest());
  #digits = '4';
  #selected = null;

  /** Everything that decides the future, as plain JSON: equal states go on equally. */
  get state() {
    return this.ask((session) => session.state()) ?? null;
  }

  get experiment() {
    return this.ask((session) => session.experiment()) ?? null;
  }
  /** A name, a file or an object; as the attribute. */
  set experiment(experiment) {
    set(this, 'experiment', typeof experiment === 'string' || !experiment ? experiment : JSON.stringify(experiment));
  }

  get settings() {
    return this.mirror.values;
  }

  /** The wishes that could not be granted: `{ key, text, error, used }`. */
  get problems() {
    return this.wishes.problems;
  }

  /** Tells of what an author wanted and cannot have: `{ key, text, error, used }`. */
  report(problem) {
    this.wishes.report(problem);
  }

  /** What the attributes can say as one object, or an experiment with it. */
  get config() {
    return this.wishes.config;
  }
  set config(config) {
    this.wishes.config = config;
    this.wishes.dress();
    if (config?.lang) texts.settle(this, true);
    this.anew();
  }

  /** Decimals of the numbers shown: '2', '4', '6' or 'all'. */
  get digits() {
    return this.#digits;
  }
  set digits(digits) {
    this.#digits = String(digits);
    this.tell('chalk-change', { what: 'digits' });
  }

  /** The number that the reader asks about: `{ node, cell, kind }` with `kind` 'value' or 'grad'; null for none. */
  get selected() {
    return this.#selected;
  }

  /** The training is another one, and the number is gone. */
  unselect() {
    this.#selected = null;
  }

  /** A view belongs to this session now, or no more. While all of its views are off the screen, it does not play. */
  join(view) {
    this.sight.add(view);
  }

  leave(view) {
    this.sight.remove(view);
  }

  /**
   * Asks about a number: where it came from and where it goes. The views show it until another is asked about, or none.
   */
  select(selected) {
    this.#selected = selected;
    this.tell('chalk-change', { what: 'selected' });
  }

  attributeChangedCallback(key, old, value) {
    if (this.mirror.writing || old === value) return;
    if (key === 'theme') this.wishes.dress();
    else if (key === 'lang') (this.begun || old !== null) && texts.settle(this, true);
    else if (isMaking(key)) this.anew();
    else if (this.session) SETTINGS[key] ? this.adopt({ [key]: value }) : this.#show(key, value);
  }

  async #show(key, text) {
    try {
      await this.wishes.show(() => true, [key]);
    } catch (error) {
      this.report({ key, text, error, used: key === 'speed' ? this.speed : this.moment?.position });
    }
  }

  /** Another experiment is wanted: once all that is wanted is known, the training begins anew. */
  anew() {
    if (!this.begun) return;
    this.begun = false;
    queueMicrotask(() => {
      this.pause();
      this.mirror.forget();
      this.start();
    });
  }

  /** Takes settings as texts (null: the default). What cannot be used is reported and replaced by the default. */
  adopt(given) {
    for (const [key, text] of Object.entries(given)) {
      if (!this.begun) {
        set(this, key, text); // It is read with the other attributes.
        continue;
      }
      const wanted = text === null ? this.mirror.defaults[key] : text;
      try {
        this.configure({ [key]: wanted });
      } catch (error) {
        if (life.broken) return; // It has been told.
        if (!isAnswer(error)) throw error;
        this.configure({ [key]: this.mirror.defaults[key] });
        this.wishes.report({ key, text, error, used: this.mirror.defaults[key] });
      }
    }
  }

  press(event) {
    if (event.key === 'Escape' && this.#selected && !event.defaultPrevented) this.select(null);
    const meaning = meaningOf(event);
    if (meaning === null) return;
    event.preventDefault();
    if (meaning.move === 'step') this.step(meaning.unit);
    else if (meaning.move === 'back') this.back(meaning.unit);
    else if (meaning.move === 'toggle') this.playing ? this.pause() : this.play();
  }

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, detail }));
  }
}

settingProperties(Asked.prototype);
reflect(Asked.prototype, ['model', 'loss', 'optimizer', 'at', 'theme', 'loading']);
