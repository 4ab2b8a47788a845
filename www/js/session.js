// The one door to the numbers: opens training sessions and tells an answer ("lr is too large") from a crash.

import { texts } from './text.js';
import { LoadError, load } from './wasm.js';

export { LoadError };

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
export async function opener(generation, experiment, full) {
  if (!full) {
    const open = await openIn(generation, false);
    try {
      return { open, session: open(experiment), full };
    } catch (error) {
      if (!isAnswer(error)) throw error;
    }
  }
  const open = await fullOpener(generation);
  return { open, session: await withFiles(() => open(experiment)), full: true };
}

/** The function that opens experiments in the full module; their data files have been fetched before. */
export async function fullOpener(generation) {
  const [open] = await Promise.all([openIn(generation, true), texts.widen('full')]);
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
      files.set(name, await fetchText(new URL(`../data/${encodeURIComponent(name)}`, import.meta.url)));
    }
  }
}

async function fetchText(address) {
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) throw new LoadError('fetch', new Error(address.pathname));
  return response.text();
}

async function openIn(generation, full) {
  const { Session } = await load(generation, full);
  return (experiment) => new Session(experiment, files);
}

/** Errors that the core gives as answers carry a code; anything else thrown means that the instance is broken. */
export function isAnswer(error) {
  return error instanceof Error && typeof error.code === 'string';
}
