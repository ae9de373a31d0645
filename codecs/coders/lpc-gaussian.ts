/**
 * Linear prediction, and what the prediction leaves of a code coded as a slice of a normal distribution.
 *
 *   shape | mark (converter/mark.ts) | for each block of frames, for each channel: kind (u8), then
 *     kind 0, raw        codes as int16 little-endian
 *     kind 1, constant   the code (varint; a sign is folded in as 0, -1, 1, -2 …)
 *     kind 2, even       a model of an even converter | words (varint) | u64 state of rANS | words, u32
 *     kind 3, profile    the same, of the profile that the mark names
 *
 *   model (varints)      history shift | shift | rate | order | scale | first | mean | bias | order + 4 weights
 *
 *   voltage of a code    middle of its thresholds, in 1/16 steps of the converter
 *   history h[i]         (voltage - mean) >> history shift; before a block's first, that of the code `first`
 *   average k = 1..4     A += (((h[i - 2] << 8) - A) * 2^(8 - 2 k)) >> 8 for each i;  a = A >> 8
 *   prediction of code i ((sum of weights * (h[i - 1] … h[i - order], a[1] … a[4]) + bias) >> shift) + mean
 *   scale                S = S - (S >> rate) + |voltage - prediction|, begun at scale << rate; code i + 1's
 *                        deviation comes from S before code i: 8 octave + step = eighths of an octave of
 *                        S / 2^rate * sqrt(pi / 2), by a table of S's leading seven binary digits
 *   share of a code      normal-counts.ts, of 2^22 counts; what lies 512 codes or more beside the prediction escapes,
 *                        and its 16 bits follow, an equal share each
 *
 * From octave 10 on, k = octave - 9 low bits of a code are coded as they are, and its rest as said.
 */
import { type Coder, defineCoder, type Samples } from '../codec.js';
import { decodeMark, encodeMark, profileNamed, profileParameter } from '../converter/mark.js';
import { type CodeTables, type ConverterProfile, tabulateCodes } from '../converter/profile.js';
import { foldSign, packNumbers, unfoldSign } from '../numbers.js';
import { type Cursor, readShape, readVarint, type Shape, shapeOf } from '../shape.js';
import { levinson } from '../transforms/linear-prediction.js';
import { type KernelExports, loadKernel, reserve, roundUp } from '../wasm.js';
import {
  AVERAGES,
  BITS_PER_ENERGY,
  LARGEST_BIAS,
  LARGEST_SHIFT,
  LARGEST_WEIGHT,
  quantise,
  solve,
  type Weights,
} from './gaussian-fit.js';
import { normalCounts, STEPS_PER_OCTAVE, TABLE_ENTRIES } from './normal-counts.js';
import { bytesOf, concatenate, take } from './stream.js';

interface Kernel extends KernelExports {
  readonly fillCells: (tables: number) => void;
  readonly fillNearCodes: (converter: number) => void;
  readonly sumVoltages: (codes: number, count: number, converter: number) => number;
  readonly fillHistory: (
    codes: number,
    count: number,
    model: number,
    converter: number,
    history: number,
  ) => void;
  readonly predict: (
    codes: number,
    count: number,
    model: number,
    tables: number,
    converter: number,
    history: number,
    offsets: number,
    items: number,
  ) => number;
  readonly costOf: (items: number, end: number) => number;
  readonly push: (items: number, itemsEnd: number, end: number) => number;
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
  readonly correlateMissed: (missed: number, count: number, doubles: number, products: number) => void;
  readonly correlate: (
    codes: number,
    count: number,
    model: number,
    converter: number,
    history: number,
    order: number,
    mask: number,
    missed: number,
    sums: number,
  ) => void;
}

const RAW = 0;
const CONSTANT = 1;
const EVEN = 2;
const PROFILE = 3;

const LARGEST_ORDER = 32;
const LEAST_ORDER = 2;
const LARGEST_RATE = 10;
const LARGEST_SCALE = 2 ** 21;
const LARGEST_HISTORY_SHIFT = 5;
const LARGEST_MEAN = 2 ** 19;
const RANGE = 2 ** 22 - 1024 - 1024;
const STATE_BYTES = 8;

