/** The kernel of mixed-gaussian: what it exports, and where things lie in its memory. */

import { type KernelExports, reserve, roundUp } from '../../bytes/wasm.js';
import { type CodeTables, type ConverterProfile, tabulateCodes } from '../../converter/profile.js';
import { normalCountTables, STEPS_PER_OCTAVE, TABLE_ENTRIES } from '../../models/normal-counts.js';
import { octaveLogs, octaveSteps } from '../../models/octave-tables.js';
import {
  type CodedChannel,
  LAGS,
  MEANS,
  MOST_REFERENCES,
  TAPS_AHEAD,
  TAPS_BEHIND,
  TAPS_PER_REFERENCE,
} from './head.js';

export interface Kernel extends KernelExports {
  readonly voltagesOf: (codes: number, frames: number, table: number, out: number) => void;
  readonly historyOf: (voltages: number, frames: number, mean: number, shift: number, out: number) => void;
  readonly smoothHistory: (history: number, frames: number, start: number, rate: number, out: number) => void;
  readonly accumulate: (
    features: number,
    count: number,
    from: number,
    to: number,
    weights: number,
    rows: number,
    sums: number,
    stride: number,
  ) => void;
  readonly predict: (
    features: number,
    coefficients: number,
    count: number,
    from: number,
    to: number,
    out: number,
  ) => void;
  readonly residual: (
    voltages: number,
    sums: number,
    from: number,
    to: number,
    shift: number,
    mean: number,
  ) => void;
  readonly weighFrames: (
    residuals: number,
    frames: number,
    scale: number,
    least: number,
    weights: number,
  ) => void;
  readonly begin: (
    thresholds: number,
    counts: number,
    steps: number,
    logs: number,
    start: number,
    step: number,
    pace: number,
  ) => void;
  readonly model: (
    codes: number,
    voltages: number,
    residuals: number,
    from: number,
    to: number,
    pairs: number,
  ) => number;
  readonly endOfPairs: () => number;
  readonly bypass: (codes: number, from: number, to: number, pairs: number) => void;
  readonly push: (pairs: number, pairsEnd: number, end: number) => number;
  readonly feed: (from: number, end: number) => void;
  readonly beginSegment: () => number;
  readonly pairsTaken: () => number;
  readonly segmentEnds: () => number;
  readonly bytesLeft: () => number;
  readonly beginMeans: (start: number) => void;
  readonly decode: (
    codes: number,
    history: number,
    historyShift: number,
    lags: number,
    smooth: number,
    sums: number,
    from: number,
    to: number,
    shift: number,
    mean: number,
    voltageTable: number,
  ) => number;
  readonly takeCodes: (codes: number, from: number, to: number) => number;
}

const BITS = 24;
/** Of the window, a count a code, and of the escape. */
const RESERVED = 2 * 2048 + 256;
export const CHUNK = 65536;
export const SEGMENT_PAIRS = 2 * CHUNK;
const MOST_PAIRS = 4 * CHUNK;
const FEATURES = LAGS + MEANS + MOST_REFERENCES * TAPS_PER_REFERENCE;
export const STRIDE = 104;

/** Where things lie in the kernel's memory. */
export interface Layout {
  readonly counts: number;
  readonly steps: number;
  readonly logs: number;
  /** Thresholds and voltages of the uniform quantiser and of the profile. */
  readonly tables: readonly { readonly thresholds: number; readonly voltages: number }[];
  readonly features: number;
  readonly coefficients: number;
  readonly lags: number;
  readonly smooth: number;
  readonly rows: number;
  readonly sums: number;
  /** Pairs when encoding, segments when decoding. */
  readonly pairs: number;
  readonly words: number;
  readonly pieces: number;
}

const TABLE_BYTES = 4 * TABLE_ENTRIES;
const CODE_TABLE_BYTES = roundUp(4 * 65537);

/** Addresses of all tables, and of the pieces behind them. */
export function layOut(kernel: Kernel): Layout {
  let at = kernel.base();
  const room = (bytes: number) => {
    const start = at;
    at = roundUp(at + bytes);
    return start;
  };
  const tables = () => ({ thresholds: room(CODE_TABLE_BYTES), voltages: room(CODE_TABLE_BYTES) });
  return {
    counts: room(STEPS_PER_OCTAVE * TABLE_BYTES),
    steps: room(256),
    logs: room(512),
    tables: [tables(), tables()],
    features: room(4 * (FEATURES + 1)),
    coefficients: room(4 * FEATURES),
    lags: room(2 * LAGS),
    smooth: room(4 * MEANS),
    rows: room(4 * 8 * STRIDE),
    sums: room(8 * STRIDE * STRIDE),
    pairs: room(8 * MOST_PAIRS),
    words: room(4 * MOST_PAIRS + 16),
    pieces: at,
  };
}

