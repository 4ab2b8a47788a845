// The frame around an open layer, with the layer's name, which folds it.

import { draw, put, set } from '../dom.js';
import { t } from '../text.js';
import { blockTitle } from './scene.js';

/** The frame around an open layer, with its name, which folds it. */
export function frameOf(id, { x, y, width, height }, name) {
  const button = draw('g', { role: 'button', tabindex: -1, class: 'fold', 'aria-expanded': 'true', 'data-id': id });
  button.append(draw('rect', { class: 'target', x: x + 4, y: y + 3, width: width - 8, height: 22, rx: 6 }), draw('text', { x: x + 12, y: y + 18 }));
  const group = draw('g', { class: 'group', 'data-group': id, 'data-name': name });
  group.append(draw('rect', { x, y, width, height, rx: 12 }), button);
  return group;
}

/** The words of a frame, in the reader's language. */
export function nameFrame(group) {
  const { name } = group.dataset;
  put(group.lastChild.lastChild, `▾ ${blockTitle(name)}`);
  set(group.lastChild, 'aria-label', t('graph.fold', { name: blockTitle(name) }));
}
