// <chalk-optimizer name="Adam">: optimizers on their way down a surface, step by step, with what they remember and
// their rules with numbers.

import { Alone, mirrored, valueOf } from '../alone.js';
import { Plot } from '../canvas.js';
import { descentLook as look } from '../descentlook.js';
import { face, make, put, set } from '../dom.js';
import { lines } from '../lines.js';
import { equationLine, formulaLine } from '../formulas.js';
import { plain } from '../number.js';
import { OptionFields, optionStyle } from '../options.js';
import { plot, table, toggle } from '../style.js';
import { nameOf, t, texts } from '../text.js';
import { DataTable, tableOf } from '../view.js';

const DIGITS = '4';
/** So many milliseconds between two steps. */
const PACE = 140;
/** How far an arrow key moves the start, as a share of the picture; with Shift farther. */
const STEP = 0.02;
const STRIDE = 0.1;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const HEARD = ['pointerdown', 'pointermove', 'keydown'];
const GLYPHS = { back: '◀', play: '▶', pause: '❚❚', step: '▶❚' };
/** As far as there are steps; the core takes no more. */
const END = 1000;
/** Each way has a mark of its own besides its colour. */
const MARKS = ['●', '✕', '○', '■'];

/**
 * One optimizer or several on their way down a surface, with their formulas and their state.
 * @attr {string} name – an optimizer of `torch.optim`, or several: `SGD Adam`
 * @attr {'bowl' | 'valley' | 'saddle' | 'article'} surface – what it goes down
 * @attr {string} start – where it starts, as in `-7 3`
 * @attr {number} steps – how many steps there are
 * @attr {number} at – the step that is shown first
 * @fires {CustomEvent<{}>} chalk-ready – it can be used, also after a restart
 * @fires {CustomEvent<{}>} chalk-step – another moment is shown
 * @fires {CustomEvent<{ what: string }>} chalk-change – something else has changed: `detail.what` names it
 * @fires {CustomEvent<{ error: Error; key?: string; value?: unknown; used?: unknown }>} chalk-error – a value that
 *   cannot be used, a failed load or a crash
 * @slot – what is shown where nothing can run
 * @csspart card – the card around everything
 * @csspart title – the name of the operation
 * @csspart canvas – the picture
 * @csspart controls – the buttons
 * @csspart numbers – the numbers
 * @csspart formula – the formula
 * @csspart equation – the formula with numbers in it
 * @csspart sentence – one sentence why
 * @csspart options – the fields of the options
 * @csspart data – the numbers of the picture as a table
 * @csspart message – what is wrong with a value
 * @method {() => void} play – goes on step by step
 * @method {() => void} pause – stops
 * @method {() => void} step – one step on
 * @method {() => void} back – one step back
 * @method {(step: number) => void} seek – shows the state after so many steps
 */
export class ChalkOptimizer extends Alone {
  static styles = [...Alone.styles, table, plot, toggle, lines, optionStyle, look];

  #title = make('h3', { part: 'title' });
  #which = make('fieldset', { class: 'toggle' });
  #sentence = make('p', { class: 'sentence', part: 'sentence' });
  #canvas = make('canvas', { role: 'img', part: 'canvas' });
  #sheet = make('canvas');
  #plot = new Plot(this.#canvas, (canvas, style) => this.#draw(canvas, style));
  #stage = make('div', { class: 'stage', role: 'application', tabindex: '0', 'aria-describedby': 'how' }, this.#canvas, make('span', { class: 'probe' }));
  #legend = make('ul', { class: 'legend' });
  #buttons = { back: make('button', { type: 'button' }), play: make('button', { type: 'button' }), step: make('button', { type: 'button' }) };
  #slider = make('input', { type: 'range', min: 0, step: 1 });
  #where = make('p', { class: 'where' });
  #how = make('p', { class: 'how', id: 'how' });
  #numbers = make('div', { class: 'numbers', tabindex: '0', role: 'group' });
  #head = make('strong', { 'aria-hidden': 'true' });
  #cell = make('fieldset', { class: 'toggle' });
  #rule = make('div');
  #letters = make('p', { class: 'letters' });
  #fields = new OptionFields((name, value) => this.#set(name, value));
  #table = new DataTable((region) => this.#fill(region));
  #bounds = [];
  #chosen = 0;
  #axis = 0;
  #timer = 0;

