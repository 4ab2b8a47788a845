// Loads the WebAssembly modules, each once however many ask for it, and gives every way to fail a name.

/** Why the module could not be loaded: `kind` is a key of the texts `failed.*`. */
export class LoadError extends Error {
  constructor(kind, cause) {
    super(cause?.message ?? kind, { cause });
    this.name = 'LoadError';
    this.kind = kind;
  }
}

// (module (func (result v128) i32.const 0 i8x16.splat)): valid only where WebAssembly has SIMD.
const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11];

/** The first has what the demo needs and loads quickly, the second the whole vocabulary, the third trains nothing. */
const SMALL = new URL('../chalkgrad-web.js', import.meta.url);
const FULL = new URL('../chalkgrad-full.js', import.meta.url);
const TEACH = new URL('../chalkgrad-teach.js', import.meta.url);

const loaded = new Map();

/**
 * A module's exports. Each generation is an instance of its own: after a crash the next generation has
 * nothing in common with the broken one. A failure is forgotten, so one can try again.
 */
export function load(generation = 0, full = false) {
  const address = new URL(full === 'teach' ? TEACH : full ? FULL : SMALL);
  if (generation > 0) address.search = `generation=${generation}`; // Another address makes another instance.
  const { href } = address;
  if (!loaded.has(href)) {
    loaded.set(
      href,
      start(href).catch((error) => {
        loaded.delete(href);
        throw classify(error);
      }),
    );
  }
  return loaded.get(href);
}

async function start(href) {
  if (typeof WebAssembly !== 'object') throw new LoadError('missing');
  if (!WebAssembly.validate(new Uint8Array(SIMD))) throw new LoadError('old');
  const module = await import(href);
  await module.default();
  return module;
}

function classify(error) {
  if (error instanceof LoadError) return error;
  const text = String(error?.message ?? error);
  if (/content security policy|unsafe-eval/i.test(text)) return new LoadError('policy', error);
  if (navigator.onLine === false) return new LoadError('offline', error);
  if (/fetch|import|404|network|load/i.test(text)) return new LoadError('fetch', error);
  return new LoadError('broken', error);
}
