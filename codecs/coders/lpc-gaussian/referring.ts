/** Models of channels that are predicted from others too. Runs in encoders only. */
import {
  codedAs,
  DEFAULTS,
  digitsOfGroups,
  type Found,
  isNoise,
  lagsUsed,
  levelOf,
  placeWeights,
  type Task,
  vectorsOf,
} from './draft.js';
import {
  type CodedChannel,
  LARGEST_OWN_DIGITS,
  LARGEST_TAP_DIGITS,
  lagsOf,
  type Pooled,
  type Reference,
  type Settings,
  TAPS,
} from './head.js';
import { GAIN_DIGITS, magnitudeOf, type Own, ownOf, SHAPE_DIGITS, TAP_DIGITS } from './lanes.js';
import { clearMargins, innovationsOf } from './memory.js';
import { levelSignals, partLeft, productsOfPairs, strongest, treeOrder } from './order.js';
import {
  digitsFor,
  digitsToSend,
  fitOwn,
  givenOf,
  type OwnFit,
  readSource,
  refitOwn,
  roundWeights,
  storeFilter,
  whitenSource,
} from './own.js';
import { fitPooled, fitShape, gainsOfReferences, roughnessOf, sampled, squareOf } from './pooled.js';
import { converterOf, type Source, type Work } from './signals.js';
import {
  type Innovations,
  joinLags,
  LARGEST_WHITENED,
  OWN_TAPS,
  solveTaps,
  sumTaps,
  tapEquations,
  withoutOwn,
} from './taps.js';

/** Where trials of shares and steps begin. */
const USUAL_OF_REFERRING = { shares: 4, step: 3 };

/** A source whose own past was fitted, and what that leaves. */
interface Fitted {
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

function residualShiftOf(fitted: readonly Fitted[]): number {
  const sorted = fitted.map(({ deviation }) => deviation).sort((a, b) => a - b);
  const loud = sorted[Math.floor(0.9 * (sorted.length - 1))] ?? 1;
  return Math.max(0, Math.min(10, Math.ceil(Math.log2(loud)) - INNOVATION_BITS));
}

/** Channels in the order of a tree, and for each the places of those before it that have most in common with it. */
function arrange(work: Work, fitted: readonly Fitted[], most: number) {
  levelSignals(work, fitted.length);
  const products = productsOfPairs(work, fitted.length);
  const order = treeOrder(products, fitted.length);
  const parts = fitted.map((_, k) => partLeft(products, fitted.length, k));
  return { order, parts, nearest: (place: number) => strongest(work, products, order, place, most) };
}

/**
 * Writes the innovations that a decoder will have.
 * @param own weights of the source, with `ownDigits`
 * @returns their largest magnitude
 */
function innovate(
  work: Work,
  settings: Settings,
  { weights, bias }: Own,
  ownDigits: number,
  source: Source,
  place: number,
  hasAverages = false,
): Innovations {
  const { opened, room, frames, history } = work;
  readSource(work, source, hasAverages);
  const { vectors, averageWeights } = storeFilter(work, weights, lagsOf(settings));
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

/** Largest weight of a reference, of TAP_DIGITS. */
const LARGEST_TAP = 2 - 2 ** -13;

/** Each channel with weights of its own. */
export function modelReferring(task: Task): Found {
  const { work } = task;
  const { historyShift, frames } = work;
  const fitted = fitAll(task);
  const { order, parts, nearest } = arrange(work, fitted, task.references);
  const fits = fitted.map(({ fit }) => fit);
  const digits = digitsOfGroups(
    order.map(index => digitsFor(fits[index].solution, historyShift)),
    task.stretches,
  );
  const settings = {
    ...DEFAULTS,
    ...USUAL_OF_REFERRING,
    historyShift,
    residualShift: residualShiftOf(fitted),
    sentDigits: digitsToSend(sampled(fits), sampled(parts), frames, LARGEST_OWN_DIGITS),
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
    coded.push({ ...codedAs(task, source, level, digits[place]), own, references });
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
  opened.kernel.combine(weights, weights + TAPS_AT, taps.length, frames, TAP_DIGITS, givenOf(work));
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

function clamp(value: number): number {
  return Math.max(-32767, Math.min(32767, value));
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

/** Where taps lie behind the pointers in a work's weights. */
const TAPS_AT = 128;

function storeTaps(
  { opened, weights }: Work,
  addresses: readonly number[],
  taps: readonly (readonly number[])[],
): void {
  const { i16, i32 } = opened.views();
  i32.set(addresses, weights / 4);
  taps.forEach((each, k) => {
    i16.set(each, (weights + TAPS_AT) / 2 + TAPS * k);
  });
}
