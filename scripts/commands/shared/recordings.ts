/** The recordings that a command works on, as its arguments name them. */
import { draw } from '../../../harness/common/shuffle.js';
import { type FindProgress, type Found, findRecordings } from '../../../harness/recordings/find.js';
import type { Refusal } from '../../../harness/recordings/recording.js';
import { syntheticRecordings } from '../../../harness/recordings/synthetic/synthetic.js';
import type { Running } from './interruptible.js';
import { positiveNumber, wholeNumber } from './numbers.js';

/** What commands are given of recordings. */
export interface RecordingArguments {
  /** None: the built-in synthetic set. */
  readonly paths: readonly string[] | undefined;
  /** Of headerless files, as is the rate in Hz. */
  readonly channels: number | undefined;
  readonly rate: number | undefined;
}

interface Choice {
  /** Whether they are only read in excerpts: then files are neither hashed nor too large. */
  readonly byExcerpt?: boolean;
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
  { paths = [], channels, rate }: RecordingArguments,
  { signal, bar }: Running,
  { byExcerpt = false, manifest, sample, seed = 1 }: Choice = {},
): Promise<Found> {
  if (channels !== undefined) wholeNumber('channels', channels, 1);
  if (rate !== undefined) positiveNumber('rate', rate);
  const count = sample === undefined ? undefined : wholeNumber('sample', sample, 1);
  const onProgress = ({ files, totalFiles }: FindProgress) =>
    bar.show({ phase: 'reading', done: files, total: totalFiles, unit: 'files' });
  const found =
    paths.length === 0
      ? { recordings: syntheticRecordings(), refused: [] }
      : await findRecordings(paths, { channels, rate, byExcerpt, manifest, signal, onProgress });
  bar.stop();
  return count === undefined ? found : { ...found, recordings: draw(found.recordings, count, seed) };
}

/** Says which files are not measured, and why. */
export function printRefused(refused: readonly Refusal[]): void {
  for (const { name, reason } of refused) console.error(`refused ${name}: ${reason}`);
}
