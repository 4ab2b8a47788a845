// Loading a session for somebody who may want another one by then, and who tells that it takes long.

import { opener } from './session.js';

/** So many milliseconds are no waiting yet. */
const SLOW = 200;

/**
 * Opens an experiment file; gives nothing when nobody waits for it any more, as `current()` says. `slow()` is called when
 * it takes long.
 */
export async function load(experiment, full, current, slow) {
  const timer = setTimeout(() => current() && slow(), SLOW);
  try {
    const opened = await opener(experiment, full);
    if (current()) return opened;
    opened.session.free();
  } catch (error) {
    if (current()) throw error;
  } finally {
    clearTimeout(timer);
  }
}
