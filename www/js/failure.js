// Why something did not load, found out by asking again: each way to fail has a text that says what to do.

/** Why a module could not be loaded: `kind` is a key of the texts `failed.*`, which may name the `fields`. */
export class LoadError extends Error {
  constructor(kind, fields = {}, cause) {
    super(cause?.message ?? [kind, ...Object.values(fields)].join(' '), { cause });
    this.name = 'LoadError';
    this.kind = kind;
    this.fields = fields;
  }
}

// (module (func (result v128) i32.const 0 i8x16.splat)): valid only where WebAssembly has SIMD.
const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11];

/** What the policy of the page has refused so far: addresses, or words such as 'wasm-eval'. */
const refused = new Set();
globalThis.document?.addEventListener('securitypolicyviolation', ({ blockedURI }) => refused.add(blockedURI));

/** Throws where no module can run, whatever the host does. */
export function requireWebAssembly(address) {
  if (typeof WebAssembly !== 'object') throw new LoadError('missing');
  if (!WebAssembly.validate(new Uint8Array(SIMD))) throw new LoadError('old');
  if (address.protocol === 'file:') throw new LoadError('file');
}

/** Runs `load()`, which needs the file at `address`, and gives its failure a name. */
export async function explained(address, load) {
  try {
    return await load();
  } catch (error) {
    if (error instanceof LoadError) throw error;
    throw await reason(address, error);
  }
}

async function reason(address, error) {
  const { host, pathname } = address;
  const file = pathname.slice(pathname.lastIndexOf('/') + 1);
  const failed = (kind, fields) => new LoadError(kind, fields, error);
  if (/unsafe-eval|blocked by csp/i.test(error?.message) || (error?.name === 'CompileError' && /policy/i.test(error.message))) return failed('policy');
  if (navigator.onLine === false) return failed('offline');
  const answer = await fetch(address, { cache: 'reload' }).catch(() => null);
  await new Promise((done) => setTimeout(done)); // What the policy refuses is told a moment later.
  if ([...refused].some((each) => each.startsWith(address.origin))) return failed('blocked', { host });
  if (answer?.ok) {
    const [type] = (answer.headers.get('content-type') || '?').split(';');
    if (!/\b(javascript|wasm)$/.test(type)) return failed('mime', { file, type });
    // It is there now: it did not come for a moment, or something that it needs did not.
    return failed(/fetch|load|script|status/i.test(error.message) ? 'fetch' : 'broken', { file });
  }
  if (answer) return failed('absent', { file, status: answer.status });
  // No answer that a script may read. If there is one all the same, only the permission is missing.
  const opaque = address.origin !== location.origin && (await fetch(address, { mode: 'no-cors' }).catch(() => null));
  return opaque ? failed('cors', { host }) : failed('fetch', { file });
}

/** Compiles what the host answers for `address`, whatever it calls it. */
export async function compiled(address) {
  const response = await fetch(address);
  if (!response.ok) throw new TypeError(`status ${response.status}`);
  const type = response.headers.get('content-type') ?? '?';
  if (type === 'application/wasm') return WebAssembly.compileStreaming(response);
  const bytes = await response.arrayBuffer();
  const magic = String.fromCharCode(...new Uint8Array(bytes, 0, Math.min(4, bytes.byteLength)));
  if (magic !== '\0asm') throw new LoadError('mime', { file: address.pathname.split('/').pop(), type });
  return WebAssembly.compile(bytes);
}
