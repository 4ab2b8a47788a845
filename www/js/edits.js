// What a session can do besides training: change something from here on, take it back, look at the other run.

import { texts } from './text.js';

/** Methods of `<chalk-session>`. All but `edit` are for a session that was edited. */
export const EDITS = {
  /** The present run and the one beside it: `{ run, other, fork, canUndo, canRedo }`; null where nothing was edited. */
  get runs() {
    return (this.full && this.ask((session) => session.runs())) || null;
  },

  /** The edits of the present run in order. */
  get edits() {
    return this.runs?.run.edits ?? [];
  },

  /**
   * Changes something from here on: `{ lr: 0.02 }`, `{ parameter: { name: '0.weight', cell: 0, value: 0.5 } }`,
   * `{ data: { row: 3, x: [4.4], y: [2] } }`, `{ optimizer: { Adam: { lr: 0.1 } } }`, `{ loss: 'L1Loss' }` or
   * `{ zero_grad: false }`. The past stays, and the old future as the run beside this one. Resolves to whether it changes
   * anything; rejects with the core's answer where it cannot.
   */
  async edit(change) {
    await Promise.all([this.widen(), texts.widen('workbench')]);
    return this.full && this.rewrite('edit', JSON.stringify(change));
  },

  undo() {
    return this.rewrite('undo');
  },

  redo() {
    return this.rewrite('redo');
  },

  /** Goes to the run beside this one, given by its number. */
  switchTo(run) {
    return this.runs?.other?.id === run && this.rewrite('switchRun');
  },

  /** Forgets the run beside this one. */
  drop() {
    return this.rewrite('dropRun');
  },

  /** The same training from its start, with or without `optimizer.zero_grad()`. */
  leaveOut(zero_grad) {
    this.reset(); // Before the first edit.
    return this.open(JSON.stringify({ ...this.experiment, zero_grad: !zero_grad }));
  },
};
