/** Reads all of a block but what a coder codes in its own way: a part of twins. */
import type { Cursor } from '../../../../bytes/shape.js';
import { bytesOf, take, takeWithLength } from '../../../../bytes/stream.js';
import type { CodeTables } from '../../../../converter/profile.js';
import { makeBitDecoder } from '../../../../models/adaptive-bits.js';
import { type BlockShape, codeHead, type Head } from '../head.js';
import { CONSTANT, kindBytes, PROFILE, RAW, unpackKinds } from '../kinds.js';

/** What may be used of a profile. */
interface Profiled {
  readonly isMarked: boolean;
  readonly profiled: CodeTables;
}

/** A block of frames, of which all but the coded channels are filled. */
export interface Block {
  readonly channels: readonly Int16Array[];
  readonly head: Head;
  readonly shape: BlockShape;
  readonly tables: readonly CodeTables[];
  readonly innovations: readonly Int16Array[];
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
