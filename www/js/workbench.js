// The elements of the workbench: what a learner reaches for after the first steps. They are fetched when one of them
// comes near the screen, and need the full module: each calls `owner.widen()` before it asks the session.

// For the release: what these share with the first page then stays in one file, and loads in one piece.
import './define.js';

import { ChalkBoundary } from './elements/chalk-boundary.js';
import { ChalkEdit } from './elements/chalk-edit.js';
import { ChalkExamples } from './elements/chalk-examples.js';
import { ChalkExplainMore } from './elements/chalk-explain-more.js';
import { ChalkGradcheck } from './elements/chalk-gradcheck.js';
import { ChalkGraph } from './elements/chalk-graph.js';
import { ChalkGuide } from './elements/chalk-guide.js';
import { ChalkLegend } from './elements/chalk-legend.js';
import { ChalkMarks } from './elements/chalk-marks.js';
import { ChalkNetwork } from './elements/chalk-network.js';
import { ChalkNeurons } from './elements/chalk-neurons.js';
import { ChalkNumber } from './elements/chalk-number.js';
import { ChalkPoints } from './elements/chalk-points.js';
import { ChalkQuiz } from './elements/chalk-quiz.js';
import { ChalkSurface } from './elements/chalk-surface.js';
import { ChalkTrace } from './elements/chalk-trace.js';
import { ChalkValues } from './elements/chalk-values.js';
import { ChalkWeights } from './elements/chalk-weights.js';
import { ChalkZeroGrad } from './elements/chalk-zero-grad.js';

export { furnish } from './furnish.js';

/** What sessions can do besides, once this is there. */
export { EDITS } from './edits.js';

export const ELEMENTS = {
  'chalk-number': ChalkNumber,
  'chalk-boundary': ChalkBoundary,
  'chalk-edit': ChalkEdit,
  'chalk-examples': ChalkExamples,
  'chalk-explain-more': ChalkExplainMore,
  'chalk-gradcheck': ChalkGradcheck,
  'chalk-graph': ChalkGraph,
  'chalk-guide': ChalkGuide,
  'chalk-legend': ChalkLegend,
  'chalk-marks': ChalkMarks,
  'chalk-network': ChalkNetwork,
  'chalk-neurons': ChalkNeurons,
  'chalk-points': ChalkPoints,
  'chalk-quiz': ChalkQuiz,
  'chalk-surface': ChalkSurface,
  'chalk-trace': ChalkTrace,
  'chalk-values': ChalkValues,
  'chalk-weights': ChalkWeights,
  'chalk-zero-grad': ChalkZeroGrad,
};
