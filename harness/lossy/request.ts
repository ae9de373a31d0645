/** What is asked for where samples may be lost. */
import type { GivenModel } from '../plugins/models.js';
import type { PromisingGrade } from '../quality/grade.js';
import type { Recording } from '../recordings/recording.js';
import type { OwnChain } from './own.js';

/**
 * scouting: where the grade ends, by a few windows; curve: quality and size over steps; chains: what else is at the grade;
 * more: all of that on further windows.
 */
export type Phase = 'scouting' | 'curve' | 'chains' | 'more';

export interface LossyRequest {
  readonly recordings: readonly Recording[];
  readonly grade: PromisingGrade;
  /** Measured as they are, beside the steps. */
  readonly own: readonly OwnChain[];
  /** Given by the user: tried whatever the converter. */
  readonly models: readonly GivenModel[];
  /** When all has to be over, by `performance.now()`. */
  readonly deadlineMs: number;
  readonly jobs: number;
  readonly memoryMb: number;
  readonly seed: number;
}

export interface LossyHooks {
  /** @param leftMs still to come, as estimated */
  readonly onProgress: (phase: Phase, leftMs: number) => void;
  readonly signal: AbortSignal;
}
