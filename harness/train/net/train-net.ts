/** From recordings to a model of middle-out's net, and what it is worth on recordings that were left out. */
import type { Samples } from '../../../codecs/codec.js';
import { defineMiddleOut } from '../../../codecs/coders/middle-out/coder.js';
import { makeGatherer, RECORD } from '../../../codecs/coders/middle-out/gather.js';
import type { LeadModel } from '../../../codecs/coders/middle-out/model.js';
import { levels } from '../../../codecs/transforms/levels/transform.js';
import { excerptOf } from '../../recordings/excerpt.js';
import { loadSamples } from '../../recordings/load.js';
import type { Recording } from '../../recordings/recording.js';
import { learnNet } from './learn-net.js';

/** 144 bytes each. */
const MOST_RECORDS = 280_000;
/** Half a minute to one and a half of one core. */
const STEPS = 16_000;
const SEED = 1;

type NetPhase = 'codes' | 'learning' | 'judging';

export interface TrainNetOptions {
  readonly name: string;
  readonly onProgress?: (phase: NetPhase, done: number, total: number) => void;
}

export interface TrainedNet {
  readonly model: LeadModel;
  readonly trainedOn: readonly string[];
  readonly leftOut: readonly string[];
  /** What was learned from, one sample each. */
  readonly records: number;
  /** Samples left out, and bits a sample of them. */
  readonly samples: number;
  readonly without: number;
  /** Where the coder may leave the net away, which takes coding twice. */
  readonly with: number;
}

/** What is learned from, and what is left out. */
interface NetSplit {
  readonly training: readonly Recording[];
  readonly left: readonly Recording[];
}

/** The frames from one to before another. */
export function stretchOf(recording: Recording, from: number, to: number): Recording {
  const { channels } = recording;
  return excerptOf(recording, { firstFrame: from, frames: to - from, firstChannel: 0, channels });
}

/**
 * Trains a net, and measures it on what was left out.
 * @throws Error in one line if there is nothing to learn from
 */
export async function trainNet(
  { training, left }: NetSplit,
  { name, onProgress = () => undefined }: TrainNetOptions,
): Promise<TrainedNet> {
  const records = await gatherAll(training, done => onProgress('codes', done, training.length));
  if (records.length === 0) throw new Error('no recording to learn from: none has 2 frames or more');
  const model = learnNet(records, {
    name,
    seed: SEED,
    steps: STEPS,
    onStep: (done, total) => onProgress('learning', done, total),
  });
  const judged = await judge(model, left, done => onProgress('judging', done, left.length));
  return {
    model,
    trainedOn: training.map(recording => recording.name),
    leftOut: left.map(recording => recording.name),
    records: records.length / RECORD.length,
    ...judged,
  };
}

/** Codes of a recording, as the coder has them behind `levels`. */
async function codesOf(recording: Recording): Promise<Samples> {
  const { data, channels } = await loadSamples(recording);
  const codec = await levels.open({});
  return (await codec.encode({ data, channels })).samples;
}

/** Of larger recordings more, by the root of their channels. */
async function gatherAll(recordings: readonly Recording[], onRecording: (done: number) => void) {
  const { gather } = await makeGatherer();
  const shares = recordings.map(({ channels }) => Math.sqrt(channels));
  const all = shares.reduce((sum, share) => sum + share, 0);
  const parts: Int16Array[] = [];
  for (const [k, recording] of recordings.entries()) {
    parts.push(gather(await codesOf(recording), Math.floor((MOST_RECORDS * shares[k]) / all)));
    onRecording(k + 1);
  }
  const records = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    records.set(part, at);
    at += part.length;
  }
  return records;
}

/** Bits a sample without the net and with it, over all recordings. */
async function judge(
  model: LeadModel,
  recordings: readonly Recording[],
  onRecording: (done: number) => void = () => undefined,
) {
  const coder = defineMiddleOut([], [model]);
  const alone = await coder.open({ model: 'none' });
  const corrected = await coder.open({ model: model.name, net: 'on' });
  let [samples, without, withNet] = [0, 0, 0];
  for (const [k, recording] of recordings.entries()) {
    const codes = await codesOf(recording);
    const plain = (await alone.encode(codes)).length;
    without += plain;
    withNet += Math.min(plain, (await corrected.encode(codes)).length);
    samples += codes.data.length;
    onRecording(k + 1);
  }
  const bits = (bytes: number) => (samples === 0 ? 0 : (8 * bytes) / samples);
  return { samples, without: bits(without), with: bits(withNet) };
}
