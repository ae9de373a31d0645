/** Recordings as the functions of the library are given them. */
import { type FindOptions, type Found, findRecordings } from '../recordings/find.js';
import type { Recording } from '../recordings/recording.js';

/**
 * Those that were found already, and those at the paths.
 * @throws Error in one line if a path is missing, or there is no recording at all; the signal's reason if it fires
 */
export async function recordingsOf(
  name: string,
  given: readonly (string | Recording)[],
  signal: AbortSignal | undefined,
  inExcerpts?: FindOptions['inExcerpts'],
): Promise<Found> {
  const paths = given.filter(item => typeof item === 'string');
  const known = given.filter(item => typeof item !== 'string');
  const options = { inExcerpts, ...(signal !== undefined && { signal }) };
  const found =
    paths.length === 0
      ? { recordings: [], unchecked: [], refused: [] }
      : await findRecordings(paths, options);
  const recordings = [...known, ...found.recordings];
  if (recordings.length > 0) return { ...found, recordings };
  const [first] = found.refused;
  const why = first === undefined ? '' : `: ${first.name}: ${first.reason}`;
  throw new Error(`${name}: no recording to measure${why}`);
}