const BLOCK_FRAMES = 2 ** 18;
/** Codes of all channels in a block, at most, as long as a block has 4096 frames. */
const BLOCK_CODES = 2 ** 24;

function blockFramesOf(channels: number): number {
  return Math.max(4096, Math.min(BLOCK_FRAMES, Math.floor(BLOCK_CODES / channels)));
}

/** All that a decoder has to know of a channel's block but its words. */
interface Model extends Weights {
  readonly historyShift: number;
  readonly rate: number;
  readonly order: number;
  readonly scale: number;
  readonly first: number;
  readonly mean: number;
}

const COUNTS_BYTES = STEPS_PER_OCTAVE * TABLE_ENTRIES * 4;
const CELLS_BYTES = STEPS_PER_OCTAVE * 4096 * 2;
const TABLES_BYTES = roundUp(COUNTS_BYTES + CELLS_BYTES + 64);
const VOLTAGES_AT = 65540 * 4;
const CONVERTER_BYTES = VOLTAGES_AT + 65536 * 4 + 2 ** 18 * 2;
const MODEL_BYTES = 128;
const SUMS_BYTES = 40 * 40 * 8;
const MARGIN = 48;

/** Where things lie in the kernel's memory. */
interface Layout {
  readonly kernel: Kernel;
  readonly profile: ConverterProfile | undefined;
  readonly tables: number;
  readonly even: number;
  readonly profiled: number;
  readonly model: number;
  readonly sums: number;
  readonly codes: number;
}

/** What depends on a block's length. */
interface Room {
  readonly history: number;
  /** History of a short trial. */
  readonly trial: number;
  readonly offsets: number;
  readonly items: number;
}

async function openKernel(profile: ConverterProfile | undefined): Promise<Layout> {
  const kernel = await loadKernel<Kernel>('lpc-gaussian');
  const tables = kernel.base();
  const even = tables + TABLES_BYTES;
  const profiled = even + CONVERTER_BYTES;
  const model = profile === undefined ? profiled : profiled + CONVERTER_BYTES;
  const sums = model + MODEL_BYTES;
  const layout = { kernel, profile, tables, even, profiled, model, sums, codes: sums + SUMS_BYTES };
  reserve(kernel, layout.codes);
  fillTables(kernel, tables);
  fillConverter(kernel, even, tabulateCodes(undefined));
  if (profile !== undefined) fillConverter(kernel, profiled, tabulateCodes(profile));
  return layout;
}

function fillTables(kernel: Kernel, tables: number): void {
  const { buffer } = kernel.memory;
  const counts = new Uint32Array(buffer, tables, STEPS_PER_OCTAVE * TABLE_ENTRIES);
  for (let step = 0; step < STEPS_PER_OCTAVE; step++)
    counts.set(normalCounts(step, RANGE), step * TABLE_ENTRIES);
  new Int8Array(buffer, tables + COUNTS_BYTES + CELLS_BYTES, 64).set(digitsTable());
  kernel.fillCells(tables);
}

/** sqrt(pi / 2): deviation over mean magnitude. */
const DEVIATION = 1.2533141373155;

