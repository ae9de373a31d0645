/**
 * Numbers of which nothing is known beforehand, one after the other through an adaptive bit coder: the size of n + 1 in
 * bits less one, 0 to 31, five decisions from the highest; then the bits below the leading one, from the highest. Each
 * decision has a probability of its own by context, by those of the number that came before it, and below the second
 * bit by its place alone.
 */
import { foldSign, unfoldSign } from '../../../bytes/numbers.js';
import { type BitCoder, type BitModel, makeBitModel } from '../../../models/adaptive-bits.js';

const SIZES = 32;
const SIZE_BITS = 5;
/** Behind the leading one: the first bit, the second by the first, then one for each place. */
const BELOW = SIZES * (3 + SIZES);

export interface NumberModel {
  readonly sizes: BitModel;
  readonly below: BitModel;
}

export function makeNumberModel(contexts = 1): NumberModel {
  return { sizes: makeBitModel(contexts * SIZES), below: makeBitModel(contexts * BELOW) };
}

/**
 * @param value 0 to 2^31 - 2; a decoder ignores it
 * @returns the value coded
 */
export function codeNumber(coder: BitCoder, model: NumberModel, value: number, context = 0): number {
  const one = value + 1;
  const size = codeSize(coder, model, 31 - Math.clz32(one), context);
  const base = context * BELOW + size * (3 + SIZES);
  let coded = 1;
  for (let place = size - 1; place >= 0; place--) {
    const depth = size - 1 - place;
    const at = depth === 0 ? 0 : depth === 1 ? coded - 1 : 3 + place;
    coded = 2 * coded + coder.code(model.below, base + at, (one >>> place) & 1);
  }
  if (coded > 2 ** 31 - 1) throw new Error(`a number of ${coded - 1} in the code`);
  return coded - 1;
}

function codeSize(coder: BitCoder, { sizes }: NumberModel, size: number, context: number): number {
  let node = 1;
  for (let bit = SIZE_BITS - 1; bit >= 0; bit--) {
    node = 2 * node + coder.code(sizes, context * SIZES + node, (size >> bit) & 1);
  }
  return node - SIZES;
}

/** The same of a number of either sign, up to 2^29. */
export function codeSigned(coder: BitCoder, model: NumberModel, value: number, context = 0): number {
  return unfoldSign(codeNumber(coder, model, foldSign(value), context));
}

/**
 * Times of a channel: how many there are, then the gaps between them, less one.
 * @param times frames, rising; a decoder ignores them
 * @throws Error if they do not fit into the frames
 */
export function codeTimes(
  coder: BitCoder,
  models: { readonly count: NumberModel; readonly gap: NumberModel },
  times: readonly number[],
  frames: number,
): number[] {
  const count = codeNumber(coder, models.count, times.length);
  if (count > frames) throw new Error(`${count} spikes in ${frames} frames`);
  const coded: number[] = [];
  for (let k = 0, last = -1; k < count; k++) {
    last += 1 + codeNumber(coder, models.gap, times[k] - last - 1);
    if (last >= frames) throw new Error(`a spike at frame ${last} of ${frames}`);
    coded.push(last);
  }
  return coded;
}
