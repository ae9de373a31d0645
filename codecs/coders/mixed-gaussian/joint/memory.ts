/** The kernel of channels that predict each other: what it exports, and where things lie in its memory. */

import { instantiateKernel, reserve } from '../../../bytes/wasm.js';
import type { ConverterProfile } from '../../../converter/profile.js';
import { memoise } from '../../../memoise.js';
import { normalCounts, STEPS_PER_OCTAVE, TABLE_ENTRIES } from '../../../models/normal-counts.js';
import {
  type FittingKernel,
  type Opened,
  openConverters,
  type Room,
  SIGNAL_MARGIN,
} from '../../shared/prediction/memory.js';

type ModelFrames = (channel: number, from: number, to: number, pairs: number) => number;
type DecodeFrames = (channel: number, from: number, to: number) => number;

interface JointKernel extends FittingKernel {
  readonly beginMixture: () => void;
  readonly model: ModelFrames;
  readonly modelConverted: ModelFrames;
  readonly costOfPairs: (pairs: number, end: number) => number;
  readonly push: (pairs: number, pairsTo: number, end: number) => number;
  readonly beginWords: (first: number, end: number) => number;
  readonly decodeChannel: DecodeFrames;
  readonly decodeConvertedChannel: DecodeFrames;
  readonly wordsAreDone: () => number;
}

export interface JointOpened extends Opened<JointKernel> {
  /** Where the tables of counts lie. */
  readonly counts: number;
  /** Where a channel lies while it is coded, see kernel/layout.ts. */
  readonly channel: number;
}

/** Counts are from -LARGEST_COUNT to LARGEST_COUNT: 2^15 times as many, and a window's codes and escapes, are 2^31. */
export const LARGEST_COUNT = 32759;
const TABLE_ITEMS = 1544;
const QUANTILES = 1024;
const TABLES_BYTES = 2 * STEPS_PER_OCTAVE * (TABLE_ITEMS + QUANTILES);
/** Of a state of rANS, and of a word. */
export const STATE_BYTES = 8;
export const WORD_BYTES = 4;
export const CHANNEL_BYTES = 976;

/** A kernel with its tables. */
export function openJoint(profile: ConverterProfile | undefined): JointOpened {
  const opened = openConverters(
    instantiateKernel<JointKernel>('joint'),
    profile,
    TABLES_BYTES + CHANNEL_BYTES,
  );
  const counts = opened.kernel.base();
  opened.views().i16.set(tablesUpTo(LARGEST_COUNT), counts / 2);
  return { ...opened, counts, channel: counts + TABLES_BYTES };
}

/** Tables of counts, then of quantiles, for each step of an octave. Made once for each largest count. */
const tablesUpTo = memoise((largest: number) => {
  const all = new Int16Array(TABLES_BYTES / 2);
  for (let step = 0; step < STEPS_PER_OCTAVE; step++) {
    const counts = countsOf(step, largest);
    all.set(counts, TABLE_ITEMS * step);
    all.set(quantilesOf(counts, largest), TABLE_ITEMS * STEPS_PER_OCTAVE + QUANTILES * step);
  }
  return all;
});

/** Counts below the ends of cells, their middle being 0. @param step eighth of an octave */
export function countsOf(step: number, largest: number): Int16Array {
  return Int16Array.from(normalCounts(step, 2 * largest), count => count - largest);
}

/** The cell in whose counts each part of them ends, seen from the middle one. */
function quantilesOf(table: Int16Array, largest: number): Int16Array {
  let cell = 0;
  return Int16Array.from({ length: QUANTILES }, (_, k) => {
    const middle = ((2 * k + 1) / QUANTILES - 1) * largest;
    while (cell < TABLE_ENTRIES - 1 && table[cell] < middle) cell++;
    return cell - (TABLE_ENTRIES >> 1);
  });
}

/** Where signals of coded channels lie behind those of all predictors, each with margins. */
export interface Signals {
  readonly rests: (place: number) => number;
  readonly loudness: (place: number) => number;
  /** Where pairs or words may begin. */
  readonly rest: number;
}

/** Lays signals out, with margins of zeros. */
export function makeSignals({ kernel, views }: JointOpened, { stride, rest }: Room, coded: number): Signals {
  const end = rest + 2 * coded * stride;
  reserve(kernel, end + 64);
  const { u8 } = views();
  for (let at = rest; at < end; at += stride) {
    u8.fill(0, at, at + SIGNAL_MARGIN);
    u8.fill(0, at + stride - 2 * SIGNAL_MARGIN, at + stride);
  }
  return {
    rests: place => rest + 2 * place * stride + SIGNAL_MARGIN,
    loudness: place => rest + (2 * place + 1) * stride + SIGNAL_MARGIN,
    rest: end,
  };
}
