/** What is to be submitted, whatever the engine: shares, what they need, and the words of their commands. */
import { join } from 'node:path';
import { packageRoot } from '../../../harness/common/package-root.js';
import type { Planned } from '../../../harness/shards/plan-file.js';
import { dealOut } from '../../../harness/shards/share.js';
import { costsBy } from '../../../harness/sweep/costs.js';
import { CODEC_SHARE, exactCostMs, timingCostMs } from '../../../harness/sweep/estimate.js';
import { timedCells } from '../../../harness/sweep/plan.js';

/** What an engine makes its files of. */
export interface Work {
  /** Absolute. */
  readonly run: string;
  readonly shards: number;
  /** Numbers of shares that are to be submitted, rising. */
  readonly missing: readonly number[];
  /** Processes of a share, side by side. */
  readonly jobs: number;
  /** MiB that a share asks for. */
  readonly memoryMb: number;
  /** Minutes that a share may take, and a timing pass. */
  readonly limitMin: number;
  readonly timingLimitMin: number;
  /** Whether there is a timing pass to submit. */
  readonly isTimed: boolean;
  readonly data: string | undefined;
}

/** As long as the plan says that a share takes, this many times: other machines are slower. */
const SLACK = 3;
const BASE_MIN = 10;
/** Of a share beside its processes. */
const OWN_MB = 512;
/** A share of less work costs more to start than to do. */
const LEAST_SHARE_MS = 60_000;
const MOST_SHARES = 1000;
/** Bytes of samples that are read and hashed in a minute, at the least. */
const READ_IN_MIN = 600e6;

/** Milliseconds of one core that the exact pass takes. */
function workMs({ file, cells, plugged }: Planned): number {
  const costs = costsBy(file.costs, plugged);
  return cells.reduce((sum, cell) => sum + exactCostMs(cell, costs), 0) / CODEC_SHARE;
}

/** How many shares a plan is dealt into unless it is said: of a minute of work at least. */
export function usualShards(planned: Planned, jobs: number, most: number): number {
  const shares = Math.floor(workMs(planned) / jobs / LEAST_SHARE_MS);
  return Math.max(1, Math.min(shares, most, MOST_SHARES, planned.cells.length));
}

/** Minutes that the costliest share may take, with slack. */
export function limitMinutes(planned: Planned, shards: number, jobs: number): number {
  const costs = costsBy(planned.file.costs, planned.plugged);
  const longest = dealOut(planned.cells, costs, shards).map(cells => {
    const recordings = [...new Set(cells.map(({ recording }) => recording))];
    const bytes = recordings.reduce((sum, { channels, frames }) => sum + 2 * channels * frames, 0);
    const ms = cells.reduce((sum, cell) => sum + exactCostMs(cell, costs), 0);
    return (SLACK * ms) / jobs / 60_000 + bytes / READ_IN_MIN;
  });
  return Math.ceil(BASE_MIN + Math.max(...longest));
}

/** Minutes that a timing pass may take, with slack. */
export function timingMinutes({ file, cells, plugged }: Planned): number {
  const costs = costsBy(file.costs, plugged);
  const { settings, recordings } = file;
  const timed = timedCells(cells, { recordings, settings: { ...settings, out: '' } });
  const roundMs = timed.reduce(
    (sum, cell) => sum + timingCostMs({ cell, alias: '', round: 0 }, costs, settings.timeMs),
    0,
  );
  const exactMs = timed.reduce((sum, cell) => sum + exactCostMs(cell, costs), 0);
  const ms = Math.min((settings.timeBudgetS ?? Number.POSITIVE_INFINITY) * 1000, roundMs * settings.rounds);
  return Math.ceil(BASE_MIN + (SLACK * (ms + exactMs)) / 60_000);
}

/** MiB of a share: each process up to its limit, and two for each with plugins. */
export function memoryOf({ file }: Planned, jobs: number): number {
  const processes = file.plugins.length === 0 ? 1 : 3;
  return OWN_MB + processes * jobs * file.settings.memoryMb;
}

/** The words that start this program as it was started. */
const PROGRAM: readonly string[] = [process.execPath, join(packageRoot, 'dist', 'scripts', 'cli.js')];

function dataWords(data: string | undefined): string[] {
  return data === undefined ? [] : ['--data', data];
}

/** @param shard as `--shard` takes it */
export function shardCommand({ run, jobs, data }: Work, shard: string, program = PROGRAM): string[] {
  return [...program, 'sweep', '--plan', run, '--shard', shard, '--jobs', String(jobs), ...dataWords(data)];
}

export function timingCommand({ run, data }: Work, program = PROGRAM): string[] {
  return [...program, 'sweep', '--plan', run, '--timing', ...dataWords(data)];
}

export function mergeCommandOf({ run }: Work, program = PROGRAM): string[] {
  return [...program, 'merge', run];
}
