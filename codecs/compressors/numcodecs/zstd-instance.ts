/**
 * The instance of WebAssembly behind `numcodecs/zstd`, put back after a call that threw.
 *
 * Such a call leaves its input, its output and its exception in the heap, and 32 bytes on the stack: after about 1,900
 * of them the instance traps (`memory access out of bounds`), and at every call from then on. The package hides the
 * instance and has no other. But all that an instance can remember is its memory and its globals, of which this one has
 * a single one that changes, where its stack ends; and between calls the package keeps nothing in it. So both are set to
 * what they were when it was loaded.
 */

/** Runs a call; if it throws, the instance is as if it had not been made. */
export type Recover = <T>(call: () => Promise<T>) => Promise<T>;

/** What the instance exports, by the names of version 0.3.2. */
interface Exports {
  readonly o: WebAssembly.Memory;
  /** Where its stack ends. */
  readonly x: () => number;
  /** Sets that. */
  readonly v: (end: number) => void;
}

/**
 * Catches the instance as it is made.
 * @param load what makes it, unless the process has it already: then calls that throw leave behind what they do
 */
export async function catchInstance(load: () => Promise<unknown>): Promise<Recover> {
  const { instantiate } = WebAssembly;
  let caught: Exports | undefined;
  const watching = async (...given: Parameters<typeof instantiate>) => {
    const made: unknown = await Reflect.apply(instantiate, WebAssembly, given);
    caught ??= exportsOf(made);
    return made;
  };
  Object.assign(WebAssembly, { instantiate: watching });
  try {
    await load();
  } finally {
    // another package may have put something of its own there meanwhile, which calls this one
    if (Reflect.get(WebAssembly, 'instantiate') === watching) Object.assign(WebAssembly, { instantiate });
  }
  return caught === undefined ? call => call() : recoverWith(caught);
}

/** Undefined of an instance of something else. */
function exportsOf(made: unknown): Exports | undefined {
  if (typeof made !== 'object' || made === null || !('instance' in made)) return undefined;
  const { instance } = made;
  if (!(instance instanceof WebAssembly.Instance)) return undefined;
  const { exports } = instance;
  return areExports(exports) ? exports : undefined;
}

function areExports(exports: object): exports is Exports {
  if (!('o' in exports && 'x' in exports && 'v' in exports && 'C' in exports)) return false;
  const { o, x, v } = exports;
  if (!(o instanceof WebAssembly.Memory) || typeof x !== 'function' || typeof v !== 'function') return false;
  return x.length === 0 && v.length === 1;
}

function recoverWith({ o: memory, x: stackEnd, v: setStackEnd }: Exports): Recover {
  const end = stackEnd();
  const words = new Int32Array(memory.buffer);
  let used = words.length;
  while (used > 0 && words[used - 1] === 0) used--;
  // what lies behind need not be zero to be used again
  const image = words.slice(0, used);
  return async call => {
    try {
      return await call();
    } catch (cause) {
      setStackEnd(end);
      new Int32Array(memory.buffer).set(image);
      throw cause;
    }
  };
}
