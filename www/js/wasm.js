// Loads the WebAssembly modules, each once however many ask for it, and starts one again after a crash.

import { placed } from './base.js';
import { compiled, explained, requireWebAssembly } from './failure.js';
import { life } from './life.js';
import { part } from './part.js';

class Module {
  #name;
  #loading = null;

  /** The name of its files. */
  constructor(name) {
    this.#name = name;
  }

  /** What the module exports. A failure is forgotten, so one can try again. */
  exports() {
    this.#loading ??= this.#load().catch((error) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  async #load() {
    const name = this.#name;
    const code = placed(`${name}.js`, new URL(`../${name}.js`, import.meta.url));
    const binary = placed(`${name}_bg.wasm`, new URL(`../${name}_bg.wasm`, import.meta.url));
    requireWebAssembly(code);
    const [glue, module] = await Promise.all([part(code.href), explained(binary, () => compiled(binary))]);
    const { initSync, ...exports } = glue;
    let generation = -1;
    // The same compiled module and the same glue, a new instance: nothing of the broken one is kept.
    const renew = () => {
      if (generation === life.generation) return;
      initSync({ module });
      generation = life.generation;
    };
    await explained(binary, renew);
    return life.guard(exports, renew);
  }
}

/** The first has what the demo needs and loads quickly, the second the whole vocabulary, the third trains nothing. */
const SMALL = new Module('chalkgrad-web');
const FULL = new Module('chalkgrad-full');
const TEACH = new Module('chalkgrad-teach');

export const load = (full = false) => (full ? FULL : SMALL).exports();
export const loadLessons = () => TEACH.exports();
