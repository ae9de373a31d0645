/**
 * A folder that SpikeInterface saved as binary: `binary.json`, whose `kwargs` say
 *
 *   file_paths          of each segment, below the folder
 *   dtype               int16 or <i2; uint16
 *   sampling_frequency, num_channels (before 0.98: num_chan)
 *   time_axis           0: interleaved, 1: one channel behind the other
 *   file_offset         bytes before the first sample
 *   gain_to_uV          of all channels or each
 */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UnsupportedError } from '../../../codecs/codec.js';
import {
  asCount,
  asList,
  asObject,
  asRate,
  asText,
  type Facts,
  parseObject,
  pathBelow,
  readTextBeside,
  say,
} from '../beside.js';
import { interleavedRun } from '../lattice.js';
import { type LocatedStream, MOST_CHANNELS, type RecordingFormat, uniform } from './format.js';
import { wholeFrames } from './headerless.js';
import { planarRun } from './npy.js';

const ANCHOR = 'binary.json';

export const spikeInterface: RecordingFormat = {
  name: 'spikeinterface',
  extensions: [],
  anchors: [ANCHOR],
  matches: ({ path }) => path.endsWith(`/${ANCHOR}`) || path.endsWith(`\\${ANCHOR}`),
  locate: async ({ path }) => {
    const { kwargs } = parseObject(ANCHOR, readTextBeside(path) ?? '');
    const facts = asObject('kwargs', kwargs);
    const files = asList('file_paths', facts.file_paths).map((file, k) => asText(`file_paths[${k}]`, file));
    if (files.length === 0) throw new Error(`${ANCHOR} lists no file_paths`);
    const folder = dirname(path);
    const streams = files.map((file, k) => ({
      ...(files.length > 1 && { stream: `segment ${k + 1}` }),
      ...locateSegment(folder, file, facts),
    }));
    return { streams };
  },
};

function locateSegment(folder: string, file: string, facts: Facts): LocatedStream {
  const path = pathBelow(folder, file);
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new Error(`${say(file)} is missing`);
  const zero = zeroOf(facts.dtype);
  const channels = asCount('num_channels', facts.num_channels ?? facts.num_chan, 1, MOST_CHANNELS);
  const offset = asCount('file_offset', facts.file_offset ?? 0, 0, size);
  const frames = wholeFrames(size - offset, channels);
  const isPlanar = asCount('time_axis', facts.time_axis ?? 0, 0, 1) === 1;
  const runs = isPlanar
    ? planarRun(path, channels, frames, offset)
    : [interleavedRun(path, channels, frames, { offset })];
  const microvolts = uniform(stepsOf(facts.gain_to_uV));
  return {
    ...{ channels, frames, sampleRateHz: asRate('sampling_frequency', facts.sampling_frequency) },
    layout: { type: 'lattice', runs: runs.map(run => ({ ...run, zero })) },
    ...(microvolts !== undefined && { microvolts }),
  };
}

function zeroOf(dtype: unknown): 0 | 32768 {
  if (dtype === 'int16' || dtype === '<i2') return 0;
  if (dtype === 'uint16' || dtype === '<u2') return 32768;
  throw new UnsupportedError(`samples of ${say(dtype)}: only int16 and uint16 are read`);
}

/** Of all channels, or of each. */
export function stepsOf(said: unknown): (number | undefined)[] {
  const isStep = (step: unknown) => typeof step === 'number' && step !== 0 && Number.isFinite(step);
  return [said].flat().map(step => (isStep(step) ? Number(step) : undefined));
}
