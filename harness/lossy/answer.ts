/** What was found, put together. */
import {
  canJudge,
  gradeOf,
  type Miss,
  missesOf,
  PROMISING,
  type PromisingGrade,
  reaches,
} from '../quality/grade.js';
import { joinedTotal, type TotalQuality } from '../quality/total.js';
import { durationS } from '../recordings/recording.js';
import { isMeasured, type Tried } from './board.js';
import { type Each, judgeEach } from './each.js';
import type { Ladder } from './ladders.js';
import { type Basis, floorOf, floorsOf, isOfGrade, type Measured, measuredOf } from './measured.js';
import type { Curve } from './steps.js';
import { type Sureness, surenessOf } from './sureness.js';

export interface LossyAnswer {
  /** That was asked for. */
  readonly grade: PromisingGrade;
  /** Of the chains that are of the grade and lose something, the smallest; null if none is. */
  readonly answer: Measured | null;
  /** One step further in the same way, by whichever coder; and finer steps that are not of the grade though it is. */
  readonly next: Measured | null;
  readonly failing: readonly Measured[];
  /** For each other use the ladder at its largest step that is of the grade, or at its least if none is; smallest first. */
  readonly others: readonly Measured[];
  /** The user's own chains that were measured. */
  readonly own: readonly Measured[];
  /** Chains of the curve, with N for the step or E for (N - 1) / 2; empty if there is none. */
  readonly curveName: string;
  /** By step, from the one that loses nothing. */
  readonly curve: readonly Measured[];
  /** For every grade the smallest chain that was measured and is of it. */
  readonly grades: readonly { readonly grade: PromisingGrade; readonly best: Measured | null }[];
  /**
   * Half a code of noise, which no codec can be blamed for, with the limits that it is too far from for the grade to be
   * judged; null if it was not measured.
   */
  readonly floor: { readonly quality: TotalQuality; readonly misses: readonly Miss[] } | null;
  readonly windows: number;
  readonly totalWindows: number;
  /** Of a channel, all windows together. */
  readonly channelSeconds: number;
  /** Of the answer, or else of the finest step. */
  readonly each: Each | null;
  readonly sureness: Sureness | null;
  /** Bits of the codes behind the samples, where these lie on a grid; null where they do not. */
  readonly codeBits: number | null;
  /** Chains that took part in any way. */
  readonly tried: number;
  /** Names of recordings that have no band of spikes, by their rate: they take no part. */
  readonly bandless: readonly string[];
  readonly failures: readonly { readonly chain: string; readonly error: string }[];
  /** Own chains, and what is of the grade on the first windows, for which there was not enough time. */
  readonly unmeasured: readonly string[];
}

type Found = Omit<LossyAnswer, 'codeBits' | 'bandless'>;

/** @param curve on whose windows all that is compared was measured; null if nothing was */
export function answerOf(curve: Curve | null, basis: Basis): Found {
  const { board, grade, totalWindows } = basis;
  const windows = curve?.windows ?? [];
  const known = [...board.chains.values()].filter(tried => isMeasured(tried, windows));
  const measured = new Map(known.map(tried => [tried.id, measuredOf(tried, windows, basis)]));
  const on = (isMeant: (ladder: Ladder) => boolean) =>
    known
      .filter(({ ladder }) => ladder !== null && isMeant(ladder))
      .toSorted((a, b) => (a.step ?? 0) - (b.step ?? 0))
      .flatMap(({ id }) => measured.get(id) ?? []);
  const lossy = known.filter(({ isLossy }) => isLossy).flatMap(({ id }) => measured.get(id) ?? []);
  const answer = smallest(lossy.filter(one => isOfGrade(one, grade)));
  const rounding = board.chains.get(answer?.chain ?? '')?.ladder?.rounding;
  const steps = rounding === undefined ? [] : on(ladder => ladder.rounding === rounding);
  const least = curve?.ladder.chainAt(3) ?? '';
  const subject = board.chains.get(answer?.chain ?? least);
  const floor = floorOf(board, windows);
  return {
    ...{ grade, answer, windows: windows.length, totalWindows },
    curveName: curve?.ladder.name ?? '',
    curve: on(ladder => ladder === curve?.ladder),
    next: steps.find(({ step }) => (step ?? 0) > (answer?.step ?? 0)) ?? null,
    failing: steps.filter(one => (one.step ?? 0) < (answer?.step ?? 0) && !isOfGrade(one, grade)),
    others: (curve?.ladders ?? [])
      .flatMap(
        ladder =>
          bestOf(
            on(other => other === ladder),
            grade,
          ) ?? [],
      )
      .filter(({ chain }) => chain !== answer?.chain)
      .toSorted((a, b) => a.encodedBytes - b.encodedBytes),
    own: known.filter(({ step }) => step === null).flatMap(({ id }) => measured.get(id) ?? []),
    grades: PROMISING.map(one => ({
      grade: one,
      best: smallest(lossy.filter(each => isOfGrade(each, one))),
    })),
    floor:
      floor === undefined
        ? null
        : {
            quality: { ...floor, grade: gradeOf(floor) },
            misses: canJudge(grade, floor) ? [] : missesOf(floor, grade),
          },
    channelSeconds: windows.reduce(
      (sum, window) => sum + board.windows[window].channels * durationS(board.windows[window]),
      0,
    ),
    each: subject === undefined ? null : judgeEach(subject, windows, basis),
    sureness: subject === undefined ? null : sureOf(subject, windows, basis),
    tried: [...board.chains.values()].filter(({ cells, out }) => cells.size > 0 || out !== '').length,
    failures: [...board.chains.values()]
      .filter(({ failed }) => failed)
      .map(({ id, out }) => ({ chain: id, error: out })),
    unmeasured: [...board.chains.values()]
      .filter(tried => isWanted(tried, windows, basis) && !tried.failed && !measured.has(tried.id))
      .map(({ id }) => id),
  };
}

/** Whether it is told if a chain was not measured on all windows: the user's, and a slow one that is of the grade so far. */
function isWanted({ cells, ladder }: Tried, windows: readonly number[], { board, grade }: Basis): boolean {
  if (ladder === null) return true;
  if (ladder.use !== 'smallest') return false;
  const qualities = windows.flatMap(window => cells.get(window)?.quality ?? []);
  const own = windows.filter(window => cells.has(window));
  const total = qualities.length === 0 ? null : joinedTotal(qualities, floorsOf(board, own));
  return total !== null && reaches(total.grade, grade);
}

function smallest(all: readonly Measured[]): Measured | null {
  return all.toSorted((a, b) => a.encodedBytes - b.encodedBytes)[0] ?? null;
}

/** The largest step of a ladder that is of the grade; the least that loses something if none is. */
function bestOf(ladder: readonly Measured[], grade: PromisingGrade): Measured | undefined {
  const lossy = ladder.filter(({ step }) => step !== 1);
  return lossy.findLast(one => isOfGrade(one, grade)) ?? lossy[0];
}

function sureOf(tried: Tried, windows: readonly number[], basis: Basis): Sureness | null {
  const { board, totalWindows, grade, seed } = basis;
  const qualities = windows.flatMap(window => tried.cells.get(window)?.quality ?? []);
  if (qualities.length === 0) return null;
  return surenessOf(qualities, floorsOf(board, windows), grade, windows.length >= totalWindows, seed);
}
