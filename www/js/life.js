// What happens when an instance of a module breaks (a panic, a full stack, no more memory): the page's sessions all stop
// at once, nothing calls the instance again, and one button brings all of them back in a fresh one.

/** Errors that the core gives as answers carry a code; anything else thrown means that the instance is broken. */
export function isAnswer(error) {
  return error instanceof Error && typeof error.code === 'string';
}

/** An answer of the page's own, as the core gives them: `error.<code>` of the texts says it. */
export const answer = (code, fields = {}) => Object.assign(new Error(code), { code, fields });

/** Tells with the event `crash` that all objects of the modules are gone, with `restart` that there can be new ones. */
class Life extends EventTarget {
  /** Counts the restarts; every module that is used after one makes a new instance first. */
  generation = 0;
  /** What broke the instance, until there is a new one. */
  broken = null;
  #objects = new Set();

  /** Begins again. */
  restart() {
    if (!this.broken) return;
    this.broken = null;
    this.generation += 1;
    this.dispatchEvent(new Event('restart'));
  }

  /**
   * A module's exports with a guard before each: no call reaches an instance that is broken, or of another generation
   * than the object; and whatever breaks an instance is known at once. `renew()` sees to it that the instance is of this
   * generation.
   */
  guard(exports, renew) {
    const guarded = ([name, value]) => [name, typeof value !== 'function' ? value : value.prototype?.free ? this.#class(value, renew) : this.#function(value, renew)];
    return Object.fromEntries(Object.entries(exports).map(guarded));
  }

  #function(run, renew) {
    return (...args) => {
      if (this.broken) throw gone();
      return this.#try(() => {
        renew();
        return run(...args);
      });
    };
  }

  /** The class with guarded methods, and a function that makes its objects. */
  #class(Class, renew) {
    const life = this;
    const { prototype } = Class;
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (typeof value !== 'function' || name === 'constructor' || name.startsWith('__')) continue;
      prototype[name] = function guarded(...args) {
        if (!life.#objects.has(this)) throw gone();
        return life.#try(() => value.apply(this, args));
      };
    }
    const { free } = prototype;
    prototype.free = function release() {
      if (!life.#objects.has(this)) return; // It went with its instance.
      free.call(this);
      life.#objects.delete(this);
    };
    const make = this.#function((...args) => new Class(...args), renew);
    return function Guarded(...args) {
      const object = make(...args);
      life.#objects.add(object);
      return object;
    };
  }

  #try(call) {
    try {
      return call();
    } catch (error) {
      if (!isAnswer(error)) this.#crash(error);
      throw error;
    }
  }

  #crash(error) {
    if (this.broken) return;
    this.broken = error;
    console.error(error);
    // wasm-bindgen would free them in the next instance when they are collected; this makes it forget them.
    for (const object of this.#objects) object.__destroy_into_raw();
    this.#objects.clear();
    this.dispatchEvent(new Event('crash'));
  }
}

export const life = new Life();

function gone() {
  return new Error('It went with its instance.');
}
