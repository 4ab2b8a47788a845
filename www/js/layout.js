// Where the boxes of a graph go, and the lines between them. The work is done by dagre, which is fetched when the
// first graph is to be seen.

let dagre;

/** Fetches the library; a failure is forgotten, so one can try again. */
export function ready() {
  dagre ??= import('../vendor/dagre.js').catch((error) => {
    dagre = undefined;
    throw error;
  });
  return dagre;
}

/** Room for the name of a group above what it holds, and around it. */
const HEAD = 24;
const AROUND = 10;

/**
 * Places `boxes` (`{ id, width, height, group }`), `edges` (`{ from, to }`) and `groups` (their ids), from left to
 * right or, if `tall`, from top to bottom. Gives the size of it all, a place for each box and each group, and the
 * points of each edge.
 */
export async function layOut({ boxes, edges, groups }, tall) {
  const { Graph, layout } = await ready();
  const graph = new Graph({ compound: true, multigraph: true });
  graph.setGraph({ rankdir: tall ? 'TB' : 'LR', nodesep: tall ? 18 : 30, ranksep: tall ? 40 : 46, marginx: 16, marginy: 16 });
  for (const id of groups) graph.setNode(id, {});
  for (const { id, width, height, group } of boxes) {
    graph.setNode(id, { width, height });
    if (group) graph.setParent(id, group);
  }
  edges.forEach(({ from, to }, index) => graph.setEdge(from, to, {}, String(index)));
  layout(graph);

  const corner = ({ x, y, width, height }) => ({ x: x - width / 2, y: y - height / 2, width, height });
  const places = new Map(boxes.map(({ id }) => [id, corner(graph.node(id))]));
  // A group is drawn close around what it holds.
  const frames = new Map(groups.map((id) => [id, around(boxes.filter(({ group }) => group === id).map((box) => places.get(box.id)))]));
  const lines = edges.map(({ from, to }, index) => graph.edge(from, to, String(index)).points);
  return moved(places, frames, lines);
}

function around(places) {
  const x = Math.min(...places.map((place) => place.x)) - AROUND;
  const y = Math.min(...places.map((place) => place.y)) - HEAD - AROUND / 2;
  const right = Math.max(...places.map((place) => place.x + place.width)) + AROUND;
  const bottom = Math.max(...places.map((place) => place.y + place.height)) + AROUND;
  return { x, y, width: right - x, height: bottom - y };
}

/** Everything with the smallest place in the corner. */
function moved(places, frames, lines) {
  const all = [...places.values(), ...frames.values()];
  const points = lines.flat();
  const left = Math.min(...all.map(({ x }) => x), ...points.map(({ x }) => x)) - 12;
  const top = Math.min(...all.map(({ y }) => y), ...points.map(({ y }) => y)) - 12;
  const width = Math.max(...all.map(({ x, width }) => x + width), ...points.map(({ x }) => x)) - left + 12;
  const height = Math.max(...all.map(({ y, height }) => y + height), ...points.map(({ y }) => y)) - top + 12;
  const shift = ({ x, y, ...rest }) => ({ x: x - left, y: y - top, ...rest });
  const each = (map) => new Map([...map].map(([id, place]) => [id, shift(place)]));
  return { width, height, places: each(places), frames: each(frames), lines: lines.map((line) => line.map(shift)) };
}
