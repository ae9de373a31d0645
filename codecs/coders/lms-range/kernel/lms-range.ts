// Codes of channels, each coded on arrival, see ../coder.ts
import {
  isAtEnd,
  isIntact,
  readEnd,
  startReading,
  startWriting,
  writeEnd,
  writtenEnd,
} from '../../shared/live/kernel/interval';
import {
  charge,
  expect,
  guessesBytes,
  readCode,
  setSteps,
  setTables,
  startDebt,
  voltageOf,
  writeCode,
} from '../../shared/live/kernel/codes';
import {
  adapt,
  extrapolate,
  SCALE,
  STATE_BYTES,
  setPace,
  setQuiet,
  startChannel,
} from '../../shared/live/kernel/channel';
import {
  errorRate,
  followError,
  gauge,
  setErrorRate,
  setLeastError,
} from '../../shared/live/kernel/deviation';
import {
  HISTORY_BYTES,
  learnReferring,
  predictReferring,
  scaleReferring,
  startReferences,
  startReferring,
  stateBytesWith,
} from './references';
import { setReferencePace } from '../../shared/live/kernel/remainders';

export { guessesBytes, setTables };

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}

/**
 * Before each stream.
 * @param error by how much codes may be off, 0 if they are exact
 * @param least of all codes, @param most of all
 */
export function setError(error: i32, least: i32, most: i32): void {
  const width = 2 * error + 1;
  setSteps(error, least, most);
  setQuiet(error > 0 ? 8 * width : 0);
  setLeastError(error > 0 ? (5 * width) >> 1 : 0);
}

let references: i32 = 0;
/** Bytes from one state to the next; where the histories of channels begin, if there are references. */
let stride: usize = STATE_BYTES;
let histories: usize = 0;

/** Bytes of a channel's state: with references, what its neighbours see of it included. */
export function stateBytes(references: i32): usize {
  return references === 0 ? STATE_BYTES : stateBytesWith(references) + HISTORY_BYTES;
}

/**
 * @param count of references
 * @param states room for the states of all channels and, before their histories, for those of `count` more
 */
function start(channels: i32, count: i32, states: usize): void {
  startDebt(channels);
  references = count;
  stride = STATE_BYTES;
  if (count === 0) return;
  startReferences(count);
  stride = stateBytesWith(count);
  const before = states + <usize>channels * stride;
  memory.fill(before, 0, <usize>count * HISTORY_BYTES);
  histories = before + <usize>count * HISTORY_BYTES;
}

/** Sets how fast is learned, which changes with the binary digits of a frame's number alone. */
function startFrame(frame: i32): void {
  setErrorRate(frame);
  setPace(frame);
  if (references > 0) setReferencePace(frame);
}

/** Before the first channel lie the histories of the last ones, which were coded just before it. */
function endFrame(channels: i32): void {
  const back = <usize>channels * HISTORY_BYTES;
  for (let at = histories - <usize>references * HISTORY_BYTES; at < histories; at += HISTORY_BYTES) {
    store<i64>(at, load<i64>(at + back));
  }
}

/** What is expected of a channel's next code. */
function predict(state: usize, history: usize): void {
  let voltage = extrapolate(state);
  let scale = load<i32>(state, SCALE);
  if (references > 0) {
    voltage = predictReferring(state, history, voltage);
    scale = scaleReferring(state);
  }
  gauge(scale);
  expect(voltage);
}

function learn(state: usize, history: usize, voltage: i32): void {
  let error = adapt(state, voltage);
  if (references > 0) error = learnReferring(state, history, voltage);
  store<i32>(state, followError(load<i32>(state, SCALE), error, errorRate()), SCALE);
}

function follow(state: usize, history: usize, code: i32, frame: i32): void {
  const voltage = voltageOf(code);
  if (frame > 0) {
    learn(state, history, voltage);
  } else {
    startChannel(state, voltage);
    if (references > 0) startReferring(state, history);
  }
}

function encodeSample(state: usize, history: usize, code: i32, frame: i32): void {
  if (frame > 0) predict(state, history);
  follow(state, history, writeCode(code), frame);
}

function decodeSample(state: usize, history: usize, frame: i32): i32 {
  if (frame > 0) predict(state, history);
  const code = readCode();
  follow(state, history, code, frame);
  return code;
}

/** Whether a block ends behind a frame. */
function isLast(frame: i32, frames: i32, block: i32): bool {
  return frame === frames - 1 || (block > 0 && (frame + 1) % block === 0);
}

/**
 * @param samples planar
 * @param count of references, below `channels`
 * @param states room for the states of all channels, and for `count` histories
 * @param block frames, 0 for all
 * @param out room up to `end`
 * @returns the byte behind the code; 0 if there was too little room
 */
export function encode(
  samples: usize,
  channels: i32,
  frames: i32,
  count: i32,
  states: usize,
  block: i32,
  out: usize,
  end: usize,
): usize {
  start(channels, count, states);
  startWriting(out, end);
  const row = (<usize>frames) << 1;
  const step = stride;
  const statesEnd = states + <usize>channels * step;
  for (let frame = 0; frame < frames && isIntact(); frame++) {
    if ((frame & (frame - 1)) === 0) startFrame(frame);
    let at = samples + ((<usize>frame) << 1);
    let history = histories;
    for (let state = states; state < statesEnd; state += step, at += row, history += HISTORY_BYTES) {
      encodeSample(state, history, <i32>load<i16>(at), frame);
    }
    if (references > 0) endFrame(channels);
    if (isLast(frame, frames, block)) charge(writeEnd());
  }
  return isIntact() ? writtenEnd() : 0;
}

/** @returns whether the code ended just where it had to */
export function decode(
  bytes: usize,
  end: usize,
  count: i32,
  states: usize,
  block: i32,
  samples: usize,
  channels: i32,
  frames: i32,
): bool {
  start(channels, count, states);
  startReading(bytes, end);
  const row = (<usize>frames) << 1;
  const step = stride;
  const statesEnd = states + <usize>channels * step;
  for (let frame = 0; frame < frames && isIntact(); frame++) {
    if ((frame & (frame - 1)) === 0) startFrame(frame);
    let at = samples + ((<usize>frame) << 1);
    let history = histories;
    for (let state = states; state < statesEnd; state += step, at += row, history += HISTORY_BYTES) {
      store<i16>(at, decodeSample(state, history, frame));
    }
    if (references > 0) endFrame(channels);
    if (isLast(frame, frames, block)) charge(readEnd());
  }
  return isAtEnd();
}
