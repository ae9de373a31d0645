/** One kernel of `npm run bench`, in a process of its own: a stage's encode and decode beside a copy. */
import { parseStage } from '../codecs/chain.js';
import type { Codec, Samples } from '../codecs/codec.js';
import { builtInStages, makeRegistry } from '../codecs/registry.js';
import { sampleMs } from '../harness/measure/sample.js';
import { loadSamples } from '../harness/recordings/load.js';
import type { Recording } from '../harness/recordings/recording.js';
import { median } from '../harness/stats/median.js';

export interface KernelTask {
  /** Id of the stage that is timed. */
  readonly stage: string;
  /** Transforms whose output it is given. */
  readonly after: readonly string[];
  readonly recordings: readonly Recording[];
}

/** Megabytes of PCM a second (10^6 bytes, 2 a sample): the median over calls, each over all recordings. */
export interface KernelResult {
  readonly encodeMbPerS: number;
  readonly decodeMbPerS: number;
  readonly copyMbPerS: number;
}

const TIME_MS = 400;
const registry = makeRegistry(builtInStages);

async function run({ stage, after, recordings }: KernelTask): Promise<KernelResult> {
  let inputs = recordings.map(loadSamples);
  for (const id of after) {
    const { stage: transform, values } = parseStage(id, registry);
    if (transform.kind !== 'transform') throw new Error(`${id} is no transform`);
    const codec = await transform.open(values);
    inputs = await Promise.all(inputs.map(async input => (await codec.encode(input)).samples));
  }
  const { stage: timed, values } = parseStage(stage, registry);
  if (timed.kind === 'compressor') throw new Error(`${stage} is a compressor`);
  const times =
    timed.kind === 'coder'
      ? await timeStage(await timed.open(values), inputs)
      : await timeStage(await timed.open(values), inputs);
  const copyMs = await sample(() => inputs.map(({ data }) => data.slice()));
  const megabytes = inputs.reduce((sum, { data }) => sum + data.byteLength, 0) / 1e6;
  const speed = (ms: number) => (megabytes * 1000) / ms;
  return {
    encodeMbPerS: speed(times.encodeMs),
    decodeMbPerS: speed(times.decodeMs),
    copyMbPerS: speed(copyMs),
  };
}

async function timeStage<Out>(codec: Codec<Samples, Out>, inputs: readonly Samples[]) {
  if (codec.asynchronous) throw new Error('asynchronous stages have no kernel of ours');
  const outputs = inputs.map(codec.encode);
  const encodeMs = await sample(() => inputs.map(codec.encode));
  const decodeMs = await sample(() => outputs.map(codec.decode));
  return { encodeMs, decodeMs };
}

const SAMPLING = { timeMs: TIME_MS, warmUpMs: TIME_MS / 2, minimumSamples: 5, asynchronous: false };

async function sample(call: () => unknown): Promise<number> {
  return median(await sampleMs(SAMPLING, call));
}

process.on('message', async (task: KernelTask) => {
  process.send?.(await run(task));
  process.disconnect();
});
