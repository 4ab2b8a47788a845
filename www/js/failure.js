// Why something did not load: each way to fail has a text that says what to do.

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
    // What finds out why may not come either.
    const [kind, fields] = await import('./reason.js').then(({ reason }) => reason(address, error, refused), () => [navigator.onLine === false ? 'offline' : 'fetch']);
    throw new LoadError(kind, { file: address.pathname.split('/').pop(), ...fields }, error);
  }
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
