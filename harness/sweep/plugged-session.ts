/**
 * Chains with the same plugins in a pair of processes. What a plugin does to its processes reaches the rows of its own
 * chains alone, and makes none of them look better than it is: a cell that fails is coded again in fresh processes
 * before its row says so, and of a chain that does not fail, one cell.
 */
import type { Failure, Outcome } from '../processes/outcome.js';
import type { ExactFacts } from '../processes/tasks.js';
import type { SweepCell } from './plan.js';
import { checkSamples, remembering, sampleOf } from './plugged-check.js';
import { type OfCell, type PluggedContext, startProcesses } from './plugged-processes.js';
import type { PluggedSet, PluggedWork } from './plugged-set.js';

export interface PluggedSession {
  readonly work: (work: PluggedWork) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Starts the processes. */
export function startSession(
  { chains, giveBack }: Pick<PluggedSet, 'chains' | 'giveBack'>,
  context: PluggedContext,
): PluggedSession {
  const processes = startProcesses(context);

  const codeTogether = async (cells: readonly SweepCell[]) => {
    const doubtful: { readonly cell: SweepCell; readonly failure: Failure }[] = [];
    const items: readonly OfCell[] = cells.map(cell => ({ cell }));
    const unreached = await processes.code(items, ({ cell }, coded) => {
      const { outcome, isFresh } = coded;
      const isRepeated = processes.know(cell);
      if (outcome.status !== 'ok') chains.setApart(cell);
      else if (!isFresh && chains.wantsSample(cell, isRepeated)) {
        chains.addSample(sampleOf(cell, coded), isRepeated);
      }
      if (outcome.status === 'ok' || isFresh) chains.settle(cell, outcome);
      else doubtful.push({ cell, failure: outcome });
    });
    giveBack(unreached.map(({ cell }) => cell));
    for (const { cell, failure } of doubtful) await codeApart(cell, failure);
  };

  /** @param before how the cell failed in processes that were not fresh */
  const codeApart = async (cell: SweepCell, before?: Failure) => {
    if (context.signal.aborted) return;
    await processes.renew();
    await processes.code([{ cell }], (_, { outcome }) => chains.settle(cell, judged(cell, outcome, before)));
  };

  return {
    work: async work => {
      if (work.type === 'check') await checkSamples(work.samples, chains, processes, context);
      else if (work.type === 'apart') await codeApart(work.cell);
      else await codeTogether(work.cells);
    },
    close: processes.close,
  };
}

/** What the row of a cell says that failed, and was coded again in fresh processes. */
function judged(cell: SweepCell, fresh: Outcome<ExactFacts>, before?: Failure): Outcome<ExactFacts> {
  // memory that others have left behind shows neither in bytes nor in samples
  if (before === undefined || before.status === 'oom' || fresh.status !== 'ok') return fresh;
  return remembering(cell, before.status, `${before.error}; not so in a fresh process`);
}
