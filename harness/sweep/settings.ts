/** How a sweep measures, and what stands where nothing is said. */
import { availableParallelism } from 'node:os';
import { PRESETS, type PresetName } from '../grid/presets.js';

export interface SweepSettings {
  /** Folder of the run. A run that stands there already is continued. */
  readonly out: string;
  /** Processes of the exact pass, side by side. */
  readonly jobs: number;
  /** Process runs of the timing pass, each of every timed cell; 0 leaves the timing pass out. */
  readonly rounds: number;
  /** Recordings of the timing pass, drawn by `seed`. */
  readonly timed: number;
  /** Milliseconds of samples that one process run takes of encode, and as many of decode. */
  readonly timeMs: number;
  /** Seconds that the timing pass may take; null: until all rounds are made. What it did not reach, another session makes. */
  readonly timeBudgetS: number | null;
  /** Seconds that a cell may take. */
  readonly timeoutS: number;
  /** MiB that its process may take. */
  readonly memoryMb: number;
  /** Draws samples of recordings and shuffles rounds. */
  readonly seed: number;
  /** A stream a recording; one of all of them; or each in a cell of its own. */
  readonly scope: 'recording' | 'solid' | 'both';
  /** What each recording is cut into, in seconds; null: one stream. */
  readonly chunksS: readonly (number | null)[];
}

/** A grid of one's own is measured as the preset quick is. */
export function defaultSettings(preset: PresetName = 'quick', name: string = preset): SweepSettings {
  const { rounds, timed, timeMs, timeBudgetS } = PRESETS[preset];
  return {
    out: `results/${timestamp()}-${name}`,
    jobs: availableParallelism(),
    ...{ rounds, timed, timeMs, timeBudgetS },
    timeoutS: 60,
    memoryMb: 2048,
    seed: 1,
    scope: 'recording',
    chunksS: [null],
  };
}

function timestamp(): string {
  return new Date().toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
}
