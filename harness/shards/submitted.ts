/** What was handed to a scheduler, in `submit/submitted.json` of a run: what a second time leaves out. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileBeside } from '../common/files.js';
import { readJsonFile } from '../common/json-file.js';
import { count, listOf, objectWith, oneOf, text } from '../common/shape.js';

export interface SubmittedJob {
  readonly kind: 'exact' | 'timing' | 'merge';
  /** As the scheduler calls it. */
  readonly id: string;
}

export interface Submitted {
  readonly engine: string;
  /** Into how many shares the plan is dealt. */
  readonly shards: number;
  readonly jobs: readonly SubmittedJob[];
}

/** Folder of what is submitted, in that of the run. */
export const SUBMIT = 'submit';
const SUBMITTED = objectWith({
  engine: text,
  shards: count,
  jobs: listOf(objectWith({ kind: oneOf('exact', 'timing', 'merge'), id: text })),
});
const SUBMITTED_NAME = 'submitted.json';

/** @returns undefined if nothing was submitted
 * @throws Error in one line if the file is torn
 */
export function readSubmitted(run: string): Submitted | undefined {
  const path = join(run, SUBMIT, SUBMITTED_NAME);
  if (!existsSync(path)) return undefined;
  return readJsonFile(path, SUBMITTED, 'does not say what was submitted');
}

export function writeSubmitted(run: string, submitted: Submitted): void {
  writeFileBeside(join(run, SUBMIT, SUBMITTED_NAME), `${JSON.stringify(submitted, null, 2)}\n`);
}
