// Making and changing DOM nodes without markup strings: text is always set as text.

/** Makes an element: `make('button', { class: 'x', disabled: false }, 'Play')`. */
export function make(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function draw(tag, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...children);
  return element;
}

/** Sets an attribute; `false`, `null` and `undefined` remove it, `true` makes it empty. Writes only changes. */
export function set(element, name, value) {
  if (value === false || value === null || value === undefined) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
    return;
  }
  const text = value === true ? '' : String(value);
  if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}

/** Sets a node's text if it is not that text already, so that a selection and a live region stay quiet. */
export function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A button's face: what the eye sees (a glyph, a short word) and the name that everybody else hears. */
export function face(button, look, name) {
  let [shown, said] = button.children;
  if (!shown) {
    shown = make('span', { 'aria-hidden': 'true' });
    said = make('span', { class: 'hidden' });
    button.append(shown, said);
  }
  put(shown, look);
  put(said, name);
}
