/** From recordings to a model of middle-out's net, and what it is worth on recordings that were left out. */
import { RECORD } from '../../../codecs/coders/middle-out/gather.js';
import type { LeadModel } from '../../../codecs/coders/middle-out/model.js';
import { excerptOf } from '../../recordings/excerpt.js';
import type { Recording } from '../../recordings/recording.js';
import { learnNet } from './learn-net.js';
import { runOnRecordings } from './threads.js';

/** 144 bytes each. */
const MOST_RECORDS = 280_000;
/** Half a minute to one and a half of one core. */
export const MOST_STEPS = 16_000;
/** Batches of 128: each record is seen 32 times. */
const RECORDS_A_STEP = 4;
const SEED = 1;

export type NetPhase = 'codes' | 'learning' | 'judging';

export interface TrainNetOptions {
  readonly name: string;
  /** A model that is judged beside the new one. */
  readonly beside?: LeadModel | undefined;
  /** Of learning; by default one for each four records, 16,000 at most. */
  readonly steps?: number;
  /** Recordings that are gathered from, or coded, at a time; the model does not depend on it. */
  readonly jobs?: number;
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
  /** The same with the model that was to be judged beside, if one was. */
  readonly beside: number | undefined;
}

/** What is learned from, and what is left out. */
export interface NetSplit {
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
  { name, beside, steps, jobs = 1, onProgress = () => undefined }: TrainNetOptions,
): Promise<TrainedNet> {
  const records = await gatherAll(training, jobs, done => onProgress('codes', done, training.length));
  if (records.length === 0) throw new Error('no recording to learn from: none has 2 frames or more');
  const count = records.length / RECORD.length;
  const model = learnNet(records, {
    name,
    seed: SEED,
    steps: steps ?? Math.min(MOST_STEPS, Math.ceil(count / RECORDS_A_STEP)),
    onStep: (done, total) => onProgress('learning', done, total),
  });
  const tried = beside === undefined ? [model] : [model, beside];
  const judged = await judge(tried, left, jobs, done => onProgress('judging', done, left.length));
  const [without, withNet, withOther] = judged.bits;
  return {
    model,
    trainedOn: training.map(recording => recording.name),
    leftOut: left.map(recording => recording.name),
    records: count,
    samples: judged.samples,
    without,
    with: withNet,
    beside: withOther,
  };
}

/** Of larger recordings more, by the root of their channels. */
async function gatherAll(
  recordings: readonly Recording[],
  jobs: number,
  onRecording: (done: number) => void,
): Promise<Int16Array> {
  const shares = recordings.map(({ channels }) => Math.sqrt(channels));
  const all = shares.reduce((sum, share) => sum + share, 0);
  const tasks = recordings.map((recording, k) => ({
    recording,
    most: Math.floor((MOST_RECORDS * shares[k]) / all),
  }));
  const parts = await runOnRecordings('gather', tasks, jobs, onRecording);
  const records = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    records.set(part, at);
    at += part.length;
  }
  return records;
}

/** Bits a sample without a net and with each model, over all recordings. */
async function judge(
  models: readonly LeadModel[],
  recordings: readonly Recording[],
  jobs: number,
  onRecording: (done: number) => void,
) {
  const tasks = recordings.map(recording => ({ recording, models }));
  const judged = await runOnRecordings('judge', tasks, jobs, onRecording);
  const samples = judged.reduce((sum, one) => sum + one.samples, 0);
  const bits = Array.from({ length: 1 + models.length }, (_, k) => {
    const bytes = judged.reduce((sum, one) => sum + one.bytes[k], 0);
    return samples === 0 ? 0 : (8 * bytes) / samples;
  });
  return { samples, bits };
}
