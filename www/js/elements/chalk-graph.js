// <chalk-graph>: the operations of a training step as a graph, from data and parameters to the loss, and the gradients
// on their way back.

import { draw, make, put, set } from '../dom.js';
import { Box } from '../graph/box.js';
import { look } from '../graph/look.js';
import { Numbers } from '../graph/numbers.js';
import { blockTitle, learns, sceneOf } from '../graph/scene.js';
import { blockSentence, sentence } from '../graph/spoken.js';
import { Wire } from '../graph/wire.js';
import { Zoom } from '../graph/zoom.js';
import { layOut, ready } from '../layout.js';
import { table } from '../style.js';
import { t, texts } from '../text.js';
import { View } from '../view.js';

/** Below this width the graph runs from top to bottom, and large models start folded. */
const NARROW = 700;
/** A model with more nodes than this counts as large. */
const LARGE = 14;
/** At first a picture is not made smaller than this: it could not be read. */
const LEGIBLE = 0.8;
const KEY = ['done', 'now', 'todo', 'plus', 'minus', 'grad'];
const GLYPHS = { done: '✓', now: '▶', todo: '○', plus: '■', minus: '▬', grad: '∂L/∂' };

/** @csspart card window numbers */
export class ChalkGraph extends View {
  static styles = [table, look];

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
  #focus = null;
  #moved = -1;
  #asked = false;
  #frame = 0;
  #wide = matchMedia(`(min-width: ${NARROW}px)`);

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
    this.#window.addEventListener('keydown', this);
  }

  attach() {
    this.#wide.addEventListener('change', this);
  }

  detach() {
    this.#wide.removeEventListener('change', this);
    cancelAnimationFrame(this.#frame);
  }

  update(owner, reason) {
    this.#words();
    if (!owner?.moment || owner.status === 'crashed') return;
    if (!owner.full) {
      if (!this.#asked) this.#open(owner);
      return;
    }
    // While training rushes, one picture per frame is enough, and only what is cheap.
    if (reason === 'step' && owner.rushing) this.#soon();
    else this.#show(reason);
  }

  /** Asks for the full module and the layout: training goes on meanwhile. */
  async #open(owner) {
    this.#asked = true;
    set(this.#problem, 'hidden', true);
    try {
      await Promise.all([owner.widen(), ready()]);
    } catch (error) {
      console.error(error);
      set(this.#problem, 'hidden', false);
      return;
    }
    this.#show('module');
  }

  #soon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#show('step');
    });
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
    const first = this.#plan === '';
    this.#plan = plan;
    try {
      if (await this.#layOut(plan, first)) this.#fill(owner, 'layout', true);
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
      const fold = this.#tall && vertices.length > LARGE;
      this.#folded = new Set(fold ? blocks.map(({ name }) => name) : []);
    }
    const rooms = vertices.map(({ name, room, inputs }) => [name, room.rows, room.columns, inputs.length]);
    return JSON.stringify([model, rooms, [...this.#folded], this.#tall, texts.language]);
  }

  /** Lays the graph out and builds its boxes. Resolves to whether this is still what is wanted. */
  async #layOut(plan, first) {
    const scene = sceneOf(this.#diagram, this.#folded);
    const placed = await layOut(scene, this.#tall);
    if (plan !== this.#plan || !this.isConnected) return false;
    this.#scene = { ...scene, ...placed };
    const { vertices, blocks } = this.#diagram;
    this.#drawn = new Map(scene.boxes.map((box) => [box.id, new Box(box, vertices[box.at], placed.places.get(box.id))]));
    this.#lines = placed.lines.map((points) => new Wire(points));
    this.#frames = scene.groups.map((id) => frame(id, placed.frames.get(id), blocks[blockOf(id)].name));
    this.#boxes.replaceChildren(...[...this.#drawn.values()].map(({ element }) => element));
    this.#wires.replaceChildren(...this.#lines.map(({ element }) => element));
    this.#groups.replaceChildren(...this.#frames);
    this.#window.hidden = this.#bar.hidden = this.#key.hidden = false;
    set(this.#waiting, 'hidden', true);
    this.#zoom.resize(placed);
    if (first) this.#zoom.fit(LEGIBLE);
    this.#rove(this.#items().some(({ id }) => id === this.#focus) ? this.#focus : this.#items()[0].id, false);
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
      const chosen = box.members.some((at) => vertices[at].node === selected?.node);
      set(drawn.element, 'aria-pressed', box.block === null && String(chosen));
      if (box.block !== null) set(drawn.element, 'data-chosen', chosen);
      if (rushing) continue;
      const current = box.members.some((at) => isNow(now[at]));
      set(drawn.element, 'aria-current', current && 'step');
      const inputs = vertex.inputs.map(({ node }) => ({ vertex: vertices[index.get(node)], now: now[index.get(node)] }));
      const parameters = box.members.map((at) => vertices[at]).filter(({ kind }) => kind === 'parameter');
      drawn.say(box.block === null ? sentence(vertex, now[box.at], inputs, digits) : blockSentence(blocks[box.block].name, parameters, vertex, now[box.at], digits));
      if (current && (reason === 'step' || fresh)) this.#follow(owner, box);
    }
    this.#scene.edges.forEach(({ pairs }, at) => this.#lines[at].show(...waysOf(pairs, vertices, now)));
    for (const group of this.#frames) label(group);
    if (!rushing || reason !== 'step') this.#numbers.show(owner, vertices[index.get(selected?.node)] ?? null, start);
    const foldable = this.#scene.members.filter((members) => members.length > 1).length;
    set(this.#all, 'hidden', foldable === 0);
    put(this.#all, t(this.#folded.size < foldable ? 'graph.fold.all' : 'graph.open.all'));
  }

  /** After a step the current operation can be seen, also in a window that shows only a part. */
  #follow(owner, box) {
    const { position } = owner.moment;
    if (position === this.#moved) return;
    this.#moved = position;
    this.#zoom.reveal(this.#scene.places.get(box.id));
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
    else if (event.type === 'keydown') this.#walk(event);
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
    this.#rove(id, false);
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
    this.#focus = `${closed ? 'block' : 'group'} ${at}`;
    await this.#show('fold');
    if (focused) this.#rove(this.#focus, true);
  }

  #foldAll() {
    const { blocks } = this.#diagram;
    const foldable = blocks.filter((_, at) => this.#scene.members[at].length > 1).map(({ name }) => name);
    this.#folded = new Set(this.#folded.size < foldable.length ? foldable : []);
    this.#show('fold');
  }

  /** Everything that can be reached, in order: the name of an open layer, then what is in it. */
  #items() {
    const items = [];
    const named = new Set();
    for (const { id, group, at } of this.#scene.boxes) {
      if (group && !named.has(group)) {
        named.add(group);
        items.push({ id: group, element: this.#frames.find((frame) => frame.dataset.group === group).lastChild });
      }
      items.push({ id, at, element: this.#drawn.get(id).element });
    }
    return items;
  }

  /** One thing at a time can be reached with Tab. */
  #rove(id, focus) {
    for (const item of this.#items()) set(item.element, 'tabindex', item.id === id ? 0 : -1);
    this.#focus = id;
    if (!focus) return;
    const { element } = this.#items().find((item) => item.id === id);
    element.focus({ preventScroll: true });
    const place = this.#scene.places.get(id) ?? this.#scene.frames.get(id);
    this.#zoom.reveal(place);
  }

  /** The keys of a box: along the edges, in order, to the ends, and Enter to choose it. */
  #walk(event) {
    const id = event.target.dataset?.id;
    if (!id || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const items = this.#items();
    const at = items.findIndex((item) => item.id === id);
    let next = null;
    if (event.key === 'Enter') this.#choose(id);
    else if (event.key === 'Home') next = items[0];
    else if (event.key === 'End') next = items.at(-1);
    else next = this.#neighbour(event.key, items, at);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (next) this.#rove(next.id, true);
  }

  /** Along an edge: to the first that reads it, or that it reads; otherwise to the next in order. */
  #neighbour(key, items, at) {
    const tall = this.#tall;
    const along = { [tall ? 'ArrowDown' : 'ArrowRight']: ['from', 'to'], [tall ? 'ArrowUp' : 'ArrowLeft']: ['to', 'from'] }[key];
    const across = { [tall ? 'ArrowRight' : 'ArrowDown']: 1, [tall ? 'ArrowLeft' : 'ArrowUp']: -1 }[key];
    if (across) return items[at + across] ?? null;
    if (!along) return undefined;
    const [here, there] = along;
    const edge = this.#scene.edges.find((each) => each[here] === items[at].id);
    return items.find(({ id }) => id === edge?.[there]) ?? null;
  }
}

const blockOf = (id) => Number(id.split(' ')[1]);

/** The frame around an open layer, with its name, which folds it. */
function frame(id, { x, y, width, height }, name) {
  const button = draw('g', { role: 'button', tabindex: -1, class: 'fold', 'aria-expanded': 'true', 'data-id': id });
  button.append(draw('rect', { class: 'target', x: x + 4, y: y + 3, width: width - 8, height: 22, rx: 6 }), draw('text', { x: x + 12, y: y + 18 }));
  const group = draw('g', { class: 'group', 'data-group': id, 'data-name': name });
  group.append(draw('rect', { x, y, width, height, rx: 12 }), button);
  return group;
}

/** The words of a frame, in the reader's language. */
function label(group) {
  const { name } = group.dataset;
  put(group.lastChild.lastChild, `▾ ${blockTitle(name)}`);
  set(group.lastChild, 'aria-label', t('graph.fold', { name: blockTitle(name) }));
}

/** The letter that the loss is differentiated by: a parameter's is the one in the formula that reads it. */
function letterOf({ node, kind }, vertices, loss) {
  if (node === loss) return 'L';
  if (kind === 'operation') return '…';
  return vertices.flatMap(({ inputs }) => inputs).find((input) => input.node === node)?.letter ?? '…';
}

const isNow = (now) => [now.forward, now.backward, now.update, now.tracked].includes('current');

/** A box's mark: what is happening to it now, or how far it is. */
function statusOf({ members }, vertices, now) {
  for (const at of members) {
    const { forward, backward, update, tracked } = now[at];
    if (forward === 'current' || tracked === 'current') return 'forward';
    if (backward === 'current') return 'backward';
    if (update === 'current') return 'update';
  }
  const written = members.map((at) => now[at].forward).filter((progress) => progress !== null);
  if (written.length === 0) return members.some((at) => now[at].update === 'done') ? 'done' : 'given';
  if (written.every((progress) => progress === 'to_come')) return 'todo';
  return written.includes('to_come') ? 'part' : 'done';
}

/** How far the numbers of an edge have come forth, and the gradient back. */
function waysOf(pairs, vertices, now) {
  const way = (list) => {
    if (list.length === 0) return null;
    if (list.includes('current')) return 'now';
    return list.every((progress) => progress === 'to_come') ? 'todo' : 'done';
  };
  const forth = way(pairs.map(([, to]) => now[to].forward));
  const back = way(pairs.filter(([from]) => learns(vertices[from])).map(([, to]) => now[to].backward).filter((progress) => progress !== null));
  return [forth, back];
}
