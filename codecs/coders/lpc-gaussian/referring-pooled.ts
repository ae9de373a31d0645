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
import { type CodedChannel, LARGEST_OWN_DIGITS, type Pooled, type Settings } from './head.js';
import {
  arrange,
  clamp,
  type Fitted,
  innovate,
  residualShiftOf,
  storeTaps,
  TAPS_AT,
  USUAL_OF_REFERRING,
} from './innovations.js';
import { GAIN_DIGITS, magnitudeOf, ownOf, SHAPE_DIGITS } from './lanes.js';
import { readSource, whitenSource } from './own.js';
import { fitPooled, fitShape, gainsOfReferences, roughnessOf, sampled, squareOf } from './pooled.js';
import { digitsFor, roundWeights } from './rounding.js';
import type { Work } from './signals.js';
import { type Innovations, joinLags, LARGEST_WHITENED, sumTaps } from './taps.js';

const ROUNDS = 3;

/** All channels with the same weights, but for a gain of each reference. */
export function modelReferringPooled(task: Task): Found {
  const { work, lags, hasAverages } = task;
  const { historyShift, frames } = work;
  const pooledFit = fitPooled(work, task.sources, { lags, hasAverages, frames });
  const fitted: Fitted[] = [];
  for (const source of task.sources) {
    readSource(work, source, hasAverages);
    const rough = Math.sqrt(roughnessOf(work)) * pooledFit.proportion;
    if (isNoise(rough * 2 ** historyShift)) continue;
    const whitened = work.whitened + fitted.length * work.room.stride;
    const gain = whitenSource(work, { ...pooledFit.fit, deviation: rough }, whitened);
    const deviation = Math.sqrt(squareOf(work, whitened)) * 2 ** (historyShift - gain);
    fitted.push({ source, fit: pooledFit.fit, deviation: Math.max(deviation, 0.25), whitened, gain });
  }
  const { order, nearest } = arrange(work, fitted, task.references);
  const places = order.map((_, place) => nearest(place));
  const all = order.map((index, place) => ({ fitted: fitted[index], places: places[place] }));
  const residualShift = residualShiftOf(fitted);
  const few = sampled(all.filter(({ places }) => places.length > 0));
  let innovations: Innovations[] = all.map(({ fitted: { whitened } }) => ({
    address: whitened,
    largest: LARGEST_WHITENED,
  }));
  let settings: Settings = { ...DEFAULTS, ...USUAL_OF_REFERRING, historyShift, residualShift };
  let pooled: Pooled = { own: [], shape: [] };
  let ownDigits = LARGEST_OWN_DIGITS;
  // what is left of a channel depends on the weights, and these on what is left of others
  for (let k = 0; k < ROUNDS; k++) {
    const shared = fitShape(
      few.map(({ fitted: { whitened }, places }) =>
        sumTaps(
          work,
          [{ from: 0, frames }],
          whitened,
          places.map(place => innovations[place]),
        ),
      ),
    );
    const joined = joinLags(pooledFit.fit.solution, shared.own);
    ownDigits = digitsFor(joined, historyShift);
    const vectors = vectorsOf(lagsUsed(joined, joined.length));
    const own = placeWeights(roundWeights(joined, joined.length, ownDigits), joined.length, vectors, false);
    settings = { ...settings, vectors };
    pooled = { own, shape: shared.shape };
    innovations = all.map(({ fitted: { source } }, place) => {
      const weights = ownOf({ settings, pooled }, { mean: source.mean, own, ownDigits });
      return innovate(work, settings, weights, ownDigits, source, place);
    });
  }
  all.forEach(({ fitted: { whitened } }, place) => {
    filterInnovations(work, pooled, innovations[place], whitened);
  });
  const coded: CodedChannel[] = [];
  all.forEach(({ fitted: { source }, places }, place) => {
    const signals = places.map(k => all[k].fitted.whitened);
    const { gains, deviation } = gainsOfReferences(work, innovations[place], signals);
    const level = levelOf(deviation * 2 ** residualShift);
    const references = Array.from(gains, (gain, k) => {
      const scale = (2 ** GAIN_DIGITS * magnitudeOf(coded[places[k]].level)) / magnitudeOf(level);
      return { place: places[k], numbers: [clamp(Math.round(gain * scale))] };
    });
    coded.push({ ...codedAs(task, source, level, ownDigits), own: [], references });
  });
  return { settings, pooled, coded };
}

function filterInnovations(work: Work, { shape }: Pooled, { address }: Innovations, out: number): void {
  const { kernel } = work.opened;
  storeTaps(work, [address], [shape]);
  kernel.combine(work.weights, work.weights + TAPS_AT, 1, work.frames, SHAPE_DIGITS, out);
}
