/** What `ncb submit` does: deal the plan out, write the engine's files, start them, and say how to follow. */
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolder, writeFileBeside } from '../../../harness/common/files.js';
import { openPlan, type Planned } from '../../../harness/shards/plan-file.js';
import { type PartState, statusOf } from '../../../harness/shards/status.js';
import { readSubmitted, SUBMIT, type Submitted, writeSubmitted } from '../../../harness/shards/submitted.js';
import { interruptible, type Running } from '../shared/interruptible.js';
import { duration, wholeNumber } from '../shared/numbers.js';
import { quoted } from '../shared/shell.js';
import { plural } from '../shared/terminal.js';
import type { Execute } from './execute.js';
import { execute } from './execute.js';
import { manifest } from './kubernetes.js';
import { parallelScript } from './parallel.js';
import { readLimits, stillQueued, submitToSlurm } from './sbatch.js';
import { limitMinutes, memoryOf, timingMinutes, usualShards, type Work } from './work.js';

export interface SubmitArguments {
  run: string;
  engine: 'slurm' | 'kubernetes' | 'parallel';
  shards: number | undefined;
  jobs: number;
  'mem-mb': number | undefined;
  'time-limit': string | undefined;
  data: string | undefined;
  'engine-option': string[];
  'dry-run': boolean;
  follow: boolean;
  'timing-node': string[];
  'timing-constraint': string[];
  'timing-partition': string[];
  image: string | undefined;
  claim: string | undefined;
  mount: string | undefined;
  parallelism: number | undefined;
}

const LONGEST_LIMIT_S = 14 * 24 * 3600;
/** Of engines that say nothing. */
const MOST_SHARDS = 100_000;
const USUAL_PODS = 50;

/**
 * Runs the command.
 * @param run starts a program of the engine
 * @returns the exit status
 * @throws Error with one line if the command line is wrong, or the engine refuses
 */
export function runSubmit(argv: SubmitArguments, run: Execute = execute): Promise<number> {
  checkNumbers(argv);
  return interruptible(async running => {
    const planned = openPlan(argv.run, argv.data);
    const before = readSubmitted(argv.run);
    const work = await workOf(argv, planned, before, run);
    if (work.missing.length === 0 && !work.isTimed) {
      console.log(`nothing is missing and not on its way; ncb merge ${quoted(argv.run)}`);
      return 0;
    }
    makeFolder(join(work.run, SUBMIT, 'logs'));
    const stop = await start(argv, work, before, running, run);
    if (argv['dry-run'] || running.signal.aborted) return 0;
    if (stop !== '') console.log(`  ncb status ${quoted(argv.run)}   how far it is`);
    if (argv.follow) await follow(argv.run, planned, work, running, stop);
    return 0;
  });
}

/** @throws Error in one line unless all are whole numbers of at least 1 */
function checkNumbers(argv: SubmitArguments): void {
  for (const option of ['jobs', 'shards', 'mem-mb', 'parallelism'] as const) {
    const value = argv[option];
    if (value !== undefined) wholeNumber(option, value, 1);
  }
}

/** @returns how it is ended by the engine; empty if nothing goes on behind this command */
async function start(
  argv: SubmitArguments,
  work: Work,
  before: Submitted | undefined,
  running: Running,
  run: Execute,
): Promise<string> {
  switch (argv.engine) {
    case 'slurm':
      return submitToSlurm(argv, work, before, running, run);
    case 'kubernetes':
      return applyToKubernetes(argv, work, before, run);
    default:
      return runParallel(argv, work, run);
  }
}

async function workOf(
  argv: SubmitArguments,
  planned: Planned,
  before: Submitted | undefined,
  run: Execute,
): Promise<Work> {
  const { engine, data, jobs } = argv;
  const most = engine === 'slurm' ? (await readLimits(argv['dry-run'], run)).tasks : MOST_SHARDS;
  const shards = shardsOf(argv.shards, planned, jobs, most, before);
  const status = statusOf(argv.run, planned, shards, Date.now());
  const queued = engine === 'slurm' && before !== undefined ? await stillQueued(before, run) : undefined;
  const isMissing = ({ status }: PartState, k: number) =>
    status !== 'done' && status !== 'running' && queued?.shards.has(k + 1) !== true;
  const missing = status.shards.flatMap((shard, k) => (isMissing(shard, k) ? [k + 1] : []));
  const timed = status.timing.filter(({ status }) => status === 'done' || status === 'running').length;
  const limit = argv['time-limit'];
  const isTimed = planned.file.settings.rounds > 0 && queued?.timing !== true && timed < targetsOf(argv);
  return {
    ...{ run: resolve(argv.run), shards, missing, jobs, data, isTimed },
    memoryMb: argv['mem-mb'] ?? memoryOf(planned, jobs),
    limitMin:
      limit === undefined
        ? limitMinutes(planned, shards, jobs)
        : Math.ceil(duration('time-limit', limit, 60, LONGEST_LIMIT_S) / 60),
    timingLimitMin: planned.file.settings.rounds > 0 ? timingMinutes(planned) : 0,
  };
}

