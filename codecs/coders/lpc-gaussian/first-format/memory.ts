/** The kernel of the first format of `lpc-gaussian`: what it exports, and where things lie in its memory. */

import { instantiateKernel, type KernelExports, reserve, roundUp } from '../../../bytes/wasm.js';
import { type CodeTables, type ConverterProfile, tabulateCodes } from '../../../converter/profile.js';
import { normalCountTables, STEPS_PER_OCTAVE, TABLE_ENTRIES } from '../../../models/normal-counts.js';
import { LEAST_ORDER, type Model, TAPS, TAPS_BACK } from './model.js';

interface Kernel extends KernelExports {
  readonly fillCells: (tables: number) => void;
  readonly fillNearCodes: (converter: number) => void;
  readonly fillHistory: (
    codes: number,
    count: number,
    model: number,
    converter: number,
    history: number,
  ) => void;
  readonly addReference: (
    history: number,
    from: number,
    count: number,
    weights: number,
    offsets: number,
  ) => void;
  readonly decode: (
    stream: number,
    end: number,
    codes: number,
    count: number,
    model: number,
    tables: number,
    converter: number,
    history: number,
    offsets: number,
  ) => number;
}

export type Kind = typeof UNIFORM | typeof PROFILE;

/** A channel's block coded with a model of a uniform quantiser, or of the profile's. */
export const UNIFORM = 2;
export const PROFILE = 3;

const RANGE = 2 ** 22 - 1024 - 1024;

const COUNTS_BYTES = STEPS_PER_OCTAVE * TABLE_ENTRIES * 4;
const CELLS_BYTES = STEPS_PER_OCTAVE * 4096 * 2;
const TABLES_BYTES = roundUp(COUNTS_BYTES + CELLS_BYTES + 64);
const VOLTAGES_AT = 65540 * 4;
const CONVERTER_BYTES = VOLTAGES_AT + 65536 * 4 + 2 ** 18 * 2;
const MODEL_BYTES = 160;
/** Where the weights of a reference's taps lie in a model. */
const TAPS_AT = 128;
const MARGIN = 48;
const MARGIN_BEHIND = 16;

/** Where things lie in the kernel's memory. */
export interface Layout {
  readonly kernel: Kernel;
  readonly profile: ConverterProfile | undefined;
  readonly tables: number;
  readonly uniform: number;
  readonly profiled: number;
  readonly model: number;
  readonly codes: number;
}

/** What depends on a block's length. */
export interface Room {
  readonly histories: number;
  readonly historyBytes: number;
  readonly offsets: number;
  readonly items: number;
}

/** Loads a kernel of its own and fills its tables. */
export function openKernel(profile: ConverterProfile | undefined): Layout {
  const kernel = instantiateKernel<Kernel>('first-format');
  const tables = kernel.base();
  const uniform = tables + TABLES_BYTES;
  const profiled = uniform + CONVERTER_BYTES;
  const model = profile === undefined ? profiled : profiled + CONVERTER_BYTES;
  const codes = model + MODEL_BYTES;
  const layout = { kernel, profile, tables, uniform, profiled, model, codes };
  reserve(kernel, layout.codes);
  fillTables(kernel, tables);
  fillConverter(kernel, uniform, tabulateCodes(undefined));
  if (profile !== undefined) fillConverter(kernel, profiled, tabulateCodes(profile));
  return layout;
}

function fillTables(kernel: Kernel, tables: number): void {
  const { buffer } = kernel.memory;
  new Uint32Array(buffer, tables).set(normalCountTables(RANGE));
  new Int8Array(buffer, tables + COUNTS_BYTES + CELLS_BYTES, 64).set(digitsTable());
  kernel.fillCells(tables);
}

/** sqrt(pi / 2): deviation over mean magnitude. */
const DEVIATION = 1.2533141373155;

/** Eighths of an octave of (1 + (k + 1/2) / 64) sqrt(pi / 2), rounded. */
function digitsTable(): Int8Array {
  const half = Math.sqrt(Math.sqrt(Math.sqrt(Math.sqrt(2))));
  return Int8Array.from({ length: 64 }, (_, k) => {
    const ratio = (1 + (k + 0.5) / 64) * DEVIATION;
    let eighths = 0;
    for (let edge = half; edge < ratio; edge *= half * half) eighths++;
    return eighths;
  });
}

function fillConverter(kernel: Kernel, at: number, { thresholds, voltages }: CodeTables): void {
  new Int32Array(kernel.memory.buffer, at, thresholds.length).set(thresholds);
  new Int32Array(kernel.memory.buffer, at + VOLTAGES_AT, voltages.length).set(voltages);
  kernel.fillNearCodes(at);
}

/**
 * @param channels whose histories are kept
 * @param streamBytes of a stream
 */
export function makeRoom(
  { kernel, codes }: Layout,
  count: number,
  channels: number,
  streamBytes: number,
): Room {
  const historyBytes = roundUp(2 * (MARGIN + count + MARGIN_BEHIND));
  const histories = roundUp(codes + 2 * count);
  const offsets = roundUp(histories + channels * historyBytes);
  const items = roundUp(offsets + 4 * count);
  reserve(kernel, items + streamBytes + 16);
  return { histories, historyBytes, offsets, items };
}

/** Where the history of a channel of a block begins. */
export function historyOf({ histories, historyBytes }: Room, channel: number): number {
  return histories + channel * historyBytes;
}

/** Writes a model as the kernel reads it; its references go by `storeOffsets`. */
export function storeModel({ kernel, model }: Layout, { weights, order, ...rest }: Model): void {
  const vectors = Math.ceil((order - LEAST_ORDER) / 8);
  const words = new Int32Array(kernel.memory.buffer, model, MODEL_BYTES / 4);
  words.fill(0);
  words.set([rest.mean, rest.historyShift, rest.shift, rest.rate, rest.bias, vectors]);
  words.set([weights[0], weights[1], ...weights.slice(order)], 6);
  words.set([rest.first, rest.scale], 12);
  const far = new Int16Array(kernel.memory.buffer, model + 64, 32);
  // within a vector in the order of time: lag 3 is the last of the first eight
  for (let lag = 3; lag <= order; lag++) far[((lag - 3) & ~7) + 7 - ((lag - 3) & 7)] = weights[lag - 1];
}

/**
 * Sums up what the references of a model give `count` codes from `from` on.
 * @param channel that is predicted
 */
export function storeOffsets(
  { kernel, model }: Layout,
  room: Room,
  { references }: Model,
  channel: number,
  from: number,
  count: number,
): void {
  const { buffer } = kernel.memory;
  new Int32Array(buffer, room.offsets, count).fill(0);
  for (const { distance, back, weights } of references) {
    const taps = new Int16Array(buffer, model + TAPS_AT, TAPS);
    taps.fill(0);
    taps.set(weights, TAPS_BACK - back);
    kernel.addReference(historyOf(room, channel - distance), from, count, model + TAPS_AT, room.offsets);
  }
}

/** Address of the tables by which a block of this kind is coded. */
export function converterOf({ uniform, profiled }: Layout, kind: Kind): number {
  return kind === UNIFORM ? uniform : profiled;
}
