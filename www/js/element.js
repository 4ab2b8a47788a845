// What every element is built on: the browser's own class, or an empty one where a server imports the elements and
// renders a page without running them.

export const Element = globalThis.HTMLElement ?? class {};

/** What was set before an element was defined is set again: as it is, it hides the properties of the class. */
export function catchUp(element) {
  for (const [name, value] of Object.entries(element)) {
    if (!(name in Object.getPrototypeOf(element))) continue;
    delete element[name];
    element[name] = value;
  }
}
