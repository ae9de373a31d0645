/** What other channels tell of a channel, and its own remainders: the prediction with references of ../coder.ts. */
import { errorRate, FIRST_SCALE, follow } from '../../shared/live/twin/channel.js';
import { advance, deviationOf, normalise, paceOf, turned, zeros } from '../../shared/live/twin/remainders.js';

/** What a channel keeps. */
export interface Remainders {
  /** Average magnitude of second remainders, and that of errors of rate 1/8; in 1/256 units. */
  spread: number;
  fastScale: number;
  /** The last eight first remainders and the last four second ones, the last in front. */
  past: number[];
  recent: number[];
  pastWeights: number[];
  /** Of four second remainders of the channel, of four averages, and of four remainders of each reference. */
  weights: number[];
}

/** What all channels share. */
export interface Shared {
  averages: number[];
  unrest: number;
}

/** What is expected of a sample, and what led to it. */
export interface Reference {
  readonly first: number;
  readonly second: number;
  readonly voltage: number;
  /** Average magnitude of errors, in 1/256 units. */
  readonly scale: number;
  readonly features: readonly number[];
  readonly spreadDeviation: number;
  readonly errorDeviation: number;
}

export function startShared(): Shared {
  return { averages: [0, 0, 0, 0], unrest: 102 * 256 };
}

export function startRemainders(references: number): Remainders {
  return {
    spread: FIRST_SCALE,
    fastScale: FIRST_SCALE,
    past: zeros(8),
    recent: zeros(4),
    pastWeights: zeros(8),
    weights: zeros(8 + 4 * references),
  };
}

/**
 * @param scale slow average magnitude of errors, in 1/256 units
 * @param references remainders of the channels coded just before, the last in front
 */
export function refer(
  first: number,
  scale: number,
  own: Remainders,
  references: readonly Remainders[],
  { averages, unrest }: Shared,
): Reference {
  const spreadDeviation = deviationOf(own.spread);
  const second = advance(first, own.pastWeights, own.past, spreadDeviation);
  const means = averages.map(average => Math.floor(average / 256));
  const features = [...own.recent, ...means, ...references.flatMap(({ recent }) => recent)];
  const mixed = scale + Math.floor((3 * (own.fastScale - scale)) / 8);
  const share = 160 + Math.floor((15 * unrest) / 4096);
  return {
    first,
    second,
    voltage: advance(second, own.weights, features, spreadDeviation),
    scale: Math.min(2 ** 28, Math.floor((mixed * share) / 256)),
    features,
    spreadDeviation,
    errorDeviation: deviationOf(mixed),
  };
}

/** Takes a voltage where `refer` expected another. */
export function learnRemainders(
  own: Remainders,
  shared: Shared,
  expected: Reference,
  voltage: number,
  frame: number,
  leastError: number,
): void {
  const sizeOf = (distance: number) => Math.max(leastError, Math.abs(distance));
  const { first, second, features, spreadDeviation, errorDeviation } = expected;
  const remainder = normalise(voltage - second, spreadDeviation);
  const error = normalise(voltage - expected.voltage, errorDeviation);
  const pace = paceOf(frame);
  own.pastWeights = turned(own.pastWeights, own.past, remainder, Math.min(32, pace));
  own.weights = turned(own.weights, features, error, pace);
  own.past = [normalise(voltage - first, spreadDeviation), ...own.past.slice(0, 7)];
  own.recent = [remainder, ...own.recent.slice(0, 3)];
  const rate = errorRate(frame);
  own.spread = follow(own.spread, 256 * sizeOf(voltage - second), rate);
  own.fastScale = follow(own.fastScale, 256 * sizeOf(voltage - expected.voltage), Math.min(3, rate));
  shared.averages = shared.averages.map((average, k) => follow(average, 256 * remainder, 2 + 2 * k));
  const unrest = Math.max(Math.abs(error), normalise(leastError, errorDeviation));
  shared.unrest = follow(shared.unrest, 256 * unrest, 4);
}
