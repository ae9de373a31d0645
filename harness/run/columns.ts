/**
 * Columns of the CSVs of a run. A column is an entry here and an expression that computes it, in cells.ts or
 * totals.ts: types of rows, writers, readers and the tables in results/README.md follow. Files have columns in this order;
 * a new one goes to the end and says what stands for it in older files. `npm run columns` then brings what is committed
 * up to date.
 */
import type { Isolation } from '../../codecs/codec.js';
import { LOSS_KINDS } from '../../codecs/loss.js';
import type { Status } from '../processes/outcome.js';
import { QUALITY_FIGURES } from '../quality/figures.js';
import type { Grade } from '../quality/grade.js';
import { LIMIT_FIGURES } from '../quality/limits.js';
import { TRUTH_FIGURES, UNIT_FIGURES } from '../quality/unit-figures.js';
import type { Scope } from '../recordings/recording.js';

/** A list of words has those that may stand there. A list of numbers is in JSON, with null for none; empty if it has none. */
export type ColumnType =
  | 'text'
  | 'integer'
  | 'number'
  | 'truth value'
  | 'list of numbers'
  | 'scope'
  | readonly string[];

export interface Column {
  readonly type: ColumnType;
  /** The field may be empty, which is read as null. */
  readonly optional?: true;
  /** Numbers may be below 0. */
  readonly signed?: true;
  /** In Markdown, for people. Neighbours of the same meaning stand in one line of a table. */
  readonly meaning: string;
  /** The field of files that lack the column. Without it, a file that lacks the column is refused. */
  readonly inOlderFiles?: string;
}

export type Columns = Readonly<Record<string, Column>>;

/** A row, by its columns. */
export type RowOf<C extends Columns> = { readonly [Name in keyof C]: ValueOf<C[Name]> };

type ValueOf<C extends Column> = FieldOf<C['type']> | (C extends { readonly optional: true } ? null : never);

type FieldOf<Type extends ColumnType> = Type extends 'text'
  ? string
  : Type extends 'integer' | 'number'
    ? number
    : Type extends 'truth value'
      ? boolean
      : Type extends 'list of numbers'
        ? readonly (number | null)[]
        : Type extends 'scope'
          ? Scope
          : Type extends readonly (infer Word)[]
            ? Word
            : never;

/** Alias of the second copy of the chain that is timed against itself. */
export const SAME_AGAIN = 'a/a';

const STATUSES = ['ok', 'mismatch', 'error', 'timeout', 'oom', 'unsupported'] as const satisfies Status[];
const GRADES = ['transparent', 'sorting-safe', 'decoding-safe', 'lossy'] as const satisfies Grade[];
const ISOLATIONS = ['in-process', 'process'] as const satisfies Isolation[];

const shape = { type: 'integer', meaning: 'of the recording' } as const;

const medianNs = {
  type: 'number',
  optional: true,
  meaning:
    'median over process runs of each run’s median, over those that found the machine quiet if they are five or more, ' +
    'else over all; these and the speeds are empty if the cell was not timed',
} as const;

const extremeNs = {
  type: 'number',
  optional: true,
  meaning: 'least and greatest of these runs’ medians',
} as const;

const xrt = { type: 'number', optional: true, meaning: 'recorded time / processing time' } as const;

const mbPerS = { type: 'number', optional: true, meaning: '10^6 bytes of PCM a second' } as const;

const runNs = {
  type: 'list of numbers',
  meaning:
    'each process run’s median in nanoseconds, by round, as a list in JSON: `[81250,80417.5,null]`, null for a round ' +
    'that was not run. Runs of the same round are of the same minute or so. DuckDB: `encode_run_ns::DOUBLE[]`; pandas: ' +
    "`.map(json.loads, na_action='ignore')`",
  inOlderFiles: '',
} as const;

