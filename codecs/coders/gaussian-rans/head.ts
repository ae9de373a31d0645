/** What is sent of each channel of a span of gaussian-rans, and how its samples are cut; format: coder.ts. */
import { foldSign, packNumbers, unfoldSign } from '../../bytes/numbers.js';
import { type Cursor, readVarint } from '../../bytes/shape.js';
import { concatenate, take } from '../../bytes/stream.js';
import { LANES } from './memory.js';
import { FEATURES, fractionBitsOf, type Prediction } from './prediction.js';
import { SIGMAS } from './tables.js';

export const RAW = 0;
export const CONSTANT = 1;
export const CODED = 2;
export const PROFILED = 3;

/** A channel whose samples go through the lanes. */
export interface CodedHead {
  readonly kind: typeof CODED | typeof PROFILED;
  readonly lowBits: number;
  /** First code of each segment. */
  readonly firsts: readonly number[];
  readonly prediction: Prediction;
  /** Sigma index of each block of each segment. */
  readonly sigmas: readonly number[];
}

export type Head =
  | { readonly kind: typeof RAW }
  | { readonly kind: typeof CONSTANT; readonly value: number }
  | CodedHead;

/** Whether a channel goes through the lanes. */
export function isCoded(head: Head): head is CodedHead {
  return head.kind === CODED || head.kind === PROFILED;
}

/** How the channels of a span are cut. */
export interface Cut {
  /** Segments of a channel. */
  readonly segments: number;
  /** Samples of each. */
  readonly length: number;
  /** Blocks of a segment. */
  readonly blocks: number;
  readonly block: number;
  /** Binary digits after the point of a weight in the stream. */
  readonly fractionBits: number;
}

/** Samples of a segment, at least, of a channel that is cut. */
const LEAST_SEGMENT = 2048;
/** So many channels fill the lanes well enough uncut. */
const MANY = 4 * LANES;

/** How a span of so many frames is cut into segments, and these into blocks of `block` frames. */
export function cutOf(channels: number, frames: number, block: number): Cut {
  const isCut = channels < MANY && channels % LANES > 0;
  let segments = 1;
  // a power of two, so that all segments of a channel are in one group
  while (isCut && segments < LANES && frames >= 2 * segments * LEAST_SEGMENT) segments *= 2;
  const length = Math.ceil(frames / segments);
  return { segments, length, blocks: Math.ceil(length / block), block, fractionBits: fractionBitsOf(frames) };
}

/** One segment of a channel, which goes through a lane. */
interface Segment {
  readonly channel: number;
  /** 0 .. segments - 1 */
  readonly place: number;
  /** First frame. */
  readonly start: number;
}

/** Segments that go through the lanes together. */
export interface Group {
  readonly usesProfile: boolean;
  readonly segments: readonly Segment[];
}

/** @param kinds of each channel */
export function groupsOf(kinds: readonly number[], frames: number, cut: Cut): Group[] {
  return [PROFILED, CODED].flatMap(kind => {
    const all = kinds.flatMap((own, channel) => (own === kind ? segmentsOf(channel, frames, cut) : []));
    return Array.from({ length: Math.ceil(all.length / LANES) }, (_, k) => ({
      usesProfile: kind === PROFILED,
      segments: all.slice(k * LANES, (k + 1) * LANES),
    }));
  });
}

/** How many states stand in the stream of a span: those of lanes that any group uses. */
export function statesIn(groups: readonly Group[]): number {
  return groups.reduce((most, { segments }) => Math.max(most, segments.length), 0);
}

function segmentsOf(channel: number, frames: number, { segments, length }: Cut): Segment[] {
  return Array.from({ length: segments }, (_, place) => ({
    channel,
    place,
    start: Math.min(place * length, frames - length),
  }));
}

/**
 * Goes through blocks in runs for which no lane's sigma changes.
 * @param sigmas of each lane, of each block
 */
