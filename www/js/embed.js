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

/** What stands alone, the usual one first; everything else in a session. */
const WHOLE = ['playground', 'op', 'optimizer'];
const VIEWS = [
  ...['boundary', 'code', 'controls', 'edit', 'examples', 'explain', 'fit', 'gradcheck', 'graph', 'log', 'loss', 'network', 'neurons'],
  ...['parameters', 'quiz', 'settings', 'surface', 'timeline', 'weights'],
];

const root = document.documentElement;
const query = new URLSearchParams(location.search.slice(0, LONGEST));

/** The wanted element's name without its beginning, if it is one of ours. */
const asked = (query.get('element') ?? 'playground').replace(/^chalk-/, '');
const name = [...WHOLE, ...VIEWS].includes(asked) ? asked : WHOLE[0];
const unknown = [...new Set(query.keys())].filter((key) => key !== 'element' && !KEYS.includes(key));
if (name !== asked) unknown.unshift(`element=${asked}`);

function dressed(element) {
  for (const key of KEYS) if (query.has(key)) element.setAttribute(key, query.get(key));
  return element;
}

const element = dressed(document.createElement(`chalk-${name}`));
const widget = WHOLE.includes(name) ? element : dressed(document.createElement('chalk-session'));
if (widget !== element) widget.append(element);

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
