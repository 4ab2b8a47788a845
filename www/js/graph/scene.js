// Which boxes the graph shows, and how large they are: each node its own, or a folded layer one for all its nodes.

import { nameOf, t } from '../text.js';
import { parameterName } from '../math.js';

/** Sizes in the picture's own pixels. */
export const PAD = 10;
const INNER = 138;
const HEADER = 20;
const LINE = 17;
const CELL = 7;
/** Flat pictures get taller cells, and stand below each other. */
const FLAT = { width: 12, height: 11 };

/** How a tensor lies in its picture: a single column lies down. Null for a single number. */
export function gridOf({ rows, columns }) {
  if (rows * columns <= 1) return null;
  const [across, down] = columns === 1 ? [rows, 1] : [columns, rows];
  const flat = down <= 3;
  const [wide, tall] = flat ? [Math.min(FLAT.width, INNER / across), FLAT.height] : [CELL, CELL];
  return { across, down, wide, tall, width: across * wide, height: down * tall, flat };
}

/** Whether a vertex gets a gradient. */
export const learns = ({ kind, backward }) => kind === 'parameter' || backward !== null;

/** "15 × 1"; nothing for a single number without dimensions. */
export const sizeText = (shape) => shape.join(' × ');

/** What a vertex is called in the picture. */
export function titleOf({ kind, name }) {
  if (kind === 'operation') return nameOf('op', name);
  if (kind === 'parameter') return parameterName(name);
  return name;
}

/** A block's name; the penalty's in the reader's language. */
export const blockTitle = (name) => (name === 'penalty' ? t('graph.penalty') : name);

/** About how wide a text is: Chinese characters are as wide as high. */
const widthOf = (text, letter) => [...text].reduce((sum, char) => sum + (char > '\u2e80' ? 13.5 : letter), 0);

/**
 * The boxes in order, the groups that frame those of an open layer, and the edges between boxes. An edge keeps all
 * pairs of nodes that it stands for.
 */
export function sceneOf(diagram, folded) {
  const { vertices, blocks } = diagram;
  const index = new Map(vertices.map(({ node }, at) => [node, at]));
  const members = blocks.map((_, block) => vertices.flatMap((vertex, at) => (vertex.block === block ? [at] : [])));
  const closed = blocks.map(({ name }, block) => members[block].length > 1 && folded.has(name));
  const groupOf = ({ block }) => (block !== null && members[block].length > 1 && !closed[block] ? `group ${block}` : null);
  const home = (at) => (closed[vertices[at].block] ? `block ${vertices[at].block}` : `node ${at}`);
  const boxes = new Map();
  // A leaf comes right before the first that reads it.
  const turn = (at) => (vertices[at].kind === 'operation' ? at : firstReader(vertices, at) - 0.5);
  const order = vertices.map((_, at) => at).sort((a, b) => turn(a) - turn(b) || (hostOf(vertices, a) ?? -1) - (hostOf(vertices, b) ?? -1));
  for (const at of order) {
    const [id, vertex] = [home(at), vertices[at]];
    if (boxes.has(id)) continue;
    if (closed[vertex.block]) {
      boxes.set(id, folding(id, diagram, vertex.block, members[vertex.block], index.get(blocks[vertex.block].output)));
      continue;
    }
    const framed = groupOf(vertex);
    const host = hostOf(vertices, at);
    // What stands beside another box goes where that goes; a folded one has no room for it.
    const beside = host === null || closed[vertices[host].block] ? null : { host: home(host), group: groupOf(vertices[host]) };
    boxes.set(id, { id, at, block: null, members: [at], extra: [], title: titleOf(vertex), framed, group: framed, below: vertex.kind === 'data', ...beside });
  }
  const edges = new Map();
  vertices.forEach((vertex, to) => {
    vertex.inputs.forEach(({ node }) => {
      const from = index.get(node);
      const [a, b] = [home(from), home(to)];
      if (a === b) return;
      const key = `${a} ${b}`;
      if (!edges.has(key)) edges.set(key, { from: a, to: b, pairs: [] });
      edges.get(key).pairs.push([from, to]);
    });
  });
  const list = [...boxes.values()].map((box) => ({ ...box, ...planOf(box, vertices[box.at]) }));
  const groups = blocks.flatMap((_, block) => (members[block].length > 1 && !closed[block] ? [`group ${block}`] : []));
  return { boxes: list, edges: [...edges.values()], groups };
}

const firstReader = (vertices, at) => vertices.findIndex(({ inputs }) => inputs.some(({ node }) => node === vertices[at].node));

/** The operation beside which a leaf stands: the first that reads it, unless it starts from it. */
function hostOf(vertices, at) {
  const { node, kind } = vertices[at];
  if (kind === 'operation') return null;
  const host = firstReader(vertices, at);
  const { inputs } = vertices[host];
  const starts = inputs[0].node === node && !inputs.some((input) => vertices.some((other) => other.node === input.node && other.kind === 'operation'));
  return starts ? null : host;
}

/** The box of a folded layer: its parameters' shapes, and its output. */
function folding(id, { vertices, blocks }, block, members, output) {
  const parameters = members.map((at) => vertices[at]).filter(({ kind }) => kind === 'parameter');
  const extra = parameters.map(({ name, shape }) => `${parameterName(name)} ${sizeText(shape)}`);
  return { id, at: output, block, members, extra, title: blockTitle(blocks[block].name), framed: null, group: null };
}

/** How large a box is, and where in it everything stands. */
function planOf({ title, extra, block }, vertex) {
  const grid = gridOf(vertex.room);
  const grad = learns(vertex);
  const plan = { titleY: PAD + 12, extraY: [], grad: null };
  let y = PAD + HEADER;
  for (let line = 0; line < extra.length; line += 1, y += 15) plan.extraY.push(y + 11);
  const textLine = () => (y += LINE) - 5;
  const strip = () => {
    const place = { x: PAD, y };
    y += grid.height + 5;
    return place;
  };
  const side = grid && !grid.flat;
  plan.value = { textY: textLine(), grid: grid && !side ? strip() : null };
  if (grad) plan.grad = { textY: textLine(), grid: grid && !side ? strip() : null };
  let width = INNER;
  if (side) {
    plan.value.grid = { x: PAD, y: y + 2 };
    const beside = Math.max(grid.width + 12, INNER / 2 + 4);
    if (grad) plan.grad.grid = { x: PAD + beside, y: y + 2 };
    width = Math.max(width, grid.width + (grad ? beside : 0));
    y += grid.height + 6;
  }
  const marks = block === null ? 16 : 30;
  width = Math.max(width, marks + widthOf(title, 7.9) + 12 + widthOf(sizeText(vertex.shape), 6.8), ...extra.map((text) => widthOf(text, 6.7)));
  return { plan, grid, width: width + 2 * PAD, height: y + PAD - 5 };
}
