// The elements that teach a single thing, without a session: an operation, activation or loss; optimizers.

// For the release: what these share with the first page then stays in one file, and loads in one piece.
import './define.js';

import { ChalkOp } from './elements/chalk-op.js';
import { ChalkOptimizer } from './elements/chalk-optimizer.js';

export const ELEMENTS = { 'chalk-op': ChalkOp, 'chalk-optimizer': ChalkOptimizer };
