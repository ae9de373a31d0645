/** Slurm, asked and told: its limits, what is still queued, and the jobs of a run. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileBeside } from '../../../harness/common/files.js';
import {
  SUBMIT,
  type Submitted,
  type SubmittedJob,
  writeSubmitted,
} from '../../../harness/shards/submitted.js';
import type { Running } from '../shared/interruptible.js';
import { ranges } from '../shared/ranges.js';
import { quoted } from '../shared/shell.js';
import { plural } from '../shared/terminal.js';
import type { Execute } from './execute.js';
import {
  exactScript,
  jobIdOf,
  limitsOfConfig,
  mergeScript,
  type Script,
  type SlurmLimits,
  type TimingTarget,
  timingScript,
} from './slurm.js';
import type { Work } from './work.js';

/** @param isDry where nothing is submitted, a Slurm need not be there: then its defaults hold */
export async function readLimits(isDry: boolean, run: Execute): Promise<SlurmLimits> {
  try {
    return limitsOfConfig(await run('scontrol', ['show', 'config']));
  } catch (thrown) {
    if (isDry) return limitsOfConfig('');
    throw thrown;
  }
}

/** What of earlier submissions waits or runs. */
export interface Queued {
  readonly shards: ReadonlySet<number>;
  readonly timing: boolean;
  readonly ids: readonly string[];
}

/** Jobs that the scheduler has forgotten are over. */
export async function stillQueued({ jobs }: Submitted, run: Execute): Promise<Queued> {
  const shards = new Set<number>();
  const ids: string[] = [];
  let timing = false;
  for (const { kind, id } of jobs) {
    if (kind === 'merge') continue;
    const printed = await run('squeue', ['--noheader', '--array', '--format=%K', `--jobs=${id}`]).catch(
      () => '',
    );
    const lines = printed
      .split('\n')
      .map(line => line.trim())
      .filter(Boolean);
    if (lines.length === 0) continue;
    ids.push(id);
    if (kind === 'timing') timing = true;
    else for (const line of lines) shards.add(Number(line));
  }
  return { shards, timing, ids };
}

interface Asked {
  readonly run: string;
  readonly 'dry-run': boolean;
  readonly 'engine-option': readonly string[];
  readonly 'timing-node': readonly string[];
  readonly 'timing-constraint': readonly string[];
  readonly 'timing-partition': readonly string[];
}

function targetsOf(argv: Asked): (TimingTarget | undefined)[] {
  const named = ([option, values]: readonly [TimingTarget['option'], readonly string[]]) =>
    values.map(value => ({ option, value }));
  const targets = [
    ...named(['nodelist', argv['timing-node']]),
    ...named(['constraint', argv['timing-constraint']]),
    ...named(['partition', argv['timing-partition']]),
  ];
  return targets.length === 0 ? [undefined] : targets;
}

/**
 * Writes the scripts and hands them to sbatch; what has been submitted when a signal fires is remembered and goes on.
 * @returns the command that ends the jobs; empty if nothing was submitted
 */
export async function submitToSlurm(
  argv: Asked,
  work: Work,
  before: Submitted | undefined,
  { signal }: Running,
  run: Execute,
): Promise<string> {
  const isExact = work.missing.length > 0;
  const timing = work.isTimed ? targetsOf(argv).map((target, k) => timingScript(work, target, k + 1)) : [];
  const [exact, merge] = [exactScript(work), mergeScript(work)];
  const path = ({ name }: Script) => join(work.run, SUBMIT, name);
  for (const script of [...(isExact ? [exact] : []), ...timing, merge]) {
    writeFileBeside(path(script), script.text);
    chmodSync(path(script), 0o755);
  }
  const array = `--array=${ranges(work.missing)}`;
  const options = argv['engine-option'];
  if (argv['dry-run']) {
    const words = (args: readonly string[]) => ['sbatch', ...options, ...args].map(quoted).join(' ');
    console.log(`written: ${join(work.run, SUBMIT)}`);
    if (isExact) console.log(`  ${words([array, path(exact)])}`);
    for (const script of timing) console.log(`  ${words([path(script)])}`);
    console.log(`  ${words(['--dependency=afterany:JOB:JOB', path(merge)])}`);
    return '';
  }
  const queued = before === undefined ? [] : (await stillQueued(before, run)).ids;
  const jobs: SubmittedJob[] = [...(before?.jobs ?? [])];
  const fresh: string[] = [];
  const submit = async (kind: SubmittedJob['kind'], args: readonly string[]) => {
    if (signal.aborted) return;
    const id = jobIdOf(await run('sbatch', ['--parsable', ...options, ...args]));
    fresh.push(id);
    jobs.push({ kind, id });
    writeSubmitted(work.run, { engine: 'slurm', shards: work.shards, jobs });
  };
  if (isExact) await submit('exact', [array, path(exact)]);
  for (const script of timing) await submit('timing', [path(script)]);
  await submit('merge', [`--dependency=afterany:${[...queued, ...fresh].join(':')}`, path(merge)]);
  const what = isExact ? `${work.missing.length} of ${plural(work.shards, 'shard')}` : 'the timing pass';
  console.log(`submitted: ${what}, ${plural(fresh.length, 'job')}: ${fresh.join(', ')}`);
  if (signal.aborted) console.error('stopped; what was submitted goes on, the same command submits the rest');
  console.log(`  squeue --jobs=${fresh.join(',')}   what waits and runs; scancel ${fresh.join(' ')} ends it`);
  return `scancel ${fresh.join(' ')}`;
}
