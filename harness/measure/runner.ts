/**
 * The program of a measuring process: answers tasks one at a time. It knows nothing of limits; whoever started it
 * stops it. Ctrl-C is for the parent to act on.
 */
import workerpool from 'workerpool';
import { UnsupportedError } from '../../codecs/codec.js';
import { messageOf, oneLine } from '../../codecs/errors.js';
import type { Outcome } from '../processes/outcome.js';
import type { Answers, ChildNote, Series, Single, TaskName } from '../processes/tasks.js';
import { checkInProcess, describeInProcess } from './conformance.js';
import { decodeOnly, digest, encodeOnly, exact } from './exact.js';
import { fileRoundTrip } from './file.js';
import { pilot } from './pilot.js';
import { startUp } from './start-up.js';
import { timing } from './timing.js';

process.on('SIGINT', () => undefined);

function emit(note: ChildNote): void {
  workerpool.workerEmit(note);
}

/** What an answer is to be, whatever a codec throws. */
function guarded<Task, Facts>(run: (task: Task, note: (text: string) => void) => Promise<Outcome<Facts>>) {
  return async (task: Task): Promise<Outcome<Facts>> => {
    try {
      return await run(task, note => emit({ note }));
    } catch (thrown) {
      return { status: statusOf(thrown), error: oneLine(messageOf(thrown)) };
    }
  };
}

function statusOf(thrown: unknown): 'unsupported' | 'oom' | 'error' {
  let cause = thrown;
  for (let depth = 0; depth < 9 && cause instanceof Error; depth++, cause = cause.cause) {
    if (cause instanceof UnsupportedError || cause.name === 'UnsupportedError') return 'unsupported';
    if (
      cause instanceof RangeError &&
      /allocation failed|Invalid (typed )?array (buffer )?length/i.test(cause.message)
    ) {
      return 'oom';
    }
  }
  return 'error';
}

const answers: Answers = {
  exact: guarded(exact),
  encodeOnly: guarded(encodeOnly),
  decodeOnly: guarded(decodeOnly),
  digest: guarded(digest),
  timing: guarded(timing),
  pilot: guarded(pilot),
  startUp: guarded(startUp),
  describe: guarded(describeInProcess),
  conformance: guarded(checkInProcess),
  fileRoundTrip: guarded(fileRoundTrip),
};

/** Does tasks one after the other, and tells of each how it ended before the next begins. */
async function series<Name extends TaskName>({ name, tasks, untilFailure }: Series<Name>): Promise<void> {
  for (const [index, task] of tasks.entries()) {
    const outcome = await answers[name](task);
    emit({ ended: { index, outcome } });
    if (untilFailure && outcome.status !== 'ok') return;
  }
}

// each says first who is at work, so that limits are kept from then on
workerpool.worker({
  single: <Name extends TaskName>({ name, task }: Single<Name>) => {
    emit({ pid: process.pid });
    return answers[name](task);
  },
  series: <Name extends TaskName>(tasks: Series<Name>) => {
    emit({ pid: process.pid });
    return series(tasks);
  },
});
