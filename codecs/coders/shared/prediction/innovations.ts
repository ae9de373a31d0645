import { lagsOf, type Settings, TAPS } from './head.js';
import { clearMargins, innovationsOf } from './memory.js';
import { type Filter, type OwnFit, readSource, storeFilter } from './own.js';
import { converterOf, POINTERS_AT, type Source, TAPS_AT, type Work } from './signals.js';
import type { Innovations } from './taps.js';
import type { Own } from './weights.js';

/** Where trials of shares and steps begin. */
export const USUAL_OF_REFERRING = { tried: [4, 2] };

/** A source whose own past was fitted, and what that leaves. */
export interface Fitted {
  readonly source: Source;
  readonly fit: OwnFit;
  /** In 1/16 of a step. */
  readonly deviation: number;
  /** Address of the whitened signal, and the binary digits by which it is larger than the history. */
  readonly whitened: number;
  readonly gain: number;
}

/** Deviations of innovations have so many binary digits, but for the tenth of the channels that is loudest. */
const INNOVATION_BITS = 9;

export function residualShiftOf(fitted: readonly Fitted[]): number {
  const sorted = fitted.map(({ deviation }) => deviation).sort((a, b) => a - b);
  const loud = sorted[Math.floor(0.9 * (sorted.length - 1))] ?? 1;
  return Math.max(0, Math.min(10, Math.ceil(Math.log2(loud)) - INNOVATION_BITS));
}

/**
 * Writes the innovations that a decoder will have.
 * @param own weights of the source, with `ownDigits`
 */
export function innovate(
  work: Work,
  settings: Settings,
  { weights, bias }: Own,
  ownDigits: number,
  source: Source,
  place: number,
  hasAverages = false,
): Innovations {
  const filter = storeFilter(work, weights, lagsOf(settings));
  return innovateBy(work, settings, filter, bias, ownDigits, source, place, hasAverages);
}

/** The same with weights that were written before. */
export function innovateBy(
  work: Work,
  settings: Settings,
  { vectors, averageWeights }: Filter,
  bias: number,
  ownDigits: number,
  source: Source,
  place: number,
  hasAverages: boolean,
): Innovations {
  const { opened, room, frames, history } = work;
  readSource(work, source, hasAverages);
  const address = innovationsOf(room, place);
  const largest = opened.kernel.innovate(
    source.codes,
    history,
    frames,
    converterOf(work, source.kind),
    work.weights,
    vectors,
    hasAverages ? work.averages : 0,
    room.stride,
    averageWeights,
    bias,
    ownDigits - settings.historyShift,
    source.mean,
    settings.residualShift,
    address,
  );
  clearMargins(opened, room, place);
  return { address, largest };
}

export function clamp(value: number): number {
  return Math.max(-32767, Math.min(32767, value));
}

/** Writes what `combine` reads: where signals lie, and eight taps of each. */
export function storeTaps(
  { opened, weights }: Work,
  addresses: readonly number[],
  taps: readonly (readonly number[])[],
): void {
  const { i16, i32 } = opened.views();
  i32.set(addresses, (weights + POINTERS_AT) / 4);
  taps.forEach((each, k) => {
    i16.set(each, (weights + TAPS_AT) / 2 + TAPS * k);
  });
}
