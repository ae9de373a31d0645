/**
 * Open Ephys, binary format: a folder with `structure.oebin`, JSON:
 *
 *   continuous[]: folder_name, sample_rate, num_channels, channels[]: channel_name, bit_volts, units
 *
 * and for each of them `continuous/FOLDER_NAME/continuous.dat`: interleaved int16. Channels called ADC…, AUX… or SYNC lie
 * in the same files as electrodes.
 */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ownValue } from '../../../codecs/own-value.js';
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
} from '../beside.js';
import { interleavedRun } from '../lattice.js';
import {
  type GivenFacts,
  type Located,
  type LocatedStream,
  MOST_CHANNELS,
  neighbours,
  noElectrodesAmong,
  type Place,
  type RecordingFormat,
  type RefusedStream,
  uniform,
} from './format.js';
import { wholeFrames } from './headerless.js';

const ANCHOR = 'structure.oebin';
const DATA = 'continuous.dat';
const NO_ELECTRODE = /^(ADC|AUX|SYNC|EVENT)/i;
const MICROVOLTS: Readonly<Record<string, number>> = { uv: 1, mv: 1e3, v: 1e6 };

export const openEphys: RecordingFormat = {
  name: 'open-ephys',
  extensions: ['.oebin'],
  anchors: [ANCHOR],
  matches: place => basename(place.path) === DATA && existsSync(anchorAbove(place.path)),
  locate: async (place, given) => {
    const isData = basename(place.path) === DATA;
    const anchor = isData ? anchorAbove(place.path) : place.path;
    const folder = dirname(anchor);
    const structure = parseObject(ANCHOR, readTextBeside(anchor) ?? '');
    const located = locateAll(folder, asList('continuous', structure.continuous), given);
    return isData ? onlyThat(located, place) : located;
  },
};

/** Of `continuous/STREAM/continuous.dat`. */
function anchorAbove(path: string): string {
  return join(dirname(dirname(dirname(path))), ANCHOR);
}

interface Found extends Located {
  readonly streams: LocatedStream[];
  readonly refused: RefusedStream[];
}

function locateAll(folder: string, continuous: readonly unknown[], given: GivenFacts): Found {
  const found: Found = { streams: [], refused: [] };
  for (const [k, item] of continuous.entries()) {
    const facts = asObject(`continuous[${k}]`, item);
    const named = asText(`continuous[${k}].folder_name`, facts.folder_name ?? '');
    const stream = named.replace(/[/\\]+$/, '');
    try {
      found.streams.push({ stream, ...locateStream(folder, stream, facts, given) });
    } catch (thrown) {
      found.refused.push({ stream, thrown });
    }
  }
  if (continuous.length === 0) throw new Error(`${ANCHOR} lists no continuous stream`);
  return found;
}

function onlyThat({ streams, refused }: Found, { path }: Place): Located {
  const name = basename(dirname(path));
  const isThat = ({ stream }: { readonly stream?: string }) => stream?.split('/').at(-1) === name;
  const [stream] = streams.filter(isThat);
  const [refusal] = refused.filter(isThat);
  if (refusal !== undefined) throw refusal.thrown;
  if (stream === undefined) throw new Error(`${ANCHOR} lists no stream ${name}`);
  const { stream: _, ...only } = stream;
  return { streams: [only] };
}

function locateStream(
  folder: string,
  stream: string,
  facts: Facts,
  { allChannels }: GivenFacts,
): LocatedStream {
  const path = join(pathBelow(join(folder, 'continuous'), stream), DATA);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new Error(`continuous/${stream}/${DATA} is missing`);
  const fileChannels = asCount('num_channels', facts.num_channels, 1, MOST_CHANNELS);
  const channels = asList('channels', facts.channels).map((channel, k) =>
    asObject(`channels[${k}]`, channel),
  );
  if (channels.length !== fileChannels) {
    throw new Error(`${channels.length} channels are listed for num_channels ${fileChannels}`);
  }
  const frames = wholeFrames(stats.size, fileChannels);
  const isElectrode = channels.map(({ channel_name }) => !NO_ELECTRODE.test(String(channel_name)));
  const isKept = isElectrode.map(is => is || allChannels === true || !isElectrode.includes(true));
  const left = channels.filter((_, k) => !isKept[k]).map(({ channel_name }) => String(channel_name));
  const microvolts = uniform(channels.filter((_, k) => isKept[k]).map(stepOf));
  const runs = neighbours(isKept).map(([firstChannel, count]) =>
    interleavedRun(path, count, frames, { fileChannels, firstChannel }),
  );
  return {
    channels: fileChannels - left.length,
    frames,
    sampleRateHz: asRate('sample_rate', facts.sample_rate),
    layout: { type: 'lattice', runs },
    ...(microvolts !== undefined && { microvolts }),
    ...noElectrodesAmong(isElectrode.filter((_, k) => isKept[k])),
    ...(left.length > 0 && { remarks: [`left out: ${named(left)} (--all-channels reads them)`] }),
  };
}

/** Names of channels in a remark. */
function named(names: readonly string[]): string {
  return names.length <= 4 ? names.join(', ') : `${names[0]} to ${names.at(-1)}, ${names.length} channels`;
}

/** `bit_volts` is in the channel's units, whatever it is called. */
function stepOf({ bit_volts, units }: Facts): number | undefined {
  const factor = ownValue(MICROVOLTS, String(units ?? '').toLowerCase());
  return typeof bit_volts === 'number' && bit_volts > 0 && factor !== undefined
    ? factor * bit_volts
    : undefined;
}
