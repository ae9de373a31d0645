/** What is sent of each channel of a span of gaussian-rans, and how its samples are cut; format: coder.ts. */
import { foldSign, unfoldSign } from '../../bytes/numbers.js';
import { type Cursor, readVarint, writeVarint } from '../../bytes/shape.js';
import { FEATURES, fractionBitsOf, type Prediction } from './prediction.js';
import { SIGMAS } from './tables.js';

export const LANES = 8;

export const RAW = 0;
export const CONSTANT = 1;
export const CODED = 2;
export const PROFILED = 3;

/**
 * Moves the cursor behind the byte that says that a stream is not of the first format.
 * @returns whether it is: then its block stands there, a varint of more bytes than one
 */
export function skipFormat(cursor: Cursor): boolean {
  if (cursor.bytes[cursor.at] !== LANES) return true;
  cursor.at++;
  return false;
}

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
const MANY = 32;

/** How a span of so many frames is cut into segments, and these into blocks of `block` frames. */
export function cutOf(channels: number, frames: number, block: number): Cut {
  const isCut = channels < MANY && channels % LANES > 0;
  let segments = 1;
  // a power of two, so that all segments of a channel are in one group
  while (isCut && segments < LANES && frames >= 2 * segments * LEAST_SEGMENT) segments *= 2;
  return cutInto(segments, frames, block, fractionBitsOf(frames));
}

/** A cut into so many segments, with weights of so many digits. */
export function cutInto(segments: number, frames: number, block: number, fractionBits: number): Cut {
  const length = Math.ceil(frames / segments);
  return { segments, length, blocks: Math.ceil(length / block), block, fractionBits };
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

/**
 * @param kinds of each channel
 * @param lanes most segments of a group
 */
export function groupsOf(kinds: readonly number[], frames: number, cut: Cut, lanes: number): Group[] {
  const groups: Group[] = [];
  for (const kind of [PROFILED, CODED]) {
    let segments: Segment[] = [];
    for (let channel = 0; channel < kinds.length; channel++) {
      if (kinds[channel] !== kind) continue;
      if (segments.length % lanes === 0) {
        segments = [];
        groups.push({ usesProfile: kind === PROFILED, segments });
      }
      for (let place = 0; place < cut.segments; place++) {
        segments.push({ channel, place, start: Math.min(place * cut.length, frames - cut.length) });
      }
    }
  }
  return groups;
}

/** How many states stand in the stream of a span: those of lanes that any group uses. */
export function statesIn(groups: readonly Group[]): number {
  return groups.reduce((most, { segments }) => Math.max(most, segments.length), 0);
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
    while (end < blocks && areAlike(sigmas, end, first)) end++;
    const from = first * block;
    visit(
      from,
      Math.min(end * block, length) - from,
      sigmas.map(own => own[first]),
    );
  }
}

function areAlike(sigmas: readonly (readonly number[])[], block: number, other: number): boolean {
  for (let lane = 0; lane < sigmas.length; lane++) {
    if (sigmas[lane][block] !== sigmas[lane][other]) return false;
  }
  return true;
}

const LOW_BITS_SHIFT = 2;
/** A sigma and this holds for all blocks from there on; another for the number, less 1, in the byte behind it. */
const LAST = 128;
const LONGEST_RUN = 256;

/** Bytes of a varint at most, and of a head without firsts and sigmas. */
const VARINT_BYTES = 5;
const MOST_BYTES = 1 + VARINT_BYTES * (FEATURES + 1);

/** Bytes of heads, one behind the other, as coder.ts has them. */
export function encodeHeads(heads: readonly Head[]): Uint8Array {
  let room = 0;
  for (const head of heads) {
    room += MOST_BYTES + (isCoded(head) ? 2 * head.firsts.length + 2 * head.sigmas.length : 0);
  }
  const bytes = new Uint8Array(room);
  let at = 0;
  for (const head of heads) {
    if (isCoded(head)) at = writeCoded(bytes, at, head);
    else {
      bytes[at++] = head.kind;
      if (head.kind === CONSTANT) at = writeInt16(bytes, at, head.value);
    }
  }
  return bytes.subarray(0, at);
}

