/** The learning of `ncb train --model middle-out`: half a minute and more, without a pause. */
import { shippedModels } from '../../../../codecs/coders/middle-out/shipped.js';
import type { Recording } from '../../../../harness/recordings/recording.js';
import { splitForNet } from '../../../../harness/train/net/split.js';
import { type NetPhase, type TrainedNet, trainNet } from '../../../../harness/train/net/train-net.js';
import type { Phase } from '../../shared/phases.js';
import { serveThread } from '../../shared/thread.js';

/** What is learned from, as the command line has it. */
export interface NetTraining {
  readonly recordings: readonly Recording[];
  /** Of the model. */
  readonly name: string;
  readonly heldOut: number;
  /** Threads. */
  readonly jobs: number;
}

export interface NetTrained extends TrainedNet {
  readonly splitInTime: boolean;
  /** Name of the model that ships. */
  readonly shipped: string | undefined;
}

const SHOWN: Readonly<Record<NetPhase, { readonly phase: Phase; readonly unit: string }>> = {
  codes: { phase: 'codes', unit: 'recordings' },
  learning: { phase: 'net', unit: 'steps' },
  judging: { phase: 'judging', unit: 'recordings' },
};

await serveThread<NetTraining, NetTrained>(async ({ recordings, name, heldOut, jobs }, show) => {
  const [beside] = shippedModels;
  const { splitInTime, ...split } = splitForNet(recordings, heldOut);
  const onProgress = (phase: NetPhase, done: number, total: number) => show({ ...SHOWN[phase], done, total });
  const trained = await trainNet(split, { name, beside, jobs, onProgress });
  return { ...trained, splitInTime, shipped: beside?.name };
});
