/** The logs of a run that was made in shares: where they lie, and which line of each counts. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { resultKey } from '../run/key.js';
import { type ExactLine, LOG_NAME, readLog } from '../run/log.js';
import { SHARDS, TIMING } from './run-share.js';
import { type ShardIndex, shardNamed } from './share.js';

/** A folder with a log of its own. */
export interface Source {
  readonly folder: string;
  /** Null of a timing pass. */
  readonly shard: ShardIndex | null;
}

/** Folders of shares by their numbers, then those of timing passes by machine; those that have a log. */
export function sourcesOf(run: string): Source[] {
  const hasLog = ({ folder }: Source) => existsSync(join(folder, LOG_NAME));
  const timing = foldersIn(join(run, TIMING)).map(folder => ({ folder, shard: null }));
  return [...shardFolders(run), ...timing].filter(hasLog);
}

export interface ShardFolder {
  readonly folder: string;
  readonly shard: ShardIndex;
}

/** Folders of shares, by their numbers. */
export function shardFolders(run: string): ShardFolder[] {
  const shards = foldersIn(join(run, SHARDS)).flatMap(folder => {
    const shard = shardNamed(basename(folder));
    return shard === undefined ? [] : [{ folder, shard }];
  });
  return shards.sort((a, b) => a.shard.of - b.shard.of || a.shard.index - b.shard.index);
}

/** By name; none if it is not there. */
export function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => join(folder, entry.name))
    .sort();
}

/** What is kept of a cell's result, so that a million of them fit. */
interface Result {
  readonly status: ExactLine['status'];
  readonly encodedBytes: number;
  readonly streamDigest: string | undefined;
  /** What was lost, as text; empty where nothing may be. */
  readonly lost: string;
  /** Index of the source, and number of the line there. */
  readonly source: number;
  readonly line: number;
  /** `host (machine)`. */
  readonly where: string;
}

/** Two machines that say different things of one cell. */
export interface Contradiction {
  readonly chain: string;
  readonly recording: string;
  readonly scope: string;
  /** What each says, and which it is. */
  readonly said: readonly [string, string];
  /** The folders that they say it in. */
  readonly folders: readonly [string, string];
}

export interface Collected {
  /** By resultKey: of each cell the result that stands. */
  readonly results: ReadonlyMap<string, Result>;
  readonly contradictions: readonly Contradiction[];
}

/** The better comes first; what only one of two machines could not do is no contradiction. */
const RANK: Readonly<Record<ExactLine['status'], number>> = {
  ok: 0,
  mismatch: 1,
  error: 2,
  timeout: 3,
  oom: 4,
  unsupported: 5,
};

/** What a codec does by itself, and so the same everywhere. */
function isOfCodec(status: ExactLine['status']): boolean {
  return RANK[status] <= RANK.error;
}

/**
 * Reads all logs. Within one the last result of a cell stands, as in any run; of several logs the best, the first of
 * equals.
 * @param isPlanned whether the plan has a cell
 */
export function collectResults(sources: readonly Source[], isPlanned: (key: string) => boolean): Collected {
  const results = new Map<string, Result>();
  const contradictions: Contradiction[] = [];
  for (const [source, { folder }] of sources.entries()) {
    for (const [key, { result, of }] of lastOf(folder, source, isPlanned)) {
      const known = results.get(key);
      if (known === undefined) {
        results.set(key, result);
        continue;
      }
      const said = contradiction(known, result);
      if (said !== undefined) {
        const { chain, recording, scope } = of;
        const folders = [sources[known.source].folder, folder] as const;
        contradictions.push({ chain, recording, scope, said, folders });
      }
      if (RANK[result.status] < RANK[known.status]) results.set(key, result);
    }
  }
  return { results, contradictions };
}

type Cell = Pick<ExactLine, 'chain' | 'recording' | 'scope'>;

function lastOf(folder: string, source: number, isPlanned: (key: string) => boolean) {
  const last = new Map<string, { result: Result; of: Cell }>();
  let where = 'unknown machine';
  let number = 0;
  for (const line of readLog(folder)) {
    if (line.type === 'session') where = `${line.host ?? 'unknown'} (${line.machine ?? 'unknown'})`;
    if (line.type === 'exact') {
      const key = resultKey(line);
      if (isPlanned(key)) {
        const { chain, recording, scope, status, encodedBytes, streamDigest, lost } = line;
        const result = {
          ...{ status, encodedBytes, streamDigest, source, line: number, where },
          lost: lost === undefined ? '' : JSON.stringify(lost),
        };
        last.set(key, { result, of: { chain, recording, scope } });
      }
    }
    number++;
  }
  return last;
}

/** What each of two says, if both cannot be true. */
function contradiction(a: Result, b: Result): [string, string] | undefined {
  if (!isOfCodec(a.status) || !isOfCodec(b.status)) return undefined;
  const differ = (what: (result: Result) => string): [string, string] => [
    `${what(a)} on ${a.where}`,
    `${what(b)} on ${b.where}`,
  ];
  if (a.status !== b.status) return differ(({ status }) => status);
  if (a.status !== 'ok') return undefined;
  if (a.encodedBytes !== b.encodedBytes) return differ(({ encodedBytes }) => `${encodedBytes} bytes`);
  if (a.streamDigest !== b.streamDigest)
    return differ(({ encodedBytes, streamDigest }) => `${encodedBytes} bytes of digest ${streamDigest}`);
  return a.lost === b.lost ? undefined : differ(() => 'another loss');
}
