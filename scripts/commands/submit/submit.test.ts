/** What is handed to each engine, and what a second time leaves out; the engines themselves are not asked. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { parseAllDocuments } from 'yaml';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { freezeIn } from '../../../harness/shards/planned.test.kit.js';
import { readSubmitted } from '../../../harness/shards/submitted.js';
import type { SweepSettings } from '../../../harness/sweep/settings.js';
import { runSubmit, type SubmitArguments } from './run.js';
import { jobIdOf, limitsOfConfig, timeLimit } from './slurm.js';

/** Names that a shell would take apart. */
const NAME = "a run's $HOME 100%";

function plannedRun(t: TestContext, settings: Partial<SweepSettings> = {}): string {
  const run = join(temporaryFolder(t), NAME);
  freezeIn(run, { settings });
  return run;
}

interface Asked extends Partial<SubmitArguments> {
  readonly run: string;
}

/** @returns the calls, and what was printed */
async function submit(
  t: TestContext,
  asked: Asked,
  answer: (program: string, args: readonly string[]) => string,
) {
  const calls: string[][] = [];
  const said: string[] = [];
  const log = t.mock.method(console, 'log', (text: string) => void said.push(text));
  const argv: SubmitArguments = {
    ...{
      engine: 'slurm',
      shards: undefined,
      jobs: 1,
      'mem-mb': undefined,
      'time-limit': undefined,
      data: undefined,
    },
    ...{ 'engine-option': [], 'dry-run': false, follow: false, 'timing-node': [], 'timing-constraint': [] },
    ...{
      'timing-partition': [],
      image: undefined,
      claim: undefined,
      mount: undefined,
      parallelism: undefined,
    },
    ...asked,
  };
  const status = await runSubmit(argv, async (program, args) => {
    calls.push([program, ...args]);
    return answer(program, args);
  });
  log.mock.restore();
  return { status, calls, said: said.join('\n') };
}

/** A scheduler that numbers jobs from 10, and still has what is given. */
function slurm(queued: Readonly<Record<string, string>> = {}, first = 10) {
  let next = first;
  return (program: string, args: readonly string[]): string => {
    if (program === 'scontrol') return 'MaxArraySize            = 5\nMaxJobCount             = 10000\n';
    if (program === 'sbatch') return `${next++};cluster\n`;
    const id = args.find(arg => arg.startsWith('--jobs='))?.slice(7) ?? '';
    return queued[id] ?? '';
  };
}

function notThere(): never {
  throw new Error('not installed');
}

/** The words that the last line of a script starts a program with, as a shell takes them apart. */
function wordsOf(script: string): string[] {
  const [line] = script.trim().split('\n').slice(-1);
  const printed = execFileSync('sh', ['-c', line.replace(/^exec /, "printf '%s\\n' ")], { encoding: 'utf8' });
  return printed.trim().split('\n');
}

/** As a share leaves it that has come to its end. */
function finish(run: string, shard: string): void {
  const folder = join(run, 'shards', shard);
  mkdirSync(folder, { recursive: true });
  const state = {
    ...{ status: 'done', owner: 'a', host: 'node', pid: 1, machine: 'm', startedAt: '', at: '' },
    ...{ beat: 1, cells: 1, done: 1, leftMs: null },
  };
  writeFileSync(join(folder, 'state.json'), JSON.stringify(state));
}

/** What a terminal that is closed sends; of SIGINT the test runner hears, too. */
function interrupt(): void {
  process.emit('SIGHUP');
}

/** Lines of standard error. */
function errorsOf(t: TestContext): readonly string[] {
  const lines: string[] = [];
  t.mock.method(console, 'error', (text: string) => void lines.push(text));
  return lines;
}

