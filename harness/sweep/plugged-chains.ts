/**
 * What is known of chains with plugins while their cells are coded.
 *
 * Cells are coded in processes that have coded others before. That this makes no difference is checked, once for each
 * chain, on one cell in fresh processes: its stream has to be the same there.
 */
import type { Failure, Outcome } from '../processes/outcome.js';
import type { ExactFacts } from '../processes/tasks.js';
import type { ExactResults } from './exact-results.js';
import type { SweepCell } from './plan.js';

/** A cell that came back, and a checksum of its stream. */
export interface Sample {
  readonly cell: SweepCell;
  readonly streamSha256: string;
}

export interface PluggedChains {
  /** Reports how a cell ended, or what its chain did to the contract. */
  readonly settle: (cell: SweepCell, outcome: Outcome<ExactFacts>) => void;
  /** The chain of this cell does not keep the contract: none of its cells counts, those before neither. */
  readonly addBreach: (cell: SweepCell, breach: Failure) => void;
  /** Whether the chain of this cell has broken the contract: then that is reported of the cell. */
  readonly isLost: (cell: SweepCell) => boolean;
  /** This cell, which came back, does not in fresh processes. */
  readonly correct: (cell: SweepCell, failure: Failure) => void;
  /** From now on, the chain of this cell is coded in fresh processes, cell by cell. */
  readonly setApart: (cell: SweepCell) => void;
  readonly isApart: (cell: SweepCell) => boolean;
  /**
   * @param isRepeated whether the same processes had coded another cell of the chain before
   * @returns whether a sample of this cell would be better than what there is
   */
  readonly wantsSample: (cell: SweepCell, isRepeated: boolean) => boolean;
  readonly addSample: (sample: Sample, isRepeated: boolean) => void;
  /**
   * What is to be checked now, all together: as soon as each chain has a cell that was not the first of its chain, or
   * is coded apart.
   * @param isEnd whether no cell waits: then what there is will do
   */
  readonly takeChecks: (isEnd: boolean) => readonly Sample[];
}

interface ChainState {
  readonly sound: SweepCell[];
  sample?: Sample;
  isRepeated?: boolean;
  isChecked?: boolean;
  isApart?: boolean;
  breach?: Failure;
}

export function makePluggedChains({
  report,
  revoke,
}: Pick<ExactResults, 'report' | 'revoke'>): PluggedChains {
  const states = new Map<string, ChainState>();
  const stateOf = ({ planned: { id } }: SweepCell): ChainState => {
    const state = states.get(id) ?? { sound: [] };
    states.set(id, state);
    return state;
  };
  return {
    settle: (cell, outcome) => {
      const { breach, sound } = stateOf(cell);
      report(cell, breach ?? outcome);
      if (breach === undefined && outcome.status === 'ok') sound.push(cell);
    },
    addBreach: (cell, breach) => {
      const state = stateOf(cell);
      state.breach = breach;
      for (const before of state.sound.splice(0)) revoke(before, breach);
    },
    isLost: cell => {
      const { breach } = stateOf(cell);
      if (breach !== undefined) report(cell, breach);
      return breach !== undefined;
    },
    correct: (cell, failure) => {
      const state = stateOf(cell);
      state.isApart = true;
      state.sound.splice(state.sound.indexOf(cell), 1);
      revoke(cell, failure);
    },
    setApart: cell => {
      stateOf(cell).isApart = true;
    },
    isApart: cell => stateOf(cell).isApart === true,
    wantsSample: (cell, isRepeated) => {
      const state = stateOf(cell);
      return isOpen(state) && (state.sample === undefined || (isRepeated && state.isRepeated !== true));
    },
    addSample: (sample, isRepeated) => {
      Object.assign(stateOf(sample.cell), { sample, isRepeated });
    },
    takeChecks: isEnd => {
      const open = [...states.values()].filter(isOpen);
      if (!isEnd && !open.every(({ isRepeated, isApart }) => isRepeated === true || isApart === true))
        return [];
      return open.flatMap(state => {
        if (state.sample === undefined) return [];
        state.isChecked = true;
        return [state.sample];
      });
    },
  };
}

/** Whether a chain is still to be checked. */
function isOpen({ isChecked, breach }: ChainState): boolean {
  return isChecked !== true && breach === undefined;
}
