/**
 * Chains that lose more and more. What a step costs in quality is the same behind every lossless coder, since these give
 * back the same samples: so steps are sought with a quick one, and other coders are held against it at the step found.
 */

/** A chain for every odd step: samples are off by (step - 1) / 2 codes at most. */
export interface Ladder {
  readonly name: string;
  /** @param step odd; 1 loses nothing */
  readonly chainAt: (step: number) => string;
}

/** Behind `quantize`, which rounds before anything is predicted. */
function behindQuantize(coder: string): Ladder {
  return {
    name: `levels+quantize:step=N+${coder}`,
    chainAt: step => (step === 1 ? `levels+${coder}` : `levels+quantize:step=${step}+${coder}`),
  };
}

/** By which the curve is measured: the quickest. */
export const CURVE = behindQuantize('gaussian-rans');

/** Other coders behind it: other sizes, the same samples. */
export const OTHER_CODERS: readonly Ladder[] = ['lpc-gaussian', 'lms-range'].map(behindQuantize);

/** Others that round in their own way, so that quality is theirs too. */
export const OTHER_ROUNDING: readonly Ladder[] = [
  {
    name: 'levels+lms-range:error=N',
    chainAt: step => (step === 1 ? 'levels+lms-range' : `levels+lms-range:error=${(step - 1) / 2}`),
  },
];

/** The most that all of them take. */
export const GREATEST_STEP = 1023;

/** From a loss that hardly shows to one that leaves the strongest spikes. */
export const COARSE_STEPS: readonly number[] = [3, 5, 7, 9, 13, 17, 21, 25, 33];

/** Where the grade still holds at the last of these. */
export const FURTHER_STEPS: readonly number[] = [49, 65, 97, 129, 193, 257, 385, 513, 769, GREATEST_STEP];

/** Every odd step up to the last coarse one. */
export const ALL_STEPS: readonly number[] = Array.from({ length: 16 }, (_, k) => 3 + 2 * k);

/** Odd steps about one, a few percent apart: where the grade may end on other windows. */
export function stepsAbout(step: number): number[] {
  const around = [0.88, 0.94, 1, 1.06, 1.12].map(factor => oddAt(factor * step));
  return [step - 4, step - 2, step, step + 2, step + 4, ...around]
    .filter((near, k, all) => near >= 3 && near <= GREATEST_STEP && all.indexOf(near) === k)
    .filter(near => Math.abs(near - step) <= Math.max(4, 0.12 * step + 2));
}

/** The odd step between two, if there is one. */
export function stepBetween(below: number, above: number): number | undefined {
  return above - below <= 2 ? undefined : oddAt((below + above) / 2);
}

function oddAt(value: number): number {
  return 2 * Math.floor(value / 2) + 1;
}
