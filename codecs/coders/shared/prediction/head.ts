/**
 * What a block's stream says of its channels, by adaptive binary coding (adaptive-bits.ts, value-table.ts): later
 * channels cost less than the first. Numbers may have a sign, folded in as 0, -1, 1, -2 …; a wide one is its part
 * above the low 8 bits, then these.
 *
 *   for each constant channel its code (wide)
 *   settings             vectors, history shift, residual shift, sent digits, tap digits, shares, step
 *   pooled               1 and the own weights (wide), eight numbers of a shape | 0
 *   for each coded channel, in the order in which they are coded
 *     where references are possible: its number, as the distance from that of the one before
 *     mean in quarters of a step (wide), level, 13 - own digits
 *     own weights, unless they are pooled
 *     where references are possible: their number; for each how many channels before in the order, a gain or eight weights
 *     the first code of each stretch (wide), less the mean's and what that of the first reference is more than its mean's
 */
import { foldSign, unfoldSign } from '../../../bytes/numbers.js';
import { type BitCoder, type BitModel, makeBitModel } from '../../../models/adaptive-bits.js';
import { codeNumber, makeNumberModel } from '../../../models/value-table.js';
import { CONSTANT, PROFILE, UNIFORM } from './kinds.js';

export const NEAR_LAGS = 2;
export const AVERAGES = 4;
export const TAPS = 8;
const MOST_VECTORS = 4;
export const MOST_REFERENCES = 16;
export const LARGEST_OWN_DIGITS = 13;
export const LARGEST_TAP_DIGITS = 10;
export const LARGEST_LEVEL = 79;
const LARGEST_HISTORY_SHIFT = 5;
const LARGEST_RESIDUAL_SHIFT = 10;
export const LARGEST_WEIGHT = 32767;
const LARGEST_MEAN = 2 ** 19;
/** Means are sent in quarters of a step. */
export const MEAN_UNIT = 4;

export interface Settings {
  readonly vectors: number;
  readonly historyShift: number;
  readonly residualShift: number;
  /** Digits of own weights that stand in the stream, unless a channel has fewer or they are pooled. */
  readonly sentDigits: number;
  readonly tapDigits: number;
  /** What a coder chose by trials. */
  readonly tried: readonly number[];
}

/** What channels have in common, where a block is too short for weights of each. */
export interface Pooled {
  readonly own: readonly number[];
  /** Of a reference's taps, in 1/1024. */
  readonly shape: readonly number[];
}

export interface Reference {
  /** Which one of the coded channels, in order. */
  readonly place: number;
  /** Eight weights, or a gain alone if pooled; units: see tapsOf. */
  readonly numbers: readonly number[];
}

export interface CodedChannel {
  readonly channel: number;
  readonly kind: typeof UNIFORM | typeof PROFILE;
  /** In 1/16 of a step, a multiple of MEAN_UNIT. */
  readonly mean: number;
  readonly level: number;
  /** Binary digits of own weights, at least the history's shift; those of channels that are coded at once are the same. */
  readonly ownDigits: number;
  /** The first code of each stretch. */
  readonly firsts: readonly number[];
  /** Lags, then averages; with as many digits as are sent. Empty if pooled. */
  readonly own: readonly number[];
  readonly references: readonly Reference[];
}

export interface Head {
  /** Of all channels. */
  readonly kinds: readonly number[];
  /** Codes of constant channels, 0 for others. */
  readonly constants: readonly number[];
  readonly settings: Settings;
  readonly pooled: Pooled | undefined;
  readonly coded: readonly CodedChannel[];
}

/** What both sides know of a block. */
export interface BlockShape {
  readonly channels: number;
  /** Stretches of a channel, which are coded side by side. */
  readonly stretches: number;
  /** Channels that are coded at once: their own digits are the same. */
  readonly together: number;
  readonly hasAverages: boolean;
  readonly isReferring: boolean;
  /** The greatest of each of the settings that are tried. */
  readonly mostTried: readonly number[];
}

const SETS = {
  setting: 0,
  high: 1,
  low: 2,
  first: 3,
  firstLow: 4,
  level: 5,
  order: 6,
  count: 7,
  place: 8,
  digits: 9,
};
const TAP_SETS = 10;
const OWN_SETS = TAP_SETS + 2 * TAPS;
const ALL_SETS = OWN_SETS + NEAR_LAGS + 8 * MOST_VECTORS + AVERAGES;

interface HeadCoder {
  readonly bits: BitCoder;
  readonly numbers: BitModel;
  readonly flags: BitModel;
}

