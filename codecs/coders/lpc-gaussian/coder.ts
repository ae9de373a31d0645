/**
 * Linear prediction, and what the prediction leaves of a code coded as a slice of a normal distribution.
 *
 *   shape | mark (converter/mark.ts) | most references (varint)
 *   for each block of frames (2^18, of many channels fewer: see blockFramesOf), for each channel: kind (u8), then
 *     kind 0, raw        codes as int16 little-endian
 *     kind 1, constant   the code (varint; a sign is folded in as 0, -1, 1, -2 …)
 *     kind 2, uniform    a model of a uniform quantiser | words (varint) | u64 state of rANS | words, u32
 *     kind 3, profile    the same, of the profile that the mark names
 *
 *   model (varints)      history shift | shift | rate | order | scale | first | mean | bias | order + 4 weights
 *                        if most > 0:  references | each: distance | back | ahead | back + 1 + ahead weights
 *
 *   voltage of a code    middle of its thresholds, in 1/16 steps of the converter
 *   history h[i]         (voltage - mean) >> history shift; before a block's first, that of the code `first`
 *   average k = 1..4     A += (((h[i - 2] << 8) - A) * 2^(8 - 2 k)) >> 8 for each i;  a = A >> 8
 *   reference            the channel `distance` before in the same block: g[i - back] … g[i + ahead] of its history,
 *                        beyond its ends the first or last
 *   prediction of code i ((sum of weights * (h[i - 1] … h[i - order], a[1] … a[4], g …) + bias) >> shift) + mean
 *   scale                S = S - (S >> rate) + |voltage - prediction|, begun at scale << rate; at every
 *                        2^max(0, rate - 5)th code it gives the deviation, as 8 octave + step = eighths of an octave of
 *                        S / 2^rate * sqrt(pi / 2), by a table of S's leading seven binary digits
 *   frequency of a code  normal-counts.ts, of 2^22 counts; what lies 512 codes or more beside the prediction escapes,
 *                        and its 16 bits follow, all equally frequent
 *
 * From octave 10 on, k = octave - 9 low bits of a code are coded as they are, and its rest as above.
 */

import { foldSign, packNumbers } from '../../bytes/numbers.js';
import { type Cursor, readShape, type Shape, shapeOf } from '../../bytes/shape.js';
import { bytesOf, concatenate, take } from '../../bytes/stream.js';
import { type Coder, defineCoder, type Samples } from '../../codec.js';
import {
  decodeMark,
  encodeMark,
  profileModelBytes,
  profileNamed,
  profileParameter,
} from '../../converter/mark.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { openPool, type Pool } from '../../models/references.js';
import { chooseModel, type Earlier } from './choice.js';
import {
  converterOf,
  historyOf,
  type Kind,
  type Layout,
  makeRoom,
  openKernel,
  PROFILE,
  storeModel,
  storeOffsets,
  UNIFORM,
} from './memory.js';
import {
  LARGEST_ORDER,
  LEAST_ORDER,
  MOST_REFERENCES,
  numbersOf,
  readCode,
  readModel,
  readUpTo,
} from './model.js';
import { runModel } from './trial.js';

const RAW = 0;
const CONSTANT = 1;
const STATE_BYTES = 8;

const BLOCK_FRAMES = 2 ** 18;
/** Codes of all channels in a block, at most, as long as a block has 4096 frames. */
const BLOCK_CODES = 2 ** 24;

function blockFramesOf(channels: number): number {
  return Math.max(4096, Math.min(BLOCK_FRAMES, Math.floor(BLOCK_CODES / channels)));
}

interface Settings {
  readonly order: number;
  readonly references: number;
}

function rangeOf(codes: Int16Array): { least: number; greatest: number } {
  let least = 32767;
  let greatest = -32768;
  for (let k = 0; k < codes.length; k++) {
    if (codes[k] < least) least = codes[k];
    if (codes[k] > greatest) greatest = codes[k];
  }
  return { least, greatest };
}

/** @returns a channel's block: its kind, then what belongs to it */
function encodeBlock(
  layout: Layout,
  codes: Int16Array,
  channel: number,
  order: number,
  earlier: Earlier | undefined,
): Uint8Array {
  const { least, greatest } = rangeOf(codes);
  if (least === greatest) return packNumbers([CONSTANT, foldSign(least)]);
  const slots = earlier === undefined ? 1 : channel + 1;
  const room = makeRoom(layout, codes.length, slots, 16 * codes.length);
  new Int16Array(layout.kernel.memory.buffer, layout.codes, codes.length).set(codes);
  const place = earlier === undefined ? 0 : channel;
  const block = { layout, room, channel: place, codes, least, greatest, order };
  const { kind, model } = chooseModel(block, earlier);
  const itemsEnd = runModel(block, kind, model, 0, codes.length);
  // words stay behind the items that they are made of
  const start = layout.kernel.push(room.items, itemsEnd, itemsEnd + STATE_BYTES);
  const length = itemsEnd + STATE_BYTES - start;
  const words = (length - STATE_BYTES) / 4;
  const head = packNumbers([kind, ...numbersOf(model, earlier !== undefined), words]);
  if (head.length + length > 2 * codes.length) return concatenate([Uint8Array.of(RAW), bytesOf(codes)]);
  return concatenate([head, new Uint8Array(layout.kernel.memory.buffer, start, length)]);
}

