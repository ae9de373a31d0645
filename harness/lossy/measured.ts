/** What chains came to over windows. */
import type { Quality } from '../quality/figures.js';
import { type Miss, missesOf, type PromisingGrade, reaches } from '../quality/grade.js';
import { type JudgedQuality, joinedQuality, joinedTotal, type TotalQuality } from '../quality/total.js';
import { estimateRatio, type RatioEstimate } from '../windows/ratio.js';
import { rawBytesOf, samplesOf } from '../windows/windows.js';
import type { Board, Tried } from './board.js';
import type { Use } from './ladders.js';

export interface Measured {
  readonly chain: string;
  readonly plugins: readonly string[];
  /** What its ladder is for; null of the user's own. */
  readonly use: Use | null;
  /** Samples are off by (step - 1) / 2 codes at most, and 1 loses nothing; null of the user's own chains. */
  readonly step: number | null;
  readonly windows: number;
  /** Of all channels of these windows. */
  readonly samples: number;
  readonly encodedBytes: number;
  readonly bitsPerSample: number;
  /** Of all recordings: 16-bit samples over what is written. */
  readonly ratio: RatioEstimate;
  /** Null if nothing was lost. */
  readonly quality: TotalQuality | null;
  /** Limits of the grade asked for that it does not keep. */
  readonly misses: readonly Miss[];
}

/** What figures are about: a grade, and all windows that there are. */
export interface Basis {
  readonly board: Board;
  readonly grade: PromisingGrade;
  readonly totalWindows: number;
  readonly seed: number;
}

/** @param windows all of which it was measured on */
export function measuredOf(tried: Tried, windows: readonly number[], basis: Basis): Measured {
  const { board, grade, totalWindows, seed } = basis;
  const sizes = windows.map(window => ({
    rawBytes: rawBytesOf(board.windows[window]),
    encodedBytes: tried.cells.get(window)?.encodedBytes ?? 0,
  }));
  const samples = windows.reduce((sum, window) => sum + samplesOf(board.windows[window]), 0);
  const encodedBytes = sizes.reduce((sum, size) => sum + size.encodedBytes, 0);
  const quality = pooledOf(tried, windows, board);
  return {
    ...{ chain: tried.id, plugins: tried.plugins, use: tried.ladder?.use ?? null, step: tried.step },
    windows: windows.length,
    ...{ samples, encodedBytes, bitsPerSample: (8 * encodedBytes) / samples, quality },
    ratio: estimateRatio(sizes, totalWindows, seed),
    misses: quality === null ? [] : missesOf(quality, grade, floorOf(board, windows)),
  };
}

/** Null of a chain that loses nothing. */
export function pooledOf({ cells }: Tried, windows: readonly number[], board: Board): TotalQuality | null {
  const qualities = windows.map(window => cells.get(window)?.quality ?? null).filter(one => one !== null);
  return qualities.length === 0 ? null : joinedTotal(qualities, floorsOf(board, windows));
}

/** Half a code of noise on each of these windows; undefined if it was not measured on one. */
export function floorsOf(
  { floors }: Board,
  windows: readonly number[],
): readonly JudgedQuality[] | undefined {
  const known = windows.flatMap(window => floors.get(window) ?? []);
  return known.length === 0 || known.length < windows.length ? undefined : known;
}

/** The same on all of them together. */
export function floorOf(board: Board, windows: readonly number[]): Quality | undefined {
  const floors = floorsOf(board, windows);
  return floors && joinedQuality(floors);
}

/** Whether what a chain left is of a grade, or better. */
export function isOfGrade({ quality }: Pick<Measured, 'quality'>, grade: PromisingGrade): boolean {
  return quality === null || reaches(quality.grade, grade);
}
