/** Encodes what predictors leave in four lanes, see coder.ts. */
import { packNumbers } from '../../bytes/numbers.js';
import { concatenate } from '../../bytes/stream.js';
import { reserve } from '../../bytes/wasm.js';
import type { BlockEncoder } from '../shared/prediction/encode.js';
import type { Head } from '../shared/prediction/head.js';
import type { Room } from '../shared/prediction/memory.js';
import {
  type Group,
  groupsOf,
  hasConverters,
  runGroup,
  STATE_BYTES,
  sectionsOf,
  statesAt,
  statesOf,
  stepsOf,
  storeSettings,
} from './lanes.js';
import type { OpenedLanes } from './memory.js';
import { costOfMiddles, tune } from './trial.js';

const ITEM_BYTES = 8;

/** That of `lpc-gaussian`. */
export const laneEncoder: BlockEncoder<OpenedLanes> = {
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

function encodeSection(opened: OpenedLanes, room: Room, head: Head, section: readonly Group[]): Uint8Array {
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
