// Edits and runs in words: "lr 0.01 → 0.02 from epoch 3".

import { parameterName } from './math.js';
import { number } from './number.js';
import { t } from './text.js';

/** Numbers of edits are few; they are shown as they were given. */
const exact = (value) => number(value, 'all');

const said = (value) => {
  if (typeof value === 'number') return exact(value);
  if (typeof value === 'boolean') return t(value ? 'change.on' : 'change.off');
  if (typeof value === 'string') return value.replace(/^torch\.nn\./, '');
  return `(${[...value.x, ...value.y].map(exact).join(', ')})`;
};

/** What an edit changes. */
export function changeText({ kind, name, cell, row, from, to }) {
  const index = cell.some((each) => each > 0) ? `[${cell.join(', ')}]` : '';
  const what = kind === 'parameter' ? `${parameterName(name)}${index}` : t(`change.${kind}`, { row: row + 1 });
  return t('change.text', { what, from: said(from), to: said(to) });
}

/** When it applies. */
export function whenText({ epoch, batch }, batches) {
  return t(batches > 1 ? 'change.from.batch' : 'change.from', { epoch, batch });
}

export const changeName = (change, batches) => t('change.name', { change: changeText(change), when: whenText(change, batches) });

/** The names of two runs: the edits in which they differ. */
export function runNames({ run, other }, batches) {
  const others = new Set((other?.edits ?? []).map(({ id }) => id));
  const own = new Set(run.edits.map(({ id }) => id));
  const name = (edits) => edits.map((change) => changeName(change, batches)).join(t('change.and')) || t('runs.unchanged');
  return {
    run: name(run.edits.filter(({ id }) => !others.has(id))),
    other: other && name(other.edits.filter(({ id }) => !own.has(id))),
  };
}
