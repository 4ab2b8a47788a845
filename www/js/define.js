// Makes the elements known to the browser. Importing this file is all that a page needs: those that are not here come by
// themselves, when one of them is about to be seen.

import { ChalkControls } from './elements/chalk-controls.js';
import { ChalkFit } from './elements/chalk-fit.js';
import { ChalkLoss } from './elements/chalk-loss.js';
import { ChalkNotice } from './elements/chalk-notice.js';
import { ChalkPlayground } from './elements/chalk-playground.js';
import { ChalkSession } from './elements/chalk-session.js';
import { Later } from './later.js';
import { part } from './part.js';
import { texts, translate } from './text.js';

/** The session first: views look for it when they wake up. */
const ELEMENTS = {
  'chalk-session': ChalkSession,
  'chalk-playground': ChalkPlayground,
  'chalk-controls': ChalkControls,
  'chalk-fit': ChalkFit,
  'chalk-loss': ChalkLoss,
  'chalk-notice': ChalkNotice,
};

/** So many milliseconds the views wait for a session. */
const PATIENCE = 3000;

/** The first session comes first, in every sense; but nothing waits for one that does not come. */
let go;
const drawn = new Promise((resolve) => (go = resolve));
const afterDrawing = () => {
  setTimeout(go, PATIENCE);
  return drawn;
};

/** Which function loads an element that is not here. Those of the workbench that stand inside others come with these. */
const LATER = new Map([
  ...['code', 'explain', 'log', 'parameters', 'settings', 'timeline'].map((name) => [`chalk-${name}`, () => afterDrawing().then(openViews)]),
  ...['boundary', 'edit', 'examples', 'explain-more', 'gradcheck', 'graph', 'guide', 'network', 'neurons', 'quiz', 'surface', 'weights'].map(
    (name) => [`chalk-${name}`, openWorkbench],
  ),
  ...['op', 'optimizer'].map((name) => [`chalk-${name}`, openTeach]),
]);

/** Whether another version of this script was there before: then all is done by that one. */
const late = globalThis.customElements?.get('chalk-session') !== undefined;

/** Defines elements. */
export function define(elements) {
  if (late) return;
  for (const [name, element] of Object.entries(elements)) {
    if (!customElements.get(name)) customElements.define(name, element);
  }
}

/** Whoever asks about a number before the workbench is there gets the answer when it is; if there is a place for answers. */
async function ask(event) {
  const [number, ...around] = event.composedPath();
  if (!number.matches?.('chalk-number:not(:defined)') || !around.some((each) => each.querySelector?.('chalk-trace'))) return;
  // After a failure nobody would hear the press but this function again.
  if (await openWorkbench().then(() => true, console.error)) number.click();
}

// A server that renders pages may import this; it has no elements.
if (late) console.warn(`Chalkgrad is on this page twice. The first script does everything, this one nothing: ${import.meta.url}`);
else if (globalThis.customElements) {
  document.addEventListener('chalk-ready', () => requestAnimationFrame(go), { once: true });
  Later.begin(LATER);
  define(ELEMENTS);
  document.addEventListener('click', ask);
}

/** Loads the views that are not needed at once. */
export async function openViews() {
  const [{ ELEMENTS: more }] = await Promise.all([part('./views.js', () => import('./views.js')), texts.widen('views'), texts.widen('core')]);
  define(more);
}

let workbench = null;

/** Loads the workbench: its elements and its texts. */
export function openWorkbench() {
  return (workbench ??= loadWorkbench().catch((error) => {
    workbench = null;
    throw error;
  }));
}

async function loadWorkbench() {
  const [{ ELEMENTS: more, EDITS, furnish }] = await Promise.all([
    part('./workbench.js', () => import('./workbench.js')),
    texts.widen('workbench'),
    openViews(),
  ]);
  if (late) return;
  Object.defineProperties(ChalkSession.prototype, Object.getOwnPropertyDescriptors(EDITS));
  define(more);
  furnish();
  translate(document);
}

/** Loads the elements that teach a single thing: they need no session and nothing of the workbench. */
export async function openTeach() {
  const [{ ELEMENTS: more }] = await Promise.all([part('./teach.js', () => import('./teach.js')), texts.widen('teach')]);
  if (!late) define(more);
}
