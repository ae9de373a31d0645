/**
 * A lossy transform coder: lapped cosine transform, two quantisers in turn along a trellis, adaptive arithmetic coding. The
 * noise that it leaves is as large as that of a quantiser of the same step, step / sqrt(12) of a code, but shaped: by default
 * it is that large where spikes are looked for and more elsewhere.
 *
 *   shape | varint settings, then
 *   settings 0        the samples, int16 little-endian: what does not get shorter
 *   2 step            white noise
 *   2 step + 1        noise shaped for spikes | varint rate in hertz, rounded, at least 1
 *                     and for both, of at least one frame
 *     for each channel   varint least sample, sign folded in | varint greatest - least | varint mean, rounded, - least
 *     varint n | n bytes of code
 *
 *   of each channel, less its mean:   frames of 128 coefficients, the first 128 samples before it (lapped.ts)
 *   of each coefficient:              a half step (steps.ts); a quantiser, by the levels before it (trellis.ts); an
 *                                     expectation and a class, by magnitudes before it (scale.ts); a level (levels.ts)
 *
 * The code holds channel after channel, frame after frame, from the lowest frequency up, by one arithmetic coder
 * (models/adaptive-bits.ts) with the probabilities and the trellis of all that went before. Decoded samples are rounded,
 * halves upwards, and kept between least and greatest.
 *
 * What a decoder computes in fractions are sums, products, quotients and roots of doubles alone, which IEEE 754 defines to
 * the last bit: it gives the same samples in every engine. Only an encoder uses logarithms.
 */
import { foldSign, unfoldSign } from '../../bytes/numbers.js';
import {
  type Cursor,
  channelsOf,
  readShape,
  readUpTo,
  readVarint,
  type Shape,
  shapeOf,
} from '../../bytes/shape.js';
import { bytesOf, joinStream, takeSamples, takeWithLength, withLength } from '../../bytes/stream.js';
import { defineCoder, type Samples } from '../../codec.js';
import {
  type BitDecoder,
  type BitEncoder,
  makeBitDecoder,
  makeBitEncoder,
} from '../../models/adaptive-bits.js';
import { type Range, rangeOf } from '../../models/range.js';
import { rateOf } from '../../models/rate.js';
import { codeFrame, makePast, type Past } from './frame.js';
import { BINS, lappedFrames, startOverlap, transform, transformBack } from './lapped.js';
import { startChannel, startFrame } from './scale.js';
import { FRACTION, halfSteps, type NoiseShape, SHAPES } from './steps.js';
import { type Chooser, chooseLevels, makeChooser } from './trellis.js';

const RAW = 0;
const LARGEST_STEP = 1024;
const LARGEST_RATE = 2 ** 31 - 1;
/**
 * What an encoder takes a bit to be worth, in squared half steps. White noise is nearest to R(D) at 0.45. With shaped noise
 * 0.25 gives the same error in the band of spikes at the same size, but keeps more of the highest spikes.
 */
const RATE_WEIGHTS: Readonly<Record<NoiseShape, number>> = { flat: 0.45, spikes: 0.25 };
/** A coefficient takes a decision or more, and each narrows the interval to 1023/1024 of itself or less. */
const COEFFICIENTS_A_BYTE = 5700;
const BYTES_OF_INTERVAL = 4;

interface Settings {
  readonly step: number;
  readonly shape: NoiseShape;
}

/** Between which samples of a channel lie, and their mean, rounded. */
interface Level extends Range {
  readonly mean: number;
}

function levelOf(channel: Int16Array): Level {
  let sum = 0;
  for (let i = 0; i < channel.length; i++) sum += channel[i];
  return { ...rangeOf(channel), mean: Math.floor(sum / channel.length + 0.5) };
}

function encode({ step, shape }: Settings, samples: Samples): Uint8Array {
  const { data } = samples;
  const whole = shapeOf(samples);
  const rateHz = Math.max(1, Math.round(rateOf(samples)));
  const head = shape === 'flat' ? [2 * step] : [2 * step + 1, rateHz];
  if (data.length === 0) return joinStream(whole, head, []);
  const channels = channelsOf(samples).map(channel => ({ channel, level: levelOf(channel) }));
  const levels = channels.flatMap(({ level: { least, most, mean } }) => [
    foldSign(least),
    most - least,
    mean - least,
  ]);
  const coder = makeBitEncoder();
  const past = makePast();
  const chooser = makeChooser(RATE_WEIGHTS[shape]);
  const units = halfSteps(step, shape, rateHz).map(unit => unit / FRACTION);
  for (const { channel, level } of channels) {
    encodeChannel(coder, past, chooser, units, transform(channel, level.mean));
  }
  const stream = joinStream(whole, [...head, ...levels], [withLength(coder.finish())]);
  const raw = joinStream(whole, [RAW], [bytesOf(data)]);
  return stream.length < raw.length ? stream : raw;
}