function writeCodeTables(kernel: Kernel, layout: Layout, which: number, tables: CodeTables): void {
  const { buffer } = kernel.memory;
  new Int32Array(buffer, layout.tables[which].thresholds, 65537).set(tables.thresholds);
  new Int32Array(buffer, layout.tables[which].voltages, 65536).set(tables.voltages);
}

/** Writes all tables, those of the profile if there is one. */
export function fillTables(kernel: Kernel, layout: Layout, profile: ConverterProfile | undefined): void {
  reserve(kernel, layout.pieces);
  const { buffer } = kernel.memory;
  new Uint32Array(buffer, layout.counts).set(normalCountTables(2 ** BITS - RESERVED));
  new Uint8Array(buffer, layout.steps, 256).set(octaveSteps());
  new Uint16Array(buffer, layout.logs, 256).set(octaveLogs());
  writeCodeTables(kernel, layout, 0, tabulateCodes(undefined));
  if (profile !== undefined) writeCodeTables(kernel, layout, 1, tabulateCodes(profile));
}

/** Views and addresses of what is worked on in a piece: one channel at a time, and the histories of all. */
export interface Workspace {
  /** The one that is worked on. */
  readonly channel: number;
  readonly frames: number;
  readonly codes: Int16Array;
  readonly voltages: Int32Array;
  /** Of each channel, int16: LAGS frames of the start lie below the first, zeros behind the last. */
  readonly historyAt: (channel: number) => number;
  readonly meansAt: readonly number[];
  /** Eight zeros lie below the first. */
  readonly residuals: Int32Array;
  readonly residualsAt: number;
  readonly weights: Float64Array;
  /** Behind all that. */
  readonly end: number;
}

const MARGIN_BYTES = 64;

/** Arrays for channels of so many frames, behind the tables. Views are dead when memory grows. */
export function layOutPiece(kernel: Kernel, layout: Layout, channels: number, frames: number): Workspace {
  let at = layout.pieces;
  const room = (bytes: number) => {
    const start = at + MARGIN_BYTES;
    at = roundUp(start + bytes + MARGIN_BYTES);
    return start;
  };
  const codesAt = room(2 * frames);
  const voltagesAt = room(4 * frames);
  const meansAt = Array.from({ length: MEANS }, () => room(2 * frames));
  const residualsAt = room(4 * frames);
  const weightsAt = room(8 * frames);
  const pitch = roundUp(2 * frames + 2 * MARGIN_BYTES);
  const histories = room(channels * pitch);
  reserve(kernel, at);
  const { buffer } = kernel.memory;
  new Uint8Array(buffer, histories, at - histories).fill(0);
  new Uint8Array(buffer, residualsAt - MARGIN_BYTES, MARGIN_BYTES).fill(0);
  return {
    channel: 0,
    frames,
    codes: new Int16Array(buffer, codesAt, frames),
    voltages: new Int32Array(buffer, voltagesAt, frames),
    historyAt: channel => histories + MARGIN_BYTES + channel * pitch,
    meansAt,
    residuals: new Int32Array(buffer, residualsAt, frames),
    residualsAt,
    weights: new Float64Array(buffer, weightsAt, frames),
    end: at,
  };
}

/** Addresses of all features of a channel of its own, the target being the last. */
export function featuresOf(workspace: Workspace): number[] {
  const lag = (k: number) => workspace.historyAt(workspace.channel) - 2 * k;
  const addresses = [lag(1), lag(2), ...workspace.meansAt];
  for (let k = 3; k <= LAGS; k++) addresses.push(lag(k));
  return [...addresses, lag(0)];
}

/** Addresses of a reference's history at all lags that are looked at: the frame itself, those before, those ahead. */
export function tapsOf(historyAt: number): number[] {
  const at = (ahead: number) => historyAt + 2 * ahead;
  const behind = Array.from({ length: TAPS_BEHIND }, (_, k) => at(-1 - k));
  const ahead = Array.from({ length: TAPS_AHEAD }, (_, k) => at(1 + k));
  return [at(0), ...behind, ...ahead];
}

/** Writes the start into the frames below the first. */
export function fillStart(kernel: Kernel, { channel, historyAt }: Workspace, start: number): void {
  new Int16Array(kernel.memory.buffer, historyAt(channel) - 2 * LAGS, LAGS).fill(start);
}

/** A channel that is sent as it is predicts no other. */
export function silence(kernel: Kernel, { channel, frames, historyAt }: Workspace): void {
  const { buffer } = kernel.memory;
  new Int16Array(buffer, historyAt(channel) - 2 * LAGS, LAGS + frames).fill(0);
}

/** Fraction bits of mean magnitudes. */
const MAGNITUDE_BITS = 14;

/** Begins the model of a channel. */
export function beginModel(
  kernel: Kernel,
  { tables, counts, steps, logs }: Layout,
  { profile, magnitude, step, pace }: CodedChannel,
): void {
  const { thresholds } = tables[profile ? 1 : 0];
  kernel.begin(thresholds, counts, steps, logs, magnitude * 2 ** MAGNITUDE_BITS, step, pace);
}
