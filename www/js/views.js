// The views that a page of others may do without: they load when one of them comes near the screen.

// For the release: what these share with the first elements then stays in one file.
import './define.js';

import { ChalkCode } from './elements/chalk-code.js';
import { ChalkExplain } from './elements/chalk-explain.js';
import { ChalkLog } from './elements/chalk-log.js';
import { ChalkParameters } from './elements/chalk-parameters.js';
import { ChalkSettings } from './elements/chalk-settings.js';
import { ChalkTimeline } from './elements/chalk-timeline.js';

export const ELEMENTS = {
  'chalk-code': ChalkCode,
  'chalk-explain': ChalkExplain,
  'chalk-log': ChalkLog,
  'chalk-parameters': ChalkParameters,
  'chalk-settings': ChalkSettings,
  'chalk-timeline': ChalkTimeline,
};
