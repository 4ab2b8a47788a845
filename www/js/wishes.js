// The wishes of an author for a session: by attributes, by the property `config`, by an experiment in the page.

import { restyle } from './canvas.js';
import { answer, isAnswer } from './life.js';
import { part } from './part.js';
import { SETTINGS } from './settings.js';

/** Those that make another experiment, in the order in which they count. */
const MAKING = ['experiment', 'model', 'loss', 'optimizer', 'batch_size'];
/** Those that say how it is shown. */
const SHOWING = ['speed', 'edits', 'at', 'lang', 'theme'];
/** Attributes of an element that has a session. */
export const ATTRIBUTES = [...Object.keys(SETTINGS), ...MAKING, ...SHOWING];
/** Whether a change begins the training anew. */
export const isMaking = (key) => key === 'edits' || MAKING.includes(key);

const CHILD = ':scope > script[type="application/json"]';

/** What only few pages need. */
const more = () => part('./configuration.js', () => import('./configuration.js'));

export class Wishes {
  #session;
  #config = {};
  #problems = [];

  constructor(session) {
    this.#session = session;
  }

  get config() {
    return { ...this.#config };
  }

  /** An object with the keys of the attributes; or an experiment, with what says how it is shown beside its own keys. */
  set config(config) {
    this.settle('config');
    let plain = null;
    try {
      plain = JSON.parse(JSON.stringify(config ?? null)); // Nothing but data comes in.
    } catch (error) {
      this.report({ key: 'config', text: String(error), error: answer('asked_json', { problem: String(error) }), used: 'article' });
    }
    const given = Object.entries({ ...plain });
    const among = (keys) => Object.fromEntries(given.filter(([key]) => keys.includes(key)));
    if (!plain || !Object.hasOwn(plain, 'data')) this.#config = among(ATTRIBUTES);
    else this.#config = { ...among(SHOWING), experiment: Object.fromEntries(given.filter(([key]) => !SHOWING.includes(key))) };
  }

  /** Those that could not be granted: `{ key, text, error, used }`. */
  get problems() {
    return this.#problems;
  }

  /** What is wanted for a key, or null: what an object says counts more than an attribute. */
  get(key) {
    return this.#config[key] ?? this.#session.getAttribute(key) ?? (key === 'experiment' ? this.#child : null);
  }

  /** An experiment that stands in the page. A playground's is outside of its shadow root. */
  get #child() {
    const { host } = this.#session.getRootNode();
    const around = host?.localName === 'chalk-playground' ? host : this.#session;
    return around.querySelector(CHILD)?.textContent ?? null;
  }

  /**
   * The experiment that is wanted, opened with `open(file)`: `base` (the demo has none), and
   * `problems`. Nothing when nobody waits for it any more.
   */
  async experiment(open) {
    // These are about to be looked at again.
    this.#problems = this.#problems.filter(({ key }) => !ATTRIBUTES.includes(key));
    const making = MAKING.map((key) => [key, this.get(key)]).filter(([, wanted]) => wanted !== null);
    const demo = making.length === 0 || (making.length === 1 && making[0][1] === 'article');
    return demo ? { problems: [] } : (await more()).experimentOf(making, open);
  }

  /** Sees to the speed, the edits and the place that are wanted, as long as `current()` says that they still are. */
  async show(current, keys = ['speed', 'edits', 'at']) {
    keys.forEach((key) => this.settle(key));
    const wanted = keys.map((key) => [key, this.get(key)]).filter(([, text]) => text !== null);
    if (wanted.length === 0) return;
    const { placeOf, edit } = await more();
    const session = this.#session;
    for (const [key, text] of wanted) {
      if (!current() || !session.moment) return;
      try {
        if (key === 'speed') session.speed = text;
        else if (key === 'edits') await edit(session, text, current);
        else session.seek(placeOf(text, session));
      } catch (error) {
        if (!isAnswer(error)) throw error;
        this.report({ key, text, error, used: key === 'edits' ? '[]' : 0 });
      }
    }
  }

  /** The colours that are wanted. */
  dress() {
    const theme = this.get('theme');
    this.#session.style.colorScheme = ['light', 'dark'].includes(theme) ? theme : '';
    restyle();
  }

  /** Tells of a wish that cannot be granted; unless somebody else says it (`preventDefault`), a notice does. */
  report(problem) {
    const { key, text, error, used } = problem;
    const detail = { error, key, value: text, used };
    const told = new CustomEvent('chalk-error', { bubbles: true, composed: true, cancelable: true, detail });
    this.settle(key); // The last word about each.
    this.#problems.push(problem);
    if (!this.#session.querySelector('chalk-notice:not([for])')) this.#session.prepend(document.createElement('chalk-notice'));
    if (!this.#session.dispatchEvent(told)) this.settle(key);
  }

  /** There is nothing to tell of a wish any more. */
  settle(key) {
    const left = this.#problems.filter((each) => each.key !== key);
    if (left.length === this.#problems.length) return;
    this.#problems = left;
    this.#session.tell('chalk-change', { what: 'problems' });
  }
}