/** Columns of cells.csv, in order. */
export const CELL_COLUMNS = {
  chain: { type: 'text', meaning: 'printable id' },
  alias: {
    type: 'text',
    meaning:
      'the name that a preset gave it (a chain of several names was measured once and has a row for each); `a/a` for ' +
      'the second copy of the chain that is timed against itself, over timed recordings only: leave it out of rankings; ' +
      'mostly empty',
  },
  family: {
    type: 'text',
    meaning:
      'what its last stage does: `copy`, `packing`, `entropy`, `prediction`, `grid`, `dictionary`, `block-sorting`',
  },
  recording: { type: 'text', meaning: 'name below the folder given' },
  recording_sha256: {
    type: 'text',
    meaning: 'of the file, or of a synthetic recording’s interleaved samples',
  },
  channels: shape,
  sample_rate_hz: { ...shape, type: 'number' },
  samples: { type: 'integer', meaning: 'per channel' },
  duration_s: { type: 'number', meaning: '`samples` / `sample_rate_hz`' },
  status: {
    type: STATUSES,
    meaning:
      '`ok`; `mismatch`: what came back differs; `error`: the codec threw or broke the contract; `timeout`, `oom`: it was stopped at the limit ' +
      'of time or memory; `unsupported`: what it needs is not installed here',
  },
  error: { type: 'text', meaning: 'the message, if `status` is not `ok`' },
  isolation: {
    type: ISOLATIONS,
    meaning: '`in-process`, or `process` where a program is started for each call',
  },
  raw_bytes: { type: 'integer', meaning: '`samples` × `channels` × 2, no header' },
  encoded_bytes: {
    type: 'integer',
    optional: true,
    meaning: 'the stream’s; empty, as all that follows from it, if `status` is not `ok`',
  },
  model_bytes: {
    type: 'integer',
    meaning: 'trained tables that ship with the codec instead of in the stream',
  },
  ratio: { type: 'number', optional: true, meaning: '`raw_bytes` / `encoded_bytes`' },
  bits_per_sample: { type: 'number', optional: true, meaning: 'encoded bits per sample' },
  encode_ns: medianNs,
  encode_ns_min: extremeNs,
  encode_ns_max: extremeNs,
  decode_ns: medianNs,
  decode_ns_min: extremeNs,
  decode_ns_max: extremeNs,
  timing_runs: { type: 'integer', meaning: 'process runs; 0 if the cell was not timed' },
  encode_xrt: xrt,
  decode_xrt: xrt,
  encode_mb_per_s: mbPerS,
  decode_mb_per_s: mbPerS,
  peak_rss_bytes: {
    type: 'integer',
    optional: true,
    meaning:
      'of a fresh process that ran this chain alone, Node’s own 50 MB or so included; the greatest over process runs',
  },
  versions: {
    type: 'text',
    meaning:
      '`name@version` of everything behind the chain, separated by spaces; of this package with a digest of its ' +
      'compiled codecs, of a plugin or profile with a digest of its file',
  },
  scope: {
    type: 'scope',
    meaning:
      'what one stream holds: `recording`, a chunk of that length such as `1s` (`--chunk`), or `solid` for all recordings as one stream: one row, `(solid: N recordings)`, whose checksum is that ' +
      'of the recordings’ checksums, one a line. If their channel counts differ, it counts as one channel of all samples; ' +
      'if their rates do, its rate is samples / duration',
    inOlderFiles: 'recording',
  },
  encode_run_ns: runNs,
  decode_run_ns: runNs,
  run_quiet: {
    type: 'list of numbers',
    meaning:
      'for each of these runs 1 if nothing else disturbed the machine while its samples were taken, else 0',
    inOlderFiles: '',
  },
  given: {
    type: 'truth value',
    meaning:
      'whether the chain was named by `--chain`, or has a stage of a `--plugin`: yours, among the others',
    inOlderFiles: 'FALSE',
  },
  access_ns: {
    type: 'number',
    optional: true,
    meaning:
      'decoding one second from the middle, median as `decode_ns`: of chunks those that it lies in, of one stream all of it',
    inOlderFiles: '',
  },
  loss: {
    type: LOSS_KINDS,
    meaning:
      'what the chain may lose: `none`: every sample comes back; `bounded`: each is off by so much at most; `free`: nothing ' +
      'is promised; `events`, `counts`, `power`: what comes back are no samples. What it did lose stands in `quality.csv`',
    inOlderFiles: 'none',
  },
  machine: {
    type: 'text',
    meaning:
      'the kind of machine that it was timed on, by processor, how many, and platform (which of them, `env.json` says); ' +
      'empty if it was not timed. A cell that was timed on several has a row for each',
    inOlderFiles: '',
  },
} as const satisfies Columns;

const asInCells = 'as in `cells.csv`';

const sumBytes = { type: 'integer', meaning: 'sums over recordings that are `ok`' } as const;

const ofSums = { type: 'number', optional: true, meaning: 'of the sums' } as const;

const sumS = {
  type: 'number',
  optional: true,
  meaning:
    'seconds that the timed recordings take: sums of `encode_ns` and `decode_ns`; empty, as the speeds, if none was timed',
} as const;

