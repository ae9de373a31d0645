/** On which kind of machine two runs are compared: times of one are never held against those of another. */
import { type JudgedRun, machinesOfRun, onMachine } from '../run/load.js';

/** Both runs as one kind of machine has them. */
export interface Alike {
  readonly base: JudgedRun;
  readonly other: JudgedRun;
  /** Empty where runs are of one machine each, or do not say. */
  readonly machine: string;
  /** What else either was timed on. */
  readonly leftOut: LeftOut;
}

export interface LeftOut {
  readonly base: readonly string[];
  readonly other: readonly string[];
}

/**
 * Chooses what both were timed on: of several the one with most rows in the base.
 * @param asked the name of one
 * @throws Error in one line if a run was not timed on that
 */
export function alike(base: JudgedRun, other: JudgedRun, asked: string | undefined): Alike {
  const [ofBase, ofOther] = [base, other].map(machinesOfRun);
  if (asked === undefined && ofBase.length < 2 && ofOther.length < 2)
    return { base, other, machine: '', leftOut: { base: [], other: [] } };
  const common = asked ?? ofBase.find(machine => ofOther.includes(machine));
  const [forBase, forOther] = [common ?? ofBase[0], common ?? ofOther[0]];
  return {
    base: onMachine(base, forBase),
    other: onMachine(other, forOther),
    machine: common ?? '',
    leftOut: {
      base: ofBase.filter(machine => machine !== forBase),
      other: ofOther.filter(machine => machine !== forOther),
    },
  };
}
