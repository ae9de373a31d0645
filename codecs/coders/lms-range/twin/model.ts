/** What lms-range expects of each sample, by ../coder.ts, and what it learns of it. */
import type { ConverterProfile } from '../../../converter/profile.js';
import {
  adapt,
  type Channel,
  errorRate,
  extrapolate,
  follow,
  startChannel,
} from '../../shared/live/twin/channel.js';
import {
  type Counting,
  type Expected,
  expectedAt,
  makeCounting,
  widthOf,
} from '../../shared/live/twin/codes.js';
import type { Predictor } from '../../shared/live/twin/coding.js';
import type { Tolerance } from '../coder.js';
import {
  learnRemainders,
  type Reference,
  type Remainders,
  refer,
  type Shared,
  startRemainders,
  startShared,
} from './references.js';

/** How a recording is coded: frames of a block (0: all of it), references of a channel, the converter. */
export interface Settings {
  readonly block: number;
  readonly references: number;
  readonly profile: ConverterProfile | undefined;
  /** If samples may be off. */
  readonly tolerance?: Tolerance;
}

interface Model {
  readonly counting: Counting;
  readonly channels: (Channel | undefined)[];
  /** Empty without references. */
  readonly references: number;
  readonly remainders: readonly Remainders[];
  readonly shared: Shared;
}

/** What is expected of a sample, and what led to it. */
interface Expectation extends Expected {
  readonly extrapolated: number;
  readonly reference: Reference | undefined;
}

export function predictorOf(settings: Settings, channels: number): Predictor<Expectation> {
  const { profile, references, tolerance, block } = settings;
  const model: Model = {
    counting: makeCounting(profile, channels, tolerance),
    channels: Array.from({ length: channels }, () => undefined),
    references,
    remainders: Array.from({ length: channels }, () => startRemainders(references)),
    shared: startShared(),
  };
  return {
    counting: model.counting,
    block,
    channelAt: place => place,
    expect: place => expectationOf(model, place),
    learn: (place, expected, code, frame) => learn(model, place, expected, code, frame),
    endFrame: () => undefined,
  };
}

/** The remainders of the channels coded just before one, the last in front. */
function referencesOf({ remainders, references }: Model, index: number): Remainders[] {
  const { length } = remainders;
  return Array.from({ length: references }, (_, k) => remainders[(index - 1 - k + length) % length]);
}

/** @returns undefined for a channel's first sample */
function expectationOf(model: Model, index: number): Expectation | undefined {
  const channel = model.channels[index];
  if (channel === undefined) return undefined;
  const extrapolated = extrapolate(channel);
  const { remainders, shared } = model;
  const reference =
    model.references === 0
      ? undefined
      : refer(extrapolated, channel.scale, remainders[index], referencesOf(model, index), shared);
  const { voltage, scale } = reference ?? { voltage: extrapolated, scale: channel.scale };
  return { extrapolated, reference, ...expectedAt(model.counting, voltage, scale) };
}

/** Takes a code where another was expected. */
function learn(
  model: Model,
  index: number,
  expected: Expectation | undefined,
  code: number,
  frame: number,
): void {
  const voltage = model.counting.tables.voltages[code + 32768];
  const channel = model.channels[index];
  if (channel === undefined || expected === undefined) {
    model.channels[index] = startChannel(voltage);
    return;
  }
  const { quiet, leastError } = doubtOf(model.counting);
  adapt(channel, voltage, expected.extrapolated, frame, quiet);
  const size = Math.max(leastError, Math.abs(voltage - expected.voltage));
  channel.scale = follow(channel.scale, 256 * size, errorRate(frame));
  const { reference } = expected;
  if (reference !== undefined)
    learnRemainders(model.remainders[index], model.shared, reference, voltage, frame, leastError);
}

/** From what errors on there is something to learn, and what each counts for at least, in units. */
function doubtOf({ tolerance }: Counting) {
  if (tolerance === undefined) return { quiet: 0, leastError: 0 };
  const width = widthOf(tolerance);
  return { quiet: 8 * width, leastError: Math.floor((5 * width) / 2) };
}
