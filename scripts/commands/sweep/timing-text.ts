/** What `ncb sweep` says of its timing pass: how long it takes, what its speeds are worth, and how to get better ones. */
import { hideBin } from 'yargs/helpers';
import { SAME_AGAIN } from '../../../harness/run/columns.js';
import type { JudgedCell } from '../../../harness/run/judged.js';
import type { Estimate } from '../../../harness/sweep/estimate.js';
import type { SweepSettings } from '../../../harness/sweep/settings.js';
import type { TimingSummary } from '../../../harness/sweep/timing-pass.js';
import { quoted } from '../shared/shell.js';
import { formatDuration, plural } from '../shared/terminal.js';

/** `about 1 min 8 s: sizes 8 s, speeds 60 s (some 2 of 10 rounds)`. */
export function formatEstimate({ exactMs, timingMs, rounds, roundsAsked }: Estimate): string {
  const all = `about ${formatDuration(exactMs + timingMs)}`;
  if (timingMs === 0) return all;
  const reached =
    rounds === 0 ? ' (less than a round)' : ` (some ${rounds} of ${plural(roundsAsked, 'round')})`;
  const passes = `sizes ${formatDuration(exactMs)}, speeds ${formatDuration(timingMs)}`;
  return `${all}: ${passes}${rounds < roundsAsked ? reached : ''}`;
}

/**
 * Lines that end a sweep with a timing pass.
 * @param isOpen whether the same command may be given with more rounds
 */
export function timingLines(
  settings: SweepSettings,
  timing: TimingSummary,
  cells: readonly JudgedCell[],
  isOpen: boolean,
): string[] {
  if (timing.runs === 0 && timing.unreached.length === 0) return [];
  const worth = isOpen ? worthLines(settings, timing, cells) : [];
  return [spentLine(timing), ...unreachedLines(settings, timing), ...worth];
}

function spentLine({ runs, quietRuns, lostMs, wallMs }: TimingSummary): string {
  const share = `${((100 * lostMs) / wallMs).toFixed(0)} % of it lost to a disturbed machine`;
  const never =
    runs === quietRuns ? '' : `; ${runs - quietRuns} of ${plural(runs, 'process run')} found no quiet`;
  return `timing pass: ${formatDuration(wallMs)}, ${share}${never}`;
}

function unreachedLines({ rounds }: SweepSettings, { unreached }: TimingSummary): string[] {
  if (unreached.length === 0) return [];
  const first = Math.min(...unreached.map(run => run.round));
  const cut = unreached.filter(run => run.round === first).length;
  const chains = new Set(unreached.filter(run => run.round === 0).map(run => run.cell.planned.id));
  const untimed = chains.size === 0 ? [] : [`not timed on some recording: ${plural(chains.size, 'chain')}`];
  return [...untimed, `not reached: ${plural(cut, 'run')} of round ${first + 1}, all after it of ${rounds}`];
}

/** Rounds with which the runs of two sessions can differ at all after correction for many rows. */
const TELLING_ROUNDS = 10;

function worthLines(
  settings: SweepSettings,
  { unreached }: TimingSummary,
  cells: readonly JudgedCell[],
): string[] {
  const timed = cells.filter(cell => cell.timing_runs > 0 && cell.alias !== SAME_AGAIN);
  const least = timed.reduce((fewest, cell) => Math.min(fewest, cell.timing_runs), settings.rounds);
  const recordings = new Set(timed.map(cell => cell.recording)).size;
  const of = `${plural(least, 'round')} over ${plural(recordings, 'recording')}`;
  if (least >= TELLING_ROUNDS) return [];
  const better =
    unreached.length > 0 ? '--time-budget none' : `--rounds ${TELLING_ROUNDS} --time-budget none`;
  return [
    `speeds are of ${of}: enough to rank by factors, too few for differences of some percent; for these:`,
    `  ${againWith(better, settings.out)}`,
  ];
}

/** A command that is longer is described. */
const LONGEST_COMMAND = 400;

/** The command line, with options in the place of those that it had. */
function againWith(options: string, out: string): string {
  const replaced = ['--out', ...options.split(' ').filter(word => word.startsWith('--'))];
  const words: string[] = [];
  const given = hideBin(process.argv);
  for (let i = 0; i < given.length; i++) {
    const [name] = given[i].split('=');
    if (!replaced.includes(name)) words.push(given[i]);
    else if (name === given[i]) i++;
  }
  const changed = `${options} --out ${quoted(out)}`;
  const command = ['ncb', ...words.map(quoted), changed].join(' ');
  return command.length <= LONGEST_COMMAND ? command : `the same command with ${changed}`;
}
