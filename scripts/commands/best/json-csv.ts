/** The answer of `ncb best` for programs. */
import { aaDifferenceOf } from '../../../harness/run/aa-difference.js';
import {
  type Candidate,
  type Check,
  type Choice,
  channelsRealtime,
  type Demand,
} from '../../../harness/run/best.js';
import { TOTAL_COLUMNS } from '../../../harness/run/columns.js';
import { formatCsv } from '../../../harness/run/csv.js';
import type { SummedRun } from '../../../harness/run/load.js';

export function formatChoiceJson(
  runs: readonly SummedRun[],
  demands: readonly Demand[],
  { keepsUp, tooSlow, leftOut }: Choice,
  differences: readonly string[],
): string {
  const choice = {
    demands,
    best: keepsUp.length > 0 ? withChecks(keepsUp[0]) : null,
    keeps_up: keepsUp.map(withChecks),
    too_slow: tooSlow.map(withChecks),
    left_out: Object.fromEntries(leftOut),
    aa_differences: runs.map(({ path, totals }) => ({ run: path, difference: aaDifferenceOf(totals) })),
    remarks: differences,
  };
  return JSON.stringify(choice, null, 2);
}

const COLUMNS = [
  'run',
  'keeps_up',
  'reached',
  ...Object.keys(TOTAL_COLUMNS),
  'encode_channels_realtime',
  'decode_channels_realtime',
];

/** A row a chain: those that keep up, then those that are too slow, the smallest first. */
export function formatChoiceCsv({ keepsUp, tooSlow }: Choice): string {
  return formatCsv(COLUMNS, [...keepsUp, ...tooSlow].map(figuresOf));
}

function figuresOf({ run, row, reached }: Candidate) {
  return {
    run: run.path,
    keeps_up: reached >= 1,
    // of the tightest demand; none where nothing is asked
    reached: Number.isFinite(reached) ? reached : null,
    ...row,
    encode_channels_realtime: channelsRealtime(row, 'encode'),
    decode_channels_realtime: channelsRealtime(row, 'decode'),
  };
}

function withChecks(candidate: Candidate) {
  const checks = candidate.checks.map(({ speed, reached, within_noise }: Check) => ({
    speed,
    reached,
    within_noise,
  }));
  return { ...figuresOf(candidate), checks };
}
