/** Which cells of a plan a share holds: every machine comes to the same, since all go by the plan's costs. */

import { resultKey } from '../run/key.js';
import type { Costs } from '../sweep/costs.js';
import { exactCostMs } from '../sweep/estimate.js';
import { identityOf, type SweepCell } from '../sweep/plan.js';

/** One of several shares, from 1. */
export interface ShardIndex {
  readonly index: number;
  readonly of: number;
}

/** Cells of one recording that go together, so that few machines read it. */
interface Piece {
  readonly cells: readonly SweepCell[];
  readonly costMs: number;
  readonly key: string;
}

/** Of an even share, the most that one piece takes, unless it is one cell. */
const PIECE_SHARE = 1 / 8;

/**
 * Deals cells out: pieces by falling cost, each to the share that has least (longest processing time first); equal ones
 * in the order of their keys.
 * @returns for each share its cells, in the order given
 */
export function dealOut(cells: readonly SweepCell[], costs: Costs, shares: number): SweepCell[][] {
  const costMs = (cell: SweepCell) => exactCostMs(cell, costs);
  const totalMs = cells.reduce((sum, cell) => sum + costMs(cell), 0);
  const pieces = piecesOf(cells, costMs, (totalMs / shares) * PIECE_SHARE);
  pieces.sort((a, b) => b.costMs - a.costMs || (a.key < b.key ? -1 : Number(a.key > b.key)));
  const heap = makeLeastFirst(shares);
  const shareOf = new Map<SweepCell, number>();
  for (const piece of pieces) {
    const share = heap.add(piece.costMs);
    for (const cell of piece.cells) shareOf.set(cell, share);
  }
  const dealt = Array.from({ length: shares }, (): SweepCell[] => []);
  for (const cell of cells) dealt[shareOf.get(cell) ?? 0].push(cell);
  return dealt;
}

function piecesOf(cells: readonly SweepCell[], costMs: (cell: SweepCell) => number, mostMs: number): Piece[] {
  const pieces: Piece[] = [];
  let open: SweepCell[] = [];
  let openMs = 0;
  const close = () => {
    if (open.length > 0) pieces.push({ cells: open, costMs: openMs, key: resultKey(identityOf(open[0])) });
    [open, openMs] = [[], 0];
  };
  for (const cell of cells) {
    const ms = costMs(cell);
    if (open.length > 0 && (open[0].recording !== cell.recording || openMs + ms > mostMs)) close();
    open.push(cell);
    openMs += ms;
  }
  close();
  return pieces;
}

/** Sums by number, of which the least is found at once: a binary heap; of equal sums the lowest number is first. */
function makeLeastFirst(count: number): { readonly add: (ms: number) => number } {
  const sums = new Float64Array(count);
  const heap = Array.from({ length: count }, (_, k) => k);
  const isBefore = (a: number, b: number) => sums[a] < sums[b] || (sums[a] === sums[b] && a < b);
  return {
    add: ms => {
      const [first] = heap;
      sums[first] += ms;
      let at = 0;
      for (;;) {
        let least = at;
        for (const child of [2 * at + 1, 2 * at + 2])
          if (child < count && isBefore(heap[child], heap[least])) least = child;
        if (least === at) return first;
        [heap[at], heap[least]] = [heap[least], heap[at]];
        at = least;
      }
    },
  };
}

/** Variables that engines set for a task of an array, and what their first task has. */
const ENGINES = [
  { variable: 'SLURM_ARRAY_TASK_ID', first: 1 },
  { variable: 'JOB_COMPLETION_INDEX', first: 0 },
  { variable: 'AWS_BATCH_JOB_ARRAY_INDEX', first: 0 },
] as const;

/**
 * Reads `3/64`, or `env/64`: the number that the engine has set. Kubernetes and AWS count from 0, which is added to;
 * Slurm's array is to be submitted with `--array=1-64`.
 * @throws Error in one line if it is none of these, or the engine's number is not set or out of bounds
 */
export function parseShard(text: string, environment: NodeJS.ProcessEnv): ShardIndex {
  const [, index, count] = /^(\d{1,7}|env)\/(\d{1,7})$/.exec(text.trim()) ?? [];
  const of = Number(count);
  if (index === undefined || of < 1)
    throw new Error(`--shard ${text}: want 3/64, the third of 64, or env/64`);
  if (index === 'env') return fromEnvironment(text, of, environment);
  const own = Number(index);
  if (own < 1 || own > of) throw new Error(`--shard ${text}: want 1/${of} to ${of}/${of}`);
  return { index: own, of };
}

function fromEnvironment(text: string, of: number, environment: NodeJS.ProcessEnv): ShardIndex {
  const set = ENGINES.filter(({ variable }) => (environment[variable] ?? '') !== '');
  const names = ENGINES.map(({ variable }) => variable).join(', ');
  if (set.length !== 1) {
    const which = set.length === 0 ? 'none is set' : 'more than one is set';
    throw new Error(`--shard ${text}: want one of ${names} in the environment, ${which}`);
  }
  const [{ variable, first }] = set;
  const value = Number(environment[variable]);
  const index = value - first + 1;
  if (!Number.isInteger(value) || index < 1 || index > of) {
    const wanted = `want ${first} to ${of - 1 + first}`;
    throw new Error(`--shard ${text}: ${variable} is ${environment[variable]}, ${wanted}`);
  }
  return { index, of };
}

/** The name of a share's folder. */
export function shardName({ index, of }: ShardIndex): string {
  return `${index}-of-${of}`;
}

/** The share that a folder's name tells of; undefined if it is none. */
export function shardNamed(name: string): ShardIndex | undefined {
  const [, index, of] = /^([1-9]\d{0,6})-of-([1-9]\d{0,6})$/.exec(name) ?? [];
  const share = { index: Number(index), of: Number(of) };
  return index === undefined || share.index > share.of ? undefined : share;
}

/** Into how many shares a plan was dealt: the number that most of some tell of; 0 of none. */
export function mostTold(shards: readonly ShardIndex[]): number {
  const counts = new Map<number, number>();
  for (const { of } of shards) counts.set(of, (counts.get(of) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}
