/** From recordings to a profile, and what it is worth on recordings that were left out. */

import type { Coder, Stage } from '../../codecs/codec.js';
import type { ConverterProfile } from '../../codecs/converter/profile.js';
import { stagesWith } from '../../codecs/registry.js';
import { takes } from '../grid/trained-grids.js';
import type { Recording } from '../recordings/recording.js';
import { type Channel, readChannels } from './channels.js';
import { codeLength } from './code-length.js';
import { type ConverterTable, uniformQuantiser } from './converter.js';
import { learnConverter, ROUNDS } from './learn.js';

/** Bits a sample below which a table is not worth its bytes. */
export const LEAST_GAIN = 0.002;
/** Thresholds are int16 in 1/16 steps. */
const LEAST_CODE = -2048;
const MOST_CODE = 2047;
/** Converters of implants have ten bits or more; the recordings at hand seldom use all of them, others may. */
const LEAST_CODES = 1024;

export interface TrainOptions {
  readonly name: string;
  /** Every so many-th recording, by name, is left out; of fewer recordings, the last part of each. 2 or more. */
  readonly heldOut: number;
  readonly onProgress?: (phase: 'codes' | 'learning' | 'judging', done: number, total: number) => void;
}

/** Bits a sample over what was left out: with evenly spaced thresholds, and with those of the profile. */
export interface Worth {
  readonly even: number;
  readonly profile: number;
}

export interface Trained {
  readonly profile: ConverterProfile;
  /** Whether nothing was gained, so that the profile is the uniform quantiser. */
  readonly isEven: boolean;
  /** Names of recordings. */
  readonly trainedOn: readonly string[];
  readonly leftOut: readonly string[];
  /** Every so many-th was left out. */
  readonly every: number;
  /** Whether, for want of recordings, it was that part of each, at its end. */
  readonly splitInTime: boolean;
  /** Channels that lie on another grid, or are dead. */
  readonly elsewhere: number;
  /** Samples left out. */
  readonly samples: number;
  /** By the model's probabilities. */
  readonly ideal: Worth;
  /** By the first coder that takes a profile. */
  readonly coded: (Worth & { readonly coder: string }) | undefined;
}

/**
 * Learns a profile, and measures it on what was left out.
 * @throws Error in one line if there is no recording, or its codes are too many for a profile
 */
export async function trainProfile(
  recordings: readonly Recording[],
  options: TrainOptions,
): Promise<Trained> {
  const { name, heldOut, onProgress = () => undefined } = options;
  const found = await readChannels(recordings, done => onProgress('codes', done, recordings.length));
  const range = rangeOf(found.channels);
  const { training, left, splitInTime } = split(found.channels, heldOut);
  let steps = 0;
  const learned = learnConverter(training.map(codesOf), range.firstCode, range.codes, () =>
    onProgress('learning', ++steps, ROUNDS * training.length),
  );
  const judged = left.map(codesOf);
  const samples = judged.reduce((sum, { length }) => sum + length, 0);
  let judgedChannels = 0;
  const bitsWith = (table: ConverterTable) =>
    codeLength(judged, table, () => onProgress('judging', ++judgedChannels, 2 * judged.length)) / samples;
  const uniformTable = uniformQuantiser(range.firstCode, range.codes);
  const even = bitsWith(uniformTable);
  const tried = bitsWith(learned);
  const isEven = even - tried <= LEAST_GAIN;
  const profile = profileOf(name, isEven ? uniformTable : learned);
  return {
    profile,
    isEven,
    trainedOn: namesOf(training),
    leftOut: namesOf(left),
    every: heldOut,
    splitInTime,
    elsewhere: found.elsewhere,
    samples,
    ideal: { even, profile: isEven ? even : tried },
    coded: await codedWorth(judged, profile),
  };
}

function codesOf({ codes }: Channel): Int16Array {
  return codes;
}

function namesOf(channels: readonly Channel[]): string[] {
  return [...new Set(channels.map(({ recording }) => recording.name))];
}

function profileOf(name: string, { firstCode, thresholds }: ConverterTable): ConverterProfile {
  // of 4096 codes, the first begins half a step below what int16 holds, and takes in all below it anyway
  return {
    name,
    firstCode,
    thresholds: Int16Array.from(thresholds, threshold => Math.max(-32768, threshold)),
  };
}

/** The codes of a converter of whole bits that holds all that occur. */
function rangeOf(channels: readonly Channel[]): { firstCode: number; codes: number } {
  if (channels.length === 0) throw new Error('no recording to learn from: no channel has 3 codes or more');
  let [least, most] = [channels[0].codes[0], channels[0].codes[0]];
  for (const { codes } of channels) {
    for (let i = 0; i < codes.length; i++) {
      if (codes[i] < least) least = codes[i];
      if (codes[i] > most) most = codes[i];
    }
  }
  if (least < LEAST_CODE || most > MOST_CODE) {
    const wanted = `a profile holds ${LEAST_CODE}..${MOST_CODE}, the codes of a converter of up to 12 bits`;
    throw new Error(`codes ${least}..${most}: ${wanted}; ncb info shows the grid of recordings`);
  }
  let codes = LEAST_CODES;
  while (least < -codes / 2 || most >= codes / 2) codes *= 2;
  return { firstCode: -codes / 2, codes };
}

function split(channels: readonly Channel[], every: number) {
  const names = namesOf(channels).sort();
  const isLeft = new Set(names.filter((_, k) => k % every === every - 1));
  if (isLeft.size === 0) return splitByTime(channels, every);
  return {
    training: channels.filter(({ recording }) => !isLeft.has(recording.name)),
    left: channels.filter(({ recording }) => isLeft.has(recording.name)),
    splitInTime: false,
  };
}

function splitByTime(channels: readonly Channel[], every: number) {
  const cut = ({ codes }: Channel) => Math.floor((codes.length * (every - 1)) / every);
  return {
    training: channels.map(channel => ({ ...channel, codes: channel.codes.subarray(0, cut(channel)) })),
    left: channels.map(channel => ({ ...channel, codes: channel.codes.subarray(cut(channel)) })),
    splitInTime: true,
  };
}

/** What a coder makes of each channel without and with a profile; undefined while no coder takes one. */
async function codedWorth(
  channels: readonly Int16Array[],
  profile: ConverterProfile,
): Promise<Trained['coded']> {
  const coder = stagesWith([profile]).find(isProfiledCoder);
  if (coder === undefined) return undefined;
  const samples = channels.reduce((sum, { length }) => sum + length, 0);
  const bitsWith = async (name: string) => {
    const codec = await coder.open({ profile: name });
    let bytes = 0;
    for (const codes of channels) bytes += (await codec.encode({ data: codes, channels: 1 })).length;
    return (8 * bytes) / samples;
  };
  return { coder: coder.name, even: await bitsWith('none'), profile: await bitsWith(profile.name) };
}

function isProfiledCoder(stage: Stage): stage is Coder {
  return stage.kind === 'coder' && takes(stage, 'profile');
}