export function forEachRun(
  sigmas: readonly (readonly number[])[],
  { length, blocks, block }: Cut,
  visit: (from: number, count: number, sigmas: readonly number[]) => void,
): void {
  for (let first = 0, end = 1; first < blocks; first = end++) {
    while (end < blocks && sigmas.every(own => own[end] === own[first])) end++;
    const from = first * block;
    visit(
      from,
      Math.min(end * block, length) - from,
      sigmas.map(own => own[first]),
    );
  }
}

const LOW_BITS_SHIFT = 2;
/** A sigma and this holds for all blocks from there on; another for the number, less 1, in the byte behind it. */
const LAST = 128;
const LONGEST_RUN = 256;

/** Bytes of a head, as coder.ts has them. */
export function encodeHead(head: Head): Uint8Array {
  if (head.kind === RAW) return Uint8Array.of(RAW);
  if (head.kind === CONSTANT) return Uint8Array.of(CONSTANT, ...int16Bytes(head.value));
  const { kind, lowBits, firsts, prediction, sigmas } = head;
  return concatenate([
    Uint8Array.of(kind | (lowBits << LOW_BITS_SHIFT), ...firsts.flatMap(int16Bytes)),
    packNumbers([...Array.from(prediction.weights), prediction.bias].map(foldSign)),
    encodeSigmas(sigmas),
  ]);
}

function int16Bytes(value: number): number[] {
  return [value & 255, (value >> 8) & 255];
}

/** Runs of blocks. */
function encodeSigmas(sigmas: readonly number[]): Uint8Array {
  const runs: number[] = [];
  for (let from = 0, end = 0; from < sigmas.length; from = end) {
    while (end < sigmas.length && end - from < LONGEST_RUN && sigmas[end] === sigmas[from]) end++;
    runs.push(sigmas[from], end - from - 1);
  }
  runs.splice(-2, 2, sigmas[sigmas.length - 1] | LAST);
  return Uint8Array.from(runs);
}

/** @throws Error if torn or out of range */
export function decodeHead(cursor: Cursor, { segments, blocks }: Cut, usesProfile: boolean): Head {
  const [first] = take(cursor, 1);
  const kind = first & 3;
  const lowBits = first >> LOW_BITS_SHIFT;
  if (lowBits > (kind === CODED ? 15 : 0))
    throw new Error(`${lowBits} low bits of a channel of kind ${kind}`);
  if (kind === RAW) return { kind };
  if (kind === CONSTANT) return { kind, value: takeInt16(cursor) };
  if (kind === PROFILED && !usesProfile) throw new Error('channel of a profile in a stream without');
  const firsts = Array.from({ length: segments }, () => takeInt16(cursor));
  const weights = Array.from({ length: FEATURES }, () => unfoldSign(readVarint(cursor)));
  const prediction = { weights, bias: unfoldSign(readVarint(cursor)) };
  return {
    kind: kind === CODED ? CODED : PROFILED,
    lowBits,
    firsts,
    prediction,
    sigmas: decodeSigmas(cursor, segments * blocks),
  };
}

function takeInt16(cursor: Cursor): number {
  const [low, high] = take(cursor, 2);
  return ((low | (high << 8)) << 16) >> 16;
}

function decodeSigmas(cursor: Cursor, count: number): number[] {
  const sigmas: number[] = [];
  while (sigmas.length < count) {
    const [byte] = take(cursor, 1);
    const sigma = byte & (LAST - 1);
    if (sigma >= SIGMAS) throw new Error(`sigma ${sigma} out of range 0..${SIGMAS - 1}`);
    const left = count - sigmas.length;
    const run = byte >= LAST ? left : take(cursor, 1)[0] + 1;
    if (run > left) throw new Error(`sigma for ${run} blocks where ${left} are left`);
    for (let k = 0; k < run; k++) sigmas.push(sigma);
  }
  return sigmas;
}
