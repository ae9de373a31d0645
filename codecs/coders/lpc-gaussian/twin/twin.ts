/**
 * The slow, clear version of `lpc-gaussian`: reads streams of the second format, and codes what it read anew, with whole
 * numbers of any size.
 */

import { type Cursor, readShape, readVarint } from '../../../bytes/shape.js';
import { concatenate, take } from '../../../bytes/stream.js';
import type { Samples } from '../../../codec.js';
import { decodeMark } from '../../../converter/mark.js';
import { type ConverterProfile, tabulateCodes } from '../../../converter/profile.js';
import { blockFramesOf, blocksOf } from '../../shared/prediction/blocks.js';
import { type Block, readBlock } from '../../shared/prediction/twin/blocks.js';
import { blockShapeOf, type Group, groupsOf, sectionsOf, statesOf, stepsOf } from '../lanes.js';
import { makePredictor } from './predictor.js';
import { type Item, itemsOf, makePopper, push } from './rans.js';

const SECOND_FORMAT = 5;

/** Sections of a stream, as they were and made anew: states and words. */
interface Sections {
  readonly coded: Uint8Array[];
  readonly again: Uint8Array[];
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
  const samples = { data: new Int16Array(channels * frames), channels };
  const sections: Sections = { coded: [], again: [] };
  for (const block of blocksOf(samples, blockFramesOf({ channels, frames }))) {
    readBlock(profiled, cursor, block, blockShapeOf(channels, block[0].length, isReferring), found =>
      recodeSections(found, cursor, sections),
    );
  }
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes left over`);
  return {
    samples,
    coded: concatenate(sections.coded),
    again: concatenate(sections.again),
  };
}

/** Of a stream of the second format, made without a profile. */
export function decode(bytes: Uint8Array): Samples {
  return recode(bytes).samples;
}
