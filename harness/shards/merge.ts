/**
 * The run that shares come to: their logs become one, of which the CSVs are views as of any other. It may be made while
 * shares are at work, and again; from the same logs come the same files, to the byte.
 */
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writeFileBeside } from '../common/files.js';
import type { TotalRow } from '../run/columns.js';
import {
  ENVIRONMENT_NAME,
  type Environment,
  type MachineFacts,
  machineFactsOf,
  readEnvironment,
} from '../run/environment.js';
import type { JudgedCell } from '../run/judged.js';
import { keyOf, resultKey } from '../run/key.js';
import { formatLine, LOG_NAME, type LogLine, readLog } from '../run/log.js';
import { writeViews } from '../run/views.js';
import { costsBy } from '../sweep/costs.js';
import { identityOf } from '../sweep/plan.js';
import { plannedLines } from '../sweep/sweep.js';
import {
  type Collected,
  type Contradiction,
  collectResults,
  type ShardFolder,
  type Source,
  shardFolders,
  sourcesOf,
} from './logs.js';
import type { PlanFile, Planned } from './plan-file.js';
import { dealOut, mostTold } from './share.js';

/** What is not there yet. */
export interface Lacking {
  readonly cells: number;
  /** How many shares there are to be; 0 if none has begun. */
  readonly of: number;
  /** Numbers of those that lack a cell. */
  readonly shards: readonly number[];
}

export type Merged =
  | { readonly contradictions: readonly Contradiction[] }
  | {
      readonly cells: readonly JudgedCell[];
      readonly totals: readonly TotalRow[];
      readonly planned: number;
      readonly lacking: Lacking;
      /** Folders of timing passes that are in it. */
      readonly timed: readonly string[];
    };

/**
 * Writes the files of a run into its folder; nothing if there are contradictions.
 * @throws Error in one line if a log cannot be read
 */
export function merge(run: string, plan: Planned): Merged {
  const sources = sourcesOf(run);
  const keys = new Set(plan.cells.map(cell => resultKey(identityOf(cell))));
  const collected = collectResults(sources, key => keys.has(key));
  if (collected.contradictions.length > 0) return { contradictions: collected.contradictions };
  writeLog(run, mergedLines(plan, sources, collected));
  writeFileBeside(
    join(run, ENVIRONMENT_NAME),
    `${JSON.stringify(environmentOfAll(plan.file, sources), null, 2)}\n`,
  );
  return {
    ...writeViews(run),
    planned: keys.size,
    lacking: lackingOf(plan, shardFolders(run), collected),
    timed: sources.filter(({ shard }) => shard === null).map(({ folder }) => basename(folder)),
  };
}

/** Of the plan first, then session by session what counts of each log. */
function* mergedLines(plan: Planned, sources: readonly Source[], { results }: Collected): Generator<LogLine> {
  yield* plannedLines(plan);
  const floors = new Set<string>();
  for (const [source, { folder }] of sources.entries()) {
    let number = -1;
    for (const line of readLog(folder)) {
      number++;
      if (line.type === 'session' || line.type === 'start-up') yield line;
      if (line.type === 'exact') {
        const result = results.get(resultKey(line));
        if (result?.source === source && result.line === number) yield line;
      }
      if (line.type === 'timing' && results.has(resultKey(line))) yield line;
      if (line.type === 'flicker-floor') {
        const key = keyOf(line.recording, line.recordingSha256);
        if (!floors.has(key)) yield line;
        floors.add(key);
      }
    }
  }
}

const BUFFERED = 2 ** 16;

/** Written beside and renamed: a log of any length, of which a part is in memory. */
function writeLog(run: string, lines: Iterable<LogLine>): void {
  const path = join(run, LOG_NAME);
  const beside = `${path}.${process.pid}.part`;
  const file = openSync(beside, 'w');
  try {
    let text = '';
    const flush = () => {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      text = '';
    };
    for (const line of lines) {
      text += formatLine(line);
      if (text.length >= BUFFERED) flush();
    }
    flush();
    closeSync(file);
    renameSync(beside, path);
  } catch (cause) {
    rmSync(beside, { force: true });
    throw cause;
  }
}

/**
 * Of the plan, with all machines: at its head that whose speeds there are, so that runs of one machine compare as any
 * others do.
 */
function environmentOfAll({ environment }: PlanFile, sources: readonly Source[]): Environment {
  const machines = new Map<string, MachineFacts>();
  let timed: Partial<Environment> | undefined;
  for (const { folder, shard } of sources) {
    const own = readEnvironment(folder) ?? {};
    const facts = machineFactsOf(own);
    if (facts === undefined) continue;
    const hosts = [...(machines.get(facts.machine)?.hosts ?? []), ...facts.hosts];
    machines.set(facts.machine, { ...facts, hosts: [...new Set(hosts)].sort() });
    if (shard === null) timed ??= own;
  }
  const [first] = machines.keys();
  const head = machines.get(timed?.machine ?? first ?? '');
  if (head === undefined) return environment;
  const { hosts, ...facts } = head;
  return {
    ...{ ...environment, ...facts, host: hosts.join(' ') },
    ...(timed?.program_start_ns !== undefined && { program_start_ns: timed.program_start_ns }),
    machines: [...machines.values()].sort((a, b) => (a.machine < b.machine ? -1 : 1)),
  };
}

/** @returns which cells have no result, and in which shares these are */
function lackingOf(plan: Planned, begun: readonly ShardFolder[], { results }: Collected): Lacking {
  const missing = plan.cells.filter(cell => !results.has(resultKey(identityOf(cell))));
  const of = mostTold(begun.map(({ shard }) => shard));
  if (missing.length === 0 || of === 0) return { cells: missing.length, of, shards: [] };
  const absent = new Set(missing);
  const shares = dealOut(plan.cells, costsBy(plan.file.costs, plan.plugged), of);
  const shards = shares.flatMap((cells, k) => (cells.some(cell => absent.has(cell)) ? [k + 1] : []));
  return { cells: missing.length, of, shards };
}
