/**
 * What a piece of a mixed-gaussian stream says of its channels, by adaptive binary coding (adaptive-bits.ts,
 * value-table.ts): later channels cost less than the first. Numbers may have a sign, folded in as 0, -1, 1, -2 …
 *
 *   channel   kind, 1: codes as they are, nothing follows
 *             profile, step of the second stage, pace of the mixture weights, shift of the history, mean, start - mean, magnitude
 *             references n | n times: channels back - 1
 *             frames a block / 4096, 0: all | for each block: order, shift, coefficients
 */
import { foldSign, unfoldSign } from '../../bytes/numbers.js';
import { type BitCoder, type BitModel, makeBitEncoder, makeBitModel } from '../../models/adaptive-bits.js';
import { codeNumber, makeNumberModel } from '../../models/value-table.js';
import {
  LARGEST_COEFFICIENT,
  LARGEST_MAGNITUDE,
  LARGEST_SHIFT,
  LEAST_SHIFT,
} from '../../models/weighted-fit.js';

export interface Block {
  readonly shift: number;
  readonly coefficients: Int32Array;
}

export interface CodedChannel {
  readonly kind: 'coded';
  readonly profile: boolean;
  /** Step of the second stage is 2^-step; 0: there is none. */
  readonly step: number;
  /** Mixture weights move by 2^-pace of the error. */
  readonly pace: number;
  readonly historyShift: number;
  /** In 1/16 of a code, as the start. */
  readonly mean: number;
  /** What stands for all voltages before the first. */
  readonly start: number;
  /** Mean magnitude of the residual that the model begins with, at most LARGEST_MEAN_MAGNITUDE. */
  readonly magnitude: number;
  /** Earlier channels, by number. */
  readonly references: readonly number[];
  readonly blockFrames: number;
  readonly blocks: readonly Block[];
}

export type Channel = CodedChannel | { readonly kind: 'raw' };

export const BLOCK_UNIT = 4096;
export const LAGS = 32;
export const MEANS = 4;
/** Frames of a reference that are looked at, beside the one to be predicted: before it and, since it is known, after it. */
export const TAPS_BEHIND = 11;
export const TAPS_AHEAD = 4;
export const TAPS_PER_REFERENCE = TAPS_BEHIND + 1 + TAPS_AHEAD;
export const MOST_REFERENCES = 4;
/** At most LEAST_SHIFT: a prediction's shift less this one is not negative. */
export const LARGEST_HISTORY_SHIFT = 5;
/** In 1/16 of a code: a quarter of all codes; with the kernel's fraction bits it fits 32 bits. */
export const LARGEST_MEAN_MAGNITUDE = 2 ** 17;
const LARGEST_STEP = 12;
const LARGEST_PACE = 15;
const LARGEST_VOLTAGE = 2 ** 21;

/** Sets of contexts of numbers; coefficients have one each, by place. */
const SETS = { small: 0, voltage: 1, magnitude: 2, reference: 3, block: 4, order: 5, coefficients: 6 };

export interface HeadCoder {
  readonly bits: BitCoder;
  readonly flags: BitModel;
  readonly numbers: BitModel;
}

/** Fresh models of heads, over the coder of one direction. */
export function makeHeadCoder(bits: BitCoder): HeadCoder {
  const features = LAGS + MEANS + MOST_REFERENCES * TAPS_PER_REFERENCE;
  return { bits, flags: makeBitModel(2), numbers: makeNumberModel(SETS.coefficients + features) };
}

function codeSmall({ bits, numbers }: HeadCoder, set: number, value: number, most: number): number {
  const coded = codeNumber(bits, numbers, set, value);
  if (coded > most) throw new Error(`head of a channel holds ${coded} where at most ${most} can be`);
  return coded;
}

/** Signed, within 2^24: the low 8 bits and the rest. */
function codeSigned(coder: HeadCoder, set: number, value: number, most: number): number {
  const folded = foldSign(value);
  const high = codeNumber(coder.bits, coder.numbers, set, folded >> 8);
  const low = codeSmall(coder, SETS.small, folded & 255, 255);
  const coded = unfoldSign(high * 256 + low);
  if (Math.abs(coded) > most)
    throw new Error(`head of a channel holds ${coded} where ${most} is the largest`);
  return coded;
}

/**
 * Codes one channel's head.
 * @param index of the channel
 * @param given what is to be encoded; nothing when decoding
 * @throws Error if decoded values are out of range
 */
