/** The slow, clear version of `lpc-gaussian`: reads its streams, and codes what it read anew, with whole numbers of any size. */

import { unfoldSign } from '../../../bytes/numbers.js';
import { type Cursor, readShape, readVarint } from '../../../bytes/shape.js';
import { concatenate, take } from '../../../bytes/stream.js';
import type { Samples } from '../../../codec.js';
import { decodeMark } from '../../../converter/mark.js';
import { type CodeTables, type ConverterProfile, tabulateCodes } from '../../../converter/profile.js';
import { normalCounts } from '../../../models/normal-counts.js';
import { digitsTable } from '../memory.js';

const ESCAPE_COUNTS = 1024;
const HALF_WINDOW = 512;
const RANGE = 2 ** 22 - 2 * HALF_WINDOW - ESCAPE_COUNTS;
const ESCAPE = 2 ** 22 - ESCAPE_COUNTS;

interface Model {
  readonly historyShift: number;
  readonly shift: number;
  readonly rate: number;
  readonly order: number;
  readonly scale: number;
  readonly first: number;
  readonly mean: number;
  readonly bias: number;
  readonly weights: readonly number[];
  readonly references: readonly Reference[];
}

interface Reference {
  readonly distance: number;
  readonly back: number;
  readonly weights: readonly number[];
}

function readReference(cursor: Cursor): Reference {
  const [distance, back, ahead] = Array.from({ length: 3 }, () => readVarint(cursor));
  const weights = Array.from({ length: back + 1 + ahead }, () => unfoldSign(readVarint(cursor)));
  return { distance, back, weights };
}

function readModel(cursor: Cursor, isReferable: boolean): Model {
  const [historyShift, shift, rate, order, scale] = Array.from({ length: 5 }, () => readVarint(cursor));
  const [first, mean, bias] = Array.from({ length: 3 }, () => unfoldSign(readVarint(cursor)));
  const weights = Array.from({ length: order + 4 }, () => unfoldSign(readVarint(cursor)));
  const count = isReferable ? readVarint(cursor) : 0;
  const references = Array.from({ length: count }, () => readReference(cursor));
  return { historyShift, shift, rate, order, scale, first, mean, bias, weights, references };
}

/** What is expected of the next code. */
interface Expectation {
  readonly prediction: number;
  readonly octave: number;
  readonly step: number;
}

/** Follows the codes of a block. */
function makePredictor(model: Model, { voltages }: CodeTables, earlier: readonly (readonly number[])[]) {
  const { historyShift, shift, rate, order, mean, bias, weights, references } = model;
  const past: number[] = [];
  const historyOf = (code: number) => (((voltages[code + 32768] - mean) >> historyShift) << 16) >> 16;
  const history: number[] = new Array(order + 1).fill(historyOf(model.first));
  const averages: number[] = new Array(4).fill(history[0] * 256);
  const digits = digitsTable();
  const period = 2 ** Math.max(0, rate - 5);
  let scale = model.scale * 2 ** rate;
  let index = 0;
  let coded = 0;

  function indexOf(): number {
    const octave = 31 - Math.clz32(scale);
    const digit = (Math.floor((scale * 64) / 2 ** octave) | 0) & 63;
    return Math.max(0, Math.min(8 * 18 + 7, 8 * (octave - rate) + (scale === 0 ? 0 : digits[digit])));
  }

  return {
    expect(): Expectation {
      if (coded % period === 0) index = indexOf();
      let sum = bias;
      for (const reference of references) {
        const tapped = earlier[earlier.length - reference.distance];
        reference.weights.forEach((weight, k) => {
          const at = coded - reference.back + k;
          sum += weight * tapped[Math.max(0, Math.min(at, tapped.length - 1))];
        });
      }
      coded++;
      for (let k = 0; k < order; k++) sum += weights[k] * history[k];
      for (let k = 0; k < 4; k++) sum += weights[order + k] * (averages[k] >> 8);
      const prediction = ((sum | 0) >> shift) + mean;
      const clamped = Math.max(-32767 * 16, Math.min(32767 * 16, prediction | 0));
      return { prediction: clamped, octave: index >> 3, step: index & 7 };
    },
    /** @returns what the prediction missed */
    learn(code: number, prediction: number): number {
      const missed = voltages[code + 32768] - prediction;
      scale += Math.abs(missed) - Math.floor(scale / 2 ** rate);
      for (let k = 0; k < 4; k++) averages[k] += ((history[0] * 256 - averages[k]) * 4 ** (3 - k)) >> 8;
      history.pop();
      history.unshift(historyOf(code));
      past.push(history[0]);
      return missed;
    },
    /** All history so far. */
    past,
  };
}

const counts = Array.from({ length: 8 }, (_, step) => normalCounts(step, RANGE));

/** Counts below a code that lost its low bits. */
function lower(
  { thresholds }: CodeTables,
  coarse: number,
  { prediction, octave, step }: Expectation,
): number {
  const dropped = Math.max(0, octave - 9);
  const centre = ((prediction + 8) >> 4) >> dropped;
  const cell = ((thresholds[coarse * 2 ** dropped + 32768] - prediction) << 6) >> octave;
  return counts[step][Math.max(-768, Math.min(768, cell)) + 768] + coarse - (centre - HALF_WINDOW);
}

/** What is pushed for a code: start and count of 2^22, then low bits and their number. */
type Item = readonly [start: number, count: number, low: number, dropped: number];

