// What an author asks a session for, by attributes, by an object or by an experiment in the page, and the experiment that
// it makes. It is loaded only where somebody asks for more than the demo.

// For the release: what this shares with the elements then stays in one file.
import './define.js';

import { answer, isAnswer } from './life.js';
import { t, texts } from './text.js';

/** No experiment is longer; the core would not read it either. */
const LONGEST = 2_000_000;

const binary = (data, more = {}, hidden = 8) => ({
  version: 1,
  seed: 0,
  data: { name: data, ...more },
  model: [{ Linear: { out_features: hidden } }, 'Tanh', { Linear: { out_features: hidden } }, 'Tanh', { Linear: { out_features: 1 } }],
  loss: 'BCEWithLogitsLoss',
  optimizer: { Adam: { lr: 0.03 } },
  batch_size: 10,
  shuffle: true,
  epochs: 100,
});

const curve = (data) => ({
  ...binary(data),
  model: [{ Linear: { out_features: 16 } }, 'Tanh', { Linear: { out_features: 1 } }],
  loss: 'MSELoss',
  optimizer: { Adam: { lr: 0.02 } },
});

const flowers = (data, classes, hidden = 8) => ({
  ...binary(data),
  split: true,
  preprocess: [{ Standardize: { columns: 'x' } }],
  model: [{ Linear: { out_features: hidden } }, 'ReLU', { Linear: { out_features: classes } }],
  loss: 'CrossEntropyLoss',
  optimizer: { Adam: { lr: 0.01 } },
  batch_size: 20,
  epochs: 50,
});

const LINE = { version: 1, seed: 0, data: { name: 'article' }, model: [{ Linear: { out_features: 1 } }], loss: 'MSELoss', optimizer: { SGD: { lr: 0.01 } }, epochs: 100 };

/** The ready-made experiments by the names that an attribute may give. */
export const EXPERIMENTS = {
  article: LINE,
  line: { ...LINE, data: { name: 'line' }, optimizer: { SGD: { lr: 0.1 } } },
  sine: curve('sine'),
  quadratic: curve('quadratic'),
  moons: binary('moons', { noise: 0.1 }),
  circles: binary('circles', { noise: 0.1 }),
  xor: binary('xor', { noise: 0.1 }),
  spiral: binary('spiral', { noise: 0.1 }, 16),
  iris: flowers('iris', 3),
  wine: flowers('wine', 3, 16),
  digits: flowers('digits', 10, 32),
};

