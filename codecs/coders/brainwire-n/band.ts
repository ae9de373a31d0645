/** The signal in which brainwire looks for spikes. */
import { designBandPass, filterForwards } from '../../models/butterworth/butterworth.js';

const ORDER = 4;
const LOW_HZ = 500;
const HIGH_HZ = 5000;

/**
 * Samples less the straight line that fits them best, then filtered forwards from 500 to 5000 Hz; cut to whole numbers
 * towards zero, and to 16 bits, both times.
 * @param rateHz a whole number
 * @throws Error if the rate is too low for the filter
 */
export function bandOf(channel: Int16Array, rateHz: number): Int16Array {
  // of an odd rate it takes half, rounded down, for the highest frequency
  const nyquistHz = Math.floor(rateHz / 2);
  if (nyquistHz <= HIGH_HZ) {
    throw new Error(`${rateHz} Hz: a filter up to ${HIGH_HZ} Hz wants a rate over ${2 * HIGH_HZ + 1} Hz`);
  }
  const filter = designBandPass(ORDER, LOW_HZ, HIGH_HZ, 2 * nyquistHz);
  return wrapped(filterForwards(filter, Float64Array.from(wrapped(detrended(channel)))));
}

function detrended(channel: Int16Array): Float64Array {
  const { length } = channel;
  const middle = (length - 1) / 2;
  let sum = 0;
  let moment = 0;
  for (let i = 0; i < length; i++) {
    sum += channel[i];
    moment += (i - middle) * channel[i];
  }
  const mean = sum / length;
  // the sum of (i - middle)^2; of one sample there is no slope
  const slope = length < 2 ? 0 : moment / ((length * (length ** 2 - 1)) / 12);
  return Float64Array.from(channel, (sample, i) => sample - mean - slope * (i - middle));
}

/** Towards zero, the lowest 16 bits: as numpy makes an int16 of them. */
function wrapped(values: Float64Array): Int16Array {
  return Int16Array.from(values);
}
