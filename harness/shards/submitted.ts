/** What was handed to a scheduler, in `submit/submitted.json` of a run: what a second time leaves out. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../codecs/errors.js';
import { writeFileBeside } from '../common/files.js';

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
const SUBMITTED_NAME = 'submitted.json';

/** @returns undefined if nothing was submitted
 * @throws Error in one line if the file is torn
 */
export function readSubmitted(run: string): Submitted | undefined {
  const path = join(run, SUBMIT, SUBMITTED_NAME);
  if (!existsSync(path)) return undefined;
  try {
    const submitted: Submitted | null = JSON.parse(readFileSync(path, 'utf8'));
    if (Number.isInteger(submitted?.shards) && Array.isArray(submitted?.jobs)) return submitted ?? undefined;
  } catch (cause) {
    throw new Error(`${path}: ${messageOf(cause)}`, { cause });
  }
  throw new Error(`${path}: does not say what was submitted`);
}

export function writeSubmitted(run: string, submitted: Submitted): void {
  writeFileBeside(join(run, SUBMIT, SUBMITTED_NAME), `${JSON.stringify(submitted, null, 2)}\n`);
}
