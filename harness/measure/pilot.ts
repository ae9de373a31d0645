/** A try of a chain, inside a measuring process. */
import type { Samples } from '../../codecs/codec.js';
import type { Outcome } from '../processes/outcome.js';
import type { CellTask, PilotFacts, PilotTask, TriedOnce } from '../processes/tasks.js';
import { openTask, pristineSamples } from './cell.js';

/** The shorter beginning is this part of the longer. */
const SHORTER = 1 / 4;
/** The first calls find cold code: it is called again for so long, and longer while calls get quicker. */
const WARMING_MS = 10;
const LONGEST_WARMING_MS = 80;
const QUICKER = 0.9;
/** Of what takes longer, one call is enough. */
const LONG_MS = 400;

/** Opens a chain, encodes and decodes two beginnings of a recording, to tell how long all of it takes. */
export async function pilot(task: PilotTask): Promise<Outcome<PilotFacts>> {
  const startMs = performance.now();
  const samples = await pristineSamples(task.recording);
  const { channels } = samples;
  const frames = samples.data.length / channels;
  const longer = Math.min(frames, Math.ceil(task.mostSamples / channels));
  const shorter = beginning(samples, Math.ceil(SHORTER * longer));
  // what only the first call pays (tables made, code compiled) is no part of either
  await call(task, shorter);
  const long = await tryOnce(task, beginning(samples, longer));
  const short = await tryOnce(task, shorter);
  return { status: 'ok', value: { short, long, tookMs: performance.now() - startMs } };
}

function beginning(samples: Samples, taken: number): Samples {
  const { data, channels } = samples;
  const frames = data.length / channels;
  const excerpt = new Int16Array(taken * channels);
  for (let c = 0; c < channels; c++) excerpt.set(data.subarray(c * frames, c * frames + taken), c * taken);
  return { ...samples, data: excerpt };
}

/** The mean of a few calls, without the first if there are others. */
async function tryOnce(task: CellTask, samples: Samples): Promise<TriedOnce> {
  const startMs = performance.now();
  const took: number[] = [];
  for (;;) {
    const quickestMs = Math.min(...took);
    const calledMs = performance.now();
    await call(task, samples);
    const nowMs = performance.now();
    const tookMs = nowMs - calledMs;
    took.push(tookMs);
    const warmingMs = tookMs < QUICKER * quickestMs ? LONGEST_WARMING_MS : WARMING_MS;
    const isWarm = took.length > 1 && nowMs - startMs > warmingMs;
    if (isWarm || tookMs > LONG_MS) break;
  }
  const warm = took.slice(took.length > 1 ? 1 : 0);
  const ms = warm.reduce((sum, one) => sum + one, 0) / warm.length;
  return { frames: samples.data.length / samples.channels, ms };
}

/** Opens a chain, encodes and decodes. */
async function call(task: CellTask, samples: Samples): Promise<void> {
  const codec = await openTask(task);
  await codec.decode(await codec.encode(samples));
}
