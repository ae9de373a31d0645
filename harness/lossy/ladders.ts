/**
 * Chains that lose more and more, step by step. What a step costs in quality is the same behind every lossless coder that
 * stands behind `quantize`, since these give back the same samples; a coder that rounds in its loop has figures of its own.
 */

/** A chain for every odd step: samples are off by (step - 1) / 2 codes at most. */
export interface Ladder {
  /** What it is for. */
  readonly use: Use;
  /** Ladders that leave the same samples at the same step. */
  readonly rounding: string;
  /** Its chains, with N for the step or E for (N - 1) / 2. */
  readonly name: string;
  readonly plugins: readonly string[];
  /** @param step odd; 1 loses nothing */
  readonly chainAt: (step: number) => string;
}

/** live: each sample on arrival; fast: the quickest; balanced: between smallest and quickest. */
export type Use = 'live' | 'fast' | 'balanced';

/** A converter's profile that may be of these recordings. */
export interface LadderProfile {
  readonly name: string;
  /** What has to be loaded for it, unless it ships. */
  readonly specifier?: string;
}

/** Behind `quantize`, which rounds before anything is predicted. */
function behindQuantize(use: Use, coder: string): Ladder {
  const chainAt = (step: number) =>
    step === 1 ? `levels+${coder}` : `levels+quantize:step=${step}+${coder}`;
  const name = `levels+quantize:step=N+${coder}`;
  return { use, rounding: 'quantize', name, plugins: [], chainAt };
}

/** In the loop of the live coder, behind what it is told besides; its parameters stand in alphabetical order. */
function inTheLoop(setting = '', plugins: readonly string[] = []): Ladder {
  const withError = (error: string) => {
    const settings = [error, setting].filter(Boolean).join(',');
    return settings === '' ? 'levels+lms-range' : `levels+lms-range:${settings}`;
  };
  const chainAt = (step: number) => withError(step === 1 ? '' : `error=${(step - 1) / 2}`);
  const name = withError('error=E');
  return { use: 'live', rounding: `in the loop ${setting}`, name, plugins, chainAt };
}

/** All that may be the smallest of its use. */
export function laddersFor(areMany: boolean, profiles: readonly LadderProfile[]): Ladder[] {
  return [
    inTheLoop(),
    ...profiles.map(({ name, specifier }) =>
      inTheLoop(`profile=${name}`, specifier === undefined ? [] : [specifier]),
    ),
    ...(areMany ? [inTheLoop('references=4')] : []),
    behindQuantize('fast', 'gaussian-rans'),
    behindQuantize('balanced', 'lpc-gaussian'),
    ...(areMany ? [behindQuantize('balanced', 'lpc-gaussian:references=6')] : []),
  ];
}

/** The most that all of them take. */
export const GREATEST_STEP = 1023;

/** Where ladders are first compared. */
export const FIRST_STEP = 9;

/** From a loss that hardly shows to one that leaves the strongest spikes. */
export const COARSE_STEPS: readonly number[] = [3, 5, 7, FIRST_STEP, 13, 17, 21, 25, 33];

/** Where the grade still holds at the last of these. */
export const FURTHER_STEPS: readonly number[] = [49, 65, 97, 129, 193, 257, 385, 513, 769, GREATEST_STEP];

/** Every odd step up to the last coarse one. */
export const ALL_STEPS: readonly number[] = Array.from({ length: 16 }, (_, k) => 3 + 2 * k);

/** Odd steps about one: where the grade may end on other windows. */
export function stepsAbout(step: number): number[] {
  const around = [0.88, 0.94, 1, 1.06, 1.12].map(factor => oddAt(factor * step));
  return [step - 4, step - 2, step, step + 2, step + 4, ...around].filter(
    (near, k, all) => near >= 3 && near <= GREATEST_STEP && all.indexOf(near) === k,
  );
}

/** The odd step between two, if there is one. */
export function stepBetween(below: number, above: number): number | undefined {
  return above - below <= 2 ? undefined : oddAt((below + above) / 2);
}

function oddAt(value: number): number {
  return 2 * Math.floor(value / 2) + 1;
}
