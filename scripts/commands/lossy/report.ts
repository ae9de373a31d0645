/** An answer and all that it was made of. */
import type { LossyAnswer } from '../../../harness/lossy/answer.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import type { GivenOption, GivenRecordings } from '../shared/retyped.js';

export interface Report {
  readonly argv: GivenRecordings;
  readonly recordings: readonly Recording[];
  readonly found: LossyAnswer;
  readonly options: readonly GivenOption[];
  readonly seed: number;
  readonly tookMs: number;
  readonly interrupted: boolean;
}
