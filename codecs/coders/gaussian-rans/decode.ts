/** Decoder of a span of gaussian-rans; format: coder.ts. */
import { type Cursor, readVarint } from '../../bytes/shape.js';
import { bytesOf, take } from '../../bytes/stream.js';
import { reserve, roundUp } from '../../bytes/wasm.js';
import {
  CONSTANT,
  type CodedHead,
  type Cut,
  cutOf,
  decodeHeads,
  forEachRun,
  type Group,
  groupsOf,
  type Head,
  isCoded,
  LANES,
  RAW,
  statesIn,
} from './head.js';
import { bytesOfLowBits, joinLowBits } from './low-bits.js';
import {
  beginLanes,
  type KernelMemory,
  LOWEST_STATE,
  ROW,
  setPredictions,
  setSigmas,
  statesOf,
} from './memory.js';
import { EVEN_GUESS_BIAS } from './tables.js';

/** Bytes behind the words that the kernel may read. */
const BEHIND = 24;
/** Steps that the kernel transposes at a time. */
const BLOCK = 8;

/** Fills the channels of a span, and moves the cursor behind it. */
export function decodeSpan(
  memory: KernelMemory,
  usesProfile: boolean,
  block: number,
  cursor: Cursor,
  channels: readonly Int16Array[],
): void {
  const frames = channels[0].length;
  const cut = cutOf(channels.length, frames, block);
  const headBytes = readVarint(cursor);
  const words = readVarint(cursor);
  const escapes = readVarint(cursor);
  const heads = decodeHeads(take(cursor, headBytes), channels.length, cut, usesProfile);
  const kinds = heads.map(({ kind }) => kind);
  const groups = groupsOf(kinds, frames, cut, LANES);
  decodeGroups(memory, groups, heads, cut, channels, {
    states: take(cursor, 4 * statesIn(groups)),
    words: take(cursor, 2 * words),
    escapes: take(cursor, 2 * escapes),
  });
  for (const [c, head] of heads.entries()) finishChannel(cursor, head, channels[c]);
}

/** What a channel has beside the lanes. */
export function finishChannel(cursor: Cursor, head: Head, codes: Int16Array): void {
  if (head.kind === RAW) bytesOf(codes).set(take(cursor, codes.byteLength));
  else if (head.kind === CONSTANT) codes.fill(head.value);
  else joinLowBits(codes, head.lowBits, take(cursor, bytesOfLowBits(codes.length, head.lowBits)));
}

/** What the lanes decode from. */
export interface Sections {
  readonly states: Uint8Array;
  readonly words: Uint8Array;
  readonly escapes: Uint8Array;
}

/** Where a group's rows are in the kernel's memory, and its codes, lane after lane. */
interface Room {
  readonly rows: number;
  readonly planar: number;
  readonly stride: number;
}

function decodeGroups(
  memory: KernelMemory,
  groups: readonly Group[],
  heads: readonly Head[],
  cut: Cut,
  channels: readonly Int16Array[],
  { states, words, escapes }: Sections,
): void {
  if (groups.length === 0) {
    if (words.length + escapes.length > 0) throw new Error('words or escapes where nothing is coded');
    return;
  }
  const { kernel, free } = memory;
  const steps = Math.ceil(cut.length / BLOCK) * BLOCK;
  const room = { rows: free, planar: free + ROW * steps, stride: 2 * steps };
  const wordsAt = free + 2 * ROW * steps;
  const wordsEnd = wordsAt + words.length;
  const escapesAt = roundUp(wordsEnd + BEHIND);
  reserve(kernel, escapesAt + escapes.length);
  const bytes = new Uint8Array(kernel.memory.buffer);
  bytes.set(words, wordsAt);
  bytes.fill(0, wordsEnd, wordsEnd + BEHIND);
  bytes.set(escapes, escapesAt);
  const kept = statesOf(kernel).fill(LOWEST_STATE);
  new Uint8Array(kept.buffer, kept.byteOffset).set(states);
  kernel.setEscapes(escapesAt, escapesAt + escapes.length);

  let at = wordsAt;
  for (const group of groups) {
    at = decodeGroup(memory, group, heads, cut, room, at, wordsEnd);
    storeCodes(memory, group, cut.length, room, channels);
  }
  const taken = (kernel.escapesNow() - escapesAt) / 2;
  if (2 * taken !== escapes.length) {
    throw new Error(`${escapes.length / 2} escapes where the samples have ${taken}`);
  }
  if (at !== wordsEnd) throw new Error(`${wordsEnd - at} bytes of words left over`);
  if (!kept.every(state => state === LOWEST_STATE)) throw new Error('states do not end where they began');
}

export function headsOf({ segments }: Group, heads: readonly Head[]): CodedHead[] {
  return segments.map(({ channel }) => heads[channel]).filter(isCoded);
}

/** @returns where the words go on */
function decodeGroup(
  memory: KernelMemory,
  group: Group,
  heads: readonly Head[],
  cut: Cut,
  { rows }: Room,
  words: number,
  end: number,
): number {
  const { kernel } = memory;
  const converter = memory.converterOf(group.usesProfile);
  const own = headsOf(group, heads);
  beginLanes(
    memory,
    converter,
    group.segments.map(({ place }, lane) => own[lane].firsts[place]),
  );
  setPredictions(
    kernel,
    own.map(({ prediction }) => prediction),
    cut.fractionBits,
    converter,
    group.usesProfile ? 0 : EVEN_GUESS_BIAS,
  );
  let at = words;
  const sigmas = group.segments.map(({ place }, lane) =>
    own[lane].sigmas.slice(place * cut.blocks, (place + 1) * cut.blocks),
  );
  forEachRun(sigmas, cut, (from, count, current) => {
    setSigmas(kernel, converter, current, converter.kind.decoderBias);
    at = group.usesProfile
      ? kernel.decodeUneven(rows + ROW * from, count, converter.entriesAt, at, end)
      : kernel.decodeEven(rows + ROW * from, count, at, end);
    if (at === 0 || at > end) throw new Error('words end before the samples do');
  });
  return at;
}

function storeCodes(
  { kernel }: KernelMemory,
  { segments }: Group,
  length: number,
  { rows, planar, stride }: Room,
  channels: readonly Int16Array[],
): void {
  kernel.fromRows(rows, length, planar, stride);
  for (const [lane, { channel, start }] of segments.entries()) {
    channels[channel].set(new Int16Array(kernel.memory.buffer, planar + lane * stride, length), start);
  }
}
