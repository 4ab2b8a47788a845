// The keyboard of the player: Space plays and pauses, the arrows step, with Shift a whole epoch.

/** Fields that use the arrows, and things that use Space, themselves. */
const OWN_ARROWS = 'input, select, textarea, [contenteditable]';
const OWN_SPACE = `${OWN_ARROWS}, button, summary, a[href]`;

/** What a key press means: 'toggle', or a move with its unit; null if it is not for the player. */
export function meaningOf(event) {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return null;
  const [target] = event.composedPath();
  const owned = (selector) => target instanceof Element && target.matches(selector);
  if (event.key === ' ' && !event.shiftKey && !owned(OWN_SPACE)) return { move: event.repeat ? 'none' : 'toggle' };
  const unit = event.shiftKey ? 'epoch' : 'operation';
  if (event.key === 'ArrowRight' && !owned(OWN_ARROWS)) return { move: 'step', unit };
  if (event.key === 'ArrowLeft' && !owned(OWN_ARROWS)) return { move: 'back', unit };
  return null;
}
