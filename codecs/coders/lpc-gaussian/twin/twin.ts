/**
 * The slow, clear version of `lpc-gaussian`: reads streams of the second format, and codes what it read anew, with whole
 * numbers of any size.
 */

import { type Cursor, readShape, readVarint } from '../../../bytes/shape.js';
import { bytesOf, concatenate, take, takeWithLength } from '../../../bytes/stream.js';
import type { Samples } from '../../../codec.js';
import { decodeMark } from '../../../converter/mark.js';
import { type CodeTables, type ConverterProfile, tabulateCodes } from '../../../converter/profile.js';
import { makeBitDecoder } from '../../../models/adaptive-bits.js';
import { blockFramesOf } from '../coder.js';
import { type BlockShape, codeHead, type Head } from '../head.js';
import { CONSTANT, kindBytes, PROFILE, RAW, unpackKinds } from '../kinds.js';
import { blockShapeOf, type Group, groupsOf, sectionsOf, statesOf, stepsOf } from '../lanes.js';
import { makePredictor } from './predictor.js';
import { type Item, itemsOf, makePopper, push } from './rans.js';

const SECOND_FORMAT = 5;

/** What may be used of a profile. */
export interface Profiled {
  readonly isMarked: boolean;
  readonly profiled: CodeTables;
}

/** Sections of a stream, as they were and made anew: states and words. */
export interface Sections {
  readonly coded: Uint8Array[];
  readonly again: Uint8Array[];
}

/** A block of frames, of which all but the coded channels are filled. */
export interface Block {
  readonly channels: readonly Int16Array[];
  readonly head: Head;
  readonly shape: BlockShape;
  readonly tables: readonly CodeTables[];
  readonly innovations: readonly Int16Array[];
}

function recodeSection(
  block: Block,
  section: readonly Group[],
  coded: Uint8Array,
  lanes: number,
): Uint8Array {
  const popper = makePopper(coded, lanes);
  const items: Item[] = [];
  for (const group of section) {
    const predictors = group.map(task =>
      makePredictor(block.head, task, block.tables[task.place], block.innovations),
    );
    for (let step = 0; step < stepsOf(group); step++) {
      group.forEach(({ start, count, from, place, coded: { channel } }, lane) => {
        if (step < start || step >= start + count) return;
        const { thresholds } = block.tables[place];
        const expectation = predictors[lane].expect();
        const code = popper.pop(lane, thresholds, expectation);
        items.push(...itemsOf(lane, code, thresholds, expectation));
        predictors[lane].learn(code);
        block.channels[channel][from + step - start] = code;
      });
    }
  }
  if (!popper.isDone()) throw new Error('the twin has words or states left over');
  return push(items, lanes);
}

function recodeSections(block: Block, cursor: Cursor, { coded, again }: Sections): void {
  const frames = block.channels[0].length;
  for (const section of sectionsOf(groupsOf(block.head, block.shape.stretches, frames))) {
    const words = readVarint(cursor);
    const lanes = statesOf(section);
    const part = take(cursor, 8 * lanes + 4 * words);
    coded.push(part);
    again.push(recodeSection(block, section, part, lanes));
  }
}

/** Reads a block, its sections by `recodeCoded`. */
export function readBlock(
  { isMarked, profiled }: Profiled,
  cursor: Cursor,
  channels: readonly Int16Array[],
  shape: BlockShape,
  recodeCoded: (block: Block) => void,
): void {
  const { length } = channels;
  const frames = channels[0].length;
  const kinds = unpackKinds(take(cursor, kindBytes(length)), length, isMarked);
  kinds.forEach((kind, k) => {
    if (kind === RAW) bytesOf(channels[k]).set(take(cursor, 2 * frames));
  });
  if (kinds.every(kind => kind === RAW)) return;
  const bits = makeBitDecoder(takeWithLength(cursor));
  const head = codeHead(bits, shape, kinds);
  bits.finish();
  kinds.forEach((kind, k) => {
    if (kind === CONSTANT) channels[k].fill(head.constants[k]);
  });
  const tables = head.coded.map(({ kind }) => (kind === PROFILE ? profiled : uniform));
  const innovations = head.coded.map(() => new Int16Array(frames));
  recodeCoded({ channels, head, shape, tables, innovations });
}

/** Of a uniform quantiser, whose outermost codes end like the others. */
const uniform: CodeTables = {
  thresholds: Int32Array.from({ length: 65537 }, (_, k) => 16 * (k - 32768) - 8),
  voltages: Int32Array.from({ length: 65536 }, (_, k) => 16 * (k - 32768)),
};

/**
 * Reads a stream of the second format.
 * @returns its samples, the states and words of all sections, and the same made anew from the samples
 */
export function recode(
  bytes: Uint8Array,
  profile?: ConverterProfile,
): { samples: Samples; coded: Uint8Array; again: Uint8Array } {
  const cursor = { bytes, at: 0 };
  const { channels, frames } = readShape(cursor);
  const isMarked = decodeMark(cursor, profile);
  const format = readVarint(cursor);
  if (format !== SECOND_FORMAT) throw new Error(`format ${format}, want ${SECOND_FORMAT}`);
  const isReferring = readVarint(cursor) === 1;
  const profiled = { isMarked, profiled: tabulateCodes(profile) };
  const data = new Int16Array(channels * frames);
  const sections: Sections = { coded: [], again: [] };
  const blockFrames = blockFramesOf({ channels, frames });
  for (let from = 0; from < frames; from += blockFrames) {
    const end = Math.min(frames, from + blockFrames);
    const block = Array.from({ length: channels }, (_, k) =>
      data.subarray(k * frames + from, k * frames + end),
    );
    readBlock(profiled, cursor, block, blockShapeOf(channels, end - from, isReferring), found =>
      recodeSections(found, cursor, sections),
    );
  }
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes left over`);
  return {
    samples: { data, channels },
    coded: concatenate(sections.coded),
    again: concatenate(sections.again),
  };
}

/** Of a stream of the second format, made without a profile. */
export function decode(bytes: Uint8Array): Samples {
  return recode(bytes).samples;
}
