/** What `ncb lossy` says: the answer first, how to use it, then what it is by. */
import type { Measured } from '../../../harness/lossy/measured.js';
import { GRADE_CAVEAT, missesOf, PROMISING } from '../../../harness/quality/grade.js';
import { describeRecordings } from '../shared/described.js';
import { formatDuration, formatFigure, plural } from '../shared/terminal.js';
import { copyCommands, sweepCommand } from './commands.js';
import type { Report } from './report.js';
import { describeFew, describeSureness } from './sureness.js';
import { formatChains, formatCurve, legendOf } from './tables.js';
import { describeMisses } from './words.js';

/** The whole answer as text. */
export function formatLossyAnswer(report: Report): string {
  const { found } = report;
  const paragraphs = [
    describeInput(report),
    found.answer === null ? describeNone(report) : describeAnswer(found.answer, report),
    [formatChains(found)],
    [...formatCurve(found), ...legendOf(found)],
    describeSureness(found),
    [
      `${found.grade}: ${GRADE_CAVEAT}`,
      ...(found.answer === null
        ? []
        : ['figures of whole recordings, by the sweep:', indent(sweepCommand(found.answer, report))]),
    ],
  ];
  return paragraphs.map(lines => lines.join('\n')).join('\n\n');
}

/** What is said where no recording has a band of spikes. */
export function formatBandless({ recordings, found }: Report): string {
  const rates = [...new Set(recordings.map(({ sampleRateHz }) => sampleRateHz))].join(', ');
  return `no grade: ${plural(found.bandless.length, 'recording')} at ${rates} Hz, too low a rate for a band of spikes, which is from 300 Hz up to 0.45 of the rate`;
}

function describeInput({ recordings, found, tookMs, interrupted }: Report): string[] {
  const { tried, windows, totalWindows, bandless } = found;
  const taken = recordings.filter(({ name }) => !bandless.includes(name));
  return [
    describeRecordings(taken),
    `${plural(tried, 'chain')} tried, on ${windows} of ${plural(totalWindows, 'window')}; ${formatDuration(tookMs)}${interrupted ? ', interrupted' : ''}`,
    ...(windows < Math.min(FEW_WINDOWS, totalWindows)
      ? ['rough: more --budget looks at more of the recordings']
      : []),
    ...(bandless.length === 0
      ? []
      : [
          `${plural(bandless.length, 'recording')} left out, such as ${bandless[0]}: too low a rate for a band of spikes`,
        ]),
  ];
}

function describeAnswer(answer: Measured, report: Report): string[] {
  const { grade, next, failing, sureness } = report.found;
  return [
    describeChain(answer),
    ...(next === null ? [] : [`  step ${next.step} is not ${grade}: ${describeMisses(next.misses)}`]),
    ...failing.map(({ step, misses }) => `  nor is step ${step}, though finer: ${describeMisses(misses)}`),
    ...describeFew(sureness, grade),
    ...describeMoved(report),
    ...(answer.use === 'smallest'
      ? ['  it promises no bound, and what lies outside of 300 to 6000 Hz loses more than spikes do']
      : []),
    ...copyCommands(answer, report).map(indent),
  ];
}

function indent(line: string): string {
  return `  ${line}`;
}

/** With fewer windows than this, of more, how far they differ is not known. */
const FEW_WINDOWS = 6;

/** Such as `levels+lms-range:error=4  1.361 bits a sample  11.8x  sorting-safe`. */
function describeChain({ chain, bitsPerSample, ratio, quality, windows }: Measured): string {
  const { ratio: value, low, high } = ratio;
  const isWide = windows >= FEW_WINDOWS && low !== null && high !== null && high > low;
  const interval = isWide ? ` (${formatFigure(low)} to ${formatFigure(high)})` : '';
  const grade = quality === null ? 'lossless' : (quality.grade ?? 'not judged');
  return `${chain}  ${bitsPerSample.toFixed(3)} bits a sample  ${formatFigure(value)}x${interval}  ${grade}`;
}

/** Why no step is of the grade, and what there is instead. */
function describeNone(report: Report): string[] {
  const { grade, curve, floor, grades } = report.found;
  const least = curve.find(({ step }) => step !== 1);
  const [lossless] = curve.filter(({ step }) => step === 1);
  const lower = grades
    .slice(PROMISING.indexOf(grade) + 1)
    .flatMap(({ best }) => (best === null ? [] : [best]))
    .slice(0, 1);
  const tooFar = floor?.misses ?? [];
  return [
    ...(tooFar.length === 0
      ? [`nothing that loses samples is ${grade} here`]
      : [
          `${grade} cannot be reached here, by any codec: half a code of noise alone has`,
          `  ${describeMisses(tooFar)}`,
        ]),
    ...(least === undefined || tooFar.length > 0
      ? []
      : [`  ${least.chain}, the least: ${describeReason(least)}`]),
    ...(tooFar.length === 0 ? describeMoved(report) : []),
    ...lower.flatMap(best => [
      `what there is of a lower grade: ${describeChain(best)}`,
      ...copyCommands(best, report).map(indent),
    ]),
    ...(lossless === undefined ? [] : [`without loss: ${describeChain(lossless)}`]),
  ];
}

function describeReason({ quality, misses }: Measured): string {
  if (quality === null || quality.band_rmse_sigma === null)
    return 'no noise in the band of spikes to judge by';
  return misses.length === 0 ? 'no further off than that noise' : describeMisses(misses);
}

/** Where half a code of noise misses a limit by a little, and so moves it. */
function describeMoved({ found: { floor, grade } }: Report): string[] {
  const moved = floor === null ? [] : missesOf(floor.quality, grade);
  if (moved.length === 0) return [];
  return [`  not asked for more than half a code of noise leaves, which has ${describeMisses(moved)}`];
}
