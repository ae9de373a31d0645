// Lapped transform, trellis and levels of whole channels, see ../coder.ts
import { findLaneRanges, maximumOfLanes, minimumOfLanes } from '../../../kernels/range';
import { setBits, setWeight } from './costs';
import { endsEarly, finishWriting, readEnd, startReading, startWriting, writtenEnd } from './interval';
import { BINS, setCosines, startOverlap, transform, transformBack } from './lapped';
import { contextOf, isInRange, magnitudeOf, readLevel, startLevels, writeLevel } from './levels';
import {
  classOf,
  DECAY,
  endFrame,
  expectedAt,
  foreseenAt,
  magnitudes,
  shiftOf,
  startChannel,
  startFrame,
  startScale,
} from './scale';
import { chooseLevels, nextState, quantiserOf } from './trellis';

/** Least and greatest sample of a channel and its mean, i32 each. */
const RANGE_BYTES: usize = 12;
/** What half steps are counted in, of a code. */
const FRACTION: f64 = 16;

const coefficients: usize = memory.data(128 * 8, 16);
const levels: usize = memory.data(128 * 4, 16);
const samplesOfFrame: usize = memory.data(128 * 8, 16);

let units: usize = 0;
let firstOnes: usize = 0;
let state: i32 = 0;

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}

/**
 * @param cosines 128 x 128, @param window 256: of lapped.ts
 * @param ones of levels.ts, u16
 * @param bits -log2 of probabilities in 1/4096, 4097 doubles
 */
export function setTables(cosines: usize, window: usize, ones: usize, bits: usize): void {
  setCosines(cosines, window);
  firstOnes = ones;
  setBits(bits);
}

/**
 * Before each stream.
 * @param halfSteps of each bin, in sixteenths of a code, 128 doubles
 * @param worth of a bit, in squared half steps; for encoders
 */
export function setSteps(halfSteps: usize, worth: f64): void {
  units = halfSteps;
  setWeight(worth);
}

function start(): void {
  startScale();
  startLevels(firstOnes);
  state = 0;
}

/** Writes least and greatest sample, and the mean, halves rounded upwards. */
function measure(samples: usize, length: i32, to: usize): void {
  findLaneRanges(samples, length);
  let sum: i64 = 0;
  for (let k: usize = 0; k < <usize>length; k++) sum += <i64>load<i16>(samples + (k << 1));
  store<i32>(to, minimumOfLanes());
  store<i32>(to, maximumOfLanes(), 4);
  store<i32>(to, <i32>floor(<f64>sum / <f64>length + 0.5), 8);
}

/**
 * @param samples planar, at least one frame
 * @param ranges becomes least and greatest sample and mean of each channel
 * @param out room up to `limit`, and 64 KiB behind it
 * @returns the byte behind the code; 0 if it went beyond the limit
 */
export function encode(
  samples: usize,
  channels: i32,
  frames: i32,
  ranges: usize,
  out: usize,
  limit: usize,
): usize {
  start();
  startWriting(out);
  const row = (<usize>frames) << 1;
  for (let c: usize = 0; c < <usize>channels; c++) {
    const range = ranges + c * RANGE_BYTES;
    measure(samples + c * row, frames, range);
    if (!encodeChannel(samples + c * row, frames, load<i32>(range, 8), limit)) return 0;
  }
  return finishWriting();
}

function encodeChannel(samples: usize, length: i32, mean: i32, limit: usize): bool {
  startChannel();
  for (let at = -BINS; at < length; at += BINS) {
    transform(samples, length, at, mean, coefficients);
    divideBySteps();
    startFrame();
    chooseLevels(coefficients, state, levels);
    writeFrame();
    if (writtenEnd() > limit) return false;
  }
  return true;
}

function divideBySteps(): void {
  for (let k: usize = 0; k < <usize>BINS * 8; k += 16) {
    const unit = f64x2.div(v128.load(units + k), f64x2.splat(FRACTION));
    v128.store(coefficients + k, f64x2.div(v128.load(coefficients + k), unit));
  }
}

/** Codes the levels of a frame, and learns from them. */
function writeFrame(): void {
  let met: f64 = 0;
  let foreseen: f64 = 0;
  for (let k = 0; k < BINS; k++) {
    const quantiser = quantiserOf(state);
    const expected = expectedAt(k, met, foreseen);
    const level = load<i32>(levels + ((<usize>k) << 2));
    writeLevel(contextOf(classOf(expected), quantiser), shiftOf(expected), level);
    const magnitude = <f64>magnitudeOf(level, quantiser);
    store<f64>(magnitudes + ((<usize>k) << 3), magnitude);
    met = met * DECAY + magnitude;
    foreseen = foreseen * DECAY + foreseenAt(k);
    state = nextState(state, level);
  }
  endFrame();
}

/** The same for a decoder; coefficients become what the levels stand for, in sixteenths. */
function readFrame(): void {
  let met: f64 = 0;
  let foreseen: f64 = 0;
  for (let k = 0; k < BINS; k++) {
    const quantiser = quantiserOf(state);
    const expected = expectedAt(k, met, foreseen);
    const level = readLevel(contextOf(classOf(expected), quantiser), shiftOf(expected));
    const magnitude = <f64>magnitudeOf(level, quantiser);
    const place = (<usize>k) << 3;
    store<f64>(magnitudes + place, magnitude);
    store<f64>(coefficients + place, (level < 0 ? -magnitude : magnitude) * load<f64>(units + place));
    met = met * DECAY + magnitude;
    foreseen = foreseen * DECAY + foreseenAt(k);
    state = nextState(state, level);
  }
  endFrame();
}

/**
 * @param ranges least and greatest sample and mean of each channel
 * @returns the byte behind the last that was used; 0 if the code ends early, 1 if a level was beyond all that samples have
 */
export function decode(
  bytes: usize,
  end: usize,
  ranges: usize,
  samples: usize,
  channels: i32,
  frames: i32,
): usize {
  start();
  startReading(bytes, end);
  const row = (<usize>frames) << 1;
  for (let c: usize = 0; c < <usize>channels; c++) {
    if (!decodeChannel(samples + c * row, frames, ranges + c * RANGE_BYTES)) return isInRange() ? 0 : 1;
  }
  return readEnd();
}

function decodeChannel(samples: usize, length: i32, range: usize): bool {
  startChannel();
  startOverlap();
  for (let at = -BINS; at < length; at += BINS) {
    startFrame();
    readFrame();
    if (endsEarly() || !isInRange()) return false;
    transformBack(coefficients, samplesOfFrame);
    if (at >= 0) putSamples(samples + ((<usize>at) << 1), min(BINS, length - at), range);
  }
  return true;
}

/** Rounds samples, halves upwards, and keeps them within the range. */
function putSamples(to: usize, count: i32, range: usize): void {
  const least = <f64>load<i32>(range);
  const most = <f64>load<i32>(range, 4);
  const mean = <f64>load<i32>(range, 8);
  for (let n: usize = 0; n < <usize>count; n++) {
    const sample = mean + floor(load<f64>(samplesOfFrame + (n << 3)) / FRACTION + 0.5);
    store<i16>(to + (n << 1), <i32>max(least, min(most, sample)));
  }
}
