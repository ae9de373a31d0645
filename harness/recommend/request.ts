/** What a recommendation is asked for. */
import type { PlannedChain } from '../grid/grid.js';
import type { Plugged } from '../plugins/plugged.js';
import { durationS, type Recording } from '../recordings/recording.js';
import { samplesOf } from './rounds.js';

/** archive: smallest; balanced: smallest of a given speed; live: smallest in blocks, of a given headroom. */
export type Use = 'archive' | 'balanced' | 'live';

export type Phase = 'screening' | 'sizes' | 'blocks' | 'speeds';

export interface RecommendRequest {
  readonly recordings: readonly Recording[];
  readonly chains: readonly PlannedChain[];
  readonly plugged: Plugged;
  /** When all has to be over, by `performance.now()`. */
  readonly deadlineMs: number;
  readonly jobs: number;
  readonly memoryMb: number;
  readonly seed: number;
  /** What the balanced pick encodes and decodes at least, in 10^6 bytes of PCM a second on one core. */
  readonly leastMbPerS: number;
  /** Length of the live pick's blocks. */
  readonly blockMs: number;
  /** How many times real time the live pick encodes and decodes, of all channels on one core. */
  readonly headroom: number;
}

export interface RecommendHooks {
  readonly onProgress: (phase: Phase, left: number) => void;
  readonly signal: AbortSignal;
}

/** Frames of a block, by the fastest clock there is. */
export function blockFramesOf({ recordings, blockMs }: RecommendRequest): number {
  const rate = Math.max(...recordings.map(({ sampleRateHz }) => sampleRateHz));
  return Math.max(1, Math.round((rate * blockMs) / 1000));
}

/** What the live pick has to reach on the recording of the most data a second. */
export function liveMbPerS({ recordings, headroom }: RecommendRequest): number {
  const most = Math.max(...recordings.map(({ channels, sampleRateHz }) => 2 * channels * sampleRateHz));
  return (headroom * most) / 1e6;
}

/** Sums over recordings. */
export function totalsOf(recordings: readonly Recording[]): { rawBytes: number; durationS: number } {
  return {
    rawBytes: recordings.reduce((sum, recording) => sum + 2 * samplesOf(recording), 0),
    durationS: recordings.reduce((sum, recording) => sum + durationS(recording), 0),
  };
}
