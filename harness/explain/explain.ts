/** Chains taken apart over recordings: where their bits go. */
import { type Chain, printChain } from '../../codecs/chain-id.js';
import { type Plugged, pluginsBehind } from '../plugins/plugged.js';
import { inLanes } from '../processes/lanes.js';
import type { Failure } from '../processes/outcome.js';
import type { ExplainFacts } from '../processes/tasks.js';
import { startWorkers, type Workers } from '../processes/workers.js';
import type { Recording } from '../recordings/recording.js';
import { type Looked, lookedAt } from './looked-at.js';

export interface ExplainRequest {
  readonly recordings: readonly Recording[];
  readonly chains: readonly Chain[];
  readonly plugged: Plugged;
  /** Processes side by side. */
  readonly jobs: number;
  /** Whether bits are shared out to channels and stretches of time, which takes some five times as long. */
  readonly pieces: boolean;
}

export interface ExplainHooks {
  readonly signal: AbortSignal;
  /** @param share of all that is to be done, from 0 to 1 */
  readonly onProgress: (share: number) => void;
}

/** A chain over recordings, in their order; those that failed stand apart. Plain data. */
export interface ExplainedChain {
  readonly chain: string;
  readonly recordings: readonly ExplainedRecording[];
  readonly failures: readonly (Failure & { readonly recording: string })[];
}

/** What was looked at of a recording, and where its bits went. */
export interface ExplainedRecording extends Looked {
  readonly facts: ExplainFacts;
}

/** What one recording under one chain may take. */
const LIMITS = { timeoutMs: 600_000, memoryBytes: 2 ** 32 };

interface Work {
  readonly chain: number;
  readonly recording: number;
}

/**
 * Takes chains apart, each recording in a measuring process. Long recordings are looked at in an excerpt
 * (looked-at.ts). What fails costs its own recording.
 * @returns one a chain, in their order; less than all of it once the signal fires
 */
export async function explainChains(request: ExplainRequest, hooks: ExplainHooks): Promise<ExplainedChain[]> {
  const { recordings, chains, jobs } = request;
  const looked = recordings.map(lookedAt);
  const outcomes = chains.map((): ExplainOutcomes => new Map());
  // all chains of a recording in a row: a process keeps the samples of the last one
  const work = looked.flatMap((_, recording) => chains.map((_, chain): Work => ({ chain, recording })));
  const workers = startWorkers(Math.min(jobs, work.length), LIMITS.memoryBytes);
  const report = progressOf(work.length, hooks.onProgress);
  try {
    await inLanes(work, jobs, hooks.signal, async ({ chain, recording }) => {
      const explained = explainOne(
        request,
        chains[chain],
        looked[recording],
        workers,
        hooks.signal,
        report(),
      );
      outcomes[chain].set(recording, await explained);
    });
  } finally {
    await workers.close();
  }
  return chains.map((chain, k) => explainedChain(printChain(chain), looked, outcomes[k]));
}

type ExplainOutcomes = Map<number, Awaited<ReturnType<typeof explainOne>>>;

function explainOne(
  { plugged, pieces }: ExplainRequest,
  chain: Chain,
  { recording }: Looked,
  workers: Workers,
  signal: AbortSignal,
  onShare: (share: number) => void,
) {
  const task = { chain: printChain(chain), plugins: pluginsBehind(chain, plugged), recording, pieces };
  const limits = { ...LIMITS, signal };
  return workers.run('explain', task, limits, note => onShare(Number(note))).finally(() => onShare(1));
}

/** One report for each task, of how much of it is done. */
function progressOf(tasks: number, onProgress: ExplainHooks['onProgress']) {
  const shares: number[] = [];
  return () => {
    const index = shares.push(0) - 1;
    return (share: number) => {
      shares[index] = share;
      onProgress(shares.reduce((sum, own) => sum + own, 0) / tasks);
    };
  };
}

function explainedChain(chain: string, looked: readonly Looked[], outcomes: ExplainOutcomes): ExplainedChain {
  const recordings: ExplainedRecording[] = [];
  const failures: ExplainedChain['failures'][number][] = [];
  for (const [k, own] of looked.entries()) {
    const outcome = outcomes.get(k);
    if (outcome?.status === 'ok') recordings.push({ ...own, facts: outcome.value });
    else if (outcome !== undefined) failures.push({ recording: own.recording.name, ...outcome });
  }
  return { chain, recordings, failures };
}

/** The same chains over the recordings that none of them failed on, so that they can be compared. */
export function overCommon(chains: readonly ExplainedChain[]): ExplainedChain[] {
  const failed = new Set(chains.flatMap(({ failures }) => failures.map(({ recording }) => recording)));
  return chains.map(chain => ({
    ...chain,
    recordings: chain.recordings.filter(({ recording }) => !failed.has(recording.name)),
  }));
}
