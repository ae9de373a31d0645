/** The split of the challenge's recordings: what models are trained on, and what figures are told of. */
import { basename } from 'node:path';
import type { Recording } from '../harness/recordings/recording.js';

const PARTS = 3;
const HELD_OUT_PART = 2;

/** The recordings that no model was trained on: by file name, every third, beginning with the third. */
export function heldOut(recordings: readonly Recording[]): Recording[] {
  return recordings
    .toSorted((a, b) => (fileName(a) < fileName(b) ? -1 : 1))
    .filter((_, index) => index % PARTS === HELD_OUT_PART);
}

function fileName({ name }: Recording): string {
  return basename(name);
}
