// The page in a frame: one widget, set up by the page's address, which tells the page around it how tall it is.
// It listens to no messages: whoever frames it decides by the address, and by nothing else.

import './define.js';
import { texts } from './text.js';

/** No address of ours is longer; whatever comes after this is not read. */
const LONGEST = 100_000;

/** What the address may name: attributes of the elements, `element` aside. None of them leads to another host. */
const KEYS = [
  ...['experiment', 'model', 'loss', 'optimizer', 'batch_size', 'seed', 'lr', 'epochs', 'speed', 'edits', 'at', 'lang', 'theme'],
  ...['controls', 'show', 'loading', 'name', 'over', 'from', 'to', 'surface', 'start'],
];

/** Besides, an operation and an optimizer have options and inputs of their own, by any name that not every element has. */
const OWN = /^(?!on|aria|data|(class|dir|hidden|id|inert|is|part|role|slot|style|tabindex|title|base)$)[a-z][a-z0-9_]*$/;

/** What stands alone, the usual one first; everything else in a session. */
const WHOLE = ['playground', 'op', 'optimizer'];
const VIEWS = [
  ...['boundary', 'code', 'controls', 'edit', 'examples', 'explain', 'fit', 'gradcheck', 'graph', 'log', 'loss', 'network', 'neurons'],
  ...['parameters', 'quiz', 'settings', 'surface', 'timeline', 'weights'],
];

const root = document.documentElement;
const query = new URLSearchParams(location.search.slice(0, LONGEST));

/** The wanted elements' names without their beginning: one, or views that share a session. */
const asked = [...new Set((query.get('element') ?? '').split(/[\s,]+/).filter(Boolean).map((each) => each.replace(/^chalk-/, '')))];
const views = asked.filter((each) => VIEWS.includes(each));
const [name] = asked.length === 1 && WHOLE.includes(asked[0]) ? asked : WHOLE;
const keys = [...new Set(query.keys())].filter((key) => KEYS.includes(key) || (name !== WHOLE[0] && key !== 'element' && OWN.test(key)));
const unknown = [...new Set(query.keys())].filter((key) => key !== 'element' && !keys.includes(key));
unknown.unshift(...asked.filter((each) => each !== name && !views.includes(each)).map((each) => `element=${each}`));

function dressed(element) {
  for (const key of keys) element.setAttribute(key, query.get(key));
  return element;
}

const named = (names) => names.map((each) => dressed(document.createElement(`chalk-${each}`)));
const [widget] = named([views.length > 0 ? 'session' : name]);
widget.append(...named(views));

const theme = query.get('theme');
if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
texts.addEventListener('change', () => (root.lang = texts.language));

if (unknown.length > 0) {
  const message = document.querySelector('[role="status"]');
  const words = unknown.map((key) => `“${key.slice(0, 40)}”`).join(', ').slice(0, 400);
  for (const place of message.querySelectorAll('b')) place.textContent = words;
  message.hidden = false;
}
document.querySelector('main').replaceChildren(widget);

// Height ------------------------------------------------------------------------------------------

let told = 0;

/** Tells the page around, whoever it is: a height is no secret. Ours, then the form that Embedly and others understand. */
function tell() {
  const height = Math.ceil(document.body.getBoundingClientRect().height);
  if (height === told || height === 0) return;
  told = height;
  parent.postMessage({ chalkgrad: { version: 1, height } }, '*');
  parent.postMessage(JSON.stringify({ src: location.href, context: 'iframe.resize', height }), '*');
}

if (parent !== window) new ResizeObserver(tell).observe(document.body);
