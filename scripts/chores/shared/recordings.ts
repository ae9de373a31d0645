/** The recordings that a chore works on. */
import { type FindOptions, findRecordings } from '../../../harness/recordings/find.js';
import type { Recording } from '../../../harness/recordings/recording.js';

/**
 * All recordings in files and folders.
 * @throws Error in one line if a path is missing, something in them is refused, or there is none
 */
export async function recordingsIn(
  paths: readonly string[],
  options: FindOptions = {},
): Promise<readonly Recording[]> {
  const { recordings, refused } = await findRecordings(paths, options);
  if (refused.length > 0) throw new Error(`${refused[0].name}: ${refused[0].reason}`);
  if (recordings.length === 0) throw new Error(`${paths.join(', ') || 'nothing given'}: no recording`);
  return recordings;
}
