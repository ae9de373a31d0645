/** What a sweep does beside measuring: its own work for a million cells, with processes that answer at once. */
import { join } from 'node:path';
import { makeFolder } from '../../../harness/common/files.js';
import type { Workers } from '../../../harness/processes/workers.js';
import { openLog } from '../../../harness/run/log.js';
import { writeViews } from '../../../harness/run/views.js';
import { costsBy, pilotCosts } from '../../../harness/sweep/costs.js';
import { exactPass } from '../../../harness/sweep/exact-pass.js';
import { planSweep, type SweepPlan } from '../../../harness/sweep/plan.js';
import { defaultSettings } from '../../../harness/sweep/settings.js';
import { chainsOf, recordingAt, type Shape } from './made.js';

/** Seconds. */
export interface PassTimes {
  readonly planS: number;
  readonly costsS: number;
  readonly exactS: number;
  /** Planning again, when all of it stands in the log. */
  readonly resumeS: number;
  readonly csvS: number;
}

const RATE_HZ = 30_000;

/** Of a folder that is empty. What a sweep has in memory at a time is there, and no more: of two sessions one plan. */
export async function timePasses(folder: string, shape: Shape): Promise<PassTimes> {
  makeFolder(folder);
  const first = await measureAll(folder, shape);
  const [rest, resumeS] = await timed(() => planOf(folder, shape));
  if (rest.exact.length > 0) throw new Error(`${rest.exact.length} cells are not in the log`);
  const [, csvS] = await timed(() => writeViews(folder));
  return { ...first, resumeS, csvS };
}

async function measureAll(
  folder: string,
  shape: Shape,
): Promise<Pick<PassTimes, 'planS' | 'costsS' | 'exactS'>> {
  const [plan, planS] = await timed(() => planOf(folder, shape));
  const { signal } = new AbortController();
  const onProgress = () => undefined;
  const [known, costsS] = await timed(() => pilotCosts(plan, new Map(), WORKERS_AT_ONCE, signal, onProgress));
  const costs = costsBy(known, plan.plugged);
  const log = openLog(folder);
  const context = { plan, costs, log, signal, onProgress };
  const [, exactS] = await timed(() => exactPass(context, WORKERS_AT_ONCE, new Map()));
  log.close();
  return { planS, costsS, exactS };
}

async function timed<T>(work: () => T | Promise<T>): Promise<[T, number]> {
  const startMs = performance.now();
  const result = await work();
  return [result, (performance.now() - startMs) / 1000];
}

function planOf(folder: string, { chains, recordings }: Shape): SweepPlan {
  return planSweep({
    grids: [],
    // with raw, which is in every sweep
    exactChains: chainsOf(chains - 1),
    plugged: { stages: [], sources: new Map(), models: [] },
    recordings: Array.from({ length: recordings }, (_, k) => ({
      ...recordingAt(k),
      ...{ channels: 4, sampleRateHz: RATE_HZ },
      source: { type: 'synthetic', set: 'implant', index: k, seed: 1 },
    })),
    refused: [],
    settings: { ...defaultSettings(), out: join(folder), rounds: 0 },
  });
}

/** Of each task the same facts. */
const FACTS = {
  encodedBytes: 1000,
  codecMs: 1,
  againMs: 1,
  short: { frames: 1, ms: 1 },
  long: { frames: 2, ms: 2 },
};
const ANSWER = { status: 'ok', value: FACTS };

const WORKERS_AT_ONCE = {
  run: async () => ANSWER,
  runAll: async (
    _name: string,
    tasks: readonly unknown[],
    _limits: object,
    onOutcome: (k: number, answer: object) => void,
  ) => {
    for (const k of tasks.keys()) onOutcome(k, ANSWER);
  },
} as unknown as Workers;
