/** The kernel gaussian-rans, slow and clear: one lane, one tap at a time. */
import type { Samples } from '../../../codec.js';
import { DEFAULT_BLOCK, gaussianCodec } from '../coder.js';
import { LANES } from '../head.js';
import type { Kernel } from '../memory.js';
import { EVEN, EVEN_GUESS_BIAS, UNEVEN } from '../tables.js';
import { constantPast, follow, int16, meansOf, momentsOf, type Past } from './past.js';

const TOTAL = 2 ** 15;
const ESCAPE = 8;
const LOWEST = 2 ** 16;
const WORD = 2 ** 16;
const FARTHEST = 2047;

// byte offsets of the lanes' parameters, see the kernel
const MEAN_WEIGHTS = 128;
const BIAS = 160;
const COUNTS = 192;
const STATES = 256;
const LEAST = 384;
const MOST = 400;
const LANES_AT = 16;
const LANES_BYTES = 512;

/** A kernel in plain TypeScript: takes the place of the compiled one. */
export function makeTwin(): Kernel {
  const memory = new WebAssembly.Memory({ initial: 1 });
  let kept = new DataView(memory.buffer);
  // memory that has grown has another buffer
  const view = () => {
    if (kept.buffer !== memory.buffer) kept = new DataView(memory.buffer);
    return kept;
  };
  const i16 = (at: number) => view().getInt16(at, true);
  const u16 = (at: number) => view().getUint16(at, true);
  const i32 = (at: number) => view().getInt32(at, true);
  const everyLane = Array.from({ length: LANES }, (_, lane) => lane);
  const rowAt = (row: number, t: number, lane: number) => row + 2 * (LANES * t + lane);
  const halfAt = (half: number, t: number, lane: number) => half + 4 * (LANES * t + lane);
  const parameter = (field: number, lane: number) => i32(LANES_AT + field + 4 * lane);
  let pasts: Past[] = [];
  let escapes = 0;
  let escapesEnd = 0;
  let codes = { table: 0, first: 0, last: 0 };

  function expect(lane: number, voltageShift: number): number {
    const weight = (k: number) => i16(LANES_AT + 32 * (k >> 1) + 4 * lane + 2 * (k & 1));
    let taps = 0;
    for (const [k, x] of pasts[lane].voltages.entries()) taps = (taps + Math.imul(x, weight(k))) | 0;
    const [near, far] = meansOf(pasts[lane], voltageShift);
    const at = LANES_AT + MEAN_WEIGHTS + 4 * lane;
    const means = (Math.imul(near, i16(at)) + Math.imul(far, i16(at + 2))) | 0;
    const mu = ((taps << voltageShift) + means + parameter(BIAS, lane)) >> 11;
    if (voltageShift > 0) return mu;
    return Math.min(i32(LANES_AT + MOST), Math.max(i32(LANES_AT + LEAST), mu));
  }

  const entryOfCode = (code: number) =>
    codes.table + 8 * (Math.max(codes.first, Math.min(codes.last, code)) - codes.first);

  function findMeans(voltageShift: number, voltages: number, count: number, near: number, far: number) {
    for (const lane of everyLane) {
      const past = constantPast(pasts[lane].voltages[0]);
      for (let t = 0; t < count; t++) {
        const [nearMean, farMean] = meansOf(past, voltageShift);
        view().setInt16(rowAt(near, t, lane), nearMean, true);
        view().setInt16(rowAt(far, t, lane), farMean, true);
        follow(past, i16(rowAt(voltages, t, lane)));
      }
    }
  }

  function predict(voltageShift: number, voltages: number, count: number, expected: number, spread: number) {
    const sums = new Float64Array(memory.buffer, spread, 2 * LANES).fill(0);
    for (const lane of everyLane) {
      for (let t = 0; t < count; t++) {
        const mu = expect(lane, voltageShift);
        const x = i16(rowAt(voltages, t, lane));
        view().setInt32(halfAt(expected, t, lane), mu, true);
        const magnitude = Math.min(FARTHEST, Math.abs((x << voltageShift) - mu));
        sums[lane] += magnitude * magnitude;
        sums[LANES + lane] += magnitude;
        follow(pasts[lane], x);
      }
    }
  }

  /** Sets frequencies in the place of predictions. @param slotsOf first slot and number of slots of a code */
  function findFrequencies(
    rows: number,
    count: number,
    expected: number,
    slotsOf: (lane: number, code: number, mu: number) => [number, number],
  ) {
    for (let t = 0; t < count; t++) {
      for (const lane of everyLane) {
        const code = i16(rowAt(rows, t, lane));
        let [first, slots] = slotsOf(lane, code, i32(halfAt(expected, t, lane)));
        if (slots === 0) {
          view().setInt16(escapes, code, true);
          escapes += 2;
          [first, slots] = [TOTAL - ESCAPE, ESCAPE];
        }
        view().setUint32(halfAt(expected, t, lane), first + WORD * slots, true);
      }
    }
  }

  const near = (value: number, farthest: number) => Math.max(-farthest, Math.min(farthest, value));
  const evenSlots = (lane: number, code: number, mu: number, at: number): [number, number] => {
    const place = at + parameter(COUNTS, lane) + 4 * near((code << 4) - 8 - mu, 2047);
    return [u16(place), u16(place + 2)];
  };
  const unevenSlots = (lane: number, low: number, high: number, mu: number, at: number): [number, number] => {
    const below = (threshold: number) => u16(at + parameter(COUNTS, lane) + 2 * near(threshold - mu, 6143));
    return [below(low), below(high) - below(low)];
  };

  /** Takes a code's slots off a state, and words into it. @returns where the words go on */
  function pop(lane: number, first: number, slots: number, words: number): number {
    const state = LANES_AT + STATES + 4 * lane;
    const x = view().getUint32(state, true);
    const next = slots * Math.floor(x / TOTAL) + (x % TOTAL) - first;
    const isHungry = next < LOWEST;
    view().setUint32(state, isHungry ? next * WORD + u16(words) : next, true);
    return isHungry ? words + 2 : words;
  }

  function nextEscape(): number {
    const code = escapes < escapesEnd ? i16(escapes) : 0;
    escapes += 2;
    return code;
  }

  /** Decodes: `find` has the code that owns a slot, where it begins, and how many slots it has; none of an escape's. */
  function decode(
    voltageShift: number,
    rows: number,
    count: number,
    words: number,
    end: number,
    find: (lane: number, slot: number, mu: number) => [number, number, number] | undefined,
  ): number {
    let at = words;
    for (let t = 0; t < count; t++) {
      if (at > end) return 0;
      for (const lane of everyLane) {
        const slot = parameter(STATES, lane) & (TOTAL - 1);
        const mu = expect(lane, voltageShift);
        const [code, first, slots] = find(lane, slot, mu) ?? [nextEscape(), TOTAL - ESCAPE, ESCAPE];
        at = pop(lane, first, slots, at);
        view().setInt16(rowAt(rows, t, lane), code, true);
        follow(pasts[lane], voltageShift > 0 ? int16(code) : i16(entryOfCode(code) + 4));
      }
    }
    return at;
  }

  /** Walks from the nearest code; each slot below an escape's is some code's. */
  function findEven(lane: number, slot: number, less: number): [number, number, number] | undefined {
    const mu = less + EVEN_GUESS_BIAS;
    for (let code = (mu + 8) >> 4; ; ) {
      const [first, slots] = evenSlots(lane, code, mu, -EVEN.decoderBias);
      if (slot >= first && slot < first + slots) return [code, first, slots];
      if (slots === 0 && slot >= first) return undefined;
      code += slot < first ? -1 : 1;
    }
  }

  function findUneven(lane: number, slot: number, mu: number): [number, number, number] | undefined {
    for (let code = codes.first; code <= codes.last; code++) {
      const at = entryOfCode(code);
      const [first, slots] = unevenSlots(lane, i16(at), i16(at + 2), mu, -UNEVEN.decoderBias);
      if (slot >= first && slot < first + slots) return [code, first, slots];
    }
    return undefined;
  }

  function push(frequencies: number, count: number, end: number): number {
    let words = end;
    for (let k = LANES * count - 1; k >= 0; k--) {
      const state = LANES_AT + STATES + 4 * (k % LANES);
      const counts = view().getUint32(frequencies + 4 * k, true);
      const [first, slots] = [counts % WORD, Math.floor(counts / WORD)];
      let x = view().getUint32(state, true);
      if (x >= slots * 2 ** 17) {
        words -= 2;
        view().setUint16(words, x % WORD, true);
        x = Math.floor(x / WORD);
      }
      view().setUint32(state, Math.floor(x / slots) * TOTAL + (x % slots) + first, true);
    }
    return words;
  }

  return {
    memory,
    base: () => LANES_AT + LANES_BYTES,
    lanesAt: () => LANES_AT,
    begin(voltages) {
      pasts = everyLane.map(lane => constantPast(i16(rowAt(voltages, 0, lane))));
    },
    toRows(planar, stride, count, rows) {
      for (let t = 0; t < count; t++) {
        for (const lane of everyLane) {
          view().setInt16(rowAt(rows, t, lane), i16(planar + lane * stride + 2 * t), true);
        }
      }
    },
    fromRows(rows, count, planar, stride) {
      for (let t = 0; t < count; t++) {
        for (const lane of everyLane) {
          view().setInt16(planar + lane * stride + 2 * t, i16(rowAt(rows, t, lane)), true);
        }
      }
    },
    lookUp(rows, count, table, first, last, voltages, thresholds) {
      codes = { table, first, last };
      for (let t = 0; t < count; t++) {
        for (const lane of everyLane) {
          const at = entryOfCode(i16(rowAt(rows, t, lane)));
          view().setInt16(rowAt(voltages, t, lane), i16(at + 4), true);
          view().setInt32(halfAt(thresholds, t, lane), i32(at), true);
        }
      }
    },
    findMeansEven: (...rest) => findMeans(4, ...rest),
    findMeansUneven: (...rest) => findMeans(0, ...rest),
    gatherMoments(voltages, nearMeans, farMeans, count, centre, moments) {
      const sums = new Float64Array(memory.buffer, moments);
      for (const lane of everyLane) {
        const limited = (value: number) => near(value, 32767);
        const x = (t: number) => limited(i16(rowAt(voltages, t, lane)) - i16(rowAt(centre, 0, lane)));
        const means = [nearMeans, farMeans].map(row => (t: number) => limited(i16(rowAt(row, t, lane))));
        for (const [k, moment] of momentsOf(x, means, count).entries()) sums[k * LANES + lane] += moment;
      }
    },
    predictEven: (voltages, _near, _far, ...rest) => predict(4, voltages, ...rest),
    predictUneven: (voltages, _near, _far, ...rest) => predict(0, voltages, ...rest),
    findFrequenciesEven(rows, count, expected) {
      findFrequencies(rows, count, expected, (lane, code, mu) => evenSlots(lane, code, mu, 0));
    },
    findFrequenciesUneven(rows, count, _thresholds, expected) {
      findFrequencies(rows, count, expected, (lane, code, mu) => {
        const at = entryOfCode(code);
        return unevenSlots(lane, i16(at), i16(at + 2), mu, 0);
      });
    },
    setCodes(table, first, last) {
      codes = { table, first, last };
    },
    setEscapes(from, end) {
      escapes = from;
      escapesEnd = end;
    },
    escapesNow: () => escapes,
    push,
    decodeEven: (rows, count, words, end) => decode(4, rows, count, words, end, findEven),
    decodeUneven: (rows, count, _table, words, end) => decode(0, rows, count, words, end, findUneven),
  };
}

export function encode(samples: Samples): Uint8Array {
  return gaussianCodec(makeTwin(), undefined, DEFAULT_BLOCK).encode(samples);
}

export function decode(bytes: Uint8Array): Samples {
  return gaussianCodec(makeTwin(), undefined, DEFAULT_BLOCK).decode(bytes);
}
