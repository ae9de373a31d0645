/**
 * What a piece of a mixed-gaussian stream says of its channels, by adaptive binary coding (adaptive-bits.ts,
 * value-table.ts): later channels cost less than the first. A number may be any of up to 34 bits.
 *
 *   channel   kind, 1: codes as they are, nothing follows
 *             profile, step of the second stage, pace of the shares, shift of the history, mean, start, magnitude, shift of innovations
 *             references n | n times: channels back - 1
 *             frames a block / 4096, 0: all | for each block: order, shift, coefficients
 */
import { type BitCoder, type BitModel, makeBitModel } from './adaptive-bits.js';
import { codeNumber, makeNumberModel } from './value-table.js';
import { LARGEST_COEFFICIENT, LARGEST_MAGNITUDE, LARGEST_SHIFT, LEAST_SHIFT } from './weighted-fit.js';

export interface Block {
  readonly shift: number;
  readonly coefficients: Int32Array;
}

export interface CodedChannel {
  readonly kind: 'coded';
  readonly profile: boolean;
  /** Step of the second stage is 2^-step; 0: there is none. */
  readonly step: number;
  /** Shares move by 2^-pace of what a code says. */
  readonly pace: number;
  readonly historyShift: number;
  /** In 1/16 of a code, as the start. */
  readonly mean: number;
  /** What stands for all voltages before the first. */
  readonly start: number;
  /** Mean magnitude of the residual that the model begins with. */
  readonly magnitude: number;
  readonly innovationShift: number;
  /** Earlier channels, by number. */
  readonly references: readonly number[];
  readonly blockFrames: number;
  readonly blocks: readonly Block[];
}

export type Channel = CodedChannel | { readonly kind: 'raw' };

export const BLOCK_UNIT = 4096;
export const LAGS = 32;
export const MEANS = 4;
/** Frames of a reference that are looked at: as many on each side of the frame to be predicted. */
export const REACH = 2;
export const TAPS_PER_REFERENCE = 2 * REACH + 1;
export const MOST_REFERENCES = 8;
/** At most LEAST_SHIFT: a prediction's shift less this one is not negative. */
export const LARGEST_HISTORY_SHIFT = 5;
const LARGEST_INNOVATION_SHIFT = 15;
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

export function makeHeadCoder(bits: BitCoder): HeadCoder {
  const features = LAGS + MEANS + MOST_REFERENCES * TAPS_PER_REFERENCE;
  return { bits, flags: makeBitModel(2), numbers: makeNumberModel(SETS.coefficients + features) };
}

function codeSmall({ bits, numbers }: HeadCoder, set: number, value: number, most: number): number {
  const coded = codeNumber(bits, numbers, set, value);
  if (coded > most) throw new Error(`head of a channel holds ${coded} where at most ${most} can be`);
  return coded;
}

/** Signed, within 2^30: the low 8 bits and the rest. */
function codeSigned(coder: HeadCoder, set: number, value: number, most: number): number {
  const zigzag = value < 0 ? -2 * value - 1 : 2 * value;
  const high = codeNumber(coder.bits, coder.numbers, set, Math.floor(zigzag / 256));
  const low = codeNumber(coder.bits, coder.numbers, SETS.small, zigzag % 256);
  const folded = high * 256 + low;
  const coded = folded % 2 === 1 ? -(folded + 1) / 2 : folded / 2;
  if (low > 255 || Math.abs(coded) > most) throw new Error(`head of a channel holds ${coded}`);
  return coded;
}

/**
 * Codes one channel's head.
 * @param index of the channel
 * @param told what is to be encoded; nothing when decoding
 * @throws Error if decoded values are out of range
 */
export function codeChannel(
  coder: HeadCoder,
  index: number,
  frames: number,
  mayUseProfile: boolean,
  told?: Channel,
): Channel {
  const { bits, flags } = coder;
  if (bits.code(flags, 0, told?.kind === 'raw' ? 1 : 0) === 1) return { kind: 'raw' };
  const from = told?.kind === 'coded' ? told : undefined;
  const profile = bits.code(flags, 1, from?.profile ? 1 : 0) === 1;
  if (profile && !mayUseProfile) throw new Error('a channel needs a profile where the stream has none');
  const step = codeSmall(coder, SETS.small, from?.step ?? 0, LARGEST_STEP);
  const pace = codeSmall(coder, SETS.small, from?.pace ?? 0, LARGEST_PACE);
  const historyShift = codeSmall(coder, SETS.small, from?.historyShift ?? 0, LARGEST_HISTORY_SHIFT);
  const mean = codeSigned(coder, SETS.voltage, from?.mean ?? 0, LARGEST_VOLTAGE);
  const start =
    mean + codeSigned(coder, SETS.voltage, from === undefined ? 0 : from.start - mean, 2 * LARGEST_VOLTAGE);
  const magnitude = codeSigned(coder, SETS.magnitude, from?.magnitude ?? 0, LARGEST_VOLTAGE);
  if (magnitude < 0) throw new Error(`magnitude ${magnitude}`);
  const innovationShift = codeSmall(coder, SETS.small, from?.innovationShift ?? 0, LARGEST_INNOVATION_SHIFT);
  const references = codeReferences(coder, index, from?.references);
  const most = LAGS + MEANS + references.length * TAPS_PER_REFERENCE;
  const unit = codeNumber(bits, coder.numbers, SETS.block, (from?.blockFrames ?? 0) / BLOCK_UNIT);
  const blockFrames = unit * BLOCK_UNIT;
  const count = blockFrames === 0 ? 1 : Math.ceil(frames / blockFrames);
  const blocks: Block[] = [];
  for (let k = 0; k < count; k++) blocks.push(codeBlock(coder, most, from?.blocks[k]));
  return {
    kind: 'coded',
    profile,
    step,
    pace,
    historyShift,
    mean,
    start,
    magnitude,
    innovationShift,
    references,
    blockFrames,
    blocks,
  };
}

function codeReferences(coder: HeadCoder, index: number, told: readonly number[] = []): number[] {
  const count = codeSmall(coder, SETS.small, told.length, Math.min(MOST_REFERENCES, index));
  return Array.from({ length: count }, (_, k) => {
    const back = codeSmall(coder, SETS.reference, told.length === 0 ? 0 : index - told[k] - 1, index - 1);
    return index - 1 - back;
  });
}

function codeBlock(coder: HeadCoder, most: number, told?: Block): Block {
  const order = codeSmall(coder, SETS.order, told?.coefficients.length ?? 0, most);
  const shift =
    LEAST_SHIFT +
    codeSmall(coder, SETS.small, (told?.shift ?? LEAST_SHIFT) - LEAST_SHIFT, LARGEST_SHIFT - LEAST_SHIFT);
  const coefficients = new Int32Array(order);
  let magnitude = 0;
  for (let a = 0; a < order; a++) {
    const value = told?.coefficients[a] ?? 0;
    const zigzag = codeNumber(
      coder.bits,
      coder.numbers,
      SETS.coefficients + a,
      value < 0 ? -2 * value - 1 : 2 * value,
    );
    coefficients[a] = zigzag % 2 === 1 ? -(zigzag + 1) / 2 : zigzag / 2;
    if (Math.abs(coefficients[a]) > LARGEST_COEFFICIENT) throw new Error(`coefficient ${coefficients[a]}`);
    magnitude += Math.abs(coefficients[a]);
  }
  if (magnitude > LARGEST_MAGNITUDE) throw new Error(`coefficients of magnitude ${magnitude}`);
  return { shift, coefficients };
}
