// The one door to the numbers: opens training sessions and tells an answer ("lr is too large") from a crash.

import { load } from './wasm.js';

export { LoadError } from './wasm.js';

/** The demo: the article's fifteen points, one linear layer, SGD. */
export const DEMO = Object.freeze({ seed: 0, lr: 0.01, epochs: 100 });

/** The experiment file for these settings. */
export function experimentOf({ seed, lr, epochs }) {
  return JSON.stringify({
    version: 1,
    seed,
    data: { name: 'article' },
    model: [{ Linear: { out_features: 1 } }],
    loss: 'MSELoss',
    optimizer: { SGD: { lr } },
    epochs,
  });
}

/** Loads the module and gives the function that makes a session from an experiment file. */
export async function opener(generation) {
  const { Session } = await load(generation);
  return (experiment) => new Session(experiment);
}

/** Errors that the core gives as answers carry a code; anything else thrown means that the instance is broken. */
export function isAnswer(error) {
  return error instanceof Error && typeof error.code === 'string';
}
