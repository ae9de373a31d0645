// Leads of a recording, each coded on arrival behind its peers, see ../coder.ts
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
  expect,
  guessesBytes,
  readCode,
  setSteps,
  setTables,
  startDebt,
  voltageOf,
  writeCode,
} from '../../shared/live/kernel/codes';
import { adapt, extrapolate, SCALE, setPace, startChannel } from '../../shared/live/kernel/channel';
import { errorRate, followError, gauge, setErrorRate } from '../../shared/live/kernel/deviation';
import { setReferencePace } from '../../shared/live/kernel/remainders';
import { setModel } from './net';
import {
  deviationIn,
  HISTORY_BYTES,
  LEAD_BYTES,
  learnLead,
  leftOf,
  numberOf,
  peerOf,
  peerRemainders,
  predictLead,
  scaleLead,
  startLead,
  startLeads,
  STATE_BYTES,
  storeFeatures,
  weightOf,
} from './peers';

export { multiplyLeads, storeDifferences } from './topology';
export { guessesBytes, setModel, setTables };

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}

/** Of a lead's state, what its peers see of it included. */
export function stateBytes(): usize {
  return STATE_BYTES + HISTORY_BYTES;
}

/** For the net, of one lead at a time. */
const features: usize = memory.data(32, 16);

let leads: usize = 0;
let states: usize = 0;
let histories: usize = 0;
let historyBytes: usize = 0;
let leadsEnd: usize = 0;
/** Bytes of a channel's samples. */
let row: usize = 0;
let keepsPast: bool = false;

/**
 * @param leadsAt what is known of each lead, in coding order, see peers.ts
 * @param statesAt room for all states; behind them are all histories, one that stays 0 and, if peers are seen as they
 *   were in the frame before, copies of them
 */
function start(leadsAt: usize, statesAt: usize, channels: i32, frames: i32, past: bool): void {
  startDebt(channels);
  setSteps(0, 0, 0);
  startLeads();
  leads = leadsAt;
  leadsEnd = leads + <usize>channels * LEAD_BYTES;
  states = statesAt;
  histories = states + <usize>channels * STATE_BYTES;
  historyBytes = (<usize>channels + 1) * HISTORY_BYTES;
  memory.fill(histories, 0, past ? 2 * historyBytes : historyBytes);
  row = (<usize>frames) << 1;
  keepsPast = past;
}

/** Sets how fast is learned, which changes with the binary digits of a frame's number alone. */
function startFrame(frame: i32): void {
  setErrorRate(frame);
  setPace(frame);
  setReferencePace(frame);
}

function endFrame(): void {
  if (keepsPast) memory.copy(histories + historyBytes, histories, historyBytes);
}

function predict(state: usize, history: usize, lead: usize): void {
  const voltage = predictLead(state, history, lead, extrapolate(state), features);
  gauge(scaleLead(state));
  expect(voltage);
}

function follow(state: usize, history: usize, lead: usize, code: i32, frame: i32): void {
  const voltage = voltageOf(code);
  if (frame === 0) {
    startChannel(state, voltage);
    startLead(state, history, lead);
    return;
  }
  adapt(state, voltage);
  const error = learnLead(state, history, voltage);
  store<i32>(state, followError(load<i32>(state, SCALE), error, errorRate()), SCALE);
}

/**
 * @param samples planar
 * @param past whether peers are seen as they were in the frame before
 * @param out room up to `end`
 * @returns the byte behind the code; 0 if there was too little room
 */
export function encode(
  samples: usize,
  channels: i32,
  frames: i32,
  leadsAt: usize,
  statesAt: usize,
  past: bool,
  out: usize,
  end: usize,
): usize {
  start(leadsAt, statesAt, channels, frames, past);
  startWriting(out, end);
  for (let frame = 0; frame < frames && isIntact(); frame++) {
    if ((frame & (frame - 1)) === 0) startFrame(frame);
    const at = samples + ((<usize>frame) << 1);
    let state = states;
    let history = histories;
    for (let lead = leads; lead < leadsEnd; lead += LEAD_BYTES) {
      if (frame > 0) predict(state, history, lead);
      const code = <i32>load<i16>(at + numberOf(lead) * row);
      writeCode(code);
      follow(state, history, lead, code, frame);
      state += STATE_BYTES;
      history += HISTORY_BYTES;
    }
    endFrame();
  }
  writeEnd();
  return isIntact() ? writtenEnd() : 0;
}

