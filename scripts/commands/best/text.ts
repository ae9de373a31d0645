/** The answer of `ncb best` for people: the smallest that keeps up, what comes next, what is smaller but too slow. */
import {
  type Candidate,
  type Check,
  type Choice,
  type Demand,
  type Reason,
  timingOf,
} from '../../../harness/run/best.js';
import type { SummedRun } from '../../../harness/run/load.js';
import { formatAaDifference } from '../shared/ranking.js';
import { formatFigure, formatFixed, plural } from '../shared/terminal.js';
import { wrap } from '../shared/wrap.js';
import { coresMissing, legendOf, reachedColumn, SHORT_COLUMN, section, type View } from './text-tables.js';
import { isYours, leftOutOfYours } from './yours.js';

const NEXT_SHOWN = 8;
const SMALLER_SHOWN = 4;
const YOURS_SHOWN = 8;

/** At least one chain must have been measured. */
export function formatChoice(
  runs: readonly SummedRun[],
  choice: Choice,
  differences: readonly string[],
): string {
  const { keepsUp, tooSlow } = choice;
  const answer = keepsUp.at(0) ?? nearest(tooSlow);
  const next = keepsUp.slice(1, 1 + NEXT_SHOWN);
  const smaller = mostTelling(tooSlow.filter(({ row }) => (row.ratio ?? 0) > (answer.row.ratio ?? 0)));
  const yours = [...keepsUp, ...tooSlow].filter(
    candidate => isYours(candidate) && ![answer, ...next, ...smaller].includes(candidate),
  );
  const told = yours.slice(0, YOURS_SHOWN);
  const view: View = { answer, label: labelOf(runs) };
  const left = keepsUp.length - 1 - next.length;
  const reached = reachedColumn(answer);
  const blocks = [
    [formatAnswer(answer, choice, view.label), ...answer.checks.map(check => formatCheck(answer, check))],
    [formatBasis(answer), formatScatter(answer)],
    section('next:', next, [reached], view),
    left > 0 ? [`${left} more keep up`] : [],
    section('smaller, but too slow:', smaller, [SHORT_COLUMN], view),
    section('yours:', told, [reached, SHORT_COLUMN], view),
    yours.length > told.length ? [`${yours.length - told.length} more of yours`] : [],
    leftOutOfYours(runs, choice),
    legendOf([...next, ...smaller, ...told]),
    remarksOn(runs, choice),
    differences,
  ];
  const filled = blocks.map(lines => lines.filter(line => line !== '').join('\n'));
  return wrap(filled.filter(block => block !== '').join('\n\n'), 2);
}

function nearest(candidates: readonly Candidate[]): Candidate {
  return candidates.reduce((best, next) => (next.reached > best.reached ? next : best));
}

/** The smallest few, and the one that misses by least. */
function mostTelling(candidates: readonly Candidate[]): Candidate[] {
  if (candidates.length <= SMALLER_SHOWN) return [...candidates];
  const smallest = candidates.slice(0, SMALLER_SHOWN - 1);
  return [...smallest, nearest(candidates.slice(SMALLER_SHOWN - 1))];
}

/** By folder where runs have different ones; nothing for a single one. */
function labelOf(runs: readonly SummedRun[]): View['label'] {
  if (runs.length === 1) return () => '';
  const apart = new Set(runs.map(({ name }) => name)).size === runs.length;
  return ({ run }) => (apart ? run.name : run.path);
}

