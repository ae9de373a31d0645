/** What `ncb recommend` does: find the recordings, race the chains, say which to use. */
import { availableParallelism, loadavg } from 'node:os';
import { findPlugin } from '../../../harness/plugins/find.js';
import { PLUGIN_LIMITS } from '../../../harness/plugins/limits.js';
import { loadPlugged } from '../../../harness/plugins/plugged.js';
import { findProfiles } from '../../../harness/plugins/profiles.js';
import { parseBudget } from '../../../harness/recommend/budget.js';
import { candidateChains } from '../../../harness/recommend/candidates.js';
import { type Recommendation, recommend } from '../../../harness/recommend/recommend.js';
import type { RecommendRequest } from '../../../harness/recommend/request.js';
import { type Found, findRecordings } from '../../../harness/recordings/find.js';
import { wholeNumber } from '../shared/options.js';
import { makeProgressBar, type ProgressBar, showReading } from '../shared/progress.js';
import { plural } from '../shared/terminal.js';
import { formatRecommendation, type GivenOption, recommendationJson, type Told } from './text.js';

export interface RecommendArguments {
  paths: string[];
  budget: string;
  'min-mb-per-s': number;
  'block-ms': number;
  headroom: number;
  chain: string[];
  plugin: string[];
  profile: string[];
  jobs: number | undefined;
  'memory-mb': number;
  seed: number;
  channels: number | undefined;
  rate: number | undefined;
  json: boolean;
}

const INTERRUPTED = 130;
const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs the command.
 * @returns the exit status
 * @throws Error with one line if the command line or an input is wrong
 */
export async function runRecommend(argv: RecommendArguments): Promise<number> {
  const startMs = performance.now();
  const [startLoad] = loadavg();
  const deadlineMs = startMs + parseBudget(argv.budget);
  const settings = settingsOf(argv);
  const limits = { ...PLUGIN_LIMITS, memoryBytes: settings.memoryMb * 2 ** 20 };
  const plugged = await loadPlugged(argv.plugin, limits, argv.profile);
  const chains = candidateChains(argv.chain, plugged);
  const bar = makeProgressBar();
  const { recordings, refused } = await chooseRecordings(argv, bar);
  for (const { name, reason } of refused) console.error(`refused ${name}: ${reason}`);
  if (recordings.length === 0) throw new Error('no recording to look at');
  const request = { ...settings, recordings, chains, plugged, deadlineMs };
  const { result, interrupted } = await raceInterruptibly(request, startMs, bar);
  if (result.picks.length === 0) {
    if (interrupted) return INTERRUPTED;
    throw new Error(`no chain has coded a window of these recordings: ${whyNone(result)}`);
  }
  const plugins = await givenOptions(argv);
  const told = {
    argv,
    request,
    result,
    plugins,
    tookMs: performance.now() - startMs,
    interrupted,
    startLoad,
  };
  report(told, argv.json);
  if (interrupted) return INTERRUPTED;
  return refused.length > 0 || result.failures.length > 0 ? 1 : 0;
}

/** What was given besides recordings, as the commands that are printed have to give it again. */
async function givenOptions({ plugin, profile }: RecommendArguments): Promise<GivenOption[]> {
  const plugins = await Promise.all(
    plugin.map(async given => ({ option: '--plugin', given, ...(await findPlugin(given)) }) as const),
  );
  const profiles = findProfiles(profile).map(found => ({ option: '--profile', ...found }) as const);
  return [...plugins, ...profiles];
}

function settingsOf(argv: RecommendArguments) {
  return {
    jobs: wholeNumber('jobs', argv.jobs ?? availableParallelism(), 1),
    memoryMb: wholeNumber('memory-mb', argv['memory-mb'], 128),
    seed: wholeNumber('seed', argv.seed, 0),
    leastMbPerS: positive('min-mb-per-s', argv['min-mb-per-s']),
    blockMs: positive('block-ms', argv['block-ms']),
    headroom: positive('headroom', argv.headroom),
  };
}

function positive(option: string, value: number): number {
  if (value > 0 && Number.isFinite(value)) return value;
  throw new Error(`--${option} ${value}: want a number over 0`);
}

function chooseRecordings({ paths, channels, rate }: RecommendArguments, bar: ProgressBar): Promise<Found> {
  return findRecordings(paths, {
    ...(channels !== undefined && { channels }),
    ...(rate !== undefined && { rate }),
    byExcerpt: true,
    onProgress: showReading(bar),
  });
}

function whyNone({ failures }: Recommendation): string {
  const [first] = failures;
  return first === undefined ? 'give more --budget' : `${first.chain}: ${first.error}`;
}

/** Ctrl-C once ends the race and tells what is known; twice ends it at once. */
async function raceInterruptibly(
  request: RecommendRequest,
  startMs: number,
  bar: ProgressBar,
): Promise<{ result: Recommendation; interrupted: boolean }> {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
  };
  for (const signal of STOPPING) process.on(signal, interrupt);
  const budgetMs = request.deadlineMs - startMs;
  const clock = { phase: 'screening', racing: request.chains.length };
  const show = () => {
    const doneMs = Math.min(budgetMs, performance.now() - startMs);
    bar.show({
      phase: clock.phase,
      done: Math.floor(doneMs / 1000),
      total: Math.ceil(budgetMs / 1000),
      unit: `s, ${plural(clock.racing, 'chain')} in the race,`,
      leftMs: budgetMs - doneMs,
    });
  };
  const timer = setInterval(show, 250);
  const onProgress = (phase: string, racing: number) => Object.assign(clock, { phase, racing });
  try {
    const result = await recommend(request, { onProgress, signal: controller.signal });
    return { result, interrupted: controller.signal.aborted };
  } finally {
    clearInterval(timer);
    bar.stop();
    for (const signal of STOPPING) process.off(signal, interrupt);
  }
}

function report(told: Told, asJson: boolean): void {
  if (asJson) {
    console.log(JSON.stringify(recommendationJson(told), null, 2));
    return;
  }
  const { failures } = told.result;
  for (const { chain, error } of failures) console.error(`${chain}: ${error}`);
  console.log(formatRecommendation(told));
}
