/**
 * Chains with the same plugins in a pair of processes. What a plugin does to its processes reaches the rows of its own
 * chains alone, and makes none of them look better than it is: a cell that fails is coded again in fresh processes
 * before its row says so, and of a chain that does not fail, one cell.
 */
import { readFileSync } from 'node:fs';
import { type Coded, startPair } from '../processes/coding-pair.js';
import type { Limits } from '../processes/guard.js';
import type { Failure, Outcome } from '../processes/outcome.js';
import type { CellTask, DigestFacts, ExactFacts } from '../processes/tasks.js';
import { hashBytes } from '../recordings/checksum.js';
import type { SweepCell } from './plan.js';
import type { Sample } from './plugged-chains.js';
import type { PluggedSet, PluggedWork } from './plugged-set.js';

/** What all sessions are given. */
export interface SessionContext {
  readonly signal: AbortSignal;
  readonly taskOf: (cell: SweepCell) => CellTask;
  readonly limitsOf: (cell: SweepCell) => Limits;
  readonly digestOf: (cell: SweepCell) => Promise<Outcome<DigestFacts>>;
  /** Told of what was coded for a check alone. */
  readonly onChecked: (outcome: Outcome<ExactFacts>) => void;
}

export interface PluggedSession {
  readonly work: (work: PluggedWork) => Promise<void>;
  readonly close: () => Promise<void>;
}

type OnCell = (cell: SweepCell, coded: Coded) => void;

/** Starts the processes. */
export function startSession(
  { chains, giveBack }: Pick<PluggedSet, 'chains' | 'giveBack'>,
  memoryBytes: number,
  { signal, taskOf, limitsOf, digestOf, onChecked }: SessionContext,
): PluggedSession {
  const pair = startPair(memoryBytes, signal);
  /** Chains that these processes have coded. */
  const known = new Set<string>();

  /** @returns cells that were not reached, since one before them failed */
  const code = async (cells: readonly SweepCell[], onCell: OnCell): Promise<readonly SweepCell[]> => {
    const ready: SweepCell[] = [];
    const tasks: (CellTask & DigestFacts)[] = [];
    for (const cell of cells) {
      const digest = await digestOf(cell);
      if (digest.status !== 'ok') {
        onCell(cell, { outcome: digest, isFresh: true, streamPath: '' });
        continue;
      }
      ready.push(cell);
      tasks.push({ ...taskOf(cell), ...digest.value });
    }
    if (ready.length === 0) return [];
    const reached = await pair.code(tasks, limitsOf(ready[0]), (index, coded) => {
      const cell = ready[index];
      onCell(cell, coded);
      known.add(cell.planned.id);
      // its processes have been replaced
      if (coded.outcome.status !== 'ok') known.clear();
    });
    return ready.slice(reached);
  };

  const renew = async () => {
    await pair.renew();
    known.clear();
  };

  const codeTogether = async (cells: readonly SweepCell[]) => {
    const doubtful: { cell: SweepCell; failure: Failure }[] = [];
    const unreached = await code(cells, (cell, { outcome, isFresh, streamPath }) => {
      const isRepeated = known.has(cell.planned.id);
      if (outcome.status !== 'ok') chains.setApart(cell);
      else if (!isFresh && chains.wantsSample(cell, isRepeated)) {
        chains.addSample({ cell, streamSha256: hashBytes(readFileSync(streamPath)) }, isRepeated);
      }
      if (outcome.status === 'ok' || isFresh) chains.settle(cell, outcome);
      else doubtful.push({ cell, failure: outcome });
    });
    giveBack(unreached);
    for (const { cell, failure } of doubtful) await codeApart(cell, failure);
  };

  /** @param before how the cell failed in processes that were not fresh */
  const codeApart = async (cell: SweepCell, before?: Failure) => {
    await renew();
    await code([cell], (_, { outcome }) => chains.settle(cell, judged(cell, outcome, before)));
  };

  /** @returns samples whose chains do not keep the contract */
  const checkInTurn = async (samples: readonly Sample[]): Promise<Set<Sample>> => {
    const broken = new Set<Sample>();
    const sampleOf = new Map(samples.map(sample => [sample.cell, sample]));
    let rest: readonly SweepCell[] = [...sampleOf.keys()];
    while (rest.length > 0 && !signal.aborted) {
      await renew();
      rest = await code(rest, (cell, coded) => {
        const sample = sampleOf.get(cell);
        onChecked(coded.outcome);
        const breach = sample === undefined ? undefined : breachOf(sample, coded);
        if (sample === undefined || breach === undefined) return;
        broken.add(sample);
        chains.addBreach(cell, breach);
      });
    }
    return broken;
  };

  const check = async (samples: readonly Sample[]) => {
    const broken = await checkInTurn(samples);
    if (broken.size === 0) return;
    // a plugin that keeps something may have hidden it from the checks after the first
    for (const sample of samples) if (!broken.has(sample)) await checkInTurn([sample]);
  };

  return {
    work: async work => {
      if (work.type === 'check') await check(work.samples);
      else if (work.type === 'apart') await codeApart(work.cell);
      else await codeTogether(work.cells);
    },
    close: pair.close,
  };
}

function breachOf({ cell, streamSha256 }: Sample, { outcome, streamPath }: Coded): Failure | undefined {
  if (outcome.status !== 'ok') return remembering(cell, outcome, `in a fresh process: ${outcome.error}`);
  if (hashBytes(readFileSync(streamPath)) === streamSha256) return undefined;
  return remembering(cell, { status: 'error' }, 'a fresh process encodes it to other bytes');
}

/** What a cell's row says that failed, and was coded again in fresh processes. */
function judged(cell: SweepCell, fresh: Outcome<ExactFacts>, before?: Failure): Outcome<ExactFacts> {
  // memory that others have left behind is nothing that shows in bytes or samples
  if (before === undefined || before.status === 'oom' || fresh.status !== 'ok') return fresh;
  return remembering(cell, before, `${before.error}; not so in a fresh process`);
}

function remembering({ recording }: SweepCell, { status }: Pick<Failure, 'status'>, what: string): Failure {
  return { status, error: `conformance: no memory of earlier calls, on ${recording.name}: ${what}` };
}
