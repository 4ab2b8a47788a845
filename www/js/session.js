// The one door to the numbers: opens training sessions and tells an answer ("lr is too large") from a crash.

import { placed } from './base.js';
import { LoadError, explained } from './failure.js';
import { isAnswer, life } from './life.js';
import { texts } from './text.js';
import { load } from './wasm.js';

export { LoadError, isAnswer, life };

/** The texts of data files, by name. */
const files = new Map();

/** The demo's experiment: the article's fifteen points, one linear layer, SGD. */
const ARTICLE = { version: 1, data: { name: 'article' }, model: [{ Linear: { out_features: 1 } }], loss: 'MSELoss', optimizer: { SGD: {} } };

/** Its settings. */
export const DEMO = Object.freeze({ seed: 0, lr: 0.01, epochs: 100 });

/** An experiment file as text: the demo, or another experiment, with these settings. */
export function experimentOf({ seed, lr, epochs }, base = ARTICLE) {
  const [[name, options]] = Object.entries(base.optimizer);
  return JSON.stringify({ ...base, seed, optimizer: { [name]: { ...options, lr } }, epochs });
}

/** The settings that an experiment has, as the core writes it. */
export function settingsOf({ seed, optimizer, epochs }) {
  const [{ lr }] = Object.values(optimizer);
  return { seed, lr, epochs };
}

/**
 * Opens an experiment file in the smallest module that knows all that it names, or in the full one if that is wanted:
 * `session`, the function `open` that makes further ones, and whether the module is the `full` one. What the full
 * module answers is thrown.
 */
export async function opener(experiment, full) {
  if (!full) {
    const open = await openIn(false);
    try {
      return { open, session: open(experiment), full };
    } catch (error) {
      if (!isAnswer(error)) throw error;
    }
  }
  const open = await fullOpener();
  return { open, session: await withFiles(() => open(experiment)), full: true };
}

/** The function that opens experiments in the full module; their data files have been fetched before. */
export async function fullOpener() {
  // Without its words it can still be used.
  const [open] = await Promise.all([openIn(true), texts.widen('full').catch(console.error)]);
  return open;
}

/** Fetches the data files that the core asks for, one after the other. */
async function withFiles(open) {
  for (;;) {
    try {
      return open();
    } catch (error) {
      const name = error.fields?.file;
      if (error.code !== 'data_file' || files.has(name)) throw error;
      const file = encodeURIComponent(name);
      files.set(name, await fetchText(placed(`data/${file}`, new URL(`../data/${file}`, import.meta.url))));
    }
  }
}

function fetchText(address) {
  return explained(address, async () => {
    const response = await fetch(address);
    if (!response.ok) throw new TypeError(`status ${response.status}`);
    return response.text();
  });
}

async function openIn(full) {
  const { Session } = await load(full);
  return (experiment) => new Session(experiment, files);
}
