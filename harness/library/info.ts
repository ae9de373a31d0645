/** What is in recordings, as the library has it. */
import { type Described, describeRecordings } from '../recordings/description/describe.js';
import type { Recording, Refusal } from '../recordings/recording.js';
import { checkOptions, type OptionKinds, RECORDINGS, SIGNAL, TRUTH_VALUE } from './options.js';
import { recordingsOf } from './recordings.js';

export interface InfoOptions {
  /** Paths of files and folders, or recordings that were found. */
  readonly recordings: readonly (string | Recording)[];
  /** A row a channel. */
  readonly perChannel?: boolean;
  /** Ends the reading of files; the counting, which computes without a pause, goes on. */
  readonly signal?: AbortSignal;
}

const KINDS: OptionKinds<InfoOptions> = { recordings: RECORDINGS, perChannel: TRUTH_VALUE, signal: SIGNAL };

/**
 * Figures of recordings, as `ncb info` has them.
 * @throws Error in one line if an option or a path is wrong, or there is no recording
 */
export async function info(
  options: InfoOptions,
): Promise<Described['info'] & { readonly refused: readonly Refusal[] }> {
  checkOptions('info', options, KINDS, ['recordings']);
  const found = await recordingsOf('info', options.recordings, options.signal);
  const { info: figures, unread } = await describeRecordings(found.recordings, options.perChannel === true);
  return { ...figures, refused: [...found.refused, ...unread] };
}
