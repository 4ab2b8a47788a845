// Makes the elements known to the browser. Importing this file is all that a page needs: those of the workbench come
// by themselves, when one of them is about to be seen.

import { ChalkCode } from './elements/chalk-code.js';
import { ChalkControls } from './elements/chalk-controls.js';
import { ChalkExplain } from './elements/chalk-explain.js';
import { ChalkFit } from './elements/chalk-fit.js';
import { ChalkLog } from './elements/chalk-log.js';
import { ChalkLoss } from './elements/chalk-loss.js';
import { ChalkNotice } from './elements/chalk-notice.js';
import { ChalkParameters } from './elements/chalk-parameters.js';
import { ChalkSession } from './elements/chalk-session.js';
import { ChalkSettings } from './elements/chalk-settings.js';
import { ChalkTimeline } from './elements/chalk-timeline.js';
import { whenNear } from './near.js';
import { texts, translate } from './text.js';

/** The session first: views look for it when they wake up. */
const ELEMENTS = {
  'chalk-session': ChalkSession,
  'chalk-code': ChalkCode,
  'chalk-controls': ChalkControls,
  'chalk-explain': ChalkExplain,
  'chalk-fit': ChalkFit,
  'chalk-log': ChalkLog,
  'chalk-loss': ChalkLoss,
  'chalk-notice': ChalkNotice,
  'chalk-parameters': ChalkParameters,
  'chalk-settings': ChalkSettings,
  'chalk-timeline': ChalkTimeline,
};

/** Whether another version of this script was there before: then all is done by that one. */
const late = globalThis.customElements?.get('chalk-session') !== undefined;

/** Defines elements. */
export function define(elements) {
  if (late) return;
  for (const [name, element] of Object.entries(elements)) {
    if (!customElements.get(name)) customElements.define(name, element);
  }
}

/** The elements that load when one of them comes near the screen. */
const LATER = '[data-later]';

/** Whoever asks about a number before the workbench is there gets the answer when it is. */
async function ask(event) {
  const [number] = event.composedPath();
  if (!number.matches?.('chalk-number:not(:defined)')) return;
  await openWorkbench().catch(console.error);
  number.click();
}

// A server that renders pages may import this; it has no elements.
if (late) console.warn(`Chalkgrad is on this page twice. The first script does everything, this one nothing: ${import.meta.url}`);
else if (globalThis.customElements) {
  define(ELEMENTS);
  whenNear(document.querySelectorAll(LATER), () => openWorkbench().catch(console.error));
  document.addEventListener('click', ask);
}

/** Loads the workbench: its elements and its texts. */
export async function openWorkbench() {
  const [{ ELEMENTS: more, furnish }] = await Promise.all([import('./workbench.js'), texts.widen('workbench')]);
  if (late) return;
  define(more);
  furnish();
  translate(document);
}

/** The elements that teach a single thing need no session and nothing of the workbench. */
const ALONE = 'chalk-op, chalk-optimizer';

// Those that a script adds later come as well.
if (globalThis.document && !late) {
  const waited = new WeakSet();
  const look = () => {
    const added = [...document.querySelectorAll(ALONE)].filter((element) => !waited.has(element));
    for (const element of added) waited.add(element);
    if (added.length > 0) whenNear(added, () => openTeach().catch(console.error));
  };
  const arriving = new MutationObserver(look);
  arriving.observe(document, { childList: true, subtree: true });
  customElements.whenDefined('chalk-op').then(() => arriving.disconnect());
  look();
}

/** Loads them. */
export async function openTeach() {
  const [{ ELEMENTS: more }] = await Promise.all([import('./teach.js'), texts.widen('teach')]);
  if (!late) define(more);
}