/** Eighths of an octave of (1 + (k + 1/2) / 64) sqrt(pi / 2), rounded. */
export function digitsTable(): Int8Array {
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

/** @param itemsBytes of items, or of a stream */
function makeRoom({ kernel, codes }: Layout, count: number, itemsBytes: number): Room {
  const history = roundUp(codes + 2 * count);
  const trial = roundUp(history + 2 * (MARGIN + count));
  const offsets = roundUp(trial + 2 * (MARGIN + SHORT_TRIAL));
  const items = roundUp(offsets + 4 * count);
  reserve(kernel, items + itemsBytes + 16);
  return { history, trial, offsets, items };
}

function storeModel({ kernel, model }: Layout, { weights, order, ...rest }: Model): void {
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

function numbersOf(model: Model): number[] {
  const { historyShift, shift, rate, order, scale, first, mean, bias, weights } = model;
  return [historyShift, shift, rate, order, scale, ...[first, mean, bias, ...weights].map(foldSign)];
}

function readUpTo(cursor: Cursor, most: number, what: string, least = 0): number {
  const value = readVarint(cursor);
  if (value < least || value > most) throw new Error(`${what} ${value} out of range ${least}..${most}`);
  return value;
}

function readWithin(cursor: Cursor, most: number, what: string): number {
  const value = unfoldSign(readVarint(cursor));
  if (value < -most || value > most) throw new Error(`${what} ${value} out of range ${-most}..${most}`);
  return value;
}

function readCode(cursor: Cursor): number {
  const code = unfoldSign(readVarint(cursor));
  if (code < -32768 || code > 32767) throw new Error(`code ${code} out of range -32768..32767`);
  return code;
}

function readModel(cursor: Cursor): Model {
  const historyShift = readUpTo(cursor, LARGEST_HISTORY_SHIFT, 'history shift');
  const shift = readUpTo(cursor, LARGEST_SHIFT, 'shift');
  const rate = readUpTo(cursor, LARGEST_RATE, 'rate');
  const order = readUpTo(cursor, LARGEST_ORDER, 'order', LEAST_ORDER);
  const scale = readUpTo(cursor, LARGEST_SCALE, 'scale');
  const first = readCode(cursor);
  const mean = readWithin(cursor, LARGEST_MEAN, 'mean');
  const bias = readWithin(cursor, LARGEST_BIAS, 'bias');
  const weights = Array.from({ length: order + AVERAGES }, () =>
    readWithin(cursor, LARGEST_WEIGHT, 'weight'),
  );
  return { historyShift, shift, rate, order, scale, first, mean, bias, weights };
}

interface Candidate {
  readonly kind: typeof EVEN | typeof PROFILE;
  readonly model: Model;
  /** Bits of a stretch in the middle of the block, and of the model. */
  readonly cost: number;
}

/** A block of a channel in the kernel's memory, while it is looked for a model. */
interface Block {
  readonly layout: Layout;
  readonly room: Room;
  readonly codes: Int16Array;
  readonly least: number;
  readonly greatest: number;
  readonly order: number;
}

const SHORT_TRIAL = 4096;
const LONG_TRIAL = 16384;
const FIT_SAMPLES = 2 ** 14;
const USUAL_RATE = 8;
const LEAST_RATE = 4;

function converterOf({ even, profiled }: Layout, kind: Candidate['kind']): number {
  return kind === EVEN ? even : profiled;
}

function voltageAt(layout: Layout, kind: Candidate['kind'], code: number): number {
  const at = converterOf(layout, kind) + VOLTAGES_AT + 4 * (code + 32768);
  return new DataView(layout.kernel.memory.buffer).getInt32(at, true);
}

/** A model that knows nothing yet but where the history lies. */
function blankModel({ layout, codes, least, greatest }: Block, kind: Candidate['kind']): Model {
  const sum = layout.kernel.sumVoltages(layout.codes, codes.length, converterOf(layout, kind));
  const mean = Math.round(sum / codes.length / 16) * 16;
  const reach = Math.max(voltageAt(layout, kind, greatest) - mean, mean - voltageAt(layout, kind, least));
  let historyShift = kind === EVEN ? 4 : 0;
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
  };
}

/** Every how many stretches one is used, less 1, so that a fit stays cheap; a power of two less 1. */
function maskFor(count: number, most: number): number {
  let mask = 0;
  while (count > most * (mask + 1)) mask = 2 * mask + 1;
  return mask;
}

/** Fits the weights of a model. @param missed where the misses of a first model lie; 0: all samples count alike */
function fit(block: Block, kind: Candidate['kind'], model: Model, order: number, missed: number): Model {
  const { layout, room, codes, least, greatest } = block;
  const { kernel, sums } = layout;
  const mask = maskFor(codes.length, FIT_SAMPLES);
  storeModel(layout, model);
  const converter = converterOf(layout, kind);
  kernel.correlate(
    layout.codes,
    codes.length,
    layout.model,
    converter,
    room.history,
    order,
    mask,
    missed,
    sums,
  );
  const features = order + AVERAGES + 1;
  const width = (features + 2) & ~1;
  const products = { sums: new Float64Array(kernel.memory.buffer, sums, width * width), width, features };
  const reach = Math.max(
    voltageAt(layout, kind, greatest) - model.mean,
    model.mean - voltageAt(layout, kind, least),
  );
  const found = quantise(products, solve(products), codes.length, (reach >> model.historyShift) + 1);
  if (found === undefined) return model;
  const { energy, ...weights } = found;
  const magnitude = Math.sqrt(Math.max(0, energy) / products.sums[(features - 1) * (width + 1)]) / DEVIATION;
  const scale = missed === 0 ? Math.min(LARGEST_SCALE, Math.round(magnitude)) : model.scale;
  return { ...model, ...weights, order, scale };
}

/** Where the stretch of a trial begins, and how long it is. */
function trialOf({ codes }: Block, length: number): { from: number; count: number } {
  const count = Math.min(length, codes.length);
  return { from: (codes.length - count) >> 1, count };
}

/** @param history where that of code `from` lies, less the margin */
function runModel(
  block: Block,
  kind: Candidate['kind'],
  model: Model,
  from: number,
  count: number,
  history = block.room.history + 2 * from,
): number {
  const { layout, room } = block;
  const { kernel, tables, codes } = layout;
  storeModel(layout, model);
  new Int32Array(kernel.memory.buffer, room.offsets, count).fill(0);
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

function tryModel(
  block: Block,
  kind: Candidate['kind'],
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
    cost: (bits * block.codes.length) / count + 8 * packNumbers(numbersOf(model)).length,
  };
}

function fillHistory({ layout, room, codes }: Block, kind: Candidate['kind'], model: Model): void {
  storeModel(layout, model);
  layout.kernel.fillHistory(
    layout.codes,
    codes.length,
    layout.model,
    converterOf(layout, kind),
    room.history,
  );
}

/** The shortest predictor, and what an order beyond it would save. */
interface Small extends Candidate {
  readonly longer: number;
}

function trySmall(block: Block, kind: Candidate['kind']): Small {
  const blank = blankModel(block, kind);
  fillHistory(block, kind, blank);
  const small = tryModel(block, kind, fit(block, kind, blank, LEAST_ORDER, 0), SHORT_TRIAL);
  return { ...small, longer: orderThatPays(block) };
}

/** Bits a sample that a longer predictor must save to be worth its time. */
const LEAST_SAVING = 0.01;
const WEIGHT_BITS = 12;

/** The order at which a predictor of what a model missed in the trial would pay most; 0: at none. */
function orderThatPays(block: Block): number {
  const { layout, room, codes } = block;
  const { count } = trialOf(block, SHORT_TRIAL);
  layout.kernel.correlateMissed(room.offsets, count, room.items, layout.sums);
  const correlations = new Float64Array(layout.kernel.memory.buffer, layout.sums, LARGEST_ORDER + 1);
  const { energies } = levinson(correlations, block.order);
  let best = 0;
  let most = LEAST_SAVING * codes.length;
  for (let order = 1; order < energies.length; order++) {
    const gain = 1 - energies[order] / energies[0] - (2 * order) / count;
    const saved = gain * codes.length * BITS_PER_ENERGY - WEIGHT_BITS * order;
    if (saved <= most) continue;
    most = saved;
    best = order;
  }
  return best;
}

function better(a: Candidate, b: Candidate): Candidate {
  return b.cost < a.cost ? b : a;
}

const REWEIGHTINGS = 2;

/** Longer predictors, if what the small one missed can be predicted; robust ones too. */
function tryLonger(block: Block, { kind, model, longer }: Small): Candidate {
  const order = Math.min(block.order, LEAST_ORDER + 8 * Math.ceil(longer / 8));
  let last = fit(block, kind, model, order, 0);
  let best = better(tryModel(block, kind, model, LONG_TRIAL), tryModel(block, kind, last, LONG_TRIAL));
  for (let k = 0; k < REWEIGHTINGS; k++) {
    runModel(block, kind, last, 0, block.codes.length);
    last = fit(block, kind, last, order, block.room.offsets);
    best = better(best, tryModel(block, kind, last, LONG_TRIAL));
  }
  return best;
}

/** The rate at which the scale follows best; looked for downhill. */
function tryRates(block: Block, found: Candidate, length: number): Candidate {
  let best = found;
  for (let rate = USUAL_RATE - 1; rate >= LEAST_RATE; rate--) {
    const next = tryModel(block, found.kind, { ...found.model, rate }, length);
    if (next.cost >= best.cost) break;
    best = next;
  }
  return best;
}

function chooseModel(block: Block): Candidate {
  const small = chooseSmall(block);
  if (small.longer === 0) return tryRates(block, small, SHORT_TRIAL);
  return tryRates(block, tryLonger(block, small), LONG_TRIAL);
}

function chooseSmall(block: Block): Small {
  const { profile } = block.layout;
  if (profile === undefined || !isWithin(block, profile)) return trySmall(block, EVEN);
  const profiled = trySmall(block, PROFILE);
  return isProfileBetter(block, profiled) ? profiled : trySmall(block, EVEN);
}

/** Compares a model with the very same on an even converter. */
function isProfileBetter(block: Block, { model, cost }: Candidate): boolean {
  const { layout, room, codes } = block;
  const shift = model.shift + model.historyShift - 4;
  if (shift < 0) return false;
  const { from, count } = trialOf(block, SHORT_TRIAL);
  const like = { ...model, historyShift: 4, shift, first: codes[from] };
  storeModel(layout, like);
  layout.kernel.fillHistory(layout.codes + 2 * from, count, layout.model, layout.even, room.trial);
  return cost < tryModel(block, EVEN, like, SHORT_TRIAL, room.trial).cost;
}

/** Whether a profile knows all codes of a block. */
function isWithin({ least, greatest }: Block, { firstCode, thresholds }: ConverterProfile): boolean {
  return least >= firstCode && greatest <= firstCode + thresholds.length - 2;
}

/** @returns a channel's block: its kind, then what belongs to it */
function encodeBlock(layout: Layout, codes: Int16Array, order: number): Uint8Array {
  let least = 32767;
  let greatest = -32768;
  for (let k = 0; k < codes.length; k++) {
    if (codes[k] < least) least = codes[k];
    if (codes[k] > greatest) greatest = codes[k];
  }
  if (least === greatest) return concatenate([Uint8Array.of(CONSTANT), packNumbers([foldSign(least)])]);
  const room = makeRoom(layout, codes.length, 16 * codes.length);
  new Int16Array(layout.kernel.memory.buffer, layout.codes, codes.length).set(codes);
  const block = { layout, room, codes, least, greatest, order };
  const { kind, model } = chooseModel(block);
  const itemsEnd = runModel(block, kind, model, 0, codes.length);
  // words stay behind the items that they are made of
  const start = layout.kernel.push(room.items, itemsEnd, itemsEnd + STATE_BYTES);
  const length = itemsEnd + STATE_BYTES - start;
  const head = packNumbers([kind, ...numbersOf(model), (length - STATE_BYTES) / 4]);
  if (head.length + length > 2 * codes.length) return concatenate([Uint8Array.of(RAW), bytesOf(codes)]);
  return concatenate([head, new Uint8Array(layout.kernel.memory.buffer, start, length)]);
}

function encode(layout: Layout, samples: Samples, order: number): Uint8Array {
  const { channels, frames } = shapeOf(samples);
  const blockFrames = blockFramesOf(channels);
  const parts: Uint8Array[] = [];
  for (let from = 0; from < frames; from += blockFrames) {
    const count = Math.min(blockFrames, frames - from);
    for (let channel = 0; channel < channels; channel++) {
      const start = channel * frames + from;
      parts.push(encodeBlock(layout, samples.data.subarray(start, start + count), order));
    }
  }
  const isMarked = parts.some(part => part[0] === PROFILE);
  const head = packNumbers([channels, frames]);
  return concatenate([head, encodeMark(isMarked ? layout.profile : undefined), ...parts]);
}

function decodeBlock(layout: Layout, cursor: Cursor, codes: Int16Array, isMarked: boolean): void {
  const kind = take(cursor, 1)[0];
  if (kind === RAW) {
    bytesOf(codes).set(take(cursor, 2 * codes.length));
  } else if (kind === CONSTANT) {
    codes.fill(readCode(cursor));
  } else if (kind === EVEN || (kind === PROFILE && isMarked)) {
    decodeModelled(layout, cursor, codes, kind);
  } else throw new Error(`kind of channel ${kind}, want 0..${isMarked ? PROFILE : EVEN}`);
}

function decodeModelled(layout: Layout, cursor: Cursor, codes: Int16Array, kind: Candidate['kind']): void {
  const model = readModel(cursor);
  const words = readUpTo(cursor, 2 * codes.length, 'words');
  const coded = take(cursor, STATE_BYTES + 4 * words);
  const room = makeRoom(layout, codes.length, coded.length);
  const { kernel } = layout;
  storeModel(layout, model);
  const { buffer } = kernel.memory;
  new Int32Array(buffer, room.offsets, codes.length).fill(0);
  new Uint8Array(buffer, room.items, coded.length).set(coded);
  const isWhole = kernel.decode(
    room.items,
    room.items + coded.length,
    layout.codes,
    codes.length,
    layout.model,
    layout.tables,
    converterOf(layout, kind),
    room.history,
    room.offsets,
  );
  if (!isWhole) throw new Error(`${words} words do not hold ${codes.length} codes`);
  codes.set(new Int16Array(kernel.memory.buffer, layout.codes, codes.length));
}

/** Least bytes of a channel's block. */
const LEAST_BLOCK_BYTES = 2;

function checkShape({ channels, frames }: Shape, cursor: Cursor): void {
  const blocks = channels * Math.ceil(frames / blockFramesOf(channels));
  const left = cursor.bytes.length - cursor.at;
  if (blocks * LEAST_BLOCK_BYTES > left) throw new Error(`${left} bytes for ${blocks} blocks`);
}

function decode(layout: Layout, bytes: Uint8Array): Samples {
  const cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  const { channels, frames } = shape;
  const isMarked = decodeMark(cursor, layout.profile);
  checkShape(shape, cursor);
  const data = new Int16Array(channels * frames);
  const blockFrames = blockFramesOf(channels);
  for (let from = 0; from < frames; from += blockFrames) {
    const count = Math.min(blockFrames, frames - from);
    for (let channel = 0; channel < channels; channel++) {
      const start = channel * frames + from;
      decodeBlock(layout, cursor, data.subarray(start, start + count), isMarked);
    }
  }
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes left over`);
  return { data, channels };
}

/** @param profiles the converters that the coder can be told of */
export function defineLpcGaussian(profiles: readonly ConverterProfile[]): Coder {
  return defineCoder({
    name: 'lpc-gaussian',
    family: 'entropy',
    summary: 'linear prediction and averages; the rest as slices of a normal distribution, rANS',
    parameters: {
      profile: profileParameter(profiles),
      order: {
        type: 'integer',
        minimum: LEAST_ORDER,
        maximum: LARGEST_ORDER,
        default: LARGEST_ORDER,
        sweep: [LARGEST_ORDER],
        meaning: 'how many samples back the predictor looks, at most',
      },
    },
    open: async ({ profile, order }) => {
      const layout = await openKernel(profileNamed(profiles, profile));
      return {
        encode: samples => encode(layout, samples, order),
        decode: bytes => decode(layout, bytes),
      };
    },
  });
}
