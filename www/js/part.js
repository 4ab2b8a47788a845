// Loads a module when something needs it. A failure is explained, and whoever asks the next time tries again.

import { explained } from './failure.js';

/** How often each module has not come. */
const failures = new Map();

/** The module at `file`; `load()` imports it, where bundlers have to see that. */
export function part(file, load) {
  const failed = failures.get(file) ?? 0;
  // Browsers may remember that an import failed: then it is another address that helps.
  const address = new URL(failed > 0 ? `${file}?attempt=${failed}` : file, import.meta.url);
  return explained(address, load && failed === 0 ? load : () => import(address.href)).catch((error) => {
    failures.set(file, failed + 1);
    throw error;
  });
}
