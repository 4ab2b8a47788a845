// <chalk-graph>: the operations of a training step as a graph, from data and parameters to the loss, and the gradients
// on their way back.

import { draw, make, put, set } from '../dom.js';
import { Box } from '../graph/box.js';
import { frameOf, nameFrame } from '../graph/frame.js';
import { ink } from '../graph/ink.js';
import { look } from '../graph/look.js';
import { Numbers } from '../graph/numbers.js';
import { isNow, letterOf, statusOf, waysOf } from '../graph/progress.js';
import { sceneOf } from '../graph/scene.js';
import { blockSentence, sentence } from '../graph/spoken.js';
import { Walk } from '../graph/walk.js';
import { Wire } from '../graph/wire.js';
import { Zoom } from '../graph/zoom.js';
import { layOut, ready } from '../layout.js';
import { table } from '../style.js';
import { t, texts } from '../text.js';
import { View } from '../view.js';

/** Below this width the graph runs from top to bottom. */
const NARROW = 700;
/** A model with more nodes than this starts folded, on a screen that is narrow or wide. */
const MANY = { narrow: 14, wide: 30 };
/** Milliseconds between two pictures while training rushes: painting thousands of cells is dear. */
const PAUSE = 50;
/** At first a picture is not made smaller than this: it could not be read. */
const LEGIBLE = 0.8;
const KEY = ['done', 'now', 'todo', 'plus', 'minus', 'grad'];
const GLYPHS = { done: '✓', now: '▶', todo: '○', plus: '■', minus: '▬', grad: '∂L/∂' };

/**
 * Every operation of a training step as a picture.
 * @csspart card – the card around everything
 * @csspart window – what can be scrolled and zoomed
 * @csspart numbers – the numbers
 */
export class ChalkGraph extends View {
  static styles = [table, look, ink];

  #less = make('button', { class: 'link', type: 'button' }, '−');
  #scale = make('span');
  #more = make('button', { class: 'link', type: 'button' }, '+');
  #fit = make('button', { class: 'link', type: 'button' });
  #all = make('button', { class: 'link', type: 'button' });
  #bar = make('div', { class: 'bar' }, make('div', { class: 'zooms' }, this.#less, this.#scale, this.#more, this.#fit), this.#all);
  #groups = draw('g');
  #wires = draw('g', { 'aria-hidden': 'true' });
  #boxes = draw('g');
  #picture = draw('svg', { role: 'group' }, this.#groups, this.#wires, this.#boxes);
  #window = make('div', { class: 'window', part: 'window', tabindex: 0, role: 'group', 'aria-describedby': 'keys' }, this.#picture);
  #keys = make('p', { id: 'keys', class: 'hidden' });
  #key = make('ul', { class: 'key' }, ...KEY.map((name) => make('li', {}, make('span', { class: name, 'aria-hidden': 'true' }, GLYPHS[name]), make('span'))));
  #numbers = new Numbers();
  #again = make('button', { type: 'button' });
  #problem = make('p', { class: 'message', role: 'status', hidden: true }, make('span'), this.#again);
  #waiting = make('div', { class: 'waiting' }, make('slot'));
  #zoom = new Zoom(this.#window, this.#picture, () => put(this.#scale, `${Math.round(this.#zoom.scale * 100)} %`));

  #walk = new Walk(this.#picture, (id) => this.#choose(id), (id) => this.#zoom.reveal(this.#scene.places.get(id) ?? this.#scene.frames.get(id)));

