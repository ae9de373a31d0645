/** What failed of a run, in lines that a person reads, and whether that is a failure of the command. */
import { withoutNumbers } from '../../../harness/common/alike.js';
import { groupBy } from '../../../harness/common/group-by.js';
import type { JudgedCell } from '../../../harness/run/judged.js';
import { plainLine } from './plain.js';
import { plural } from './terminal.js';

const LINES_SHOWN = 12;
const CHAINS_SHOWN = 3;
/** Of what is missing, all that it keeps from running is told. */
const UNSUPPORTED_SHOWN = 12;

/** Whether cells that failed make the exit status 1: what is merely missing on this machine does if `strict`. */
export function areFailures(cells: readonly JudgedCell[], strict: boolean): boolean {
  return cells.some(({ status }) => status !== 'ok' && (strict || status !== 'unsupported'));
}

/**
 * A line for each way in which cells failed, whichever chains and recordings they are of, then for each thing that this
 * machine lacks; empty if there is none.
 */
export function formatFailures(cells: readonly JudgedCell[]): string {
  const failed = cells.filter(({ status }) => status !== 'ok' && status !== 'unsupported');
  const unsupported = cells.filter(({ status }) => status === 'unsupported');
  const lines = linesOf(failed, CHAINS_SHOWN);
  return [
    ...lines.slice(0, LINES_SHOWN),
    ...(lines.length > LINES_SHOWN ? [`… and ${lines.length - LINES_SHOWN} more in cells.csv`] : []),
    ...linesOf(unsupported, UNSUPPORTED_SHOWN),
    ...(unsupported.length > 0
      ? [`unsupported here: ${plural(unsupported.length, 'cell')}, no failure without --strict`]
      : []),
  ].join('\n');
}

/** What differs in numbers alone is one way; the first stands for all. */
function linesOf(cells: readonly JudgedCell[], chainsShown: number): string[] {
  const groups = groupBy(cells, ({ status, error }) => `${status} ${withoutNumbers(error)}`);
  return [...groups.values()].map(group => {
    const [{ status, error }] = group;
    const count = group.length === 1 ? '' : ` (${plural(group.length, 'cell')})`;
    return `${status.padEnd(11)} ${chainsOf(group, chainsShown)} on ${recordingsOf(group)}: ${plainLine(error)}${count}`;
  });
}

function chainsOf(cells: readonly JudgedCell[], most: number): string {
  const names = new Set(cells.map(({ chain, alias }) => alias || chain));
  const [{ chain, alias }] = cells;
  return names.size === 1 && alias !== '' ? plainLine(`${alias} = ${chain}`) : listed([...names], most);
}

function recordingsOf(cells: readonly JudgedCell[]): string {
  return listed([...new Set(cells.map(({ recording }) => recording))], 1);
}

function listed(names: readonly string[], most: number): string {
  const more = names.length - most;
  return `${names.slice(0, most).map(plainLine).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
