// The elements of the workbench: what a learner reaches for after the first steps. They are fetched when one of them
// comes near the screen, and need the full module: each calls `owner.widen()` before it asks the session.

import { ChalkBoundary } from './elements/chalk-boundary.js';
import { ChalkExamples } from './elements/chalk-examples.js';
import { ChalkGradcheck } from './elements/chalk-gradcheck.js';
import { ChalkNetwork } from './elements/chalk-network.js';
import { ChalkNeurons } from './elements/chalk-neurons.js';
import { ChalkSurface } from './elements/chalk-surface.js';
import { ChalkWeights } from './elements/chalk-weights.js';

export const ELEMENTS = {
  'chalk-boundary': ChalkBoundary,
  'chalk-examples': ChalkExamples,
  'chalk-gradcheck': ChalkGradcheck,
  'chalk-network': ChalkNetwork,
  'chalk-neurons': ChalkNeurons,
  'chalk-surface': ChalkSurface,
  'chalk-weights': ChalkWeights,
};
