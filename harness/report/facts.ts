/** The environment and the settings of a run, in words. */
import { greatest } from '../common/extremes.js';
import { type AaDifference, aaDifferenceOf } from '../run/aa-difference.js';
import type { Environment } from '../run/environment.js';
import type { JudgedRun } from '../run/load.js';

type Fact = readonly [label: string, text: string];

/** What is known of a run; what its files do not say is left out. */
export function describeRun({ cells, totals, environment }: JudgedRun): Fact[] {
  const processRuns = greatest(cells, cell => cell.timing_runs) ?? 0;
  const timed = greatest(totals, row => row.timed_recordings) ?? 0;
  const facts: (readonly [string, string | null])[] = [
    ...(environment === null ? [] : describeEnvironment(environment)),
    ['Timed', timed === 0 ? 'nothing: sizes only' : `${timed} of the recordings${roundsText(processRuns)}`],
    ['A/a difference', differenceText(aaDifferenceOf(totals))],
    ['Versions', versionsText(cells)],
  ];
  return facts.flatMap(([label, text]) => (text === null || text === '' ? [] : [[label, text] as const]));
}

/** Which of several kinds of machine speeds are of; of one alone the processor says enough. */
function machineText({ machine, machines = [] }: Partial<Environment>): string | null {
  if (machines.length < 2) return null;
  const others = machines.map(one => one.machine).filter(name => name !== machine);
  return `${machine}; also timed on ${others.join(', ')} (--machine)`;
}

function versionsText(cells: JudgedRun['cells']): string | null {
  const behind = new Set<string>();
  for (const { versions } of cells) behind.add(versions);
  const each = new Set([...behind].flatMap(versions => versions.split(' ')));
  return [...each].sort().join(' ') || null;
}

function roundsText(processRuns: number): string {
  return processRuns === 0 ? '' : `, in up to ${processRuns} process runs each`;
}

function differenceText(difference: AaDifference | null): string | null {
  if (difference === null || difference.encode === null || difference.decode === null) return null;
  const [encode, decode] = [difference.encode, difference.decode].map(
    relative => `${(100 * relative).toFixed(1)} %`,
  );
  return `${difference.chain} timed twice as if it were two chains: encode ${encode} apart, decode ${decode}`;
}

function describeEnvironment(environment: Partial<Environment>): (readonly [string, string | null])[] {
  const { memory_bytes: memory, load_average: load, refused, program_start_ns: start } = environment;
  return [
    ['Started', environment.started_at ?? null],
    ['Command line', environment.command_line ?? null],
    ['Settings', listed(environment.settings)],
    ['Machine', machineText(environment)],
    ['Processor', joined([environment.cpu_model, amount(environment.cores, 'cores')])],
    ['Memory', memory === undefined ? null : `${(memory / 2 ** 30).toFixed(1)} GiB`],
    ['System', joined([environment.platform, environment.kernel])],
    ['Node', joined([environment.node, environment.v8 && `V8 ${environment.v8}`])],
    ['Load before the run', load?.map(value => value.toFixed(2)).join(', ') ?? null],
    [
      'neural-codec-bench',
      joined([environment.package_version, environment.commit && `commit ${environment.commit}`]),
    ],
    ['Recordings', joined([amount(environment.recordings, 'recordings'), environment.recordings_sha256])],
    ['Files refused', refused === undefined || refused.length === 0 ? null : String(refused.length)],
    ['Starting an empty program', start === undefined ? null : `${(start / 1e6).toFixed(1)} ms`],
    ['Packages', listed(environment.packages)],
  ];
}

function amount(count: number | undefined, noun: string): string | undefined {
  return count === undefined ? undefined : `${count} ${noun}`;
}

function joined(parts: readonly (string | null | undefined)[]): string {
  return parts.filter(Boolean).join(', ');
}

function listed(values: object | undefined): string | null {
  if (values === undefined) return null;
  return Object.entries(values)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
