/** What `ncb plan` does: plan as a sweep does, try the chains, and write plan.json. */
import { hideBin } from 'yargs/helpers';
import { checkIsNew, freeze, writePlan } from '../../../harness/shards/plan-file.js';
import { costsBy } from '../../../harness/sweep/costs.js';
import { estimate } from '../../../harness/sweep/estimate.js';
import { tryChains } from '../../../harness/sweep/sweep.js';
import { formatBrokenLaw } from '../shared/broken-law.js';
import { interruptible } from '../shared/interruptible.js';
import { quoted } from '../shared/shell.js';
import { announce, type PlanningArguments, planFrom, UNITS } from '../shared/sweep-plan.js';
import { formatDuration } from '../shared/terminal.js';

export interface PlanArguments extends PlanningArguments {
  out: string;
  data: string | undefined;
}

/**
 * Runs the command.
 * @returns the exit status
 * @throws Error with one line if the command line or an input is wrong
 */
export function runPlanCommand(argv: PlanArguments): Promise<number> {
  return interruptible(async running => {
    const { out, data } = argv;
    if (out === '') throw new Error('--out: want the name of a folder');
    checkIsNew(out);
    const plan = await planFrom(argv, running);
    const commandLine = ['ncb', ...hideBin(process.argv)].join(' ');
    // what lies elsewhere is said before anything takes time
    freeze({ plan, costs: { lines: {}, channels: [], processMs: 0 }, commandLine, data });
    announce(plan);
    const costs = await tryChains(plan, {
      signal: running.signal,
      onProgress: progress => running.bar.show({ ...progress, unit: UNITS[progress.phase] }),
      onBreach: broken => console.error(formatBrokenLaw(broken)),
    });
    running.bar.stop();
    writePlan(out, freeze({ plan, costs, commandLine, data }));
    const { exactMs, timingMs } = estimate(
      { ...plan, settings: { ...plan.settings, jobs: 1 } },
      costsBy(costs, plan.plugged),
    );
    const speeds = timingMs === 0 ? '' : `; speeds ${formatDuration(timingMs)} on each kind of machine`;
    console.log(`planned: sizes ${formatDuration(exactMs)} of one core${speeds}`);
    const run = quoted(out);
    console.log(`  ncb submit ${run} --engine slurm      or kubernetes, parallel`);
    console.log(
      `  ncb sweep --plan ${run} --shard 1/8   a share by hand; ncb merge ${run} when all are done`,
    );
    return plan.refused.length > 0 ? 1 : 0;
  });
}
