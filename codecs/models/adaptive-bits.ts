/**
 * An adaptive binary arithmetic coder for tables: small numbers of which nothing is known beforehand.
 *
 * Encoder and decoder have the same shape, `code(model, context, bit)`: the encoder writes the bit and returns it,
 * the decoder ignores what it is given and returns the bit it reads. A format is thus one function for both ways.
 *
 * The interval [low, high] of 32 bits is split in proportion to the probability of a 1, and its leading bytes
 * leave as soon as both ends agree on them. All arithmetic is on whole numbers below 2^53.
 */

/** For each context, the probability of a 1 in 1/65536, and how many bits it has met (up to `SLOWEST`). */
export interface BitModel {
  readonly ones: Uint16Array;
  readonly met: Uint8Array;
}

export interface BitCoder {
  readonly code: (model: BitModel, context: number, bit: number) => number;
}

export interface BitEncoder extends BitCoder {
  /** @returns all bytes; to be called once, last */
  readonly finish: () => Uint8Array;
}

export interface BitDecoder extends BitCoder {
  /** @throws Error unless the bytes end just where the encoder ended them */
  readonly finish: () => void;
}

const SLOWEST = 60;
// A context that has met n bits moves by 1/(n + 1.6) of the error: a little bolder than Krichevsky and Trofimov's
// 1/(n + 2), since most contexts of a table are one-sided.
const RATES = Uint16Array.from({ length: SLOWEST + 1 }, (_, n) => Math.floor(65536 / (n + 1.6)));
const LEAST = 64;
/** The decoder starts with four bytes, of which the encoder writes the first. */
const BYTES_AHEAD = 3;

/** A 1 is as likely as a 0 in every context at first. */
export function makeBitModel(contexts: number): BitModel {
  return { ones: new Uint16Array(contexts).fill(32768), met: new Uint8Array(contexts) };
}

/** Of a context that learns nothing. */
const STILL = 255;

/** One context in which a 1 stays as likely as a 0. */
export function makeStillModel(): BitModel {
  return { ones: Uint16Array.of(32768), met: Uint8Array.of(STILL) };
}

function learn(model: BitModel, context: number, bit: number): void {
  const p = model.ones[context];
  const met = model.met[context];
  if (met === STILL) return;
  const rate = RATES[met];
  // products are below 2^32
  const next = bit === 1 ? p + (Math.imul(65536 - p, rate) >>> 16) : p - (Math.imul(p, rate) >>> 16);
  model.ones[context] = Math.max(LEAST, Math.min(65536 - LEAST, next));
  if (met < SLOWEST) model.met[context] = met + 1;
}

/**
 * Ends of the interval, modulo 2^32; a typed array of int32, since numbers over 2^31, or that a closure keeps, would be
 * allocated anew each time.
 */
const LOW = 0;
const HIGH = 1;

function fullInterval(): Int32Array {
  return Int32Array.of(0, -1);
}

/** The last number of the lower part, which stands for a 1; low <= split < high. */
function splitOf(interval: Int32Array, p: number): number {
  const range = (interval[HIGH] - interval[LOW]) | 0;
  return (interval[LOW] + Math.imul(range >>> 16, p) + (Math.imul(range & 0xffff, p) >>> 16)) | 0;
}

function narrow(interval: Int32Array, split: number, bit: number): void {
  if (bit === 1) interval[HIGH] = split;
  else interval[LOW] = split + 1;
}

function isSettled(interval: Int32Array): boolean {
  return (interval[LOW] ^ interval[HIGH]) >>> 24 === 0;
}

function dropLeadingByte(interval: Int32Array): void {
  interval[LOW] <<= 8;
  interval[HIGH] = (interval[HIGH] << 8) | 0xff;
}

/** An encoder that has written nothing yet. */
export function makeBitEncoder(): BitEncoder {
  const bytes: number[] = [];
  const interval = fullInterval();
  return {
    code: (model, context, bit) => {
      narrow(interval, splitOf(interval, model.ones[context]), bit);
      learn(model, context, bit);
      for (; isSettled(interval); dropLeadingByte(interval)) bytes.push(interval[LOW] >>> 24);
      return bit;
    },
    // the leading bytes differ, so this one followed by zeros lies inside the interval
    finish: () => {
      bytes.push((interval[LOW] >>> 24) + 1);
      return Uint8Array.from(bytes);
    },
  };
}

/**
 * @param what the bytes are, for errors
 * @throws Error, here or while decoding, if the bytes end early
 */
export function makeBitDecoder(bytes: Uint8Array, what = 'table'): BitDecoder {
  const interval = fullInterval();
  const window = new Uint32Array(1);
  let at = 0;
  const takeByte = () => {
    if (at >= bytes.length + BYTES_AHEAD) throw new Error(`${what} ends early, at byte ${bytes.length}`);
    window[0] = (window[0] << 8) | (at < bytes.length ? bytes[at] : 0);
    at++;
  };
  for (let k = 0; k <= BYTES_AHEAD; k++) takeByte();
  return {
    code: (model, context) => {
      const split = splitOf(interval, model.ones[context]);
      const bit = window[0] <= split >>> 0 ? 1 : 0;
      narrow(interval, split, bit);
      learn(model, context, bit);
      for (; isSettled(interval); dropLeadingByte(interval)) takeByte();
      return bit;
    },
    finish: () => {
      if (at !== bytes.length + BYTES_AHEAD) {
        throw new Error(`${what} of ${bytes.length} bytes where ${at - BYTES_AHEAD} are used`);
      }
    },
  };
}