/** @returns whether the code ended just where it had to */
export function decode(
  bytes: usize,
  end: usize,
  leadsAt: usize,
  statesAt: usize,
  past: bool,
  samples: usize,
  channels: i32,
  frames: i32,
): bool {
  start(leadsAt, statesAt, channels, frames, past);
  startReading(bytes, end);
  for (let frame = 0; frame < frames && isIntact(); frame++) {
    if ((frame & (frame - 1)) === 0) startFrame(frame);
    const at = samples + ((<usize>frame) << 1);
    let state = states;
    let history = histories;
    for (let lead = leads; lead < leadsEnd; lead += LEAD_BYTES) {
      if (frame > 0) predict(state, history, lead);
      const code = readCode();
      store<i16>(at + numberOf(lead) * row, code);
      follow(state, history, lead, code, frame);
      state += STATE_BYTES;
      history += HISTORY_BYTES;
    }
    endFrame();
  }
  readEnd();
  return isAtEnd();
}

/** A record of `gather`, i16 each. */
const RECORD_FEATURES: usize = 0;
const RECORD_REMAINDERS: usize = 128;
const RECORD_WEIGHTS: usize = 134;
const RECORD_LEFT: usize = 140;
const RECORD_DEVIATION: usize = 142;
const RECORD_BYTES: usize = 144;

/**
 * Predicts without a net, and writes for training what a net would see and what it should say, of the samples of every
 * so many-th frame from the `every`-th on: 16 features of the lead and of each peer, three last remainders of peers,
 * their weights (i16, of missing peers 0), what was left to be predicted and its deviation, both in 1/128 of the
 * spread.
 * @param featuresAt room for 32 bytes a lead and 32 more
 * @returns records written
 */
export function gather(
  samples: usize,
  channels: i32,
  frames: i32,
  leadsAt: usize,
  statesAt: usize,
  featuresAt: usize,
  every: i32,
  out: usize,
  end: usize,
): i32 {
  start(leadsAt, statesAt, channels, frames, false);
  memory.fill(featuresAt, 0, 32 * (<usize>channels + 1));
  let to = out;
  for (let frame = 0; frame < frames; frame++) {
    if ((frame & (frame - 1)) === 0) startFrame(frame);
    const at = samples + ((<usize>frame) << 1);
    const isKept = frame >= every && frame % every === 0;
    let state = states;
    let history = histories;
    for (let lead = leads; lead < leadsEnd; lead += LEAD_BYTES) {
      const code = <i32>load<i16>(at + numberOf(lead) * row);
      if (frame > 0) {
        predictLead(state, history, lead, extrapolate(state), features);
        const scale = scaleLead(state);
        storeFeatures(featuresAt + (history - histories));
        if (isKept && to + RECORD_BYTES <= end) {
          writeRecord(history, lead, featuresAt, voltageOf(code), scale, to);
          to += RECORD_BYTES;
        }
      }
      follow(state, history, lead, code, frame);
      state += STATE_BYTES;
      history += HISTORY_BYTES;
    }
  }
  return <i32>((to - out) / RECORD_BYTES);
}

/** Features lie as histories do, of 32 bytes too. */
function writeRecord(
  history: usize,
  lead: usize,
  featuresAt: usize,
  voltage: i32,
  scale: i32,
  to: usize,
): void {
  memory.copy(to + RECORD_FEATURES, featuresAt + (history - histories), 32);
  for (let k: usize = 0; k < 3; k++) {
    memory.copy(to + 32 * (k + 1), featuresAt + (peerOf(lead, k) - histories), 32);
    store<i16>(to + 2 * k, weightOf(lead, k), RECORD_WEIGHTS);
  }
  const remainders = peerRemainders();
  v128.store32_lane(to + RECORD_REMAINDERS, remainders, 0);
  v128.store16_lane(to + RECORD_REMAINDERS, remainders, 2, 4);
  store<i16>(to, leftOf(voltage), RECORD_LEFT);
  store<i16>(to, deviationIn(scale), RECORD_DEVIATION);
}
