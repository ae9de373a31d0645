/** The ratio of a chain over whole recordings, by the windows of a phase. */

import { estimateRatio, type RatioEstimate, ratioBeside } from '../windows/ratio.js';
import { rawBytesOf } from '../windows/windows.js';
import type { Candidate } from './candidate.js';
import { excessOver } from './elimination.js';
import type { PhaseResult } from './phases.js';

/** One-sided; both sides together leave 5 %. */
const LEVEL = 0.025;

/**
 * By way of the archive pick's, since more is known from windows of both than of one.
 * @returns undefined if nothing is known of the archive pick
 */
export function chainRatio(
  candidate: Candidate,
  phase: PhaseResult,
  sizes: PhaseResult,
  seed: number,
): RatioEstimate | undefined {
  if (sizes.archive === undefined) return undefined;
  const archive = directRatio(sizes.archive, sizes, seed);
  if (candidate === phase.archive) return archive;
  const excess = phase.archive && excessOver(candidate, phase.archive, LEVEL);
  if (excess === undefined) return directRatio(candidate, phase, seed);
  const isAll = excess.windows >= phase.totalWindows;
  return ratioBeside(archive, excess.mean, isAll ? 0 : excess.mean - excess.least);
}

function directRatio(
  { bytes }: Candidate,
  { result, totalWindows }: PhaseResult,
  seed: number,
): RatioEstimate {
  const sizes = [...bytes].map(([window, encodedBytes]) => ({
    rawBytes: rawBytesOf(result.windows[window]),
    encodedBytes,
  }));
  return estimateRatio(sizes, totalWindows, seed);
}
