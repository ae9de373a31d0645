/**
 * What is read of HDF5 files, by h5wasm, a package that may be absent.
 *
 * A group whose attribute `neurodata_type` is ElectricalSeries holds
 *
 *   data                   [frames] or [frames, channels]; attributes `conversion` (volts a step), `offset`
 *   starting_time          attribute `rate`, or
 *   timestamps             seconds of each frame
 *   channel_conversion     a factor for each channel, if they differ
 *
 * A read through a filter that libhdf5 does not know gives whatever was in memory, so filters are looked at first.
 */
import type { Dataset, Group, File as HdfFile } from 'h5wasm/node';
import { toPlanar } from '../../../../codecs/bytes/planar.js';
import { type Samples, UnsupportedError } from '../../../../codecs/codec.js';
import { messageOf } from '../../../../codecs/errors.js';
import { asRate, say } from '../../beside.js';
import type { Stretch } from '../../lattice.js';
import { type LocatedStream, MOST_CHANNELS, MOST_SEGMENTS, uniform } from '../format.js';

/** deflate, shuffle, fletcher32, szip, nbit, scale-offset: what libhdf5 itself has. */
const KNOWN_FILTERS = [1, 2, 3, 4, 5, 6];
const SERIES = 'ElectricalSeries';
/** Groups and datasets that are looked at. */
const MOST_OBJECTS = 100_000;
const DEEPEST = 16;
/** Timestamps that are held at a time. */
const SLICE = 2 ** 20;

/** By what else an HDF5 file may be known. */
const OTHERS: Readonly<Record<string, string>> = {
  'Data/Recording_0': 'Multi Channel Systems HDF5, whose samples are int32',
  '3BData': '3Brain BRW, whose samples are unsigned 12-bit',
  wells: 'Maxwell HDF5, whose samples are behind a closed filter',
  sig: 'Maxwell HDF5, whose samples are behind a closed filter',
};

/** Plain data, so that it goes from a thread to another. */
export interface LocatedHdf {
  readonly streams: readonly LocatedStream[];
  readonly refused: readonly RefusedSeries[];
}

export interface Complaint {
  readonly message: string;
  readonly isUnsupported: boolean;
}

interface RefusedSeries extends Complaint {
  readonly stream: string;
}

export function complaintOf(thrown: unknown): Complaint {
  return { message: messageOf(thrown), isUnsupported: thrown instanceof UnsupportedError };
}

/** @throws Error if it cannot be opened, or holds no series; UnsupportedError where h5wasm is missing */
export function locateHdf(path: string): Promise<LocatedHdf> {
  return withHdf(path, locateAll);
}

/** @throws Error if the file has gone or changed, or cannot be decoded */
export async function readHdf(path: string, key: string, stretch: Stretch): Promise<Samples> {
  return withHdf(path, file => ({ data: readSeries(file, key, stretch), channels: stretch.channels }));
}

async function withHdf<T>(path: string, use: (file: HdfFile) => T): Promise<T> {
  const { default: h5wasm } = await import('h5wasm/node').catch(cause => {
    throw new UnsupportedError(
      'HDF5 is read by the package h5wasm, which is not installed: npm install h5wasm',
      { cause },
    );
  });
  await h5wasm.ready;
  let file: HdfFile;
  try {
    file = new h5wasm.File(path, 'r');
  } catch (cause) {
    throw new Error(`HDF5 cannot open it: ${messageOf(cause)}`, { cause });
  }
  try {
    return use(file);
  } finally {
    file.close();
  }
}

function locateAll(file: HdfFile): LocatedHdf {
  const streams: LocatedStream[] = [];
  const refused: RefusedSeries[] = [];
  for (const [path, group] of seriesIn(file)) {
    try {
      streams.push(...locateSeries(path, group));
    } catch (thrown) {
      refused.push({ stream: path, ...complaintOf(thrown) });
    }
  }
  if (streams.length + refused.length === 0) throw new UnsupportedError(otherwise(file));
  return { streams, refused };
}

function otherwise(file: HdfFile): string {
  const known = Object.keys(OTHERS).find(path => file.get(path) !== null);
  return known === undefined ? `HDF5 without any ${SERIES}` : `${OTHERS[known]}: only NWB is read`;
}

function* seriesIn(file: HdfFile): Generator<readonly [string, Group]> {
  const waiting: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 0 }];
  let seen = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, depth } = next;
    const entity = path === '' ? file : file.get(path);
    if (++seen > MOST_OBJECTS) throw new Error(`has over ${MOST_OBJECTS} objects`);
    if (!isGroup(entity)) continue;
    if (attributeOf(entity, 'neurodata_type') === SERIES) {
      yield [path, entity];
      continue;
    }
    if (depth === DEEPEST) continue;
    for (const key of entity.keys().toReversed())
      waiting.push({ path: path === '' ? key : `${path}/${key}`, depth: depth + 1 });
  }
}

function isGroup(entity: unknown): entity is Group {
  return typeof entity === 'object' && entity !== null && 'keys' in entity;
}

function isDataset(entity: unknown): entity is Dataset {
  return typeof entity === 'object' && entity !== null && 'slice' in entity && 'shape' in entity;
}

function attributeOf(entity: Group | Dataset, name: string): unknown {
  return entity.attrs[name]?.value;
}

