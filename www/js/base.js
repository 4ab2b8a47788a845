// Where the files are that come later: modules, texts, data. They stand beside the script, or where the page says.

import { answer } from './life.js';

/** The script's own word, where it has one. */
const SCRIPT = 'script[data-base]:is([src*="chalkgrad.js"], [src*="loader.js"])';

/** What the page says, as an address. A page has one place, as it has one instance of each module. */
let base = null;

/** Hears what an element says, or else the script; gives the problem where that cannot be used. */
export function settle(element) {
  const text = element?.getAttribute('base') ?? document.querySelector(SCRIPT)?.dataset.base;
  if (!text) return null;
  try {
    const { href, protocol } = new URL(text.replace(/\/?$/, '/'), document.baseURI);
    if (/^https?:/.test(protocol) && (base ??= href) === href) return null;
  } catch {
    // No address at all.
  }
  return { key: 'base', text, error: answer('asked_base'), used: base ?? import.meta.url.replace(/[^/]*\/[^/]*$/, '') };
}

/** The address of a file: `usual` unless the page says otherwise. */
export const placed = (name, usual) => (base ? new URL(name, base) : usual);
