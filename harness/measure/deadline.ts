/** How long single blocks take to code, one after the other, in a process of its own and while the machine is quiet. */
import type { Samples } from '../../codecs/codec.js';
import type { Outcome } from '../processes/outcome.js';
import type { DeadlineFacts, DeadlineTask } from '../processes/tasks.js';
import { asSent } from './as-sent.js';
import { cutIntoBlocks } from './block-codec.js';
import { WARM_UP_MS } from './budget.js';
import { copyOf, pristineSamples } from './cell.js';
import { chainOf } from './encoder.js';
import { makeProbe } from './quiet.js';
import { sampleMs } from './sample.js';

/**
 * Times encode of block after block of a recording, from the first again behind the last, and decode of their streams.
 * Each block is a stream of its own: what a live coder has learned is not in it, which changes little of what it does.
 */
export async function deadline(task: DeadlineTask): Promise<Outcome<DeadlineFacts>> {
  const { recording, blockFrames, timeMs, patienceMs } = task;
  const way = asSent(await chainOf(task));
  const { given } = await way.head(copyOf(await pristineSamples(recording)));
  const blocks = cutIntoBlocks(given, blockFrames).filter(
    ({ data, channels }) => data.length === channels * blockFrames,
  );
  if (blocks.length === 0) return { status: 'error', error: `no block of ${blockFrames} frames` };
  const codec = await way.open();
  const streams: Uint8Array[] = [];
  for (const block of blocks) streams.push(new Uint8Array(await codec.encode(block)));
  const probe = await makeProbe(Number.POSITIVE_INFINITY);
  const asynchronous = codec.asynchronous === true;
  const options = {
    ...{ timeMs, warmUpMs: WARM_UP_MS, asynchronous, probe },
    ...{ minimumSamples: LEAST_BLOCKS, enoughSamples: ENOUGH_BLOCKS },
  };
  const sample = async (call: () => unknown) => {
    const startMs = performance.now();
    for (let k = 0; k < blocks.length; k++) await call();
    const onceMs = (performance.now() - startMs) / blocks.length;
    return sampleMs({ ...options, patienceMs: patienceFor(onceMs, timeMs, patienceMs) }, call);
  };
  const nextBlock = around<Samples>(blocks);
  const encode = await sample(() => codec.encode(nextBlock()));
  const nextStream = around(streams);
  const decode = await sample(() => codec.decode(nextStream()));
  return {
    status: 'ok',
    value: {
      encodeMs: encode.samplesMs,
      decodeMs: decode.samplesMs,
      quiet: encode.quiet && decode.quiet,
    },
  };
}

/** So many that 99.9 % of them is a figure. */
const LEAST_BLOCKS = 2000;
/** So many that found the machine quiet are better than all, disturbed ones among them. */
const ENOUGH_BLOCKS = 500;
const LONGEST_PATIENCE_MS = 15_000;

/** As much longer as the least number of blocks takes longer than the time: slow ones are disturbed as often. */
function patienceFor(onceMs: number, timeMs: number, patienceMs: number): number {
  const times = Math.max(1, (LEAST_BLOCKS * onceMs) / timeMs);
  return Math.min(times * patienceMs, Math.max(patienceMs, LONGEST_PATIENCE_MS));
}

function around<T>(items: readonly T[]): () => T {
  let next = 0;
  return () => items[next++ % items.length];
}
