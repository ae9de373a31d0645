/** What a net is trained from: records of what it would see of samples, and of what was left to be said. */
import { type Shape, shapeOf } from '../../bytes/shape.js';
import { loadKernel } from '../../bytes/wasm.js';
import type { Samples } from '../../codec.js';
import { unrelated } from './coder.js';
import { type Kernel, type Loaded, layOut, load, storeTopology } from './memory.js';
import { computeTopology } from './topology.js';

/** Where the parts of a record begin, in int16. */
export const RECORD = {
  /** 16 features of the lead, then those of three peers, in -127..127. */
  features: 0,
  /** Three last remainders of peers, in -127..127. */
  remainders: 64,
  /** Of these peers, 0..127; 0 for one that is missing. */
  weights: 67,
  /** What was left of the sample, and the mean magnitude of that, in 1/128 deviations. */
  left: 70,
  scale: 71,
  length: 72,
} as const;

const PEERS = 3;
const RECORD_BYTES = 2 * RECORD.length;
const FEATURE_BYTES = 32;

export interface Gatherer {
  /**
   * @param samples codes of a recording
   * @param most records, which are spread over it
   * @returns records one behind the other
   */
  readonly gather: (samples: Samples, most: number) => Int16Array;
}

export async function makeGatherer(): Promise<Gatherer> {
  const kernel = await loadKernel<Kernel>('middle-out');
  const loaded = load(kernel, undefined, undefined);
  return { gather: (samples, most) => gather(loaded, samples, most) };
}

function gather(loaded: Loaded, samples: Samples, most: number): Int16Array {
  const shape = shapeOf(samples);
  const { channels, frames } = shape;
  const { kernel } = loaded;
  const topology =
    channels === 1 ? unrelated(1) : computeTopology(kernel, samples, PEERS, 'tree', loaded.free);
  const every = everyFrame(shape, most);
  const featuresBytes = FEATURE_BYTES * (channels + 1);
  const bytes = featuresBytes + RECORD_BYTES * most;
  const room = layOut(loaded, shape, false, bytes);
  storeTopology(loaded, topology, room, false);
  new Int16Array(kernel.memory.buffer, room.samplesAt, samples.data.length).set(samples.data);
  const { leadsAt, statesAt, samplesAt, bytesAt } = room;
  const recordsAt = bytesAt + featuresBytes;
  const end = recordsAt + RECORD_BYTES * most;
  kernel.setModel(0);
  const count = kernel.gather(samplesAt, channels, frames, leadsAt, statesAt, bytesAt, every, recordsAt, end);
  return new Int16Array(kernel.memory.buffer, recordsAt, count * RECORD.length).slice();
}

/** From how many frames one is taken, an odd number. */
function everyFrame({ channels, frames }: Shape, most: number): number {
  return Math.ceil((channels * frames) / Math.max(1, most)) | 1;
}
