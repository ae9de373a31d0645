/**
 * The program of a measuring process: answers requests one at a time. It knows nothing of limits; whoever started it
 * stops it. Ctrl-C is for the parent to act on.
 */
import { saidWithPlace } from '../plugins/place.js';
import type { Asked, Said, Series, Single } from '../processes/messages.js';
import type { Outcome } from '../processes/outcome.js';
import type { Answers, TaskName } from '../processes/tasks.js';
import { decodeStream, encodeSamples } from './apart.js';
import { decodeChunk, encodeChunk, judgeStretch } from './archive.js';
import { checkInProcess, describeInProcess } from './conformance.js';
import { deadline } from './deadline.js';
import { decodeOnly, digest, encodeOnly, exact } from './exact.js';
import { explain } from './explain.js';
import { failureOf } from './failure.js';
import { fileRoundTrip } from './file.js';
import { operations } from './operations.js';
import { pilot } from './pilot.js';
import { flickerFloorOf, judge } from './quality.js';
import { sent } from './sent.js';
import { startUp } from './start-up.js';
import { timing } from './timing.js';

process.on('SIGINT', () => undefined);
// what nobody awaited ends the process; the row has its last words
process.on('uncaughtException', thrown => {
  process.stderr.write(`${saidWithPlace(thrown)}\n`, () => process.exit(1));
});

// the process that started this one has gone, or needs it no more
process.on('disconnect', () => process.exit(0));

/** The request that is being answered. */
let current = 0;
const send = process.send?.bind(process);

function say(said: Said, id = current): void {
  send?.({ id, ...said });
}

/** What an answer is to be, whatever a codec throws. */
function guarded<Task, Facts>(run: (task: Task, note: (text: string) => void) => Promise<Outcome<Facts>>) {
  return async (task: Task): Promise<Outcome<Facts>> => {
    try {
      return await run(task, note => say({ type: 'note', note }));
    } catch (thrown) {
      return failureOf(thrown);
    }
  };
}

const answers: Answers = {
  exact: guarded(exact),
  encodeOnly: guarded(encodeOnly),
  decodeOnly: guarded(decodeOnly),
  digest: guarded(digest),
  judge: guarded(judge),
  flickerFloor: guarded(flickerFloorOf),
  timing: guarded(timing),
  pilot: guarded(pilot),
  startUp: guarded(startUp),
  describe: guarded(describeInProcess),
  conformance: guarded(checkInProcess),
  fileRoundTrip: guarded(fileRoundTrip),
  encodeSamples: guarded(encodeSamples),
  decodeStream: guarded(decodeStream),
  encodeChunk: guarded(encodeChunk),
  decodeChunk: guarded(decodeChunk),
  judgeStretch: guarded(judgeStretch),
  sent: guarded(sent),
  deadline: guarded(deadline),
  explain: guarded(explain),
  operations: guarded(operations),
};

function single<Name extends TaskName>({ name, task }: Single<Name>) {
  return answers[name](task);
}

/** Does tasks one after the other, and tells of each how it ended before the next begins. */
async function series<Name extends TaskName>({ name, tasks, untilFailure }: Series<Name>): Promise<null> {
  for (const [index, task] of tasks.entries()) {
    const outcome = await answers[name](task);
    say({ type: 'ended', index, outcome });
    if (untilFailure && outcome.status !== 'ok') return null;
  }
  return null;
}

// each says first that it is at work, so that limits are kept from then on
process.on('message', async ({ id, request }: Asked) => {
  current = id;
  say({ type: 'begun' });
  const answer = await (request.type === 'single' ? single(request) : series(request));
  say({ type: 'answer', answer }, id);
});
