/** A chain taken apart over one recording, inside a measuring process. */
import { piecesOfChain, stagesIn, takeApart } from '../explain/take-apart.js';
import type { Outcome } from '../processes/outcome.js';
import type { ExplainFacts, ExplainTask } from '../processes/tasks.js';
import { copyOf, describeMismatch, openTask, pristineSamples } from './cell.js';
import { chainOf } from './encoder.js';

/** Of the time that all takes: encoding once, the rest being that of the pieces. */
const STAGES_SHARE = 0.2;

/** Encodes stage by stage, decodes in a fresh instance, compares; then shares out the coder's bits if asked to. */
export async function explain(
  task: ExplainTask,
  note: (text: string) => void,
): Promise<Outcome<ExplainFacts>> {
  const recorded = await pristineSamples(task.recording);
  const chain = await chainOf(task);
  const stagesShare = task.pieces ? STAGES_SHARE : 1;
  const inStages = counter(stagesIn(chain), share => note(String(stagesShare * share)));
  const { facts, bytes, coding } = await takeApart(chain, copyOf(recorded), inStages);
  const mismatch = describeMismatch(await (await openTask(task)).decode(bytes), recorded);
  if (mismatch !== undefined) return { status: 'mismatch', error: mismatch };
  const inPieces = counter(coding.input.channels * coding.ends.length, share =>
    note(String(stagesShare + (1 - stagesShare) * share)),
  );
  const pieces = task.pieces ? await piecesOfChain(chain, coding, inPieces) : null;
  return { status: 'ok', value: { ...facts, pieces } };
}

function counter(total: number, report: (share: number) => void): () => void {
  let done = 0;
  return () => report(++done / total);
}
