/**
 * What brainwire takes for a spike in a filtered signal: from a local maximum through a minimum below -T and a maximum
 * above T to the first sample below 0. T is the median size of the five samples before.
 *
 *   seek      a maximum: the spike starts there
 *   down      the next minimum: below -T, go on; else seek anew
 *   up        the next maximum: above T, go on; else it is where a spike may start, and down again
 *   end       the next sample below 0 is the last one
 *
 * Each state takes a sample at least. What has not ended at the end of the signal is no spike.
 */

/** First and last sample. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

const WINDOW = 5;

export function findStretches(signal: Int16Array): Stretch[] {
  const stretches: Stretch[] = [];
  let state: 'seek' | 'down' | 'up' | 'end' = 'seek';
  let start = 0;
  for (let i = 0; i < signal.length; i++) {
    if (state === 'seek') {
      if (!isMaximum(signal, i)) continue;
      start = i;
      state = 'down';
    } else if (state === 'down') {
      if (isMinimum(signal, i)) state = signal[i] < -threshold(signal, i) ? 'up' : 'seek';
    } else if (state === 'up') {
      if (!isMaximum(signal, i)) continue;
      const isAbove = signal[i] > threshold(signal, i);
      if (!isAbove) start = i;
      state = isAbove ? 'end' : 'down';
    } else if (signal[i] < 0) {
      stretches.push({ start, end: i });
      state = 'seek';
    }
  }
  return stretches;
}

/** The first sample is one; the last one needs no lower neighbour behind it. */
function isMaximum(signal: Int16Array, i: number): boolean {
  if (i === 0) return true;
  return signal[i - 1] < signal[i] && (i + 1 === signal.length || signal[i] > signal[i + 1]);
}

/** Not asked of the first sample. The last one is one if it is not above the one before it. */
function isMinimum(signal: Int16Array, i: number): boolean {
  if (i + 1 === signal.length) return signal[i - 1] >= signal[i];
  return signal[i - 1] > signal[i] && signal[i] < signal[i + 1];
}

const sizes = new Float64Array(WINDOW);

/** Without five samples before, the size of the sample itself, which it is never beyond. */
function threshold(signal: Int16Array, i: number): number {
  if (i < WINDOW) return Math.abs(signal[i]);
  for (let k = 0; k < WINDOW; k++) sizes[k] = Math.abs(signal[i - WINDOW + k]);
  return sizes.sort()[WINDOW >> 1];
}
