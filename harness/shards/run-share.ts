/** A share of a plan, measured in a folder and a log of its own; and its timing pass, which is a run of its own too. */
import { resolve } from 'node:path';
import { makeFolder } from '../common/files.js';
import { loadPlugged } from '../plugins/plugged.js';
import type { OnProgress } from '../processes/lanes.js';
import { wholeOf } from '../recordings/chunked.js';
import type { Recording } from '../recordings/recording.js';
import { thisMachine } from '../run/machine.js';
import { costsBy } from '../sweep/costs.js';
import { limitsOf } from '../sweep/limits.js';
import { type SweepCell, type SweepPlan, timedCells } from '../sweep/plan.js';
import { runIn, type SweepHooks, type SweepResult } from '../sweep/sweep.js';
import { type PlanFile, pathsOf, readPlan, thaw } from './plan-file.js';
import { checkChains, checkPlugins, checkRecordings, checkVersions } from './same.js';
import { dealOut, type ShardIndex, shardName } from './share.js';
import { claim, readState } from './state.js';

export const SHARDS = 'shards';
export const TIMING = 'timing';

/** What a machine is asked to do of a plan. */
export interface ShareRequest {
  /** Folder of the run. */
  readonly run: string;
  /** A share of the exact pass; or the timing pass, of the recordings that are timed. */
  readonly part: ShardIndex | 'timing';
  readonly jobs: number;
  /** Where the folder of data lies here. */
  readonly data?: string | undefined;
}

/** A share that is ready to be measured. */
export interface Share {
  readonly folder: string;
  readonly name: string;
  readonly plan: SweepPlan;
  readonly file: PlanFile;
}

/**
 * Reads the plan, and holds this machine against it: versions, plugins and profiles, chains, and the recordings of the
 * share that are still to be measured.
 * @throws Error in one line that says what differs, or that the plan has no timing pass
 */
export async function prepareShare(request: ShareRequest, signal?: AbortSignal): Promise<Share> {
  const file = readPlan(request.run);
  checkVersions(file);
  const paths = pathsOf(file, request.data);
  await checkPlugins(paths);
  const limits = limitsOf(file.settings, signal);
  const plugged = await loadPlugged(
    paths.plugins.map(({ specifier }) => specifier),
    limits,
    paths.profiles.map(({ specifier }) => specifier),
  );
  const { part } = request;
  const name = part === 'timing' ? thisMachine().machine : shardName(part);
  const folder = resolve(request.run, part === 'timing' ? TIMING : SHARDS, name);
  const whole = thaw(file, paths.recordings, plugged, { out: folder, jobs: request.jobs });
  checkChains(file, whole);
  const plan = part === 'timing' ? timedOf(whole, request.run) : shardOf(whole, file, part);
  await checkRecordings(recordingsOf(plan), signal);
  return {
    folder,
    name: part === 'timing' ? `timing on ${name}` : `shard ${part.index}/${part.of}`,
    plan,
    file,
  };
}

function shardOf(plan: SweepPlan, file: PlanFile, shard: ShardIndex): SweepPlan {
  const shares = dealOut(plan.cells, costsBy(file.costs, plan.plugged), shard.of);
  const cells = shares[shard.index - 1];
  return { ...restrictedTo(cells, plan), settings: { ...plan.settings, rounds: 0 }, timing: [] };
}

/** A timing pass stands by itself: what is timed is looked at first, on the machine that it is timed on. */
function timedOf(plan: SweepPlan, run: string): SweepPlan {
  if (plan.settings.rounds === 0)
    throw new Error(`${run}: planned with --size-only: there is no timing pass`);
  return restrictedTo(timedCells(plan.cells, plan), plan);
}

function restrictedTo(cells: readonly SweepCell[], plan: SweepPlan): SweepPlan {
  const own = new Set(cells);
  const exact = plan.exact.filter(cell => own.has(cell));
  return { ...plan, cells, exact, standing: cells.length - exact.length };
}

/** Those that something is still to be measured of. */
function recordingsOf({ exact, timing }: SweepPlan): Recording[] {
  const cells = [...exact, ...timing.map(({ cell }) => cell)];
  return [...new Set(cells.map(({ recording }) => wholeOf(recording)))];
}

/**
 * Measures what is left of a share; nothing if all of it stands. Its folder holds the files of a run afterwards, of its
 * own cells.
 * @throws Error in one line if another process is at it, or has taken it over
 */
export async function runShare(share: Share, commandLine: string, hooks: SweepHooks): Promise<SweepResult> {
  const { folder, plan, file, name } = share;
  makeFolder(folder);
  const stopping = new AbortController();
  const signal =
    hooks.signal === undefined ? stopping.signal : AbortSignal.any([hooks.signal, stopping.signal]);
  let isTaken = false;
  const held = await claim(folder, {
    machine: thisMachine().machine,
    cells: plan.cells.length,
    done: plan.standing,
    signal: hooks.signal,
    onTaken: () => {
      isTaken = true;
      stopping.abort();
    },
  });
  let status: 'done' | 'stopped' = 'stopped';
  try {
    const result = await runIn(
      folder,
      plan,
      commandLine,
      { ...hooks, signal, onProgress: reporting(plan, held.report, hooks.onProgress) },
      file.costs,
    );
    if (isTaken)
      throw new Error(`${folder}: ${name} was taken over by another process, since this one was silent`);
    if (!result.interrupted) status = 'done';
    return result;
  } finally {
    held.end(status);
  }
}

function reporting(
  { standing, timing }: SweepPlan,
  report: (done: number, leftMs: number | null) => void,
  onProgress: OnProgress | undefined,
): OnProgress {
  return progress => {
    const { phase, done, leftMs } = progress;
    // until the timing pass has begun, nobody knows how long it takes
    if (phase === 'exact') report(standing + done, timing.length === 0 ? leftMs : null);
    if (phase === 'timing') report(standing, leftMs);
    onProgress?.(progress);
  };
}

/** Whether there is nothing left to do, and its session has said so. */
export function isComplete({ folder, plan }: Share): boolean {
  return plan.exact.length + plan.timing.length === 0 && readState(folder)?.status === 'done';
}
