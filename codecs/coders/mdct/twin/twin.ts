/** The format of ../coder.ts, slow and clear. */
import { channelsOf } from '../../../bytes/shape.js';
import type { Samples } from '../../../codec.js';
import {
  type BitDecoder,
  type BitEncoder,
  makeBitDecoder,
  makeBitEncoder,
} from '../../../models/adaptive-bits.js';
import { rangeOf } from '../../../models/range.js';
import { BINS } from '../frames.js';
import {
  type Coded,
  codedStream,
  emptyStream,
  type Level,
  readStream,
  type Settings,
  unitsFor,
} from '../head.js';
import { FRACTION, RATE_WEIGHTS } from '../steps.js';
import { codeFrame, makePast, type Past } from './frame.js';
import { startOverlap, transform, transformBack } from './lapped.js';
import { startChannel, startFrame } from './scale.js';
import { type Chooser, chooseLevels, makeChooser } from './trellis.js';

function levelOf(channel: Int16Array): Level {
  let sum = 0;
  for (let i = 0; i < channel.length; i++) sum += channel[i];
  return { ...rangeOf(channel), mean: Math.floor(sum / channel.length + 0.5) };
}

/** A whole stream. */
export function encodeTwin(settings: Settings, samples: Samples): Uint8Array {
  if (samples.data.length === 0) return emptyStream(settings, samples);
  const coder = makeBitEncoder();
  const past = makePast();
  const chooser = makeChooser(RATE_WEIGHTS[settings.shape]);
  const units = unitsFor(settings, samples).map(unit => unit / FRACTION);
  const levels = channelsOf(samples).map(channel => {
    const level = levelOf(channel);
    encodeChannel(coder, past, chooser, units, transform(channel, level.mean));
    return level;
  });
  return codedStream(settings, samples, levels, coder.finish());
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

export function decodeTwin(bytes: Uint8Array): Samples {
  const stream = readStream(bytes);
  if ('data' in stream) return stream;
  const { channels, frames } = stream.whole;
  const data = frames === 0 ? new Int16Array(0) : decodeCode(stream);
  return { data, channels };
}

function decodeCode({ whole: { channels, frames }, units, levels, code }: Coded): Int16Array {
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
