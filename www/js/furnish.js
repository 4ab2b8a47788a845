// What the workbench adds to the views of the first page: marks, handles, switches. Each stands in a slot of its view.

/** For each view: the element that it gets, and the slot. */
const COMPANIONS = {
  'chalk-timeline': ['chalk-marks', ''],
  'chalk-fit': ['chalk-points', 'over'],
  'chalk-loss': ['chalk-legend', 'legend'],
  'chalk-code': ['chalk-zero-grad', 'zero_grad'],
  'chalk-parameters': ['chalk-values', 'values'],
};

/** Gives all views of a page their companions, those of a session that comes up later, too. */
export function furnish() {
  furnishAll();
  document.addEventListener('chalk-ready', furnishAll);
}

function furnishAll() {
  for (const [view, [companion, slot]] of Object.entries(COMPANIONS)) {
    for (const element of document.querySelectorAll(view)) {
      if (element.querySelector(companion)) continue;
      const added = document.createElement(companion);
      if (slot) added.slot = slot;
      if (element.hasAttribute('for')) added.setAttribute('for', element.getAttribute('for'));
      element.append(added);
    }
  }
}