  fill(body) {
    const header = make('header', {}, this.#title, this.#which);
    const bar = make('div', { class: 'bar', part: 'controls' }, ...Object.values(this.#buttons), this.#slider);
    const maths = make('div', { class: 'maths' }, make('div', { class: 'head' }, this.#head, this.#cell), this.#rule, this.#letters);
    body.append(header, this.#sentence, this.#stage, this.#legend, bar, this.#how, this.#where, this.#numbers, maths, this.#fields.element, this.#table.element);
  }

  attach() {
    super.attach();
    this.#plot.connect();
    for (const type of HEARD) this.#stage.addEventListener(type, this);
    for (const button of Object.values(this.#buttons)) button.addEventListener('click', this);
    for (const group of [this.#which, this.#cell]) group.addEventListener('change', this);
    this.#slider.addEventListener('input', this);
  }

  detach() {
    super.detach();
    this.pause();
    this.#plot.disconnect();
    for (const type of HEARD) this.#stage.removeEventListener(type, this);
    for (const button of Object.values(this.#buttons)) button.removeEventListener('click', this);
    for (const group of [this.#which, this.#cell]) group.removeEventListener('change', this);
    this.#slider.removeEventListener('input', this);
  }

  // What is asked ----------------------------------------------------------------------------------

  asked(core, { name = 'Adam', surface, start, steps, at, ...options }) {
    const request = { runs: [] };
    for (const [key, value] of Object.entries({ start, steps, at })) if (value !== undefined) request[key] = valueOf(value);
    if (at === 'end') request.at = END;
    if (surface !== undefined) request.surface = surface;
    const values = Object.fromEntries(Object.entries(options).map(([key, value]) => [key, valueOf(value)]));
    const names = name.split(/[\s,，]+/).filter(Boolean).slice(0, MARKS.length);
    const known = (name) => this.attempt(() => core.descent(JSON.stringify({ runs: [{ name }], steps: 1 })).runs[0].options.map((option) => option.name));
    request.runs = names.map((name) => {
      // Side by side, each takes of the options what it knows.
      const own = names.length > 1 ? (known(name) ?? []) : Object.keys(values);
      return { name, options: Object.fromEntries(own.filter((key) => Object.hasOwn(values, key)).map((key) => [key, values[key]])) };
    });
    if (request.runs.length === 0) request.runs = [{ name: 'Adam', options: {} }];
    return request;
  }

  ask(core, request) {
    return core.descent(JSON.stringify(request));
  }

  drop(request, key, error) {
    const [, owner, option] = key.match(/^(?:len\()?(\w+)(?:\.(\w+))?/) ?? [];
    if (owner === 'name') {
      const index = request.runs.findIndex(({ name }) => name === error.fields.value);
      const [{ name }] = request.runs.splice(index, 1);
      if (request.runs.length === 0) request.runs = [{ name: 'Adam', options: {} }];
      return { key: 'name', value: name };
    }
    const run = request.runs.find(({ name, options }) => name.toLowerCase() === owner?.toLowerCase() && option in options);
    if (run) {
      const value = run.options[option];
      delete run.options[option];
      return { key: option, value };
    }
    if (owner in request && owner !== 'runs') {
      const value = request[owner];
      delete request[owner];
      return { key: owner, value };
    }
    request.runs.forEach((each) => Object.assign(each, { options: {} }));
    return { key, value: null };
  }

  used(key) {
    const { view } = this;
    if (!view) return '';
    const all = { name: view.runs.map(({ name }) => name).join(', '), surface: view.ground.name, start: view.start.join(' '), steps: view.steps, at: view.at };
    const option = view.runs[0].options.find(({ name }) => name === key);
    return String(all[key] ?? option?.value ?? all.name);
  }

  // What happens -----------------------------------------------------------------------------------

  get playing() {
    return this.#timer !== 0;
  }

  play() {
    if (this.playing || !this.view) return;
    if (this.view.at >= this.view.steps) this.seek(0);
    this.#timer = setInterval(() => this.#tick(), PACE);
    this.#face();
  }

  pause() {
    clearInterval(this.#timer);
    this.#timer = 0;
    if (this.view) this.#face();
  }

  step() {
    this.pause();
    this.seek((this.view?.at ?? 0) + 1);
  }

  back() {
    this.pause();
    this.seek((this.view?.at ?? 0) - 1);
  }

  /** Shows the state after so many steps. */
  seek(at) {
    if (!this.view || !Number.isFinite(at)) return;
    const wanted = Math.min(Math.max(Math.round(at), 0), this.view.steps);
    if (this.change({ ...this.request, at: wanted }, 'chalk-step')) return;
    this.pause();
  }

  #tick() {
    const { top, bottom } = this.getBoundingClientRect();
    if (document.hidden || bottom < 0 || top > innerHeight) return;
    this.seek(this.view.at + 1);
    if (this.view.at >= this.view.steps) this.pause();
  }

  act(event) {
    const { currentTarget, type } = event;
    if (currentTarget === this.#buttons.back) this.back();
    else if (currentTarget === this.#buttons.step) this.step();
    else if (currentTarget === this.#buttons.play) this.#turn();
    else if (currentTarget === this.#slider) this.#slide();
    else if (currentTarget === this.#which) this.#choose({ run: Number(event.target.value) });
    else if (currentTarget === this.#cell) this.#choose({ axis: Number(event.target.value) });
    else if (type === 'keydown') this.#key(event);
    else if (type === 'pointerdown' && event.button === 0) {
      this.#canvas.setPointerCapture(event.pointerId);
      this.#drag(event);
    } else if (type === 'pointermove' && this.#canvas.hasPointerCapture(event.pointerId)) this.#drag(event);
  }

  #turn() {
    if (this.playing) this.pause();
    else this.play();
  }

  #slide() {
    this.pause();
    this.seek(Number(this.#slider.value));
  }

  #choose({ run = this.#chosen, axis = this.#axis }) {
    this.#chosen = run;
    this.#axis = axis;
    this.show(this.view);
  }

  #drag({ offsetX, offsetY }) {
    const [left, top, right, bottom] = this.#bounds;
    this.#begin([(offsetX - left) / (right - left), (bottom - offsetY) / (bottom - top)]);
  }

  #key(event) {
    const arrow = ARROWS[event.key];
    if (!arrow || !this.view) return;
    event.preventDefault();
    event.stopPropagation();
    const { start, ground } = this.view;
    const far = event.shiftKey ? STRIDE : STEP;
    const share = [ground.x, ground.y].map(([low, high], axis) => (start[axis] - low) / (high - low) + far * arrow[axis]);
    this.#begin(share);
  }

  /** Starts at a place of the picture; the core says which numbers that are. */
  #begin(share) {
    const inside = share.map((each) => Math.min(Math.max(each, 0), 1));
    if (!inside.every(Number.isFinite)) return;
    const { start, ...rest } = this.request;
    if (!this.change({ ...rest, share: inside })) return;
    const { share: _, ...request } = this.request;
    this.request = { ...request, start: this.view.start };
  }

  #set(name, value) {
    this.pause();
    const { request, view } = this;
    if (name === 'surface') {
      this.#chosen = Math.min(this.#chosen, view.runs.length - 1);
      const runs = view.runs.map((run) => ({ name: run.name, options: {} }));
      this.change({ runs, surface: value, at: 0 });
    } else if (name === 'start' || name === 'steps') this.change({ ...request, [name]: value });
    else {
      const runs = request.runs.map((run, index) => (index === this.#chosen ? { ...run, options: { ...run.options, [name]: value } } : run));
      this.change({ ...request, runs });
    }
  }

  // What is shown ----------------------------------------------------------------------------------

  show(view) {
    this.#chosen = Math.min(this.#chosen, view.runs.length - 1);
    const run = view.runs[this.#chosen];
    put(this.#title, view.runs.map(({ name }) => name).join(' · '));
    put(this.#sentence, texts.core(run.key, run.sentence));
    choices(this.#which, t('teach.which'), view.runs.map(({ name }) => name), this.#chosen);
    set(this.#which, 'hidden', view.runs.length < 2);
    this.#legends(view);
    this.#face();
    set(this.#slider, 'max', view.steps);
    this.#slider.value = view.at;
    set(this.#slider, 'aria-label', t('teach.step'));
    const where = this.#words(view, run);
    set(this.#slider, 'aria-valuetext', t('teach.step.of', view));
    put(this.#where, where);
    set(this.#where, 'aria-live', this.playing ? 'off' : 'polite');
    put(this.#how, t('teach.how'));
    set(this.#stage, 'aria-label', t('teach.start.choose'));
    set(this.#canvas, 'aria-label', t('teach.path.name', { names: view.runs.map(({ name }) => name).join(', '), surface: t(`teach.surface.${view.ground.name}`), where }));
    this.#state(view, run);
    this.#lines(view, run);
    this.#fields.show(this.#settings(view, run));
    this.#table.name(t('teach.path.table', { name: run.name }));
    this.#table.refresh();
    this.#plot.request();
  }

  #words({ at, steps, ground }, run) {
    const spot = run.path[at];
    if (!spot) return t('teach.away', { name: run.name, at: run.path.length });
    const [x, y] = spot.place.map(said);
    const [a, b] = ground.letters;
    return t('teach.where', { at, steps, a, b, x, y, out: outOf(ground), height: said(spot.height) });
  }

  #legends({ runs }) {
    const entry = (look, glyph, word) => make('li', {}, make('span', { class: look, 'aria-hidden': 'true' }, glyph), word);
    const ways = runs.map(({ name }, index) => entry(`r${index}`, MARKS[index], name));
    this.#legend.replaceChildren(...ways, entry('now', '●', t('teach.now')), entry('start', '○', t('teach.start')), entry('lowest', '✕', t('teach.lowest')));
  }

  #face() {
    const { at, steps } = this.view;
    face(this.#buttons.back, GLYPHS.back, t('teach.back'));
    face(this.#buttons.step, GLYPHS.step, t('teach.forward'));
    face(this.#buttons.play, this.playing ? GLYPHS.pause : GLYPHS.play, t(this.playing ? 'teach.pause' : 'teach.play'));
    this.#buttons.back.disabled = at === 0;
    this.#buttons.step.disabled = at >= steps;
  }

  /** What stands where after this step: the numbers themselves, their gradients, and what is remembered. */
  #state({ at, ground }, run) {
    const spot = run.path[at];
    const row = (words, cells, letter) => make('tr', {}, make('th', { scope: 'row' }, words, letter ? make('i', {}, letter) : ''), ...cells.map((cell) => make('td', {}, said(cell))));
    const none = [Number.NaN, Number.NaN];
    const rows = [row(t('teach.place'), spot?.place ?? none, 'w'), row(t('teach.gradient.here'), spot?.gradient ?? none, 'g')];
    rows.push(...run.memory.map(({ name, letter, cells }) => row(nameOf('letter', name), cells, letter)));
    const caption = t('teach.state', { at });
    const grid = tableOf(caption, ['', ...ground.letters], []);
    grid.tHead.rows[0].cells[0].replaceWith(make('td'));
    grid.tBodies[0].append(...rows);
    set(this.#numbers, 'aria-label', caption);
    this.#numbers.replaceChildren(grid);
  }

  /** The rule: with numbers where a step was done, with letters alone before the first. */
  #lines({ at, ground }, run) {
    const done = run.lines[this.#axis];
    put(this.#head, t(done.length > 0 ? 'teach.rule' : 'teach.rule.plain', { at }));
    choices(this.#cell, t('teach.rule.which'), ground.letters, this.#axis);
    set(this.#cell, 'hidden', done.length === 0);
    const pairs = done.flatMap(({ formula, pieces }) => [formulaLine(formula), equationLine(pieces, DIGITS)]);
    this.#rule.replaceChildren(...(done.length > 0 ? pairs : run.formula.map(formulaLine)));
    const used = new Set(done.flatMap(({ formula }) => formula.match(/[A-Za-zα-ω]+/gu) ?? []));
    const told = run.letters.filter(([letter, name]) => used.has(letter) && letter !== name).map(([letter, name]) => `${letter}: ${nameOf('letter', name)}`);
    put(this.#letters, ['w: ' + ground.letters[this.#axis], 'g: ' + t('teach.gradient.before'), ...told].join(' · '));
    set(this.#letters, 'hidden', done.length === 0);
  }

  #settings({ ground, start, steps }, run) {
    const surfaces = this.attempt((core) => core.names().surfaces) ?? [ground.name];
    const surface = { name: 'surface', kind: 'choice', names: surfaces, titles: surfaces.map((name) => t(`teach.surface.${name}`)), value: ground.name, label: t('teach.surface') };
    const place = { name: 'start', kind: 'numbers', min: -1, value: start, label: t('teach.start') };
    const many = { name: 'steps', kind: 'count', min: 1, value: steps, label: t('teach.steps') };
    return [surface, place, many, ...run.options];
  }

  #draw(canvas, style) {
    const { view, request } = this;
    if (!view) return;
    const [x, y] = view.ground.letters;
    const looks = JSON.stringify({ ...style, text: { x, y } });
    this.#bounds = this.attempt((core) => core.drawDescent(canvas, this.#sheet, looks, JSON.stringify(request))) ?? [];
  }

  #fill(region) {
    const { view } = this;
    if (!view) return;
    const run = view.runs[this.#chosen];
    const rows = run.path.slice(0, view.at + 1).map(({ place, height }, step) => [String(step), ...place.map(said), said(height)]);
    region.replaceChildren(tableOf(t('teach.path.table', { name: run.name }), [t('teach.step'), ...view.ground.letters, outOf(view.ground)], rows));
  }
}

mirrored(ChalkOptimizer, ['name', 'surface', 'start', 'steps', 'at']);

const said = (number) => (Number.isFinite(number) ? plain(number, DIGITS) : '—');
const outOf = ({ formula }) => formula.slice(0, 1);

/** Radio buttons in one line; those that are there stay, and keep the keyboard. */
function choices(group, legend, words, chosen) {
  if (group.querySelectorAll('label').length !== words.length) {
    const name = `choice-${Math.random()}`;
    const option = (_, index) => make('label', {}, make('input', { type: 'radio', name, value: index }), make('span'));
    group.replaceChildren(make('legend', { class: 'hidden' }), ...words.map(option));
  }
  put(group.firstChild, legend);
  group.querySelectorAll('label').forEach((label, index) => {
    label.firstChild.checked = index === chosen;
    put(label.lastChild, words[index]);
  });
}
