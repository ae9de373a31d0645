/** The recordings that a command works on, as its arguments name them. */
import { groupBy } from '../../../harness/common/group-by.js';
import { draw } from '../../../harness/common/shuffle.js';
import {
  type FindOptions,
  type FindProgress,
  type Found,
  findRecordings,
} from '../../../harness/recordings/find.js';
import type { Recording, Refusal } from '../../../harness/recordings/recording.js';
import { syntheticRecordings } from '../../../harness/recordings/synthetic/synthetic.js';
import type { Running } from './interruptible.js';
import { positiveNumber, wholeNumber } from './numbers.js';
import { plainLine } from './plain.js';

/** What commands are given of recordings. */
export interface RecordingArguments {
  /** None: the built-in synthetic set. */
  readonly paths: readonly string[] | undefined;
  /** Of headerless files, as is the rate in Hz: a count, or counts with patterns, `*.bin=385`. */
  readonly channels: readonly string[] | undefined;
  readonly rate: number | undefined;
  readonly 'all-channels': boolean | undefined;
}

interface Choice {
  /** Which are only read in excerpts: these are neither hashed nor too large. */
  readonly inExcerpts?: FindOptions['inExcerpts'];
  /** Whether the others are read in pieces: then none is too large. */
  readonly inPieces?: boolean;
  /** A CSV to verify files against. */
  readonly manifest?: string | undefined;
  /** Only so many of them, drawn by the seed. */
  readonly sample?: number | undefined;
  readonly seed?: number;
}

/**
 * Finds the recordings and shows how far that has come.
 * @throws Error in one line if a number, a path or the manifest is wrong; the signal's reason if it fires
 */
export async function chooseRecordings(
  { paths = [], channels, rate, 'all-channels': allChannels }: RecordingArguments,
  { signal, bar }: Running,
  { inExcerpts, inPieces = false, manifest, sample, seed = 1 }: Choice = {},
): Promise<Found> {
  const facts = headerlessFacts({ channels, rate });
  const count = sample === undefined ? undefined : wholeNumber('sample', sample, 1);
  const onProgress = ({ files, totalFiles }: FindProgress) =>
    bar.show({ phase: 'reading', done: files, total: totalFiles, unit: 'files' });
  const found =
    paths.length === 0
      ? { recordings: syntheticRecordings(), unchecked: [], refused: [] }
      : await findRecordings(paths, {
          ...facts,
          allChannels,
          inExcerpts,
          inPieces,
          manifest,
          signal,
          onProgress,
        });
  bar.stop();
  printRemarks(found.recordings);
  return count === undefined ? found : { ...found, recordings: draw(found.recordings, count, seed) };
}

/** What is stated of headerless files. */
interface HeaderlessFacts {
  readonly channels: number | Readonly<Record<string, number>> | undefined;
  readonly rate: number | undefined;
}

/** @throws Error in one line if a number is impossible */
export function headerlessFacts({
  channels,
  rate,
}: Pick<RecordingArguments, 'channels' | 'rate'>): HeaderlessFacts {
  const counts = channels === undefined ? undefined : channelCounts(channels);
  return { channels: counts, rate: rate === undefined ? undefined : positiveNumber('rate', rate) };
}

/** @throws Error in one line if one is no count, or there are several without a pattern */
function channelCounts(given: readonly string[]): number | Readonly<Record<string, number>> {
  const counts = given.map(typed => {
    const at = typed.lastIndexOf('=');
    const count = wholeNumber('channels', Number(typed.slice(at + 1)), 1);
    return [at < 0 ? undefined : typed.slice(0, at), count] as const;
  });
  const [[pattern, count]] = counts;
  if (counts.length === 1 && pattern === undefined) return count;
  const plain = counts.find(([of]) => of === undefined);
  if (plain === undefined) return Object.fromEntries(counts.map(([of = '', value]) => [of, value]));
  throw new Error(
    `--channels ${plain[1]} beside others: say of which files, as in --channels '*.bin=${plain[1]}'`,
  );
}

/** Says how files were taken, once for all of which the same is to be said. */
function printRemarks(recordings: readonly Recording[]): void {
  const remarks = recordings.flatMap(({ name, remarks = [] }) => remarks.map(remark => ({ name, remark })));
  for (const [remark, of] of groupBy(remarks, one => one.remark)) {
    const others = of.length === 1 ? '' : ` and ${of.length - 1} more`;
    console.error(`${plainLine(of[0].name)}${others}: ${plainLine(remark)}`);
  }
}

/** Says which files are not measured, and why. */
export function printRefused(refused: readonly Refusal[]): void {
  for (const { name, reason } of refused) console.error(`refused ${plainLine(name)}: ${plainLine(reason)}`);
}
