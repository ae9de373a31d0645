/** The smallest chain of some runs that is fast enough, as the library has it. */
import { type Choice, chooseBest, type Demand } from '../run/best.js';
import { loadTotals, type Run } from '../run/load.js';
import { checkOptions, type OptionKinds, OVER_0, wholeNumber } from './options.js';

/** What is asked of speed; nothing asks for the smallest at any. */
export interface BestOptions {
  /** Times real time on one core, of the recordings as they are. */
  readonly minEncodeXrt?: number;
  readonly minDecodeXrt?: number;
  /** 10^6 bytes of PCM a second on one core. */
  readonly minEncodeMbPerS?: number;
  readonly minDecodeMbPerS?: number;
  /** Channels in real time at the recordings' sample rates, to encode and to decode. */
  readonly channels?: number;
  readonly decodeChannels?: number;
  /** That share the channels; 1 unless given. */
  readonly cores?: number;
}

const KINDS: OptionKinds<BestOptions> = {
  minEncodeXrt: OVER_0,
  minDecodeXrt: OVER_0,
  minEncodeMbPerS: OVER_0,
  minDecodeMbPerS: OVER_0,
  channels: wholeNumber(1),
  decodeChannels: wholeNumber(1),
  cores: wholeNumber(1),
};

/**
 * Sorts the chains of runs by whether they keep up with what is asked, smallest first.
 * @param runs folders of runs, paths of cells.csv or totals.csv, or runs that were loaded
 * @throws Error in one line if an option is wrong or a run cannot be read
 */
export function best(runs: readonly (string | Run)[], options: BestOptions = {}): Choice<Run> {
  checkOptions('best', options, KINDS, []);
  return chooseBest(
    runs.map(run => (typeof run === 'string' ? loadTotals(run) : run)),
    demandsOf(options),
  );
}

/** One demand for each option that is given. */
function demandsOf(options: BestOptions): Demand[] {
  const { minEncodeXrt, minDecodeXrt, minEncodeMbPerS, minDecodeMbPerS } = options;
  const { channels, decodeChannels, cores = 1 } = options;
  const asked: readonly [Demand['direction'], Demand['unit'], number | undefined][] = [
    ['encode', 'xrt', minEncodeXrt],
    ['decode', 'xrt', minDecodeXrt],
    ['encode', 'mb_per_s', minEncodeMbPerS],
    ['decode', 'mb_per_s', minDecodeMbPerS],
    ['encode', 'channels', channels],
    ['decode', 'channels', decodeChannels],
  ];
  return asked.flatMap(([direction, unit, least]) =>
    least === undefined ? [] : [{ direction, unit, least, cores: unit === 'channels' ? cores : 1 }],
  );
}
