/** Models of channels that are predicted from others too, each with weights of its own. Runs in encoders only. */

import { digitsToSend } from './digits.js';
import {
  codedAs,
  DEFAULTS,
  digitsOfGroups,
  type Found,
  isNoise,
  levelOf,
  placeWeights,
  type Task,
  vectorsOf,
} from './draft.js';
import {
  type CodedChannel,
  LARGEST_OWN_DIGITS,
  LARGEST_TAP_DIGITS,
  type Reference,
  type Settings,
} from './head.js';
import {
  clamp,
  type Fitted,
  innovate,
  residualShiftOf,
  storeTaps,
  USUAL_OF_REFERRING,
} from './innovations.js';
import { arrange } from './order.js';
import { fitOwn, givenOf, readSource, refitOwn, whitenSource } from './own.js';
import { sampled } from './pooled.js';
import { digitsFor, roundWeights } from './rounding.js';
import { POINTERS_AT, TAPS_AT, type Work } from './signals.js';
import {
  type Innovations,
  joinLags,
  OWN_TAPS,
  solveTaps,
  sumTaps,
  tapEquations,
  withoutOwn,
} from './taps.js';
import { magnitudeOf, ownOf, TAP_DIGITS } from './weights.js';

/** Largest weight of a reference, of TAP_DIGITS. */
const LARGEST_TAP = 2 - 2 ** -13;

/** Each channel with weights of its own. */
export function modelReferring(task: Task): Found {
  const { work } = task;
  const { historyShift, frames } = work;
  const fitted = fitAll(task);
  const count = fitted.length;
  const { order, nearest, partLeft } = arrange(work, count, task.references, task.references + 4);
  const parts = sampled(fitted.map((_, k) => k)).map(partLeft);
  const fits = fitted.map(({ fit }) => fit);
  const digits = digitsOfGroups(
    order.map(index => digitsFor(fits[index].solution, historyShift)),
    task.together,
  );
  const settings = {
    ...DEFAULTS,
    ...USUAL_OF_REFERRING,
    historyShift,
    residualShift: residualShiftOf(fitted),
    sentDigits: digitsToSend(sampled(fits), parts, frames, LARGEST_OWN_DIGITS),
    tapDigits: Math.max(2, Math.min(LARGEST_TAP_DIGITS, Math.round(Math.log2(Math.sqrt(frames / 12))))),
    vectors: vectorsOf(task.lags + (task.hasAverages ? 0 : OWN_TAPS)),
  };
  const coded: CodedChannel[] = [];
  const innovations: Innovations[] = [];
  order.forEach((index, place) => {
    const { source } = fitted[index];
    const places = nearest(place);
    const given = places.map(k => innovations[k]);
    const found = task.hasAverages
      ? fitInTurns(task, settings, fitted[index], given)
      : fitAtOnce(task, settings, fitted[index], given, digits[place]);
    const level = levelOf(found.deviation);
    const own = placeWeights(
      roundWeights(found.own, found.lags, Math.min(digits[place], settings.sentDigits)),
      found.lags,
      settings.vectors,
      task.hasAverages,
    );
    const isSmall = found.taps.every(taps => taps.every(tap => Math.abs(tap) < LARGEST_TAP));
    const references = isSmall
      ? found.taps.map((taps, k) => quantised(taps, places[k], coded, level, settings.tapDigits))
      : [];
    coded.push(codedAs(task, source, level, digits[place], own, references));
    const weights = ownOf({ settings, pooled: undefined }, coded[place]);
    innovations.push(innovate(work, settings, weights, digits[place], source, place, task.hasAverages));
  });
  return { settings, pooled: undefined, coded };
}

/** A channel's weights. */
interface ChannelFit {
  /** Of lags, then of averages. */
  readonly own: Float64Array;
  readonly lags: number;
  /** Of references, in units of innovations. */
  readonly taps: readonly Float64Array[];
  /** Of what is left, in 1/16 of a step. */
  readonly deviation: number;
}

