/**
 * SpikeGLX: `NAME.bin` of interleaved int16, all channels that were saved, and `NAME.meta` beside it, lines of
 * `key=value`.
 *
 *   typeThis       imec | nidq | obx
 *   nSavedChans    channels of a frame, the sum of
 *   snsApLfSy      imec: action potentials, local field, sync
 *   snsMnMaXaDw    nidq: multiplexed neural, multiplexed auxiliary, analog, digital words
 *   snsXaDwSy      obx: analog, digital words, sync
 *   imSampRate, niSampRate, obSampRate
 *
 * Steps in volts: imAiRangeMax / imMaxInt (512 if missing) / gain, the gain of a channel being imChan0apGain or
 * imChan0lfGain, else what ~imroTbl says of it: `(channel bank reference apGain lfGain …)`; and
 * niAiRangeMax / niMaxInt (32768) / niMNGain. `fileSizeBytes` is that of the file when it was written, which may have been
 * cut since.
 */
import { extname } from 'node:path';
import { UnsupportedError } from '../../../codecs/codec.js';
import { ownValue } from '../../../codecs/own-value.js';
import { readTextBeside, say } from '../beside.js';
import { interleavedRun } from '../lattice.js';
import {
  type GivenFacts,
  type LocatedStream,
  MOST_CHANNELS,
  noElectrodesAmong,
  type RecordingFormat,
  uniform,
} from './format.js';
import { wholeFrames } from './headerless.js';

type Meta = ReadonlyMap<string, string>;

interface Kind {
  readonly rate: string;
  readonly counts: string;
  /** Channels of a kind each, in the order of a frame. */
  readonly kinds: readonly ChannelKind[];
}

type ChannelKind =
  | 'action potential'
  | 'local field'
  | 'neural'
  | 'auxiliary'
  | 'analog'
  | 'digital'
  | 'sync';

const KINDS: Readonly<Record<string, Kind>> = {
  imec: { rate: 'imSampRate', counts: 'snsApLfSy', kinds: ['action potential', 'local field', 'sync'] },
  nidq: { rate: 'niSampRate', counts: 'snsMnMaXaDw', kinds: ['neural', 'auxiliary', 'analog', 'digital'] },
  obx: { rate: 'obSampRate', counts: 'snsXaDwSy', kinds: ['analog', 'digital', 'sync'] },
};

const ELECTRODES: readonly ChannelKind[] = ['action potential', 'local field', 'neural'];
const NEVER_SIGNALS: readonly ChannelKind[] = ['digital', 'sync'];

export const spikeGlx: RecordingFormat = {
  name: 'spikeglx',
  extensions: [],
  matches: ({ path }) => metaOf(path)?.has('nSavedChans') === true,
  locate: async ({ path, file }, given) => {
    const meta = metaOf(path) ?? new Map();
    return { streams: [layOut(path, file.length, meta, given)], others: [metaPath(path)] };
  },
};

function metaPath(path: string): string {
  return `${path.slice(0, -extname(path).length)}.meta`;
}

function metaOf(path: string): Meta | undefined {
  if (extname(path).toLowerCase() !== '.bin') return undefined;
  const text = readTextBeside(metaPath(path));
  if (text === undefined) return undefined;
  const lines = text.split(/\r?\n/).map(line => line.split('='));
  return new Map(lines.map(([key, ...value]) => [key.trim().replace(/^~/, ''), value.join('=').trim()]));
}

function layOut(path: string, bytes: number, meta: Meta, { allChannels }: GivenFacts): LocatedStream {
  const type = meta.get('typeThis') ?? '';
  const kind = ownValue(KINDS, type);
  if (kind === undefined)
    throw new UnsupportedError(`.meta says typeThis=${say(type)}: imec, nidq and obx are read`);
  const saved = numberOf(meta, 'nSavedChans');
  const ofKinds = channelKinds(meta, kind, saved);
  const frames = wholeFrames(bytes, saved);
  const taken = allChannels === true ? saved : signalsAmong(ofKinds);
  const left = ofKinds.slice(taken);
  const microvolts = uniform(stepsOf(meta, type, ofKinds.slice(0, taken)));
  return {
    channels: taken,
    frames,
    sampleRateHz: numberOf(meta, kind.rate),
    layout: { type: 'lattice', runs: [interleavedRun(path, taken, frames, { fileChannels: saved })] },
    ...(microvolts !== undefined && { microvolts }),
    ...noElectrodesAmong(ofKinds.slice(0, taken).map(one => ELECTRODES.includes(one))),
    ...(left.length > 0 && { remarks: [leftOut(left)] }),
  };
}