/** `{…}` or `[…]` as the object that it is, any other text as it stands. */
function read(text) {
  if (typeof text !== 'string') return text;
  if (text.length > LONGEST) throw answer('asked_long', { most: LONGEST });
  if (!/^\s*[{[]/.test(text)) return text.trim();
  try {
    return JSON.parse(text);
  } catch (error) {
    throw answer('asked_json', { problem: String(error.message).slice(0, 200) });
  }
}

/** What each key changes in an experiment. */
const CHANGES = {
  experiment(_, wanted) {
    if (typeof wanted === 'object' && wanted !== null) return wanted;
    if (!Object.hasOwn(EXPERIMENTS, wanted)) throw answer('asked_name', { names: Object.keys(EXPERIMENTS).join(', ') });
    return EXPERIMENTS[wanted];
  },
  model: (experiment, model) => ({ ...experiment, model: typeof model === 'string' ? layers(experiment, model) : model }),
  loss: (experiment, loss) => ({ ...experiment, loss }),
  optimizer(experiment, optimizer) {
    const [[, { lr }]] = Object.entries(optimizerOf(experiment));
    // A name alone keeps the learning rate.
    return { ...experiment, optimizer: typeof optimizer === 'string' ? { [optimizer]: lr === undefined ? {} : { lr } } : optimizer };
  },
  batch_size: (experiment, text) => ({ ...experiment, batch_size: Number.isFinite(Number(text)) ? Number(text) : text }),
};

function optimizerOf({ optimizer }) {
  const named = typeof optimizer === 'string' ? { [optimizer]: {} } : optimizer;
  return named && Object.values(named)[0] ? named : { SGD: {} };
}

/** `8-8 tanh`: hidden layers of so many units, and what bends them; the last layer stays the experiment's. */
function layers(experiment, short) {
  const [, units, bend] = /^((?:\d{1,4}-)*\d{1,4})(?:\s+([A-Za-z]\w*))?$/.exec(short) ?? [];
  if (!units) throw answer('asked_model', {});
  const names = ['Tanh', 'ReLU', 'Sigmoid', 'GELU', 'ELU', 'SiLU', 'LeakyReLU', 'Softplus'];
  const activation = names.find((name) => name.toLowerCase() === (bend ?? 'tanh').toLowerCase()) ?? bend;
  const last = Array.isArray(experiment.model) ? experiment.model.at(-1) : { Linear: { out_features: 1 } };
  return [...units.split('-').flatMap((each) => [{ Linear: { out_features: Number(each) } }, activation]), last];
}

/**
 * Makes an experiment of wishes, `[key, text or object]` in order, and opens it with `open(file)`. A wish that cannot be
 * granted is left out: `problems` has it. Gives the experiment as `base`, or nothing when nobody waits.
 */
export async function experimentOf(wishes, open) {
  const problems = [];
  let experiment = LINE;
  const fitting = [];
  for (const [key, wanted] of wishes) {
    try {
      experiment = CHANGES[key](experiment, read(wanted));
      fitting.push([key, wanted]);
    } catch (error) {
      if (!isAnswer(error)) throw error;
      problems.push({ key, text: wanted, error, used: usedIn(experiment, key) });
    }
  }
  const written = await attempt(experiment, open).catch((error) => {
    if (!isAnswer(error)) throw error;
    return null;
  });
  if (written !== null) return written && { base: written, problems };
  // Together they do not go. One after the other shows which.
  experiment = LINE;
  let base = await attempt(experiment, open);
  for (const [key, wanted] of fitting) {
    const next = CHANGES[key](experiment, read(wanted));
    try {
      base = await attempt(next, open);
      experiment = next;
    } catch (error) {
      if (!isAnswer(error)) throw error;
      problems.push({ key, text: wanted, error, used: usedIn(experiment, key) });
    }
    if (!base) return undefined;
  }
  return { base, problems };
}

/** Opens an experiment; gives it with its settings as the core understands them. */
async function attempt(experiment, open) {
  const opened = await open(JSON.stringify(experiment));
  if (!opened) return undefined;
  const { seed, optimizer, epochs } = opened.session.experiment();
  opened.session.free();
  return { ...experiment, seed, optimizer, epochs };
}

/** What stands in place of a wish, for the message. */
function usedIn(experiment, key) {
  if (key === 'experiment') return Object.keys(EXPERIMENTS).find((name) => EXPERIMENTS[name] === experiment) ?? '…';
  const value = experiment[key];
  return typeof value === 'string' ? value : key === 'optimizer' ? Object.keys(optimizerOf(experiment))[0] : JSON.stringify(value ?? null);
}

/** The place that `at` means in a session: a number of operations, `end`, or `epoch:5`. */
export function placeOf(at, session) {
  const { total, epochs, batches } = session.moment;
  const text = String(at).trim();
  const [, epoch, position] = /^(?:epoch:(\d{1,9})|(\d{1,15}))$/.exec(text) ?? [];
  if (text === 'end') return total;
  if (epoch !== undefined && Number(epoch) <= epochs) {
    // Edits are operations, too, so steps differ where there may be some; where they stand, the engine says.
    return session.full ? session.ask((engine) => engine.stepPosition(Number(epoch) * batches)) : (total / epochs) * Number(epoch);
  }
  if (position !== undefined && Number(position) <= total) return Number(position);
  throw answer('asked_at', { total, epochs });
}

/** The most edits that the core makes of one training. */
const MOST_EDITS = 31;

/** Makes the edits that a list names, each as `{ at: 39, lr: 0.02 }`, after so many operations: all of them, or none. */
export async function edit(session, wanted, current) {
  const edits = read(wanted);
  if (!Array.isArray(edits) || edits.length > MOST_EDITS || !edits.every((each) => Number.isSafeInteger(each?.at))) throw answer('asked_edits', { most: MOST_EDITS });
  await full(session);
  if (!current()) return;
  let made = 0;
  try {
    for (const { at, ...change } of edits) {
      await go(session, placeOf(at, session), current);
      if (!current()) return;
      made += session.rewrite('edit', JSON.stringify(change));
    }
  } catch (error) {
    for (; made > 0; made -= 1) session.rewrite('undo');
    session.reset();
    throw error;
  }
}

/** Edits need the full module, and words of the workbench. */
async function full(session) {
  try {
    await Promise.all([session.widen(), texts.widen('workbench')]);
  } catch ({ kind, fields, message }) {
    throw Object.assign(new Error(kind ? t(`failed.${kind}`, fields) : message), { code: 'load', fields });
  }
}

/** Goes to a place, which takes several pictures if it is far; nobody may have gone elsewhere meanwhile. */
async function go(session, place, current) {
  session.seek(place);
  while (current() && session.moment?.position !== place) {
    if (!session.rushing) throw answer('asked_edits', { most: MOST_EDITS });
    await new Promise(requestAnimationFrame);
  }
}