function formatAnswer(answer: Candidate, { keepsUp, tooSlow }: Choice, label: View['label']): string {
  const { alias, chain, ratio, bits_per_sample, encode_xrt, decode_xrt, isolation } = answer.row;
  const asked = answer.checks.length > 0;
  const found = asked ? 'smallest that keeps up' : 'smallest';
  const count = plural(tooSlow.length, 'chain');
  const none =
    tooSlow.length === 1 ? 'nothing keeps up; the only chain' : `nothing keeps up; of ${count} the nearest`;
  const run = label(answer);
  const name = alias === '' ? chain : `${alias} = ${chain}`;
  const facts = [
    `${keepsUp.length > 0 ? found : none}: ${name}${isYours(answer) ? ' (yours)' : ''}`,
    ...(run === '' ? [] : [`run ${run}`]),
    `ratio ${formatFixed(ratio, 4)}`,
    `${formatFixed(bits_per_sample, 3)} bits a sample`,
    ...(encode_xrt === null ? [] : [`encode ${formatFigure(encode_xrt)} xRT`]),
    ...(decode_xrt === null ? [] : [`decode ${formatFigure(decode_xrt)} xRT`]),
    ...(isolation === 'process' ? ['a program started for each call'] : []),
  ];
  return facts.join(', ');
}

function formatCheck(answer: Candidate, check: Check): string {
  const { demand, speed, reached } = check;
  const asked = demand.least.toLocaleString('en-US', { maximumSignificantDigits: 15 });
  const done = `${demand.direction} ${formatFigure(speed)} ${unitOf(demand)}, asked ${asked}`;
  if (reached >= 1) return `  ${done}: ${formatFigure(reached)} times that${formatDoubt(answer, check)}`;
  const cores = demand.unit === 'channels' ? `, ${coresMissing(check)} would do` : '';
  const hope = check.within_noise ? '; within the a/a difference: it may keep up' : '';
  return `  ${done}: ${formatFigure(1 / reached)} times too slow${cores}${hope}`;
}

function unitOf({ unit, cores }: Demand): string {
  if (unit === 'channels') return `channels in real time on ${plural(cores, 'core')}`;
  return unit === 'xrt' ? 'xRT' : 'MB/s';
}

function formatDoubt(answer: Candidate, { demand, reached, within_noise }: Check): string {
  const slowest = reached * (timingOf(answer)?.slowest[demand.direction] ?? 1);
  const doubts = [
    ...(within_noise ? ['within the a/a difference'] : []),
    ...(slowest < 1 ? [`${formatFigure(slowest)} times in its slowest process runs`] : []),
  ];
  return doubts.length === 0 ? '' : `; ${doubts.join(', ')}: it may fall short`;
}

function streamsOf({ scope, recordings }: Candidate['row']): string {
  const each = plural(recordings, 'recording');
  if (scope === 'recording') return each;
  return scope === 'solid' ? 'one stream of all recordings' : `${each} in chunks of ${scope}`;
}

function formatBasis(answer: Candidate): string {
  const { row } = answer;
  const sizes = `ratio over ${streamsOf(row)}`;
  if (row.timed_recordings === 0) return sizes;
  const timing = timingOf(answer);
  const runs = timing === null ? '' : `, ${plural(timing.runs[0], 'process run')} each`;
  return `${sizes}, speeds over ${row.timed_recordings} of them${runs}`;
}

function formatScatter({ run, row, checks }: Candidate): string {
  if (row.encode_xrt === null || checks.length === 0) return '';
  return formatAaDifference(run.totals) || 'no a/a pair was timed: how far timings scatter is not known';
}

const LEFT_OUT: Readonly<Record<Reason, string>> = {
  failed: 'failed on some recording',
  'not timed': 'not timed',
  'fewer recordings': 'measured or timed on fewer recordings than others',
  'one stream of all': 'of one stream of all recordings',
  'in chunks': 'in chunks',
  lossy: 'that may lose something',
};

function remarksOn(runs: readonly SummedRun[], { leftOut }: Choice): string[] {
  const counts = [...leftOut].map(([reason, count]) => `${plural(count, 'chain')} ${LEFT_OUT[reason]}`);
  const untimed = runs.filter(({ totals }) => totals.every(row => row.timed_recordings === 0));
  return [
    ...(counts.length === 0 ? [] : [`left out: ${counts.join(', ')}`]),
    ...untimed.map(({ path }) => `${path}: nothing was timed, so there are no speeds and no fronts`),
  ];
}