/** @throws Error if it is missing or no number over 0 */
function numberOf(meta: Meta, key: string): number {
  const value = Number(meta.get(key) ?? Number.NaN);
  if (value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new Error(`.meta: ${key} is ${say(meta.get(key))}, want a number over 0`);
}

/** Of each channel of a frame. */
function channelKinds(meta: Meta, { counts, kinds }: Kind, saved: number): ChannelKind[] {
  if (!Number.isInteger(saved) || saved > MOST_CHANNELS)
    throw new Error(`.meta: nSavedChans is ${say(saved)}, want a whole number to ${MOST_CHANNELS}`);
  const said = meta.get(counts);
  const numbers = (said ?? '').split(',').map(Number);
  const sum = numbers.reduce((total, count) => total + count, 0);
  if (numbers.length !== kinds.length || sum !== saved || numbers.some(count => !(count >= 0))) {
    throw new Error(`.meta: ${counts} is ${say(said)} for nSavedChans ${saved}`);
  }
  return kinds.flatMap((kind, k) => new Array<ChannelKind>(numbers[k]).fill(kind));
}

/** Electrodes; where there are none, what is analog. */
function signalsAmong(kinds: readonly ChannelKind[]): number {
  const electrodes = kinds.filter(kind => ELECTRODES.includes(kind)).length;
  const signals = kinds.filter(kind => !NEVER_SIGNALS.includes(kind)).length;
  if (signals === 0) throw new Error('no channel of it is analog');
  return electrodes > 0 ? electrodes : signals;
}

function leftOut(kinds: readonly ChannelKind[]): string {
  const counts = [...new Set(kinds)].map(kind => `${kinds.filter(one => one === kind).length} ${kind}`);
  return `left out: ${counts.join(', ')} (--all-channels reads them)`;
}

/** Microvolts a step, of each channel; undefined where it is not stated. */
function stepsOf(meta: Meta, type: string, kinds: readonly ChannelKind[]): (number | undefined)[] {
  const stated = (key: string, missing?: number) => {
    const value = Number(meta.get(key) ?? missing ?? Number.NaN);
    return value > 0 && value < Number.POSITIVE_INFINITY ? value : undefined;
  };
  const prefix = { imec: 'im', nidq: 'ni', obx: 'ob' }[type] ?? '';
  const range = stated(`${prefix}AiRangeMax`);
  const most = stated(`${prefix}MaxInt`, type === 'imec' ? 512 : 32768);
  if (range === undefined || most === undefined) return kinds.map(() => undefined);
  const table = imroGains(meta);
  return kinds.map((kind, channel) => {
    const gain = {
      'action potential': stated('imChan0apGain') ?? table(channel, 3),
      'local field': stated('imChan0lfGain') ?? table(channel, 4),
      neural: stated('niMNGain'),
      auxiliary: stated('niMAGain'),
      ...{ analog: 1, digital: undefined, sync: undefined },
    }[kind];
    return gain === undefined ? undefined : (1e6 * range) / most / gain;
  });
}

/** Field `column` of the table's entry for the k-th channel that was saved. */
function imroGains(meta: Meta): (k: number, column: number) => number | undefined {
  // the first entry is about the table
  const entries = [...(meta.get('imroTbl') ?? '').matchAll(/\(([^()]*)\)/g)].slice(1);
  const gains = new Map(
    entries.map(([, entry]) => entry.split(' ').map(Number)).map(entry => [entry[0], entry]),
  );
  const subset = savedChannels(meta.get('snsSaveChanSubset') ?? '');
  const acquired = Number((meta.get('acqApLfSy') ?? '').split(',')[0]);
  return (k, column) => {
    const channel = subset?.[k] ?? k;
    const gain = gains.get(acquired > 0 ? channel % acquired : channel)?.[column];
    return gain !== undefined && gain > 0 ? gain : undefined;
  };
}

/** `0:383,768`, or undefined for all. */
function savedChannels(subset: string): number[] | undefined {
  if (!/^\d+(:\d+)?(,\d+(:\d+)?)*$/.test(subset)) return undefined;
  const channels: number[] = [];
  for (const range of subset.split(',')) {
    const [first, last = first] = range.split(':').map(Number);
    for (let channel = first; channel <= last && channels.length < MOST_CHANNELS; channel++)
      channels.push(channel);
  }
  return channels;
}
