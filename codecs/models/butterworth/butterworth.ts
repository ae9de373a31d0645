/**
 * Butterworth band-pass filters as second-order sections; filtering forwards, as a device does, and forwards and
 * backwards, so that nothing is delayed. As scipy.signal.butter(order, [low, high], 'bandpass', output='sos'), sosfilt and
 * sosfiltfilt with its defaults give them; the test holds all to scipy's figures.
 */

/** (gain - gain z^-2) / (1 + a1 z^-1 + a2 z^-2): zeros at frequency 0 and at half the rate. */
interface Section {
  readonly gain: number;
  readonly a1: number;
  readonly a2: number;
}

/** Of as many sections as the order says. */
export type BandPass = readonly Section[];

interface Complex {
  readonly re: number;
  readonly im: number;
}

/**
 * Designs a filter by the bilinear transform, with both edges where they were asked for.
 * @param order of the low-pass filter that it is made from; the filter's own is twice that
 * @param lowHz over 0
 * @param highHz over that, and under half of the rate
 */
export function designBandPass(order: number, lowHz: number, highHz: number, rateHz: number): BandPass {
  // the analog filter that is transformed, at a rate of 2
  const [low, high] = [lowHz, highHz].map(hz => 4 * Math.tan((Math.PI * hz) / rateHz));
  const width = high - low;
  const centre = low * high;
  const sections: Section[] = [];
  // of a conjugate pair of poles of the low-pass filter one is enough; each gives two of the band-pass filter
  for (let k = 0; k < (order - 1) / 2; k++) {
    const angle = (Math.PI * (2 * k + order + 1)) / (2 * order);
    const pole = { re: (Math.cos(angle) * width) / 2, im: (Math.sin(angle) * width) / 2 };
    const root = squareRoot({ re: pole.re ** 2 - pole.im ** 2 - centre, im: 2 * pole.re * pole.im });
    sections.push(
      sectionOfPair(bilinear(add(pole, root))),
      sectionOfPair(bilinear(add(pole, negative(root)))),
    );
  }
  if (order % 2 === 1) sections.push(middleSection(width, centre));
  return normalised(sections, 2 * Math.atan(Math.sqrt(centre) / 4));
}

/** Of the real pole of a low-pass filter of odd order: a pair, conjugate or both real. */
function middleSection(width: number, centre: number): Section {
  const half = -width / 2;
  const root = squareRoot({ re: half ** 2 - centre, im: 0 });
  const a = bilinear(add({ re: half, im: 0 }, root));
  const b = bilinear(add({ re: half, im: 0 }, negative(root)));
  return { gain: 1, a1: -(a.re + b.re), a2: a.re * b.re - a.im * b.im };
}

function sectionOfPair({ re, im }: Complex): Section {
  return { gain: 1, a1: -2 * re, a2: re ** 2 + im ** 2 };
}

function add(a: Complex, b: Complex): Complex {
  return { re: a.re + b.re, im: a.im + b.im };
}

function negative({ re, im }: Complex): Complex {
  return { re: -re, im: -im };
}

function squareRoot({ re, im }: Complex): Complex {
  const size = Math.hypot(re, im);
  const real = Math.sqrt((size + re) / 2);
  const imaginary = Math.sqrt((size - re) / 2);
  return { re: real, im: im < 0 ? -imaginary : imaginary };
}

/** (4 + s) / (4 - s): from the analog plane to the unit circle. */
function bilinear({ re, im }: Complex): Complex {
  const [top, bottom] = [
    { re: 4 + re, im },
    { re: 4 - re, im: -im },
  ];
  const size = bottom.re ** 2 + bottom.im ** 2;
  return {
    re: (top.re * bottom.re + top.im * bottom.im) / size,
    im: (top.im * bottom.re - top.re * bottom.im) / size,
  };
}

/** The same sections, each with a gain of 1 at an angle of the unit circle, where a Butterworth filter passes all. */
function normalised(sections: readonly Section[], angle: number): BandPass {
  const total = sections.reduce((product, section) => product / magnitudeAt(section, angle), 1);
  const each = total ** (1 / sections.length);
  return sections.map(({ a1, a2 }) => ({ gain: each, a1, a2 }));
}

function magnitudeAt({ gain, a1, a2 }: Section, angle: number): number {
  const top = Math.hypot(1 - Math.cos(2 * angle), Math.sin(2 * angle));
  const bottom = Math.hypot(
    1 + a1 * Math.cos(angle) + a2 * Math.cos(2 * angle),
    a1 * Math.sin(angle) + a2 * Math.sin(2 * angle),
  );
  return (gain * top) / bottom;
}

/** By how much the power of a frequency is multiplied when a filter runs forwards and backwards. */
export function powerGain(filter: BandPass, hz: number, rateHz: number): number {
  const angle = (2 * Math.PI * hz) / rateHz;
  return filter.reduce((gain, section) => gain * magnitudeAt(section, angle), 1) ** 4;
}

/** How far the ends of a signal are continued, turned about their last sample: three times what scipy calls ntaps. */
export function edgeOf(filter: BandPass): number {
  return 3 * (2 * filter.length + 1);
}

/**
 * Filters forwards, then backwards.
 * @param signal of more samples than `edgeOf` says
 */
export function filterBothWays(filter: BandPass, signal: Float64Array): Float64Array {
  const edge = edgeOf(filter);
  const { length } = signal;
  if (length <= edge)
    throw new Error(`${length} samples, of which a filter of this order wants over ${edge}`);
  const extended = new Float64Array(length + 2 * edge);
  extended.set(signal, edge);
  for (let i = 1; i <= edge; i++) {
    extended[edge - i] = 2 * signal[0] - signal[i];
    extended[edge + length - 1 + i] = 2 * signal[length - 1] - signal[length - 1 - i];
  }
  for (const section of filter) filterOneWay(section, extended, extended[0]);
  extended.reverse();
  for (const section of filter) filterOneWay(section, extended, extended[0]);
  extended.reverse();
  return extended.slice(edge, edge + length);
}

/** Filters forwards, as if before the signal all had been 0. */
export function filterForwards(filter: BandPass, signal: Float64Array): Float64Array {
  const filtered = signal.slice();
  for (const section of filter) filterOneWay(section, filtered, 0);
  return filtered;
}

/** One section over a signal, in place, as if `before` had always been there. */
function filterOneWay({ gain, a1, a2 }: Section, signal: Float64Array, before: number): void {
  // transposed direct form II; of a constant input the output is 0
  let first = -gain * before;
  let second = -gain * before;
  for (let i = 0; i < signal.length; i++) {
    const input = signal[i];
    const output = gain * input + first;
    first = second - a1 * output;
    second = -gain * input - a2 * output;
    signal[i] = output;
  }
}
