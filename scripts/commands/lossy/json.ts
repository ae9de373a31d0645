/** An answer for a program to read. JSON calls a figure as the CSV does. */
import type { Measured } from '../../../harness/lossy/measured.js';
import type { SureShare } from '../../../harness/lossy/sureness.js';
import type { Miss } from '../../../harness/quality/grade.js';
import { pooledQuality, type TotalQuality } from '../../../harness/quality/total.js';
import { FLICKER_FLOOR } from '../../../harness/run/columns.js';
import { formatCsv } from '../../../harness/run/csv.js';
import { totalsOf } from '../../../harness/windows/windows.js';
import { copyCommands } from './commands.js';
import type { Report } from './report.js';
import { codeRatioOf } from './tables.js';

export function lossyJson(report: Report) {
  const { recordings, found, tookMs, interrupted, seed } = report;
  const { rawBytes, durationS } = totalsOf(recordings);
  const { answer, each, sureness, floor } = found;
  const of = (measured: Measured) => measuredJson(measured, report);
  const orNull = (measured: Measured | null) => measured && of(measured);
  return {
    recordings: recordings.length,
    raw_bytes: rawBytes,
    duration_s: durationS,
    took_s: tookMs / 1000,
    interrupted,
    seed,
    grade_wanted: found.grade,
    code_bits: found.codeBits,
    windows: found.windows,
    total_windows: found.totalWindows,
    channel_seconds: found.channelSeconds,
    chains_tried: found.tried,
    answer: answer && { ...of(answer), commands: copyCommands(answer, report) },
    one_step_more: orNull(found.next),
    finer_steps_that_fail: found.failing.map(of),
    others: found.others.map(of),
    own: found.own.map(of),
    curve: found.curve.map(of),
    grades: found.grades.map(({ grade, best }) => ({ grade, best: orNull(best) })),
    flicker_floor: floor && { ...qualityJson(floor.quality), misses: floor.misses.map(missJson) },
    sureness: sureness && {
      strong_recall: shareJson(sureness.recall),
      strong_precision: shareJson(sureness.precision),
      held_when_resampled: sureness.held,
    },
    each_recording: each && {
      ...{ chain: each.chain, reached: each.reached, of: each.of, not_judged: each.unjudged },
      worst: each.worst && { recording: each.worst.recording, misses: each.worst.misses.map(missJson) },
    },
    without_band_of_spikes: found.bandless,
    failures: found.failures,
    unmeasured: found.unmeasured,
  };
}

function shareJson(share: SureShare | null) {
  return share && { hits: share.hits, of: share.of, least_at_95: share.least };
}

function missJson({ figure, value, limit }: Miss) {
  return { figure, value, limit };
}

function measuredJson(measured: Measured, report: Report) {
  return { ...rowOf(measured, report), plugins: measured.plugins, misses: measured.misses.map(missJson) };
}

function rowOf({ ratio, ...measured }: Measured, { found }: Report) {
  return {
    use: measured.use,
    chain: measured.chain,
    step: measured.step,
    windows: measured.windows,
    samples: measured.samples,
    encoded_bytes: measured.encodedBytes,
    bits_per_sample: measured.bitsPerSample,
    ratio: ratio.ratio,
    ratio_low: ratio.low,
    ratio_high: ratio.high,
    code_ratio: codeRatioOf(ratio.ratio, found.codeBits),
    ...qualityJson(measured.quality),
  };
}

/** Every figure of quality.csv; of what loses nothing they are empty. */
function qualityJson(quality: TotalQuality | null) {
  return { ...(quality ?? pooledQuality([])), grade: quality?.grade ?? null };
}

/** The curve by step, then all else that was measured on the same windows, and half a code of noise. */
export function curveCsv(report: Report): string {
  const { answer, next, failing, others, own, curve, grades, floor } = report.found;
  const also = [answer, next, ...failing, ...others, ...own, ...grades.map(({ best }) => best)];
  const all = new Map(
    [...curve, ...also.filter(one => one !== null)].map(measured => [measured.chain, measured]),
  );
  const rows = [...all.values()].map(measured => ({
    is_answer: measured.chain === answer?.chain,
    ...rowOf(measured, report),
  }));
  const noise = floor && { is_answer: false, chain: FLICKER_FLOOR, ...qualityJson(floor.quality) };
  return formatCsv(Object.keys(rows[0] ?? noise ?? {}), noise === null ? rows : [...rows, noise]);
}
