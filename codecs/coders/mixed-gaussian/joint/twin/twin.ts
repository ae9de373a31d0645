/**
 * The slow, clear version of what codes channels that predict each other: reads streams, and codes what it read anew,
 * with whole numbers of any size.
 */

import { readShape, readVarint } from '../../../../bytes/shape.js';
import { concatenate, take } from '../../../../bytes/stream.js';
import type { Samples } from '../../../../codec.js';
import { decodeMark } from '../../../../converter/mark.js';
import { type ConverterProfile, tabulateCodes } from '../../../../converter/profile.js';
import { blockFramesOf, blocksOf } from '../../../shared/prediction/blocks.js';
import { type Block, readBlock } from '../../../shared/prediction/twin/blocks.js';
import { JOINT_FORMAT } from '../../format.js';
import { type Pair, plain } from '../../twin/model.js';
import { beginReading, pushPairs, type Reader, readingEnds, slotOf, takePair } from '../../twin/rans.js';
import { jointShapeOf, sectionsOf } from '../channel.js';
import { STATE_BYTES, WORD_BYTES } from '../memory.js';
import { ESCAPE, type Mixture, makeMixture, type Weights } from './mixture.js';
import { type Adapted, makeAdapted, makePredictor } from './predictor.js';

/** What channels leave to those behind them. */
interface Left {
  readonly rests: Int16Array[];
  readonly loudness: Int16Array[];
  readonly weights: Weights;
  readonly adapted: Adapted;
}

/** Takes binary digits. */
function popBits(reader: Reader, bits: number): number {
  const value = Math.floor(slotOf(reader) / 2 ** (24 - bits));
  takePair(reader, plain(value, bits));
  return value;
}

/** Takes a code. */
function pop(reader: Reader, mixture: Mixture): number {
  const symbol = mixture.symbolAt(slotOf(reader));
  if (symbol === undefined) {
    takePair(reader, ESCAPE);
    return popBits(reader, 16) - 32768;
  }
  takePair(reader, mixture.pairOfSymbol(symbol));
  const bits = mixture.lowBits();
  return bits === 0 ? symbol : symbol * 2 ** bits + popBits(reader, bits);
}

/** Codes one channel anew. @returns its pairs */
function recodeChannel(block: Block, left: Left, reader: Reader, place: number): Pair[] {
  const { head, shape, tables } = block;
  const codes = block.channels[head.coded[place].channel];
  const { thresholds } = tables[place];
  const predictor = makePredictor(head, shape, place, tables[place], {
    innovations: block.innovations,
    rests: left.rests,
    adapted: left.adapted,
  });
  const mixture: Mixture = makeMixture(head.coded[place], thresholds, left.loudness, place, left.weights);
  const pairs: Pair[] = [];
  for (let frame = 0; frame < codes.length; frame++) {
    const prediction = predictor.expect(frame);
    mixture.expect(frame, prediction);
    const code = pop(reader, mixture);
    pairs.push(...mixture.pairsOf(code));
    codes[frame] = code;
    const error = tables[place].voltages[code + 32768] - prediction;
    predictor.learn(frame, code, mixture.usualError());
    mixture.learn(frame, code, error);
  }
  return pairs;
}

/**
 * Reads a stream.
 * @returns its samples, the states and words of all sections, and the same made anew from the samples
 */
export function recode(
  bytes: Uint8Array,
  profile?: ConverterProfile,
): { samples: Samples; coded: Uint8Array; again: Uint8Array } {
  const cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  const { channels, frames } = shape;
  const format = readVarint(cursor);
  if (format !== JOINT_FORMAT) throw new Error(`format ${format}, want ${JOINT_FORMAT}`);
  const profiled = { isMarked: decodeMark(cursor, profile), profiled: tabulateCodes(profile) };
  const samples = { data: new Int16Array(channels * frames), channels };
  const coded: Uint8Array[] = [];
  const again: Uint8Array[] = [];
  const recodeSections = (block: Block) => {
    const { length } = block.channels[0];
    const signals = () => block.head.coded.map(() => new Int16Array(length));
    const left: Left = {
      rests: signals(),
      loudness: signals(),
      weights: { current: [] },
      adapted: makeAdapted(),
    };
    for (const places of sectionsOf(block.head.coded.length, length)) {
      const words = readVarint(cursor);
      const part = take(cursor, STATE_BYTES + WORD_BYTES * words);
      const given = new Uint32Array(Uint8Array.from(part).buffer);
      const reader: Reader = { words: given, at: 0, x: 0n, taken: 0, torn: false };
      if (!beginReading(reader)) throw new Error('the twin has no state');
      const pairs = places.flatMap(place => recodeChannel(block, left, reader, place));
      if (!readingEnds(reader) || reader.at !== given.length)
        throw new Error('the twin has words or a state left over');
      coded.push(part);
      again.push(new Uint8Array(Uint32Array.from(pushPairs(pairs)).buffer));
    }
  };
  for (const block of blocksOf(samples, blockFramesOf(shape))) {
    readBlock(profiled, cursor, block, jointShapeOf(channels), recodeSections);
  }
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes left over`);
  return { samples, coded: concatenate(coded), again: concatenate(again) };
}
