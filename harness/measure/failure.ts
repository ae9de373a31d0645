/** How a task ends whose work threw. */
import { UnsupportedError } from '../../codecs/codec.js';
import { messageOf, oneLine } from '../../codecs/errors.js';
import { errorsIn } from '../common/causes.js';
import { saidWithPlace } from '../plugins/place.js';
import type { Failure } from '../processes/outcome.js';

/** The status by what is behind the error, and its message with the place in a plugin that it comes from. */
export function failureOf(thrown: unknown): Failure {
  const errors = errorsIn(thrown);
  // that something is missing is no fault of the line that asked for it
  if (errors.some(isMissing)) return { status: 'unsupported', error: oneLine(messageOf(thrown)) };
  return { status: errors.some(isOutOfMemory) ? 'oom' : 'error', error: saidWithPlace(thrown) };
}

function isOutOfMemory(error: Error): boolean {
  return (
    error instanceof RangeError &&
    /allocation failed|Invalid (typed )?array (buffer )?length/i.test(error.message)
  );
}

/** A package or program that this machine lacks, or a package whose binary is for another. */
function isMissing(error: Error): boolean {
  if (error instanceof UnsupportedError || error.name === 'UnsupportedError') return true;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ERR_MODULE_NOT_FOUND') return error.message.startsWith('Cannot find package');
  if (code === 'MODULE_NOT_FOUND') return /^Cannot find module '[^./\\]/.test(error.message);
  return code === 'ERR_DLOPEN_FAILED';
}
