/** Encodes what predictors leave in four lanes, see coder.ts. */
import { packNumbers } from '../../bytes/numbers.js';
import { shapeOf } from '../../bytes/shape.js';
import { concatenate } from '../../bytes/stream.js';
import { instantiateKernel, reserve } from '../../bytes/wasm.js';
import type { Samples } from '../../codec.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { type BlockEncoder, encodeBlocks } from '../shared/prediction/encode.js';
import type { Head } from '../shared/prediction/head.js';
import type { Room } from '../shared/prediction/memory.js';
import type { Limits } from '../shared/prediction/model.js';
import {
  blockShapeOf,
  type Group,
  groupsOf,
  hasConverters,
  runGroup,
  SECOND_FORMAT,
  STATE_BYTES,
  sectionsOf,
  statesAt,
  statesOf,
  stepsOf,
  storeSettings,
} from './lanes.js';
import { type EncoderKernel, type OpenedLanes, openLanes } from './memory.js';
import { costOfMiddles, tune } from './trial.js';

const ITEM_BYTES = 8;

export type OpenedEncoder = OpenedLanes<EncoderKernel>;

/** Loads a kernel of its own. */
export function openEncoder(profile: ConverterProfile | undefined): OpenedEncoder {
  return openLanes(instantiateKernel<EncoderKernel>('lpc-gaussian'), profile);
}

/** That of `lpc-gaussian`. */
const laneEncoder: BlockEncoder<OpenedEncoder> = {
  tune: (opened, room, head, { stretches, hasAverages }) =>
    tune(opened, room, head, groupsOf(head, stretches, room.frames), hasAverages),
  costOf: (opened, room, head, { stretches, hasAverages }) =>
    costOfMiddles(opened, room, head, groupsOf(head, stretches, room.frames), hasAverages),
  encodeSections: (opened, room, head, { stretches, hasAverages }) => {
    storeSettings(opened, head, hasAverages);
    const sections = sectionsOf(groupsOf(head, stretches, room.frames));
    return sections.map(section => encodeSection(opened, room, head, section));
  },
};

function encodeSection(opened: OpenedEncoder, room: Room, head: Head, section: readonly Group[]): Uint8Array {
  const { kernel, lanes } = opened;
  const steps = section.reduce((sum, group) => sum + stepsOf(group), 0);
  const items = room.rest;
  const end = items + 2 * 4 * ITEM_BYTES * steps + 16;
  reserve(kernel, end);
  const encodeSteps = hasConverters(head) ? kernel.encodeConverted : kernel.encode;
  let at = items;
  for (const group of section) {
    runGroup(opened, room, head, group, (from, to, mask) => {
      encodeSteps(lanes, from, to, mask, at);
      at += 4 * ITEM_BYTES * (to - from);
    });
  }
  const start = kernel.push(lanes, items, steps, end);
  const { buffer } = kernel.memory;
  const states = new Uint8Array(buffer, statesAt(opened), STATE_BYTES * statesOf(section));
  return concatenate([packNumbers([(end - start) / 4]), states, new Uint8Array(buffer, start, end - start)]);
}

/** The stream of samples. */
export function encodeSamples(opened: OpenedEncoder, samples: Samples, limits: Limits): Uint8Array {
  const { channels, frames } = shapeOf(samples);
  const references = channels === 1 ? 0 : limits.references;
  const isReferring = references > 0;
  const { mark, parts } = encodeBlocks(
    opened,
    samples,
    count => blockShapeOf(channels, count, isReferring),
    { ...limits, references },
    laneEncoder,
  );
  const settings = packNumbers([SECOND_FORMAT, isReferring ? 1 : 0]);
  return concatenate([packNumbers([channels, frames]), mark, settings, ...parts]);
}
