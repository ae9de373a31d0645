/**
 * A channel's block in the memory of the kernel lpc-gaussian, while a model for it is looked for: models fitted to it,
 * and tried on a stretch in its middle. Runs in encoders only.
 */
import { packNumbers } from '../../bytes/numbers.js';
import { AVERAGES, type Products, quantise, solve } from './fit.js';
import {
  converterOf,
  DEVIATION,
  historyOf,
  type Kind,
  type Layout,
  type Room,
  storeModel,
  storeOffsets,
  UNIFORM,
  VOLTAGES_AT,
} from './memory.js';
import { LARGEST_SCALE, LEAST_ORDER, type Model, numbersOf, TAPS } from './model.js';

export interface Candidate {
  readonly kind: Kind;
  readonly model: Model;
  /** Bits of a stretch in the middle of the block, and of the model. */
  readonly cost: number;
}

/** A block of a channel in the kernel's memory, while it is looked for a model. */
export interface Block {
  readonly layout: Layout;
  readonly room: Room;
  readonly channel: number;
  readonly codes: Int16Array;
  readonly least: number;
  readonly greatest: number;
  /** Largest order that may be taken. */
  readonly order: number;
}

const FIT_SAMPLES = 2 ** 14;
export const USUAL_RATE = 8;

function voltageAt(layout: Layout, kind: Kind, code: number): number {
  const at = converterOf(layout, kind) + VOLTAGES_AT + 4 * (code + 32768);
  return new DataView(layout.kernel.memory.buffer).getInt32(at, true);
}

/** A model that knows nothing yet but where the history lies. */
export function blankModel({ layout, codes, least, greatest }: Block, kind: Kind): Model {
  const sum = layout.kernel.sumVoltages(layout.codes, codes.length, converterOf(layout, kind));
  const mean = Math.round(sum / codes.length / 16) * 16;
  const reach = Math.max(voltageAt(layout, kind, greatest) - mean, mean - voltageAt(layout, kind, least));
  let historyShift = kind === UNIFORM ? 4 : 0;
  while (reach >> historyShift > 32766) historyShift++;
  return {
    historyShift,
    shift: 0,
    rate: USUAL_RATE,
    order: LEAST_ORDER,
    scale: Math.min(reach, LARGEST_SCALE),
    first: codes[0],
    mean,
    bias: 0,
    weights: new Array(LEAST_ORDER + AVERAGES).fill(0),
    references: [],
  };
}

/** Every how many stretches one is used, less 1, so that a fit stays cheap; a power of two less 1. */
function maskFor(count: number, most: number): number {
  let mask = 0;
  while (count > most * (mask + 1)) mask = 2 * mask + 1;
  return mask;
}

/** The largest magnitude of a block's history under a model. */
export function reachOf(
  { layout, least, greatest }: Block,
  kind: Kind,
  { mean, historyShift }: Model,
): number {
  const reach = Math.max(voltageAt(layout, kind, greatest) - mean, mean - voltageAt(layout, kind, least));
  return (reach >> historyShift) + 1;
}

/**
 * Sums up products of what predicts and what is predicted.
 * @param channels whose histories predict too
 * @param missed where the misses of a first model lie; 0: all samples count alike
 */
export function correlate(
  { layout, room, channel, codes }: Block,
  kind: Kind,
  model: Model,
  order: number,
  channels: readonly number[],
  missed: number,
): Products {
  const { kernel, sums, histories } = layout;
  const { buffer } = kernel.memory;
  storeModel(layout, model);
  new Uint32Array(buffer, histories, channels.length).set(channels.map(other => historyOf(room, other)));
  kernel.correlate(
    layout.codes,
    codes.length,
    layout.model,
    converterOf(layout, kind),
    historyOf(room, channel),
    order,
    histories,
    channels.length,
    maskFor(codes.length, FIT_SAMPLES),
    missed,
    sums,
  );
  const features = order + AVERAGES + TAPS * channels.length + 1;
  const stride = (features + 2) & ~1;
  return { sums: new Float64Array(buffer, sums, stride * stride), triangle: 'upper', stride, features };
}

/** Fits the weights of a model without references. @param missed as of `correlate` */
export function fit(block: Block, kind: Kind, model: Model, order: number, missed: number): Model {
  const products = correlate(block, kind, model, order, [], missed);
  const found = quantise(products, solve(products), block.codes.length, reachOf(block, kind, model));
  if (found === undefined) return model;
  const { weights, bias, shift, energy } = found;
  const scale = missed === 0 ? scaleOf(products, energy) : model.scale;
  return { ...model, weights, bias, shift, order, scale };
}

/** Mean magnitude of what a fit leaves, if that is normal. */
export function scaleOf({ sums, stride, features }: Products, energy: number): number {
  const samples = sums[(features - 1) * (stride + 1)];
  return Math.min(LARGEST_SCALE, Math.round(Math.sqrt(Math.max(0, energy) / samples) / DEVIATION));
}

/** Where the stretch of a trial begins, and how long it is. */
export function trialOf({ codes }: Block, length: number): { from: number; count: number } {
  const count = Math.min(length, codes.length);
  return { from: (codes.length - count) >> 1, count };
}

/**
 * Predicts a stretch.
 * @param history where that of code `from` lies, less the margin
 * @returns end of its items
 */
export function runModel(
  block: Block,
  kind: Kind,
  model: Model,
  from: number,
  count: number,
  history = historyOf(block.room, block.channel) + 2 * from,
): number {
  const { layout, room, channel } = block;
  const { kernel, tables, codes } = layout;
  storeModel(layout, model);
  storeOffsets(layout, room, model, channel, from, count);
  return kernel.predict(
    codes + 2 * from,
    count,
    layout.model,
    tables,
    converterOf(layout, kind),
    history,
    room.offsets,
    room.items,
  );
}

/** Bits of a stretch of `length` codes in the middle of a block under a model, scaled to the block. */
export function tryModel(
  block: Block,
  kind: Kind,
  model: Model,
  length: number,
  history?: number,
): Candidate {
  const { from, count } = trialOf(block, length);
  const end = runModel(block, kind, model, from, count, history);
  const bits = block.layout.kernel.costOf(block.room.items, end);
  return {
    kind,
    model,
    cost: (bits * block.codes.length) / count + 8 * packNumbers(numbersOf(model, true)).length,
  };
}

/** Writes the voltages of a block's codes as a model sees them. */
export function fillHistory({ layout, room, channel, codes }: Block, kind: Kind, model: Model): void {
  storeModel(layout, model);
  layout.kernel.fillHistory(
    layout.codes,
    codes.length,
    layout.model,
    converterOf(layout, kind),
    historyOf(room, channel),
  );
}
