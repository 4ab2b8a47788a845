// Elements whose code is not there yet: found wherever they come up, and fetched when one of them is about to be seen.

import { make } from './dom.js';
import { whenNear } from './near.js';

let loaders;
const roots = new WeakSet();

export const Later = {
  /** `functions`: for each name, what loads it. Watches the whole document. */
  begin(functions) {
    loaders = functions;
    Later.watch(document);
  },

  /** Watches a document or a shadow root. */
  watch(root) {
    if (roots.has(root) || !loaders) return;
    roots.add(root);
    for (const element of root.querySelectorAll(':not(:defined)')) expect(element);
    new MutationObserver(changed).observe(root, { childList: true, subtree: true });
  },
};

function changed(records) {
  for (const { addedNodes } of records) {
    for (const node of addedNodes) {
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      expect(node);
      if (node.firstElementChild) for (const element of node.querySelectorAll(':not(:defined)')) expect(element);
    }
  }
}

function expect(element) {
  const { localName } = element;
  if (!loaders.has(localName) || customElements.get(localName) || element.querySelector('chalk-notice')) return;
  whenNear([element], () => load(element));
}

/** Where it does not come, the element says why, until it has. */
async function load(element) {
  try {
    await loaders.get(element.localName)();
  } catch (error) {
    console.error(error);
    const notice = make('chalk-notice', { for: '' });
    const away = () => notice.remove();
    const again = () => {
      away();
      load(element);
    };
    notice.missing = { error, again };
    notice.style.visibility = 'visible'; // Pages may hide what has not woken up.
    customElements.whenDefined(element.localName).then(away);
    element.append(notice);
  }
}
