/** A bench whose processes and clock are made up, so that what a search comes to can be foretold. */

import type { Quality } from '../quality/figures.js';
import { ofEachFigure } from '../quality/figures.js';
import type { Recording } from '../recordings/recording.js';
import type { LaneCell } from '../windows/lane.js';
import { rawBytesOf, samplesOf } from '../windows/windows.js';
import type { LossyAnswer } from './answer.js';
import { findLossyOn } from './lossy.js';
import type { Bench } from './measure.js';
import type { LossyRequest } from './request.js';

/** What a chain makes of a window. */
export interface Made {
  /** Nothing else of quality is asked, unless it is given. */
  readonly bandError: number;
  readonly bits: number;
  readonly others?: Partial<Quality>;
  readonly error?: string;
  /** Nanoseconds a sample. */
  readonly costNs?: number;
}

const NOTHING = ofEachFigure(() => null);

export function qualityOf({ bandError, others = {} }: Pick<Made, 'bandError' | 'others'>): Quality {
  return { ...NOTHING, max_abs_error: 1, band_rmse_sigma: bandError, sbp_r: 1 - bandError / 10, ...others };
}

/** The step of a chain: N of quantize, 2N + 1 of an error, 1 of what loses nothing. */
export function stepOf(chain: string): number {
  const [, step] = /step=(\d+)/.exec(chain) ?? [];
  const [, error] = /error=(\d+)/.exec(chain) ?? [];
  return step !== undefined ? Number(step) : error !== undefined ? 2 * Number(error) + 1 : 1;
}

export interface Simulated extends Bench {
  readonly coded: ReadonlyMap<string, number>;
}

/** One lane, and a clock that moves while it is at work. */
export function simulate(make: (cell: LaneCell) => Made, floor = 0.01): Simulated {
  let nowMs = 0;
  const coded = new Map<string, number>();
  return {
    now: () => nowMs,
    coded,
    lanes: [
      {
        code: async (cell, { timeoutMs }) => {
          const { bits, error, costNs = 2000, ...quality } = make(cell);
          const codecMs = (costNs * samplesOf(cell.recording)) / 1e6;
          nowMs += Math.min(codecMs, timeoutMs);
          coded.set(cell.chain, (coded.get(cell.chain) ?? 0) + 1);
          if (error !== undefined) return { outcome: { status: 'error', error }, isWarm: true };
          if (codecMs > timeoutMs) return { outcome: { status: 'timeout', error: 'stopped' }, isWarm: true };
          const encodedBytes = Math.round((rawBytesOf(cell.recording) * bits) / 16);
          const lost = { kind: 'bounded', greatestError: 1, quality: qualityOf(quality) } as const;
          const value = { encodedBytes, codecMs, againMs: 0, ...(cell.isLossy && { lost }) };
          return { outcome: { status: 'ok', value }, isWarm: true };
        },
        flickerFloor: async () => ({ status: 'ok', value: qualityOf({ bandError: floor }) }),
      },
    ],
  };
}

interface Asked extends Partial<LossyRequest> {
  readonly recordings: readonly Recording[];
  readonly signal?: AbortSignal;
}

/** A search within a minute by that clock. */
export function search(bench: Bench, { signal, ...given }: Asked): Promise<LossyAnswer> {
  const request: LossyRequest = {
    ...{ grade: 'sorting-safe', own: [], models: [], deadlineMs: 60_000, jobs: 1, memoryMb: 2048, seed: 1 },
    ...given,
  };
  const hooks = { onProgress: () => undefined, signal: signal ?? new AbortController().signal };
  return findLossyOn(bench, request, hooks);
}
