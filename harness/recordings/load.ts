/** The samples of a recording, planar. */
import type { Samples } from '../../codecs/codec.js';
import { readLattice } from './lattice.js';
import type { FileSource, Recording } from './recording.js';
import { groupsOf } from './solid.js';
import { makeSynthetic } from './synthetic/synthetic.js';

/**
 * Reads or makes the samples of a recording.
 * @throws Error if a file has gone or shrunk since it was found, or cannot be decoded
 */
export async function loadSamples({ source, channels, frames, sampleRateHz }: Recording): Promise<Samples> {
  if (source.type === 'synthetic') {
    const { set, index, seed, amplitude } = source;
    return { ...makeSynthetic(set, index, seed, amplitude), sampleRateHz };
  }
  if (source.type === 'chunked') return loadSamples(source.of);
  if (source.type === 'stacked') {
    return { data: await loadStacked(source.parts, channels, frames), channels, sampleRateHz };
  }
  // groups of a set have each a rate of their own
  if (source.type === 'solid') return { data: await loadSolid(source.parts), channels };
  return { ...(await loadStretch(source, channels, frames)), sampleRateHz };
}

async function loadStretch(source: FileSource, channels: number, frames: number): Promise<Samples> {
  const { layout, firstFrame, firstChannel } = source;
  const stretch = { firstFrame, frames, firstChannel, channels };
  if (layout.type === 'lattice') return readLattice(layout, stretch);
  // the formats are many modules, and most processes read a lattice alone
  const { formatNamed } = await import('./formats/formats.js');
  const { read } = formatNamed(source.format);
  if (read === undefined) throw new Error(`${source.format} has no reader of its own`);
  return read(source.path, layout.key, stretch);
}

/** Samples of a set in the order of solid.ts, holding one recording of it besides. */
async function loadSolid(parts: readonly Recording[]): Promise<Int16Array> {
  const groups = groupsOf(parts);
  const set = new Int16Array(groups.reduce((size, { channels, frames }) => size + channels * frames, 0));
  let start = 0;
  for (const group of groups) {
    let at = start;
    for (const part of group.parts) {
      const { data } = await loadSamples(part);
      for (let c = 0; c < part.channels; c++) {
        set.set(data.subarray(c * part.frames, (c + 1) * part.frames), at + c * group.frames);
      }
      at += part.frames;
    }
    start += group.channels * group.frames;
  }
  return set;
}

/** The first frames of all channels of each part. */
async function loadStacked(
  parts: readonly Recording[],
  channels: number,
  frames: number,
): Promise<Int16Array> {
  const stack = new Int16Array(channels * frames);
  let at = 0;
  for (const part of parts) {
    const { data } = await loadSamples(part);
    for (let c = 0; c < part.channels; c++, at += frames) {
      stack.set(data.subarray(c * part.frames, c * part.frames + frames), at);
    }
  }
  return stack;
}
