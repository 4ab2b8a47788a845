// What a page shows and says, through all shadow roots: its words, its boxes, what is cut off.

/** Every word that is visible or read out. */
export async function spoken(page) {
  const visible = await page.evaluate(() => {
    const words = [];
    const walk = (node) => {
      if (node.nodeType === Node.TEXT_NODE) words.push(node.data);
      else if (node.nodeType === Node.ELEMENT_NODE && node.checkVisibility({ visibilityProperty: true })) {
        for (const name of ['aria-label', 'aria-valuetext', 'title']) if (node.hasAttribute(name)) words.push(node.getAttribute(name));
        if (node.localName === 'input') words.push(node.value);
        const inside = node.localName === 'slot' ? node.assignedNodes({ flatten: true }) : (node.shadowRoot ?? node).childNodes;
        for (const child of inside) walk(child);
      }
    };
    walk(document.body);
    return words.join(' ');
  });
  return `${visible} ${await page.locator('body').ariaSnapshot()}`;
}

/** The boxes of all cards, by heading, in the page's coordinates. */
export const cards = (page) =>
  page.evaluate(() => {
    const boxes = {};
    for (const section of document.querySelectorAll('section.view')) {
      const { x, y, width, height } = section.getBoundingClientRect();
      boxes[section.querySelector('h2').textContent] = { x: x + scrollX, y: y + scrollY, width, height };
    }
    const bar = document.querySelector('#controls').getBoundingClientRect();
    boxes.bar = { x: bar.x, y: 0, width: bar.width, height: bar.height };
    return boxes;
  });

/** Whatever is cut off or sticks out at this width, in words; nothing if all is well. */
export const clipped = (page) =>
  page.evaluate(() => {
    const found = [];
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width) found.push(`the page is ${document.documentElement.scrollWidth} px wide, the window ${width}`);
    const label = (node) => `${node.localName} “${(node.getAttribute('aria-label') ?? node.textContent).trim().replace(/\s+/g, ' ').slice(0, 30)}”`;
    const walk = (node) => {
      if (!node.checkVisibility({ visibilityProperty: true })) return;
      const { overflowX, clipPath } = getComputedStyle(node);
      const box = node.getBoundingClientRect();
      const forEarsOnly = clipPath !== 'none';
      const scrolls = overflowX === 'auto' || overflowX === 'scroll';
      const holds = ['button', 'summary', 'select', 'input', 'td', 'th', 'p', 'h1', 'h2', 'h3', 'dd', 'dt'].includes(node.localName);
      const hides = overflowX === 'hidden' || overflowX === 'clip';
      if (!forEarsOnly && !scrolls && (holds || hides) && node.clientWidth > 0 && node.scrollWidth > node.clientWidth + 1) {
        found.push(`${label(node)} needs ${node.scrollWidth} px and has ${node.clientWidth}`);
      }
      if (['button', 'input', 'select'].includes(node.localName) && box.width > 1 && (box.left < -0.5 || box.right > width + 0.5)) {
        found.push(`${label(node)} is outside the window`);
      }
      if (scrolls || forEarsOnly) return;
      for (const child of (node.shadowRoot ?? node).children) walk(child);
      if (node.shadowRoot) for (const child of node.children) walk(child);
    };
    walk(document.body);
    return found;
  });

/** Pairs of words or controls below `selector` that lie over each other, in words. */
export const overlapping = (page, selector) =>
  page.locator(selector).evaluate((root) => {
    const boxes = [];
    const walk = (node, inside) => {
      if (!node.checkVisibility({ visibilityProperty: true }) || getComputedStyle(node).clipPath !== 'none') return;
      const control = ['button', 'input', 'summary'].includes(node.localName);
      const words = [...node.childNodes].some((each) => each.nodeType === Node.TEXT_NODE && each.data.trim());
      const { left, right, top, bottom } = node.getBoundingClientRect();
      if (!inside && (control || words)) boxes.push({ left, right, top, bottom, said: (node.getAttribute('aria-label') ?? node.textContent).trim().slice(0, 30) });
      for (const child of (node.shadowRoot ?? node).children) walk(child, inside || control || words);
    };
    walk(root, false);
    const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
    return boxes.flatMap((a, index) => boxes.slice(index + 1).filter((b) => over(a, b)).map((b) => `“${a.said}” and “${b.said}”`));
  });
