/** A try of a chain, inside a measuring process. */
import type { Samples } from '../../codecs/codec.js';
import type { Outcome } from '../processes/outcome.js';
import type { CellTask, PilotFacts, TriedOnce } from '../processes/tasks.js';
import { openTask, pristineSamples } from './cell.js';

/** Frames of the longer excerpt, unless that is too many samples; the shorter has a quarter. */
const MOST_FRAMES = 16_384;
const MOST_SAMPLES = 65_536;
/** The first calls find cold code, and say little about the thousandth: so long it is called again, so often at most. */
const WARMING_MS = 25;
const MOST_CALLS = 6;

/** Opens a chain, encodes and decodes two beginnings of a recording, to tell how long all of it takes. */
export async function pilot(task: CellTask): Promise<Outcome<PilotFacts>> {
  const startMs = performance.now();
  const { data, channels } = pristineSamples(task.recording);
  const frames = data.length / channels;
  const longer = Math.min(frames, MOST_FRAMES, Math.ceil(MOST_SAMPLES / channels));
  const long = await tryOnce(task, beginning(data, channels, longer));
  const short = await tryOnce(task, beginning(data, channels, Math.ceil(longer / 4)));
  return { status: 'ok', value: { short, long, tookMs: performance.now() - startMs } };
}

function beginning(data: Int16Array, channels: number, taken: number): Samples {
  const frames = data.length / channels;
  const excerpt = new Int16Array(taken * channels);
  for (let c = 0; c < channels; c++) excerpt.set(data.subarray(c * frames, c * frames + taken), c * taken);
  return { data: excerpt, channels };
}

/** The quickest of a few calls. */
async function tryOnce(task: CellTask, samples: Samples): Promise<TriedOnce> {
  const startMs = performance.now();
  let ms = Number.POSITIVE_INFINITY;
  for (let call = 0; call < MOST_CALLS && (call === 0 || performance.now() - startMs < WARMING_MS); call++) {
    const calledMs = performance.now();
    const codec = await openTask(task);
    await codec.decode(await codec.encode(samples));
    ms = Math.min(ms, performance.now() - calledMs);
  }
  return { frames: samples.data.length / samples.channels, ms };
}
