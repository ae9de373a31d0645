/** Loads the kernels that the build compiles from AssemblyScript. */
import { readFileSync } from 'node:fs';

/** What every kernel exports besides its own functions. */
export interface KernelExports {
  readonly memory: WebAssembly.Memory;
  /** First byte of memory behind the kernel's own static data, a multiple of 16. */
  readonly base: () => number;
}

const PAGE_BYTES = 65536;
// Compiled code holds no state, so all instances share it.
const compiled = new Map<string, WebAssembly.Module>();

/**
 * Instantiates a kernel with memory of its own. Compiles on the spot: kernels are a few kilobytes, and while the
 * asynchronous interface waits, Node 20 can deadlock (an idle loop waits in DrainTasks for a compiler thread, which
 * waits for the main thread to collect garbage); it hung two of five runs of the conformance table.
 * @param name of the file in dist/codecs/kernels, without its ending
 */
export function instantiateKernel<E extends KernelExports>(name: string): E {
  let module = compiled.get(name);
  if (module === undefined) {
    module = new WebAssembly.Module(readFileSync(new URL(`../kernels/${name}.wasm`, import.meta.url)));
    compiled.set(name, module);
  }
  const instance = new WebAssembly.Instance(module, {});
  // The exports of a compiled module have no static type; E is declared beside the kernel's source.
  return instance.exports as unknown as E;
}

/** Has every kernel compiled anew when it is next instantiated: by what stands in the place of WebAssembly.Module then. */
export function forgetCompiled(): void {
  compiled.clear();
}

/** The same, as stages open: asynchronously. */
export async function loadKernel<E extends KernelExports>(name: string): Promise<E> {
  return instantiateKernel<E>(name);
}

/**
 * Waits for a package that compiles its WASM asynchronously. The timer keeps the loop from falling idle meanwhile,
 * which is where Node 20 can deadlock (see `loadKernel`).
 */
export async function awaitCompilation<T>(loading: Promise<T>): Promise<T> {
  const timer = setInterval(() => undefined, 1000);
  try {
    return await loading;
  } finally {
    clearInterval(timer);
  }
}

/**
 * Makes memory at least `bytes` long. Views taken before are dead afterwards: take them anew.
 * @throws Error if the memory cannot grow so far
 */
export function reserve(kernel: KernelExports, bytes: number): void {
  const missing = bytes - kernel.memory.buffer.byteLength;
  if (missing <= 0) return;
  try {
    kernel.memory.grow(Math.ceil(missing / PAGE_BYTES));
  } catch (cause) {
    throw new Error(`kernel memory cannot grow to ${bytes} bytes`, { cause });
  }
}

/** The next multiple of 16 from `position` on; memory ends beyond 2^31, so not by bits. */
export function roundUp(position: number): number {
  return Math.ceil(position / 16) * 16;
}