function shardsOf(
  given: number | undefined,
  planned: Planned,
  jobs: number,
  most: number,
  before: Submitted | undefined,
): number {
  if (before !== undefined) {
    if (given === undefined || given === before.shards) return before.shards;
    throw new Error(
      `--shards ${given}: submitted before in ${before.shards}; leave it out, or plan another run`,
    );
  }
  const shards = given ?? usualShards(planned, jobs, most);
  if (shards > most)
    throw new Error(`--shards ${shards}: want at most ${most}, which is what this scheduler takes`);
  return shards;
}

/** How many kinds of machine are timed. */
function targetsOf(argv: SubmitArguments): number {
  const kinds = ['timing-node', 'timing-constraint', 'timing-partition'] as const;
  return Math.max(
    1,
    kinds.reduce((sum, kind) => sum + argv[kind].length, 0),
  );
}

async function applyToKubernetes(
  argv: SubmitArguments,
  work: Work,
  before: Submitted | undefined,
  run: Execute,
): Promise<string> {
  const { image, claim, mount } = argv;
  if (image === undefined || claim === undefined)
    throw new Error('--engine kubernetes: want --image and --claim');
  const parallelism = argv.parallelism ?? USUAL_PODS;
  const timingNodes = argv['timing-node'];
  const wrong = timingNodes.find(node => !/^[^=]+=[^=]*$/.test(node));
  if (wrong !== undefined) throw new Error(`--timing-node ${wrong}: want the label of a node, KEY=VALUE`);
  const attempt = (before?.jobs.length ?? 0) + 1;
  const path = join(work.run, SUBMIT, 'jobs.yaml');
  writeFileBeside(path, manifest(work, { image, claim, mount, parallelism, timingNodes, attempt }));
  console.log(`written: ${path}`);
  if (argv['dry-run']) {
    console.log(`  kubectl apply -f ${quoted(path)}`);
    return '';
  }
  process.stdout.write(await run('kubectl', ['apply', ...argv['engine-option'], '-f', path]));
  remember(work, argv.engine, [...(before?.jobs ?? []), { kind: 'exact', id: String(attempt) }]);
  console.log(`  ncb merge ${quoted(argv.run)}   when all is done`);
  return `kubectl delete -f ${quoted(path)}`;
}

async function runParallel(argv: SubmitArguments, work: Work, run: Execute): Promise<string> {
  const atATime = argv.parallelism ?? Math.max(1, Math.floor(availableParallelism() / work.jobs));
  const path = join(work.run, SUBMIT, 'parallel.sh');
  writeFileBeside(path, parallelScript(work, atATime, argv['engine-option']));
  console.log(`written: ${path}`);
  if (argv['dry-run']) {
    console.log(`  sh ${quoted(path)}`);
    return '';
  }
  remember(work, argv.engine, []);
  await run('sh', [path], { isShown: true });
  return '';
}

function remember({ run, shards }: Work, engine: string, jobs: Submitted['jobs']): void {
  writeSubmitted(run, { engine, shards, jobs });
}

const FOLLOW_MS = 5000;

/** Until no share is left; Ctrl-C ends the waiting alone. */
async function follow(
  run: string,
  planned: Planned,
  { shards }: Work,
  { signal, bar }: Running,
  stop: string,
): Promise<void> {
  while (!signal.aborted) {
    const { cells, done, leftMs, shards: parts } = statusOf(run, planned, shards, Date.now());
    if (parts.every(({ status }) => status === 'done')) {
      bar.stop();
      console.log(`all ${plural(shards, 'shard')} done`);
      return;
    }
    bar.show({ phase: 'exact', done, total: cells, leftMs: leftMs ?? 0, unit: 'cells' });
    await sleep(FOLLOW_MS, undefined, { signal }).catch(() => undefined);
  }
  bar.stop();
  console.error(`the jobs go on: ncb status ${quoted(run)} follows them, ${stop} ends them`);
}
