// The elements of the workbench: what a learner reaches for after the first steps. They are fetched when one of them
// comes near the screen, and need the full module: each calls `owner.widen()` before it asks the session.

// For the release: what these share with the first page then stays in one file, and loads in one piece.
import './define.js';

import { ChalkExplainMore } from './elements/chalk-explain-more.js';
import { ChalkGraph } from './elements/chalk-graph.js';
import { ChalkNumber } from './elements/chalk-number.js';
import { ChalkQuiz } from './elements/chalk-quiz.js';
import { ChalkTrace } from './elements/chalk-trace.js';

export const ELEMENTS = {
  'chalk-number': ChalkNumber,
  'chalk-explain-more': ChalkExplainMore,
  'chalk-graph': ChalkGraph,
  'chalk-quiz': ChalkQuiz,
  'chalk-trace': ChalkTrace,
};
