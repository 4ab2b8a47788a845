// Elements whose code is not there yet: found wherever they come up, and fetched when one of them is about to be seen.

/** Elements that no one can see and that are all the same waited for. */
const MARGIN = '200px';

let loaders;
let observer;
const roots = new WeakSet();

export const Later = {
  /** `functions`: for each name, what loads it. Watches the whole document. */
  begin(functions) {
    loaders = functions;
    observer = new IntersectionObserver(seen, { rootMargin: MARGIN });
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
  if (loaders.has(element.localName) && !customElements.get(element.localName)) observer.observe(element);
}

function seen(entries) {
  for (const { target, isIntersecting } of entries) {
    if (customElements.get(target.localName)) observer.unobserve(target);
    else if (isIntersecting) loaders.get(target.localName)().then(() => observer.unobserve(target), console.error);
  }
}
