/** What a recommendation is asked for. */
import type { Plugged } from '../plugins/plugged.js';
import type { Recording } from '../recordings/recording.js';
import type { CandidateChain } from './candidates.js';

/** archive: smallest; balanced: smallest of a given speed; live: smallest in blocks, of a given headroom. */
export type Use = 'archive' | 'balanced' | 'live';

export type Phase = 'screening' | 'sizes' | 'blocks' | 'speeds';

export interface RecommendRequest {
  readonly recordings: readonly Recording[];
  /** In the order in which they are tried. */
  readonly chains: readonly CandidateChain[];
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
export function liveMbPerS(request: RecommendRequest): number {
  return request.headroom * realTimeMbPerS(request);
}

/** Times real time of which is said what keeps them, where nothing keeps the headroom that is asked for. */
const LESS_HEADROOM = [1, 3];

/** Those of them that are less than what is asked for; rising. */
export function lessHeadroom({ headroom }: RecommendRequest): number[] {
  return LESS_HEADROOM.filter(times => times < headroom);
}

/** In MB of PCM a second, rising: what keeps less headroom, and what keeps as much as is asked for. */
export function liveSpeeds(request: RecommendRequest): number[] {
  return [...lessHeadroom(request), request.headroom].map(times => times * realTimeMbPerS(request));
}

/** What the recording of the most data a second has. */
export function realTimeMbPerS({ recordings }: RecommendRequest): number {
  return Math.max(...recordings.map(({ channels, sampleRateHz }) => 2 * channels * sampleRateHz)) / 1e6;
}
