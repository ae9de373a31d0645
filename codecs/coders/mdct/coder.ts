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
 *   of each channel, less its mean:   frames of 128 coefficients, the first 128 samples before it (kernel/lapped.ts)
 *   of each coefficient:              a half step (steps.ts); a quantiser, by the levels before it (kernel/trellis.ts); an
 *                                     expectation and a class, by magnitudes before it (kernel/scale.ts); a level (kernel/levels.ts)
 *
 * The code holds channel after channel, frame after frame, from the lowest frequency up, by one arithmetic coder
 * (models/adaptive-bits.ts) with the probabilities and the trellis of all that went before. Decoded samples are rounded,
 * halves upwards, and kept between least and greatest.
 *
 * What a decoder computes in fractions are sums, products, quotients and roots of doubles alone, which IEEE 754 defines to
 * the last bit: it gives the same samples in every engine. Only an encoder uses logarithms.
 */
import { loadKernel } from '../../bytes/wasm.js';
import { defineCoder, type Samples } from '../../codec.js';
import {
  type Coded,
  codedStream,
  emptyStream,
  LARGEST_STEP,
  type Level,
  rawStream,
  readStream,
  type Settings,
  unitsFor,
} from './head.js';
import { type Kernel, layOut, loadTables, RANGE_NUMBERS, setSteps, type Tables } from './memory.js';
import { RATE_WEIGHTS, SHAPES } from './steps.js';

/** What a kernel may write beyond the limit at which it stops: a frame, each of its 82 decisions four bytes at most. */
const ROOM_BEHIND_LIMIT = 65536;

function encode(kernel: Kernel, tables: Tables, settings: Settings, samples: Samples): Uint8Array {
  const { data, channels } = samples;
  if (data.length === 0) return emptyStream(settings, samples);
  setSteps(kernel, tables, unitsFor(settings, samples), RATE_WEIGHTS[settings.shape]);
  const { rangesAt, samplesAt, bytesAt } = layOut(
    kernel,
    tables,
    channels,
    data.length,
    data.byteLength + ROOM_BEHIND_LIMIT,
  );
  const { buffer } = kernel.memory;
  new Int16Array(buffer, samplesAt, data.length).set(data);
  const limit = bytesAt + data.byteLength;
  const end = kernel.encode(samplesAt, channels, data.length / channels, rangesAt, bytesAt, limit);
  if (end === 0) return rawStream(samples);
  const ranges = new Int32Array(buffer, rangesAt, RANGE_NUMBERS * channels);
  const levels = Array.from({ length: channels }, (_, c): Level => {
    const [least, most, mean] = ranges.subarray(RANGE_NUMBERS * c);
    return { least, most, mean };
  });
  return codedStream(settings, samples, levels, new Uint8Array(buffer, bytesAt, end - bytesAt));
}

function decode(kernel: Kernel, tables: Tables, bytes: Uint8Array): Samples {
  const stream = readStream(bytes);
  if ('data' in stream) return stream;
  const { channels, frames } = stream.whole;
  const data = frames === 0 ? new Int16Array(0) : decodeCode(kernel, tables, stream);
  return { data, channels };
}

function decodeCode(kernel: Kernel, tables: Tables, { whole, units, levels, code }: Coded): Int16Array {
  const { channels, frames } = whole;
  const length = channels * frames;
  setSteps(kernel, tables, units, 0);
  const { rangesAt, samplesAt, bytesAt } = layOut(kernel, tables, channels, length, code.length);
  const { buffer } = kernel.memory;
  new Int32Array(buffer, rangesAt, RANGE_NUMBERS * channels).set(
    levels.flatMap(({ least, most, mean }) => [least, most, mean]),
  );
  new Uint8Array(buffer, bytesAt, code.length).set(code);
  const end = bytesAt + code.length;
  const used = kernel.decode(bytesAt, end, rangesAt, samplesAt, channels, frames);
  if (used === 0) throw new Error(`code ends early, at byte ${code.length}`);
  if (used === 1) throw new Error('level beyond 22 bits');
  if (used !== end) throw new Error(`code of ${code.length} bytes where ${used - bytesAt} are used`);
  return new Int16Array(buffer, samplesAt, length).slice();
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
  open: async settings => {
    const kernel = await loadKernel<Kernel>('mdct');
    const tables = loadTables(kernel);
    return {
      encode: samples => encode(kernel, tables, settings, samples),
      decode: bytes => decode(kernel, tables, bytes),
    };
  },
});
