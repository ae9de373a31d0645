/** One measurement of speed.ts, in a process of its own: encode and decode beside a copy of the same samples. */
import { openChain } from '../../../codecs/chain.js';
import { parseChain, parseStage } from '../../../codecs/chain-id.js';
import type { Codec, Samples } from '../../../codecs/codec.js';
import { builtInStages, makeRegistry } from '../../../codecs/registry.js';
import { makeProbe, type Probe } from '../../../harness/measure/quiet.js';
import { sampleMs } from '../../../harness/measure/sample.js';
import { loadSamples } from '../../../harness/recordings/load.js';
import { median } from '../../../harness/stats/median.js';
import type { Speed, SpeedTask, Subject, Twin } from './speed.js';

const registry = makeRegistry(builtInStages);

async function run({ subject, after, recordings, timeMs }: SpeedTask): Promise<Speed> {
  const inputs = await throughTransforms(recordings.map(loadSamples), after);
  const probe = await makeProbe(Number.POSITIVE_INFINITY);
  const time = (call: () => unknown) => medianMs(call, timeMs, probe);
  const times = await timeSubject(subject, inputs, time);
  const copyMs = await time(() => inputs.map(({ data }) => data.slice()));
  const megabytes = inputs.reduce((sum, { data }) => sum + data.byteLength, 0) / 1e6;
  const speed = (ms: number) => (megabytes * 1000) / ms;
  return {
    encodeMbPerS: speed(times.encodeMs),
    decodeMbPerS: speed(times.decodeMs),
    copyMbPerS: speed(copyMs),
  };
}

async function throughTransforms(inputs: readonly Samples[], ids: readonly string[]) {
  let given = [...inputs];
  for (const id of ids) {
    const { stage, values } = parseStage(id, registry);
    if (stage.kind !== 'transform') throw new Error(`${id} is no transform`);
    const codec = await stage.open(values);
    given = await Promise.all(given.map(async input => (await codec.encode(input)).samples));
  }
  return given;
}

type Time = (call: () => unknown) => Promise<number>;

async function timeSubject({ type, id }: Subject, inputs: readonly Samples[], time: Time) {
  if (type === 'chain') return timeCodec(await openChain(parseChain(id, registry)), inputs, time);
  if (type === 'twin') return timeTwin(id, inputs, time);
  const { stage, values } = parseStage(id, registry);
  if (stage.kind === 'compressor') throw new Error(`${id} is a compressor`);
  return stage.kind === 'coder'
    ? timeCodec(await stage.open(values), inputs, time)
    : timeCodec(await stage.open(values), inputs, time);
}

function loadTwin(name: string): Promise<Twin> {
  return import(new URL(`../../../codecs/coders/${name}/twin/twin.js`, import.meta.url).href);
}

/** The twin reads what its coder wrote. */
async function timeTwin(id: string, inputs: readonly Samples[], time: Time) {
  const { encode, decode } = await loadTwin(id);
  const { stage, values } = parseStage(id, registry);
  if (stage.kind !== 'coder') throw new Error(`${id} is no coder`);
  const codec = await stage.open(values);
  const streams = await Promise.all(inputs.map(async input => codec.encode(input)));
  return {
    encodeMs: encode === undefined ? Number.NaN : await time(() => inputs.map(encode)),
    decodeMs: await time(() => streams.map(decode)),
  };
}

async function timeCodec<Out>(codec: Codec<Samples, Out>, inputs: readonly Samples[], time: Time) {
  if (codec.asynchronous) throw new Error('only what is synchronous is timed here');
  const outputs = inputs.map(codec.encode);
  const encodeMs = await time(() => inputs.map(codec.encode));
  const decodeMs = await time(() => outputs.map(codec.decode));
  return { encodeMs, decodeMs };
}

async function medianMs(call: () => unknown, timeMs: number, probe: Probe): Promise<number> {
  const sampling = { timeMs, warmUpMs: timeMs / 2, minimumSamples: 5, patienceMs: 5 * timeMs };
  return median((await sampleMs({ ...sampling, asynchronous: false, probe }, call)).samplesMs);
}

process.on('message', async (task: SpeedTask) => {
  process.send?.(await run(task));
  process.disconnect();
});
