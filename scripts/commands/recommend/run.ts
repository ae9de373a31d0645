/** What `ncb recommend` does: find the recordings, let the chains compete, say which to use. */
import { availableParallelism, loadavg } from 'node:os';
import { groupBy } from '../../../harness/common/group-by.js';
import { PLUGIN_LIMITS } from '../../../harness/plugins/limits.js';
import { loadPlugged } from '../../../harness/plugins/plugged.js';
import { candidateChains } from '../../../harness/recommend/candidates.js';
import { type Recommendation, recommend } from '../../../harness/recommend/recommend.js';
import type { RecommendRequest } from '../../../harness/recommend/request.js';
import { type BudgetBar, showBudget } from '../shared/budget-bar.js';
import { interruptible } from '../shared/interruptible.js';
import { duration, memoryMib, positiveNumber, seedNumber, wholeNumber } from '../shared/numbers.js';
import type { FormArguments } from '../shared/options.js';
import type { Phase } from '../shared/phases.js';
import { chooseRecordings, printRefused, type RecordingArguments } from '../shared/recordings.js';
import { givenOptions } from '../shared/retyped.js';
import { plural } from '../shared/terminal.js';
import { wrap } from '../shared/wrap.js';
import type { Answer } from './answer.js';
import { picksCsv } from './csv.js';
import { IMPLANT_SHARE, implantBeside } from './implant.js';
import { recommendationJson } from './json.js';
import { formatIncompressible, formatRecommendation } from './text.js';

export interface RecommendArguments extends RecordingArguments, FormArguments {
  paths: string[];
  budget: string;
  'min-mb-per-s': number;
  'block-ms': number;
  headroom: number;
  implant: boolean;
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
export function runRecommend(argv: RecommendArguments): Promise<number> {
  const startMs = performance.now();
  const [startLoad] = loadavg();
  const budgetMs = 1000 * duration('budget', argv.budget, LEAST_S, MOST_S);
  const deadlineMs = startMs + budgetMs;
  const settings = settingsOf(argv);
  return interruptible(async running => {
    const { signal, bar } = running;
    const limits = {
      timeoutMs: Math.min(PLUGIN_LIMITS.timeoutMs, wholeTenths(deadlineMs - performance.now())),
      memoryBytes: settings.memoryMb * 2 ** 20,
      raisedBy: { time: `--budget (now ${argv.budget})`, memory: '--memory-mb' },
      signal,
    };
    const plugged = await loadPlugged(argv.plugin, limits, argv.profile);
    const chains = candidateChains(argv.chain, plugged);
    const { recordings, refused } = await chooseRecordings(argv, running, { inExcerpts: () => true });
    printRefused(refused);
    if (recordings.length === 0) throw new Error('no recording to look at');
    const share = argv.implant ? 1 - IMPLANT_SHARE : 1;
    const request = { ...settings, recordings, chains, plugged, deadlineMs: startMs + share * budgetMs };
    const shown = showBudget(bar, startMs, deadlineMs, signal);
    const work = async () => {
      const result = await compete(request, shown, signal);
      if (!argv.implant) return { result };
      const onSent = () => shown.update('sent');
      return { result, implant: await implantBeside(request, result, deadlineMs, signal, onSent) };
    };
    const { result, implant } = await work().finally(shown.stop);
    if (result.picks.length === 0 && !result.nothingCompresses) {
      signal.throwIfAborted();
      throw new Error(`no chain has coded a window of these recordings: ${whyNone(result)}`);
    }
    const options = await givenOptions(argv);
    const tookMs = performance.now() - startMs;
    const facts = { tookMs, interrupted: signal.aborted, startLoad };
    print({ argv, request, result, options, ...facts, ...(implant !== undefined && { implant }) }, argv);
    const failed = result.failures.filter(({ error }) => argv.strict || !error.startsWith('unsupported: '));
    return refused.length > 0 || failed.length > 0 || result.nothingCompresses ? 1 : 0;
  });
}

/** Milliseconds that can be shown as seconds. */
function wholeTenths(ms: number): number {
  return 100 * Math.max(1, Math.round(ms / 100));
}

function settingsOf(argv: RecommendArguments) {
  return {
    jobs: wholeNumber('jobs', argv.jobs ?? availableParallelism(), 1),
    memoryMb: memoryMib('memory-mb', argv['memory-mb']),
    seed: seedNumber('seed', argv.seed),
    leastMbPerS: positiveNumber('min-mb-per-s', argv['min-mb-per-s']),
    blockMs: positiveNumber('block-ms', argv['block-ms']),
    headroom: positiveNumber('headroom', argv.headroom),
  };
}

function whyNone({ failures }: Recommendation): string {
  const [first] = failures;
  return first === undefined ? 'give more --budget' : `${first.chain}: ${first.error}`;
}

/** Lets the chains compete, and shows how much of the time is gone; when the signal fires, what is known by then counts. */
function compete(request: RecommendRequest, shown: BudgetBar, signal: AbortSignal): Promise<Recommendation> {
  const onProgress = (phase: Phase, left: number) =>
    shown.update(phase, undefined, `${plural(left, 'chain')} left`);
  return recommend(request, { onProgress, signal });
}

function print(answer: Answer, { json, csv }: FormArguments): void {
  const { result } = answer;
  if (json) console.log(JSON.stringify(recommendationJson(answer), null, 2));
  else if (csv) process.stdout.write(picksCsv(recommendationJson(answer).picks));
  else {
    for (const line of failureLines(result)) console.error(line);
    const text = result.nothingCompresses ? formatIncompressible(answer) : formatRecommendation(answer);
    console.log(wrap(text, 2));
  }
}

/** A line for all chains that failed alike, as those with one plugin often do. */
function failureLines({ failures }: Recommendation): string[] {
  return [...groupBy(failures, ({ error }) => error)].map(([error, [{ chain }, ...more]]) => {
    const others = new Set(more.map(failure => failure.chain).filter(other => other !== chain)).size;
    return `${chain}${others > 0 ? ` and ${plural(others, 'more chain')}` : ''}: ${error}`;
  });
}
