/**
 * What samples take by three models, for the references that an explanation compares a coder with. Each channel has its
 * own; what a decoder would have to be told of them is counted in none.
 *
 *   order 0     each sample by how often its value occurs in the channel: what a code without memory takes
 *   normal      by a normal distribution whose scale follows the samples (normal-bits.ts)
 *   predicted   the same of what `lpc:order=32` leaves of them: what a code takes that predicts too
 *
 * Few samples of many values make order 0 small, since the table that says how often each occurs is not in it.
 */
import { channelsOf } from '../../codecs/bytes/shape.js';
import type { Samples } from '../../codecs/codec.js';
import { lpc } from '../../codecs/transforms/lpc/transform.js';
import type { Entropies } from '../processes/tasks.js';
import { normalBits } from './normal-bits.js';

/** Bits of each channel, and in it of each stretch of time. */
export type MeasureEntropies = (samples: Samples, ends: readonly number[]) => Promise<Entropies[][]>;

const PREDICTION_ORDER = 32;

/** Makes what measures; it holds a kernel. */
export async function openEntropies(): Promise<MeasureEntropies> {
  const predictor = await lpc.open({ order: PREDICTION_ORDER });
  const order0Bits = makeOrder0();
  return async (samples, ends) => {
    const { samples: residual } = await predictor.encode(samples);
    const residuals = channelsOf(residual);
    return channelsOf(samples).map((channel, c) => {
      const [order0, normal] = [order0Bits(channel, ends), normalBits(channel, ends)];
      const predicted = normalBits(residuals[c], ends);
      return ends.map((_, t) => ({ order0: order0[t], normal: normal[t], predicted: predicted[t] }));
    });
  };
}

/** Sums of bits. */
export function sumOfEntropies(all: readonly Entropies[]): Entropies {
  const sum = (pick: (entropies: Entropies) => number) => all.reduce((total, own) => total + pick(own), 0);
  return {
    order0: sum(own => own.order0),
    normal: sum(own => own.normal),
    predicted: sum(own => own.predicted),
  };
}

const VALUES = 65536;

/** Shares its tables between calls. */
function makeOrder0() {
  const counts = new Uint32Array(VALUES);
  const bitsOf = new Float64Array(VALUES);
  return (channel: Int16Array, ends: readonly number[]): number[] => {
    counts.fill(0);
    for (let i = 0; i < channel.length; i++) counts[channel[i] & 0xffff]++;
    const all = Math.log2(channel.length);
    for (let k = 0; k < VALUES; k++) if (counts[k] > 0) bitsOf[k] = all - Math.log2(counts[k]);
    let i = 0;
    return ends.map(end => {
      let bits = 0;
      for (; i < end; i++) bits += bitsOf[channel[i] & 0xffff];
      return bits;
    });
  };
}
