/** How sure an answer is: of how much it was measured, and what so many spikes can show. */
import type { LossyAnswer } from '../../../harness/lossy/answer.js';
import type { SureShare } from '../../../harness/lossy/sureness.js';
import { limitOf, type PromisingGrade } from '../../../harness/quality/grade.js';
import { formatCount, formatFigure, plural } from '../shared/terminal.js';
import { describeMisses } from './words.js';

/** Certainty of what is said to be shown. */
const LEVEL = 0.05;

/** What has to be said beside an answer that few spikes stand behind. */
export function describeFew(sureness: LossyAnswer['sureness'], grade: PromisingGrade): string[] {
  const limit = limitOf(grade, 'strong_recall');
  if (sureness === null || limit === undefined) return [];
  const of = sureness.recall?.of ?? 0;
  if (of * (1 - limit) >= 1) return [];
  if (of === 0)
    return ['  there are no strong spikes: it rests on errors, and waveforms of others if there are any'];
  return [
    `  of ${plural(of, 'strong spike')} a share of ${limit} found cannot be told: it rests on errors and waveforms`,
  ];
}

export function describeSureness(found: LossyAnswer): string[] {
  const { windows, totalWindows, channelSeconds, answer, curve, sureness, each, grade } = found;
  const { quality = null } = answer ?? curve.find(({ step }) => step !== 1) ?? {};
  if (quality === null || sureness === null) return ['not judged: nothing that loses samples was measured'];
  const { recall, precision, held } = sureness;
  const spikes = `${formatCount(quality.spikes)} spikes, ${formatCount(quality.strong_spikes)} of 6 sigma or more`;
  const seconds = `${formatFigure(channelSeconds)} s of a channel`;
  return [
    `how sure: on ${windows} of ${plural(totalWindows, 'window')}, ${seconds}: ${spikes}`,
    ...describeShares(recall, precision, grade),
    ...(held === null
      ? []
      : [`  of sets of windows drawn anew from these, ${Math.round(100 * held)} % are ${grade}`]),
    ...describeEach(each, grade),
  ];
}

/** Both in a line where they are alike. */
function describeShares(
  recall: SureShare | null,
  precision: SureShare | null,
  grade: PromisingGrade,
): string[] {
  const limits = [limitOf(grade, 'strong_recall'), limitOf(grade, 'strong_precision')];
  const areAlike =
    recall?.hits === precision?.hits && recall?.of === precision?.of && limits[0] === limits[1];
  if (areAlike) return describeShare('found, and as many right', recall, limits[0]);
  return [...describeShare('found', recall, limits[0]), ...describeShare('right', precision, limits[1])];
}

function describeShare(word: string, share: SureShare | null, limit: number | undefined): string[] {
  if (share === null || limit === undefined) return [];
  const { hits, of, least } = share;
  const shown = `  ${formatCount(hits)} of ${plural(of, 'strong spike')} ${word}: shows ${least.toFixed(4)} or more (95 %)`;
  if (least >= limit) return [shown];
  const needed = Math.ceil(Math.log(LEVEL) / Math.log(limit));
  return [`${shown}, not ${limit}, for which it takes ${formatCount(needed)} without a fault`];
}

function describeEach(each: LossyAnswer['each'], grade: PromisingGrade): string[] {
  if (each === null || each.of + each.unjudged < 2) return [];
  const { chain, reached, of, worst, unjudged } = each;
  const count = `  ${reached} of ${plural(of, 'recording')} are ${grade} on their own by ${chain}`;
  const others =
    unjudged === 0 ? '' : `; ${formatCount(unjudged)} more cannot be judged, for half a code of noise`;
  return [
    count + others,
    ...(worst === null ? [] : [`  worst: ${worst.recording}: ${describeMisses(worst.misses)}`]),
  ];
}