function encode(layout: Layout, pool: Pool, samples: Samples, { order, references }: Settings): Uint8Array {
  const { channels, frames } = shapeOf(samples);
  const most = channels === 1 ? 0 : references;
  const blockFrames = blockFramesOf(channels);
  const parts: Uint8Array[] = [];
  for (let from = 0; from < frames; from += blockFrames) {
    const count = Math.min(blockFrames, frames - from);
    const earlier = most === 0 ? undefined : { most, pool, channels: [], reaches: [] };
    pool.clear();
    for (let channel = 0; channel < channels; channel++) {
      const start = channel * frames + from;
      const codes = samples.data.subarray(start, start + count);
      const part = encodeBlock(layout, codes, channel, order, earlier);
      if (part[0] === RAW && earlier !== undefined) pool.bar();
      parts.push(part);
    }
  }
  const isMarked = parts.some(part => part[0] === PROFILE);
  const mark = encodeMark(isMarked ? layout.profile : undefined);
  return concatenate([packNumbers([channels, frames]), mark, packNumbers([most]), ...parts]);
}

/** What is known while a block of frames is decoded. */
interface Decoding {
  readonly layout: Layout;
  readonly cursor: Cursor;
  /** References that a channel may have. */
  readonly most: number;
  readonly isMarked: boolean;
  /** Whether each earlier channel has a history. */
  readonly referable: boolean[];
}

function decodeBlock(decoding: Decoding, codes: Int16Array, channel: number): void {
  const { cursor, isMarked, referable } = decoding;
  const kind = take(cursor, 1)[0];
  if (kind === RAW) {
    bytesOf(codes).set(take(cursor, 2 * codes.length));
  } else if (kind === CONSTANT) {
    codes.fill(readCode(cursor));
  } else if (kind === UNIFORM || (kind === PROFILE && isMarked)) {
    decodeModelled(decoding, codes, channel, kind);
  } else throw new Error(`kind of channel ${kind}, want 0..${isMarked ? PROFILE : UNIFORM}`);
  referable.push(kind === UNIFORM || kind === PROFILE);
}

function decodeModelled(
  { layout, cursor, most, referable }: Decoding,
  codes: Int16Array,
  channel: number,
  kind: Kind,
): void {
  const model = readModel(cursor, most, distance => referable[channel - distance] === true);
  const words = readUpTo(cursor, 2 * codes.length, 'words');
  const coded = take(cursor, STATE_BYTES + 4 * words);
  const place = most === 0 ? 0 : channel;
  const room = makeRoom(layout, codes.length, place + 1, coded.length);
  const { kernel } = layout;
  const { buffer } = kernel.memory;
  new Uint8Array(buffer, room.items, coded.length).set(coded);
  storeModel(layout, model);
  storeOffsets(layout, room, model, place, 0, codes.length);
  const converter = converterOf(layout, kind);
  const history = historyOf(room, place);
  const isWhole = kernel.decode(
    room.items,
    room.items + coded.length,
    layout.codes,
    codes.length,
    layout.model,
    layout.tables,
    converter,
    history,
    room.offsets,
  );
  if (!isWhole) throw new Error(`${words} words do not hold ${codes.length} codes`);
  if (most > 0) kernel.fillHistory(layout.codes, codes.length, layout.model, converter, history);
  codes.set(new Int16Array(buffer, layout.codes, codes.length));
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
  const most = readUpTo(cursor, MOST_REFERENCES, 'most references');
  checkShape(shape, cursor);
  const data = new Int16Array(channels * frames);
  const blockFrames = blockFramesOf(channels);
  for (let from = 0; from < frames; from += blockFrames) {
    const count = Math.min(blockFrames, frames - from);
    const decoding: Decoding = { layout, cursor, most, isMarked, referable: [] };
    for (let channel = 0; channel < channels; channel++) {
      const start = channel * frames + from;
      decodeBlock(decoding, data.subarray(start, start + count), channel);
    }
  }
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes left over`);
  return { data, channels };
}

/** @param profiles the converters that a chain may name */
export function defineLpcGaussian(profiles: readonly ConverterProfile[]): Coder {
  return defineCoder({
    name: 'lpc-gaussian',
    family: 'entropy',
    summary: 'linear prediction and averages; the rest as slices of a normal distribution, rANS',
    parts: {
      predictor: 'least squares of up to 32 samples, 4 means, other channels',
      distribution: 'normal, adaptive deviation',
      entropyCoder: 'rANS, 1 state',
    },
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
      references: {
        type: 'integer',
        minimum: 0,
        maximum: MOST_REFERENCES,
        default: 0,
        sweep: [0, 2],
        meaning: 'how many earlier channels predict a channel too, at most',
      },
    },
    modelBytes: profileModelBytes(profiles),
    open: async ({ profile, ...settings }) => {
      const layout = await openKernel(profileNamed(profiles, profile));
      const pool = await openPool();
      return {
        encode: samples => encode(layout, pool, samples, settings),
        decode: bytes => decode(layout, bytes),
      };
    },
  });
}
