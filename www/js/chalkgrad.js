// The script that a page names: it makes every element known. This is all that an author needs.

export { define, openTeach, openWorkbench } from './define.js';
export { errorText, t, texts, translate } from './text.js';