export function codeChannel(
  coder: HeadCoder,
  index: number,
  frames: number,
  mayUseProfile: boolean,
  given?: Channel,
): Channel {
  const { bits, flags } = coder;
  if (bits.code(flags, 0, given?.kind === 'raw' ? 1 : 0) === 1) return { kind: 'raw' };
  const from = given?.kind === 'coded' ? given : undefined;
  const profile = bits.code(flags, 1, from?.profile ? 1 : 0) === 1;
  if (profile && !mayUseProfile) throw new Error('a channel needs a profile where the stream has none');
  const settings = codeSettings(coder, from);
  const references = codeReferences(coder, index, from?.references);
  const fitted = codeBlocks(coder, frames, references.length, from);
  return { kind: 'coded', profile, ...settings, references, ...fitted };
}

/** Bits of a channel's head if it is the first one; later ones are shorter. */
export function headBits(index: number, frames: number, channel: Channel): number {
  const bits = makeBitEncoder();
  codeChannel(makeHeadCoder(bits), index, frames, true, channel);
  return 8 * bits.finish().length;
}

type Settings = Omit<CodedChannel, 'kind' | 'profile' | 'references' | 'blockFrames' | 'blocks'>;

const NO_SETTINGS: Settings = {
  step: 0,
  pace: 0,
  historyShift: 0,
  mean: 0,
  start: 0,
  magnitude: 0,
};

function codeSettings(coder: HeadCoder, given: Settings = NO_SETTINGS): Settings {
  const step = codeSmall(coder, SETS.small, given.step, LARGEST_STEP);
  const pace = codeSmall(coder, SETS.small, given.pace, LARGEST_PACE);
  const historyShift = codeSmall(coder, SETS.small, given.historyShift, LARGEST_HISTORY_SHIFT);
  const mean = codeSigned(coder, SETS.voltage, given.mean, LARGEST_VOLTAGE);
  const start = mean + codeSigned(coder, SETS.voltage, given.start - given.mean, 2 * LARGEST_VOLTAGE);
  const magnitude = codeSigned(coder, SETS.magnitude, given.magnitude, LARGEST_MEAN_MAGNITUDE);
  if (magnitude < 0) throw new Error(`magnitude ${magnitude}`);
  return { step, pace, historyShift, mean, start, magnitude };
}

function codeReferences(coder: HeadCoder, index: number, given: readonly number[] = []): number[] {
  const count = codeSmall(coder, SETS.small, given.length, Math.min(MOST_REFERENCES, index));
  return Array.from({ length: count }, (_, k) => {
    const back = codeSmall(coder, SETS.reference, given.length === 0 ? 0 : index - given[k] - 1, index - 1);
    return index - 1 - back;
  });
}

type Blocks = Pick<CodedChannel, 'blockFrames' | 'blocks'>;

function codeBlocks(coder: HeadCoder, frames: number, references: number, given?: Blocks): Blocks {
  const most = LAGS + MEANS + references * TAPS_PER_REFERENCE;
  const unit = codeNumber(coder.bits, coder.numbers, SETS.block, (given?.blockFrames ?? 0) / BLOCK_UNIT);
  const blockFrames = unit * BLOCK_UNIT;
  const count = blockFrames === 0 ? 1 : Math.ceil(frames / blockFrames);
  const blocks: Block[] = [];
  for (let k = 0; k < count; k++) blocks.push(codeBlock(coder, most, given?.blocks[k]));
  return { blockFrames, blocks };
}

function codeBlock(coder: HeadCoder, most: number, given?: Block): Block {
  const order = codeSmall(coder, SETS.order, given?.coefficients.length ?? 0, most);
  const finer = (given?.shift ?? LEAST_SHIFT) - LEAST_SHIFT;
  const shift = LEAST_SHIFT + codeSmall(coder, SETS.small, finer, LARGEST_SHIFT - LEAST_SHIFT);
  const coefficients = new Int32Array(order);
  let magnitude = 0;
  for (let a = 0; a < order; a++) {
    const folded = foldSign(given?.coefficients[a] ?? 0);
    coefficients[a] = unfoldSign(codeNumber(coder.bits, coder.numbers, SETS.coefficients + a, folded));
    if (Math.abs(coefficients[a]) > LARGEST_COEFFICIENT) throw new Error(`coefficient ${coefficients[a]}`);
    magnitude += Math.abs(coefficients[a]);
  }
  if (magnitude > LARGEST_MAGNITUDE) throw new Error(`coefficients of magnitude ${magnitude}`);
  return { shift, coefficients };
}
