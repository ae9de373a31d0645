/** The paragraphs above the tables, a line each: what changed, how it was judged, and how to read a ratio. */
import type { ChainComparison, Comparison } from '../../../harness/compare/compare.js';
import { LEAST_FLOOR } from '../../../harness/compare/noise-floor.js';
import { TIMES, type Time, type TimingVerdict } from '../../../harness/compare/timing.js';
import { plural } from '../shared/terminal.js';
import type { Compared } from './compared.js';

export function formatSummary({ comparison, baseName, otherName }: Compared): string {
  const { chains } = comparison;
  if (chains.length === 0) return 'No chain on a recording is in both.';
  const isTimed = TIMES.some(time => chains.some(({ times }) => times[time].verdict !== null));
  const sentences = [
    `${plural(chains.length, 'chain')} on ${formatRecordings(chains)}, matched by checksum.`,
    `Sizes: ${formatSizes(chains)}.`,
    ...formatFailed(chains),
    ...TIMES.flatMap(time => formatTimes(chains, time)),
    ...(isTimed
      ? [
          `A time ratio is of ${otherName} over ${baseName}, above 1 is slower: ×1.21 says that ${otherName} takes 1.21 ` +
            `times as long as ${baseName}.`,
        ]
      : ['Nothing was timed on both sides.']),
  ];
  const remarks = isTimed ? formatMethod(comparison) : [];
  return [sentences.join(' '), ...remarks].join('\n');
}

function formatRecordings(chains: readonly ChainComparison[]): string {
  const pairs = chains.flatMap(chain => chain.pairs);
  const recordings = new Set(pairs.map(({ other }) => other.recording_sha256));
  const rows = chains.flatMap(({ times }) => TIMES.flatMap(time => times[time].rows));
  const timed = new Set(rows.map(({ pair }) => pair.other.recording_sha256));
  return plural(recordings.size, 'recording') + (timed.size === 0 ? '' : `, ${timed.size} of them timed`);
}

function formatSizes(chains: readonly ChainComparison[]): string {
  const verdicts = chains.map(({ exact }) => exact.encodedBytes?.verdict);
  const models = chains.filter(({ exact }) => exact.modelBytes.verdict !== 'same').length;
  const mixed = chains.filter(
    ({ exact }) => exact.encodedBytes?.verdict === 'same' && exact.smaller > 0,
  ).length;
  return [
    ...counted([
      ['smaller', verdicts.filter(verdict => verdict === 'smaller').length],
      ['larger', verdicts.filter(verdict => verdict === 'larger').length],
      ['the same', verdicts.filter(verdict => verdict === 'same').length - mixed],
      ['the same in sum only', mixed],
      ['with another size of model', models],
    ]),
  ].join(', ');
}

function counted(counts: readonly (readonly [string, number])[]): string[] {
  const some = counts.filter(([, count]) => count > 0).map(([what, count]) => `${count} ${what}`);
  return some.length === 0 ? ['none known'] : some;
}

function formatFailed(chains: readonly ChainComparison[]): string[] {
  const count = (of: 'newlyFailed' | 'newlyOk' | 'stillFailed') =>
    chains.reduce((sum, { exact }) => sum + exact[of].length, 0);
  const [failed, ok, still] = [count('newlyFailed'), count('newlyOk'), count('stillFailed')];
  if (failed + ok + still === 0) return [];
  const counts = counted([
    ['newly failed', failed],
    ['newly ok', ok],
    ['failed as before', still],
  ]);
  return [`Cells: ${counts.join(', ')}.`];
}

const WORDS: readonly (readonly [TimingVerdict, string])[] = [
  ['faster', 'faster'],
  ['slower', 'slower'],
  ['same', 'the same'],
  ['unclear', 'unclear'],
  ['withheld', 'not judged'],
  ['untested', 'without process runs to test'],
];

function formatTimes(chains: readonly ChainComparison[], time: Time): string[] {
  const verdicts = chains.flatMap(({ times }) => times[time].verdict ?? []);
  if (verdicts.length === 0) return [];
  const counts = counted(
    WORDS.map(([verdict, words]) => [words, verdicts.filter(of => of === verdict).length] as const),
  );
  return [`${time === 'encode' ? 'Encode' : 'Decode'} time: ${counts.join(', ')}.`];
}

function formatMethod(comparison: Comparison): string[] {
  const { chains, tooFewRounds } = comparison;
  const rows = chains.flatMap(({ times }) => TIMES.flatMap(time => times[time].rows));
  const few =
    tooFewRounds === null
      ? []
      : [
          `Too few rounds: with ${tooFewRounds.rounds} a side and ${plural(tooFewRounds.rows, 'row')} of times, ` +
            `no difference, however large, comes to p < .05; --rounds ${tooFewRounds.least} is the least that could, ` +
            'or fewer chains and timed recordings.',
        ];
  const untested = rows.some(({ verdict }) => verdict === 'untested')
    ? ['Of some, only medians are known and not each process run: their ratios are shown, not judged.']
    : [];
  return [formatFloor(comparison), ...few, ...untested];
}

const LEAST_TEXT = `${100 * LEAST_FLOOR} %`;

function formatFloor({ floor, paired }: Comparison): string {
  const { encode, decode, pairs, acrossRuns } = floor;
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  if (pairs === 0)
    return `Noise floor: ${LEAST_TEXT} by assumption, for want of an A/A pair (a chain timed twice).`;
  const where = paired
    ? 'in this run'
    : `within the runs${acrossRuns > 0 ? ' and across them' : ', but not across them: its versions differ'}`;
  return (
    `Noise floor: encode ${percent(encode)}, decode ${percent(decode)}, as far as copies of one chain (a/a) may lie ` +
    `apart ${where}, at least ${LEAST_TEXT}. It is a bound at 95 %; the a/a difference that ncb show prints is what ` +
    'two copies happened to lie apart.'
  );
}