const speed = { type: 'number', optional: true, meaning: 'of the sums over timed recordings' } as const;

const onSpeedFront = {
  type: 'truth value',
  optional: true,
  meaning: 'as `on_pareto_front`, over ratio and encode xRT alone, and over ratio and decode xRT alone',
  inOlderFiles: '',
} as const;

const onLossyFront = {
  type: 'truth value',
  optional: true,
  meaning:
    'of chains that may lose something, among these: as `on_pareto_front`, over ratio and `band_rmse_sigma` alone, and over ' +
    'ratio and `strong_recall` alone',
  inOlderFiles: '',
} as const;

const speedDominatedBy = {
  type: 'text',
  meaning: 'as `dominated_by`, over these two figures',
  inOlderFiles: '',
} as const;

/** Empty in older files. */
function newer<C extends Column>(column: C) {
  return { ...column, inOlderFiles: '' } as const;
}

function ofQuality(how: string) {
  return {
    type: 'number',
    optional: true,
    signed: true,
    meaning: `as in \`quality.csv\`: ${how}`,
    inOlderFiles: '',
  } as const;
}

/** A chain on a recording, under one of its names. `null` where nothing was measured. */
export interface CellRow extends RowOf<typeof CELL_COLUMNS> {}

/** Columns of totals.csv, in order. */
export const TOTAL_COLUMNS = {
  chain: { type: 'text', meaning: asInCells },
  alias: { type: 'text', meaning: asInCells },
  family: { type: 'text', meaning: asInCells },
  recordings: { type: 'integer', meaning: 'rows of `cells.csv`' },
  ok: { type: 'integer', meaning: 'those with `status` `ok`, over which the rest is' },
  failed: { type: 'integer', meaning: 'the others' },
  isolation: { type: ISOLATIONS, meaning: asInCells },
  raw_bytes: sumBytes,
  encoded_bytes: sumBytes,
  model_bytes: { type: 'integer', meaning: asInCells },
  ratio: ofSums,
  ratio_geomean: { type: 'number', optional: true, meaning: 'geometric mean over recordings' },
  bits_per_sample: ofSums,
  duration_s: { ...sumBytes, type: 'number' },
  encode_s: sumS,
  decode_s: sumS,
  encode_xrt: speed,
  decode_xrt: speed,
  encode_mb_per_s: speed,
  decode_mb_per_s: speed,
  channels_realtime: {
    type: 'number',
    optional: true,
    meaning: 'channels that one core keeps up with, by the slower of encode and decode',
  },
  peak_rss_bytes: { type: 'integer', optional: true, meaning: 'the greatest' },
  on_pareto_front: {
    type: 'truth value',
    optional: true,
    meaning:
      'whether no chain of the same scope and isolation is at least as good at ratio, encode xRT and decode xRT and ' +
      'better at one; of chains that may lose something, among these and with `band_rmse_sigma`; empty for one that failed somewhere, was measured or timed on fewer recordings than others, or is ' +
      'the `a/a` copy',
  },
  dominated_by: {
    type: 'text',
    meaning:
      'of the chains that are, the one on the front whose least advantage over the figures, as a factor, is the largest; ' +
      'empty on the front',
  },
  timed_recordings: { type: 'integer', meaning: 'recordings that were timed' },
  timed_duration_s: { type: 'number', meaning: 'how long they last' },
  scope: { type: 'scope', meaning: asInCells, inOlderFiles: 'recording' },
  on_encode_front: onSpeedFront,
  encode_dominated_by: speedDominatedBy,
  on_decode_front: onSpeedFront,
  decode_dominated_by: speedDominatedBy,
  given: { type: 'truth value', meaning: asInCells, inOlderFiles: 'FALSE' },
  access_ms: {
    type: 'number',
    optional: true,
    meaning: 'the mean of `access_ns` over timed recordings, in milliseconds',
    inOlderFiles: '',
  },
  loss: { type: LOSS_KINDS, meaning: asInCells, inOlderFiles: 'none' },
  max_abs_error: ofQuality('the greatest'),
  band_rmse_sigma: ofQuality('root of the mean of its squares over recordings'),
  strong_recall: ofQuality('sums over sums'),
  strong_precision: ofQuality('sums over sums'),
  waveform_r_p05: ofQuality('median over recordings'),
  grade: {
    type: GRADES,
    optional: true,
    meaning: 'as in `quality.csv`, by these figures over all recordings',
    inOlderFiles: '',
  },
  on_band_error_front: onLossyFront,
  on_recall_front: onLossyFront,
  sorting_loss: ofQuality(
    '`sorting_accuracy_lossless` less `sorting_accuracy`, means over recordings weighted by `true_spikes`',
  ),
  spike_recall: ofQuality('sums over sums'),
  spike_precision: ofQuality('sums over sums'),
  tcr_r: ofQuality('median over recordings'),
  sbp_r: ofQuality('median over recordings'),
  bits_per_channel_second: {
    type: 'number',
    optional: true,
    meaning: 'encoded bits of a channel in a second of its recording, of the sums',
    inOlderFiles: '',
  },
  machine: {
    type: 'text',
    meaning:
      'the kind of machine that speeds are of; a chain has a row for each where there are several; empty if nothing was timed',
    inOlderFiles: '',
  },
} as const satisfies Columns;

