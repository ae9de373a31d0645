/** What `ncb sweep` does: plan, say what is coming, run with a progress bar, print the ranking. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hideBin } from 'yargs/helpers';
import { LIMITS_NAME, QUALITY_NAME } from '../../../harness/run/load.js';
import { checkHoldsNoPlan } from '../../../harness/shards/plan-file.js';
import type { SweepPlan } from '../../../harness/sweep/plan.js';
import { runPlan, type SweepHooks, type SweepResult } from '../../../harness/sweep/sweep.js';
import { formatBrokenLaw } from '../shared/broken-law.js';
import { areFailures, formatFailures } from '../shared/failures.js';
import { interruptible, type Running } from '../shared/interruptible.js';
import type { FormArguments } from '../shared/options.js';
import { printParquet } from '../shared/parquet.js';
import { formatAaDifference, formatRanking } from '../shared/ranking.js';
import { announce, planFrom, UNITS } from '../shared/sweep-plan.js';
import { formatDuration, plural } from '../shared/terminal.js';
import { terminalWidth } from '../shared/wrap.js';
import { measureShare, type ShareArguments } from './share.js';
import { printTotals } from './text.js';
import { formatEstimate, timingLines } from './timing-text.js';

export interface SweepArguments extends ShareArguments, FormArguments {
  strict: boolean;
  parquet: boolean;
}

/**
 * Runs the command.
 * @returns the exit status
 * @throws Error with one line if the command line or an input is wrong
 */
export function runSweepCommand(argv: SweepArguments): Promise<number> {
  return interruptible(running =>
    argv.plan === undefined ? sweepAll(argv, running) : sweepShare(argv, running),
  );
}

async function sweepAll(argv: SweepArguments, running: Running): Promise<number> {
  if (argv.out !== undefined) checkHoldsNoPlan(argv.out);
  const plan = await planFrom(argv, running);
  announce(plan);
  const result = await watched(running, hooks => runPlan(plan, commandLine(), hooks));
  report(argv, plan, result);
  if (argv.parquet) await printParquet(plan.settings.out);
  return plan.refused.length > 0 || areFailures(result.cells, argv.strict) ? 1 : 0;
}

async function sweepShare(argv: SweepArguments, running: Running): Promise<number> {
  const measured = await measureShare(argv, commandLine(), running.signal, work => watched(running, work));
  if (measured === null) return 0;
  const { plan, result } = measured;
  report(argv, plan, result);
  if (argv.parquet) await printParquet(plan.settings.out);
  return areFailures(result.cells, argv.strict) ? 1 : 0;
}

function commandLine(): string {
  return ['ncb', ...hideBin(process.argv)].join(' ');
}

/** Ends in order when the signal fires: what is measured by then stands. */
async function watched(
  { signal, bar }: Running,
  work: (hooks: SweepHooks) => Promise<SweepResult>,
): Promise<SweepResult> {
  const announceStop = () => console.error('\nstopping; what is measured stands');
  signal.addEventListener('abort', announceStop);
  try {
    return await work({
      onEstimate: estimate => console.error(formatEstimate(estimate)),
      onSizes: totals => {
        bar.stop();
        console.error(`\n${formatRanking(totals, { width: terminalWidth(process.stderr) })}\n`);
      },
      onProgress: progress => bar.show({ ...progress, unit: UNITS[progress.phase] }),
      onBreach: broken => console.error(formatBrokenLaw(broken)),
      signal,
    });
  } finally {
    bar.stop();
    signal.removeEventListener('abort', announceStop);
  }
}

function report(argv: SweepArguments, plan: SweepPlan, result: SweepResult): void {
  const { cells, totals, interrupted, exact, timing } = result;
  const { out, jobs } = plan.settings;
  const remark = printTotals(argv, plan, result);
  const failures = formatFailures(cells);
  if (failures !== '') remark(`\n${failures}`);
  const difference = formatAaDifference(totals);
  if (difference !== '') remark(`\n${difference}`);
  if (plan.exact.length > 0) {
    const share = (100 * exact.codecMs) / (exact.wallMs * jobs);
    const wall = formatDuration(exact.wallMs);
    remark(`exact pass: ${wall} × ${plural(jobs, 'process')}, ${share.toFixed(0)} % of it inside codecs`);
  }
  if (timing !== null)
    for (const line of timingLines(plan.settings, timing, cells, argv.plan === undefined)) remark(line);
  const ofLoss = [QUALITY_NAME, LIMITS_NAME].filter(name => existsSync(join(out, name)));
  const names = ['cells.csv', ...ofLoss, 'log.jsonl', 'env.json'];
  remark(`written: ${join(out, 'totals.csv')}, ${names.join(', ')}`);
  if (interrupted)
    remark(`interrupted; go on with the same command${argv.plan === undefined ? ` and --out ${out}` : ''}`);
}
