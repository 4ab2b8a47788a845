// <chalk-playground>: a whole figure in one tag: a session, its pictures, its controls and what they have just done.

import { make, set } from '../dom.js';
import { Element, catchUp } from '../element.js';
import { Later } from '../later.js';
import { answer } from '../life.js';
import { handOn, reflect } from '../mirror.js';
import { base, css } from '../style.js';
import { ATTRIBUTES } from '../wishes.js';

/** What `controls` may name: the buttons, and the views. */
const BUTTONS = ['play', 'step', 'back', 'reset', 'batch', 'epoch', 'speed', 'timeline'];
const PICTURES = ['fit', 'loss'];
const BELOW = ['explain', 'parameters', 'code', 'log', 'graph'];
const VIEWS = ['settings', ...PICTURES, ...BELOW];
const USUAL = ['fit', 'loss', 'explain'];

/** Attributes, properties and methods that are the session's. */
const HANDED_ON = [...ATTRIBUTES, 'loading', 'base'];
const PROPERTIES = ['state', 'settings', 'moment', 'status', 'playing', 'problems', 'error', 'seed', 'lr', 'epochs', 'speed', 'digits', 'experiment'];
const METHODS = ['play', 'pause', 'step', 'back', 'seek', 'reset', 'open', 'configure', 'restart'];
const REFLECTED = ['controls', 'model', 'loss', 'optimizer', 'at', 'theme', 'loading'];

const look = css`
  :host {
    margin-block: 1.5em;
    container-type: inline-size;
  }
  chalk-session {
    background: var(--chalk-card);
    border: 1px solid var(--chalk-rule);
    border-radius: var(--chalk-radius);
    overflow: clip;
  }
  chalk-notice::part(box) {
    margin: 12px;
    box-shadow: none;
  }
  .pictures {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr));
    gap: 1px;
    background: var(--chalk-rule);
  }
  .pictures > * {
    position: relative;
    background: var(--chalk-card);
    padding-top: 10px;
  }
  .pictures > ::part(tools) {
    position: absolute;
    inset: 4px 12px auto auto;
    z-index: 1;
    padding: 0;
  }
  .below > * {
    border-top: 1px solid var(--chalk-rule);
  }
  ::part(card) {
    border: 0;
    border-radius: 0;
  }
  chalk-code::part(card) {
    min-height: 0;
  }
  /* They come after the pictures, and find their place kept. */
  :not(:defined, chalk-number) {
    display: block;
    min-height: 46px;
  }
  chalk-explain:not(:defined) {
    min-height: 346px;
  }
  .bar {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 8px 24px;
    align-items: center;
    padding: 10px 16px;
    background: var(--chalk-paper);
    border-top: 1px solid var(--chalk-rule);
  }
  chalk-settings {
    padding: 12px 16px 0;
  }
  .below > ::part(tools) {
    padding: 10px 24px 0;
  }
  chalk-log {
    max-height: 190px;
    border-width: 1px 0 0;
    border-radius: 0;
  }
  .fallback {
    padding: 0 16px 12px;
  }
  @container (max-width: 1100px) {
    .bar {
      grid-template-columns: minmax(0, 1fr);
      gap: 6px;
    }
    chalk-timeline {
      order: -1;
    }
  }
  @container (max-width: 300px) {
    chalk-timeline {
      margin-bottom: 24px; /* for “More” */
    }
  }
  @container (max-width: 420px) {
    .bar {
      padding-inline: 12px;
    }
    ::part(sentence) {
      font-size: 15px;
    }
  }
  @media print {
    .bar,
    chalk-settings {
      display: none;
    }
    chalk-session {
      color-scheme: light !important;
    }
    chalk-session:not(:has(chalk-code, chalk-log)),
    .pictures,
    .below > :not(chalk-log) {
      break-inside: avoid;
    }
    chalk-log {
      max-height: none;
    }
  }
`;

/**
 * A whole figure in one tag: a training, its pictures, its buttons and what they have just done.
 * @attr {string} controls – what there is of `play`, `step`, `back`, `reset`, `batch`, `epoch`, `speed`, `timeline` and
 *   of the views `settings`, `fit`, `loss`, `explain`, `parameters`, `code`, `log`, `graph`
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
 * @slot – what is shown where nothing can run
 * @csspart frame – the session inside, with the border
 * @csspart pictures – the fit and the loss
 * @csspart bar – the bar with the buttons
 * @csspart below – the other views
 * @csspart notice – messages
 * @csspart controls – the buttons
 * @csspart timeline – the timeline
 * @csspart settings – the fields
 * @csspart fit – the fit
 * @csspart loss – the loss
 * @csspart explain – what just happened
 * @csspart parameters – the parameters
 * @csspart code – the program
 * @csspart log – the log
 * @csspart graph – the graph
 */
