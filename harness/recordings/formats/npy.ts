/**
 * NumPy's .npy: 0x93 'NUMPY', u8 major, u8 minor, header bytes (u16; u32 from 2.0 on), then text
 * `{'descr': '<i2', 'fortran_order': False, 'shape': (150000, 4), }` and the numbers.
 *
 * Of two axes, the one that was given as --channels is that of channels, else the shorter.
 */
import { UnsupportedError } from '../../../codecs/codec.js';
import { say } from '../beside.js';
import { type ByteSource, view } from '../byte-source.js';
import { interleavedRun } from '../lattice.js';
import type { ChannelRun } from '../recording.js';
import { readSidecar } from '../sidecar.js';
import { type GivenFacts, type LocatedStream, MOST_CHANNELS, type RecordingFormat, text } from './format.js';

const MAGIC = '\x93NUMPY';
/** What numpy itself reads of a file that it does not trust. */
const LONGEST_HEADER = 10_000;

export const npy: RecordingFormat = {
  name: 'npy',
  extensions: ['.npy'],
  matches: ({ file }) => text(file.read(0, 6), 0, 6) === MAGIC,
  locate: async ({ path, file }, given) => {
    const sidecar = readSidecar(path);
    const rate = given.rate ?? sidecar.rate;
    if (rate === undefined) throw new Error('npy: give --rate, or put it in a meta.json beside it');
    return { streams: [layOut(path, file, { channels: sidecar.channels, ...given, rate })] };
  },
};

interface Shape {
  readonly axes: readonly number[];
  readonly isFortran: boolean;
  /** Of the first number, in bytes. */
  readonly offset: number;
}

function layOut(
  path: string,
  file: ByteSource,
  given: GivenFacts & { readonly rate: number },
): LocatedStream {
  const { axes, isFortran, offset } = readShape(file);
  if (axes.length > 2) throw new UnsupportedError(`an array of ${axes.length} axes: one or two are read`);
  const samples = axes.reduce((product, axis) => product * axis, 1);
  if (samples === 0) throw new Error('holds no samples');
  const there = (file.length - offset) / 2;
  if (there < samples) throw new Error(`torn: ${Math.floor(there)} of ${samples} samples are there`);
  const [first, second = 1] = axes;
  const channelsFirst = areChannelsFirst(axes, given.channels);
  const [channels, frames] = channelsFirst ? [first, second] : [second, first];
  if (channels > MOST_CHANNELS) throw new Error(`${channels} channels: at most ${MOST_CHANNELS} are read`);
  if (given.channels !== undefined && given.channels !== channels) {
    throw new Error(`--channels ${given.channels}, but its shape is (${axes.join(', ')})`);
  }
  const isInterleaved = channelsFirst === isFortran;
  const run = isInterleaved
    ? interleavedRun(path, channels, frames, { offset })
    : planarRun(path, channels, frames, offset);
  const told = `shape (${axes.join(', ')}): the ${channelsFirst ? 'first' : 'second'} axis is taken for channels`;
  return {
    ...{ channels, frames, sampleRateHz: given.rate },
    layout: { type: 'lattice', runs: Array.isArray(run) ? run : [run] },
    ...(axes.length === 2 && given.channels === undefined && { remarks: [told] }),
  };
}

function areChannelsFirst([first, second]: readonly number[], channels: number | undefined): boolean {
  if (second === undefined) return false;
  if (channels === first || channels === second) return channels !== second;
  return first < second;
}

/** One channel behind the other, each a run of its own so that little is read at a time. */
export function planarRun(path: string, channels: number, frames: number, offset: number): ChannelRun[] {
  return Array.from({ length: channels }, (_, c) =>
    interleavedRun(path, 1, frames, { offset: offset + 2 * frames * c }),
  );
}

function readShape(file: ByteSource): Shape {
  const lead = file.read(0, 12);
  if (lead.length < 12 || text(lead, 0, 6) !== MAGIC) throw new Error('no NPY file, or torn in its header');
  const isLong = lead[6] >= 2;
  const length = isLong ? view(lead).getUint32(8, true) : view(lead).getUint16(8, true);
  const start = isLong ? 12 : 10;
  if (length > LONGEST_HEADER) throw new Error(`header says that it has ${length} bytes`);
  const header = file.read(start, length);
  if (header.length < length) throw new Error(`torn in its header: ${header.length} of ${length} bytes`);
  const said = text(header, 0, length);
  const [, type] = /'descr'\s*:\s*'([^']*)'/.exec(said) ?? [];
  const [, order] = /'fortran_order'\s*:\s*(True|False)/.exec(said) ?? [];
  const [, shape] = /'shape'\s*:\s*\(([\d,\sL]*)\)/.exec(said) ?? [];
  if (order === undefined || shape === undefined)
    throw new Error(`header ${JSON.stringify(said.slice(0, 60))}`);
  if (type !== '<i2')
    throw new UnsupportedError(
      `an array of ${type === undefined ? 'records' : say(type)}: only int16 little-endian (<i2) is read`,
    );
  const axes = shape
    .split(',')
    .map(axis => axis.trim().replace(/L$/, ''))
    .filter(Boolean)
    .map(Number);
  if (axes.length === 0) throw new UnsupportedError('a single number');
  if (axes.some(axis => !Number.isSafeInteger(axis))) throw new Error(`header says shape ${say(shape)}`);
  return { axes, isFortran: order === 'True', offset: start + length };
}
