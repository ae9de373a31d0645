/** What `ncb lossy` does: find the recordings, search, say which chain reaches the grade and how to use it. */
import { availableParallelism } from 'node:os';
import { groupBy } from '../../../harness/common/group-by.js';
import type { LossyAnswer } from '../../../harness/lossy/answer.js';
import { findLossy } from '../../../harness/lossy/lossy.js';
import { ownChains } from '../../../harness/lossy/own.js';
import type { LossyRequest } from '../../../harness/lossy/request.js';
import { PLUGIN_LIMITS } from '../../../harness/plugins/limits.js';
import { loadPlugged } from '../../../harness/plugins/plugged.js';
import type { PromisingGrade } from '../../../harness/quality/grade.js';
import { showBudget } from '../shared/budget-bar.js';
import { interruptible, type Running } from '../shared/interruptible.js';
import { duration, memoryMib, seedNumber, wholeNumber } from '../shared/numbers.js';
import type { FormArguments } from '../shared/options.js';
import { chooseRecordings, printRefused, type RecordingArguments } from '../shared/recordings.js';
import { givenOptions } from '../shared/retyped.js';
import { plural } from '../shared/terminal.js';
import { wrap } from '../shared/wrap.js';
import { curveCsv, lossyJson } from './json.js';
import type { Report } from './report.js';
import { formatBandless, formatLossyAnswer } from './text.js';

export interface LossyArguments extends RecordingArguments, FormArguments {
  paths: string[];
  grade: PromisingGrade;
  budget: string;
  chain: string[];
  plugin: string[];
  profile: string[];
  jobs: number | undefined;
  'memory-mb': number;
  seed: number;
  strict: boolean;
}

const LEAST_S = 2;
const MOST_S = 24 * 3600;

/**
 * Runs the command.
 * @returns the exit status
 * @throws Error with one line if the command line or an input is wrong
 */
export function runLossy(argv: LossyArguments): Promise<number> {
  const startMs = performance.now();
  const deadlineMs = startMs + 1000 * duration('budget', argv.budget, LEAST_S, MOST_S);
  const settings = {
    grade: argv.grade,
    jobs: wholeNumber('jobs', argv.jobs ?? availableParallelism(), 1),
    memoryMb: memoryMib('memory-mb', argv['memory-mb']),
    seed: seedNumber('seed', argv.seed),
  };
  return interruptible(async running => {
    const { signal } = running;
    const limits = { ...PLUGIN_LIMITS, memoryBytes: settings.memoryMb * 2 ** 20, signal };
    const plugged = await loadPlugged(argv.plugin, limits, argv.profile);
    const own = ownChains(argv.chain, plugged);
    const { recordings, refused } = await chooseRecordings(argv, running, { inExcerpts: () => true });
    printRefused(refused);
    if (recordings.length === 0) throw new Error('no recording to look at');
    const found = await searchFor(
      { ...settings, recordings, own, models: plugged.models, deadlineMs },
      startMs,
      running,
    );
    const isBandless = found.bandless.length === recordings.length;
    if (found.windows === 0 && !isBandless) {
      signal.throwIfAborted();
      throw new Error(`no window of these recordings was measured: ${whyNone(found)}`);
    }
    const tookMs = performance.now() - startMs;
    const options = await givenOptions(argv);
    const { seed } = settings;
    print({ argv, recordings, found, options, seed, tookMs, interrupted: signal.aborted }, argv);
    const failed = found.failures.filter(({ error }) => argv.strict || !error.startsWith('unsupported: '));
    return refused.length > 0 || failed.length > 0 || found.answer === null ? 1 : 0;
  });
}

function whyNone({ failures: [first] }: LossyAnswer): string {
  return first === undefined ? 'give more --budget' : `${first.chain}: ${first.error}`;
}

/** Searches, and shows how much of the time is gone; when the signal fires, what is known by then counts. */
async function searchFor(
  request: LossyRequest,
  startMs: number,
  { signal, bar }: Running,
): Promise<LossyAnswer> {
  const shown = showBudget(bar, startMs, request.deadlineMs, signal);
  try {
    return await findLossy(request, { onProgress: shown.update, signal });
  } finally {
    shown.stop();
  }
}

function print(report: Report, { json, csv }: FormArguments): void {
  const { found, recordings } = report;
  if (json) console.log(JSON.stringify(lossyJson(report), null, 2));
  else if (csv) process.stdout.write(curveCsv(report));
  else {
    for (const line of remarksOf(found)) console.error(line);
    const isBandless = found.bandless.length === recordings.length;
    console.log(wrap(isBandless ? formatBandless(report) : formatLossyAnswer(report), 2));
  }
}

/** A line for all chains that failed alike, and one for those that there was no time for. */
function remarksOf({ failures, unmeasured }: LossyAnswer): string[] {
  const failed = [...groupBy(failures, ({ error }) => error)].map(([error, [{ chain }, ...more]]) => {
    return `${chain}${more.length > 0 ? ` and ${plural(more.length, 'more chain')}` : ''}: ${error}`;
  });
  return [...failed, ...unmeasured.map(chain => `${chain}: not measured on all windows, for want of time`)];
}
