/**
 * Spikes of all channels, block by block: what an implant sends of each block as it ends. A spike is sent in the block in
 * which the last frame arrives that has to be known for it, `lag` frames behind its trough.
 *
 *   for each block   how many spikes, its context the size of the number before; for each, by channel, then by time:
 *                      its channel, less that of the spike before in the block, first from 0
 *                      its frame, less the first that this block can have
 *                      what else is kept of it
 */
import type { Shape } from '../../bytes/shape.js';
import type { BitCoder } from '../../models/adaptive-bits.js';
import type { Spike } from '../shared/spike-trains/find-all.js';
import { codeNumber, makeNumberModel } from '../shared/spike-trains/numbers.js';

export interface Blocks {
  /** Frames of a block. */
  readonly block: number;
  /** Frames from a trough until all that is sent of its spike has arrived. */
  readonly lag: number;
}

const CONTEXTS = 4;

/** Which block a spike is sent in; what ends behind the last frame, in the last one. */
function blockOf({ time }: Spike, { block, lag }: Blocks, frames: number): number {
  return Math.floor(Math.min(time + lag, frames - 1) / block);
}

/** In the order in which they are sent. */
export function asSent(spikes: readonly Spike[], blocks: Blocks, frames: number): Spike[] {
  return spikes.toSorted(
    (a, b) =>
      blockOf(a, blocks, frames) - blockOf(b, blocks, frames) || a.channel - b.channel || a.time - b.time,
  );
}

/**
 * Codes spikes, or reads them.
 * @param spikes as sent; a decoder ignores them
 * @param onSpike called with each, to code what else there is of it
 * @throws Error if one lies outside of the samples
 */
export function codeSpikes(
  coder: BitCoder,
  { channels, frames }: Shape,
  blocks: Blocks,
  spikes: readonly Spike[],
  onSpike: (spike: Spike) => void,
): void {
  const { block, lag } = blocks;
  const numbers = makeNumberModel(CONTEXTS);
  const [steps, frameModel] = [makeNumberModel(), makeNumberModel()];
  let [next, context] = [0, 0];
  for (let b = 0; b * block < frames; b++) {
    let given = 0;
    while (next + given < spikes.length && blockOf(spikes[next + given], blocks, frames) === b) given++;
    const count = codeNumber(coder, numbers, given, context);
    context = Math.min(CONTEXTS - 1, 32 - Math.clz32(count));
    const start = Math.max(0, b * block - lag);
    for (let k = 0, channel = 0; k < count; k++) {
      const { channel: to = 0, time = 0 } = spikes[next + k] ?? {};
      channel += codeNumber(coder, steps, to - channel);
      const at = start + codeNumber(coder, frameModel, time - start);
      if (channel >= channels || at >= frames) {
        throw new Error(`a spike at frame ${at} of channel ${channel}, of ${frames} and ${channels}`);
      }
      onSpike({ channel, time: at });
    }
    next += given;
  }
}
