/** Limits of processes that code what a command is given. */
import { type Limits, MEBIBYTE, raisedByOptions } from '../../../harness/processes/guard.js';
import { memoryMib, seconds } from './numbers.js';

/** What each chunk, or a file in one piece whose chain needs a plugin, may take. */
export interface LimitArguments {
  /** In seconds. */
  timeout: number;
  'memory-mb': number;
}

/** @throws Error in one line if one is none */
export function chunkLimits(argv: LimitArguments): Limits {
  const timeoutS = seconds('timeout', argv.timeout);
  const memoryBytes = memoryMib('memory-mb', argv['memory-mb']) * MEBIBYTE;
  return { timeoutMs: 1000 * timeoutS, memoryBytes, raisedBy: raisedByOptions(timeoutS) };
}
