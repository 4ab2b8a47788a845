// The elements of the workbench: what a learner reaches for after the first steps. They are fetched when one of them
// comes near the screen, and need the full module: each calls `owner.widen()` before it asks the session.

import './define.js';
import { ChalkGraph } from './elements/chalk-graph.js';

export const ELEMENTS = {
  'chalk-graph': ChalkGraph,
};
