/**
 * Decoder of the first format of `lpc-gaussian`, which coded one channel after the other.
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

import { type Cursor, readUpTo, type Shape } from '../../../bytes/shape.js';
import { bytesOf, take } from '../../../bytes/stream.js';
import type { Samples } from '../../../codec.js';
import type { ConverterProfile } from '../../../converter/profile.js';
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
import { readCode, readModel } from './model.js';

const RAW = 0;
const CONSTANT = 1;
const STATE_BYTES = 8;

const BLOCK_FRAMES = 2 ** 18;
/** Codes of all channels in a block, at most, as long as a block has 4096 frames. */
const BLOCK_CODES = 2 ** 24;

function blockFramesOf(channels: number): number {
  return Math.max(4096, Math.min(BLOCK_FRAMES, Math.floor(BLOCK_CODES / channels)));
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

/**
 * Decodes the rest of a stream.
 * @param profile of the decoder
 * @param isMarked whether the stream was made with it
 * @param most references of a channel, as the stream says
 * @throws Error if the bytes are not what an encoder wrote
 */
export function decodeFirstFormat(
  profile: ConverterProfile | undefined,
  isMarked: boolean,
  shape: Shape,
  most: number,
  cursor: Cursor,
): Samples {
  const { bytes } = cursor;
  const { channels, frames } = shape;
  checkShape(shape, cursor);
  const layout = openKernel(profile);
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
