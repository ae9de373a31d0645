/** How far a run is that many machines are at: by its files alone. */
import { basename, join } from 'node:path';
import { costsBy } from '../sweep/costs.js';
import { exactCostMs } from '../sweep/estimate.js';
import { foldersIn, shardFolders } from './logs.js';
import type { Planned } from './plan-file.js';
import { SHARDS, TIMING } from './run-share.js';
import { dealOut, mostTold } from './share.js';
import { isLost, readState, type ShareState } from './state.js';

/** `lost`: it says that it runs, and nobody is at it. `waiting`: nothing has begun there. */
export type PartStatus = ShareState['status'] | 'lost' | 'waiting';

export interface PartState {
  /** `3/64`, or the machine of a timing pass. */
  readonly name: string;
  readonly status: PartStatus;
  readonly cells: number;
  readonly done: number;
  readonly leftMs: number | null;
  /** Null where nothing has begun. */
  readonly state: ShareState | null;
}

export interface RunStatus {
  readonly cells: number;
  readonly done: number;
  readonly shards: readonly PartState[];
  readonly timing: readonly PartState[];
  /** Milliseconds until all shards are done, with as many at work as there are now; null if none is. */
  readonly leftMs: number | null;
}

/**
 * @param of how many shares were submitted; undefined: as many as the folders tell of
 * @param nowMs the clock
 */
export function statusOf(run: string, plan: Planned, of: number | undefined, nowMs: number): RunStatus {
  const count = of ?? mostTold(shardFolders(run).map(({ shard }) => shard));
  const shards = count === 0 ? [] : shardStates(run, plan, count, nowMs);
  const timing = foldersIn(join(run, TIMING)).map(folder => {
    const state = readState(folder);
    const { cells = 0, done = 0, leftMs = null } = state ?? {};
    return {
      name: basename(folder),
      status: statusIn(state, nowMs),
      cells,
      done,
      leftMs,
      state: state ?? null,
    };
  });
  const done = shards.reduce((sum, shard) => sum + shard.done, 0);
  return { cells: plan.cells.length, done, shards, timing, leftMs: timeLeft(shards) };
}

function shardStates(run: string, plan: Planned, of: number, nowMs: number): PartState[] {
  const costs = costsBy(plan.file.costs, plan.plugged);
  return dealOut(plan.cells, costs, of).map((cells, k) => {
    const index = k + 1;
    const state = readState(join(run, SHARDS, `${index}-of-${of}`));
    const status = cells.length === 0 ? 'done' : statusIn(state, nowMs);
    const done = status === 'done' ? cells.length : (state?.done ?? 0);
    const part = cells.length === 0 ? 0 : 1 - done / cells.length;
    const expectedMs = part * cells.reduce((sum, cell) => sum + exactCostMs(cell, costs), 0);
    const leftMs = status === 'running' ? (state?.leftMs ?? expectedMs) : expectedMs;
    return { name: `${index}/${of}`, status, cells: cells.length, done, leftMs, state: state ?? null };
  });
}

function statusIn(state: ShareState | undefined, nowMs: number): PartStatus {
  if (state === undefined) return 'waiting';
  return isLost(state, nowMs) ? 'lost' : state.status;
}

function timeLeft(shards: readonly PartState[]): number | null {
  const left = shards.filter(({ status }) => status !== 'done');
  if (left.length === 0) return 0;
  const running = left.filter(({ status }) => status === 'running').map(({ leftMs }) => leftMs ?? 0);
  if (running.length === 0) return null;
  const all = left.reduce((sum, { leftMs }) => sum + (leftMs ?? 0), 0);
  return Math.max(...running, all / running.length);
}
