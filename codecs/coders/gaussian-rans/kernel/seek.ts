// Codes of slots that no guess fits, and escapes. A part of gaussian-rans.

import { COUNTS, ESCAPE, FOUND, isEven, lanes, PLACES, TOTAL } from './lanes';

/** Predictions of a uniform quantiser's codes are so much too low, and guesses too high. */
const GUESS_BIAS: i32 = 2048;
/** Twice a guess by a profile is so much too high. */
const DOUBLE_BIAS: i32 = 4096;

/** Where the next escape is or goes. */
let escapes: usize = 0;
let escapesEnd: usize = 0;
/** Of a profile, as `lookUp` takes it. */
let codeTable: usize = 0;
let firstCode: i32 = 0;
let lastCode: i32 = 0;

export function setEscapes(from: usize, end: usize): void {
  escapes = from;
  escapesEnd = end;
}

/** How far the escapes came. */
export function escapesNow(): usize {
  return escapes;
}

/** Writes a code that escapes. */
export function putEscape(code: i32): void {
  store<u16>(escapes, code);
  escapes += 2;
}

/** Zero where none is left: the pointer runs on, which shows in the end. */
function nextEscape(): i32 {
  const at = escapes;
  escapes += 2;
  return at < escapesEnd ? <i32>load<i16>(at) : 0;
}

/** @param table as `lookUp` takes it */
export function setCodes(table: usize, first: i32, last: i32): void {
  codeTable = table;
  firstCode = first;
  lastCode = last;
}

function voltageOf(code: i32): i32 {
  return <i32>load<i16>(codeTable + ((max(firstCode, min(lastCode, code)) - firstCode) << 3), 4);
}

/**
 * For each lane of a set, walks from a guess to the code that owns a slot, or takes in an escape. In PLACES lie halves
 * of slots and of predictions as decode has them; in FOUND, to be put right, halves of how far into their codes slots are, of how many
 * slots codes have, and of a profile a row of voltages.
 * @param row of codes, put right too
 */
export function seek<Kind>(set: i32, row: usize, table: usize): void {
  for (let lane = lanes; set > 0; lane += 4, row += 2, set >>= 1) {
    if ((set & 1) === 0) continue;
    const slot = load<i32>(lane, PLACES);
    if (slot < TOTAL - ESCAPE) {
      if (isEven<Kind>()) walkEven(lane, slot, row);
      else walkUneven(lane, slot, row, table);
      continue;
    }
    const code = nextEscape();
    store<i16>(row, <i16>code);
    if (!isEven<Kind>()) setVoltage(lane, voltageOf(code));
    found(lane, slot - (TOTAL - ESCAPE), ESCAPE);
  }
}

function found(lane: usize, past: i32, slots: i32): void {
  store<i32>(lane, past, FOUND);
  store<i32>(lane, slots, FOUND + 32);
}

function setVoltage(lane: usize, voltage: i32): void {
  store<i16>(lanes + ((lane - lanes) >> 1), <i16>voltage, FOUND + 64);
}

function walkEven(lane: usize, slot: i32, row: usize): void {
  const mu = load<i32>(lane, PLACES + 32);
  const counts = <usize>load<u32>(lane, COUNTS);
  for (let code = (mu + GUESS_BIAS + 8) >> 4; ; ) {
    const at = counts + <usize>((code << 6) - (mu << 2));
    const past = slot - <i32>load<u16>(at);
    const slots = <i32>load<u16>(at, 2);
    if (past >= 0 && past < slots) {
      store<i16>(row, <i16>max(-32768, min(32767, code)));
      found(lane, past, slots);
      return;
    }
    code += past < 0 ? -1 : 1;
  }
}

function walkUneven(lane: usize, slot: i32, row: usize, table: usize): void {
  // from the unit that is expected
  let entry = table + ((load<i32>(lane, PLACES + 32) << 3) + 4 * DOUBLE_BIAS);
  let counts = <usize>(load<u32>(lane, COUNTS) + DOUBLE_BIAS);
  for (;;) {
    const past = slot - <i32>load<u16>(counts + <usize>load<u16>(entry));
    const slots = <i32>load<u16>(counts + <usize>load<u16>(entry, 2)) - slot + past;
    if (past >= 0 && past < slots) {
      setVoltage(lane, <i32>load<i16>(entry, 4));
      store<u16>(row, load<u16>(entry, 6));
      found(lane, past, slots);
      return;
    }
    // to the last unit of the code before, or the first one of the next
    const step = past < 0 ? <i32>load<u16>(entry) - 0x8002 : <i32>load<u16>(entry, 2) - 0x8000;
    entry += step << 2;
    counts += step;
  }
}
