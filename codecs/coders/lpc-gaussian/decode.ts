/** Decodes what predictors leave in four lanes, see coder.ts. */
import { type Cursor, readUpTo } from '../../bytes/shape.js';
import { take } from '../../bytes/stream.js';
import { instantiateKernel, reserve } from '../../bytes/wasm.js';
import type { ConverterProfile } from '../../converter/profile.js';
import type { BlockShape, Head } from '../shared/prediction/head.js';
import type { Room } from '../shared/prediction/memory.js';
import {
  type Group,
  groupsOf,
  hasConverters,
  LANES,
  runGroup,
  STATE_BYTES,
  sectionsOf,
  statesAt,
  statesOf,
  stepsOf,
  storeSettings,
} from './lanes.js';
import { type DecoderKernel, type OpenedLanes, openLanes } from './memory.js';

const WORD_BYTES = 4;

export type OpenedDecoder = OpenedLanes<DecoderKernel>;

/** Loads a kernel of its own. */
export function openDecoder(profile: ConverterProfile | undefined): OpenedDecoder {
  const opened = openLanes(instantiateKernel<DecoderKernel>('lpc-gaussian-decoder'), profile);
  const { kernel, tables, uniform, profiled } = opened;
  kernel.fillCells(tables);
  if (profile !== undefined) {
    kernel.fillNearCodes(uniform);
    kernel.fillNearCodes(profiled);
  }
  return opened;
}

/** Decodes the sections of a block's coded channels into its room. @throws Error if words do not hold them */
export function decodeSections(
  opened: OpenedDecoder,
  room: Room,
  head: Head,
  { stretches, hasAverages }: BlockShape,
  cursor: Cursor,
): void {
  storeSettings(opened, head, hasAverages);
  for (const section of sectionsOf(groupsOf(head, stretches, room.frames))) {
    decodeSection(opened, room, head, section, cursor);
  }
}

function decodeSection(
  opened: OpenedDecoder,
  room: Room,
  head: Head,
  section: readonly Group[],
  cursor: Cursor,
): void {
  const { kernel, lanes } = opened;
  const most = section.reduce((sum, group) => sum + 8 * stepsOf(group), 0);
  const words = readUpTo(cursor, most, 'words');
  const states = take(cursor, STATE_BYTES * statesOf(section));
  const coded = take(cursor, WORD_BYTES * words);
  reserve(kernel, room.rest + coded.length + 16);
  const memory = new Uint8Array(kernel.memory.buffer);
  memory.set(coded, room.rest);
  const lowest = new BigUint64Array(kernel.memory.buffer, statesAt(opened), LANES);
  lowest.fill(2n ** 31n);
  memory.set(states, statesAt(opened));
  kernel.begin(room.rest, room.rest + coded.length);
  const decodeSteps = hasConverters(head) ? kernel.decodeConverted : kernel.decode;
  for (const group of section) {
    runGroup(opened, room, head, group, (from, to, mask) => decodeSteps(lanes, from, to, mask));
  }
  if (kernel.isDone(lanes) === 0) throw new Error(`${words} words do not hold the codes of a section`);
}
