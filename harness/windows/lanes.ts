/** Lanes of real processes, side by side. */
import { arePlugins } from '../plugins/specifiers.js';
import type { Judge } from '../processes/coding-pair.js';
import type { Limits } from '../processes/guard.js';
import type { Outcome } from '../processes/outcome.js';
import type { JudgeFacts } from '../processes/tasks.js';
import { startWorkers } from '../processes/workers.js';
import type { JudgedQuality } from '../quality/total.js';
import type { Recording } from '../recordings/recording.js';
import { makeKeptPairs } from './kept-pairs.js';
import { type Lane, rememberChains } from './lane.js';

/** A lane that can also say what no codec is to be blamed for. */
export interface QualityLane extends Lane {
  /** Figures of a window with half a code of noise. */
  readonly flickerFloor: (
    recording: Recording,
    seed: number,
    limits: Limits,
  ) => Promise<Outcome<JudgedQuality>>;
}

export interface Lanes {
  readonly lanes: readonly QualityLane[];
  /** Ends their processes; more than once does no harm. */
  readonly close: () => Promise<void>;
}

/** @param memoryBytes that each process may take */
export function startLanes(count: number, memoryBytes: number): Lanes {
  const known: Judged = new Map();
  const lanes = Array.from({ length: count }, () => startLane(memoryBytes, known));
  let closed: Promise<unknown> | undefined;
  return {
    lanes,
    close: async () => {
      closed ??= Promise.allSettled(lanes.map(lane => lane.close()));
      await closed;
    },
  };
}

function startLane(memoryBytes: number, known: Judged) {
  const workers = startWorkers(1, memoryBytes);
  const judge: Judge = (task, limits) => workers.run('judge', { ...task, tellsSpikes: true }, limits);
  const pairs = makeKeptPairs(memoryBytes, workers, judge);
  // built-in stages do not forge what they say of their samples
  const lossyPair = makeKeptPairs(memoryBytes, workers, judgeOnce(judge, known));
  const builtIn = rememberChains((cell, limits) => workers.run('exact', cell, limits));
  const code: Lane['code'] = (cell, limits) => {
    if (arePlugins(cell.plugins)) return pairs.code(cell, limits);
    return (cell.isLossy === true ? lossyPair : builtIn).code(cell, limits);
  };
  const flickerFloor: QualityLane['flickerFloor'] = async (recording, seed, limits) => {
    const outcome = await workers.run('flickerFloor', { recording, seed }, limits);
    if (outcome.status !== 'ok') return outcome;
    const { quality, spikes } = outcome.value;
    return { status: 'ok', value: { ...quality, sample: spikes } };
  };
  const close = async () => {
    await Promise.allSettled([workers.close(), pairs.close(), lossyPair.close()]);
  };
  return { code, flickerFloor, close };
}

/** What was judged, by window, promise and what the decoded samples come to. */
type Judged = Map<string, JudgeFacts>;

/** The same samples, by whichever coder, are judged once. */
function judgeOnce(judge: Judge, known: Judged): Judge {
  return async (task, limits, digest) => {
    const key = JSON.stringify([task.recording, task.greatestError, digest]);
    const value = known.get(key);
    if (value !== undefined) return { status: 'ok', value };
    const outcome = await judge(task, limits, digest);
    if (outcome.status === 'ok') known.set(key, outcome.value);
    return outcome;
  };
}
