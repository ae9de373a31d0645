/** What channels would take if each sample were coded with the probability that a normal distribution gives its code. */
import { type ConverterTable, voltagesOf } from './converter.js';
import { probabilityBelow, SIGMAS, stepOf } from './normal-table.js';
import { predictChannel } from './prediction.js';

/** No code is rarer than this to a coder that can code all of them. */
const LEAST_PROBABILITY = 2 ** -22;
/** Side information: a step of the deviation a stretch, a predictor a channel. */
const STRETCH_BITS = 7;
const CHANNEL_BITS = 7 * 16;

/** Bits for all channels under a converter with these thresholds. */
export function codeLength(
  channels: readonly Int16Array[],
  { firstCode, thresholds }: ConverterTable,
  onChannel: () => void = () => undefined,
): number {
  const voltages = voltagesOf(thresholds);
  const ends = thresholds.slice();
  // the outermost codes take in all that lies further out
  ends[0] = Number.NEGATIVE_INFINITY;
  ends[ends.length - 1] = Number.POSITIVE_INFINITY;
  const kept = 1 - voltages.length * LEAST_PROBABILITY;
  let bits = CHANNEL_BITS * channels.length;
  for (const channel of channels) {
    predictChannel(channel, voltages, firstCode, ({ codes, predictions, sigma }) => {
      const scale = 1 / SIGMAS[stepOf(sigma)];
      bits += STRETCH_BITS;
      for (let i = 0; i < codes.length; i++) {
        const code = codes[i] - firstCode;
        const expected = Math.round(predictions[i]);
        const below = probabilityBelow((ends[code] - expected) * scale);
        const probability = probabilityBelow((ends[code + 1] - expected) * scale) - below;
        bits -= Math.log2(probability * kept + LEAST_PROBABILITY);
      }
    });
    onChannel();
  }
  return bits;
}
