/** `ncb sweep --plan RUN`: a share of what was planned, or its timing pass. */
import { availableParallelism } from 'node:os';
import { isComplete, prepareShare, runShare } from '../../../harness/shards/run-share.js';
import { parseShard } from '../../../harness/shards/share.js';
import type { SweepPlan } from '../../../harness/sweep/plan.js';
import type { SweepHooks, SweepResult } from '../../../harness/sweep/sweep.js';
import { wholeNumber } from '../shared/numbers.js';
import { SWEEP_OPTIONS } from '../shared/sweep-options.js';
import type { PlanningArguments } from '../shared/sweep-plan.js';
import { plural } from '../shared/terminal.js';

export interface ShareArguments extends PlanningArguments {
  plan: string | undefined;
  shard: string | undefined;
  timing: boolean | undefined;
  data: string | undefined;
}

/**
 * @param watched does the work with a progress bar
 * @returns null if all of it stands
 * @throws Error in one line if the command line is wrong, or this machine has not what was planned
 */
export async function measureShare(
  argv: ShareArguments,
  commandLine: string,
  signal: AbortSignal,
  watched: (work: (hooks: SweepHooks) => Promise<SweepResult>) => Promise<SweepResult>,
): Promise<{ plan: SweepPlan; result: SweepResult } | null> {
  const { plan: run = '', data, timing = false } = argv;
  checkNothingElse(argv);
  if (!timing && argv.shard === undefined) throw new Error('--plan: want --shard, such as 3/64, or --timing');
  const part = argv.shard === undefined ? 'timing' : parseShard(argv.shard, process.env);
  const jobs = wholeNumber('jobs', argv.jobs ?? availableParallelism(), 1);
  const share = await prepareShare({ run, part, jobs, data }, signal);
  const { plan, name } = share;
  console.error(
    `${name}: ${plural(plan.cells.length, 'cell')}, ${plan.exact.length} to go` +
      (part === 'timing' ? `; ${plural(plan.timing.length, 'process run')}` : ''),
  );
  if (isComplete(share)) return null;
  return { plan, result: await watched(hooks => runShare(share, commandLine, hooks)) };
}

/** What may be given beside a plan. */
const BESIDE: readonly string[] = ['jobs'];

/** @throws Error in one line if something is given that the plan says */
function checkNothingElse(argv: ShareArguments): void {
  const given: Readonly<Record<string, unknown>> = { ...argv };
  for (const [name, option] of Object.entries(SWEEP_OPTIONS)) {
    const usual = 'default' in option ? option.default : undefined;
    const value = given[name];
    const isUsual = value === usual || (Array.isArray(value) && value.length === 0);
    if (!isUsual && !BESIDE.includes(name))
      throw new Error(`--plan: says what is measured; leave out --${name}`);
  }
  if (argv.out !== undefined) throw new Error('--plan: is the folder of the run; leave out --out');
  if ((argv.paths ?? []).length > 0)
    throw new Error('--plan: says what is measured; leave out the recordings');
}