function locateSeries(path: string, group: Group): LocatedStream[] {
  const data = group.get('data');
  if (!isDataset(data)) throw new Error('has no dataset data');
  const { frames, channels } = shapeOf(data);
  checkFilters(data);
  const { sampleRateHz, segments } = timesOf(group, frames);
  const microvolts = stepsOf(group, data, channels);
  const name = path.split('/').at(-1) ?? path;
  return segments.map(([first, end, startS], k) => ({
    ...(segments.length > 1 ? { stream: `${name} segment ${k + 1}`, startS } : { stream: name }),
    ...{ channels, frames: end - first, sampleRateHz },
    layout: { type: 'stored', key: `${first} ${path}` },
    ...(microvolts !== undefined && { microvolts }),
  }));
}

function shapeOf({ shape, dtype }: Dataset): { readonly frames: number; readonly channels: number } {
  if (dtype !== '<h') {
    const name = {
      '<q': 'int64',
      '<d': 'float64',
      '<f': 'float32',
      '<i': 'int32',
      '<H': 'uint16',
      '>h': 'big-endian int16',
    }[String(dtype)];
    throw new UnsupportedError(
      `samples of ${name ?? say(dtype)}: only int16 is read; write it with its int16 and a conversion`,
    );
  }
  if (shape === null || shape.length < 1 || shape.length > 2)
    throw new UnsupportedError(`data of shape ${say(shape)}`);
  const [frames, channels = 1] = shape;
  if (frames < 1 || channels < 1 || channels > MOST_CHANNELS) throw new Error(`data of shape ${say(shape)}`);
  return { frames, channels };
}

function checkFilters({ filters }: Dataset): void {
  const unknown = filters.find(({ id }) => !KNOWN_FILTERS.includes(id));
  if (unknown === undefined) return;
  throw new UnsupportedError(
    `its HDF5 filter ${unknown.id} (${unknown.name}) is not read; write it with gzip`,
  );
}

function timesOf(group: Group, frames: number) {
  const start = group.get('starting_time');
  if (isDataset(start)) {
    return { sampleRateHz: asRate('rate', attributeOf(start, 'rate')), segments: [[0, frames, 0] as const] };
  }
  const stamps = group.get('timestamps');
  if (!isDataset(stamps) || stamps.shape?.[0] !== frames || stamps.dtype !== '<d') {
    throw new Error('has neither a starting_time with a rate nor a timestamp for each frame');
  }
  checkFilters(stamps);
  return segmentsOf(stamps, frames);
}

/** Where frames lie apart by more than half a frame, a segment begins. */
function segmentsOf(stamps: Dataset, frames: number) {
  const read = (from: number, to: number) => {
    const slice = stamps.slice([[from, to]]);
    if (!(slice instanceof Float64Array)) throw new Error('has timestamps that are no numbers');
    return slice;
  };
  const beginning = read(0, Math.min(frames, 4096));
  const steps = Array.from(beginning.subarray(1), (time, k) => time - beginning[k]).sort((a, b) => a - b);
  const step = asRate('the time from frame to frame', steps[steps.length >> 1]);
  const firsts = [{ frame: 0, time: beginning[0] }];
  let before = beginning[0] - step;
  for (let from = 0; from < frames; from += SLICE) {
    for (const [k, time] of read(from, Math.min(frames, from + SLICE)).entries()) {
      if (!(Math.abs(time - before - step) <= step / 2)) firsts.push({ frame: from + k, time });
      if (firsts.length > MOST_SEGMENTS) throw new Error(`has over ${MOST_SEGMENTS} gaps`);
      before = time;
    }
  }
  const segments = firsts.map(({ frame, time }, k) => {
    return [frame, firsts[k + 1]?.frame ?? frames, time - beginning[0]] as const;
  });
  // of microseconds as they are rounded: 29999.9999 is 30000
  return { sampleRateHz: Number((1 / step).toPrecision(6)), segments };
}

function stepsOf(group: Group, data: Dataset, channels: number): number | readonly number[] | undefined {
  const conversion = attributeOf(data, 'conversion');
  if (typeof conversion !== 'number' || !(conversion > 0)) return undefined;
  const each = group.get('channel_conversion');
  const factors = isDataset(each) && each.shape?.[0] === channels ? each.value : undefined;
  const isList = factors instanceof Float32Array || factors instanceof Float64Array;
  return uniform(Array.from({ length: channels }, (_, c) => 1e6 * conversion * (isList ? factors[c] : 1)));
}

function readSeries(file: HdfFile, key: string, stretch: Stretch): Int16Array {
  const [, first, path] = /^(\d+) (.*)$/s.exec(key) ?? [];
  const data = file.get(`${path}/data`);
  if (!isDataset(data)) throw new Error(`${path}/data has gone`);
  shapeOf(data);
  checkFilters(data);
  const { frames, firstChannel, channels } = stretch;
  const from = Number(first) + stretch.firstFrame;
  const ranges: [number, number][] = [[from, from + frames]];
  if (data.shape?.length === 2) ranges.push([firstChannel, firstChannel + channels]);
  const slice = data.slice(ranges);
  if (!(slice instanceof Int16Array) || slice.length !== channels * frames)
    throw new Error(`${path}/data has shrunk`);
  return toPlanar(slice, channels).data;
}
