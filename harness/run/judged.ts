/** Which fields of a cell commands need: of runs of a million cells, the others are checked and passed over. */
import type { CellRow } from './columns.js';

/** What totals, fronts and the choice of the best are made from. */
export const SUMMED = [
  ...['chain', 'alias', 'family', 'recording', 'channels', 'duration_s', 'status', 'error', 'isolation'],
  ...['raw_bytes', 'encoded_bytes', 'model_bytes', 'ratio', 'encode_ns', 'encode_ns_max', 'decode_ns'],
  ...['decode_ns_max', 'timing_runs', 'peak_rss_bytes', 'scope', 'given', 'access_ns', 'loss', 'machine'],
] as const satisfies (keyof CellRow)[];

/** And what two runs are compared by. */
export const JUDGED = [
  ...SUMMED,
  ...['recording_sha256', 'versions', 'encode_run_ns', 'decode_run_ns', 'run_quiet'],
] as const satisfies (keyof CellRow)[];

export type SummedCell = Pick<CellRow, (typeof SUMMED)[number]>;

export type JudgedCell = Pick<CellRow, (typeof JUDGED)[number]>;