  #diagram = null;
  /** What the layout depends on, and what came of it: boxes, lines, frames. */
  #plan = '';
  #scene = null;
  #drawn = new Map();
  #lines = [];
  #frames = [];
  #state = null;
  /** Names of the folded blocks; and the model that they belong to. */
  #folded = new Set();
  #model = '';
  /** The model that the zoom was chosen for. */
  #fitted = '';
  /** The position that the window was scrolled for. */
  #moved = -1;
  #asked = false;
  #seen = false;
  /** When the last picture of a rushing training was drawn. */
  #time = 0;
  #wide = matchMedia(`(min-width: ${NARROW}px)`);
  #sight = new IntersectionObserver(([{ isIntersecting }]) => {
    this.#seen = isIntersecting;
    if (isIntersecting) this.#show('step');
  });

  /** Whether the graph runs from top to bottom. */
  get #tall() {
    return !this.#wide.matches;
  }

  build(root) {
    this.#window.hidden = this.#bar.hidden = this.#key.hidden = true;
    root.append(make('div', { class: 'card', part: 'card' }, this.#bar, this.#window, this.#keys, this.#key, this.#numbers.element, this.#problem, this.#waiting));
    for (const button of [this.#less, this.#more, this.#fit, this.#all, this.#again]) button.addEventListener('click', this);
    this.#picture.addEventListener('click', this);
    this.#window.addEventListener('mousedown', this);
  }

  attach() {
    this.#wide.addEventListener('change', this);
    this.#sight.observe(this);
  }

  detach() {
    this.#wide.removeEventListener('change', this);
    this.#sight.disconnect();
  }

  update(owner, reason) {
    this.#words();
    if (!owner?.moment || owner.status === 'crashed') return;
    if (!owner.full) {
      if (!this.#asked) this.#open(owner);
      return;
    }
    if (reason === 'step' && owner.rushing) this.#rush();
    else this.#show(reason);
  }

  /** Asks for the full module and the layout: training goes on meanwhile. */
  async #open(owner) {
    this.#asked = true;
    set(this.#problem, 'hidden', true);
    try {
      const [full] = await Promise.all([owner.widen(), ready()]);
      this.#asked = full; // Not yet while another training is on its way: that one is asked.
    } catch (error) {
      console.error(error);
      set(this.#problem, 'hidden', false);
      return;
    }
    this.#show('module');
  }

  /** While training rushes: not what nobody can see, and no more pictures than an eye can follow. */
  #rush() {
    const now = performance.now();
    if (!this.#seen || now - this.#time < PAUSE) return;
    this.#time = now;
    this.#show('step');
  }

  /** Shows this moment: at once, unless the graph has to be laid out anew. */
  async #show(reason) {
    const { owner } = this;
    const state = owner?.full && owner.ask((session) => session.diagramState());
    if (!state) return;
    if (reason !== 'step' || state.circuit !== this.#diagram?.circuit) this.#diagram = owner.ask((session) => session.diagram());
    this.#state = state;
    const plan = this.#planned();
    if (plan === this.#plan) {
      if (this.#scene) this.#fill(owner, reason, false);
      return;
    }
    this.#plan = plan;
    try {
      if (await this.#layOut(plan)) this.#fill(owner, 'layout', true);
    } catch (error) {
      this.#plan = '';
      console.error(error);
      set(this.#problem, 'hidden', false);
    }
  }

  // The layout ------------------------------------------------------------------------------------

  /** What the layout depends on, as a text. Another model starts as it suits the screen. */
  #planned() {
    const { vertices, blocks } = this.#diagram;
    const model = blocks.map(({ name }) => name).join();
    if (model !== this.#model) {
      this.#model = model;
      const fold = vertices.length > (this.#tall ? MANY.narrow : MANY.wide);
      this.#folded = new Set(fold ? this.#foldable() : []);
    }
    const rooms = vertices.map(({ name, room, inputs }) => [name, room.rows, room.columns, inputs.length]);
    return JSON.stringify([model, rooms, [...this.#folded], this.#tall, texts.language]);
  }

  /** Lays the graph out and builds its boxes. Resolves to whether this is still what is wanted. */
  async #layOut(plan) {
    const scene = sceneOf(this.#diagram, this.#folded);
    const placed = await layOut(scene, this.#tall);
    if (plan !== this.#plan || !this.isConnected) return false;
    this.#scene = { ...scene, ...placed };
    const { vertices, blocks } = this.#diagram;
    this.#drawn = new Map(scene.boxes.map((box) => [box.id, new Box(box, vertices[box.at], placed.places.get(box.id))]));
    this.#lines = placed.lines.map((points) => new Wire(points));
    this.#frames = scene.groups.map((id) => frameOf(id, placed.frames.get(id), blocks[id.split(' ')[1]].name));
    this.#boxes.replaceChildren(...[...this.#drawn.values()].map(({ element }) => element));
    this.#wires.replaceChildren(...this.#lines.map(({ element }) => element));
    this.#groups.replaceChildren(...this.#frames);
    this.#window.hidden = this.#bar.hidden = this.#key.hidden = false;
    set(this.#waiting, 'hidden', true);
    this.#zoom.resize(placed);
    if (this.#fitted !== this.#model) this.#zoom.fit(LEGIBLE);
    this.#fitted = this.#model;
    const names = this.#frames.map((frame) => [frame.dataset.group, frame.lastChild]);
    this.#walk.renew(scene, new Map([...names, ...[...this.#drawn].map(([id, box]) => [id, box.button])]), this.#tall);
    return true;
  }

  // What is shown ---------------------------------------------------------------------------------

  #fill(owner, reason, fresh) {
    const [{ vertices, blocks, loss }, { vertices: now, cells, start }] = [this.#diagram, this.#state];
    const { rushing, digits, selected } = owner;
    const index = new Map(vertices.map(({ node }, at) => [node, at]));
    for (const box of this.#scene.boxes) {
      const drawn = this.#drawn.get(box.id);
      const vertex = vertices[box.at];
      if (reason !== 'step' || fresh) drawn.name(vertex, letterOf(vertex, vertices, loss));
      drawn.show(vertex, now[box.at], cells, statusOf(box, vertices, now), digits);
      drawn.choose(box.members.some((at) => vertices[at].node === selected?.node));
      if (rushing) continue;
      const current = box.members.some((at) => isNow(now[at]));
      const inputs = vertex.inputs.map(({ node }) => ({ vertex: vertices[index.get(node)], now: now[index.get(node)] }));
      const parameters = box.members.map((at) => vertices[at]).filter(({ kind }) => kind === 'parameter');
      const said = box.block === null ? sentence(vertex, now[box.at], inputs, digits) : blockSentence(blocks[box.block].name, parameters, vertex, now[box.at], digits);
      drawn.say(said, current);
      if (current && (reason === 'step' || fresh)) this.#follow(owner, box);
    }
    this.#scene.edges.forEach(({ pairs }, at) => this.#lines[at].show(...waysOf(pairs, vertices, now)));
    if (reason !== 'step') this.#frames.forEach(nameFrame);
    if (!rushing || reason !== 'step') this.#numbers.show(owner, vertices[index.get(selected?.node)] ?? null, start);
    const foldable = this.#foldable().length;
    set(this.#all, 'hidden', foldable === 0);
    put(this.#all, t(this.#folded.size < foldable ? 'graph.fold.all' : 'graph.open.all'));
  }

  /** After a step the current operation can be seen, also in a window that shows only a part. */
  #follow(owner, box) {
    const { position } = owner.moment;
    if (position === this.#moved) return;
    this.#moved = position;
    // Later in this frame: asking for sizes between all that is written would make the browser lay out twice.
    const place = this.#scene.places.get(box.id);
    requestAnimationFrame(() => this.#zoom.reveal(place));
  }

  #words() {
    const words = [[this.#fit, 'graph.fit'], [this.#again, 'graph.again'], [this.#keys, 'graph.keys'], [this.#problem.firstChild, 'graph.failed']];
    for (const [node, key] of words) put(node, t(key));
    set(this.#less, 'aria-label', t('graph.less'));
    set(this.#more, 'aria-label', t('graph.more'));
    set(this.#window, 'aria-label', t('graph.window'));
    set(this.#picture, 'aria-label', t('graph.name'));
    KEY.forEach((name, at) => put(this.#key.children[at].lastChild, t(`graph.key.${name}`)));
  }

  // What a reader does ----------------------------------------------------------------------------

  act(event) {
    if (event.target === this.#wide) this.#show('text');
    else if (event.type === 'mousedown') this.#press(event);
    else if (event.currentTarget === this.#picture) this.#click(event);
    else if (event.target === this.#less) this.#zoom.out();
    else if (event.target === this.#more) this.#zoom.in();
    else if (event.target === this.#fit) this.#zoom.fit();
    else if (event.target === this.#again) this.#open(this.owner);
    else if (event.target === this.#all) this.#foldAll();
  }

  /** A click with the mouse chooses, but the keys stay with the session: → goes on stepping. */
  #press(event) {
    event.preventDefault();
    this.owner?.focus({ preventScroll: true });
  }

  #click(event) {
    const item = event.target.closest('[data-id]');
    if (item) this.#choose(item.dataset.id);
  }

  #choose(id) {
    this.#walk.go(id);
    const [kind, at] = id.split(' ');
    if (kind === 'node') {
      const { node } = this.#diagram.vertices[at];
      this.owner.select(this.owner.selected?.node === node ? null : { node, cell: 0, kind: 'value' });
    } else {
      this.#fold(Number(at), kind === 'group');
    }
  }

  /** Folds or opens a layer; who was at its name by keyboard stays there. */
  async #fold(at, closed) {
    const { name } = this.#diagram.blocks[at];
    if (closed) this.#folded.add(name);
    else this.#folded.delete(name);
    const focused = this.#picture.contains(this.shadowRoot.activeElement);
    this.#walk.at = `${closed ? 'block' : 'group'} ${at}`;
    await this.#show('fold');
    if (focused) this.#walk.go(this.#walk.at, true);
  }

  /** The names of the layers that have something to fold. */
  #foldable() {
    const { blocks, vertices } = this.#diagram;
    return blocks.filter((_, block) => vertices.filter((vertex) => vertex.block === block).length > 1).map(({ name }) => name);
  }

  #foldAll() {
    const foldable = this.#foldable();
    this.#folded = new Set(this.#folded.size < foldable.length ? foldable : []);
    this.#show('fold');
  }
}
