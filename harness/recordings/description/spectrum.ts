/**
 * Power spectra by Welch's method (IEEE Trans. Audio Electroacoust. 15, 1967): segments of 1024 frames that overlap
 * by half, each less its mean, under a periodic Hann window. As scipy.signal.welch(x, nperseg=1024) makes them, but
 * two-sided and in units of variance: the mean over all frequencies is the variance of the signal.
 */
import type FFT from 'fft.js';
import { fftJs } from '../../common/lazy-packages.js';

export const SEGMENT = 1024;
/** Frames from one segment to the next. */
export const HOP = SEGMENT / 2;
/** From 0 to half the sampling rate, both included. */
export const BINS = SEGMENT / 2 + 1;

/** Sums of periodograms, so that spectra of several signals add up. */
export interface Spectrum {
  /** One for each of the bins. */
  readonly power: Float64Array;
  segments: number;
}

export function makeSpectrum(): Spectrum {
  return { power: new Float64Array(BINS), segments: 0 };
}

const window = Float64Array.from(
  { length: SEGMENT },
  (_, i) => (1 - Math.cos((2 * Math.PI * i) / SEGMENT)) / 2,
);
const WINDOW_POWER = window.reduce((sum, weight) => sum + weight * weight, 0);
let fft: FFT | undefined;
const segment = new Float64Array(SEGMENT);
const transformed = new Float64Array(2 * SEGMENT);

/** Adds the periodograms of a channel; of one under 1024 frames there are none. */
export function addSignal(spectrum: Spectrum, signal: Int16Array | Float64Array): void {
  const { power } = spectrum;
  for (let start = 0; start + SEGMENT <= signal.length; start += HOP) {
    let sum = 0;
    for (let i = 0; i < SEGMENT; i++) sum += signal[start + i];
    const mean = sum / SEGMENT;
    for (let i = 0; i < SEGMENT; i++) segment[i] = (signal[start + i] - mean) * window[i];
    fft ??= new (fftJs())(SEGMENT);
    fft.realTransform(transformed, segment);
    for (let k = 0; k < BINS; k++) {
      power[k] += (transformed[2 * k] ** 2 + transformed[2 * k + 1] ** 2) / WINDOW_POWER;
    }
    spectrum.segments++;
  }
}

export function addSpectrum(into: Spectrum, from: Spectrum): void {
  for (let k = 0; k < BINS; k++) into.power[k] += from.power[k];
  into.segments += from.segments;
}

/** How often a bin stands in the two-sided spectrum. */
export function weightOf(bin: number): number {
  return bin === 0 || bin === BINS - 1 ? 1 : 2;
}

/**
 * Entropy in bits of how power is spread over the bins of the one-sided spectrum, at most log2 513; null without
 * power, or without a segment.
 */
export function spectralEntropyBits({ power }: Spectrum): number | null {
  let sum = 0;
  for (let k = 0; k < BINS; k++) sum += weightOf(k) * power[k];
  if (sum === 0) return null;
  let bits = 0;
  for (let k = 0; k < BINS; k++) {
    const share = (weightOf(k) * power[k]) / sum;
    if (share > 0) bits -= share * Math.log2(share);
  }
  return bits;
}

/**
 * Bits a sample that no linear prediction of a stationary Gaussian signal gets below, if whole numbers are coded and
 * the error of the prediction spreads over some of them: h = log2(2 pi e sigma^2) / 2, at least 0, where ln sigma^2
 * is the mean of the logarithm of the spectrum (Kolmogorov's formula). The bin of frequency 0, which holds what is
 * left of the mean, is left out. From m segments the figure comes out about 0.4 / m bits too low.
 */
export function predictionBits({ power, segments }: Spectrum): number | null {
  if (segments === 0) return null;
  let logarithms = 0;
  let weights = 0;
  for (let k = 1; k < BINS; k++) {
    logarithms += weightOf(k) * Math.log2(power[k] / segments);
    weights += weightOf(k);
  }
  return Math.max(0, (Math.log2(2 * Math.PI * Math.E) + logarithms / weights) / 2);
}
