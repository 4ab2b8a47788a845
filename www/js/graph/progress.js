// How far the boxes and the lines of the graph are: done, now, to come, as the core says it of their nodes.

import { learns } from './scene.js';

/** The letter that the loss is differentiated by: a parameter's is the one in the formula that reads it. */
export function letterOf({ node, kind }, vertices, loss) {
  if (node === loss) return 'L';
  if (kind === 'operation') return '…';
  return vertices.flatMap(({ inputs }) => inputs).find((input) => input.node === node)?.letter ?? '…';
}

/** Whether the last operation was this node's. */
export const isNow = (now) => [now.forward, now.backward, now.update, now.tracked].includes('current');

/** A box's mark: what is happening to it now, or how far it is. */
export function statusOf({ members }, vertices, now) {
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
export function waysOf(pairs, vertices, now) {
  const way = (list) => {
    if (list.length === 0) return null;
    if (list.includes('current')) return 'now';
    return list.every((progress) => progress === 'to_come') ? 'todo' : 'done';
  };
  const forth = way(pairs.map(([, to]) => now[to].forward));
  const back = way(pairs.filter(([from]) => learns(vertices[from])).map(([, to]) => now[to].backward).filter((progress) => progress !== null));
  return [forth, back];
}
