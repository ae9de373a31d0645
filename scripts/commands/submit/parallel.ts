/** GNU parallel: the shares of a plan on this machine, or by its options on others; then the timing pass and the merge. */
import { join } from 'node:path';
import { SUBMIT } from '../../../harness/shards/submitted.js';
import { quoted } from '../shared/shell.js';
import { mergeCommandOf, shardCommand, timingCommand, type Work } from './work.js';

/**
 * A script. All shares are named each time, since the job log counts by their place; those that are done cost nothing.
 * @param atATime shares side by side
 * @param options of GNU parallel, such as `--sshlogin`
 */
export function parallelScript(work: Work, atATime: number, options: readonly string[]): string {
  const log = ['--joblog', join(work.run, SUBMIT, 'joblog'), '--resume-failed'];
  const parallel = ['parallel', '--quote', '--jobs', String(atATime), ...log, ...options];
  const words = [...parallel, ...shardCommand(work, `{}/${work.shards}`)];
  return [
    '#!/bin/sh',
    `seq ${work.shards} | ${words.map(quoted).join(' ')}`,
    ...(work.isTimed ? [timingCommand(work).map(quoted).join(' ')] : []),
    mergeCommandOf(work).map(quoted).join(' '),
    '',
  ].join('\n');
}
