/** What a sweep asks of its processes for a cell: the task, and the limits. */
import { MINIMUM_SAMPLES } from '../measure/budget.js';
import { type Limits, raisedByOptions } from '../processes/guard.js';
import type { CellTask } from '../processes/tasks.js';
import { scopeOf } from '../recordings/recording.js';
import type { SweepCell } from './plan.js';
import type { SweepSettings } from './settings.js';

/** What one cell of scope recording may take, and any other task. */
export function limitsOf(
  { timeoutS, memoryMb }: Pick<SweepSettings, 'timeoutS' | 'memoryMb'>,
  signal?: AbortSignal,
): Limits {
  const raisedBy = raisedByOptions(timeoutS);
  return { timeoutMs: timeoutS * 1000, memoryBytes: memoryMb * 2 ** 20, raisedBy, signal };
}

/** What a cell may take: one of scope solid the time that its recordings may take one after another. */
export function cellLimitsOf(
  { recording: { source } }: SweepCell,
  settings: Pick<SweepSettings, 'timeoutS' | 'memoryMb'>,
  signal: AbortSignal,
): Limits {
  const limits = limitsOf(settings, signal);
  return source.type === 'solid' ? { ...limits, timeoutMs: limits.timeoutMs * source.parts.length } : limits;
}

/** Samples that a process run takes at least: of a solid set one, since it is long and its timings steady. */
export function leastSamplesOf({ recording }: SweepCell): number {
  return scopeOf(recording) === 'solid' ? 1 : MINIMUM_SAMPLES;
}

/** What a measuring process is given of a cell. */
export function taskOf({ planned, recording, plugins }: SweepCell): CellTask {
  return { chain: planned.id, recording, plugins };
}
