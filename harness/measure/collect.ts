/**
 * Gives back what calls of a codec have left, so that the next find memory that was used before. The engine does so by
 * itself, but for the first time only after some 64 MB: until then each call of some hundred kilobytes lands on pages
 * that the kernel makes for it, which takes delta+rice from 0.19 to 1.6 ms a call, for 0.25 s or for many seconds, by how
 * much it leaves.
 */

type Collector = (options: { type: 'minor' }) => void;

/** There where the process was started with `--expose-gc`. */
const { gc: collector } = globalThis as { gc?: Collector };
// a plugin is to find what it finds everywhere
Reflect.deleteProperty(globalThis, 'gc');

/** Collects what is young: half a millisecond. Does nothing in processes that are not started for timing. */
export function collectYoung(): void {
  collector?.({ type: 'minor' });
}
