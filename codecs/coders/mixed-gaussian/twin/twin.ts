/**
 * The kernel of mixed-gaussian in plain TypeScript: slower, and clearer. It writes the same streams of channels by
 * themselves; of those that predict each other see joint/twin.
 */
import type { Samples, SyncCodec } from '../../../codec.js';
import type { ConverterProfile } from '../../../converter/profile.js';
import { STEPS_PER_OCTAVE, TABLE_ENTRIES } from '../../../models/normal-counts.js';
import { makeCodec, PIECE } from '../coder.js';
import { LAGS, MEANS } from '../head.js';
import type { Kernel } from '../memory.js';
import { fittedOf, makeFeatureKernel } from './features.js';
import { makeTwinMemory, type TwinMemory } from './memory.js';
import {
  bitsOf,
  ESCAPED,
  expect,
  learnError,
  learnWeights,
  type Model,
  makeModel,
  type Pair,
  pairOf,
  plain,
  predictionOf,
  symbolAt,
} from './model.js';
import { beginReading, pushPairs, type Reader, readingEnds, slotOf, takePair } from './rans.js';

/** The coder with a kernel of plain TypeScript. */
export function makeTwin(
  profile: ConverterProfile | undefined,
  piece = PIECE,
): SyncCodec<Samples, Uint8Array> {
  return makeCodec(makeTwinKernel(), profile, 0, piece);
}

export function encode(samples: Samples): Uint8Array {
  return makeTwin(undefined).encode(samples);
}

export function decode(bytes: Uint8Array): Samples {
  return makeTwin(undefined).decode(bytes);
}

/** The last residuals before a frame, the last one first. */
function pastOf({ views }: TwinMemory, residuals: number, frame: number): number[] {
  return [...views().int32.subarray(residuals / 4 + frame - 8, residuals / 4 + frame)].reverse();
}

export function makeTwinKernel(): Kernel {
  const memory = makeTwinMemory();
  const { views } = memory;
  let model: Model;
  let pairsEnd = 0;
  const writePairs = (pairs: readonly Pair[]) => {
    for (const { first, count } of pairs) {
      views().uint32.set([first, count], pairsEnd / 4);
      pairsEnd += 8;
    }
  };

  return {
    memory: memory.memory,
    base: () => 16,
    ...makeFeatureKernel(memory),
    ...makeReadingKernel(memory, () => model),

    begin: (thresholds, counts, steps, logs, start, step, pace) => {
      const { buffer } = views();
      const tableOf = (k: number) => new Uint32Array(buffer, counts + 4 * TABLE_ENTRIES * k, TABLE_ENTRIES);
      const tables = {
        thresholds: new Int32Array(buffer, thresholds, 65537),
        counts: Array.from({ length: STEPS_PER_OCTAVE }, (_, k) => tableOf(k)),
        steps: new Uint8Array(buffer, steps, 256),
        logs: new Uint16Array(buffer, logs, 256),
      };
      model = makeModel(tables, start, step, pace);
    },

    model: (codes, voltages, residuals, from, to, pairs) => {
      const { int16, int32 } = views();
      let bits = 0;
      pairsEnd = pairs;
      for (let i = from; i < to; i++) {
        const voltage = int32[voltages / 4 + i];
        const past = pastOf(memory, residuals, i);
        const prediction = predictionOf(model, voltage - int32[residuals / 4 + i], past);
        expect(model, prediction);
        const coded = modelCode(model, int16[codes / 2 + i]);
        bits += coded.bits;
        if (pairs !== 0) writePairs(coded.pairs);
        learnError(model, voltage - prediction, past);
      }
      return bits;
    },

    endOfPairs: () => pairsEnd,

    bypass: (codes, from, to, pairs) => {
      pairsEnd = pairs;
      const given = views().int16.subarray(codes / 2 + from, codes / 2 + to);
      writePairs(Array.from(given, code => plain(code + 32768, 16)));
    },

    push: (pairs, pairsTo, end) => {
      const numbers = views().uint32.subarray(pairs / 4, pairsTo / 4);
      const words = pushPairs(
        Array.from({ length: numbers.length / 2 }, (_, k) => ({
          first: numbers[2 * k],
          count: numbers[2 * k + 1],
        })),
      );
      views().uint32.set(words, end / 4 - words.length);
      return end - 4 * words.length;
    },
  };
}

