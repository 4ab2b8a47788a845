// The script that a page names: it makes every element known. This is all that an author needs; with what it exports, a
// page may fetch ahead of time the elements that would come when one of them is about to be seen, or define its own.

export { define, openTeach, openWorkbench } from './define.js';
