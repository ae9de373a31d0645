/** The channels of recordings as codes of one converter. */
import type { Codec, Samples, Transformed } from '../../codecs/codec.js';
import { levels } from '../../codecs/transforms/levels/transform.js';
import { excerptOf } from '../recordings/excerpt.js';
import { loadSamples } from '../recordings/load.js';
import type { Recording } from '../recordings/recording.js';

/** Samples that are held at most, of all recordings together; of larger sets, the beginning of each. */
const MOST_HELD = 2 ** 27;
/** What values off the grid may be to those on it. */
const MOST_STRAYS = 0.02;

/** A channel of fewer codes is dead, and says nothing of the grid. */
const LEAST_CODES = 3;

/** A channel in codes, and which recording it is of. */
export interface Channel {
  readonly recording: Recording;
  readonly codes: Int16Array;
}

/** Channels whose codes stand for the same values. */
interface Group {
  readonly channels: Channel[];
  /** By code. */
  readonly values: Map<number, number>;
}

export interface FoundChannels {
  readonly channels: readonly Channel[];
  /** Channels whose codes stand for other values, or that hardly move. */
  readonly elsewhere: number;
}

/** Codes of all channels that lie on the grid on which most samples do. */
export async function readChannels(
  recordings: readonly Recording[],
  onRecording: (done: number) => void = () => undefined,
): Promise<FoundChannels> {
  const codec = await levels.open({});
  const mostSamples = Math.floor(MOST_HELD / Math.max(1, recordings.length));
  const groups: Group[] = [];
  for (const [k, recording] of recordings.entries()) {
    await addRecording(groups, recording, mostSamples, codec);
    onRecording(k + 1);
  }
  const [largest] = groups.toSorted((a, b) => samplesOf(b) - samplesOf(a));
  const all = recordings.reduce((sum, { channels }) => sum + channels, 0);
  const channels = largest?.channels ?? [];
  return { channels, elsewhere: all - channels.length };
}

function samplesOf({ channels }: Group): number {
  return channels.reduce((sum, { codes }) => sum + codes.length, 0);
}

async function addRecording(
  groups: Group[],
  recording: Recording,
  mostSamples: number,
  codec: Codec<Samples, Transformed>,
): Promise<void> {
  const { data, channels } = await loadSamples(beginningOf(recording, mostSamples));
  const coded = (await codec.encode({ data, channels })).samples.data;
  const frames = data.length / channels;
  for (let c = 0; c < channels; c++) {
    // a copy: one channel of a set must not keep all of them in memory
    const codes = coded.slice(c * frames, (c + 1) * frames);
    const values = valuesOf(codes, data.subarray(c * frames, (c + 1) * frames));
    if (values.size < LEAST_CODES) continue;
    const group = groups.find(known => isOnSameGrid(known.values, values));
    if (group === undefined) groups.push({ channels: [{ recording, codes }], values });
    else {
      group.channels.push({ recording, codes });
      for (const [code, value] of values) if (!group.values.has(code)) group.values.set(code, value);
    }
  }
}

function beginningOf(recording: Recording, mostSamples: number): Recording {
  const { channels, frames } = recording;
  const taken = Math.max(1, Math.floor(mostSamples / channels));
  if (taken >= frames || recording.source.type === 'synthetic') return recording;
  return excerptOf(recording, { firstFrame: 0, frames: taken, firstChannel: 0, channels });
}

/** The first value of each code. */
function valuesOf(codes: Int16Array, data: Int16Array): Map<number, number> {
  const values = new Map<number, number>();
  const isSeen = new Uint8Array(65536);
  for (let i = 0; i < codes.length; i++) {
    if (isSeen[codes[i] & 0xffff] === 1) continue;
    isSeen[codes[i] & 0xffff] = 1;
    values.set(codes[i], data[i]);
  }
  return values;
}

/** Some codes are known, and hardly one stands for another value. */
function isOnSameGrid(known: ReadonlyMap<number, number>, values: ReadonlyMap<number, number>): boolean {
  let same = 0;
  let strays = 0;
  for (const [code, value] of values) {
    if (known.get(code) === value) same++;
    else if (known.has(code)) strays++;
  }
  return same > 0 && strays <= MOST_STRAYS * same;
}
