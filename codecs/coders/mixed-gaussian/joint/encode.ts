/** Encodes a block of channels that predict each other, see coder.ts. */

import { packNumbers } from '../../../bytes/numbers.js';
import { concatenate } from '../../../bytes/stream.js';
import { reserve } from '../../../bytes/wasm.js';
import type { BlockEncoder } from '../../shared/prediction/encode.js';
import type { BlockShape, Head } from '../../shared/prediction/head.js';
import { PROFILE } from '../../shared/prediction/kinds.js';
import type { Room } from '../../shared/prediction/memory.js';
import { MOST_TRIED, sectionsOf, startChannel } from './channel.js';
import {
  CHANNEL_BYTES,
  type JointOpened,
  makeSignals,
  type Signals,
  STATE_BYTES,
  WORD_BYTES,
} from './memory.js';

const PAIR_BYTES = 8;

export const jointEncoder: BlockEncoder<JointOpened> = { tune, costOf, encodeSections };

/** Models frames of a channel that has begun. @returns where its pairs end */
function modelFrames(
  { kernel, channel }: JointOpened,
  { coded }: Head,
  place: number,
  from: number,
  to: number,
  pairs: number,
): number {
  const model = coded[place].kind === PROFILE ? kernel.modelConverted : kernel.model;
  return model(channel, from, to, pairs);
}

function encodeSections(opened: JointOpened, room: Room, head: Head, shape: BlockShape): Uint8Array[] {
  const { kernel } = opened;
  const { frames } = room;
  const signals = makeSignals(opened, room, head.coded.length);
  return sectionsOf(head.coded.length, frames).map(places => {
    // two pairs a code, and a word a pair
    const words = signals.rest + 2 * PAIR_BYTES * places.length * frames;
    const end = words + 8 * places.length * frames + 2 * STATE_BYTES;
    reserve(kernel, end);
    let pairs = signals.rest;
    for (const place of places) {
      startChannel(opened, room, signals, head, shape, place);
      pairs = modelFrames(opened, head, place, 0, frames, pairs);
    }
    const start = kernel.push(signals.rest, pairs, end);
    const bytes = new Uint8Array(kernel.memory.buffer, start, end - start);
    return concatenate([packNumbers([(bytes.length - STATE_BYTES) / WORD_BYTES]), bytes]);
  });
}

/** Clears what a trial reads behind its last frame: whatever memory held before, it finds the same. */
function clearBehind(
  { views }: JointOpened,
  { rests, loudness }: Signals,
  place: number,
  frames: number,
): void {
  for (const signal of [rests(place), loudness(place)]) {
    views().u8.fill(0, signal + 2 * frames, signal + 2 * frames + 16);
  }
}

/** Models are compared on the first frames of a block. */
const COMPARED_FRAMES = 4096;

function costOf(opened: JointOpened, room: Room, head: Head, shape: BlockShape): number {
  const settled = { ...head, settings: { ...head.settings, tried: SEARCH_LONG.start } };
  // behind innovations, of which no room is kept
  const rest = room.innovations + head.coded.length * room.stride;
  const signals = makeSignals(opened, { ...room, rest }, head.coded.length);
  const frames = Math.min(COMPARED_FRAMES, room.frames);
  reserve(opened.kernel, signals.rest + 2 * PAIR_BYTES * frames);
  let bits = 0;
  for (let place = 0; place < head.coded.length; place++) {
    clearBehind(opened, signals, place, frames);
    startChannel(opened, room, signals, settled, shape, place);
    const end = modelFrames(opened, head, place, 0, frames, signals.rest);
    bits += opened.kernel.costOfPairs(signals.rest, end);
  }
  return bits;
}

/** Settings are tried on the second half of the first channels, which refer to each other alone: of so many, … */
const LEAST_TRIED_CHANNELS = 16;
/** … more of short blocks, … */
const LEAST_TRIED_CODES = 2 ** 16;
/** … and on so many frames of each. */
const TRIED_FRAMES = 16384;
/** In longer blocks what the first half of the frames takes is not counted: weights adapt in it. */
const SHORT = 4096;
/** Where a search begins, and which settings it moves, one behind the other. */
interface Search {
  readonly start: readonly number[];
  readonly order: readonly number[];
}

/** 32 own rests; 1/32, and 1/128 of neighbours; all inherited. */
const SEARCH_SHORT: Search = { start: [1, 2, 4, 2], order: [3, 0, 1, 2] };
/** 16 own rests; 1/16, and 1/64 of neighbours; nothing inherited, since weights have the time to adapt. */
const SEARCH_LONG: Search = { start: [0, 1, 3, 0], order: [2, 1, 0] };
/** What a choice must gain over the one before, as a part. */
const LEAST_GAIN = 1e-4;

/**
 * The same for larger settings, slower paces among them, where a block is far longer than what is tried: weights that
 * move slowly get better for longer.
 */
const SLOWER_GAIN = -2e-4;

/** Chooses how adapted weights move. */
function tune(opened: JointOpened, room: Room, head: Head, shape: BlockShape): Head {
  const settled = (tried: readonly number[]) => ({ ...head, settings: { ...head.settings, tried } });
  const signals = makeSignals(opened, room, head.coded.length);
  const frames = Math.min(TRIED_FRAMES, room.frames);
  reserve(opened.kernel, signals.rest + 2 * PAIR_BYTES * frames);
  const wanted = Math.max(LEAST_TRIED_CHANNELS, Math.ceil(LEAST_TRIED_CODES / frames));
  const end = Math.min(wanted, head.coded.length);
  for (let place = 0; place < end; place++) clearBehind(opened, signals, place, frames);
  const isLong = room.frames >= 4 * TRIED_FRAMES;
  const warmUp = frames > SHORT ? frames >> 1 : 0;
  const costOf = (tried: readonly number[], from: number, to: number) => {
    let bits = 0;
    for (let place = from; place < to; place++) {
      startChannel(opened, room, signals, settled(tried), shape, place);
      modelFrames(opened, head, place, 0, warmUp, signals.rest);
      const pairsEnd = modelFrames(opened, head, place, warmUp, frames, signals.rest);
      bits += opened.kernel.costOfPairs(signals.rest, pairsEnd);
    }
    return bits;
  };
  // those before are only looked back at
  const first = end === wanted ? end >> 1 : 0;
  const search = frames > SHORT ? SEARCH_LONG : SEARCH_SHORT;
  costOf(search.start, 0, first);
  const { channel, views } = opened;
  const state = views().u8.slice(channel, channel + CHANNEL_BYTES);
  const best = inTurn(search, isLong ? SLOWER_GAIN : LEAST_GAIN, tried => {
    views().u8.set(state, channel);
    return costOf(tried, first, end);
  });
  return settled(best);
}

/** Moves each of the settings in turn from where it is to ever cheaper neighbours. @param slowerGain of larger ones */
function inTurn(
  { start, order }: Search,
  slowerGain: number,
  costOf: (settings: readonly number[]) => number,
): readonly number[] {
  let best = start;
  let least = costOf(best);
  for (const which of order) {
    const before = best;
    for (const way of [-1, 1]) {
      for (let value = before[which] + way; value >= 0 && value <= MOST_TRIED[which]; value += way) {
        const next = best.map((old, k) => (k === which ? value : old));
        const cost = costOf(next);
        if (cost >= least * (1 - (way > 0 ? slowerGain : LEAST_GAIN))) break;
        best = next;
        least = cost;
      }
      if (best !== before) break;
    }
  }
  return best;
}