/** What an innovation is of a whitened signal that is 2^gain times as large as the history. */
function unitOf({ historyShift, residualShift }: Settings, gain: number): number {
  return 2 ** (historyShift - gain - residualShift);
}

/** Fits weights of references together with those of a channel's own whitened past, and joins the latter to its lags. */
function fitAtOnce(
  { work }: Task,
  settings: Settings,
  { fit, deviation, whitened, gain }: Fitted,
  given: readonly Innovations[],
  digits: number,
): ChannelFit {
  const equations = tapEquations(sumTaps(work, work.stretches, whitened, given));
  let found = solveTaps(equations, work.frames);
  let own = joinLags(fit.solution, found.own);
  if (digitsFor(own) < digits) {
    found = solveTaps(withoutOwn(equations), work.frames);
    own = joinLags(fit.solution, found.own);
  }
  const unit = unitOf(settings, gain);
  const taps = found.taps.map(each => each.map(tap => tap * unit));
  return { own, lags: own.length, taps, deviation: deviation * Math.sqrt(found.left) };
}

const TURNS = 2;

/** Fits weights of references to what the own past leaves, then own weights beside what references give, and so on. */
function fitInTurns(
  { work, lags, hasAverages }: Task,
  settings: Settings,
  { source, fit, deviation, whitened, gain }: Fitted,
  given: readonly Innovations[],
): ChannelFit {
  const { frames, historyShift } = work;
  const solve = (unit: number) => {
    const equations = tapEquations(sumTaps(work, work.stretches, whitened, given));
    return solveTaps(withoutOwn(equations), frames).taps.map(each => each.map(tap => tap * unit));
  };
  let taps = solve(unitOf(settings, gain));
  let own = fit.solution;
  let left = deviation;
  for (let turn = 0; turn < TURNS && taps.length > 0; turn++) {
    give(work, given, taps);
    readSource(work, source, hasAverages);
    const joint = refitOwn(work, { lags, hasAverages, frames }, source.reach, whitened);
    own = joint.solution.subarray(0, joint.solution.length - 1);
    left = joint.deviation * 2 ** historyShift;
    const alone = { ...joint, solution: own, deviation: fit.deviation };
    const next = solve(unitOf(settings, whitenSource(work, alone, whitened)));
    if (next.length > 0) taps = next;
  }
  return { own, lags, taps, deviation: left };
}

/** Writes what references give with some taps. */
function give(work: Work, given: readonly Innovations[], taps: readonly Float64Array[]): void {
  const rounded = taps.map(each => Array.from(each, tap => clamp(Math.round(tap * 2 ** TAP_DIGITS))));
  const addresses = taps.map((_, k) => given[k].address);
  storeTaps(work, addresses, rounded);
  const { weights, frames, opened } = work;
  opened.kernel.combine(
    weights + POINTERS_AT,
    weights + TAPS_AT,
    taps.length,
    frames,
    TAP_DIGITS,
    givenOf(work),
  );
}

function quantised(
  taps: Float64Array,
  place: number,
  coded: readonly CodedChannel[],
  level: number,
  digits: number,
): Reference {
  const scale = (2 ** digits * magnitudeOf(coded[place].level)) / magnitudeOf(level);
  return { place, numbers: Array.from(taps, tap => clamp(Math.round(tap * scale))) };
}

function fitAll({ work, sources, lags, hasAverages }: Task): Fitted[] {
  const { historyShift, frames } = work;
  const fitted: Fitted[] = [];
  for (const source of sources) {
    readSource(work, source, hasAverages);
    const fit = fitOwn(work, { lags, hasAverages, frames }, source.reach);
    const deviation = fit.deviation * 2 ** historyShift;
    if (isNoise(deviation)) continue;
    const whitened = work.whitened + fitted.length * work.room.stride;
    fitted.push({ source, fit, deviation, whitened, gain: whitenSource(work, fit, whitened) });
  }
  return fitted;
}
