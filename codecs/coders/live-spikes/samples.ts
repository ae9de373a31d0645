/**
 * Samples around the spikes of a channel, each within an error, as they arrive: those that were sent already are not
 * sent again. A sample is predicted from the one before it and five differences before that, 0 where the stretch does not
 * reach, by weights that are the same for all recordings; the first of a stretch by the last that was sent.
 */
import type { BitCoder } from '../../models/adaptive-bits.js';
import { withinInt16 } from '../../models/range.js';
import type { Spike } from '../shared/spike-trains/find-all.js';
import { codeSigned, makeNumberModel } from '../shared/spike-trains/numbers.js';

export interface Kept {
  /** Frames on either side of a trough. */
  readonly before: number;
  readonly after: number;
  readonly error: number;
}

/** Of the differences before, the nearest first, in 1/4096: medians of those that `spikes` fits to 24 implants. */
const WEIGHTS = [783, -237, -454, -224, -353];
const SHIFT = 12;
const CONTEXTS = 8;

/** A channel of all its frames. */
type PlaneOf = (channel: number) => Int16Array;

/** What was sent of a channel. */
interface Sent {
  /** What is coded; a decoder has none. */
  readonly from: Int16Array | undefined;
  readonly into: Int16Array;
  /** Frame behind the last. */
  end: number;
  last: number;
  context: number;
  readonly differences: Int32Array;
}

/**
 * @param given samples; a decoder has none
 * @returns a coder of what is kept of spikes, in the order in which they are sent, which leaves decoded samples in `into`
 */
export function makeSampleCoder(
  coder: BitCoder,
  { before, after, error }: Kept,
  given: PlaneOf | undefined,
  into: PlaneOf,
): (spike: Spike) => void {
  const residuals = makeNumberModel(CONTEXTS);
  const step = 2 * error + 1;
  const sent = new Map<number, Sent>();
  const start = (channel: number): Sent => ({
    ...{ from: given?.(channel), into: into(channel), end: 0, last: 0, context: CONTEXTS - 1 },
    differences: new Int32Array(WEIGHTS.length),
  });
  return ({ channel, time }) => {
    const state = sent.get(channel) ?? start(channel);
    sent.set(channel, state);
    const { from, into: to, differences } = state;
    const first = Math.max(0, time - before);
    const end = Math.min(to.length, time + after + 1);
    if (first > state.end) differences.fill(0);
    for (let i = Math.max(first, state.end); i < end; i++) {
      let sum = 2 ** (SHIFT - 1);
      for (let k = 0; k < differences.length; k++) sum += WEIGHTS[k] * differences[k];
      const predicted = state.last + Math.floor(sum / 2 ** SHIFT);
      const off = from === undefined ? 0 : from[i] - predicted;
      const coded = codeSigned(coder, residuals, Math.floor((off + error) / step), state.context);
      const value = withinInt16(predicted + coded * step);
      differences.copyWithin(1, 0);
      differences[0] = i === first && first > state.end ? 0 : value - state.last;
      state.context = Math.min(CONTEXTS - 1, 32 - Math.clz32(Math.abs(coded)));
      state.last = value;
      to[i] = value;
    }
    state.end = Math.max(state.end, end);
  };
}