function writeInt16(bytes: Uint8Array, at: number, value: number): number {
  bytes[at] = value;
  bytes[at + 1] = value >> 8;
  return at + 2;
}

function writeCoded(bytes: Uint8Array, from: number, head: CodedHead): number {
  const { kind, lowBits, firsts, prediction, sigmas } = head;
  let at = from;
  bytes[at++] = kind | (lowBits << LOW_BITS_SHIFT);
  for (const first of firsts) at = writeInt16(bytes, at, first);
  for (let k = 0; k < FEATURES; k++) at = writeVarint(bytes, at, foldSign(prediction.weights[k]));
  at = writeVarint(bytes, at, foldSign(prediction.bias));
  return writeSigmas(bytes, at, sigmas);
}

/** Runs of blocks. */
function writeSigmas(bytes: Uint8Array, from: number, sigmas: readonly number[]): number {
  let at = from;
  let run = from;
  for (let first = 0, end = 0; first < sigmas.length; first = end) {
    while (end < sigmas.length && end - first < LONGEST_RUN && sigmas[end] === sigmas[first]) end++;
    run = at;
    bytes[at++] = sigmas[first];
    bytes[at++] = end - first - 1;
  }
  bytes[run] |= LAST;
  return run + 1;
}

/** @throws Error if torn or out of range */
export function decodeHead(cursor: Cursor, { segments, blocks }: Cut, usesProfile: boolean): Head {
  const first = takeByte(cursor);
  const kind = first & 3;
  const lowBits = first >> LOW_BITS_SHIFT;
  if (lowBits > (kind === CODED ? 15 : 0))
    throw new Error(`${lowBits} low bits of a channel of kind ${kind}`);
  if (kind === RAW) return { kind };
  if (kind === CONSTANT) return { kind, value: takeInt16(cursor) };
  if (kind === PROFILED && !usesProfile) throw new Error('channel of a profile in a stream without');
  const firsts: number[] = [];
  while (firsts.length < segments) firsts.push(takeInt16(cursor));
  const weights = new Int32Array(FEATURES);
  for (let k = 0; k < FEATURES; k++) weights[k] = unfoldSign(readVarint(cursor));
  const prediction = { weights, bias: unfoldSign(readVarint(cursor)) };
  const sigmas = decodeSigmas(cursor, segments * blocks);
  return { kind: kind === CODED ? CODED : PROFILED, lowBits, firsts, prediction, sigmas };
}

/** The heads of a span, all of `bytes`; where there are none, every channel is raw. */
export function decodeHeads(bytes: Uint8Array, channels: number, cut: Cut, usesProfile: boolean): Head[] {
  const heads: Head[] = [];
  const cursor = { bytes, at: 0 };
  while (heads.length < channels) {
    heads.push(bytes.length === 0 ? { kind: RAW } : decodeHead(cursor, cut, usesProfile));
  }
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes behind the last head`);
  return heads;
}

function takeByte(cursor: Cursor): number {
  if (cursor.at >= cursor.bytes.length) throw new Error('stream ends early: inside a head');
  return cursor.bytes[cursor.at++];
}

function takeInt16(cursor: Cursor): number {
  const low = takeByte(cursor);
  return ((low | (takeByte(cursor) << 8)) << 16) >> 16;
}

function decodeSigmas(cursor: Cursor, count: number): number[] {
  const sigmas: number[] = [];
  while (sigmas.length < count) {
    const byte = takeByte(cursor);
    const sigma = byte & (LAST - 1);
    if (sigma >= SIGMAS) throw new Error(`sigma ${sigma} out of range 0..${SIGMAS - 1}`);
    const left = count - sigmas.length;
    const run = byte >= LAST ? left : takeByte(cursor) + 1;
    if (run > left) throw new Error(`sigma for ${run} blocks where ${left} are left`);
    for (let k = 0; k < run; k++) sigmas.push(sigma);
  }
  return sigmas;
}