/** A chain under one of its names over all recordings. Sums over sums, never a mean of ratios. */
export interface TotalRow extends RowOf<typeof TOTAL_COLUMNS> {}

/** Name that stands for a chain where a figure is of the original with half a code of noise. */
export const FLICKER_FLOOR = '(flicker floor)';

/** Columns of quality.csv, in order. */
export const QUALITY_COLUMNS = {
  chain: {
    type: 'text',
    meaning:
      'printable id of a chain that may lose something; `(flicker floor)` for the original with uniform noise of half a ' +
      'code up and down: what no codec can be blamed for',
  },
  recording: CELL_COLUMNS.recording,
  recording_sha256: CELL_COLUMNS.recording_sha256,
  versions: CELL_COLUMNS.versions,
  scope: CELL_COLUMNS.scope,
  loss: CELL_COLUMNS.loss,
  greatest_error: {
    type: 'number',
    optional: true,
    meaning:
      'what the chain promises where its `loss` is `bounded`, in steps of int16; it was held to it on every sample',
  },
  samples: { type: 'integer', meaning: 'of all channels' },
  ...QUALITY_FIGURES,
  grade: {
    type: GRADES,
    optional: true,
    meaning:
      'what these figures are good for, the best that holds: `transparent`: `band_rmse_sigma` at most 0.1, `strong_recall` ' +
      'at least 0.999, `waveform_r_p05` 0.995, `spike_recall` and `spike_precision` 0.95; `sorting-safe`: 0.3, ' +
      '`strong_recall` and `strong_precision` 0.995, `waveform_r_p05` 0.98, `peak_error_p95` at most 0.08; ' +
      '`decoding-safe`: `tcr_r` or `sbp_r` at least 0.95; else `lossy`. Where the flicker floor misses a limit by no ' +
      'more than that allows, reaching the floor is enough; where by more, or it is over one of errors, the grade is not given; ' +
      'empty where nothing can be judged so, or there is no band of spikes. What a recording has no spikes for is not asked of it. The limits were ' +
      'set on 24 recordings of one data set',
  },
  true_spikes: newer(TRUTH_FIGURES.true_spikes),
  unit_recall_lossless: newer(TRUTH_FIGURES.unit_recall_lossless),
  unit_recall: newer(TRUTH_FIGURES.unit_recall),
  sorting_accuracy_lossless: newer(TRUTH_FIGURES.sorting_accuracy_lossless),
  sorting_accuracy: newer(TRUTH_FIGURES.sorting_accuracy),
} as const satisfies Columns;

/** What a chain did to a recording. */
export interface QualityRow extends RowOf<typeof QUALITY_COLUMNS> {}

/** Columns of units.csv, in order. */
export const UNIT_COLUMNS = {
  chain: QUALITY_COLUMNS.chain,
  recording: CELL_COLUMNS.recording,
  recording_sha256: CELL_COLUMNS.recording_sha256,
  versions: CELL_COLUMNS.versions,
  scope: CELL_COLUMNS.scope,
  unit: { type: 'text', meaning: 'its name' },
  ...UNIT_FIGURES,
} as const satisfies Columns;

/** What a chain did to the spikes of a unit. */
export interface UnitRow extends RowOf<typeof UNIT_COLUMNS> {}

/** Columns of limits.csv, in order. */
export const LIMIT_COLUMNS = {
  recording: CELL_COLUMNS.recording,
  recording_sha256: CELL_COLUMNS.recording_sha256,
  samples: QUALITY_COLUMNS.samples,
  ...LIMIT_FIGURES,
} as const satisfies Columns;

/** A point of what no chain can do better for a recording. */
export interface LimitRow extends RowOf<typeof LIMIT_COLUMNS> {}
