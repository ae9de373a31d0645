/** Figures and limits in words. */
import { excessOf, type GradedFigures, type Miss } from '../../../harness/quality/grade.js';

interface Wording {
  readonly name: string;
  readonly unit: '' | ' sigma' | ' %';
  readonly decimals: number;
}

const WORDINGS: Readonly<Record<keyof GradedFigures, Wording>> = {
  band_rmse_sigma: { name: 'band error', unit: ' sigma', decimals: 2 },
  strong_recall: { name: 'strong spikes found', unit: '', decimals: 3 },
  strong_precision: { name: 'strong spikes right', unit: '', decimals: 3 },
  spike_recall: { name: 'spikes found', unit: '', decimals: 3 },
  spike_precision: { name: 'spikes right', unit: '', decimals: 3 },
  peak_error_p95: { name: 'peak error', unit: ' %', decimals: 1 },
  waveform_r_p05: { name: 'waveform r', unit: '', decimals: 3 },
  tcr_r: { name: 'r of rates', unit: '', decimals: 3 },
  sbp_r: { name: 'r of spike-band power', unit: '', decimals: 3 },
};

/** Such as `7.9 %`. */
export function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}

/** Such as `band error 0.33 sigma, 0.3 at most`, the one first that is missed by most of what it leaves room for. */
export function describeMisses(misses: readonly Miss[]): string {
  return misses
    .toSorted((a, b) => excessOf(b) - excessOf(a))
    .map(miss => {
      const { name, unit } = WORDINGS[miss.figure];
      const [value, limit] = numbersOf(miss);
      return `${name} ${value}${unit}, ${limit} at ${miss.value > miss.limit ? 'most' : 'least'}`;
    })
    .join('; ');
}

/** With as many decimals as it takes to see that they differ. */
function numbersOf({ figure, value, limit }: Miss): [value: string, limit: string] {
  const { unit, decimals } = WORDINGS[figure];
  const factor = unit === ' %' ? 100 : 1;
  const bound = String(Number((factor * limit).toFixed(decimals)));
  let shown = (factor * value).toFixed(decimals);
  for (let more = 1; Number(shown) === Number(bound) && more < 12; more++) {
    shown = (factor * value).toFixed(decimals + more);
  }
  return [shown, bound];
}
