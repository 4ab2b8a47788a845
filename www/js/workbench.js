// The elements of the workbench: what a learner reaches for after the first steps. They are fetched when one of them
// comes near the screen, and need the full module: each calls `owner.widen()` before it asks the session.

import { ChalkEdit } from './elements/chalk-edit.js';
import { ChalkLegend } from './elements/chalk-legend.js';
import { ChalkMarks } from './elements/chalk-marks.js';
import { ChalkPoints } from './elements/chalk-points.js';
import { ChalkValues } from './elements/chalk-values.js';
import { ChalkZeroGrad } from './elements/chalk-zero-grad.js';

export { furnish } from './furnish.js';

export const ELEMENTS = {
  'chalk-edit': ChalkEdit,
  'chalk-legend': ChalkLegend,
  'chalk-marks': ChalkMarks,
  'chalk-points': ChalkPoints,
  'chalk-values': ChalkValues,
  'chalk-zero-grad': ChalkZeroGrad,
};
