/**
 * Chains that lose more and more, step by step. What a step costs in quality is the same behind every lossless coder that
 * stands behind `quantize`, since these give back the same samples; a coder that rounds in its loop has figures of its own.
 */

/** A chain for every odd step: samples are off by (step - 1) / 2 codes at most, or noise is as large as if they were. */
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

/** live: each sample on arrival; fast: the quickest; balanced: between smallest and quickest; smallest: far slower. */
export type Use = 'live' | 'fast' | 'balanced' | 'smallest';

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

/** Of no bound, with noise that is shaped for spikes: other frequencies lose more. */
const SHAPED: Ladder = {
  ...{ use: 'smallest', rounding: 'mdct', name: 'levels+mdct:step=N', plugins: [] },
  chainAt: step => (step === 1 ? 'levels+lpc-gaussian' : `levels+mdct:step=${step}`),
};

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
    SHAPED,
  ];
}