export class ChalkPlayground extends Element {
  static observedAttributes = [...HANDED_ON, 'controls'];

  #settings = make('div');
  #pictures = make('div', { class: 'pictures', part: 'pictures' });
  #bar = make('div', { class: 'bar', part: 'bar' });
  #below = make('div', { class: 'below', part: 'below' });
  #fallback = make('div', { class: 'fallback', hidden: true }, make('slot'));
  /** What is asked of the element before it is in a page is the session's, too. */
  #session = make('chalk-session', { part: 'frame' }, make('chalk-notice', { part: 'notice' }), this.#fallback, this.#settings, this.#pictures, this.#bar, this.#below);
  #config = null;
  #shown = '';

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [base, look];
    for (const type of ['chalk-ready', 'chalk-error', 'chalk-change']) this.#session.addEventListener(type, this);
  }

  connectedCallback() {
    catchUp(this);
    this.#arrange();
    if (!this.#session.isConnected) this.shadowRoot.append(this.#session);
    Later.watch(this.shadowRoot);
  }

  attributeChangedCallback(name, old, value) {
    if (old === value) return;
    if (name === 'controls') this.#arrange();
    else set(this.#session, name, value);
  }

  get config() {
    return this.#config;
  }
  set config(config) {
    this.#config = config;
    this.#session.config = config;
    this.#arrange();
  }

  handleEvent({ type, target }) {
    if (type === 'chalk-ready') this.#arrange();
    set(this.#fallback, 'hidden', target.status !== 'failed');
  }

  /** Puts in place what there is to be. Everything that stays is the same element as before. */
  #arrange() {
    const wanted = String(this.#config?.controls ?? this.getAttribute('controls') ?? '').split(/[\s,]+/).filter(Boolean);
    const only = (names, usual) => {
      const some = names.filter((name) => wanted.includes(name));
      return some.length > 0 ? some : usual;
    };
    const some = wanted.some((name) => BUTTONS.includes(name) || VIEWS.includes(name));
    const buttons = some ? BUTTONS.filter((name) => wanted.includes(name)) : BUTTONS;
    const views = only(VIEWS, USUAL);
    const pictures = views.filter((name) => PICTURES.includes(name)).map((name) => (name === 'fit' ? this.#fit : name));
    fill(this.#pictures, pictures.filter(Boolean));
    fill(this.#settings, views.filter((name) => name === 'settings'));
    fill(this.#below, views.filter((name) => BELOW.includes(name)));
    const controls = buttons.filter((name) => name !== 'timeline');
    fill(this.#bar, [...(controls.length > 0 ? ['controls'] : []), ...(buttons.includes('timeline') ? ['timeline'] : [])]);
    set(this.#bar, 'hidden', buttons.length === 0);
    set(this.#bar.querySelector('chalk-controls') ?? this.#bar, 'show', controls.join(' '));
    this.#complain(wanted.filter((name) => !BUTTONS.includes(name) && !VIEWS.includes(name)));
  }

  /** What shows the data and the model: a line in the plane, a border between classes; nothing in more dimensions. */
  get #fit() {
    const [first] = this.#session.moment?.parameters ?? [];
    if (!first) return 'fit';
    const inputs = first.shape.at(-1);
    return inputs === 1 ? 'fit' : inputs === 2 ? 'boundary' : null;
  }

  #complain(unknown) {
    const text = unknown.join(' ').slice(0, 100);
    if (text === this.#shown || this.#session.status !== 'ready') return;
    this.#shown = text;
    if (text === '') {
      this.#session.wishes.settle('controls');
      return;
    }
    const error = answer('asked_part', { names: [...BUTTONS, ...VIEWS].join(', ') });
    this.#session.report({ key: 'controls', text, error, used: this.#bar.querySelector('chalk-controls') ? '…' : '' });
  }

  static {
    handOn(this.prototype, (playground) => playground.#session, PROPERTIES, METHODS);
    reflect(this.prototype, REFLECTED);
  }
}

/** Makes the children of an element those that are named, in this order. */
function fill(parent, names) {
  const there = new Map([...parent.children].map((child) => [child.localName, child]));
  const children = names.map((name) => there.get(`chalk-${name}`) ?? make(`chalk-${name}`, { part: name }));
  if (children.length === parent.children.length && children.every((child, index) => child === parent.children[index])) return;
  parent.replaceChildren(...children);
  set(parent, 'hidden', children.length === 0);
}

