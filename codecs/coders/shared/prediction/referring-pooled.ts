/** Models of channels that are predicted from others too, of a block too short for weights of each. Runs in encoders only. */

import {
  codedAs,
  DEFAULTS,
  type Found,
  isNoise,
  lagsUsed,
  levelOf,
  placeWeights,
  type Task,
  vectorsOf,
} from './draft.js';
import { type CodedChannel, lagsOf, type Pooled, type Reference, type Settings } from './head.js';
import {
  clamp,
  type Fitted,
  innovateBy,
  residualShiftOf,
  storeTaps,
  USUAL_OF_REFERRING,
} from './innovations.js';
import { arrange } from './order.js';
import { type OwnFit, readSource, storeFilter, storeWhitener, whitenBy } from './own.js';
import {
  fitPooled,
  fitShape,
  gainsOfReferences,
  type PooledFit,
  type PooledTaps,
  roughnessOf,
  sampled,
  squareOf,
} from './pooled.js';
import { digitsFor, roundWeights } from './rounding.js';
import { POINTERS_AT, TAPS_AT, type Work } from './signals.js';
import { type Innovations, joinLags, LARGEST_WHITENED, sumTaps } from './taps.js';
import { GAIN_DIGITS, magnitudeOf, ownOf, SHAPE_DIGITS } from './weights.js';

/** A channel with the places of those that predict it. */
interface Arranged {
  readonly fitted: Fitted;
  readonly places: readonly number[];
}

/** What channels share while it is looked for, and the innovations that follow from it. */
interface Shared {
  readonly settings: Settings;
  readonly pooled: Pooled;
  readonly ownDigits: number;
}

/** All channels with the same weights, but for a gain of each reference. */
export function modelReferringPooled(task: Task): Found {
  const { work, lags, hasAverages } = task;
  const pooledFit = fitPooled(work, task.sources, { lags, hasAverages, frames: work.frames });
  const fitted = whitenAll(task, pooledFit);
  const { order, nearest } = arrange(work, fitted.length, task.references, SPARE_CANDIDATES);
  const all = order.map((index, place) => ({ fitted: fitted[index], places: nearest(place) }));
  const residualShift = residualShiftOf(fitted);
  const shared = fitShared(work, pooledFit.fit, all, residualShift);
  const innovations = innovateAll(work, shared, all);
  const filtered = filterInnovations(work, shared.pooled, all, innovations);
  const coded: CodedChannel[] = [];
  all.forEach(({ fitted: { source }, places }, place) => {
    const signals = places.map(k => filtered[k]);
    const { gains, deviation } = gainsOfReferences(work, innovations[place], signals);
    const level = levelOf(deviation * 2 ** residualShift);
    const references: Reference[] = [];
    for (let k = 0; k < gains.length; k++) {
      const scale = (2 ** GAIN_DIGITS * magnitudeOf(coded[places[k]].level)) / magnitudeOf(level);
      references.push({ place: places[k], numbers: [clamp(Math.round(gains[k] * scale))] });
    }
    coded.push(codedAs(task, source, level, shared.ownDigits, [], references));
  });
  return { settings: shared.settings, pooled: shared.pooled, coded };
}

/** Whitens all sources but those that are noise. */
function whitenAll({ work, sources, hasAverages }: Task, { fit, proportion }: PooledFit): Fitted[] {
  const { historyShift } = work;
  const whitener = storeWhitener(work, fit);
  const fitted: Fitted[] = [];
  for (const source of sources) {
    readSource(work, source, hasAverages);
    const rough = Math.sqrt(roughnessOf(work)) * proportion;
    if (isNoise(rough * 2 ** historyShift)) continue;
    const whitened = work.whitened + fitted.length * work.room.stride;
    const gain = whitenBy(work, whitener, rough, whitened);
    const deviation = Math.sqrt(squareOf(work, whitened)) * 2 ** (historyShift - gain);
    fitted.push({ source, fit, deviation: Math.max(deviation, 0.25), whitened, gain });
  }
  return fitted;
}

const ROUNDS = 3;
const SPARE_CANDIDATES = 6;

/** Fits what channels share to some of them: what is left of a channel depends on it, and it on what is left of others. */
function fitShared(work: Work, fit: OwnFit, all: readonly Arranged[], residualShift: number): Shared {
  const { frames, historyShift } = work;
  const few = sampled(all.filter(({ places }) => places.length > 0));
  const wanted = new Set(few.flatMap(({ places }) => places));
  const innovations: Innovations[] = all.map(({ fitted: { whitened } }) => ({
    address: whitened,
    largest: LARGEST_WHITENED,
  }));
  const stretches = [{ from: 0, frames }];
  let shared: Shared | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    if (shared !== undefined) innovateSome(work, shared, all, wanted, innovations);
    const sums = few.map(({ fitted: { whitened }, places }) =>
      sumTaps(
        work,
        stretches,
        whitened,
        places.map(place => innovations[place]),
      ),
    );
    shared = sharedOf(fit, fitShape(sums), historyShift, residualShift);
  }
  return shared ?? sharedOf(fit, fitShape([]), historyShift, residualShift);
}

function sharedOf(
  fit: OwnFit,
  { own, shape }: PooledTaps,
  historyShift: number,
  residualShift: number,
): Shared {
  const joined = joinLags(fit.solution, own);
  const ownDigits = digitsFor(joined, historyShift);
  const vectors = vectorsOf(lagsUsed(joined, joined.length));
  const rounded = roundWeights(joined, joined.length, ownDigits);
  return {
    settings: { ...DEFAULTS, ...USUAL_OF_REFERRING, historyShift, residualShift, vectors },
    pooled: { own: placeWeights(rounded, joined.length, vectors, false), shape },
    ownDigits,
  };
}

function innovateAll(work: Work, shared: Shared, all: readonly Arranged[]): Innovations[] {
  const innovations: Innovations[] = [];
  innovateSome(work, shared, all, all.keys(), innovations);
  return innovations;
}

/** Writes the innovations of channels at some places. */
function innovateSome(
  work: Work,
  { settings, pooled, ownDigits }: Shared,
  all: readonly Arranged[],
  places: Iterable<number>,
  innovations: Innovations[],
): void {
  const filter = storeFilter(work, pooled.own, lagsOf(settings));
  for (const place of places) {
    const { source } = all[place].fitted;
    const { bias } = ownOf({ settings, pooled }, { mean: source.mean, own: [], ownDigits });
    innovations[place] = innovateBy(work, settings, filter, bias, ownDigits, source, place, false);
  }
}

/** Writes what the shape makes of innovations where whitened signals were. */
/** Filters all innovations by the shape, into where whitened signals were. */
function filterInnovations(
  work: Work,
  { shape }: Pooled,
  all: readonly Arranged[],
  innovations: readonly Innovations[],
): Innovations[] {
  const { opened, weights, frames } = work;
  const pointers = weights + POINTERS_AT;
  storeTaps(work, [], [shape]);
  const { i32 } = opened.views();
  return all.map(({ fitted: { whitened } }, place) => {
    i32[pointers / 4] = innovations[place].address;
    const largest = opened.kernel.combine(pointers, weights + TAPS_AT, 1, frames, SHAPE_DIGITS, whitened);
    return { address: whitened, largest };
  });
}
