/** What a kernel that predictors are fitted by exports, and where things lie in its memory. */

import { type KernelExports, reserve, roundUp } from '../../../bytes/wasm.js';
import { type CodeTables, type ConverterProfile, tabulateCodes } from '../../../converter/profile.js';

/** What a kernel has that predictors are fitted by. */
export interface FittingKernel extends KernelExports {
  readonly rangeOf: (codes: number, count: number, out: number) => void;
  readonly sumOf: (codes: number, count: number, converter: number) => number;
  readonly fillHistory: (
    codes: number,
    count: number,
    converter: number,
    base: number,
    shift: number,
    history: number,
  ) => void;
  readonly fillAverages: (history: number, count: number, averages: number, stride: number) => void;
  readonly roughness: (signal: number, stretches: number, count: number, out: number) => void;
  readonly energies: (signal: number, stretches: number, count: number, out: number) => void;
  readonly addCovariance: (
    history: number,
    stretches: number,
    count: number,
    lags: number,
    vectors: number,
    sums: number,
    width: number,
  ) => void;
  readonly addFurther: (
    history: number,
    signals: number,
    stride: number,
    further: number,
    stretches: number,
    count: number,
    lags: number,
    vectors: number,
    sums: number,
    width: number,
  ) => void;
  readonly tapSums: (
    signals: number,
    references: number,
    stretches: number,
    count: number,
    out: number,
  ) => void;
  readonly level: (
    signals: number,
    stride: number,
    channels: number,
    stretches: number,
    count: number,
    out: number,
  ) => void;
  readonly treeOrder: (
    signals: number,
    count: number,
    channels: number,
    products: number,
    nearest: number,
    order: number,
  ) => void;
  readonly strongest: (
    signals: number,
    count: number,
    channels: number,
    products: number,
    order: number,
    place: number,
    most: number,
    spare: number,
    places: number,
  ) => number;
  readonly gram: (pointers: number, count: number, frames: number, vectors: number, out: number) => void;
  readonly whiten: (
    history: number,
    count: number,
    weights: number,
    vectors: number,
    averages: number,
    stride: number,
    averageWeights: number,
    digits: number,
    gain: number,
    out: number,
  ) => void;
  readonly innovate: (
    codes: number,
    history: number,
    count: number,
    converter: number,
    weights: number,
    vectors: number,
    averages: number,
    stride: number,
    averageWeights: number,
    bias: number,
    digits: number,
    mean: number,
    shift: number,
    out: number,
  ) => number;
  readonly combine: (
    pointers: number,
    taps: number,
    count: number,
    frames: number,
    digits: number,
    out: number,
  ) => number;
}

const VOLTAGES_AT = 65540 * 4;
/** Thresholds, voltages, and room for codes that a decoder begins to search at. */
const CONVERTER_BYTES = VOLTAGES_AT + 65536 * 4 + 2 ** 18 * 2;

/** Samples of a history before the first. */
export const MARGIN = 64;
/** Steps that a lane may begin after the one before it, where channels predict each other: more than the taps ahead. */
export const STAGGER = 8;
/** What a signal has before its first sample and behind its last one, in bytes. */
export const SIGNAL_MARGIN = 128;

/** A kernel's whole memory; dead once it has grown. */
interface Views {
  readonly i16: Int16Array;
  readonly i32: Int32Array;
  readonly f64: Float64Array;
  readonly u8: Uint8Array;
}

/** Views that are made anew when the memory has grown: making one for each use is slower than what it is used for. */
function viewsOf(kernel: KernelExports): () => Views {
  let known: Views | undefined;
  return () => {
    const { buffer } = kernel.memory;
    if (known?.u8.buffer !== buffer) {
      known = {
        i16: new Int16Array(buffer),
        i32: new Int32Array(buffer),
        f64: new Float64Array(buffer),
        u8: new Uint8Array(buffer),
      };
    }
    return known;
  };
}

/** A kernel with its converters. */
export interface Opened<K extends KernelExports = FittingKernel> {
  readonly kernel: K;
  readonly views: () => Views;
  readonly profile: ConverterProfile | undefined;
  /** Tables of a uniform quantiser and of the profile; without a profile there are none. */
  readonly uniform: number;
  readonly profiled: number;
  /** Room for two numbers. */
  readonly scratch: number;
  /** Where blocks may begin. */
  readonly free: number;
}

