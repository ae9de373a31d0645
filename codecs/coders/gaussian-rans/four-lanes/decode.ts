/** Decoder of a span in the first format of gaussian-rans; format: first-format.ts. */
import { type Cursor, readVarint } from '../../../bytes/shape.js';
import { take } from '../../../bytes/stream.js';
import { reserve, roundUp } from '../../../bytes/wasm.js';
import { finishChannel, headsOf, type Sections } from '../decode.js';
import { type Cut, cutInto, decodeHeads, forEachRun, type Group, groupsOf, type Head } from '../head.js';
import { addressesOf, type KernelMemory, LANES, setPredictions, setSigmas, statesOf } from './memory.js';

const STATE_BYTES = 7;
const LOWEST_STATE = [0, 0, 4, 0, 0, 0, 0, 0];
/** Bytes behind the words that the kernel may read. */
const BEHIND = 20;

const LEAST_CUT = 8192;

/** How the first format cuts a span, and how many digits its weights have behind the point. */
export function cutOf(channels: number, frames: number, block: number): Cut {
  const fractionBits = Math.min(11, 2 + ((33 - Math.clz32(frames)) >> 1));
  return cutInto(channels < LANES && frames >= LEAST_CUT ? LANES : 1, frames, block, fractionBits);
}

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
  // the states of a span that codes nothing are not there either
  decodeGroups(memory, groups, heads, cut, channels, {
    states: take(cursor, groups.length > 0 ? STATE_BYTES * LANES : 0),
    words: take(cursor, 4 * words),
    escapes: take(cursor, 2 * escapes),
  });
  for (const [c, head] of heads.entries()) finishChannel(cursor, head, channels[c]);
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
  const codesEnd = free + roundUp(2 * LANES * cut.length);
  const wordsEnd = codesEnd + words.length;
  const escapesAt = roundUp(wordsEnd + BEHIND);
  reserve(kernel, escapesAt + escapes.length);
  const bytes = new Uint8Array(kernel.memory.buffer);
  bytes.set(words, codesEnd);
  bytes.fill(0, wordsEnd, wordsEnd + BEHIND);
  bytes.set(escapes, escapesAt);
  const kept = statesOf(kernel);
  for (let k = 0; k < kept.length; k++) kept[k] = k % 8 < STATE_BYTES ? states[k - (k >> 3)] : 0;
  kernel.setEscapes(escapesAt, escapesAt + escapes.length);

  let at = codesEnd;
  for (const group of groups) {
    at = decodeGroup(memory, group, heads, cut, at, wordsEnd);
    storeCodes(memory, group, cut.length, channels);
  }
  const taken = (kernel.escapesNow() - escapesAt) / 2;
  if (2 * taken !== escapes.length) {
    throw new Error(`${escapes.length / 2} escapes where the samples have ${taken}`);
  }
  if (at !== wordsEnd) throw new Error(`${wordsEnd - at} bytes of words left over`);
  if (!statesOf(kernel).every((byte, k) => byte === LOWEST_STATE[k % 8])) {
    throw new Error('states do not end where they began');
  }
}

/** @returns where the words go on */
function decodeGroup(
  memory: KernelMemory,
  group: Group,
  heads: readonly Head[],
  cut: Cut,
  words: number,
  end: number,
): number {
  const { kernel, free } = memory;
  const { lanes, latest } = addressesOf(kernel);
  const converter = memory.converterOf(group.usesProfile);
  const own = headsOf(group, heads);
  setPredictions(
    memory,
    own.map(({ prediction }) => prediction),
    cut.fractionBits,
    converter,
    group.segments.map(({ place }, lane) => own[lane].firsts[place]),
  );
  let at = words;
  const sigmas = group.segments.map(({ place }, lane) =>
    own[lane].sigmas.slice(place * cut.blocks, (place + 1) * cut.blocks),
  );
  forEachRun(sigmas, cut, (from, count, current) => {
    setSigmas(memory, current);
    at = kernel.decode(
      free + 2 * from,
      2 * cut.length,
      count,
      converter.table,
      converter.inverseAt,
      converter.offset,
      converter.shift,
      lanes,
      latest,
      at,
      end,
    );
    if (at === 0 || at > end) throw new Error('words end before the samples do');
  });
  return at;
}

function storeCodes(
  { kernel, free }: KernelMemory,
  { segments }: Group,
  length: number,
  channels: readonly Int16Array[],
): void {
  for (const [lane, { channel, start }] of segments.entries()) {
    channels[channel].set(new Int16Array(kernel.memory.buffer, free + lane * 2 * length, length), start);
  }
}
