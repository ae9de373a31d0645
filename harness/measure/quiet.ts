/**
 * Finds whether something else disturbs the machine at this moment: another guest on the same core, mostly. A fixed
 * piece of work is timed and held against the best that was ever seen of it. Measured on a shared machine: at moments
 * within 5 % of that best, rice took within 2 % of its own best; at others, lasting from a tenth of a second to many
 * seconds and making up 10 to 90 % of the time, up to 1.8 times as long.
 */
import { type KernelExports, loadKernel } from '../../codecs/bytes/wasm.js';

interface ProbeKernel extends KernelExports {
  readonly work: (steps: number, seed: number) => number;
}

export interface Probe {
  /** Times the work once. */
  readonly isQuiet: () => boolean;
  /** The best time seen here, in nanoseconds. */
  readonly bestNs: () => number;
}

/** Some 30 us: long for the clock, short beside a codec's calls. */
const STEPS = 20_000;
const TOLERANCE = 1.05;
/** Calls until the compiler is done with the work. */
const WARM_UPS = 300;

/** @param knownBestNs the best time that other processes saw of the work; it may be unknown, as Infinity */
export async function makeProbe(knownBestNs: number): Promise<Probe> {
  const { work } = await loadKernel<ProbeKernel>('probe');
  let seed = 0;
  const timeNs = () => {
    const startMs = performance.now();
    // what was computed goes into the next call, so that none can be left out
    seed = work(STEPS, seed);
    return (performance.now() - startMs) * 1e6;
  };
  let bestNs = Number.POSITIVE_INFINITY;
  for (let i = 0; i < WARM_UPS; i++) bestNs = Math.min(bestNs, timeNs());
  return {
    isQuiet: () => {
      const ns = timeNs();
      bestNs = Math.min(bestNs, ns);
      return ns <= TOLERANCE * Math.min(bestNs, knownBestNs);
    },
    bestNs: () => bestNs,
  };
}
