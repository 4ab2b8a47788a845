// The keyboard of the player: Space plays and pauses, the arrows step, with Shift a whole epoch.

/** Fields that use the arrows, and things that use Space, themselves. A slider uses the arrows alone. */
const FIELDS = 'input:not([type="range"]), select, textarea, [contenteditable]';
const OWN_ARROWS = `${FIELDS}, input`;
const OWN_SPACE = `${FIELDS}, button, summary, a[href]`;

/** What a key press means: 'toggle', or a move with its unit; null if it is not for the player. */
export function meaningOf(event) {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return null;
  const [target] = event.composedPath();
  const owned = (selector) => target instanceof Element && target.matches(selector);
  if (event.key === ' ' && !event.shiftKey && !owned(OWN_SPACE)) return { move: event.repeat ? 'none' : 'toggle' };
  const unit = event.shiftKey ? 'epoch' : 'operation';
  if (owned(event.shiftKey ? FIELDS : OWN_ARROWS)) return null;
  if (event.key === 'ArrowRight') return { move: 'step', unit };
  if (event.key === 'ArrowLeft') return { move: 'back', unit };
  return null;
}
