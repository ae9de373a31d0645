/**
 * What samples take under a normal distribution whose scale follows them.
 *
 *   d[i] = x[i] - the channel's median
 *   v[i] = mean square of the d before it: v[i + 1] = v[i] + (d[i]^2 - v[i]) / 128, begun with that of the whole channel
 *   bits = -log2((1 - e) P(d[i]) + e / 65536),  e = 2^-12
 *
 * P(d) is the mass between d - 1/2 and d + 1/2 of a normal distribution around 0 whose variance, once rounded to whole
 * numbers, is v; deviations under 32 are taken in steps of 1/32 octave.
 *
 * It is a reference, not a bound. It knows the channel's median, and nothing of how samples hang together but their scale.
 * A scale from 128 samples costs 0.003 bits a sample where the true one never moves, so a coder with a slower one may
 * lie below; and a signal of another shape, or on a grid, takes less with a model that knows it.
 */
import { normalTail } from '../stats/normal.js';

const RATE = 1 / 128;
const ESCAPE = 2 ** -12;
const ESCAPE_BITS = 16 - Math.log2(ESCAPE);

/** A normal distribution rounded to whole numbers. */
interface Rounded {
  readonly variance: number;
  /** By distance from the middle; those further out escape. */
  readonly bits: Float64Array;
}

/** One that stands for variances up to `until`, from those of the one before on. */
interface Step extends Rounded {
  readonly until: number;
}

const STEPS_PER_OCTAVE = 32;
const LEAST_DEVIATION = 1 / 16;
/** From here on the density is the mass, to 1e-4 of it. */
const LARGEST_DEVIATION = 32;
const REACH = 9;
/** What rounding adds to a variance that is not small. */
const ROUNDING = 1 / 12;

let made: readonly Step[] | undefined;

/** In ascending order; the last one stands for all larger variances. */
function steps(): readonly Step[] {
  made ??= makeSteps();
  return made;
}

function makeSteps(): Step[] {
  const count = STEPS_PER_OCTAVE * Math.log2(LARGEST_DEVIATION / LEAST_DEVIATION);
  const normals = Array.from({ length: count + 1 }, (_, k) =>
    roundedNormal(LEAST_DEVIATION * 2 ** (k / STEPS_PER_OCTAVE)),
  );
  return normals.map((normal, k) => {
    const next = normals[k + 1]?.variance ?? Number.POSITIVE_INFINITY;
    return { ...normal, until: Math.sqrt(normal.variance * next) };
  });
}

function roundedNormal(deviation: number): Rounded {
  const tail = (distance: number) => normalTail(distance / deviation);
  const masses = Float64Array.from({ length: Math.ceil(REACH * deviation) + 1 }, (_, d) =>
    d === 0 ? 1 - 2 * tail(0.5) : tail(d - 0.5) - tail(d + 0.5),
  );
  const variance = masses.reduce((sum, mass, d) => sum + 2 * mass * d * d, 0);
  return { variance, bits: masses.map(bitsOf) };
}

function bitsOf(mass: number): number {
  return -Math.log2((1 - ESCAPE) * mass + ESCAPE / 65536);
}

function bitsByDensity(square: number, variance: number): number {
  return bitsOf(Math.exp(-square / (2 * variance)) / Math.sqrt(2 * Math.PI * variance));
}

/**
 * Bits of one channel.
 * @param ends of stretches of time, the last one the channel's length
 * @returns those of each stretch
 */
export function normalBits(channel: Int16Array, ends: readonly number[]): number[] {
  const all = steps();
  const last = all.length - 1;
  const median = medianOf(channel);
  let variance = meanSquare(channel, median);
  let step = 0;
  let i = 0;
  return ends.map(end => {
    let bits = 0;
    for (; i < end; i++) {
      const distance = Math.abs(channel[i] - median);
      const square = distance * distance;
      while (variance > all[step].until) step++;
      while (step > 0 && variance <= all[step - 1].until) step--;
      if (step === last) bits += bitsByDensity(square, variance - ROUNDING);
      else bits += all[step].bits[distance] ?? ESCAPE_BITS;
      variance += (square - variance) * RATE;
    }
    return bits;
  });
}

const VALUES = 65536;
const LEAST_VALUE = -32768;

/** The lower one of two in the middle. */
function medianOf(channel: Int16Array): number {
  const counts = new Uint32Array(VALUES);
  for (let i = 0; i < channel.length; i++) counts[channel[i] - LEAST_VALUE]++;
  let value = LEAST_VALUE;
  for (let left = channel.length / 2; left > 0; value++) left -= counts[value - LEAST_VALUE];
  return value - 1;
}

/** Of distances from a value. */
function meanSquare(channel: Int16Array, from: number): number {
  let squares = 0;
  for (let i = 0; i < channel.length; i++) squares += (channel[i] - from) ** 2;
  return squares / Math.max(1, channel.length);
}
