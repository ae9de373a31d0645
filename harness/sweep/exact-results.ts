/** What cells of the exact pass come to, written to the log as it comes. */
import { isolationOf, modelBytesOfChain } from '../../codecs/chain.js';
import { lossOf } from '../../codecs/loss.js';
import { familyOf } from '../grid/grid.js';
import { costedStepper } from '../processes/lanes.js';
import type { Failure, Outcome } from '../processes/outcome.js';
import type { ExactFacts } from '../processes/tasks.js';
import type { ExactLine } from '../run/log.js';
import type { PassContext } from './context.js';
import { identityOf, type SweepCell, type SweepPlan } from './plan.js';

export interface ExactResults {
  /** How a cell ended: once for each. */
  readonly report: (cell: SweepCell, outcome: Outcome<ExactFacts>) => void;
  /** That a cell which was reported has not ended well after all. */
  readonly revoke: (cell: SweepCell, failure: Failure) => void;
  /** Counts the time of codec calls that are no cell's own. */
  readonly addTime: (outcome: Outcome<ExactFacts>) => void;
  /** Milliseconds inside codec calls so far. */
  readonly codecMs: () => number;
}

/** Nothing is told of what ends after the signal has fired: it may have ended because of that. */
export function makeResults(
  { plan, log, signal, onProgress }: PassContext,
  costMs: (cell: SweepCell) => number,
): ExactResults {
  const step = costedStepper('exact', plan.exact.map(costMs), plan.settings.jobs, onProgress);
  let codecMs = 0;
  const addTime = (outcome: Outcome<ExactFacts>) => {
    if (outcome.status === 'ok') codecMs += outcome.value.codecMs + outcome.value.againMs;
  };
  const append = (cell: SweepCell, outcome: Outcome<ExactFacts>) =>
    log.append(exactLine(cell, outcome, plan));
  return {
    report: (cell, outcome) => {
      if (signal.aborted) return;
      addTime(outcome);
      append(cell, outcome);
      step(costMs(cell));
    },
    revoke: (cell, failure) => {
      if (!signal.aborted) append(cell, failure);
    },
    addTime,
    codecMs: () => codecMs,
  };
}

function exactLine(cell: SweepCell, outcome: Outcome<ExactFacts>, { settings }: SweepPlan): ExactLine {
  const { planned, recording } = cell;
  const loss = lossOf(planned.chain);
  return {
    type: 'exact',
    ...identityOf(cell),
    family: familyOf(planned.chain),
    isolation: isolationOf(planned.chain),
    modelBytes: modelBytesOfChain(planned.chain),
    channels: recording.channels,
    frames: recording.frames,
    sampleRateHz: recording.sampleRateHz,
    status: outcome.status,
    error: outcome.status === 'ok' ? '' : outcome.error,
    encodedBytes: outcome.status === 'ok' ? outcome.value.encodedBytes : 0,
    ...(outcome.status === 'ok' &&
      outcome.value.streamDigest !== undefined && { streamDigest: outcome.value.streamDigest }),
    ...(loss !== 'none' && { loss }),
    ...(outcome.status === 'ok' && outcome.value.lost !== undefined && { lost: outcome.value.lost }),
    timeoutS: settings.timeoutS,
    memoryMb: settings.memoryMb,
  };
}