/** Fills the tables of converters. @param bytes that a coder has before them, behind what is the kernel's own */
export function openConverters<K extends KernelExports>(
  kernel: K,
  profile: ConverterProfile | undefined,
  bytes: number,
): Opened<K> {
  const scratch = kernel.base() + bytes;
  const uniform = scratch + 16;
  const profiled = uniform + CONVERTER_BYTES;
  const free = profile === undefined ? uniform : profiled + CONVERTER_BYTES;
  reserve(kernel, free);
  if (profile !== undefined) {
    fillConverter(kernel, uniform, evenTables());
    fillConverter(kernel, profiled, tabulateCodes(profile));
  }
  return { kernel, views: viewsOf(kernel), profile, uniform, profiled, scratch, free };
}

/** Of a uniform quantiser, as kernels count where no channel has a profile: its outermost codes end like others. */
function evenTables(): CodeTables {
  const { voltages } = tabulateCodes(undefined);
  return { thresholds: Int32Array.from({ length: 65537 }, (_, k) => 16 * (k - 32768) - 8), voltages };
}

function fillConverter(kernel: KernelExports, at: number, { thresholds, voltages }: CodeTables): void {
  new Int32Array(kernel.memory.buffer, at, thresholds.length).set(thresholds);
  new Int32Array(kernel.memory.buffer, at + VOLTAGES_AT, voltages.length).set(voltages);
}

/** Where the signals of a block lie: planar, each with margins. */
export interface Room {
  readonly frames: number;
  /** Bytes from the codes of a channel to those of the next. */
  readonly codesStride: number;
  readonly codes: number;
  /** Of each lane, then of `spare`. */
  readonly histories: number;
  /** Bytes from one history, or one channel's innovations, to the next. */
  readonly stride: number;
  readonly spare: number;
  readonly innovations: number;
  /** Where an encoder's own signals, or items and words, begin. */
  readonly rest: number;
}

/**
 * @param coded channels whose innovations are kept
 * @param rest bytes behind all that
 */
export function makeRoom(
  { kernel, free }: Opened<KernelExports>,
  channels: number,
  frames: number,
  coded: number,
  rest: number,
): Room {
  const codesStride = roundUp(2 * frames);
  // a lane runs on while later ones end
  const stride = roundUp(2 * (frames + 4 * STAGGER)) + 2 * SIGNAL_MARGIN;
  const codes = roundUp(free);
  const histories = codes + channels * codesStride + 2 * MARGIN;
  const spare = histories + 4 * stride;
  const innovations = spare + stride;
  const end = innovations + coded * stride;
  reserve(kernel, end + rest + 64);
  return { frames, codesStride, codes, histories, stride, spare, innovations, rest: end };
}

/** Where the innovations of a coded channel's first sample lie. */
export function innovationsOf({ innovations, stride }: Room, place: number): number {
  return innovations + place * stride + SIGNAL_MARGIN;
}

export function historyOf({ histories, stride }: Room, lane: number): number {
  return histories + lane * stride + SIGNAL_MARGIN;
}

/** Zeros before and behind the innovations of a channel. */
export function clearMargins({ views }: Opened<KernelExports>, room: Room, place: number): void {
  const at = innovationsOf(room, place);
  const bytes = views().u8;
  bytes.fill(0, at - SIGNAL_MARGIN, at);
  bytes.fill(0, at + 2 * room.frames, at - SIGNAL_MARGIN + room.stride);
}

/** The voltage of a code, in 1/16 of a step. */
export function voltageOf(
  { views, profiled }: Opened<KernelExports>,
  isProfiled: boolean,
  code: number,
): number {
  if (!isProfiled) return 16 * code;
  return views().i32[(profiled + VOLTAGES_AT) / 4 + code + 32768];
}

/** Writes weights of lags, the nearest first, as dots read them: each eight in the order of time, the nearest last. */
export function storeInTimeOrder(i16: Int16Array, at: number, weights: readonly number[]): void {
  for (let k = 0; k < weights.length; k++) i16[at + (k & ~7) + 7 - (k & 7)] = weights[k];
}
