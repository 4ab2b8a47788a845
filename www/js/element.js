// What every element is built on: the browser's own class, or an empty one where a server imports the elements and
// renders a page without running them.

export const Element = globalThis.HTMLElement ?? class {};