/** Pairs of a code, and their bits to 1/256. Learns from it. */
function modelCode(model: Model, code: number): { readonly bits: number; readonly pairs: readonly Pair[] } {
  const { lowBits } = model;
  const c = code >> lowBits;
  const pair = pairOf(model, c);
  if (pair === undefined) return { bits: 32 * 256, pairs: [ESCAPED, plain(code + 32768, 16)] };
  learnWeights(model, c);
  const low = lowBits === 0 ? [] : [plain(code - c * 2 ** lowBits, lowBits)];
  return { bits: bitsOf(model.tables, pair.count) + 256 * lowBits, pairs: [pair, ...low] };
}

/** The code that comes next, or undefined if none can. Learns from it. */
function readCode(model: Model, reader: Reader): number | undefined {
  const slot = slotOf(reader);
  if (slot >= ESCAPED.first) {
    takePair(reader, ESCAPED);
    return readPlain(reader, 16) - 32768;
  }
  const c = symbolAt(model, slot);
  const pair = pairOf(model, c);
  if (pair === undefined || slot < pair.first || slot >= pair.first + pair.count) return undefined;
  takePair(reader, pair);
  learnWeights(model, c);
  return model.lowBits === 0 ? c : c * 2 ** model.lowBits + readPlain(reader, model.lowBits);
}

function readPlain(reader: Reader, bits: number): number {
  const value = slotOf(reader) >> (24 - bits);
  takePair(reader, plain(value, bits));
  return value;
}

type ReadingKernel = Pick<
  Kernel,
  'feed' | 'beginSegment' | 'pairsTaken' | 'segmentEnds' | 'bytesLeft' | 'beginMeans' | 'decode' | 'takeCodes'
>;

function makeReadingKernel(memory: TwinMemory, modelNow: () => Model): ReadingKernel {
  const { views } = memory;
  const reader: Reader = { words: new Uint32Array(0), at: 0, x: 0n, taken: 0, torn: false };
  let loose = 0;
  let means: number[] = [];

  return {
    feed: (from, end) => {
      // words are whole; bytes behind the last are none
      loose = (end - from) % 4;
      reader.words = views().uint32.subarray(from / 4, (end - loose) / 4);
      reader.at = 0;
      reader.torn = false;
    },
    beginSegment: () => Number(beginReading(reader)),
    pairsTaken: () => reader.taken,
    segmentEnds: () => Number(readingEnds(reader)),
    bytesLeft: () => 4 * (reader.words.length - reader.at) + loose,

    beginMeans: start => {
      means = new Array<number>(MEANS).fill(256 * start);
    },

    decode: (codes, history, historyShift, lags, smooth, sums, from, to, shift, mean, voltageTable) => {
      const { int16, int32 } = views();
      const model = modelNow();
      for (let i = from; i < to; i++) {
        let sum = int32[sums / 4 + i];
        for (let k = 0; k < LAGS; k++) sum += int16[history / 2 + i - LAGS + k] * int16[lags / 2 + k];
        for (let k = 0; k < MEANS; k++) sum += int32[smooth / 4 + k] * (means[k] >> 8);
        const fitted = mean + fittedOf(sum, shift);
        const past = pastOf(memory, sums, i);
        const prediction = predictionOf(model, fitted, past);
        expect(model, prediction);
        const code = readCode(model, reader);
        if (code === undefined || reader.torn) return 0;
        const voltage = int32[voltageTable / 4 + 32768 + code];
        int32[sums / 4 + i] = voltage - fitted;
        learnError(model, voltage - prediction, past);
        int16[codes / 2 + i] = code;
        int16[history / 2 + i] = (voltage - mean) >> historyShift;
        const sample = int16[history / 2 + i];
        means = means.map((before, k) => before + ((256 * sample - before) >> (2 + 2 * k)));
      }
      return 1;
    },

    takeCodes: (codes, from, to) => {
      const { int16 } = views();
      for (let i = from; i < to; i++) int16[codes / 2 + i] = readPlain(reader, 16) - 32768;
      return Number(!reader.torn);
    },
  };
}
