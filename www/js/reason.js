// Finds out why a file did not come, by asking for it again. It is loaded only then, and imports nothing: whoever waits for
// it may be what an import would wait for.

/**
 * The kind of failure, with what its text names besides the file. `error` is what was thrown, `refused` what the policy of
 * the page has refused so far.
 */
export async function reason(address, error, refused) {
  const { host, origin } = address;
  if (/unsafe-eval|blocked by csp/i.test(error?.message) || (error?.name === 'CompileError' && /policy/i.test(error.message))) return ['policy'];
  if (navigator.onLine === false) return ['offline'];
  const answer = await fetch(address, { cache: 'reload' }).catch(() => null);
  await new Promise((done) => setTimeout(done)); // What the policy refuses is told a moment later.
  if ([...refused].some((each) => each.startsWith(origin))) return ['blocked', { host }];
  if (answer?.ok) {
    const [type] = (answer.headers.get('content-type') || '?').split(';');
    if (!/\b(javascript|wasm)$/.test(type)) return ['mime', { type }];
    // It is there now: it did not come for a moment, or something that it needs did not.
    return [/fetch|load|script|status/i.test(error.message) ? 'fetch' : 'broken'];
  }
  if (answer) return ['absent', { status: answer.status }];
  // No answer that a script may read. If there is one all the same, only the permission is missing.
  const opaque = origin !== location.origin && (await fetch(address, { mode: 'no-cors' }).catch(() => null));
  return opaque ? ['cors', { host }] : ['fetch'];
}
