/** The samples of a recording, planar. */
import type { Samples } from '../../codecs/codec.js';
import { readStretch } from './read.js';
import type { Recording } from './recording.js';
import { groupsOf } from './solid.js';
import { makeSynthetic } from './synthetic/synthetic.js';

/**
 * Reads or makes the samples of a recording. From files of one channel they go straight into the array that is
 * returned.
 * @throws Error if the file has gone or shrunk since it was found
 */
export function loadSamples({ source, channels, frames }: Recording): Samples {
  if (source.type === 'synthetic') return makeSynthetic(source.set, source.index, source.seed);
  if (source.type === 'solid') return { data: loadSolid(source.parts), channels };
  return readStretch(source, channels, frames);
}

/** Samples of a set in the order of solid.ts, holding one recording of it besides. */
function loadSolid(parts: readonly Recording[]): Int16Array {
  const groups = groupsOf(parts);
  const set = new Int16Array(groups.reduce((size, { channels, frames }) => size + channels * frames, 0));
  let start = 0;
  for (const group of groups) {
    let at = start;
    for (const part of group.parts) {
      const { data } = loadSamples(part);
      for (let c = 0; c < part.channels; c++) {
        set.set(data.subarray(c * part.frames, (c + 1) * part.frames), at + c * group.frames);
      }
      at += part.frames;
    }
    start += group.channels * group.frames;
  }
  return set;
}