describe('slurm', () => {
  test('an array, a timing pass on a node of its own, and the merge behind both', async t => {
    const run = plannedRun(t);
    const { calls, said } = await submit(t, { run, shards: 3, 'engine-option': ['--account=lab'] }, slurm());
    const script = (name: string) => join(run, 'submit', name);
    assert.deepEqual(calls, [
      ['scontrol', 'show', 'config'],
      ['sbatch', '--parsable', '--account=lab', '--array=1-3', script('exact.sh')],
      ['sbatch', '--parsable', '--account=lab', script('timing-1.sh')],
      ['sbatch', '--parsable', '--account=lab', '--dependency=afterany:10:11', script('merge.sh')],
    ]);
    assert.deepEqual(readSubmitted(run), {
      ...{ engine: 'slurm', shards: 3 },
      jobs: [
        { kind: 'exact', id: '10' },
        { kind: 'timing', id: '11' },
        { kind: 'merge', id: '12' },
      ],
    });
    assert.match(said, /submitted: 3 of 3 shards, 3 jobs: 10, 11, 12\n.*squeue --jobs=10,11,12/);
    assert.match(said, /ncb status '.*' +how far it is$/);
    const exact = readFileSync(script('exact.sh'), 'utf8');
    assert.deepEqual(wordsOf(exact).slice(2), ['sweep', '--plan', run, '--shard', 'env/3', '--jobs', '1']);
    assert.match(exact, /^#!\/bin\/sh\n#SBATCH --job-name=ncb-exact\n#SBATCH --requeue\n/);
    assert.match(
      exact,
      /^#SBATCH --mem=2560M\n#SBATCH --time=00:1\d:00\n#SBATCH --output=".*100%%\/submit\/logs\/exact-%a\.txt"$/m,
    );
    const timing = readFileSync(script('timing-1.sh'), 'utf8');
    assert.match(timing, /^#SBATCH --exclusive$/m);
    assert.deepEqual(wordsOf(timing).slice(2), ['sweep', '--plan', run, '--timing']);
    assert.deepEqual(wordsOf(readFileSync(script('merge.sh'), 'utf8')).slice(2), ['merge', run]);
  });

  test('a second time, what is missing and not on its way', async t => {
    const run = plannedRun(t);
    await submit(t, { run, shards: 4 }, slurm());
    finish(run, '1-of-4');
    const again = await submit(t, { run }, slurm({ 10: '2\n', 11: 'N/A\n' }, 20));
    const sbatch = again.calls.filter(([program]) => program === 'sbatch');
    assert.deepEqual(
      sbatch.map(words => words.slice(2, 3)),
      [['--array=3-4'], ['--dependency=afterany:10:11:20']],
    );
    const last = await submit(t, { run }, slurm({ 10: '2\n', 11: 'N/A\n', 20: '3\n4\n' }));
    assert.deepEqual(
      last.calls.filter(([program]) => program === 'sbatch'),
      [],
    );
    assert.match(last.said, /^nothing is missing and not on its way; ncb merge /);
    await assert.rejects(
      submit(t, { run, shards: 3 }, slurm()),
      /^Error: --shards 3: submitted before in 4; /,
    );
  });

  test('followed until all shares are done', async t => {
    const run = plannedRun(t, { rounds: 0 });
    const answer = slurm();
    const { status, said } = await submit(t, { run, shards: 2, follow: true }, (program, args) => {
      if (args.some(arg => arg.startsWith('--dependency'))) for (const k of [1, 2]) finish(run, `${k}-of-2`);
      return answer(program, args);
    });
    assert.equal(status, 0);
    assert.match(said, /\nall 2 shards done$/);
  });

  test('Ctrl-C ends the following, and the jobs go on', async t => {
    const run = plannedRun(t, { rounds: 0 });
    const errors = errorsOf(t);
    const submitted = submit(t, { run, shards: 2, follow: true }, slurm());
    while (readSubmitted(run)?.jobs.length !== 2) await sleep(5);
    interrupt();
    assert.equal((await submitted).status, 130);
    assert.match(
      errors.at(-1) ?? '',
      /^the jobs go on: ncb status '.*' follows them, scancel 10 11 ends them$/,
    );
  });

  test('Ctrl-C between two jobs: the first is known, and the same command submits the rest', async t => {
    const run = plannedRun(t);
    const errors = errorsOf(t);
    const answer = slurm();
    const stopped = await submit(t, { run, shards: 2 }, (program, args) => {
      if (program === 'sbatch') interrupt();
      return answer(program, args);
    });
    assert.equal(stopped.status, 130);
    assert.deepEqual(readSubmitted(run)?.jobs, [{ kind: 'exact', id: '10' }]);
    assert.match(errors.join('\n'), /what was submitted goes on, the same command submits the rest/);
    const rest = await submit(t, { run }, slurm({ 10: '1\n2\n' }, 20));
    assert.deepEqual(
      rest.calls.filter(([program]) => program === 'sbatch').map(words => words.at(-1)?.split('/').at(-1)),
      ['timing-1.sh', 'merge.sh'],
    );
  });

  test('no more tasks than an array takes', async t => {
    const run = plannedRun(t);
    await assert.rejects(submit(t, { run, shards: 5 }, slurm()), /^Error: --shards 5: want at most 4, /);
  });

  test('dry: the files and commands, where there is no Slurm', async t => {
    const run = plannedRun(t, { rounds: 0 });
    const dry = { run, shards: 2, 'dry-run': true, 'time-limit': '26h', 'mem-mb': 900 };
    const { said } = await submit(t, dry, notThere);
    assert.match(
      said,
      /^ {2}sbatch --array=1-2 '.*exact\.sh'\n {2}sbatch --dependency=afterany:JOB:JOB '.*merge\.sh'$/m,
    );
    const exact = readFileSync(join(run, 'submit', 'exact.sh'), 'utf8');
    assert.match(exact, /^#SBATCH --mem=900M\n#SBATCH --time=1-02:00:00$/m);
    assert.equal(readSubmitted(run), undefined);
    await assert.rejects(submit(t, { run, shards: 2 }, notThere), /not installed/);
  });

  test('a timing pass for each kind of node', async t => {
    const run = plannedRun(t);
    const kinds = {
      'timing-node': ['n 1'],
      'timing-constraint': ['rome', 'milan&ib'],
      'timing-partition': ['gpu'],
    };
    await submit(t, { run, shards: 1, 'dry-run': true, ...kinds }, notThere);
    const options = [1, 2, 3, 4].map(number => {
      const text = readFileSync(join(run, 'submit', `timing-${number}.sh`), 'utf8');
      return /^#SBATCH --((nodelist|constraint|partition)=.*)$/m.exec(text)?.[1];
    });
    assert.deepEqual(options, [
      'nodelist="n 1"',
      'constraint=rome',
      'constraint="milan&ib"',
      'partition=gpu',
    ]);
  });

  test('what Slurm says is read', () => {
    assert.equal(
      limitsOfConfig('MaxArraySize            = 1001\nMaxJobCount             = 10000\n').tasks,
      1000,
    );
    assert.equal(limitsOfConfig('MaxArraySize = 100001\nMaxJobCount = 500\n').tasks, 498);
    assert.equal(limitsOfConfig('').tasks, 1000);
    assert.deepEqual([jobIdOf('12\n'), jobIdOf('12;cluster\n')], ['12', '12']);
    assert.throws(() => jobIdOf('sbatch: error'), /in place of a job's number/);
    assert.deepEqual([15, 60, 1500].map(timeLimit), ['00:15:00', '01:00:00', '1-01:00:00']);
  });
});

test('kubernetes: an Indexed Job, and a Job for each kind of node, by the published schema', async t => {
  const run = plannedRun(t);
  const asked = {
    run,
    engine: 'kubernetes',
    shards: 3,
    image: 'lab/ncb:1',
    claim: 'data',
    'timing-node': ['kind=fast'],
  } as const;
  const { calls, said } = await submit(t, { ...asked, 'timing-node': ['kind=fast'] }, () => 'job created\n');
  const path = join(run, 'submit', 'jobs.yaml');
  assert.deepEqual(calls, [['kubectl', 'apply', '-f', path]]);
  assert.match(said, /ncb merge .* when all is done/);
  const jobs = parseAllDocuments(readFileSync(path, 'utf8')).map(document => document.toJS());
  for (const job of jobs) new Job(job).validate();
  const [exact, timing, ...others] = jobs;
  assert.deepEqual(others, []);
  assert.match(exact.metadata.name, /^ncb-exact-[0-9a-f]{8}-1$/);
  const { completions, parallelism, completionMode } = exact.spec;
  assert.deepEqual([completions, parallelism, completionMode], [3, 3, 'Indexed']);
  const { containers, volumes } = exact.spec.template.spec;
  const words = ['ncb', 'sweep', '--plan', run, '--shard', 'env/3', '--jobs', '1'];
  assert.deepEqual(containers[0].command, words);
  assert.deepEqual(containers[0].volumeMounts, [{ name: 'data', mountPath: join(run, '..') }]);
  assert.deepEqual(volumes, [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }]);
  assert.deepEqual(timing.spec.template.spec.nodeSelector, { kind: 'fast' });
  assert.deepEqual(timing.spec.template.spec.containers[0].command, [
    'ncb',
    'sweep',
    '--plan',
    run,
    '--timing',
  ]);
  // the schema sees what is wrong
  exact.spec.completions = '3';
  assert.throws(() => new Job(exact).validate(), /completions must be integer/);
  await assert.rejects(submit(t, { run, engine: 'kubernetes' }, notThere), /want --image and --claim$/);
  await assert.rejects(
    submit(t, { ...asked, 'timing-node': ['fast'] }, notThere),
    /--timing-node fast: want .* KEY=VALUE$/,
  );
});

test('parallel: all shares by a job log, then the timing pass and the merge', async t => {
  const run = plannedRun(t);
  const { calls } = await submit(
    t,
    { run, engine: 'parallel', shards: 3, parallelism: 2, 'engine-option': ['--bar'] },
    () => '',
  );
  const path = join(run, 'submit', 'parallel.sh');
  assert.deepEqual(calls, [['sh', path]]);
  const [, exact, timing, merge] = readFileSync(path, 'utf8').split('\n');
  const [counted, started] = exact.split(' | ');
  assert.equal(counted, 'seq 3');
  const words = wordsOf(`exec ${started}`);
  const log = ['--joblog', join(run, 'submit', 'joblog'), '--resume-failed', '--bar'];
  assert.deepEqual(words.slice(0, 8), ['parallel', '--quote', '--jobs', '2', ...log]);
  assert.deepEqual(words.slice(10), ['sweep', '--plan', run, '--shard', '{}/3', '--jobs', '1']);
  assert.deepEqual(wordsOf(`exec ${timing}`).slice(2), ['sweep', '--plan', run, '--timing']);
  assert.deepEqual(wordsOf(`exec ${merge}`).slice(2), ['merge', run]);
});
