/** A try of a chain, inside a measuring process. */
import type { Outcome } from '../processes/outcome.js';
import type { CellTask, PilotFacts } from '../processes/tasks.js';
import { openTask, pristineSamples } from './cell.js';

const PILOT_FRAMES = 16384;

/** Runs a chain twice over the beginning of a recording, to estimate how long all of it will take. */
export async function pilot(task: CellTask): Promise<Outcome<PilotFacts>> {
  const { data, channels } = pristineSamples(task.recording);
  const frames = data.length / channels;
  const taken = Math.min(frames, Math.ceil(PILOT_FRAMES / channels));
  const excerpt = new Int16Array(taken * channels);
  for (let c = 0; c < channels; c++) excerpt.set(data.subarray(c * frames, c * frames + taken), c * taken);
  const codec = await openTask(task);
  // the first call finds cold code and says little about the thousandth
  await codec.decode(await codec.encode({ data: excerpt, channels }));
  const start = performance.now();
  await codec.decode(await codec.encode({ data: excerpt, channels }));
  return { status: 'ok', value: { nsPerSample: ((performance.now() - start) * 1e6) / excerpt.length } };
}