/** Samples back that own weights are of. */
export function lagsOf({ vectors }: Settings): number {
  return NEAR_LAGS + 8 * vectors;
}

function small(coder: HeadCoder, set: number, value: number, most: number, what: string): number {
  const coded = codeNumber(coder.bits, coder.numbers, set, value);
  if (coded > most) throw new Error(`${what} ${coded} out of range 0..${most}`);
  return coded;
}

function signed(coder: HeadCoder, set: number, value: number, most: number, what: string): number {
  const coded = unfoldSign(codeNumber(coder.bits, coder.numbers, set, foldSign(value)));
  if (Math.abs(coded) > most) throw new Error(`${what} ${coded} out of range ${-most}..${most}`);
  return coded;
}

function wide(coder: HeadCoder, set: number, value: number, most: number, what: string): number {
  const folded = foldSign(value);
  const high = codeNumber(coder.bits, coder.numbers, set, folded >> 8);
  const low = codeNumber(coder.bits, coder.numbers, set + 1, folded & 255);
  const coded = unfoldSign(high * 256 + low);
  if (low > 255 || Math.abs(coded) > most) throw new Error(`${what} ${coded} out of range ${-most}..${most}`);
  return coded;
}

/**
 * Codes a head, in either direction.
 * @param kinds of all channels
 * @param given what is to be encoded; nothing when decoding
 * @throws Error if decoded values are out of range
 */
export function codeHead(bits: BitCoder, shape: BlockShape, kinds: readonly number[], given?: Head): Head {
  const coder = { bits, numbers: makeNumberModel(ALL_SETS), flags: makeBitModel(2) };
  const constants = kinds.map((kind, channel) =>
    kind === CONSTANT ? wide(coder, SETS.high, given?.constants[channel] ?? 0, 32768, 'code') : 0,
  );
  const settings = codeSettings(coder, shape, given?.settings);
  const pooled = codePooled(coder, settings, shape, given?.pooled, given !== undefined);
  const coded: CodedChannel[] = [];
  const isTaken = kinds.map(kind => kind < UNIFORM);
  const count = isTaken.filter(taken => !taken).length;
  for (let place = 0; place < count; place++) {
    const before = coded[place - 1]?.channel ?? -1;
    const channel = codeWhich(coder, shape, isTaken, before, given?.coded[place].channel);
    isTaken[channel] = true;
    const kind = kinds[channel] === PROFILE ? PROFILE : UNIFORM;
    const known: Known = { shape, settings, pooled, place, channel, kind, coded };
    coded.push(codeChannel(coder, known, given?.coded[place]));
  }
  return { kinds, constants, settings, pooled, coded };
}

const NO_SETTINGS: Settings = {
  vectors: 0,
  historyShift: 0,
  residualShift: 0,
  sentDigits: 0,
  tapDigits: 0,
  tried: [],
};

function codeSettings(coder: HeadCoder, { mostTried }: BlockShape, given: Settings = NO_SETTINGS): Settings {
  const set = SETS.setting;
  const vectors = small(coder, set, given.vectors, MOST_VECTORS, 'vectors');
  const historyShift = small(coder, set, given.historyShift, LARGEST_HISTORY_SHIFT, 'history shift');
  const residualShift = small(coder, set, given.residualShift, LARGEST_RESIDUAL_SHIFT, 'residual shift');
  const sentDigits = small(coder, set, given.sentDigits, LARGEST_OWN_DIGITS, 'sent digits');
  const tapDigits = small(coder, set, given.tapDigits, LARGEST_TAP_DIGITS, 'tap digits');
  const tried = mostTried.map((most, k) => small(coder, set, given.tried[k] ?? 0, most, 'setting'));
  return { vectors, historyShift, residualShift, sentDigits, tapDigits, tried };
}

function codePooled(
  coder: HeadCoder,
  settings: Settings,
  { hasAverages }: BlockShape,
  given: Pooled | undefined,
  isGiven: boolean,
): Pooled | undefined {
  const isPooled = coder.bits.code(coder.flags, 0, isGiven && given !== undefined ? 1 : 0) === 1;
  if (!isPooled) return undefined;
  const count = lagsOf(settings) + (hasAverages ? AVERAGES : 0);
  const own = Array.from({ length: count }, (_, k) =>
    wide(coder, SETS.high, given?.own[k] ?? 0, LARGEST_WEIGHT, 'own weight'),
  );
  const shape = Array.from({ length: TAPS }, (_, k) =>
    signed(coder, TAP_SETS + k, given?.shape[k] ?? 0, LARGEST_WEIGHT, 'weight of a shape'),
  );
  return { own, shape };
}

