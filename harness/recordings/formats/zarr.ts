/**
 * A folder that SpikeInterface saved as Zarr (version 2, or 3): a group with arrays `traces_seg0`, `traces_seg1`, … of
 * [frames, channels], attribute `sampling_frequency`, and `properties/gain_to_uV`. Chunks are read by zarrita; how they
 * are coded, by its registry.
 */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileSystemStore } from '@zarrita/storage';
import type * as zarrita from 'zarrita';
import { toPlanar } from '../../../codecs/bytes/planar.js';
import { UnsupportedError } from '../../../codecs/codec.js';
import { messageOf } from '../../../codecs/errors.js';
import { asCount, asList, asObject, asRate, asText, parseObject, readTextBeside, say } from '../beside.js';
import type { Stretch } from '../lattice.js';
import {
  type Located,
  type LocatedStream,
  MOST_CHANNELS,
  MOST_SEGMENTS,
  type RecordingFormat,
  uniform,
} from './format.js';
import { stepsOf } from './spikeinterface.js';

const ANCHORS = ['.zgroup', 'zarr.json'];
const SEGMENT = /^traces_seg(\d+)$/;
const GAINS = join('properties', 'gain_to_uV');
/** Samples that one chunk holds: a read takes whole chunks. */
const LARGEST_CHUNK = 2 ** 28;

type Traces = zarrita.Array<'int16', FileSystemStore>;

export const zarr: RecordingFormat = {
  name: 'zarr',
  extensions: ['.zarr'],
  anchors: ANCHORS,
  matches: ({ path }) => ANCHORS.some(anchor => path.endsWith(`/${anchor}`) || path.endsWith(`\\${anchor}`)),
  locate: ({ path }) => soundly(() => locateGroup(dirname(path))),
  read: async (path, key, stretch) => ({
    data: await soundly(() => readTraces(dirname(path), key, stretch)),
    channels: stretch.channels,
  }),
};

/** The library, loaded where there is a folder to read, and the root of that. */
interface Opened {
  readonly folder: string;
  readonly library: typeof zarrita;
  readonly root: zarrita.Location<FileSystemStore>;
}

async function openRoot(folder: string): Promise<Opened> {
  const [{ FileSystemStore: Store }, library] = await Promise.all([
    import('@zarrita/storage'),
    import('zarrita'),
  ]);
  return { folder, library, root: library.root(new Store(folder)) };
}

/**
 * Looks at what zarrita believes of an array: it makes promises of coders that it does not know, which nobody awaits.
 * @throws UnsupportedError if chunks are coded by one that is not read; Error if shapes are none
 */
function checkMetadata(folder: string, name: string, { registry }: typeof zarrita): void {
  const file = ['.zarray', 'zarr.json'].find(one => existsSync(join(folder, name, one)));
  if (file === undefined) throw new Error(`${name} has no metadata`);
  const facts = parseObject(`${name}/${file}`, readTextBeside(join(folder, name, file)) ?? '');
  const isThree = file === 'zarr.json';
  const ofChunks = isThree
    ? asObject('configuration', asObject('chunk_grid', facts.chunk_grid).configuration).chunk_shape
    : facts.chunks;
  const shape = asShape('shape', facts.shape, 0);
  if (asShape('chunks', ofChunks, 1).length !== shape.length)
    throw new Error(`${name}: chunks of other dimensions than the array`);
  const coders = isThree
    ? asList('codecs', facts.codecs).map((one, k) =>
        asText(`codecs[${k}].name`, asObject(`codecs[${k}]`, one).name),
      )
    : [facts.compressor ?? [], facts.filters ?? []].flat().map(one => {
        return `numcodecs.${asText('id of a compressor or filter', asObject('compressor or filter', one).id)}`;
      });
  const unknown = coders.find(coder => !registry.has(coder));
  if (unknown !== undefined)
    throw new UnsupportedError(
      `chunks coded by ${say(unknown.replace('numcodecs.', ''))}, which is not read`,
    );
}

function asShape(what: string, value: unknown, least: number): number[] {
  return asList(what, value).map((size, k) => asCount(`${what}[${k}]`, size, least));
}

/** What zarrita makes of metadata that lack something is a TypeError, or tells of something undefined. */
async function soundly<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof TypeError || /\bundefined\b/.test(messageOf(thrown)))
      throw new Error('its metadata are no sound Zarr', { cause: thrown });
    throw thrown;
  }
}

async function locateGroup(folder: string): Promise<Located> {
  const opened = await openRoot(folder);
  const group = await opened.library.open(opened.root, { kind: 'group' });
  const names = readdirSync(folder)
    .filter(name => SEGMENT.test(name))
    .sort(byNumber);
  if (names.length === 0)
    throw new UnsupportedError('a Zarr group without traces_seg0, as SpikeInterface writes it');
  if (names.length > MOST_SEGMENTS) throw new Error(`has over ${MOST_SEGMENTS} segments`);
  const sampleRateHz = asRate('sampling_frequency', group.attrs.sampling_frequency);
  const gains = existsSync(join(folder, GAINS)) ? await gainsOf(opened) : [];
  const streams: LocatedStream[] = [];
  for (const [k, name] of names.entries()) {
    const [frames, channels] = shapeOf(await openTraces(opened, name));
    const microvolts = gains.length === channels ? uniform(gains) : undefined;
    streams.push({
      ...(names.length > 1 && { stream: `segment ${k + 1}` }),
      ...{ channels, frames, sampleRateHz, layout: { type: 'stored', key: name } },
      ...(microvolts !== undefined && { microvolts }),
    });
  }
  return { streams };
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

async function gainsOf({ folder, library, root }: Opened): Promise<(number | undefined)[]> {
  const name = GAINS.replaceAll('\\', '/');
  checkMetadata(folder, name, library);
  const array = await library.open(root.resolve(name), { kind: 'array' });
  if (array.shape.length !== 1 || array.shape[0] > MOST_CHANNELS) return [];
  const { data } = await library.get(array);
  return stepsOf(Array.from(data as Iterable<unknown>));
}

async function openTraces({ folder, library, root }: Opened, name: string): Promise<Traces> {
  checkMetadata(folder, name, library);
  const array = await library.open(root.resolve(name), { kind: 'array' });
  if (!array.is('int16')) throw new UnsupportedError(`samples of ${array.dtype}: only int16 is read`);
  const chunk = array.chunks.reduce((product, size) => product * size, 1);
  if (!(chunk >= 1 && chunk <= LARGEST_CHUNK))
    throw new Error(`chunks of ${chunk} samples, at most ${LARGEST_CHUNK}`);
  return array;
}

function shapeOf({ shape }: Traces): readonly [frames: number, channels: number] {
  const [frames, channels] = shape;
  const isSound = shape.length === 2 && frames >= 1 && channels >= 1 && channels <= MOST_CHANNELS;
  if (!isSound) throw new Error(`an array of shape (${shape.join(', ')}), want frames and channels`);
  return [frames, channels];
}

async function readTraces(folder: string, name: string, stretch: Stretch): Promise<Int16Array> {
  const { firstFrame, frames, firstChannel, channels } = stretch;
  const opened = await openRoot(folder);
  const { get, slice } = opened.library;
  const { data } = await get(await openTraces(opened, name), [
    slice(firstFrame, firstFrame + frames),
    slice(firstChannel, firstChannel + channels),
  ]);
  if (!(data instanceof Int16Array) || data.length !== channels * frames)
    throw new Error(`${name} has shrunk`);
  return toPlanar(data, channels).data;
}
