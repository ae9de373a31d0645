/**
 * One channel of an implant as in the Neuralink challenge: 10-bit codes of a converter with uneven steps, mapped
 * to 16 bits, 19531 Hz, five seconds.
 *
 *   local field + 1/f background + spikes of some units -> converter -> 16-bit map
 *
 * Amplitudes are in steps of the converter. Tables of quantiles and corners were fitted to the 375 recordings
 * of the challenge at hand, so that a set has their spread: README and synthetic.test.ts put the figures side
 * by side.
 */

import { makeWords, uniform } from '../../common/random.js';
import type { TrueUnit } from '../units.js';
import { addNoise } from './noise.js';
import { addSpikes, drawWaveform, spikeTimes, unitAt } from './spikes.js';

export const IMPLANT_RATE_HZ = 19531;

/** The converter's bit weights in steps, lowest first (fitted; codec-notes). Codes below a carry can vanish. */
const BIT_WEIGHTS = [1, 1.8, 4.3, 8.7, 16.8, 33, 65.2, 129.5, 253, 512];
const CODES = 1024;
const CELLS_PER_STEP = 32;

/** Values at these quantiles of the recordings; between them, straight lines. */
const QUANTILES = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];
const BACKGROUND = [4.7, 5.2, 6, 6.6, 7.2, 8.7, 10.5];
const FIELD = [4, 6.8, 11.5, 17.8, 25, 50, 90];
const LEVEL = [505, 512, 521, 527, 533, 542, 550];
const SPIKE_AMPLITUDE = [6, 12, 20, 30, 45, 120, 240];
/** Share of the fast pole in the background, which sets the correlation of successive differences. */
const FASTNESS = [0.3, 0.45, 0.62, 0.72, 0.8, 0.9, 0.95];

function atQuantile(values: readonly number[], quantile: number): number {
  let above = 1;
  while (QUANTILES[above] < quantile) above++;
  const span = QUANTILES[above] - QUANTILES[above - 1];
  const part = (quantile - QUANTILES[above - 1]) / span;
  return values[above - 1] + part * (values[above] - values[above - 1]);
}

/**
 * Where recording `index` stands among others in one property. Steps of an irrational length spread any number
 * of recordings evenly; the starts were chosen so that the first four alone do so too.
 */
function quantileOf(index: number, start: number, stride: number): number {
  const position = start + index * stride;
  return position - Math.floor(position);
}

/** Frames of a recording: about five seconds, no two quite alike. */
function implantFrames(index: number): number {
  return 98655 + ((index * 41) % 97);
}

/** A channel, and when its units fire. */
export interface Implant {
  readonly data: Int16Array;
  readonly units: readonly TrueUnit[];
}

/**
 * Recording `index`: the same for the same index, seed and amplitude everywhere.
 * @param amplitude of every unit, in standard deviations of the background; unless given, drawn as the challenge's are
 */
export function makeImplant(index: number, seed: number, amplitude?: number): Implant {
  const words = makeWords(seed, index, 0x696d706c);
  const level = atQuantile(LEVEL, quantileOf(index, 0.13, 0.5315568));
  const field = atQuantile(FIELD, quantileOf(index, 0.06, 0.7766394));
  const fast = atQuantile(FASTNESS, quantileOf(index, 0.24, 0.6844301));
  const background = atQuantile(BACKGROUND, quantileOf(index, 0.12, 0.6031687));
  const spikes = atQuantile(SPIKE_AMPLITUDE, quantileOf(index, 0.15, 0.8812714));
  const volts = new Float64Array(implantFrames(index)).fill(level);
  addNoise(
    volts,
    [
      { cornerHz: 5, sigma: 0.7 * field },
      { cornerHz: 40, sigma: 0.71 * field },
      { cornerHz: 700, sigma: background * Math.sqrt(1 - fast * fast) },
      { cornerHz: 2500, sigma: background * fast },
    ],
    IMPLANT_RATE_HZ,
    words,
  );
  const amplitudeOf = (unit: number) =>
    amplitude === undefined ? spikes / (unit + 1) : amplitude * background;
  const units = addUnits(volts, amplitudeOf, words);
  return { data: convert(volts), units };
}

function addUnits(
  volts: Float64Array,
  amplitudeOf: (unit: number) => number,
  words: () => number,
): TrueUnit[] {
  const count = 2 + Math.floor(4 * uniform(words));
  return Array.from({ length: count }, (_, unit) => {
    const rateHz = 1 + 30 * uniform(words) * uniform(words);
    const times = spikeTimes(volts.length, IMPLANT_RATE_HZ, rateHz, words);
    addSpikes(volts, times, drawWaveform(words), amplitudeOf(unit), IMPLANT_RATE_HZ);
    return unitAt(String(unit), 0, times, volts.length);
  });
}

/** What a converter that tries its bits from the highest makes of a voltage in steps. */
function successiveApproximation(volts: number): number {
  let code = 0;
  let reached = 0;
  for (let bit = BIT_WEIGHTS.length - 1; bit >= 0; bit--) {
    if (volts < reached + BIT_WEIGHTS[bit]) continue;
    reached += BIT_WEIGHTS[bit];
    code |= 1 << bit;
  }
  return code;
}

/** The challenge's map from 10 to 16 bits: steps of 64, sometimes 65, once 63. */
export function toSixteenBits(code: number): number {
  return Math.trunc((code * 21845 - 11173888) / 341);
}

let converter: Int16Array | undefined;

/** Voltages in cells of 1/32 step -> 16-bit samples. */
function converterTable(): Int16Array {
  return Int16Array.from({ length: CODES * CELLS_PER_STEP }, (_, cell) =>
    toSixteenBits(successiveApproximation((cell + 0.5) / CELLS_PER_STEP)),
  );
}

function convert(volts: Float64Array): Int16Array {
  converter ??= converterTable();
  const samples = new Int16Array(volts.length);
  const last = converter.length - 1;
  for (let i = 0; i < volts.length; i++) {
    const cell = Math.floor(volts[i] * CELLS_PER_STEP);
    samples[i] = converter[Math.max(0, Math.min(last, cell))];
  }
  return samples;
}