/** @param units half steps of the bins, in codes */
function encodeChannel(
  coder: BitEncoder,
  past: Past,
  chooser: Chooser,
  units: Float64Array,
  coefficients: Float64Array,
): void {
  const frame = new Float64Array(BINS);
  const values = new Float64Array(BINS);
  const levels = new Int32Array(BINS);
  startChannel(past.scale);
  for (let start = 0; start < coefficients.length; start += BINS) {
    for (let k = 0; k < BINS; k++) frame[k] = coefficients[start + k] / units[k];
    startFrame(past.scale);
    chooseLevels(chooser, frame, past.scale, past.model, past.state, levels);
    codeFrame(coder, past, levels, values);
  }
}

function decode(bytes: Uint8Array): Samples {
  const cursor = { bytes, at: 0 };
  const whole = readShape(cursor);
  const settings = readUpTo(cursor, 2 * LARGEST_STEP + 1, 'settings');
  if (settings === RAW) return decodeRaw(cursor, whole);
  if (settings === 1) throw new Error('step 0');
  const step = settings >> 1;
  const units =
    settings % 2 === 0
      ? halfSteps(step, 'flat', 1)
      : halfSteps(step, 'spikes', readUpTo(cursor, LARGEST_RATE, 'rate', 1));
  const data = whole.frames === 0 ? new Int16Array(0) : decodeChannels(cursor, whole, units);
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes behind the code`);
  return { data, channels: whole.channels };
}

function decodeRaw(cursor: Cursor, shape: Shape): Samples {
  const given = takeSamples(cursor, shape);
  const data = new Int16Array(shape.channels * shape.frames);
  bytesOf(data).set(given);
  return { data, channels: shape.channels };
}

function readLevel(cursor: Cursor): Level {
  const least = unfoldSign(readVarint(cursor));
  const most = least + readUpTo(cursor, 65535, 'range of samples');
  if (least < -32768 || most > 32767) throw new Error(`samples ${least}..${most} beyond 16 bits`);
  return { least, most, mean: least + readUpTo(cursor, most - least, 'mean') };
}

function decodeChannels(cursor: Cursor, { channels, frames }: Shape, units: Float64Array): Int16Array {
  // three bytes or more, each of its own
  if (3 * channels > cursor.bytes.length) throw new Error(`stream ends before ${channels} channels`);
  const levels = Array.from({ length: channels }, () => readLevel(cursor));
  const code = takeWithLength(cursor);
  const coefficients = channels * lappedFrames(frames) * BINS;
  if (coefficients > COEFFICIENTS_A_BYTE * (code.length + BYTES_OF_INTERVAL)) {
    throw new Error(`${code.length} bytes cannot hold ${channels} × ${frames} samples`);
  }
  const coder = makeBitDecoder(code, 'code');
  const past = makePast();
  const data = new Int16Array(channels * frames);
  for (const [c, level] of levels.entries()) {
    decodeChannel(coder, past, units, level, data.subarray(c * frames, (c + 1) * frames));
  }
  coder.finish();
  return data;
}

function decodeChannel(
  coder: BitDecoder,
  past: Past,
  units: Float64Array,
  level: Level,
  into: Int16Array,
): void {
  const levels = new Int32Array(BINS);
  const values = new Float64Array(BINS);
  const samples = new Float64Array(BINS);
  const overlap = startOverlap();
  startChannel(past.scale);
  for (let start = -BINS; start < into.length; start += BINS) {
    startFrame(past.scale);
    codeFrame(coder, past, levels, values);
    for (let k = 0; k < BINS; k++) values[k] *= units[k];
    transformBack(overlap, values, samples);
    if (start >= 0) putSamples(samples, level, into.subarray(start, start + BINS));
  }
}

/** @param samples in sixteenths */
function putSamples(samples: Float64Array, { least, most, mean }: Level, into: Int16Array): void {
  for (let i = 0; i < into.length; i++) {
    const value = mean + Math.floor(samples[i] / FRACTION + 0.5);
    into[i] = Math.max(least, Math.min(most, value));
  }
}

export const mdct = defineCoder({
  name: 'mdct',
  family: 'entropy',
  summary: 'lapped cosine transform, quantised along a trellis, noise shaped for spikes (lossy)',
  parts: {
    predictor: 'none; a cosine transform of 256 samples',
    distribution: 'adaptive, by binary decisions, in classes of size',
    entropyCoder: 'binary arithmetic',
  },
  parameters: {
    step: {
      type: 'integer',
      minimum: 1,
      maximum: LARGEST_STEP,
      default: 5,
      sweep: [9],
      meaning: 'of the quantiser whose noise is as large; behind levels, in codes',
    },
    shape: {
      type: 'choice',
      choices: SHAPES,
      default: 'spikes',
      sweep: SHAPES,
      meaning: 'of the noise: coarser outside of 300 to 6000 Hz, or white',
    },
  },
  loss: { kind: 'free' },
  open: settings => ({ encode: samples => encode(settings, samples), decode }),
});
