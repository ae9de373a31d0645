/** How long this machine takes for a block of all channels, chain after chain, each in a process of its own. */
import type { Limits } from '../processes/guard.js';
import { isQuantity } from '../processes/plausible.js';
import { patienceOf } from '../processes/quiet-keeper.js';
import { runFresh } from '../processes/workers.js';
import { excerptOf } from '../recordings/excerpt.js';
import type { Recording } from '../recordings/recording.js';
import { stackedRecording } from '../recordings/stacked.js';
import { quantile } from '../stats/quantile.js';
import type { Candidate } from './measure.js';

/** Milliseconds of a block. */
interface Delay {
  readonly median: number;
  readonly p99: number;
  readonly p999: number;
  readonly worst: number;
  /** How many were timed. */
  readonly blocks: number;
}

export interface Deadline {
  readonly chain: string;
  readonly channels: number;
  readonly blockFrames: number;
  readonly encode: Delay;
  readonly decode: Delay;
  /** Whether the machine was quiet whenever a block was timed. */
  readonly quiet: boolean;
}

export interface DeadlineWish {
  readonly channels: number;
  readonly blockFrames: number;
}

/** Milliseconds of blocks each way, and what may be lost to a disturbed machine. */
const TIME_MS = 1000;
const PATIENCE_MS = 3000;
/** Distinct ones, which come around. */
const BLOCKS = 64;

/**
 * @param recordings that are put side by side, one stretch after the other, until there are as many channels
 * @returns the delays, or in a line why there are none
 */
export async function timeBlocks(
  { id, plugins }: Candidate,
  recordings: readonly Recording[],
  { channels, blockFrames }: DeadlineWish,
  limits: Limits,
): Promise<Deadline | string> {
  const array = arrayOf(recordings, channels, blockFrames);
  const task = {
    chain: id,
    plugins,
    recording: array,
    blockFrames,
    timeMs: TIME_MS,
    patienceMs: patienceOf(PATIENCE_MS),
  };
  const outcome = await runFresh('deadline', task, limits);
  if (outcome.status !== 'ok') return `${outcome.status}: ${outcome.error}`;
  const { encodeMs, decodeMs, quiet } = outcome.value;
  const areTimes = [encodeMs, decodeMs].every(
    times => Array.isArray(times) && times.length > 0 && times.every(isQuantity),
  );
  if (!areTimes) return 'error: the process answered with something else than times';
  return {
    ...{ chain: id, channels: array.channels, blockFrames, quiet: quiet === true },
    encode: delayOf(encodeMs),
    decode: delayOf(decodeMs),
  };
}

function delayOf(ms: readonly number[]): Delay {
  return {
    median: quantile(ms, 0.5),
    p99: quantile(ms, 0.99),
    p999: quantile(ms, 0.999),
    worst: quantile(ms, 1),
    blocks: ms.length,
  };
}

/** Stretches of recordings, again from the first with the next stretch, as long as channels are missing. */
function arrayOf(recordings: readonly Recording[], channels: number, blockFrames: number): Recording {
  const shortest = recordings.reduce((least, { frames }) => Math.min(least, frames), recordings[0].frames);
  const frames = Math.min(shortest, BLOCKS * blockFrames);
  const parts: Recording[] = [];
  for (let k = 0, count = 0; count < channels; k++) {
    const recording = recordings[k % recordings.length];
    const part = stretchOf(recording, Math.floor(k / recordings.length), frames, channels - count);
    parts.push(part);
    count += part.channels;
  }
  return parts.length === 1 ? parts[0] : stackedRecording(parts);
}

/** Only files are read in part: of others all channels are taken from the beginning. */
function stretchOf(recording: Recording, turn: number, frames: number, mostChannels: number): Recording {
  if (recording.source.type !== 'file') return recording;
  const firstFrame = (turn * frames) % Math.max(1, recording.frames - frames + 1);
  const channels = Math.min(mostChannels, recording.channels);
  return excerptOf(recording, { firstFrame, frames, firstChannel: 0, channels });
}