function itemsOf(code: number, tables: CodeTables, expectation: Expectation): Item[] {
  const { prediction, octave } = expectation;
  const dropped = Math.max(0, octave - 9);
  const coarse = code >> dropped;
  const place = coarse - (((prediction + 8) >> 4) >> dropped) + HALF_WINDOW;
  if (place < 0 || place >= 2 * HALF_WINDOW) {
    return [
      [ESCAPE, ESCAPE_COUNTS, 0, dropped],
      [(code + 32768) * 64, 64, 0, 0],
    ];
  }
  const start = lower(tables, coarse, expectation);
  const stop = lower(tables, coarse + 1, expectation);
  return [[start, stop - start, code & (2 ** dropped - 1), dropped]];
}

/** @returns state and words, as in a stream */
function push(items: readonly Item[]): Uint8Array {
  const words: number[] = [];
  let x = 2n ** 31n;
  for (const [start, count, low, dropped] of items.toReversed()) {
    if (x >= BigInt(count) << BigInt(41 - dropped)) {
      words.unshift(Number(x & 0xffffffffn));
      x >>= 32n;
    }
    x = ((x / BigInt(count)) << 22n) + (x % BigInt(count)) + BigInt(start);
    x = (x << BigInt(dropped)) + BigInt(low);
  }
  const state = Uint32Array.of(Number(x & 0xffffffffn), Number(x >> 32n), ...words);
  return new Uint8Array(state.buffer);
}

/** Takes symbols off a state. */
function makePopper(coded: Uint8Array) {
  const view = new DataView(coded.buffer, coded.byteOffset, coded.byteLength);
  let x = view.getBigUint64(0, true);
  let at = 8;
  return {
    slot: (dropped: number) => Number((x >> BigInt(dropped)) & 0x3fffffn),
    low: (dropped: number) => Number(x & ((1n << BigInt(dropped)) - 1n)),
    pop([start, count, , dropped]: Item) {
      const slot = (x >> BigInt(dropped)) & 0x3fffffn;
      x = (x >> BigInt(22 + dropped)) * BigInt(count) + slot - BigInt(start);
      if (x < 2n ** 31n) {
        x = (x << 32n) + BigInt(view.getUint32(at, true));
        at += 4;
      }
    },
    isDone: () => at === coded.length && x === 2n ** 31n,
  };
}

function popCode(
  popper: ReturnType<typeof makePopper>,
  tables: CodeTables,
  expectation: Expectation,
): number {
  const dropped = Math.max(0, expectation.octave - 9);
  const slot = popper.slot(dropped);
  if (slot >= ESCAPE) {
    popper.pop([ESCAPE, ESCAPE_COUNTS, 0, dropped]);
    const raw = popper.slot(0) >> 6;
    popper.pop([raw * 64, 64, 0, 0]);
    return raw - 32768;
  }
  let coarse = -32768 >> dropped;
  let greatest = 32767 >> dropped;
  while (coarse < greatest) {
    const middle = Math.ceil((coarse + greatest) / 2);
    if (lower(tables, middle, expectation) <= slot) coarse = middle;
    else greatest = middle - 1;
  }
  const code = coarse * 2 ** dropped + popper.low(dropped);
  popper.pop(itemsOf(code, tables, expectation)[0]);
  return code;
}

/** A block of a channel, read from a stream and coded anew. */
interface Recoded {
  readonly codes: Int16Array;
  readonly coded: Uint8Array;
  readonly again: Uint8Array;
}

function readBlock(
  cursor: Cursor,
  frames: number,
  [uniform, profiled]: readonly CodeTables[],
  isReferable: boolean,
  histories: number[][],
): Recoded {
  const kind = take(cursor, 1)[0];
  const none = new Uint8Array(0);
  const earlier = [...histories];
  histories.push([]);
  if (kind === 0) {
    const raw = new Uint8Array(take(cursor, 2 * frames));
    return { codes: new Int16Array(raw.buffer), coded: none, again: none };
  }
  if (kind === 1) {
    return { codes: new Int16Array(frames).fill(unfoldSign(readVarint(cursor))), coded: none, again: none };
  }
  const tables = kind === 2 ? uniform : profiled;
  const model = readModel(cursor, isReferable);
  const coded = take(cursor, 8 + 4 * readVarint(cursor));
  const popper = makePopper(coded);
  const predictor = makePredictor(model, tables, earlier);
  const items: Item[] = [];
  const codes = Int16Array.from({ length: frames }, () => {
    const expectation = predictor.expect();
    const code = popCode(popper, tables, expectation);
    items.push(...itemsOf(code, tables, expectation));
    predictor.learn(code, expectation.prediction);
    return code;
  });
  histories[earlier.length] = predictor.past;
  if (!popper.isDone()) throw new Error('the twin has words left over');
  return { codes, coded, again: push(items) };
}

/**
 * Reads a stream of one block of frames.
 * @returns its samples, the coded parts of all channels, and the same coded anew
 */
export function recode(
  bytes: Uint8Array,
  profile?: ConverterProfile,
): { samples: Samples; coded: Uint8Array; again: Uint8Array } {
  const cursor = { bytes, at: 0 };
  const { channels, frames } = readShape(cursor);
  decodeMark(cursor, profile);
  const isReferable = readVarint(cursor) > 0;
  const tables = [tabulateCodes(undefined), tabulateCodes(profile)];
  const histories: number[][] = [];
  const data = new Int16Array(channels * frames);
  const coded: Uint8Array[] = [];
  const again: Uint8Array[] = [];
  for (let channel = 0; frames > 0 && channel < channels; channel++) {
    const block = readBlock(cursor, frames, tables, isReferable, histories);
    data.set(block.codes, channel * frames);
    coded.push(block.coded);
    again.push(block.again);
  }
  return { samples: { data, channels }, coded: concatenate(coded), again: concatenate(again) };
}

/** Of a stream of one block of frames, made without a profile. */
export function decode(bytes: Uint8Array): Samples {
  return recode(bytes).samples;
}
