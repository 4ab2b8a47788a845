// A widget as the text that goes into somebody's page: tag, script, frame, Markdown.
// A widget is `{ element, attributes, inside, experiment }`: what stands inside a session, and an experiment as JSON.

/** Elements that need no session around them. */
export const WHOLE = ['session', 'playground', 'op', 'optimizer'];

const escaped = (text) => String(text).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

const written = (attributes) => Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`).join('');

/** The tag alone, with what stands inside it. */
export function markup({ element, attributes = {}, inside = [], experiment }) {
  const lines = inside.map((part) => `  ${markup(part)}`);
  // In a script, only `<` could end it.
  if (experiment) lines.unshift('  <script type="application/json">', JSON.stringify(experiment, null, 2).replaceAll('<', '\\u003c').replace(/^/gm, '  '), '  </script>');
  return `<chalk-${element}${written(attributes)}>${lines.map((line) => `\n${line}`).join('')}${lines.length > 0 ? '\n' : ''}</chalk-${element}>`;
}

/** The page in a frame, with the same keys; it puts several views into one session, as the tag does. */
export function frameAddress({ element, attributes = {}, inside = [], experiment }, page) {
  const address = new URL(page);
  const query = new URLSearchParams();
  const names = element === 'session' ? inside.map((view) => view.element).join(' ') || 'playground' : element;
  if (names !== 'playground') query.set('element', names);
  for (const each of [attributes, ...inside.map((view) => view.attributes ?? {})]) for (const [key, value] of Object.entries(each)) query.set(key, value);
  if (experiment) query.set('experiment', JSON.stringify(experiment));
  address.search = query;
  return address.href;
}

/** The addresses of the script and of the page for frames, and whether that page works in a sandbox: there its files are another site's. */
export async function placesOf(script, frame) {
  const [source, page] = [script, frame].map((each) => new URL(each, document.baseURI).href);
  const answer = await fetch(source).catch(() => null);
  return { script: source, page, sandbox: answer?.headers.get('access-control-allow-origin') === '*' };
}

/** Every form that a page can take, by name. A frame goes without a style of its own, which strict hosts take away. */
export function formsOf(widget, { script, page, sandbox }, { title, height }) {
  const tag = markup(widget);
  const address = frameAddress(widget, page);
  return {
    tag: `<script type="module" src="${escaped(script)}"></script>\n${tag}`,
    classic: `<script src="${escaped(script.replace(/[^/]*$/, 'loader.js'))}"></script>\n${tag}`,
    frame: `<iframe src="${escaped(address)}" title="${escaped(title)}" width="100%" height="${height}" frameborder="0" loading="lazy"${sandbox ? ' sandbox="allow-scripts"' : ''}></iframe>`,
    markdown: `[${title.replace(/[[\]\\]/g, '\\$&')}](${address.replaceAll('(', '%28').replaceAll(')', '%29')})`,
  };
}
