// Where the boxes of a graph go, and the lines between them. The work is done by dagre, which is fetched when the
// first graph is to be seen.

import { part } from './part.js';

/** Fetches the library. */
export const ready = () => part('../vendor/dagre.js', () => import('../vendor/dagre.js'));

/** Room for the name of a group above what it holds, and around it. */
const HEAD = 24;
const AROUND = 10;
/** Between a box and what stands beside it. */
const GAP = 28;

/**
 * Places `boxes` (`{ id, width, height, group, host, below }`), `edges` (`{ from, to }`) and `groups` (their ids),
 * from left to right or, if `tall`, from top to bottom. A box with a `host` stands beside that box instead of in a
 * line of its own: above or `below` it, on a tall picture to its right. Gives the size of it all, a place for each box
 * and each group, and the points of each edge.
 */
export async function layOut({ boxes, edges, groups }, tall) {
  const { Graph, layout } = await ready();
  const graph = new Graph({ compound: true, multigraph: true });
  graph.setGraph({ rankdir: tall ? 'TB' : 'LR', nodesep: 20, ranksep: tall ? 36 : 44 });
  for (const id of groups) graph.setNode(id, {});
  const { stacks, aside } = stacked(boxes, tall);
  for (const [id, { width, height, box }] of stacks) {
    graph.setNode(id, { width, height });
    if (box.group) graph.setParent(id, box.group);
  }
  const hosts = new Map(boxes.map(({ id, host }) => [id, host ?? id]));
  edges.forEach(({ from, to }, index) => {
    if (hosts.get(from) !== hosts.get(to)) graph.setEdge(hosts.get(from), hosts.get(to), {}, String(index));
  });
  layout(graph);

  const places = new Map();
  for (const [id, stack] of stacks) stack.place(graph.node(id), places);
  // A group is drawn close around what it holds.
  const own = (group) => boxes.filter((box) => box.framed === group).map(({ id }) => places.get(id));
  const frames = new Map(groups.map((id) => [id, around(own(id))]));
  const lines = edges.map(({ from, to }, index) => {
    const between = graph.edge(hosts.get(from), hosts.get(to), String(index))?.points.slice(1, -1) ?? [];
    return joined(places.get(from), between.map(({ x, y }) => ({ x: x - aside, y })), places.get(to));
  });
  return moved(places, frames, lines);
}

/**
 * Each box of the line with those beside it: how much room they take together, and how they stand in it. The line goes
 * through the middle of all boxes; on a tall picture that is `aside` from the middle of the room.
 */
function stacked(boxes, tall) {
  const total = (list) => list.reduce((sum, box) => sum + box.height, 0) + Math.max(0, list.length - 1) * 10;
  const most = (list) => Math.max(0, ...list.map((box) => box.width));
  const [line, beside] = [boxes.filter(({ host }) => !host), boxes.filter(({ host }) => host)];
  const column = most(line);
  const aside = tall && beside.length > 0 ? (GAP + most(beside)) / 2 : 0;
  const stacks = line.map((box) => {
    const own = beside.filter(({ host }) => host === box.id);
    const [above, below] = [own.filter((each) => !each.below), own.filter((each) => each.below)];
    const reach = Math.max(...[above, below].map((list) => (list.length > 0 ? total(list) + GAP : 0)));
    const width = tall ? column + 2 * aside : Math.max(box.width, most(own));
    const height = tall ? Math.max(box.height, total(own)) : box.height + 2 * reach;
    const place = ({ x, y }, places) => {
      const put = (list, middle, start) => {
        let next = start;
        for (const { id, width, height } of list) {
          places.set(id, { x: middle - width / 2, y: next, width, height });
          next += height + 10;
        }
      };
      const half = box.height / 2;
      put([box], x - aside, y - half);
      if (tall) return put(own, x + column / 2 + GAP / 2, y - total(own) / 2);
      put(above, x, y - half - GAP - total(above));
      put(below, x, y + half + GAP);
    };
    return [box.id, { box, width, height, place }];
  });
  return { stacks: new Map(stacks), aside };
}

/** A line from one box to another: from edge to edge, through the points between. */
function joined(from, between, to) {
  const middle = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });
  return [border(from, between[0] ?? middle(to)), ...between, border(to, between.at(-1) ?? middle(from))];
}

/** Where the way from the middle of a box to a point leaves the box. */
function border({ x, y, width, height }, point) {
  const middle = { x: x + width / 2, y: y + height / 2 };
  const [dx, dy] = [point.x - middle.x, point.y - middle.y];
  const part = Math.min(width / 2 / Math.abs(dx), height / 2 / Math.abs(dy));
  return { x: middle.x + dx * part, y: middle.y + dy * part };
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
  const all = [...places.values(), ...frames.values(), ...lines.flat().map((point) => ({ ...point, width: 0, height: 0 }))];
  const left = Math.min(...all.map(({ x }) => x)) - 12;
  const top = Math.min(...all.map(({ y }) => y)) - 12;
  const width = Math.max(...all.map((each) => each.x + each.width)) - left + 12;
  const height = Math.max(...all.map((each) => each.y + each.height)) - top + 12;
  const shift = ({ x, y, ...rest }) => ({ x: x - left, y: y - top, ...rest });
  const each = (map) => new Map([...map].map(([id, place]) => [id, shift(place)]));
  return { width, height, places: each(places), frames: each(frames), lines: lines.map((line) => line.map(shift)) };
}
