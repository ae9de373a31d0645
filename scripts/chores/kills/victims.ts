/** The commands that are killed: a sweep, an archive, one that is to take the place of an older one, and a merge. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openArchive } from '../../../harness/library/archive.js';
import { resultKey } from '../../../harness/run/key.js';
import { readLog } from '../../../harness/run/log.js';
import { readResults } from '../../../harness/run/results.js';
import type { Victim } from './kill.js';

/** What is made once, without a kill: recordings, and the results that are right. */
export interface Expected {
  /** Of recordings. */
  readonly recordings: string;
  /** A folder with each command's results: `run`, `archive.ncb`, and `shares`, a run in shares that is not merged yet. */
  readonly results: string;
}

const RUN = 'run';
const SHARES = 'shares';
const ARCHIVE = 'archive.ncb';
export const OLDER = 'older';

/** Chains that are quick, slow, and fail. */
const CHAINS = [
  'raw',
  'delta+rice',
  'levels+lms-range',
  'levels+lpc-gaussian',
  'raw+gzip',
  'raw+bzip2',
  'shuffle+zstd',
];

/** Arguments of the sweep, of the recordings in a folder. */
export function sweepArguments(recordings: string): string[] {
  return ['sweep', recordings, ...CHAINS.flatMap(chain => ['--chain', chain]), '--size-only', '--out', RUN];
}

/** Arguments of the commands that make a run in two shares, before it is merged. */
export function shareArguments(recordings: string): string[][] {
  const [, ...grid] = sweepArguments(recordings);
  return [
    ['plan', ...grid.slice(0, -1), SHARES],
    ...[1, 2].map(index => ['sweep', '--plan', SHARES, '--shard', `${index}/2`]),
  ];
}

/** Arguments of the archive. */
export function encodeArguments(recordings: string): string[] {
  return ['encode', recordings, ARCHIVE, '--chain', 'levels+lms-range'];
}

/** All commands. */
export function victimsOf(expected: Expected): Victim[] {
  return [sweepVictim(expected), encodeVictim(expected), forceVictim(expected), mergeVictim(expected)];
}

function sweepVictim({ recordings, results }: Expected): Victim {
  return {
    name: 'sweep',
    args: sweepArguments(recordings),
    begin: () => undefined,
    standing: folder => standingCells(join(folder, RUN)),
    whole: folder => {
      sameFile(join(results, RUN, 'cells.csv'), join(folder, RUN, 'cells.csv'));
      nothingElse(join(folder, RUN), readdirSync(join(results, RUN)));
    },
  };
}

/** Exact results in the log; each CSV beside it must be whole. */
function standingCells(run: string): Set<string> {
  const cells = new Set<string>();
  if (!existsSync(run)) return cells;
  for (const line of readLog(run)) {
    if (line.type !== 'exact') continue;
    const key = resultKey(line);
    if (cells.has(key)) throw new Error(`twice in the log: ${key}`);
    cells.add(key);
  }
  if (existsSync(join(run, 'cells.csv'))) readResults(run);
  return cells;
}

function encodeVictim({ recordings, results }: Expected): Victim {
  const right = once(() => samplesOf(join(results, ARCHIVE)));
  return {
    name: 'encode',
    args: encodeArguments(recordings),
    begin: () => undefined,
    standing: async folder => {
      const archive = join(folder, ARCHIVE);
      if (existsSync(archive)) same(archive, await samplesOf(archive), await right());
      return new Set();
    },
    whole: async folder => {
      same(join(folder, ARCHIVE), await samplesOf(join(folder, ARCHIVE)), await right());
      nothingElse(folder, [ARCHIVE]);
    },
    // which `standing` has found whole
    isDone: folder => existsSync(join(folder, ARCHIVE)),
  };
}

function forceVictim({ recordings, results }: Expected): Victim {
  const older = join(results, OLDER);
  const right = once(() => samplesOf(join(results, ARCHIVE)));
  return {
    name: 'encode --force',
    args: [...encodeArguments(recordings), '--force'],
    begin: folder => cpSync(older, join(folder, ARCHIVE)),
    standing: async folder => {
      const archive = join(folder, ARCHIVE);
      if (!existsSync(archive)) throw new Error('neither the older archive nor the new one is there');
      if (!readFileSync(archive).equals(readFileSync(older))) {
        same(archive, await samplesOf(archive), await right());
      }
      return new Set();
    },
    whole: async folder => {
      same(join(folder, ARCHIVE), await samplesOf(join(folder, ARCHIVE)), await right());
      nothingElse(folder, [ARCHIVE]);
    },
  };
}

function mergeVictim({ results }: Expected): Victim {
  const made = new Set(readdirSync(join(results, RUN)));
  return {
    name: 'merge',
    args: ['merge', RUN],
    begin: folder => cpSync(join(results, SHARES), join(folder, RUN), { recursive: true }),
    standing: folder => standingCells(join(folder, RUN)),
    whole: folder => {
      sameFile(join(results, RUN, 'cells.csv'), join(folder, RUN, 'cells.csv'));
      nothingElse(join(folder, RUN), [...made, ...readdirSync(join(results, SHARES))]);
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** A digest of all samples of an archive; chunks lie in it in the order in which they were ready. */
async function samplesOf(path: string): Promise<string> {
  const archive = await openArchive(path);
  const hash = createHash('sha256');
  try {
    for (const { name, frames } of archive.streams) {
      const { data } = await archive.read({ stream: name, fromFrame: 0, frames });
      hash.update(name).update(data);
    }
  } finally {
    archive.close();
  }
  return hash.digest('hex');
}

function sameFile(expected: string, path: string): void {
  if (!existsSync(path)) throw new Error(`${path}: is not there`);
  same(path, readFileSync(path, 'utf8'), readFileSync(expected, 'utf8'));
}

function same(path: string, found: string, expected: string): void {
  if (found !== expected) throw new Error(`${path}: does not hold what an undisturbed command writes`);
}

function nothingElse(folder: string, names: readonly string[]): void {
  const others = readdirSync(folder).filter(name => !names.includes(name));
  if (others.length > 0) throw new Error(`left behind: ${others.join(', ')}`);
}
