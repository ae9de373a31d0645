/**
 * MDA of MountainSort: i32 type (-2 bytes, -3 float32, -4 int16, -5 int32, -6 uint16, -7 float64, -8 uint32), i32 bytes a
 * number, i32 dimensions (negative: the sizes are i64), sizes, numbers with the first index fastest: channels, frames.
 *
 * The rate stands in `params.json` beside it, as `samplerate`.
 */
import { dirname, join } from 'node:path';
import { UnsupportedError } from '../../../codecs/codec.js';
import { asRate, parseObject, readTextBeside } from '../beside.js';
import { view } from '../byte-source.js';
import { headerCursor } from '../cursor.js';
import { interleavedRun } from '../lattice.js';
import { readSidecar } from '../sidecar.js';
import { MOST_CHANNELS, type RecordingFormat } from './format.js';

const TYPES: Readonly<Record<number, string>> = {
  [-1]: 'complex float32',
  [-2]: 'uint8',
  [-3]: 'float32',
  [-5]: 'int32',
  [-7]: 'float64',
  [-8]: 'uint32',
};
const [INT16, UINT16] = [-4, -6];

export const mda: RecordingFormat = {
  name: 'mda',
  extensions: ['.mda'],
  matches: () => false,
  locate: async ({ path, file }, given) => {
    const cursor = headerCursor(file);
    const type = cursor.int32();
    if (type !== INT16 && type !== UINT16) {
      const name = TYPES[type];
      if (name === undefined) throw new Error(`no MDA file: begins with ${type}`);
      throw new UnsupportedError(`an array of ${name}: only int16 and uint16 are read`);
    }
    const bytesEach = cursor.int32();
    if (bytesEach !== 2) throw new Error(`header says ${bytesEach} bytes a number of 16 bits`);
    const dimensions = cursor.int32();
    const count = Math.abs(dimensions);
    if (count !== 2)
      throw new UnsupportedError(`an array of ${count} dimensions: channels by frames are read`);
    const sizes = [0, 1].map(() =>
      dimensions < 0 ? Number(view(cursor.bytes(8)).getBigInt64(0, true)) : cursor.int32(),
    );
    const [channels, frames] = sizes;
    if (!(channels >= 1 && channels <= MOST_CHANNELS && frames >= 1)) {
      throw new Error(`header says ${channels} channels of ${frames} frames`);
    }
    const offset = cursor.at();
    const wanted = offset + 2 * channels * frames;
    if (file.length < wanted) throw new Error(`torn: ${file.length} of ${wanted} bytes are there`);
    const run = interleavedRun(path, channels, frames, { offset });
    const sampleRateHz = given.rate ?? readSidecar(path).rate ?? rateBeside(path);
    return {
      streams: [
        {
          ...{ channels, frames, sampleRateHz },
          layout: { type: 'lattice', runs: [{ ...run, zero: type === UINT16 ? 32768 : 0 }] },
        },
      ],
    };
  },
};

function rateBeside(path: string): number {
  const text = readTextBeside(join(dirname(path), 'params.json'));
  if (text === undefined) throw new Error('mda: give --rate, or put samplerate in a params.json beside it');
  return asRate('samplerate in params.json', parseObject('params.json', text).samplerate);
}