/** Which channel is next: the nearest one above the last, unless others can refer to it. */
function codeWhich(
  coder: HeadCoder,
  { isReferring, channels }: BlockShape,
  isTaken: readonly boolean[],
  before: number,
  given: number | undefined,
): number {
  if (!isReferring) return isTaken.indexOf(false);
  const distance = signed(coder, SETS.order, (given ?? 0) - before, channels, 'distance of channels');
  const channel = before + distance;
  if (isTaken[channel] !== false) throw new Error(`channel ${channel} is next where it cannot be`);
  return channel;
}

interface Known {
  readonly shape: BlockShape;
  readonly settings: Settings;
  readonly pooled: Pooled | undefined;
  readonly place: number;
  readonly channel: number;
  readonly kind: typeof UNIFORM | typeof PROFILE;
  /** The channels before it. */
  readonly coded: readonly CodedChannel[];
}

function codeChannel(coder: HeadCoder, known: Known, given?: CodedChannel): CodedChannel {
  const { shape, settings, pooled, channel, kind } = known;
  const quarters = wide(coder, SETS.high, (given?.mean ?? 0) / MEAN_UNIT, LARGEST_MEAN / MEAN_UNIT, 'mean');
  const mean = MEAN_UNIT * quarters;
  const level = small(coder, SETS.level, given?.level ?? 0, LARGEST_LEVEL, 'level');
  const finest = LARGEST_OWN_DIGITS - settings.historyShift;
  const fewer = LARGEST_OWN_DIGITS - (given?.ownDigits ?? LARGEST_OWN_DIGITS);
  const ownDigits = LARGEST_OWN_DIGITS - small(coder, SETS.digits, fewer, finest, 'digits that are missing');
  const own = pooled === undefined ? codeOwn(coder, settings, shape.hasAverages, given?.own) : [];
  const references = shape.isReferring ? codeReferences(coder, known, given?.references) : [];
  const like = references.length === 0 ? undefined : known.coded[references[0].place];
  const firsts = codeFirsts(coder, shape.stretches, mean, like, given?.firsts);
  return { channel, kind, mean, level, ownDigits, firsts, own, references };
}

/** First codes: what they are beside the mean is like that of the first reference. */
function codeFirsts(
  coder: HeadCoder,
  stretches: number,
  mean: number,
  like: CodedChannel | undefined,
  given?: readonly number[],
): number[] {
  return Array.from({ length: stretches }, (_, k) => {
    const middle = (mean >> 4) + (like === undefined ? 0 : like.firsts[k] - (like.mean >> 4));
    const distance = (given?.[k] ?? middle) - middle;
    const first = middle + wide(coder, SETS.first, distance, 2 ** 18, 'first code less what is likely');
    if (first < -32768 || first > 32767) throw new Error(`code ${first} out of range -32768..32767`);
    return first;
  });
}

function codeOwn(
  coder: HeadCoder,
  settings: Settings,
  hasAverages: boolean,
  given: readonly number[] = [],
): number[] {
  const lags = lagsOf(settings);
  return Array.from({ length: lags + (hasAverages ? AVERAGES : 0) }, (_, k) => {
    const set = k < lags ? k : NEAR_LAGS + 8 * MOST_VECTORS + k - lags;
    return signed(coder, OWN_SETS + set, given[k] ?? 0, LARGEST_WEIGHT, 'own weight');
  });
}

function codeReferences(
  coder: HeadCoder,
  { pooled, place }: Known,
  given: readonly Reference[] = [],
): Reference[] {
  const most = Math.min(MOST_REFERENCES, place);
  const count = small(coder, SETS.count, given.length, most, 'references');
  const references: Reference[] = [];
  for (let k = 0; k < count; k++) {
    const { place: before = place - 1, numbers: wanted = [] } = given[k] ?? {};
    const back = small(coder, SETS.place, place - 1 - before, place - 1, 'reference');
    const sets = TAP_SETS + (k === 0 ? 0 : TAPS);
    const numbers: number[] = [];
    for (let tap = 0; tap < (pooled === undefined ? TAPS : 1); tap++) {
      numbers.push(signed(coder, sets + tap, wanted[tap] ?? 0, LARGEST_WEIGHT, 'weight of a reference'));
    }
    references.push({ place: place - 1 - back, numbers });
  }
  return references;
}
